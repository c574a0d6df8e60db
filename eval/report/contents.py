"""What a report says of a run: its figures with their intervals, and every wrong answer with where it went wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from eval.calibration.calibrate import Point, curve
from eval.measures.bootstrap import Floats, estimates
from eval.measures.figures import PERCENTILES, times_by_stage
from eval.measures.judge import Judged, Row, calibration_error, table
from eval.measures.statistics import BINS, ratio
from eval.questions.cases import Case, DatasetError
from eval.runs.compare import MEASURES, Record


@dataclass(frozen=True, slots=True)
class Figure:
    """A share with its 95 % interval, all 0 to 1, of `counted` questions, answers or citations."""

    name: str
    value: float
    low: float
    high: float
    counted: int


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of like confidence: their mean confidence, and the share of them that was right."""

    confidence: float
    right: float
    count: int


@dataclass(frozen=True, slots=True)
class Latency:
    """What a stage took, in milliseconds, as the run measured it."""

    stage: str
    median: float
    late: float
    most: float


@dataclass(frozen=True, slots=True)
class Figures:
    """A run in numbers.

    Attributes:
        headline: the main shares.
        rows: by kind.
        curve: what each threshold would give, from answering most to answering least; empty where nothing was read.
        coverage, risk: share of questions answered, and of the answers that are wrong (None for no answers), as the run went.
        bins: of the reliability diagram. `calibration_error`: over them.
        latency: of each stage that was measured.
    """

    headline: tuple[Figure, ...]
    rows: tuple[Row, ...]
    curve: tuple[Point, ...]
    coverage: float
    risk: float | None
    bins: tuple[Bin, ...]
    calibration_error: float | None
    latency: tuple[Latency, ...]


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
                f"The run asked {name!r}, which this question set does not hold. Name its own: --questions FILE"
            )
        try:
            judged.append(Judged(case=case, **record["judged"]))
        except TypeError as error:
            raise DatasetError(
                f"The run was made by another version: {error}. Make it again: netral-eval run"
            ) from error
    return judged


def figures(run: dict[str, Record], judged: Sequence[Judged]) -> Figures:
    """The numbers of a run."""
    outcomes = [(j.confidence, j.supported) for j in judged if j.supported is not None]
    answered = [j for j in judged if j.answered]
    return Figures(
        headline=tuple(_headline(run, judged)),
        rows=tuple(table(judged)),
        curve=tuple(_curve(judged)),
        coverage=len(answered) / len(judged),
        risk=sum(not j.right for j in answered) / len(answered) if answered else None,
        bins=tuple(_bins(outcomes)),
        calibration_error=calibration_error(outcomes),
        latency=tuple(_latency(run.values())),
    )


def _headline(run: dict[str, Record], judged: Sequence[Judged]) -> Iterable[Figure]:
    for name, (counts, measure) in MEASURES.items():
        hits = [measure(record) for record in run.values() if counts(record)]
        yield from _figure(name, hits, [1] * len(hits))
    answered = [j.right for j in judged if j.answered]
    yield from _figure("answers, right", answered, [1] * len(answered))
    yield from _figure("citation precision", [j.right_citations for j in judged], [j.citations for j in judged])
    shorts = [j.short for j in judged if j.short is not None]
    yield from _figure("short answers, right", shorts, [1] * len(shorts))


def _figure(name: str, parts: Sequence[int], wholes: Sequence[int]) -> Iterable[Figure]:
    """One figure; none where there is nothing to count."""
    if whole := sum(wholes):
        found = estimates({name: (whole, ratio(parts, wholes))}, len(parts))[name]
        if found.value is not None and found.low is not None and found.high is not None:
            yield Figure(name, found.value, found.low, found.high, whole)


def _floats(values: Sequence[float]) -> Floats:
    return np.array(values, np.float64)


def _curve(judged: Sequence[Judged]) -> list[Point]:
    read = [j for j in judged if j.supported is not None]
    answerable = sum(j.case.refusal is None for j in judged)
    whole = answerable, len(judged) - answerable
    if not read or not all(whole):
        return []
    return curve(
        _floats([j.confidence for j in read]),
        np.array([bool(j.supported) for j in read]),
        np.array([j.case.refusal is None for j in read]),
        whole,
    )


def _bins(outcomes: Sequence[tuple[float, bool]]) -> Iterable[Bin]:
    for number in range(BINS):
        inside = [(p, hit) for p, hit in outcomes if min(BINS - 1, int(p * BINS)) == number]
        if count := len(inside):
            yield Bin(sum(p for p, _ in inside) / count, sum(hit for _, hit in inside) / count, count)


def _latency(records: Iterable[Record]) -> Iterable[Latency]:
    taken = (record["answer"]["timings_ms"] for record in records if record["answer"])
    for stage, times in times_by_stage(taken).items():
        median, late = np.percentile(times, PERCENTILES)
        yield Latency(stage, float(median), float(late), max(times))
