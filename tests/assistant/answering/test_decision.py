from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.decision import SHIPPED_CALIBRATION, Calibration, Evidence, Scored, weigh_evidence
from assistant.question.query import Concept, Query
from assistant.reader.reading import Reading
from assistant.retrieval.candidates import Candidate
from index.document import Document, Passage, Span
from index.errors import ReaderError

NAMES = [field.name for field in dataclasses.fields(Evidence)]
ZERO = Evidence(**dict.fromkeys(NAMES, 0.0))


class Words:
    """An index that contains the given terms; a question can score at most 10."""

    def __init__(self, *terms: str, most: float = 10.0) -> None:
        self._terms, self._most = terms, most

    def most(self, _: Sequence[str]) -> float:
        return self._most

    def knows(self, term: str) -> bool:
        return term in self._terms


def candidate(dense: float = 0.8, sparse: float = 0.0) -> Candidate:
    whole = Span(0, 8)
    document = Document("d", "Kalimat.", "", "", "")
    return Candidate(0, Passage("d", whole, (whole,)), document, dense, sparse, 1, 1, 0.0)


def query(*concepts: Concept, lang: str = "id") -> Query:
    return Query("?", tuple(c.term for c in concepts), concepts, "en" if lang == "en" else "id")


def evidence(
    asked: Query,
    candidates: Sequence[Candidate] = (candidate(),),
    index: Words | None = None,
    passage: Sequence[str] = (),
    document: Sequence[str] = (),
    reading: float = 0.0,
    scores: Sequence[float] = (0.0,),
    sentence: Sequence[str] = (),
    role_missing: bool = False,
    kind_fits: float = 1.0,
) -> Evidence:
    ranked = [Scored(dataclasses.replace(read(0, reading), kind_fits=kind_fits), score) for score in scores]
    return weigh_evidence(asked, candidates, ranked, index or Words(), passage, document, sentence, role_missing)


def read(row: int = 0, reading: float = 0.0, start: int = 0, overlap: float = 0.0) -> Reading:
    return Reading(dataclasses.replace(candidate(), row=row), Span(start, 8), None, reading, 0.5, overlap)


def calibration(
    weights: dict[str, float] | None = None, bias: float = 0.0, order: dict[str, float] | None = None
) -> Calibration:
    return Calibration(order=order or {}, weights=weights or {}, bias=bias, threshold=0.5)


def test_readings_are_ranked_by_the_weighted_sum_of_their_features() -> None:
    ranked = calibration(order={"reading": 2.0, "overlap": 4.0}).ranked(
        [read(0, 1.0, overlap=0.0), read(1, 0.0, overlap=0.75)]
    )
    assert [(scored.reading.candidate.row, scored.score) for scored in ranked] == [(1, 3.0), (0, 2.0)]


def test_equal_scores_are_in_order_of_passage_and_place() -> None:
    given_readings = [read(2), read(1, start=5), read(1, start=0)]
    ranked = calibration(order={"reading": 1.0}).ranked(given_readings)
    places = [(scored.reading.candidate.row, scored.reading.sentence.start) for scored in ranked]
    assert places == [(1, 0), (1, 5), (2, 0)]


def test_the_probability_is_the_logistic_of_the_weighted_sum() -> None:
    gate = calibration({"reading": 2.0, "unknown": -1.0}, bias=0.5)
    given_evidence = dataclasses.replace(ZERO, reading=1.5, unknown=0.5, dense=99.0)
    assert gate.probability(given_evidence) == pytest.approx(1 / (1 + math.exp(-(0.5 + 2 * 1.5 - 0.5))))


def test_no_evidence_and_no_bias_is_a_half() -> None:
    assert calibration(dict.fromkeys(NAMES, 3.0)).probability(ZERO) == 0.5


@given(st.floats(-1e9, 1e9), st.sampled_from(NAMES))
def test_the_probability_is_one_whatever_the_evidence(value: float, name: str) -> None:
    probability = calibration({name: 1.0}).probability(dataclasses.replace(ZERO, **{name: value}))
    assert 0.0 < probability < 1.0


@given(st.floats(-5, 5), st.floats(-5, 5))
def test_more_of_what_weighs_for_an_answer_never_lowers_it(low: float, high: float) -> None:
    gate = calibration({"coverage": 1.0})
    below, above = sorted((low, high))
    assert gate.probability(dataclasses.replace(ZERO, coverage=below)) <= gate.probability(
        dataclasses.replace(ZERO, coverage=above)
    )


def test_a_reader_without_calibration_is_refused_with_the_command_that_makes_one() -> None:
    with pytest.raises(ReaderError, match=r"'nobody 7'.*netral-eval calibrate"):
        Calibration.load("nobody 7")


def test_a_calibration_is_that_of_its_reader(tmp_path: Path) -> None:
    path = tmp_path / "calibration.json"
    fitted = {"order": {"overlap": 1.0}, "weights": {"dense": 2.0}, "bias": -1.0, "threshold": 0.3}
    path.write_text(json.dumps({"a 1": fitted}))
    assert Calibration.load("a 1", path) == Calibration({"overlap": 1.0}, {"dense": 2.0}, -1.0, 0.3)


@pytest.mark.parametrize("part", ["order", "weights"])
def test_a_calibration_of_another_version_is_refused_with_the_command_that_refits_it(tmp_path: Path, part: str) -> None:
    path = tmp_path / "calibration.json"
    fitted = {"order": {"overlap": 1.0}, "weights": {"dense": 2.0}, "bias": -1.0, "threshold": 0.3} | {
        part: {"old": 1.0}
    }
    path.write_text(json.dumps({"a 1": fitted}))
    with pytest.raises(ReaderError, match=r"another version.*netral-eval calibrate --out .*calibration\.json"):
        Calibration.load("a 1", path)


@pytest.mark.parametrize("content", [b"{", b"\xff", b"[1]", b'{"reader": {"order": {}}}', b'{"reader": {"other": 1}}'])
def test_a_damaged_calibration_names_its_file_and_what_to_do(tmp_path: Path, content: bytes) -> None:
    own = tmp_path / "calibration.json"
    own.write_bytes(content)
    with pytest.raises(ReaderError, match=r"calibration\.json is no calibration file: .*netral-eval calibrate --out"):
        Calibration.load("reader", own)


def test_the_shipped_calibrations_weigh_known_evidence() -> None:
    for name, fitted in json.loads(SHIPPED_CALIBRATION.read_text(encoding="utf-8")).items():
        assert Calibration.load(name).threshold == fitted["threshold"]
        assert set(fitted["weights"]) <= set(NAMES)
        assert set(fitted["order"]) <= set(read().features())
        assert 0 < fitted["threshold"] < 1


def test_the_score_is_that_of_the_best_and_the_lead_is_over_the_next() -> None:
    both = evidence(query(), scores=[2.5, 1.0])
    assert (both.score, both.lead) == (2.5, 1.5)
    assert evidence(query(), scores=[2.5]).lead == 0.0


def test_reading_is_the_readers_own_verdict() -> None:
    assert evidence(query(), reading=2.5).reading == 2.5


def test_dense_counts_from_080_in_tenths() -> None:
    assert evidence(query(), [candidate(0.85), candidate(0.9)]).dense == pytest.approx(1.0)
    assert evidence(query(), [candidate(0.75)]).dense == pytest.approx(-0.5)


def test_sparse_is_a_share_of_what_could_be_reached() -> None:
    assert evidence(query(), [candidate(sparse=4.0), candidate(sparse=2.0)]).sparse == pytest.approx(4 / 10)
    assert evidence(query(), [candidate(sparse=4.0)], Words(most=0.0)).sparse == 0.0


def test_coverage_is_the_share_of_words_that_the_passage_speaks_of() -> None:
    asked = query(Concept("sanksi"), Concept("hukum", frozenset({"pasal"})), Concept("denda"), Concept("penjara"))
    assert evidence(asked, passage=["sanksi", "pasal"]).coverage == 2 / 4
    assert evidence(asked).coverage == 0.0


def test_absent_names_are_counted_against_the_whole_article() -> None:
    asked = query(Concept("2029", name=True), Concept("bandung", name=True), Concept("sanksi"))
    assert evidence(asked, document=["bandung"]).absent_names == 1.0
    assert evidence(asked, document=["bandung", "2029"]).absent_names == 0.0
    assert evidence(asked, passage=["bandung", "2029"]).absent_names == 2.0


def test_names_that_the_sentence_lacks_are_counted_but_not_those_that_stand_aside() -> None:
    asked = query(Concept("2029", name=True), Concept("bandung", name=True), Concept("bima", name=True, aside=True))
    assert evidence(asked, sentence=["2029"]).absent_in_sentence == 1.0
    assert evidence(asked, document=["2029", "bandung"]).absent_in_sentence == 2.0


def test_what_the_best_sentence_and_its_article_lack_is_evidence() -> None:
    assert evidence(query()).kind_missing == evidence(query()).role_missing == 0.0
    assert evidence(query(), kind_fits=0.5).kind_missing == 0.5
    assert evidence(query(), role_missing=True).role_missing == 1.0


def test_unknown_is_the_share_of_words_that_no_article_contains() -> None:
    asked = query(Concept("rendang"), Concept("penalty", frozenset({"sanksi"})))
    assert evidence(asked, index=Words("sanksi")).unknown == 1 / 2
    assert evidence(asked, index=Words("sanksi", "rendang")).unknown == 0.0


def test_english_is_marked() -> None:
    assert evidence(query(lang="en")).english == 1.0
    assert evidence(query()).english == 0.0


@pytest.mark.parametrize(
    ("probability", "level"),
    [(1.0, "high"), (0.9, "high"), (0.89, "medium"), (0.5, "medium"), (0.49, "low"), (0.0, "low")],
)
def test_confidence_is_high_from_the_fitted_probability_on(probability: float, level: str) -> None:
    assert Calibration({}, {}, 0.0, 0.4, high=0.9).level(probability) == level


def test_without_a_fitted_probability_no_confidence_is_high() -> None:
    assert Calibration({}, {}, 0.0, 0.4).level(1.0) == "medium"
