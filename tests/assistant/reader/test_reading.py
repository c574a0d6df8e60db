"""Readers: which sentence answers, and which words in it."""

from __future__ import annotations

import dataclasses
import json
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from assistant.question.query import Concept
from assistant.reader.bundled import FOLDER, TOKENIZER, BundledModel
from assistant.reader.pieces import NO_SPAN_SCORE, QUESTION_PIECES, Feature, Logits, best_span, best_spans, encode_pairs
from assistant.reader.reading import SentenceRead, merge_readings, word_overlap
from assistant.reader.sentences import SentenceReader
from assistant.reader.spans import SpanReader, whole_words
from assistant.reader.stretches import cut_stretches
from assistant.reader.training.own import convert_own_texts
from assistant.retrieval.candidates import Candidate
from index.analyzer import Analyzer
from index.document import Document, Passage, Span
from tests.assistant.made_up import SENTENCES, TEXT, candidate, query

SPANS_AGREE = 0.95
MARGINS_DIFFER = 1.5


def overlap(*concepts: Concept, sentence: int = 1, title: str = "Judul") -> float:
    """Of a question with these concepts, with a sentence of "Rapat digelar di Aula Kota. Rapat dimulai 5 Mei 2021. Warga senang."."""
    found = candidate(0, 2)
    found = dataclasses.replace(found, document=dataclasses.replace(found.document, title=title))
    return word_overlap(
        dataclasses.replace(query(), concepts=concepts), Analyzer.load(), found, found.passage.sentences[sentence]
    )


def test_word_overlap_is_the_share_of_concepts_found_by_their_own_term_or_another() -> None:
    assert overlap(Concept("rapat"), Concept("x", frozenset({"mula"}))) == 1.0
    assert overlap(Concept("rapat"), Concept("aula")) == 0.5
    assert overlap() == 0.0


def test_rare_words_say_more() -> None:
    assert overlap(Concept("rapat", weight=0.25), Concept("surabaya", weight=0.75)) == 0.25
    assert overlap(Concept("rapat", weight=0.75), Concept("surabaya", weight=0.25)) == 0.75


def test_a_sentence_speaks_of_what_its_title_names() -> None:
    assert overlap(Concept("denpasar"), Concept("mei"), title="Rakor di Denpasar") == 1.0
    assert overlap(Concept("denpasar"), Concept("mei")) == 0.5


def test_what_is_aside_in_a_question_counts_half_and_may_be_elsewhere_in_the_passage() -> None:
    assert overlap(Concept("mei"), Concept("aula", aside=True)) == 1.0
    assert overlap(Concept("mei"), Concept("surabaya", aside=True)) == pytest.approx(2 / 3)
    assert overlap(Concept("aula"), Concept("mei", aside=True)) == pytest.approx(1 / 3)


def test_the_sentence_reader_says_which_sentences_contain_what_is_asked_for() -> None:
    readings = SentenceReader(Analyzer.load()).read(query("rapat", "mula", text="kapan rapat dimulai"), [candidate()])
    assert {r.sentence.of(TEXT): r.reading for r in readings} == {
        "Rapat digelar di Aula Kota.": 0.0,
        "Rapat dimulai 5 Mei 2021.": 1.0,
        "Warga senang.": 0.0,
    }
    assert all(r.answer is None for r in readings)


@pytest.mark.parametrize(
    ("question", "shares"),
    [
        ("kapan rapat", [0.0, 1.0, 0.0]),
        ("berapa rapat", [0.0, 0.0, 0.0]),  # a date is no number
        ("di mana rapat", [1.0, 0.0, 0.0]),
        ("mengapa rapat", [0.0, 0.0, 0.0]),
        ("kapan rapat, dan di mana?", [0.5, 0.5, 0.0]),
        ("apa rapat", [1.0, 1.0, 1.0]),
    ],
)
def test_the_sentence_reader_looks_for_each_kind_that_is_asked_for(question: str, shares: list[float]) -> None:
    readings = SentenceReader(Analyzer.load()).read(query("rapat", text=question), [candidate()])
    by_place = sorted(readings, key=lambda reading: reading.sentence.start)
    assert [reading.reading for reading in by_place] == shares


def test_a_sentence_in_overlapping_passages_is_one_reading_with_what_both_know_of_it() -> None:
    low, high = candidate(0, 1, fused=0.1, row=0), candidate(1, 2, fused=0.9, row=1)
    readings = SentenceReader(Analyzer.load()).read(query("rapat"), [low, high])
    assert len(readings) == 3
    middle = next(r for r in readings if r.sentence == SENTENCES[1])
    assert middle.fused == 0.9
    assert middle.candidate.row == 1


def test_the_best_of_the_passages_says_what_the_answer_is() -> None:
    poor = SentenceRead(candidate(0, 1, fused=2.0), SENTENCES[1], Span(28, 33), -1.0, 0.5)
    good = SentenceRead(candidate(1, 2, row=1), SENTENCES[1], Span(42, 52), 3.0, 0.5)
    (reading,) = merge_readings([poor, good])
    assert reading.answer == Span(42, 52)
    assert reading.reading == 3.0


FEATURE = Feature(ids=[0, 9, 2, 2, 11, 12, 13, 2], first=4, offsets=[(0, 5), (5, 13), (13, 16)])


def logits(start: Sequence[float], end: Sequence[float]) -> Logits:
    """Of the three pieces of FEATURE's passage."""
    before, after = [0.0] * 4, [0.0]
    both = (np.array([*before, *values, *after], np.float32) for values in (start, end))
    return Logits(FEATURE, *both, none=3.0)


def test_best_span_is_the_highest_sum_of_start_and_end() -> None:
    assert best_span(logits([0, 5, 0], [0, 1, 4]), "Rapat digelar di") == (6, 16, 9.0)


def test_best_span_never_ends_before_it_starts() -> None:
    first, last, score = best_span(logits([0, 0, 9], [9, 0, 0]), "Rapat digelar di")
    assert first < last
    assert score == 9.0


def test_best_span_stays_within_its_range() -> None:
    given = logits([1, 5, 9], [1, 4, 9])
    assert best_span(given, "Rapat digelar di", (0, 13)) == (6, 13, 9.0)
    assert best_span(given, "Rapat digelar di", (14, 14))[2] == NO_SPAN_SCORE


def test_the_best_spans_share_no_beginning_and_no_end() -> None:
    given = logits([1, 5, 9], [1, 4, 9])
    assert best_spans(given, "Rapat digelar di", n=5) == [(14, 16, 18.0), (6, 13, 9.0), (0, 5, 2.0)]
    assert best_spans(given, "Rapat digelar di", n=2) == [(14, 16, 18.0), (6, 13, 9.0)]
    assert best_spans(given, "Rapat digelar di", (14, 14)) == [(14, 14, NO_SPAN_SCORE)]


def test_a_long_question_keeps_its_end_and_leaves_room_for_the_passage() -> None:
    """A situation comes first, what is asked comes last."""
    tokenizer = Tokenizer.from_file(str(FOLDER / TOKENIZER))
    (short, long) = encode_pairs(
        tokenizer, [("kapan rapat?", "Rapat Senin."), ("saya " * 400 + "kapan rapat?", "Rapat Senin.")]
    )
    asked = short.ids[1 : short.first - 2]
    assert long.ids[long.first - 2 - len(asked) : long.first - 2] == asked
    assert long.first == QUESTION_PIECES + 3
    assert long.offsets == short.offsets


class Fixed:
    """A model that finds "answer" wherever a passage contains it, and says how sure it is."""

    id = "fixed 1"

    def __init__(self, answer: str, margin: float = 4.0) -> None:
        self._answer, self._margin = answer, margin
        self.read: list[str] = []

    def logits(self, _: str, passages: Sequence[str]) -> list[Logits]:
        self.read += passages
        return [self._one(passage) for passage in passages]

    def _one(self, passage: str) -> Logits:
        offsets = [match.span() for match in re.finditer(r"\s*\S+", passage)]
        start, end = np.zeros(len(offsets) + 2, np.float32), np.zeros(len(offsets) + 2, np.float32)
        at = passage.find(self._answer)
        if at >= 0:
            inside = [i for i, (a, b) in enumerate(offsets) if b > at and a < at + len(self._answer)]
            start[1 + inside[0]] = end[1 + inside[-1]] = self._margin / 2
        return Logits(Feature([0] * (len(offsets) + 2), 1, offsets), start, end, 0.0)


def read(model: Fixed, text: str, *candidates: Candidate) -> dict[str, str | None]:
    readings = SpanReader(Analyzer.load(), model).read(query("rapat", text=text), candidates)
    return {r.sentence.of(TEXT): r.answer.of(TEXT) if r.answer else None for r in readings if r.reading > 0}


def test_the_span_reader_marks_the_words_that_answer_in_their_sentence() -> None:
    assert read(Fixed("5 Mei 2021"), "kapan rapat", candidate()) == {SENTENCES[1].of(TEXT): "5 Mei 2021"}


@pytest.mark.parametrize(
    "asked", ["mengapa rapat digelar", "apa tujuan rapat", "siapa saja yang hadir", "why was it held", "how did it go"]
)
def test_a_reason_a_manner_or_a_list_is_the_whole_sentence(asked: str) -> None:
    assert read(Fixed("5 Mei 2021"), asked, candidate()) == {SENTENCES[1].of(TEXT): None}


def test_words_that_do_not_fit_are_no_answer() -> None:
    assert read(Fixed("Aula Kota"), "apa yang digelar agar", candidate()) == {SENTENCES[0].of(TEXT): "Aula Kota"}
    # A sentence without a date says not when, however sure the model is of its other words.
    assert read(Fixed("Aula Kota"), "kapan rapat digelar", candidate()) == {}
    # The date of the sentence is marked, though the model prefers its verb.
    readings = SpanReader(Analyzer.load(), Fixed("dimulai")).read(query("rapat", text="kapan rapat"), [candidate()])
    marked = {r.sentence: r.answer for r in readings}
    assert marked[SENTENCES[1]] == Span(42, 52)


def features(text: str, *concepts: Concept) -> dict[Span, dict[str, float]]:
    asked = dataclasses.replace(query(text=text), concepts=concepts)
    readings = SpanReader(Analyzer.load(), Fixed("5 Mei 2021")).read(asked, [candidate()])
    return {reading.sentence: reading.features() for reading in readings}


def test_a_sentence_is_judged_by_what_it_holds_itself() -> None:
    """The title "Rapat" counts for `overlap` and not for `own_overlap`."""
    found = features("kapan rapat aula", Concept("rapat"), Concept("aula", name=True))
    assert found[SENTENCES[2]] == {
        "reading": 0.0,
        "fused": 0.0,
        "overlap": 0.5,
        "kind_fits": 0.0,
        "exact_kind": 0.0,
        "own_overlap": 0.0,
        "bank": 0.0,
    }
    assert [found[sentence]["exact_kind"] for sentence in SENTENCES] == [0.0, 1.0, 0.0]
    assert [found[sentence]["kind_fits"] for sentence in SENTENCES] == [0.0, 1.0, 0.0]
    assert [found[sentence]["own_overlap"] for sentence in SENTENCES] == [1.0, 0.5, 0.0]


def test_words_of_one_root_meet() -> None:
    assert overlap(Concept("kesenang", roots=frozenset({"senang"})), sentence=2) == 1.0
    assert overlap(Concept("kesenang"), sentence=2) == 0.0


def test_overlapping_candidates_are_read_once_behind_their_title() -> None:
    model = Fixed("5 Mei 2021")
    assert len(read(model, "kapan rapat", candidate(0, 1), candidate(1, 2, row=1))) == 1
    assert model.read == [f"Rapat.\n{TEXT}"]


def test_sentences_that_no_candidate_joins_are_read_apart() -> None:
    found = cut_stretches([candidate(0, 0), candidate(2, 2, row=1)])
    assert [s.sentences for s in found] == [(SENTENCES[0],), (SENTENCES[2],)]
    assert [s.text[a:b] for s in found for a, b in s.ranges] == [SENTENCES[0].of(TEXT), SENTENCES[2].of(TEXT)]
    assert [s.in_document(Span(a, b)) for s in found for a, b in s.ranges] == [SENTENCES[0], SENTENCES[2]]


def test_words_are_marked_with_their_accents_where_the_text_has_these_apart() -> None:
    text = unicodedata.normalize("NFD", "Kafé René dibuka. Camat Éva Saragé hadir.")
    first, second = (Span(0, text.index(" Camat")), Span(text.index("Camat"), len(text)))
    document = Document("d", text, unicodedata.normalize("NFD", "Kafé"), "d.txt", "")
    found = Candidate(0, Passage("d", Span(0, len(text)), (first, second)), document, 0.8, 1.0, 1, 1, 0.0)
    (stretch,) = cut_stretches([found])
    assert stretch.text == "Kafé.\nKafé René dibuka. Camat Éva Saragé hadir."
    start = stretch.text.index("Éva Saragé")
    marked = stretch.in_document(Span(start, start + len("Éva Saragé")))
    assert marked.of(text) == unicodedata.normalize("NFD", "Éva Saragé")
    assert [stretch.text[a:b] for a, b in stretch.ranges] == ["Kafé René dibuka.", "Camat Éva Saragé hadir."]


def test_a_passage_in_capitals_is_read_in_small_letters_and_marked_as_it_is() -> None:
    text = "PEGAWAI YANG TIDAK HADIR DIKENAI POTONGAN LIMA PERSEN."
    whole = Span(0, len(text))
    document = Document("d", text, "Surat", "d.txt", "")
    (stretch,) = cut_stretches([Candidate(0, Passage("d", whole, (whole,)), document, 0.8, 1.0, 1, 1, 0.0)])
    start = stretch.text.index("lima persen")
    assert stretch.in_document(Span(start, start + 11)).of(text) == "LIMA PERSEN"


@pytest.mark.parametrize("longest", [1, 30, 60, 1000])
def test_stretches_contain_every_sentence_once_and_are_no_longer_than_asked(longest: int) -> None:
    found = cut_stretches([candidate(0, 1), candidate(1, 2, row=1)], longest)
    assert [sentence for s in found for sentence in s.sentences] == list(SENTENCES)
    assert all(s.sentences[-1].end - s.sentences[0].start <= longest or len(s.sentences) == 1 for s in found)


@pytest.mark.parametrize(
    ("text", "span", "expected"),
    [
        ("pada 27 November 2024.", (5, 22), "27 November 2024"),
        ("Haryono Dwi Putranto, M.Hum", (2, 20), "Haryono Dwi Putranto, M.Hum"),
        ("tema “Netralitas ASN” itu", (5, 21), "“Netralitas ASN”"),
        ("tema “Netralitas ASN” itu", (5, 20), "Netralitas ASN"),
        ("Komisi ASN (KASN) hadir", (11, 16), "KASN"),
        ("naik 20% tahun ini", (5, 8), "20%"),
        ("...", (0, 3), ""),
        ("oleh Dr. Bustan, M.T. di Tarakan", (9, 15), "Dr. Bustan, M.T."),
        ("Sekda, Drs. H. Eko Putra, SE.,MAP membuka", (15, 24), "Drs. H. Eko Putra, SE.,MAP"),
        ("dibuka Ir. Sari, M.M.", (11, 15), "Ir. Sari, M.M"),
        ("rapat H. Umar dan S. Hadi", (0, 5), "rapat"),
        ("Plt Kepala, Drs. Dewi Sari, M. Hum, hadir", (17, 28), "Drs. Dewi Sari, M. Hum"),
        ("oleh Dewi Sari, SE.,MAP hadir", (5, 17), "Dewi Sari, SE.,MAP"),
        ("oleh Dewi Sari. Acara dibuka", (5, 14), "Dewi Sari"),
    ],
)
def test_spans_grow_to_whole_words_and_lose_loose_punctuation(text: str, span: tuple[int, int], expected: str) -> None:
    assert whole_words(text, Span(*span), (0, len(text))).of(text) == expected


def test_spans_do_not_grow_out_of_their_range() -> None:
    assert whole_words("Jakarta", Span(2, 4), (2, 5)).of("Jakarta") == "kar"


def test_eight_bits_agree_with_thirty_two() -> None:
    """On passages that the model was not trained on; `python -m assistant.reader.training.export` wrote what 32 bits said."""
    stated = json.loads((Path(__file__).parent / "data" / "reader_fp32.json").read_text(encoding="utf-8"))
    passages, questions = convert_own_texts(
        [], [(FOLDER / "training" / "data" / "own6.txt").read_text(encoding="utf-8").strip()]
    )
    text_of = {passage["id"]: passage["text"] for passage in passages}
    model = BundledModel(threads=2)
    same, differences = 0, []
    for question, (start, end, margin) in zip(questions, stated, strict=True):
        text = text_of[question["passage_id"]]
        (found,) = model.logits(question["question"], [text])
        first, last, score = best_span(found, text)
        same += (first, last) == (start, end)
        differences.append(abs(score - found.none - margin))
    assert same / len(stated) >= SPANS_AGREE
    assert max(differences) <= MARGINS_DIFFER


def test_what_a_passage_reads_as_does_not_depend_on_what_it_is_read_with() -> None:
    """Shorter ones are padded to the longest of their batch. Without its mask that moves them by up to 1.6; 8 bits alone by .22."""
    answers = [
        "Rapat dimulai 5 Mei 2021.",
        f"{TEXT} " * 4,
        "Bupati Sari membuka rapat pada 5 Mei 2021 di Aula Kota. Warga senang.",
    ]
    texts = [*answers, "Bupati Sari membuka rapat di Aula Kota. Warga senang."]
    model = BundledModel(threads=2)
    for text, found in zip(texts, model.logits("Kapan rapat dimulai?", texts), strict=True):
        (alone,) = model.logits("Kapan rapat dimulai?", [text])
        # Which words are the best of those that do not answer may be a tie; none of them is shown.
        assert (best_span(alone, text)[2] > alone.none) == (text in answers)
        if text in answers:
            assert best_span(found, text)[:2] == best_span(alone, text)[:2]
        assert found.none == pytest.approx(alone.none, abs=0.3)
        assert best_span(found, text)[2] == pytest.approx(best_span(alone, text)[2], abs=0.3)
