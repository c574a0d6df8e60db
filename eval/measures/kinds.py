"""The figures of each kind of question, one row each: what `run` prints first and the report shows by kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eval.measures import shares
from eval.measures.judge import Judged
from eval.measures.shares import Share
from eval.measures.unweighted import calibration_error

ALL = "all"
# Of any kind: a refusal where one is due, and talk where that is, count as right.
HEADLINE = Share[Judged](lambda one: one.headline)


@dataclass(frozen=True, slots=True)
class KindRow:
    """The figures of a group of questions; a share is None where the group has nothing to count."""

    name: str
    questions: int
    answered: float | None
    right: float | None
    first: float | None
    headline: float | None
    misled: float | None
    precision: float | None
    short: float | None
    reason: float | None
    calibration_error: float | None
    errors: int


def kind_rows(judged: Sequence[Judged]) -> list[KindRow]:
    """A row for each kind, in order of appearance, then for the answerable, for the refusals and for all."""
    kinds = list(dict.fromkeys(j.case.kind for j in judged))
    rows = [_row(kind, judged, lambda j, kind=kind: j.case.kind == kind) for kind in kinds]  # type: ignore[misc]
    # A set may have only one of the two; all others have at least the question that named them.
    rows += [
        _row("answerable", judged, lambda j: j.answerable),
        _row("refusals", judged, lambda j: j.to_refuse),
        _row("talk", judged, lambda j: j.talk),
    ]
    return [*(row for row in rows if row.questions), _row(ALL, judged, lambda _: True)]


def _row(name: str, judged: Sequence[Judged], belongs: Callable[[Judged], bool]) -> KindRow:
    group = [j for j in judged if belongs(j)]
    return KindRow(
        name=name,
        questions=len(group),
        answered=shares.ANSWERED.value(group),
        right=shares.RIGHT.value(group),
        first=shares.FIRST_RIGHT.value(group),
        headline=HEADLINE.value(group),
        misled=shares.MISLED.value(group),
        precision=shares.CITATION_PRECISION.value(group),
        short=shares.SHORT_RIGHT.value(group),
        reason=shares.REASON_RIGHT.value(group),
        calibration_error=calibration_error([(j.confidence, j.supported) for j in group if j.supported is not None]),
        errors=sum(j.error is not None for j in group),
    )
