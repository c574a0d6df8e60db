from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from assistant.answering.decision import NEVER, Calibration, Evidence, Scored
from assistant.answering.pipeline import Trace
from assistant.question.query import Query
from assistant.reader.reading import Reading
from assistant.retrieval.candidates import Candidate, Retrieved
from eval.calibration.calibrate import (
    LEAST_REFUSED,
    FittedCalibration,
    ThresholdPoint,
    certain_from,
    fit_calibration,
    risk_coverage_curve,
    write_calibration,
)
from eval.calibration.curve_plot import draw_curve
from eval.calibration.fit import fit_listwise, fit_regression
from eval.questions.cases import Case, DatasetError
from index.document import Document, Passage, Span
from tests.eval.made_up import ARTICLE, END, OPENING, START, TEXT, case, source

SENTENCES = tuple(Span(TEXT.index(s), TEXT.index(s) + len(s)) for s in (OPENING, START, END))
CANDIDATE = Candidate(0, Passage(ARTICLE.id, Span(0, len(TEXT)), SENTENCES), ARTICLE, 0.9, 1.0, 1, 1, 1.0)
QUERY = Query("?", (), (), "id")
FOUND = Retrieved((CANDIDATE,), np.zeros(2, np.float32), 0.0, 0.0)


class Traced:
    """Questions that follow a known rule: the sentence that answers shares words with the question, and a question that
    the articles do not answer contains unknown ones.
    """

    def __init__(self, cases: Sequence[Case], bank: bool = False) -> None:
        self.bank = bank
        draw = random.Random(0)
        self._traces = {one.question: self._trace(one, draw) for one in cases}

    @staticmethod
    def _trace(one: Case, draw: random.Random) -> Trace:
        answerable = one.refusal is None
        readings = [
            Reading(
                CANDIDATE,
                sentence,
                None,
                reading=draw.gauss(0, 1),
                fused=1.0,
                overlap=(0.8 if answerable and at == 1 else 0.2) + draw.gauss(0, 0.1),
            )
            for at, sentence in enumerate(SENTENCES)
        ]
        unknown = (0.1 if answerable else 0.7) + draw.gauss(0, 0.15)
        evidence = Evidence(**dict.fromkeys(Evidence.__dataclass_fields__, 0.0) | {"unknown": unknown})
        ranked = tuple(Scored(reading, 0.0) for reading in readings)
        return Trace(one.question, QUERY, FOUND, ranked, evidence, 0.0, Calibration.unfitted())

    def trace(self, question: str, _: Sequence[str] = ()) -> Trace | None:
        return self._traces.get(question)

    def engine(self) -> SimpleNamespace:
        return SimpleNamespace(bank=self.bank)

    @staticmethod
    def weigh(trace: Trace, ranked: Sequence[Scored]) -> Evidence:
        known = trace.evidence.as_dict() | {"score": ranked[0].score, "lead": ranked[0].score - ranked[1].score}
        return Evidence(**known)

    @staticmethod
    def source(source_id: str) -> Document:
        return source(source_id)


def cases(answerable: int, refused: int) -> list[Case]:
    return [
        *(case(f"a{n}", START) for n in range(answerable)),
        *(case(f"r{n}", refusal="unclear") for n in range(refused)),
    ]


@pytest.fixture(scope="module")
def fitted() -> FittedCalibration:
    pytest.importorskip("scipy")
    asked = cases(80, 40)
    return fit_calibration(Traced(asked), [*asked, case("aturan", refusal="partisan")])  # type: ignore[arg-type]


def test_what_marks_the_sentence_that_answers_orders_the_readings(fitted: FittedCalibration) -> None:
    order = fitted.calibration.order
    assert order["overlap"] > 0
    assert abs(order["reading"]) < order["overlap"] / 5  # noise


def test_what_speaks_against_an_answer_weighs_against_it(fitted: FittedCalibration) -> None:
    assert fitted.calibration.weights["unknown"] < 0


def test_what_only_differs_between_questions_does_not_order_the_readings_of_one() -> None:
    pytest.importorskip("scipy")
    draw = random.Random(1)
    lists = []
    for number in range(30):
        gold = draw.randrange(4)
        hits = np.array([at == gold for at in range(4)])
        rows = [{"known": float(number), "near": hit + draw.gauss(0, 0.5), "noise": draw.gauss(0, 1)} for hit in hits]
        lists.append((rows, hits))
    order = fit_listwise(lists, {})
    assert order["known"] == 0.0
    assert order["near"] > 1.0
    assert abs(order["noise"]) < order["near"] / 4


def test_a_question_without_a_right_sentence_says_nothing_of_their_order() -> None:
    pytest.importorskip("scipy")
    told = ([{"near": 1.0}, {"near": 0.0}], np.array([True, False]))
    untold = ([{"near": 0.0}, {"near": 1.0}], np.array([False, False]))
    everywhere = ([{"near": 0.0}, {"near": 1.0}], np.array([True, True]))
    assert fit_listwise([told, untold, everywhere], {}) == fit_listwise([told], {})
    with pytest.raises(DatasetError, match="No question has a right sentence"):
        fit_listwise([untold, everywhere], {})


def test_what_never_differs_weighs_nothing(fitted: FittedCalibration) -> None:
    assert fitted.calibration.order["fused"] == 0.0
    assert [fitted.calibration.weights[name] for name in ("dense", "english")] == [0.0, 0.0]


def test_the_fit_tells_right_from_wrong_on_questions_it_has_not_seen(fitted: FittedCalibration) -> None:
    assert fitted.auroc > 0.9
    assert fitted.chosen.right > 0.8
    assert fitted.chosen.refused > 0.8
    assert 0 < fitted.calibration.threshold < 1


def test_the_threshold_is_the_point_with_most_right_of_those_that_refuse_enough(fitted: FittedCalibration) -> None:
    assert fitted.chosen in fitted.curve
    assert fitted.calibration.threshold == pytest.approx(fitted.chosen.threshold, abs=1e-4)
    assert fitted.chosen.refused >= LEAST_REFUSED
    assert fitted.chosen.right == max(p.right for p in fitted.curve if p.refused >= LEAST_REFUSED)


def test_confidence_is_high_from_where_93_in_a_hundred_are_right() -> None:
    probabilities = np.arange(40)[::-1] / 40  # falling
    right = np.ones(40, bool)
    right[[10, 25, 31, 32, 33, 34]] = False  # 29 of 31 are right, then 29 of 32, 29 of 33 ...
    assert certain_from(probabilities, right) == probabilities[30]
    right[:6] = False
    assert certain_from(probabilities, right) == NEVER


def test_too_few_headlines_are_not_called_certain() -> None:
    assert certain_from(np.arange(19) / 19, np.ones(19, bool)) == NEVER


@pytest.mark.parametrize("sign", [1, -1])
def test_no_weight_has_the_wrong_sign(sign: int) -> None:
    """`copy` says the same as `near` with less noise in it, so that a free fit sets the two against each other."""
    draw = random.Random(2)
    hits = np.array([draw.random() < 0.5 for _ in range(400)])
    noise = [draw.gauss(0, 1) for _ in hits]
    rows = [
        {"near": sign * (hit + error), "copy": sign * (hit / 4 + error)} for hit, error in zip(hits, noise, strict=True)
    ]
    free, _ = fit_regression(rows, hits, {})
    assert sign * free["near"] > 0 > sign * free["copy"]
    bound, _ = fit_regression(rows, hits, {"near": sign, "copy": sign})
    assert sign * bound["near"] > 0
    assert bound["copy"] == 0
    lists = [([row, {"near": 0.0, "copy": 0.0}], np.array([hit, not hit])) for row, hit in zip(rows, hits, strict=True)]
    order = fit_listwise(lists, {"near": sign, "copy": sign})
    assert (sign * order["near"] > 0, order["copy"]) == (True, 0)


def test_the_curve_runs_from_answering_all_to_answering_little(fitted: FittedCalibration) -> None:
    first, last = fitted.curve[0], fitted.curve[-1]
    assert first.coverage == 120 / 121  # a rule refuses one
    assert first.refused == 1 / 41
    assert (first.risk, last.risk) == (pytest.approx(1 - 80 * first.right / 120), 0.0)
    assert [p.coverage for p in fitted.curve] == sorted((p.coverage for p in fitted.curve), reverse=True)


def test_a_curve_counts_what_passes_each_threshold() -> None:
    points = risk_coverage_curve(
        np.array([0.9, 0.6, 0.3]), np.array([True, False, True]), np.array([True, False, True]), (2, 2)
    )
    assert points == [
        ThresholdPoint(0.3, 0.75, 1 / 3, 1.0, 0.5),
        ThresholdPoint(0.6, 0.5, 1 / 2, 0.5, 0.5),
        ThresholdPoint(0.9, 0.25, 0.0, 0.5, 1.0),
    ]


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_the_curve_is_drawn(tmp_path: Path, fitted: FittedCalibration, ending: str) -> None:
    draw_curve(fitted, "made up 1", tmp_path / f"curve.{ending}")
    drawn = (tmp_path / f"curve.{ending}").read_bytes()
    assert drawn.startswith(b"\x89PNG" if ending == "png" else b"<?xml")
    assert len(drawn) > 5_000


def test_the_same_questions_give_the_same_fit(fitted: FittedCalibration) -> None:
    asked = cases(80, 40)
    again = fit_calibration(Traced(asked), [*asked, case("aturan", refusal="partisan")])  # type: ignore[arg-type]
    assert again == fitted


def test_a_calibration_is_written_beside_the_others(tmp_path: Path, fitted: FittedCalibration) -> None:
    path = tmp_path / "calibration.json"
    other = {"order": {}, "weights": {}, "bias": 0.0, "threshold": 0.5}
    path.write_text(json.dumps({"other 1": other}), encoding="utf-8")
    write_calibration(path, "made up 1", fitted.calibration)
    assert set(json.loads(path.read_text(encoding="utf-8"))) == {"made up 1", "other 1"}
    assert Calibration.load("made up 1", path) == fitted.calibration


def test_a_calibration_file_is_made_where_there_is_none(tmp_path: Path, fitted: FittedCalibration) -> None:
    write_calibration(tmp_path / "calibration.json", "made up 1", fitted.calibration)
    assert Calibration.load("made up 1", tmp_path / "calibration.json") == fitted.calibration


@pytest.mark.parametrize(("answerable", "refused"), [(9, 40), (40, 9), (0, 0)])
def test_too_few_questions_are_refused(answerable: int, refused: int) -> None:
    asked = cases(answerable, refused)
    with pytest.raises(DatasetError, match="at least 10"):
        fit_calibration(Traced(asked), asked)  # type: ignore[arg-type]
