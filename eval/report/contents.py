"""The numbers of a report: shares with their intervals, curves, latency."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from eval.calibration.calibrate import ThresholdPoint, risk_coverage_curve
from eval.measures import shares
from eval.measures.bootstrap import bootstrap_estimates
from eval.measures.figures import PERCENTILES, times_by_stage
from eval.measures.judge import Judged
from eval.measures.kinds import KindRow, kind_rows
from eval.measures.shares import Share
from eval.measures.statistics import BINS
from eval.measures.unweighted import calibration_error
from eval.questions.cases import Case, DatasetError
from eval.runs.compare import Record
from index.arrays import Floats

HEADLINE: Mapping[str, Share[Judged]] = {
    **shares.MAIN,
    "answers, right": shares.ANSWERS_RIGHT,
    "citation precision": shares.CITATION_PRECISION,
    "short answers, right": shares.SHORT_RIGHT,
}


@dataclass(frozen=True, slots=True)
class HeadlineShare:
    """A share with its 95 % interval, all 0 to 1, of `counted` questions, answers or citations."""

    name: str
    value: float
    low: float
    high: float
    counted: int


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Answers of similar confidence: their mean confidence, and the share of them that was right."""

    confidence: float
    right: float
    count: int


@dataclass(frozen=True, slots=True)
class StageLatency:
    """What a stage took in milliseconds, as measured by the run; `late` is the 95th percentile."""

    stage: str
    median: float
    late: float
    most: float


@dataclass(frozen=True, slots=True)
class ReportFigures:
    """A run in numbers.

    Attributes:
        headline: the main shares.
        rows: the figures by kind.
        curve: what each threshold would give, from answering most to answering least; empty where nothing was read.
        coverage, risk: the share of questions answered, and of the answers that are wrong (None for no answers), as the run went.
        bins: of the reliability diagram; `calibration_error` is over them.
        latency: of each stage that was measured.
    """

    headline: tuple[HeadlineShare, ...]
    rows: tuple[KindRow, ...]
    curve: tuple[ThresholdPoint, ...]
    coverage: float
    risk: float | None
    bins: tuple[ReliabilityBin, ...]
    calibration_error: float | None
    latency: tuple[StageLatency, ...]


def judgements(run: dict[str, Record], cases: Sequence[Case]) -> list[Judged]:
    """The judgements of a run, with their cases, in the order of the run.

    Raises:
        DatasetError: the run asked something that is not among the cases, or was made by another version.
    """
    known = {case.id: case for case in cases}
    judged = []
    for name, record in run.items():
        case = known.get(name)
        if case is None or list(case.turns) != list(record["turns"]):
            raise DatasetError(
                f"The run asked {name!r}, which is not in this question set. Name the run's own: --questions FILE"
            )
        try:
            # As the run recorded it, not judged again: the rules of judging may have changed since.
            judged.append(Judged(case=case, **record["judged"]))
        except TypeError as error:
            raise DatasetError(
                f"The run was made by another version: {error}. Make it again: netral-eval run"
            ) from error
    return judged


def report_figures(judged: Sequence[Judged]) -> ReportFigures:
    """The numbers of a run."""
    outcomes = [(j.confidence, j.supported) for j in judged if j.supported is not None]
    return ReportFigures(
        headline=tuple(_headline(judged)),
        rows=tuple(kind_rows(judged)),
        curve=tuple(_curve(judged)),
        coverage=shares.ANSWERED.value(judged) or 0.0,
        risk=shares.ANSWERS_WRONG.value(judged),
        bins=tuple(_bins(outcomes)),
        calibration_error=calibration_error(outcomes),
        latency=tuple(_latency(judged)),
    )


def _headline(judged: Sequence[Judged]) -> Iterable[HeadlineShare]:
    """The main shares; those without anything to count are left out."""
    for name, share in HEADLINE.items():
        # Only the questions that the share is about are resampled, as in a comparison of runs; for `metrics.json`, the whole set is.
        group = [j for j in judged if share.counts(j)]
        if whole := int(sum(share.wholes(group))):
            found = bootstrap_estimates({name: share.statistic(group)}, len(group))[name]
            if found.value is not None and found.low is not None and found.high is not None:
                yield HeadlineShare(name, found.value, found.low, found.high, whole)


def _floats(values: Sequence[float]) -> Floats:
    return np.array(values, np.float64)


def _curve(judged: Sequence[Judged]) -> list[ThresholdPoint]:
    # Where a rule refused, nothing was read: such a question counts in the whole alone, whatever the threshold.
    read = [j for j in judged if j.supported is not None and not j.talk]
    answerable = sum(j.answerable for j in judged)
    whole = answerable, sum(j.to_refuse for j in judged)
    # Shares of no questions: a set of answerable ones alone has no curve.
    if not read or not all(whole):
        return []
    return risk_coverage_curve(
        _floats([j.confidence for j in read]),
        np.array([bool(j.supported) for j in read]),
        np.array([j.answerable for j in read]),
        whole,
    )


def _bins(outcomes: Sequence[tuple[float, bool]]) -> Iterable[ReliabilityBin]:
    """The bins of the calibration error that have an answer."""
    for number in range(BINS):
        # The last bin includes a probability of 1.
        inside = [(p, hit) for p, hit in outcomes if min(BINS - 1, int(p * BINS)) == number]
        if count := len(inside):
            yield ReliabilityBin(sum(p for p, _ in inside) / count, sum(hit for _, hit in inside) / count, count)


def _latency(judged: Sequence[Judged]) -> Iterable[StageLatency]:
    for stage, times in times_by_stage(j.timings_ms for j in judged).items():
        median, late = np.percentile(times, PERCENTILES)
        yield StageLatency(stage, float(median), float(late), max(times))
