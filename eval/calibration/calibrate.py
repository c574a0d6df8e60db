"""Fits a reader's calibration: the order of its readings, and the probability that the headline it gives is right."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from assistant.answering.compose import choose_readings
from assistant.answering.decision import NEVER, SIGNS, Calibration, Evidence, Scored
from assistant.answering.pipeline import Trace
from assistant.answering.service import AnswerService
from assistant.reader.reading import Reading
from eval.calibration.fit import Flags, fit_listwise, fit_regression
from eval.measures.headline import shows_answer
from eval.measures.judge import at_gold
from eval.measures.unweighted import auroc
from eval.questions.cases import Case, DatasetError
from index.arrays import Floats
from index.files import write_output

FOLDS = 10
"""Parts of the questions, each judged by a fit on the other nine."""
LEAST_REFUSED, LEAST_REFUSED_WITH_BANK = 0.85, 0.89
"""Share of the questions to be refused that are refused at the chosen threshold, if one gives it; without a question bank and with one.

Those of the calibration set were written to be hard to refuse, most of them near misses: where eight in ten of them are refused, nine in
ten of the development questions are. With a bank, refusing more of them costs less.
"""
WRONG_COUNTS = 0.25
"""How much a wrong answer to an answerable question counts against answering, beside an answer where a refusal is right.

At 1, .46 of the answerable calibration questions were answered rightly where .9 of the others were refused, at .25 .49, below no more.
"""
LEAST_CERTAIN = 0.93
"""Share of the headlines that are right among those whose confidence is called high."""
FEWEST_CERTAIN = 20
"""Headlines that it takes to tell."""


@dataclass(frozen=True, slots=True)
class ThresholdPoint:
    """What answering from one probability on gives, as shares of whole question sets (those that a rule refuses included).

    Attributes:
        coverage: of all questions, answered.
        risk: of the answered ones, wrong: without a right headline, or to be refused (El-Yaniv and Wiener, JMLR 2010).
        right: of the answerable ones, answered with a right headline.
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
        auroc: right headlines against wrong ones and questions to be refused.
        curve: what each threshold gives, from answering most to answering least.
        chosen: the point of the curve that the threshold of `calibration` gives.
    """

    calibration: Calibration
    auroc: float
    curve: tuple[ThresholdPoint, ...]
    chosen: ThresholdPoint


def fit_calibration(service: AnswerService, cases: Sequence[Case]) -> FittedCalibration:
    """Fit on all questions that are read; choose both thresholds on probabilities from fits that did not see the case.

    Of the thresholds at which at least `LEAST_REFUSED` (or that with a bank) of the questions to be refused are, the one that answers is
    that with the most right headlines; the other, from which confidence is high, is the least from which `LEAST_CERTAIN` of the headlines
    are right.

    Raises:
        DatasetError: too few questions of either kind to leave some out in every fold.
        ReaderError: scipy is not installed.
    """
    asked = [case for case in cases if not case.talk]
    traced = [(case, trace) for case in asked if (trace := service.trace(case.question, case.history)) is not None]
    answerable = np.array([case.answerable for case, _ in traced], bool)
    if min(answerable.sum(), (~answerable).sum()) < FOLDS:
        raise DatasetError(
            f"Of {len(traced)} questions that are read, {answerable.sum()} are answerable: calibrating needs at least "
            f"{FOLDS} that are and as many that are not. Add questions."
        )
    folds = np.arange(len(traced)) % FOLDS  # not drawn: the same questions always give the same fit
    decided, sure, right = np.zeros(len(traced)), np.zeros(len(traced)), np.zeros(len(traced), bool)
    for fold in range(FOLDS):
        fitted = _fit(service, [t for t, f in zip(traced, folds, strict=True) if f != fold])
        for at in np.flatnonzero(folds == fold):
            case, trace = traced[at]
            evidence, right[at] = _evidence(service, fitted, case, trace)
            decided[at], sure[at] = fitted.probability(evidence), fitted.confidence(evidence)
    # Whole sets, those included that are refused before anything is read: the threshold is for the service as it is used.
    whole = sum(case.answerable for case in asked), sum(case.to_refuse for case in asked)
    points = risk_coverage_curve(decided, right, answerable, whole)
    least = LEAST_REFUSED_WITH_BANK if service.engine().bank else LEAST_REFUSED
    chosen = max(points, key=lambda p: (min(p.refused, least), p.right, p.threshold))
    passed = decided >= chosen.threshold
    # The folds chose the thresholds; the weights may as well learn from all questions.
    final = replace(
        _fit(service, traced),
        threshold=round(chosen.threshold, 4),
        high=round(certain_from(sure[passed], right[passed]), 4),
    )
    to_refuse = ~answerable
    return FittedCalibration(final, auroc(decided[right], decided[to_refuse]), tuple(points), chosen)


def certain_from(probabilities: Floats, right: Flags) -> float:
    """The least probability from which `LEAST_CERTAIN` of the headlines are right; `NEVER` where too few are to tell. Both `(n,)`."""
    order = np.argsort(-probabilities, kind="stable")
    shares = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(shares >= LEAST_CERTAIN)
    if not len(enough) or enough[-1] + 1 < FEWEST_CERTAIN:
        return NEVER
    return float(probabilities[order[enough[-1]]])


def _fit(service: AnswerService, traced: Sequence[tuple[Case, Trace]]) -> Calibration:
    """The order first, on the sentences of answerable questions; then both weights of the evidence that this order gives."""
    order = fit_listwise([_labelled(service, case, trace) for case, trace in traced if case.answerable], SIGNS)
    # Only its order is used: what the best sentence is evidence of depends on which one is best.
    ordered = Calibration(order, {}, 0.0, 0.0)
    outcomes = [_evidence(service, ordered, case, trace) for case, trace in traced]
    answerable = np.array([case.answerable for case, _ in traced])
    right = np.array([hit for _, hit in outcomes])
    evidence = _seen_in_both([found.as_dict() for found, _ in outcomes], answerable)
    weights, bias = fit_regression(evidence, right, SIGNS, np.where(answerable & ~right, WRONG_COUNTS, 1.0))
    sure, sure_bias = fit_regression(evidence, right, SIGNS)
    return Calibration(order, weights, bias, 0.5, confidence_weights=sure, confidence_bias=sure_bias)


def _seen_in_both(evidence: Sequence[dict[str, float]], answerable: Flags) -> list[dict[str, float]]:
    """The evidence without what only the answerable questions have, or only the others: by it alone, a small set would be told apart.

    A set in which no question in English has to be refused would have every question in English answered.
    """
    kept = [
        name
        for name in evidence[0]
        if all(
            any(each[name] for each, one in zip(evidence, answerable, strict=True) if one == kind)
            for kind in (True, False)
        )
    ]
    return [{name: value if name in kept else 0.0 for name, value in each.items()} for each in evidence]


def _labelled(service: AnswerService, case: Case, trace: Trace) -> tuple[list[dict[str, float]], Flags]:
    """The features of each sentence that was read for a question, and whether it is at a gold place."""
    readings = [scored.reading for scored in trace.ranked]
    # Not whether it would be a right headline, which puts more sentences in the wrong order (370 against 376 of 557 came first): which
    # words are cut out of a sentence says little of the sentence.
    hits = [at_gold(reading.candidate.document.id, reading.sentence, case, service.source) for reading in readings]
    return [reading.features() for reading in readings], np.array(hits)


def _headline(service: AnswerService, case: Case, reading: Reading) -> bool:
    """Whether the headline is right where this reading comes first."""
    if not case.answerable:
        return False
    first = choose_readings([Scored(reading, 0.0)])[0]
    gold = at_gold(reading.candidate.document.id, first.span, case, service.source)
    return shows_answer(case, first.answer, gold)


def _evidence(service: AnswerService, calibration: Calibration, case: Case, trace: Trace) -> tuple[Evidence, bool]:
    """The evidence under a calibration's order, and whether the headline that it puts first is right."""
    ranked = calibration.ranked(scored.reading for scored in trace.ranked)
    return service.weigh(trace, ranked), _headline(service, case, ranked[0].reading)


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
    write_output(path, f"{json.dumps(kept, indent=1, sort_keys=True)}\n".encode())
