"""What is lost when the same questions are put in other words: a run of the questions and one of each derived set, pair by pair."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from eval.measures.judge import Judged
from eval.questions.cases import Case
from eval.runs.compare import Difference, difference

Run = Callable[[str, Sequence[Case]], list[Judged]]
"""A set's name and its cases to what came of them."""
ORIGINAL = "original"


@dataclass(frozen=True, slots=True)
class Robustness:
    """One derived set against the questions it was derived from.

    Attributes:
        differences: of the answerable questions, answered rightly; of those to be refused, refused. Only where there are any.
        lost, won: ids of the derived cases that went wrong where the original was right, and the other way round.
    """

    name: str
    differences: tuple[Difference, ...]
    lost: tuple[str, ...]
    won: tuple[str, ...]


def robustness(run: Run, cases: Sequence[Case], sets: Mapping[str, Sequence[Case]]) -> list[Robustness]:
    """Ask the questions once, then each set; a set without cases is left out."""
    before = {judged.case.id: judged for judged in run(ORIGINAL, cases)}
    return [_against(name, before, run(name, derived)) for name, derived in sets.items() if derived]


def _against(name: str, before: Mapping[str, Judged], after: Sequence[Judged]) -> Robustness:
    pairs = [(before[one.case.origin], one) for one in after]
    groups = {
        "answerable, right": [(a.right, b.right) for a, b in pairs if b.case.refusal is None],
        "to be refused, refused": [(a.right, b.right) for a, b in pairs if b.case.refusal is not None],
    }
    return Robustness(
        name=name,
        differences=tuple(difference(f"{name}: {what}", group) for what, group in groups.items() if group),
        lost=tuple(b.case.id for a, b in pairs if a.right and not b.right),
        won=tuple(b.case.id for a, b in pairs if b.right and not a.right),
    )
