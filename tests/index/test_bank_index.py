"""The wordings of a bank as an index: rows and entries, what is encoded, searches, and its files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index import bank_index
from index.analyzer import Analyzer
from index.bank import LocatedEntry, locate_entry
from index.bank_file import parse_bank
from index.bank_index import BANK_FILES, BATCH, BankIndex, bank_digest, missing_vectors, no_vector, wording_key
from index.config import IndexConfig
from index.encoder import Encoder
from tests.index.fake_encoder import FakeEncoder
from tests.index.made_up_bank import ANSWER, DOCUMENT, REFUSAL, lines

ANALYZER = Analyzer.load()


def located(*values: object) -> list[LocatedEntry]:
    found = [locate_entry(entry, {"rapat": DOCUMENT}.get) for entry in parse_bank(lines(*values)).entries]
    return [one for one in found if isinstance(one, LocatedEntry)]


def built(*values: object, encoder: Encoder | None = None, config: IndexConfig | None = None) -> BankIndex:
    return BankIndex.build(located(*values), encoder or FakeEncoder(), ANALYZER, config or IndexConfig())


THIRD = {**ANSWER, "id": "c", "questions": ["Siapa yang hadir?", "Berapa warga hadir?", "Hadirin?"]}


def test_rows_are_the_wordings_of_the_entries_in_order() -> None:
    bank = built(ANSWER, REFUSAL, THIRD)
    assert len(bank) == 6
    assert [bank.entry_row(row) for row in range(6)] == [0, 0, 1, 2, 2, 2]
    assert [bank.wording(row) for row in range(6)] == [w for each in bank.entries for w in each.entry.wordings]
    assert [bank.rows_of(row) for row in range(3)] == [range(2), range(2, 3), range(3, 6)]


def test_each_wording_is_encoded_once_as_a_question() -> None:
    encoder = FakeEncoder()
    again = {**ANSWER, "id": "again"}
    bank = built(ANSWER, again, encoder=encoder)
    assert sorted(encoder.asked) == sorted(question["text"] for question in ANSWER["questions"])
    assert encoder.encoded == []
    assert (bank.vectors.vectors(np.array([0])) == bank.vectors.vectors(np.array([2]))).all()


def test_known_vectors_are_not_encoded_again() -> None:
    before, encoder = built(ANSWER), FakeEncoder()
    look_up = before.vector_of()
    after = BankIndex.build(located(REFUSAL, ANSWER), encoder, ANALYZER, IndexConfig(), look_up)
    assert encoder.asked == ["Berapa biaya rapat desa?"]
    assert (after.vectors.vectors(np.array([1, 2])) == before.vectors.vectors(np.array([0, 1]))).all()
    assert look_up(b"another key") is None
    assert no_vector(b"any") is None


def test_what_is_missing_is_each_text_once() -> None:
    entries = located(ANSWER, {**ANSWER, "id": "b"})
    assert sorted(missing_vectors(entries, "fake 1", no_vector).values()) == [
        "Kapan rapat desa digelar?",
        "When was the meeting?",
    ]
    assert missing_vectors(entries, "fake 1", built(ANSWER).vector_of()) == {}
    assert len(missing_vectors(entries, "fake 2", built(ANSWER).vector_of())) == 2


def test_progress_counts_wordings_in_batches() -> None:
    seen: list[tuple[int, int]] = []
    many = {**ANSWER, "questions": [f"Apa nomor {n}?" for n in range(BATCH + 3)]}
    entries = located(many)
    BankIndex.build(
        entries, FakeEncoder(), ANALYZER, IndexConfig(), progress=lambda done, total: seen.append((done, total))
    )
    assert seen == [(BATCH, BATCH + 3), (BATCH + 3, BATCH + 3)]


@pytest.mark.parametrize(("hnsw_from", "kind"), [(50_000, "exact"), (1, "hnsw")])
def test_near_wordings_are_found_by_meaning_and_by_words(hnsw_from: int, kind: str) -> None:
    bank = built(ANSWER, REFUSAL, THIRD, config=IndexConfig(hnsw_from=hnsw_from))
    assert bank.vectors.kind == kind
    vector = FakeEncoder().encode_queries(["Hadirin?"])[0]
    assert bank.near(vector, ANALYZER.terms("biaya"), 1) == {1: [0], 2: [2]}
    assert bank.near(vector, [], 1) == {2: [2]}
    assert bank.near(vector, ANALYZER.terms("rapat"), 6) == {0: [0, 1], 1: [0], 2: [0, 1, 2]}
    cosines = bank.cosines(vector, 2)
    assert cosines[2] == pytest.approx(1, abs=1e-5)
    assert cosines == pytest.approx(bank.vectors.scores(vector, np.array([3, 4, 5])), abs=1e-5)


def test_wordings_without_a_word_are_an_index_too() -> None:
    bank = built({**ANSWER, "questions": ["?!", "yang"]})
    assert bank.near(FakeEncoder().encode_queries(["?!"])[0], ["rapat"], 5) == {0: [0, 1]}


@pytest.mark.parametrize("hnsw_from", [50_000, 1])
def test_what_is_saved_is_opened_whole(tmp_path: Path, hnsw_from: int) -> None:
    bank = built(ANSWER, REFUSAL, config=IndexConfig(hnsw_from=hnsw_from))
    bank.save(tmp_path)
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()) == sorted(
        BANK_FILES
    )
    opened = BankIndex.load(tmp_path)
    assert opened.entries == bank.entries
    assert opened.keys == bank.keys
    vector = FakeEncoder().encode_queries(["Kapan rapat?"])[0]
    terms = ANALYZER.terms("biaya rapat")
    assert opened.near(vector, terms, 2) == bank.near(vector, terms, 2)
    assert (opened.cosines(vector, 0) == bank.cosines(vector, 0)).all()
    assert (opened.bm25.scores(terms) == bank.bm25.scores(terms)).all()


def test_a_key_is_of_the_encoder_its_map_and_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = {wording_key("one", "a"), wording_key("other", "a"), wording_key("one", "b")}
    monkeypatch.setattr(bank_index, "wording_projection", lambda _: type("Map", (), {"id": "another"}))
    assert len({*keys, wording_key("one", "a")}) == 4


def test_the_digest_differs_where_an_entry_or_a_place_does() -> None:
    (one,) = located(ANSWER)
    moved = LocatedEntry(one.entry, one.quotes, None)
    other = located({**ANSWER, "reviewed": None})
    assert len({bank_digest(each, "fake 1") for each in ([one], [moved], other, [])}) == 4
    assert bank_digest([one], "fake 1") == bank_digest(located(ANSWER), "fake 1")
