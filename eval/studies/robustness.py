"""What is lost when the same questions are asked in other words: a run of the questions and one of each derived set, pair by pair."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from eval.measures.judge import Judged
from eval.measures.shares import MAIN
from eval.questions.cases import Case
from eval.runs.compare import Difference, paired_difference

Run = Callable[[str, Sequence[Case]], list[Judged]]
"""A set's name and its cases to their judgements."""
ORIGINAL = "original"
COMPARED = ("answerable, headline right", "to be refused, refused")


@dataclass(frozen=True, slots=True)
class Robustness:
    """One derived set against the questions it was derived from.

    Attributes:
        differences: in the share of answerable questions with a right headline, and of those to be refused that were; for each kind that
            the set has.
        lost, won: ids of the derived cases that are wrong (their headline) where the original is right, and the other way round.
    """

    name: str
    differences: tuple[Difference, ...]
    lost: tuple[str, ...]
    won: tuple[str, ...]


def measure_robustness(run: Run, cases: Sequence[Case], sets: Mapping[str, Sequence[Case]]) -> list[Robustness]:
    """Ask the questions once, then each set; a set without cases is left out."""
    before = {judged.case.id: judged for judged in run(ORIGINAL, cases)}
    return [_against(name, before, run(name, derived)) for name, derived in sets.items() if derived]


def _against(name: str, before: Mapping[str, Judged], after: Sequence[Judged]) -> Robustness:
    # By origin, not by place: a derived set leaves out the questions that it cannot change.
    pairs = [(before[one.case.origin], one) for one in after]
    groups = {
        what: [(MAIN[what].part(a), MAIN[what].part(b)) for a, b in pairs if MAIN[what].counts(b)] for what in COMPARED
    }
    return Robustness(
        name=name,
        differences=tuple(paired_difference(f"{name}: {what}", group) for what, group in groups.items() if group),
        lost=tuple(b.case.id for a, b in pairs if a.headline and not b.headline),
        won=tuple(b.case.id for a, b in pairs if b.headline and not a.headline),
    )
