"""What readers ask, in figures: how much a day, how much of it is refused or badly judged, and which subjects come up. Pure functions."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from assistant.conversations.opinions import Feedback
from assistant.quality.question_groups import QuestionGroup
from assistant.quality.question_log import LoggedQuestion
from index.analyzer import word_tokens

PERIODS = (7, 30, 90)
"""Days that can be looked at."""
TRAILING_DAYS = 7
"""Days that a share or a median of a curve is of: those of single days, some with three questions, would jump up and down."""
SUBJECTS = 10
"""Subjects that are named, at most."""
MOST_WORDINGS = 500
"""Different questions that are put into groups, the most asked ones: each has to be encoded once."""

GroupWordings = Callable[[Sequence[str], Sequence[int]], Sequence[QuestionGroup]]
"""Different questions, and how often each was asked, to the groups of those that ask alike."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of some days.

    Attributes:
        questions: that were asked; small talk is none.
        refused: those that were refused.
        judged: those that a reader gave an opinion of.
        bad: those whose last opinion was not a good one.
        confidence: the median of those that were answered, 0 to 1; None where none was.
    """

    questions: int = 0
    refused: int = 0
    judged: int = 0
    bad: int = 0
    confidence: float | None = None

    @property
    def refused_share(self) -> float | None:
        """Of all questions; None where there is none."""
        return self._share(self.refused)

    @property
    def judged_share(self) -> float | None:
        """Of all questions; None where there is none."""
        return self._share(self.judged)

    @property
    def bad_share(self) -> float | None:
        """Of all questions, not of those with an opinion; None where there is none."""
        return self._share(self.bad)

    def _share(self, count: int) -> float | None:
        return count / self.questions if self.questions else None


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One day's own figures, and those of the `TRAILING_DAYS` days that end with it."""

    day: dt.date
    own: Figures
    trailing: Figures


@dataclass(frozen=True, slots=True)
class AskedSubject:
    """Questions that ask alike.

    Attributes:
        name: their commonest wording.
        questions, refused: how often they were asked, and refused.
        wordings: how many different ones there are.
        refused_name: the commonest wording of those that were refused; "" where none was.
    """

    name: str
    questions: int
    refused: int
    wordings: int
    refused_name: str = ""


@dataclass(frozen=True, slots=True)
class Insight:
    """Everything that the page shows of one period.

    Attributes:
        days: each day of the period, the oldest first.
        total: of the whole period.
        before: of as many days before it.
        asked, refused: the subjects most asked, and those most refused.
    """

    days: tuple[DayFigures, ...]
    total: Figures
    before: Figures
    asked: tuple[AskedSubject, ...]
    refused: tuple[AskedSubject, ...]


def read_insight(
    questions: Iterable[LoggedQuestion],
    opinions: Iterable[Feedback],
    group: GroupWordings,
    today: dt.date,
    period: int,
    zone: dt.tzinfo | None = None,
) -> Insight:
    """The figures of the `period` days that end with `today`.

    Args:
        questions: the log; those of as many days before the period are compared with it.
        opinions: each counts for the last time that its question was asked, with the same questions before it.
        group: puts alike questions together.
        today: the last day.
        period: in days.
        zone: where a day begins and ends; by default, the server's own.
    """
    asked = list(questions)
    verdicts = _verdicts(asked, opinions)
    by_day: defaultdict[dt.date, list[LoggedQuestion]] = defaultdict(list)
    for one in asked:
        by_day[dt.datetime.fromisoformat(one.created).astimezone(zone).date()].append(one)

    def figures(last: dt.date, days: int) -> Figures:
        dates = (last - dt.timedelta(days=back) for back in range(days))
        return _figures([one for date in dates for one in by_day.get(date, ())], verdicts)

    dates = [today - dt.timedelta(days=back) for back in reversed(range(period))]
    of_period = [one for date in dates for one in by_day.get(date, ())]
    subjects = _subjects(of_period, group)
    return Insight(
        tuple(DayFigures(date, figures(date, 1), figures(date, TRAILING_DAYS)) for date in dates),
        _figures(of_period, verdicts),
        figures(dates[0] - dt.timedelta(days=1), period),
        tuple(sorted(subjects, key=lambda s: (-s.questions, s.name))[:SUBJECTS]),
        tuple(sorted((s for s in subjects if s.refused), key=lambda s: (-s.refused, s.name))[:SUBJECTS]),
    )


def _figures(asked: Sequence[LoggedQuestion], verdicts: dict[int, str]) -> Figures:
    told = [verdicts[one.id] for one in asked if one.id in verdicts]
    sure = [one.confidence for one in asked if one.kind == "answer"]
    return Figures(
        len(asked),
        sum(one.kind == "refusal" for one in asked),
        len(told),
        sum(verdict != "up" for verdict in told),
        median(sure) if sure else None,
    )


def _verdicts(asked: Sequence[LoggedQuestion], opinions: Iterable[Feedback]) -> dict[int, str]:
    """The last opinion of each question that has one, by the question's number in the log."""
    times: defaultdict[tuple[str, tuple[str, ...]], list[LoggedQuestion]] = defaultdict(list)
    for one in asked:
        times[one.question, one.history].append(one)
    found: dict[int, str] = {}
    for opinion in sorted(opinions, key=lambda each: (each.created, each.id)):
        # Opinions carry whole seconds, the log fractions: to the second, so that an opinion is never before its question.
        before = [one for one in times[opinion.question, opinion.history] if one.created[:19] <= opinion.created[:19]]
        if before:
            found[before[-1].id] = opinion.verdict
    return found


def _subjects(asked: Sequence[LoggedQuestion], group: GroupWordings) -> list[AskedSubject]:
    spelt: defaultdict[str, Counter[str]] = defaultdict(Counter)
    refused: Counter[str] = Counter()
    for one in asked:
        # What was searched stands without the conversation: "Lalu kapan?" would be no subject.
        form = " ".join(word_tokens(one.searched_as)) or one.searched_as
        spelt[form][one.searched_as] += 1
        refused[form] += one.kind == "refusal"
    forms = sorted(spelt, key=lambda form: (-spelt[form].total(), form))[:MOST_WORDINGS]
    names = [min(spelt[form], key=lambda text: (-spelt[form][text], text)) for form in forms]
    counts = [spelt[form].total() for form in forms]
    found = []
    for one_group in group(names, counts):
        most_refused = max(one_group.members, key=lambda at: refused[forms[at]])
        found.append(
            AskedSubject(
                names[one_group.members[0]],
                one_group.count,
                sum(refused[forms[at]] for at in one_group.members),
                len(one_group.members),
                names[most_refused] if refused[forms[most_refused]] else "",
            )
        )
    return found
