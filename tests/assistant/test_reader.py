"""Readers: which sentence answers, and which words in it."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from assistant.question import Concept, Query
from assistant.reader import Found, shared_words, together
from assistant.reader.features import NOTHING, Feature, best_span
from assistant.reader.sentences import SentenceReader
from assistant.reader.spans import whole_words
from assistant.retrieve import Candidate
from index.document import Document, Passage, Span
from index.lexical import Analyzer

TEXT = "Rapat digelar di Aula Kota. Rapat dimulai 5 Mei 2021. Warga senang."
SENTENCES = (Span(0, 27), Span(28, 53), Span(54, 67))


def candidate(first: int = 0, last: int = 2, fused: float = 0.0, row: int = 0) -> Candidate:
    spans = SENTENCES[first : last + 1]
    document = Document("d", TEXT, "Rapat", "d.txt", "0" * 64)
    passage = Passage("d", Span(spans[0].start, spans[-1].end), spans)
    return Candidate(row, passage, document, 0.8, 1.0, 1, 1, fused)


def query(*terms: str, text: str = "") -> Query:
    return Query(text or " ".join(terms), terms, tuple(Concept(term) for term in terms), "id")


def test_shared_words_is_the_share_of_concepts_found_by_their_own_term_or_another() -> None:
    asked = dataclasses.replace(
        query("rapat", "surabaya"), concepts=(Concept("rapat"), Concept("x", frozenset({"mulai"})))
    )
    assert shared_words(asked, {"rapat", "mulai"}) == 1.0
    assert shared_words(asked, {"rapat"}) == 0.5
    assert shared_words(query(), {"rapat"}) == 0.0


def test_the_sentence_reader_says_which_sentences_hold_what_is_asked_for() -> None:
    readings = SentenceReader(Analyzer.load()).read(query("rapat", "mula", text="kapan rapat dimulai"), [candidate()])
    assert {r.sentence.of(TEXT): r.reading for r in readings} == {
        "Rapat digelar di Aula Kota.": 0.0,
        "Rapat dimulai 5 Mei 2021.": 1.0,
        "Warga senang.": 0.0,
    }
    assert all(r.answer is None for r in readings)


def test_a_sentence_in_overlapping_passages_is_one_reading_with_what_both_know_of_it() -> None:
    low, high = candidate(0, 1, fused=0.1, row=0), candidate(1, 2, fused=0.9, row=1)
    readings = SentenceReader(Analyzer.load()).read(query("rapat"), [low, high])
    assert len(readings) == 3
    middle = next(r for r in readings if r.sentence == SENTENCES[1])
    assert middle.support == 2
    assert middle.fused == pytest.approx((0.1 + 0.9) / 2)
    assert middle.candidate.row == 1


def test_the_best_of_the_passages_says_what_the_answer_is() -> None:
    poor = Found(candidate(0, 1, fused=2.0), SENTENCES[1], Span(28, 33), -1.0, 0.5)
    good = Found(candidate(1, 2, row=1), SENTENCES[1], Span(42, 52), 3.0, 0.5)
    (reading,) = together([poor, good])
    assert reading.answer == Span(42, 52)
    assert reading.reading == 3.0


FEATURE = Feature(ids=[0, 9, 2, 2, 11, 12, 13, 2], first=4, offsets=[(0, 5), (5, 13), (13, 16)])


def test_best_span_is_the_highest_sum_of_start_and_end() -> None:
    start = np.array([1.0, 0, 0, 0, 0.0, 5.0, 0.0, 0], np.float32)
    end = np.array([2.0, 0, 0, 0, 0.0, 1.0, 4.0, 0], np.float32)
    assert best_span(FEATURE, "Rapat digelar di", start, end) == (6, 16, 5.0 + 4.0, 1.0 + 2.0)


def test_best_span_never_ends_before_it_starts() -> None:
    start = np.array([0, 0, 0, 0, 0.0, 0.0, 9.0, 0], np.float32)
    end = np.array([0, 0, 0, 0, 9.0, 0.0, 0.0, 0], np.float32)
    first, last, score, _ = best_span(FEATURE, "Rapat digelar di", start, end)
    assert first < last
    assert score == 9.0


def test_best_span_stays_within_its_range() -> None:
    start = np.array([0, 0, 0, 0, 1.0, 5.0, 9.0, 0], np.float32)
    end = np.array([0, 0, 0, 0, 1.0, 4.0, 9.0, 0], np.float32)
    assert best_span(FEATURE, "Rapat digelar di", start, end, (0, 13)) == (6, 13, 9.0, 0.0)
    assert best_span(FEATURE, "Rapat digelar di", start, end, (14, 14))[2] == NOTHING


@pytest.mark.parametrize(
    ("text", "span", "expected"),
    [
        ("pada 27 November 2024.", (5, 22), "27 November 2024"),
        ("Haryono Dwi Putranto, M.Hum", (2, 20), "Haryono Dwi Putranto"),
        ("tema “Netralitas ASN” itu", (5, 21), "“Netralitas ASN”"),
        ("tema “Netralitas ASN” itu", (5, 20), "Netralitas ASN"),
        ("Komisi ASN (KASN) hadir", (11, 16), "KASN"),
        ("naik 20% tahun ini", (5, 8), "20%"),
        ("...", (0, 3), ""),
    ],
)
def test_spans_grow_to_whole_words_and_lose_loose_punctuation(text: str, span: tuple[int, int], expected: str) -> None:
    assert whole_words(text, Span(*span), (0, len(text))).of(text) == expected


def test_spans_do_not_grow_out_of_their_range() -> None:
    assert whole_words("Jakarta", Span(2, 4), (2, 5)).of("Jakarta") == "kar"
