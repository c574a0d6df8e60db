"""Whether a text says what a sentence says: the second head of the reader's network, and the pairs that it is measured on."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
import torch

from assistant.reader.bundled import FOLDER, MODEL, BundledModel
from assistant.reader.entailment import HIDDEN, EntailmentModel
from assistant.reader.onnx_outputs import with_output
from assistant.reader.training.changed_facts import changed_ways, kept_ways
from assistant.reader.training.entailment import (
    DEPTH,
    OWN,
    Entailment,
    encode_texts,
    figures,
    fit,
    hidden_states,
    new_head,
)
from assistant.reader.training.entailment_pairs import (
    CONTRADICTED,
    OPEN,
    SUPPORTED,
    Pair,
    load_indonli,
    load_passages,
    made_pairs,
    split_passages,
)
from assistant.reader.training.model import Reader
from index.errors import ReaderError

RULE = "Pegawai dilarang memasang spanduk calon, dan wajib melapor paling lambat tujuh hari kerja."
RAKOR = "Rakor di Kabupaten Rimba dibuka Sekda Made Suartana pada Senin, 3 Mei 2027."


@pytest.fixture(scope="module")
def model() -> EntailmentModel:
    return EntailmentModel()


@pytest.mark.parametrize(
    ("text", "sentence", "said"),
    [
        (RULE, "Pegawai tidak boleh memasang spanduk calon.", True),
        (RULE, "Pegawai boleh memasang spanduk calon dan wajib melapor.", False),
        (RULE, "Pegawai dilarang memasang spanduk calon.", True),
        (RAKOR, "Rakor dibuka Made Suartana.", True),
        (RAKOR, "Rakor dibuka Bupati Rimba.", False),
        (RAKOR, "Rakor digelar pada 3 Mei 2027.", True),
        (RAKOR, "Rakor dihadiri 200 peserta.", False),
        (RAKOR, "Rakor ditutup Made Suartana.", False),
    ],
)
def test_what_a_text_says_is_told_from_what_it_does_not(
    model: EntailmentModel, text: str, sentence: str, said: bool
) -> None:
    assert (model.supports(text, sentence) > 0.5) is said


def test_one_changed_fact_is_noticed_in_passages_that_it_was_not_trained_on(model: EntailmentModel) -> None:
    _, held_out = split_passages(load_passages(sorted(OWN.glob("own*.txt"))))
    pairs = made_pairs(held_out[:12], 1, random.Random(9))
    found = figures(pairs, model.probabilities([(pair.text, pair.sentence) for pair in pairs]))
    assert len(pairs) > 150
    assert found["AUROC"] > 0.97  # .996 on all of them: MODEL_CARD.md


def test_a_pair_alone_and_among_others_reads_alike(model: EntailmentModel) -> None:
    pairs = [(RULE, "Pegawai wajib melapor."), (RAKOR * 5, "Rakor dibuka Sekda."), (RAKOR, ""), ("", "Rakor dibuka.")]
    together = model.probabilities(pairs)
    assert together.shape == (4, 3)
    np.testing.assert_allclose(together.sum(axis=1), 1, atol=1e-5)
    alone = np.concatenate([model.probabilities([pair]) for pair in pairs])
    np.testing.assert_allclose(together, alone, atol=0.1)  # activations are rounded by batch


def test_none_asked_is_none_answered(model: EntailmentModel) -> None:
    assert model.probabilities([]).shape == (0, 3)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(ReaderError, match="entailment model"):
        EntailmentModel(head=tmp_path / "none.onnx")


def test_the_reader_itself_is_as_it_was() -> None:
    """Its file has no other output, and one that is added in memory leaves the old ones as they are."""
    import onnxruntime

    content = (FOLDER / MODEL).read_bytes()
    session = onnxruntime.InferenceSession(with_output(content, HIDDEN), providers=["CPUExecutionProvider"])
    ids = np.array([[0, 120, 345, 2, 2, 678, 90, 2]], dtype=np.int64)
    given = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
    plain = BundledModel(1)._session
    assert [output.name for output in plain.get_outputs()] == ["start_logits", "end_logits", "null_logit"]
    for name in ("start_logits", "end_logits", "null_logit"):
        np.testing.assert_allclose(session.run([name], given)[0], plain.run([name], given)[0], atol=1e-4)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a model", b"\x08\x08", b"\x08\x80"])
def test_what_is_no_model_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="not an ONNX file"):
        with_output(content, "x")


# The pairs


def test_each_change_is_of_the_kind_that_it_says_and_new_to_the_passage() -> None:
    sentence = "Bupati Rimba Joko Wardoyo membuka rapat yang wajib dihadiri 40 pegawai di Medan pada Senin, 3 Mei 2027."
    seen = {}
    for seed in range(40):
        for changed in changed_ways(sentence, sentence, ("Siti Aminah",), random.Random(seed)):
            seen.setdefault(changed.kind, set()).add(changed.text)
            assert changed.text != sentence
    assert set(seen) >= {"year", "number", "month", "day", "place", "role", "name", "modal", "negation"}
    assert all("Siti Aminah" in text for text in seen["name"])
    assert all("tidak wajib" in text for text in seen["modal"])
    assert all("2027" not in text for text in seen["year"])


def test_what_is_denied_is_affirmed_and_a_denied_word_keeps_its_sense() -> None:
    changed = {each.kind: each.text for each in changed_ways("Pegawai tidak boleh hadir.", "", (), random.Random(1))}
    assert changed["negation"] == "Pegawai boleh hadir."
    assert "modal" not in changed


def test_what_is_kept_is_shorter_or_in_other_words() -> None:
    kept = kept_ways(
        "Pada Senin lalu, rapat (perdana) digelar di kantor bupati, sehingga warga datang beramai-ramai ke sana.",
        random.Random(2),
    )
    assert "Rapat digelar di kantor bupati, sehingga warga datang beramai-ramai ke sana." in kept
    assert any("diadakan" in each for each in kept)
    assert kept[0].startswith("Pada Senin lalu")


def test_benchmark_pairs_are_read_by_their_labels(tmp_path: Path) -> None:
    rows = [f'{{"premise": "a", "hypothesis": "b", "label": "{label}"}}' for label in "enc"]
    (tmp_path / "dev.jsonl").write_text("\n".join(rows), encoding="utf-8")
    assert [pair.label for pair in load_indonli(tmp_path / "dev.jsonl")] == [SUPPORTED, OPEN, CONTRADICTED]


def test_no_passage_is_both_trained_on_and_measured_on() -> None:
    train, measured = split_passages(load_passages(sorted(OWN.glob("own*.txt"))))
    assert len(train) > 5 * len(measured) > 300
    assert not set(train) & set(measured)


def test_a_head_learns_and_the_reader_below_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    from tokenizers import Tokenizer

    from assistant.reader.bundled import TOKENIZER
    from assistant.reader.training import entailment

    monkeypatch.setattr(entailment, "EPOCHS", 12)
    monkeypatch.setattr(entailment, "WARM_UP", 2)
    monkeypatch.setattr(entailment, "BATCH", 8)
    reader = Reader(16_000, 24, DEPTH + 1, 12, 48, 1e-12, 384).eval()
    before = {name: values.clone() for name, values in reader.state_dict().items()}
    tokenizer = Tokenizer.from_file(str(FOLDER / TOKENIZER))
    words = ("apel", "rapat", "pasar", "sidang")
    pairs = [
        Pair(f"Ada {a}.", f"Ada {b}.", SUPPORTED if a == b else CONTRADICTED, "x") for a in words for b in words
    ] * 8
    head: Entailment = new_head(reader)
    fit(reader, head, pairs, tokenizer, "cpu")
    assert all((reader.state_dict()[name] == values).all() for name, values in before.items())
    with torch.no_grad():
        found = head.eval()(*hidden_states(reader, encode_texts(tokenizer, pairs), "cpu")).softmax(-1)
    assert found.shape == (len(pairs), 3)
    assert found[:, OPEN].max() < 0.2  # it has learnt that nothing is left open
