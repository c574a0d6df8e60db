"""Fits a reader's calibration: the order of its readings, and the probability that the best one is right."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from assistant.answering.compose import choose_readings, make_citations
from assistant.answering.decision import Calibration
from assistant.answering.pipeline import Trace
from assistant.answering.service import AnswerService
from eval.calibration.fit import Flags, fit_listwise, fit_regression
from eval.measures.judge import at_gold
from eval.measures.unweighted import auroc
from eval.questions.cases import Case, DatasetError
from index.arrays import Floats
from index.document import Span

FOLDS = 10
"""Parts of the questions, each judged by a fit on the other nine."""


@dataclass(frozen=True, slots=True)
class ThresholdPoint:
    """What answering from one probability on gives, as shares of whole question sets (those that a rule refuses included).

    Attributes:
        coverage: of all questions, answered.
        risk: of the answered ones, wrong: without a right citation, or to be refused (El-Yaniv and Wiener, JMLR 2010).
        right: of the answerable ones, answered rightly.
        refused: of those to be refused, refused.
    """

    threshold: float
    coverage: float
    risk: float
    right: float
    refused: float


@dataclass(frozen=True, slots=True)
class FittedCalibration:
    """A calibration, and how it does on questions that each fold left out of both fits.

    Attributes:
        auroc: right answers against wrong ones and questions to be refused.
        curve: what each threshold gives, from answering most to answering least.
        chosen: the point of the curve that the threshold of `calibration` gives.
    """

    calibration: Calibration
    auroc: float
    curve: tuple[ThresholdPoint, ...]
    chosen: ThresholdPoint


def fit_calibration(service: AnswerService, cases: Sequence[Case]) -> FittedCalibration:
    """Fit on all cases that no rule refuses; choose the threshold on probabilities from fits that did not see the case.

    The threshold makes the smaller of two shares, answered rightly and refused rightly, as large as possible: neither a silent
    assistant nor a talkative one wins.

    Raises:
        DatasetError: too few questions of either kind to leave some out in every fold.
        ReaderError: scikit-learn is not installed.
    """
    traced = [(case, trace) for case in cases if (trace := service.trace(case.question, case.history)) is not None]
    answerable = np.array([case.answerable for case, _ in traced], bool)
    if min(answerable.sum(), (~answerable).sum()) < FOLDS:
        raise DatasetError(
            f"Of {len(traced)} questions that no rule refuses, {answerable.sum()} are answerable: calibrating needs at least "
            f"{FOLDS} that are and as many that are not. Add questions."
        )
    folds = np.arange(len(traced)) % FOLDS  # not drawn: the same questions always give the same fit
    held_out, right = np.zeros(len(traced)), np.zeros(len(traced), bool)
    for fold in range(FOLDS):
        fitted = _fit(service, [t for t, f in zip(traced, folds, strict=True) if f != fold])
        for at in np.flatnonzero(folds == fold):
            held_out[at], right[at] = _outcome(service, fitted, *traced[at])
    # Whole sets, those included that a rule refuses: the threshold is for the service as it is used.
    whole = sum(case.answerable for case in cases), sum(case.to_refuse for case in cases)
    points = risk_coverage_curve(held_out, right, answerable, whole)
    chosen = max(points, key=lambda p: (min(p.right, p.refused), p.right + p.refused, p.threshold))
    # The folds chose the threshold; the weights may as well learn from all questions.
    final = replace(_fit(service, traced), threshold=round(chosen.threshold, 4))
    return FittedCalibration(final, auroc(held_out[right], held_out[~right]), tuple(points), chosen)


def _fit(service: AnswerService, traced: Sequence[tuple[Case, Trace]]) -> Calibration:
    """The order first, on the sentences of answerable questions; then the weights of the evidence that this order gives."""
    order = fit_listwise([_labelled(service, case, trace) for case, trace in traced if case.answerable])
    # Only its order is used: what the best sentence is evidence of depends on which one is best.
    ordered = Calibration(order, {}, 0.0, 0.0)
    outcomes = [_evidence(service, ordered, case, trace) for case, trace in traced]
    weights, bias = fit_regression([evidence for evidence, _ in outcomes], np.array([right for _, right in outcomes]))
    return Calibration(order, weights, bias, 0.5)


def _labelled(service: AnswerService, case: Case, trace: Trace) -> tuple[list[dict[str, float]], Flags]:
    """The features of each sentence that was read for a question, and whether it is at a gold place."""
    readings = [scored.reading for scored in trace.ranked]
    # Whole sentences and not the marked words: which sentence comes first is what the order decides.
    hits = [at_gold(reading.candidate.document.id, reading.sentence, case, service.source) for reading in readings]
    return [reading.features() for reading in readings], np.array(hits)


def _evidence(
    service: AnswerService, calibration: Calibration, case: Case, trace: Trace
) -> tuple[dict[str, float], bool]:
    """The evidence under a calibration's order, and whether an answer given then would be right."""
    ranked = calibration.ranked(scored.reading for scored in trace.ranked)
    cited = (
        [(one.source_id, Span(one.start, one.end)) for one in make_citations(choose_readings(ranked))]
        if case.answerable
        else []
    )
    right = any(at_gold(source_id, span, case, service.source) for source_id, span in cited)
    return service.weigh(trace, ranked).as_dict(), right


def _outcome(service: AnswerService, calibration: Calibration, case: Case, trace: Trace) -> tuple[float, bool]:
    ranked = calibration.ranked(scored.reading for scored in trace.ranked)
    _, right = _evidence(service, calibration, case, trace)
    return calibration.probability(service.weigh(trace, ranked)), right


def risk_coverage_curve(
    probabilities: Floats, right: Flags, answerable: Flags, whole: tuple[int, int]
) -> list[ThresholdPoint]:
    """The point of each threshold, by rising threshold.

    The arrays are `(n,)`, of the questions that were read; `whole` is how many answerable and other questions there are in all.
    """
    by_rule = whole[1] - int((~answerable).sum())  # refused before anything was read, whatever the threshold
    points = []
    # Only these: between two neighbouring probabilities, nothing changes.
    for threshold in np.unique(probabilities):
        passed = probabilities >= threshold
        points.append(
            ThresholdPoint(
                threshold=float(threshold),
                coverage=float(passed.sum() / sum(whole)),
                risk=float((passed & ~right).sum() / passed.sum()),
                right=float((passed & right).sum() / whole[0]),
                refused=float(((~passed & ~answerable).sum() + by_rule) / whole[1]),
            )
        )
    return points


def write_calibration(path: Path, reader_id: str, calibration: Calibration) -> None:
    """Put a calibration into a file, keeping those of other readers."""
    kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    kept[reader_id] = asdict(calibration)
    path.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")
