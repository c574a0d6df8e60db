"""Questions to click on: examples for an empty page, and what could come next.

They come from the question bank, so that a suggested question is one whose answer is known; where a bank has none in the reader's language,
from the articles' manifest. The same bank and conversation always give the same questions.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.answer import Answer, Lang
from assistant.question.leaning import find_leaning
from index.analyzer import Analyzer, word_tokens
from index.bank import EntryKind, LocatedEntry, Wording
from index.document import Document, Span

EXAMPLES = 5
NEXT = 3
"""Questions that are offered, at most."""
WHOLE_WORDS = (3, 16)
"""Words of a question that is whole and still fits on a button."""


@dataclass(frozen=True, slots=True)
class ExampleQuestion:
    """A question for an empty page; `kind` is what it asks for, where that is known."""

    text: str
    kind: EntryKind | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One entry of the bank as it can be suggested.

    Attributes:
        located: the entry.
        text: its wording to show.
        whole: whether that is a whole, formal question that needs no other before it.
        asked: the terms of that wording.
        terms: those, and the ones of the first quote.
    """

    located: LocatedEntry
    text: str
    whole: bool
    asked: frozenset[str]
    terms: frozenset[str]

    @property
    def source_id(self) -> str:
        return self.located.quotes[0].source_id


# Without slots, which would leave `cached_property` no place to keep its value.
@dataclass(frozen=True)
class BankSuggestions:
    """The entries of a bank that can be suggested: neither refusals, nor drafts that nobody has reviewed.

    Attributes:
        entries: of the bank in force.
        analyzer: makes the terms of a text.
        rarity: how rare a term is, 0 to 1.
        document: a source id to its document.
    """

    entries: Sequence[LocatedEntry]
    analyzer: Analyzer
    rarity: Callable[[Iterable[str]], float]
    document: Callable[[str], Document]

    def examples(self, documents: Sequence[Document], lang: Lang, count: int = EXAMPLES) -> list[ExampleQuestion]:
        """One question of each article, then the next of each: near to what the article says of itself, in kinds not shown yet."""
        of_each: dict[str, list[tuple[float, Suggestion]]] = {}
        for document in documents:
            # Its title, and the questions of its manifest: most entries ask for details that mean little to a newcomer.
            said = frozenset(
                self.analyzer.terms("\n".join([document.title, *(text for _, text in document.questions)]))
            )
            own = (s for s in self._of(lang) if s.source_id == document.id)
            of_each[document.id] = [(self._nearness(s, said, s.asked), s) for s in own]
        chosen: list[Suggestion] = []
        while len(chosen) < count and any(of_each.values()):
            for left in filter(None, of_each.values()):
                kinds = Counter(each.located.entry.kind for each in chosen)
                # `max` takes the first of equal ones: then the bank's order decides.
                best = max(left, key=lambda pair: (pair[1].whole, pair[0] / (1 + kinds[pair[1].located.entry.kind])))
                left.remove(best)
                if not _same_place(best[1], chosen):
                    chosen.append(best[1])
        return [ExampleQuestion(each.text, each.located.entry.kind) for each in chosen[:count]]

    def after(self, answer: Answer, history: Sequence[str], lang: Lang, count: int = NEXT) -> list[str]:
        """What could come after an answer: entries near the conversation, of the sources that it cites (or that came nearest).

        No two of them answer from the same place, the last one is of another article where there is one, and none was asked before.
        """
        cited = list(dict.fromkeys(c.source_id for c in (*answer.citations, *answer.nearest)))
        asked = {Wording(text, lang).normal_form for text in (answer.question, answer.searched_as, *history)}
        said = self._terms_of(answer, history)
        open_ones = [s for s in self._of(lang) if not _was_asked(s, asked, answer)]
        ranked = sorted(open_ones, key=lambda s: (not s.whole, -self._nearness(s, said, s.terms)))
        near = [s for s in ranked if s.source_id in cited]
        chosen = list(_of_many_articles(near, count))
        if len({s.source_id for s in chosen}) < 2 and chosen:
            others = [s for s in ranked if s.source_id not in cited and self._nearness(s, said, s.terms) > 0]
            chosen = [*chosen[: count - 1], *others[:1]] if others else chosen
        return [each.text for each in chosen]

    def _terms_of(self, answer: Answer, history: Sequence[str]) -> frozenset[str]:
        """What the conversation speaks of: the questions, and the words that were shown as an answer."""
        texts = [answer.question, answer.searched_as, *history, *(citation.quote for citation in answer.citations)]
        return frozenset(self.analyzer.terms("\n".join(texts)))

    def _nearness(self, suggestion: Suggestion, said: Collection[str], terms: Collection[str]) -> float:
        """How much of what was said is in the terms of a suggestion: the weight of the shared words, long suggestions held back.

        An entry in many wordings is asked for more than one in few, and its first wording reads better.
        """
        weights = [self._weight(term) for term in sorted(terms)]
        shared = sum(self._weight(term) for term in sorted(terms) if term in said)
        asked_for = math.log1p(len(suggestion.located.entry.wordings))
        return asked_for * shared / math.sqrt(sum(weights)) if shared else 0.0

    def _weight(self, term: str) -> float:
        found = self._weights.get(term)
        if found is None:
            found = self._weights[term] = self.rarity((term,))
        return found

    @cached_property
    def _weights(self) -> dict[str, float]:
        return {}

    def _of(self, lang: Lang) -> tuple[Suggestion, ...]:
        found = self._by_language.get(lang)
        if found is None:
            found = self._by_language[lang] = tuple(self._suggestions(lang))
        return found

    @cached_property
    def _by_language(self) -> dict[Lang, tuple[Suggestion, ...]]:
        return {}

    def _suggestions(self, lang: Lang) -> Iterator[Suggestion]:
        for located in self.entries:
            entry = located.entry
            texts = [wording.text for wording in entry.wordings if wording.language == lang]
            if entry.refuse or entry.is_draft or not located.quotes or not texts:
                continue
            whole = next((text for text in texts if self._is_whole(text)), None)
            place = located.quotes[0]
            quote = place.span.of(self.document(place.source_id).text)
            text = whole or texts[0]
            asked = frozenset(self.analyzer.terms(text))
            yield Suggestion(located, text, whole is not None, asked, asked | frozenset(self.analyzer.terms(quote)))

    def _is_whole(self, text: str) -> bool:
        words = word_tokens(text)
        return (
            text[:1].isupper()
            and text.endswith("?")
            and WHOLE_WORDS[0] <= len(words) <= WHOLE_WORDS[1]
            and self.analyzer.informal.keys().isdisjoint(words)
            # After other questions, it would be read together with them.
            and find_leaning(text, self.analyzer) == "alone"
        )


def example_questions(documents: Sequence[Document], lang: Lang) -> list[str]:
    """One question of each article, then the next of each, of those in the manifest: for articles without a bank."""
    # A suggested question has to be answered from its article: a test asks every one of `seeds/`.
    of_each = [_questions(document, lang) for document in documents]
    longest = max((len(questions) for questions in of_each), default=0)
    turns = [questions[turn] for turn in range(longest) for questions in of_each if turn < len(questions)]
    return turns[:EXAMPLES]


def next_questions(documents: Sequence[Document], asked: Collection[str], lang: Lang) -> list[str]:
    """Questions in the manifest of the articles that an answer cites (or that came nearest), other than those asked before."""
    forms = {Wording(text, lang).normal_form for text in asked}
    found = (question for document in documents for question in _questions(document, lang))
    return [question for question in found if Wording(question, lang).normal_form not in forms][:NEXT]


def _questions(document: Document, lang: Lang) -> list[str]:
    return [question for language, question in document.questions if language == lang]


def _was_asked(suggestion: Suggestion, asked: Collection[str], answer: Answer) -> bool:
    """Whether the conversation has had an entry's answer: it decided, or was asked in one of its wordings, or its words were shown."""
    entry = suggestion.located.entry
    if entry.id == answer.entry or any(wording.normal_form in asked for wording in entry.wordings):
        return True
    place = suggestion.located.quotes[0]
    first = answer.citations[0] if answer.citations else None
    if not (first and first.source_id == place.source_id and place.span.overlaps(Span(first.start, first.end))):
        return False
    known, short = _folded(entry.short), _folded(answer.short_answer.text if answer.short_answer else None)
    if not (known and short):
        return known == short
    # "Apa yang dimulai 22 September?" after "Kapan pendaftaran dimulai?": the same fact, asked from its other end.
    return known in short or short in known or short in _folded(suggestion.text)


def _folded(text: str | None) -> str:
    return " ".join(word_tokens(text or ""))


def _same_place(suggestion: Suggestion, chosen: Iterable[Suggestion]) -> bool:
    """Whether one of those chosen answers from the same words."""
    mine = suggestion.located.quotes[0]
    places = (other.located.quotes[0] for other in chosen)
    return any(mine.source_id == other.source_id and mine.span.overlaps(other.span) for other in places)


def _of_many_articles(ranked: Sequence[Suggestion], count: int) -> Iterator[Suggestion]:
    """The first `count`, no two from the same place, and one of another article, if there is one, among them."""
    chosen: list[Suggestion] = []
    for each in ranked:
        if len(chosen) == count:
            break
        # The last place is kept for another article than the one that all others are of.
        alone = len(chosen) == count - 1 and {s.source_id for s in chosen} == {each.source_id}
        if alone and any(other.source_id != each.source_id for other in ranked):
            continue
        if not _same_place(each, chosen):
            chosen.append(each)
    return iter(chosen)
