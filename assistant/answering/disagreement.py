"""Whether the sources disagree: answers of one kind, to one question, about one event, each good enough to be the answer alone.

Two meetings have two places, and two offices two holders: that answers differ means nothing before all of this holds. What an answer is
about is decided by the words around it: names and numbers of the question, and dates.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from assistant.answering.agreement import RULES, Agreement, compare_answers, counted_words
from assistant.answering.kinds import AnswerKind, answer_kind, listed_parts
from assistant.question.query import Concept, Query
from assistant.reader.headline import names_house
from assistant.reader.reading import Reading
from assistant.tuning import TUNING
from index.analyzer import Analyzer
from index.dates import find_dates
from index.document import Document, Span
from index.passages import article_context

# What a question may expect to the kinds of words that fit; an expectation that is not listed is met by a whole sentence, and two
# sentences may both be true. "other" is met by any kind.
_FITTING: dict[str, tuple[AnswerKind, ...]] = {
    "date": ("date",),
    "number": ("number",),
    "place": ("place", "name"),
    "person": ("person", "name", "role", "body"),
    "other": ("date", "number", "place", "person", "name", "role", "body"),
}
_ALIKE = ({"person", "name"}, {"place", "name"})


# Without slots, which would leave `cached_property` no place to keep its value.
@dataclass(frozen=True)
class Claim:
    """A short answer with the stretch of its article's text that is quoted for it."""

    reading: Reading
    quote: Span
    answer: str

    @property
    def document(self) -> Document:
        return self.reading.candidate.document

    @cached_property
    def kind(self) -> AnswerKind:
        """The kind of its words, where they stand."""
        marked = self.reading.answer or self.reading.sentence
        return answer_kind(self.answer, self.document.text[self.reading.sentence.start : marked.start])

    @cached_property
    def around(self) -> str:
        """The words that say what it is about: title, place and date of the article, and its passage.

        Of the whole article where the quote points back: "kegiatan tersebut" is named in another paragraph.
        """
        pointing = RULES.pattern("points_back").search(self.quote.of(self.document.text))
        return article_context(self.document) + (self.document.text if pointing else self.reading.candidate.text)

    @cached_property
    def published(self) -> date | None:
        return date.fromisoformat(self.document.published) if self.document.published else None


@dataclass(frozen=True)
class DisagreementTest:
    """Decides how another source's answer relates to the first one.

    Attributes:
        query: the question.
        expected: what kind of thing it asks for (`ExpectedKind`).
        analyzer: the index's own.
        passes: whether a reading, taken as the best one, would be answered rather than refused.
    """

    query: Query
    expected: str
    analyzer: Analyzer
    passes: Callable[[Reading], bool]

    def relate(self, first: Claim, other: Claim) -> Agreement:
        """`same` also where the two cannot contradict each other."""
        if not (self._comparable(first, other) and self.passes(other.reading)):
            return "same"
        found = compare_answers(first.answer, other.answer)
        if found == "spelling":
            # A name that is spelt in two ways is one person's, whatever the occasion; a list that has it somewhere answers otherwise.
            return found if len(listed_parts(first.answer)) == len(listed_parts(other.answer)) else "same"
        # A sentence that names both, in one spelling or another, says nothing against either.
        apart = not (_names_too(first, other) or _names_too(other, first))
        return found if found == "substance" and apart and self._one_event(first, other) else "same"

    def _comparable(self, first: Claim, other: Claim) -> bool:
        fitting = _FITTING.get(self.expected, ())
        if first.kind not in fitting or other.kind not in fitting:
            return False
        if first.kind != other.kind and {first.kind, other.kind} not in _ALIKE:
            return False
        # A hotel may stand in the region that another source names.
        if self.expected == "place" and len({names_house(claim.answer) for claim in (first, other)}) > 1:
            return False
        # "12 orang" and "3 hari" count different things.
        units = [{word for word in counted_words(claim.answer) if not word.isdigit()} for claim in (first, other)]
        return first.kind != "number" or not all(units) or bool(units[0] & units[1])

    def _one_event(self, first: Claim, other: Claim) -> bool:
        answers = frozenset(self.analyzer.terms(f"{first.answer} {other.answer}"))
        # The words of the answers say nothing: "Haryono atau Haryomo?" asks which of them is right.
        asked = [concept for concept in self.query.concepts if not concept.found_in(answers)]
        if not asked:
            return False
        held = [self._held(claim, asked) for claim in (first, other)]
        both, either = held[0] & held[1], held[0] | held[1]
        names = {concept for concept in asked if concept.name}
        if not names <= both or _weight(both) < TUNING.same_question * _weight(either):
            return False
        apart = _days_apart(first, other) if self.expected != "date" and first.kind != "date" else None
        if apart is not None and apart > TUNING.same_event_days:
            return False
        if first.kind == "date":
            return bool(names) and not _each_of_its_own_day(first, other)
        # Something has to say that it is one event: a name in the question, or the day.
        return bool(names) or apart is not None

    def _held(self, claim: Claim, asked: Collection[Concept]) -> frozenset[Concept]:
        terms = frozenset(self.analyzer.terms(claim.around))
        return frozenset(concept for concept in asked if concept.found_in(terms))


def _names_too(claim: Claim, other: Claim) -> bool:
    """Whether the quote of one names the other's answer as well; dates and numbers name nothing."""
    named = claim.kind not in ("date", "number")
    return named and compare_answers(other.answer, claim.quote.of(claim.document.text)) != "substance"


def _weight(concepts: Collection[Concept]) -> float:
    return sum(concept.weight for concept in concepts)


def _days_apart(first: Claim, other: Claim) -> int | None:
    """Days between the nearest dates of the two: those of the quotes, and those of the articles; None where one has no date."""
    dates = [{*find_dates(claim.quote.of(claim.document.text)), claim.published} - {None} for claim in (first, other)]
    gaps = [abs((one - another).days) for one in dates[0] for another in dates[1] if one and another]
    return min(gaps, default=None)


def _each_of_its_own_day(first: Claim, other: Claim) -> bool:
    """Whether two dates are those of two articles' own days: two events of one kind, each reported when it happened."""

    def own(claim: Claim) -> bool:
        found = find_dates(claim.answer)
        return bool(found and claim.published and abs((found[0] - claim.published).days) <= TUNING.same_event_days)

    published = [claim.published for claim in (first, other)]
    return own(first) and own(other) and published[0] != published[1]
