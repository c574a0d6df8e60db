"""Two runs of the same questions: their figures side by side, and the questions that changed. Pure functions.

Whether a difference could be chance is computed by `netral-eval compare`, which keeps what it found in the folder of the later
run; a page shows that where it is there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from assistant.quality.run_answers import RunAnswer
from assistant.quality.run_figures import (
    MEASURES,
    Figure,
    Measure,
    RunAbout,
    RunFigures,
    count_of,
    moment_of,
    number_of,
    text_of,
)

SIGNIFICANT = 0.05
Verdict = Literal["better", "worse", "chance"]


@dataclass(frozen=True, slots=True)
class PairedDifference:
    """A difference as `netral-eval compare` found it: its 95 % interval, p, and the smallest that would be seen in four of five runs."""

    questions: int
    before: float
    after: float
    low: float
    high: float
    p: float
    detectable: float


@dataclass(frozen=True, slots=True)
class MeasurePair:
    """One measure in two runs; `tested` only over the questions that both asked."""

    measure: Measure
    before: Figure | None
    after: Figure | None
    tested: PairedDifference | None

    @property
    def change(self) -> float | None:
        """How many hundredths of a share it rose, over what the columns show; None where one of them is missing."""
        if self.tested:
            return self.tested.after - self.tested.before
        return self.after.value - self.before.value if self.before and self.after else None

    @property
    def verdict(self) -> Verdict | None:
        """Whether the change is more than chance, and which way; None where there is none, or nobody computed it."""
        if not self.tested:
            return None
        change = self.tested.after - self.tested.before
        if not change:
            return None
        if self.tested.p > SIGNIFICANT:
            return "chance"
        return "worse" if (change > 0) == self.measure.less_is_better else "better"


@dataclass(frozen=True, slots=True)
class ChangedAnswers:
    """What became of the questions that both runs asked in the same words, as (before, after).

    Attributes:
        lost, won: those whose headline was right in one of the two only.
        both: how many questions both asked; `left_out`: those that only one did.
    """

    lost: tuple[tuple[RunAnswer, RunAnswer], ...]
    won: tuple[tuple[RunAnswer, RunAnswer], ...]
    both: int
    left_out: int


def pair_measures(
    before: RunFigures | None, after: RunFigures | None, tested: Mapping[str, PairedDifference]
) -> list[MeasurePair]:
    """Every measure that one of the runs has, or a comparison of theirs."""
    pairs = [
        MeasurePair(
            one,
            before.measures.get(one.key) if before else None,
            after.measures.get(one.key) if after else None,
            tested.get(one.key),
        )
        for one in MEASURES
    ]
    return [pair for pair in pairs if pair.before or pair.after or pair.tested]


def read_tested(row: Mapping[str, Any], before: RunAbout, after: RunAbout) -> dict[str, PairedDifference]:
    """The differences of two runs by measure, from the object of `compared.json`; none where it is about other runs."""
    rows = row.get("runs")
    for kept in rows if isinstance(rows, list) else ():
        if isinstance(kept, dict) and _is_of(kept.get("before"), before) and _is_of(kept.get("after"), after):
            return _by_measure(kept.get("differences"))
    return {}


def changed_answers(before: Sequence[RunAnswer], after: Sequence[RunAnswer]) -> ChangedAnswers:
    """The questions that were lost and won."""
    later = {one.id: one for one in after}
    pairs = [(one, later[one.id]) for one in before if one.id in later and later[one.id].turns == one.turns]
    return ChangedAnswers(
        lost=tuple(pair for pair in pairs if pair[0].right and not pair[1].right),
        won=tuple(pair for pair in pairs if pair[1].right and not pair[0].right),
        both=len(pairs),
        left_out=len({one.id for one in before} | set(later)) - len(pairs),
    )


def different_facts(before: RunAbout, after: RunAbout) -> list[tuple[str, str, str]]:
    """(name, before, after) of everything in which the two runs were not the same: questions, index, settings, versions."""
    names = dict.fromkeys((*before.facts, *after.facts))
    rows = [(name, before.facts.get(name, ""), after.facts.get(name, "")) for name in names]
    return [row for row in rows if row[1] != row[2]]


def _is_of(made: Any, about: RunAbout) -> bool:
    """Whether a comparison's note of a run is of that one; a run that was made again has other times."""
    if not isinstance(made, dict) or not about.started:
        return False
    return (moment_of(made.get("started")), moment_of(made.get("finished"))) == (about.started, about.finished)


def _by_measure(differences: Any) -> dict[str, PairedDifference]:
    found = {}
    keys = {one.compared: one.key for one in MEASURES}
    for row in differences if isinstance(differences, list) else ():
        key = keys.get(text_of(row.get("name"))) if isinstance(row, dict) else None
        numbers = (
            [number_of(row.get(name)) for name in ("before", "after", "low", "high", "p", "detectable")] if key else []
        )
        if key and None not in numbers:
            found[key] = PairedDifference(count_of(row.get("questions")), *numbers)  # type: ignore[arg-type]
    return found
