"""The shares that every table, report and comparison shows, each defined once.

A share is a ratio of two sums over questions. Citation precision, for one, is a ratio of sums and not a mean of ratios, so that a
question with many citations weighs as much as its citations do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from eval.measures import statistics as weighted
from eval.measures.bootstrap import Statistic
from eval.measures.judge import Judged


class Outcome(Protocol):
    """What the main shares look at: a judgement, or what a run's record keeps of one."""

    @property
    def answerable(self) -> bool: ...
    @property
    def right(self) -> bool: ...
    @property
    def first(self) -> bool: ...
    @property
    def headline(self) -> bool: ...
    @property
    def misled(self) -> bool: ...
    @property
    def to_refuse(self) -> bool: ...
    @property
    def talk(self) -> bool: ...


Asked = TypeVar("Asked", contravariant=True)


def _all(_: object) -> bool:
    return True


@dataclass(frozen=True)
class Share(Generic[Asked]):
    """The sum of `part` over the sum of `whole`, over the questions that count.

    Attributes:
        part: what a question adds to the numerator.
        counts: whether a question is asked about at all.
        whole: what it adds to the denominator; one, unless something else than questions is counted.
        less_is_better: whether a rise is a loss.
    """

    part: Callable[[Asked], float]
    counts: Callable[[Asked], bool] = _all
    whole: Callable[[Asked], float] = _all
    less_is_better: bool = False

    def parts(self, asked: Sequence[Asked]) -> list[float]:
        """The numerator, question by question; 0 for one that does not count."""
        # Not left out but 0: all figures are resampled together, and need a place for every question.
        return [float(self.part(one)) if self.counts(one) else 0.0 for one in asked]

    def wholes(self, asked: Sequence[Asked]) -> list[float]:
        """The denominator, question by question; 0 for one that does not count."""
        return [float(self.whole(one)) if self.counts(one) else 0.0 for one in asked]

    def value(self, asked: Sequence[Asked]) -> float | None:
        """The share, 0 to 1; None where there is nothing to count."""
        whole = sum(self.wholes(asked))
        return sum(self.parts(asked)) / whole if whole else None

    def statistic(self, asked: Sequence[Asked]) -> tuple[int, Statistic]:
        """How many questions add something to the denominator, and the share as `bootstrap.bootstrap_estimates` takes it."""
        wholes = self.wholes(asked)
        return sum(whole > 0 for whole in wholes), weighted.weighted_ratio(self.parts(asked), wholes)


def _answerable(one: Outcome) -> bool:
    return one.answerable


# Over all questions: a refusal counts as right where one is due, so that answering everything earns nothing.
RIGHT = Share[Outcome](lambda one: one.right)
FIRST_RIGHT = Share[Outcome](lambda one: one.first)
ANSWERABLE_RIGHT = Share[Outcome](lambda one: one.right, _answerable)
ANSWERABLE_FIRST_RIGHT = Share[Outcome](lambda one: one.first, _answerable)
TO_REFUSE_REFUSED = Share[Outcome](lambda one: one.right, lambda one: one.to_refuse)
HEADLINE_RIGHT = Share[Outcome](lambda one: one.headline, _answerable)
TALK_RIGHT = Share[Outcome](lambda one: one.right, lambda one: one.talk)
# Of everything asked: a near miss or a "thank you" that is answered with certainty misleads like any wrong headline.
MISLED = Share[Outcome](lambda one: one.misled, less_is_better=True)

MAIN: Mapping[str, Share[Outcome]] = {
    "answerable, headline right": HEADLINE_RIGHT,
    "misled": MISLED,
    "talk, right": TALK_RIGHT,
    "answerable, right": ANSWERABLE_RIGHT,
    "answerable, first right": ANSWERABLE_FIRST_RIGHT,
    "to be refused, refused": TO_REFUSE_REFUSED,
    "all, right": RIGHT,
}
"""What two runs are compared by, and what heads a report."""

ANSWERED = Share[Judged](lambda one: one.answered)
# Of what was given, as a reader sees it: what was refused is in neither sum.
ANSWERS_RIGHT = Share[Judged](lambda one: one.right, lambda one: one.answered)
ANSWERS_WRONG = Share[Judged](lambda one: not one.right, lambda one: one.answered)
"""The risk of the risk-coverage curve, of which `ANSWERED` is the coverage."""
CITATION_PRECISION = Share[Judged](lambda one: one.right_citations, whole=lambda one: one.citations)
GOLD_RECALL = Share[Judged](lambda one: one.found_gold, whole=lambda one: one.gold)
VERBATIM = Share[Judged](lambda one: one.verbatim, whole=lambda one: one.quotes)
# Only where a short answer was given: whether to give one is the service's choice, and none is not a wrong one.
SHORT_RIGHT = Share[Judged](lambda one: bool(one.short), lambda one: one.short is not None)
REASON_RIGHT = Share[Judged](lambda one: bool(one.reason), lambda one: one.reason is not None)
ANSWER_SENTENCE = Share[Judged](lambda one: bool(one.sentence), _answerable)
# A question without accepted answers, such as one for reasons, is left out; one that was refused has 0 and counts.
EXACT_MATCH = Share[Judged](lambda one: one.exact or 0.0, lambda one: one.exact is not None)
F1 = Share[Judged](lambda one: one.f1 or 0.0, lambda one: one.f1 is not None)
REFUSAL_PRECISION = Share[Judged](lambda one: one.to_refuse, lambda one: one.refused_as is not None)
REFUSAL_RECALL = Share[Judged](lambda one: one.refused_as is not None, lambda one: one.to_refuse)


def reason_precision(reason: str) -> Share[Judged]:
    """Of the refusals that gave `reason`, those that were to give it."""
    return Share(lambda one: one.case.refusal == reason, lambda one: one.refused_as == reason)


def reason_recall(reason: str) -> Share[Judged]:
    """Of the questions to be refused for `reason`, those that were refused for it."""
    return Share(lambda one: one.refused_as == reason, lambda one: one.case.refusal == reason)
