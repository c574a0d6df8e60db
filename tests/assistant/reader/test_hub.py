"""Readers and rerankers of the hub's kind, made small and random on disk: they load, read, rerank and are calibrated for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.answering.decision import Calibration
from assistant.answering.engine import _load_reranker, reader_model
from assistant.answering.service import AnswerService
from assistant.question.query import Concept, Query
from assistant.reader.hub import HubModel
from assistant.reader.pieces import best_span
from assistant.reader.spans import SpanReader
from assistant.retrieval.rerank import CrossEncoderReranker, rerank_candidates
from assistant.settings import Settings
from index.analyzer import Analyzer
from index.errors import ReaderError
from tests.assistant.made_up import TEXT, candidate

WORDS = (
    "[PAD] [UNK] [CLS] [SEP] [MASK] rapat digelar di aula kota dimulai mei warga senang kapan siapa . ? 5 2021".split()  # noqa: SIM905
)


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    """Folders of a reader, a reranker, and a model that sorts texts into three classes."""
    import torch
    from transformers import BertConfig, BertForQuestionAnswering, BertForSequenceClassification, BertTokenizerFast

    torch.manual_seed(3)
    root = tmp_path_factory.mktemp("models")
    (root / "vocab.txt").write_text("\n".join(WORDS) + "\n", encoding="utf-8")
    tokenizer = BertTokenizerFast(str(root / "vocab.txt"))
    sizes = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    config = BertConfig(vocab_size=len(WORDS), max_position_embeddings=128, **sizes)
    made = {"reader": BertForQuestionAnswering(config)}
    for name, labels in (("reranker", 1), ("classes", 3)):
        config = BertConfig(vocab_size=len(WORDS), max_position_embeddings=512, num_labels=labels, **sizes)
        made[name] = BertForSequenceClassification(config)
    for name, model in made.items():
        model.save_pretrained(root / name)
        tokenizer.save_pretrained(root / name)
    yield {name: root / name for name in made}
    reader_model.cache_clear()
    _load_reranker.cache_clear()


QUERY = Query("kapan rapat?", ("rapat",), (Concept("rapat"),), "id")


def test_a_hub_reader_marks_words_of_the_passage(models: dict[str, Path]) -> None:
    passages = ["Rapat digelar di Aula Kota.", "Rapat dimulai 5 Mei 2021. Warga senang.", "Warga."]
    read = HubModel(str(models["reader"])).logits("Kapan rapat?", passages)
    for logits, passage in zip(read, passages, strict=True):
        assert [passage[a:b] for a, b in logits.feature.offsets] == passage.replace(".", " .").split()
        start, end, score = best_span(logits, passage)
        assert 0 <= start < end <= len(passage)
        assert np.isfinite([score, logits.none]).all()


def test_what_a_passage_reads_as_does_not_depend_on_what_it_is_read_with(models: dict[str, Path]) -> None:
    model = HubModel(str(models["reader"]))
    texts = ["Rapat digelar di Aula Kota.", "Warga senang. " * 9]
    both = model.logits("Kapan rapat?", texts)
    for text, together in zip(texts, both, strict=True):
        (alone,) = model.logits("Kapan rapat?", [text])
        n = len(alone.feature.ids)
        np.testing.assert_allclose(together.start[:n], alone.start[:n], atol=1e-5)
        assert together.none == pytest.approx(alone.none, abs=1e-5)


def test_a_question_longer_than_the_model_reads_is_cut(models: dict[str, Path]) -> None:
    (logits,) = HubModel(str(models["reader"])).logits("kapan rapat " * 300, ["Rapat digelar di Aula Kota."])
    assert len(logits.feature.ids) <= 126


def test_a_hub_reader_serves_the_span_reader(models: dict[str, Path]) -> None:
    readings = SpanReader(Analyzer.load(), HubModel(str(models["reader"]))).read(QUERY, [candidate()])
    assert len(readings) == 3
    assert all(r.answer is None or r.answer.of(TEXT) in r.sentence.of(TEXT) for r in readings)


def test_a_reranker_orders_the_candidates(models: dict[str, Path]) -> None:
    reranker = CrossEncoderReranker(str(models["reranker"]))
    given = [candidate(0, 0), candidate(1, 1, row=1), candidate(2, 2, row=2)]
    ordered = rerank_candidates(QUERY, given, reranker)
    assert ordered[0].fused > ordered[1].fused > ordered[2].fused
    scores = reranker.scores(QUERY.text, [f"Rapat.\n{c.text}" for c in given])
    assert [c.row for c in ordered] == np.argsort(-scores).tolist()
    assert rerank_candidates(QUERY, [], reranker) == ()


def test_both_are_set_by_path_and_need_a_calibration_of_their_own(models: dict[str, Path], index_folder: Path) -> None:
    settings = Settings(index=index_folder, reader=str(models["reader"]), reranker=str(models["reranker"]))
    with pytest.raises(ReaderError, match=r"netral-eval calibrate --out calibration\.json"):
        AnswerService(settings).ask("Kapan pendaftaran calon dimulai?")
    service = AnswerService(settings, Calibration.unfitted())
    answer = service.ask("Kapan pendaftaran calon dimulai?")
    assert answer.answered
    assert answer.citations
    assert service.reader_id.startswith("transformers reader ")
    assert " after cross-encoder reranker " in service.reader_id


@pytest.mark.parametrize("kind", [HubModel, CrossEncoderReranker])
def test_a_model_that_is_not_there_is_named_with_what_to_do(kind: type, tmp_path: Path) -> None:
    with pytest.raises(ReaderError, match=r"(?s)cannot be loaded.*without a network"):
        kind(str(tmp_path))


def test_a_model_that_sorts_into_classes_is_no_reranker(models: dict[str, Path]) -> None:
    with pytest.raises(ReaderError, match="gives 3 scores a pair"):
        CrossEncoderReranker(str(models["classes"]))
