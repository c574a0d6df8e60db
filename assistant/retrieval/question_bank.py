"""The question bank at work: which entry asks what a question asks, and how probably.

The wordings nearest by meaning and by words are compared with the question; an entry counts by its best wording. What is compared are
words, names, numbers, what kind of thing is asked for, and negation: by meaning alone "siapa" is near to "apa", and one year to another.
`bank_model.py` makes one score of it, and a probability.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import chain
from typing import Protocol

import numpy as np

from assistant.question.asked import Asked, ExpectedKind, read_question
from assistant.question.entry_kinds import asked_for
from assistant.question.query import Concept, Query
from assistant.retrieval.bank_match import Match, MatchFeatures
from assistant.retrieval.bank_model import BankModel
from index.analyzer import Analyzer, word_tokens
from index.arrays import Vectors
from index.bank import BankEntry, EntryKind, LocatedEntry
from index.bank_index import BankIndex
from index.document import Document, Span
from index.passages import article_context
from index.projection import wording_projection
from index.roots import terms_and_roots, word_roots

PROPOSED = 50
"""Wordings that each search proposes, by meaning and by words."""
NEAREST = 3
"""Wordings of an entry that say together how near it is by meaning."""
MOST_MATCHES = 5
"""Entries that are matches of a question, at most."""
WORDINGS_KEPT = 50_000
"""Wordings whose words are kept in memory: reading them again for every question would cost most of its time."""


class VerifiedEntries(Protocol):
    """What evaluators saved: it counts at once, over what the index holds."""

    def version(self) -> int:
        """Another number after every change, also one made by another process; cheap to ask for."""
        ...

    def entries(self) -> Sequence[BankEntry]:
        """The entries in force. One with the id of an entry of the index takes its place."""
        ...

    def removed(self) -> frozenset[str]:
        """The ids of entries of the index that are switched off."""
        ...


@dataclass(frozen=True, slots=True)
class WordingWords:
    """What a wording is compared by: each content word as its term, its roots and its weight, and their sum; what it asks for."""

    words: tuple[tuple[str, frozenset[str], float], ...]
    weight: float
    found: frozenset[str]
    asked: Asked
    numbers: frozenset[str]
    form: str


# Without slots, which would leave `cached_property` no place to keep its value.
@dataclass(frozen=True)
class QuestionBank:
    """Searchable entries of an index, and those that evaluators saved.

    Attributes:
        parts: their wordings; of two entries with one id, that of the earlier part counts.
        removed: ids of entries that are not used.
        document: a source id to its document.
        rarity: the weight of a word, 0 to 1, from its term (`BM25.rarity` of the articles).
    """

    parts: tuple[BankIndex, ...]
    encoder_id: str
    analyzer: Analyzer
    document: Callable[[str], Document]
    rarity: Callable[[Iterable[str]], float]
    model: BankModel
    removed: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return any(self.parts)

    @cached_property
    def entries(self) -> tuple[LocatedEntry, ...]:
        """The usable entries, each id once."""
        return tuple(self._by_id.values())

    def entry(self, entry_id: str) -> LocatedEntry | None:
        """The entry of that id, or None."""
        return self._by_id.get(entry_id)

    def quoted(self, document_id: str) -> list[Span]:
        """The places of an article that the entries quote."""
        quotes = (quote for located in self.entries for quote in located.quotes)
        return [quote.span for quote in quotes if quote.source_id == document_id]

    def matches(self, query: Query, vector: Vectors, most: int = MOST_MATCHES) -> tuple[Match, ...]:
        """The entries nearest to a question, the best first, at most `most`; `vector`, `(dimension,)`, is the question's."""
        asked = _QuestionWords.of(query, self.analyzer)
        place = wording_projection(self.encoder_id).of(vector[np.newaxis])[0]
        found: dict[str, Match] = {}
        for part in self.parts:
            for entry_row, numbers in part.near(place, query.terms, PROPOSED).items():
                located = part.entries[entry_row]
                if self._by_id.get(located.entry.id) is located:
                    found[located.entry.id] = self._best(asked, located, part.cosines(place, entry_row), numbers)
        ranked = sorted(found.values(), key=lambda match: (-match.score, match.entry.id))
        # All of them are weighed: how far one is ahead is told by the best of another answer, which may be far down.
        return self.model.with_probabilities(ranked, most)

    def with_model(self, model: BankModel) -> QuestionBank:
        """The same bank, judged by another model; what is known of its wordings is kept."""
        other = replace(self, model=model)
        vars(other).update({name: value for name, value in vars(self).items() if name.startswith("_")})
        return other

    def _best(self, asked: _QuestionWords, located: LocatedEntry, cosines: Vectors, proposed: Sequence[int]) -> Match:
        """The match of an entry by the best of the wordings that a search proposed, given as their numbers in the entry."""
        nearest = float(np.sort(cosines)[-NEAREST:].mean())
        of_entry = asked.compare_entry(located.entry.kind, self._entry_terms(located.entry.id))
        best: Match | None = None
        for number in proposed:
            wording = located.entry.wordings[number]
            of_wording = asked.compare_wording(self._wording_words(wording.text))
            features = MatchFeatures(cosine=float(cosines[number]), nearest=nearest, **of_wording, **of_entry)
            score = self.model.score(features)
            if best is None or score > best.score:
                best = Match(located, wording, features, score)
        if best is None:
            raise ValueError(f"no wording of {located.entry.id} was proposed")
        return best

    @cached_property
    def _by_id(self) -> dict[str, LocatedEntry]:
        found: dict[str, LocatedEntry] = {}
        for located in chain.from_iterable(part.entries for part in self.parts):
            if located.entry.id not in self.removed:
                found.setdefault(located.entry.id, located)
        return found

    @cached_property
    def _wording_words(self) -> Callable[[str], WordingWords]:
        def words_of(text: str) -> WordingWords:
            tokens = self.analyzer.formal(word_tokens(text))
            words = tuple(
                (stem := self.analyzer.stem(word), word_roots(word), self.rarity((stem,)))
                for word in dict.fromkeys(tokens)
                if word not in self.analyzer.stopwords
            )
            return WordingWords(
                words,
                sum(weight for _, _, weight in words),
                terms_and_roots(self.analyzer, text),
                read_question(text),
                numbers_in(tokens),
                " ".join(tokens),
            )

        return lru_cache(maxsize=WORDINGS_KEPT)(words_of)

    @cached_property
    def _entry_terms(self) -> Callable[[str], frozenset[str]]:
        """An entry's id to the terms of its wordings and quotes, and of the titles of the articles that it quotes."""

        def terms_of(entry_id: str) -> frozenset[str]:
            located = self._by_id[entry_id]
            texts = [wording.text for wording in located.entry.wordings]
            for quote in located.quotes:
                document = self.document(quote.source_id)
                texts += [article_context(document), quote.span.of(document.text)]
            return terms_and_roots(self.analyzer, "\n".join(texts)) | numbers_in(word_tokens("\n".join(texts)))

        return lru_cache(maxsize=WORDINGS_KEPT)(terms_of)


@dataclass(frozen=True, slots=True)
class _QuestionWords:
    """A question as it is compared with wordings."""

    concepts: tuple[Concept, ...]
    weight: float
    found: frozenset[str]
    asked: Asked
    numbers: frozenset[str]
    form: str

    @classmethod
    def of(cls, query: Query, analyzer: Analyzer) -> _QuestionWords:
        tokens = analyzer.formal(word_tokens(query.text))
        roots = frozenset().union(*(concept.roots for concept in query.concepts))
        return cls(
            query.concepts,
            sum(concept.weight for concept in query.concepts),
            frozenset(query.terms) | roots,
            read_question(query.text),
            numbers_in(tokens),
            " ".join(tokens),
        )

    def compare_wording(self, wording: WordingWords) -> dict[str, float]:
        """The features of a match that are its wording's."""
        covered = self._share(wording.found)
        shared = sum(
            weight for term, roots, weight in wording.words if term in self.found or not roots.isdisjoint(self.found)
        )
        covers = shared / wording.weight if wording.weight else 0.0
        return {
            "words": 2 * covered * covers / (covered + covers) if covered + covers else 0.0,
            "covered": covered,
            "covers": covers,
            "kind": _kinds_agree(self.asked.kind, wording.asked.kind),
            "numbers_other": float(
                bool(self.numbers) and bool(wording.numbers) and self.numbers.isdisjoint(wording.numbers)
            ),
            "denied": float(("denied" in self.asked.details) != ("denied" in wording.asked.details)),
            "exact": float(self.form == wording.form),
        }

    def compare_entry(self, kind: EntryKind, terms: frozenset[str]) -> dict[str, float]:
        """The features of a match that are its entry's: its kind, and the terms of all its wordings and quotes."""
        return {
            "known": self._share(terms),
            "entry_kind": _kinds_agree(self.asked.kind, asked_for(kind)),
            "names_missing": float(sum(concept.name and not concept.found_in(terms) for concept in self.concepts)),
            "numbers_missing": float(len(self.numbers - terms)),
        }

    def _share(self, terms: Collection[str]) -> float:
        found = sum(concept.weight for concept in self.concepts if concept.found_in(terms))
        return found / self.weight if self.weight else 0.0


def numbers_in(tokens: Iterable[str]) -> frozenset[str]:
    """The words that hold a digit."""
    return frozenset(token for token in tokens if any(character.isdigit() for character in token))


def _kinds_agree(one: ExpectedKind, other: ExpectedKind) -> float:
    """1 where both ask for the same kind of thing, a half where one does not say, else 0."""
    if one == other:
        return 1.0
    return 0.5 if "other" in (one, other) else 0.0
