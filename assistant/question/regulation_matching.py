"""Whether a reference may be a regulation, and whether it names one beyond doubt, although no document is that."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

from assistant.question.regulation_names import Reference, numbers_agree
from assistant.question.spelling import spelt_alike
from index.analyzer import Analyzer, word_tokens
from index.document import Regulation
from index.regions import region_places
from index.regulation_dates import RULES
from index.regulation_kinds import Kind, issuer_at, issuer_words, kind_of, listed_words

SMALL_WORDS = frozenset({"di", "dan", "atau", "pada", "bagi", "untuk", "dalam", "yang"})
"""Words within a subject that are passed over; none begins what a question says of one."""


@dataclass(frozen=True, slots=True)
class RegulationWords:
    """The words of a regulation's issuer, the terms of its subject and of how many words that is, and the levels that it is not of."""

    issuer: frozenset[str]
    subject: frozenset[str]
    subject_length: int
    other_levels: frozenset[str]

    @classmethod
    def of(cls, regulation: Regulation, subject: frozenset[str]) -> RegulationWords:
        issuer = issuer_words(regulation.issuer) | frozenset(word_tokens(regulation.issuer))
        levels = frozenset(listed_words("levels"))
        length = len([word for word in word_tokens(regulation.subject) if word not in SMALL_WORDS])
        return cls(issuer, subject, length, levels - issuer if levels & issuer else frozenset())

    def has(self, words: Sequence[str], analyzer: Analyzer) -> bool:
        """Whether they say whose it is, or are a word of its subject."""
        of_issuer = issuer_words(" ".join(words))
        return (
            bool(of_issuer and all(said_in(word, self.issuer) for word in of_issuer))
            or analyzer.stem(words[0]) in self.subject
        )


@dataclass(frozen=True, slots=True)
class Unheld:
    """A regulation that a question names and no document is.

    Attributes:
        written: its name in the question, up to its number.
        called: the words of its subject or issuer, with those before them, where it has no number.
    """

    reference: Reference
    written: str
    called: tuple[str, ...] = ()


@cache
def leading_words() -> frozenset[str]:
    """Words that stand before what a regulation is about, or before its place."""
    return frozenset((*listed_words("about"), *listed_words("levels")))


def may_be(reference: Reference, regulation: Regulation) -> bool:
    """Whether kind and issuer do not speak against it."""
    alike = reference.kind.short in (regulation.kind, kind_of(regulation).group)
    return alike and may_be_of(reference.issuer, regulation.issuer)


def number_fits(reference: Reference, regulation: Regulation) -> bool:
    """Whether number and year are those of a regulation, as far as they are said."""
    if reference.number and not numbers_agree(reference.number, regulation.number):
        return False
    return not (reference.year and regulation.year) or reference.year == regulation.year


def may_be_of(asked: str, held: str) -> bool:
    """Whether two issuers may be one: either is not said, or they are the same."""
    return not (asked and held) or is_of(asked, held)


def is_of(asked: str, held: str) -> bool:
    """Whether an issuer is the one that is asked for; neither a city nor a regency where the other is said."""
    words, known, levels = issuer_words(asked), issuer_words(held), frozenset(listed_words("levels"))
    if not asked or not all(said_in(word, known) for word in words - levels):
        return False
    return not (words & levels and known & levels) or bool(words & known & levels)


def said_in(word: str, known: Collection[str]) -> bool:
    """Whether a word is among others, or one of them misspelt; the name of another region is no slip."""
    if word in known:
        return True
    return not region_places([word]) and any(spelt_alike(word, other) for other in known)


def find_unheld(reference: Reference, text: str) -> Unheld | None:
    """A reference that no document is, where it names a regulation beyond doubt."""
    kind, written = reference.kind, reference.span.of(text)
    if reference.number or reference.year:
        return Unheld(reference, written)
    if kind.everyday:
        return None
    if reference.issuer:
        return Unheld(reference, written)
    words = [span.of(text).casefold() for span in reference.behind]
    passed = leading_words() | frozenset(RULES.words["office"])
    first = next((at for at, word in enumerate(words) if word not in passed), len(words))
    by_office = any(word not in leading_words() for word in words[:first])
    called = _called(kind, words, first)
    named = kind.local or by_office or (kind.owner and not first)
    if not called and named and first < len(words) and not text.isupper():
        called = int(reference.behind[first].of(text)[0].isupper())
    return Unheld(reference, written, tuple(words[: first + called])) if called else None


def _called(kind: Kind, words: Sequence[str], first: int) -> int:
    """How many words from place `first` are the name of a ministry or body, a region, or what a well-known regulation is called by."""
    if first >= len(words):
        return 0
    # "Peraturan Menteri" + "Dalam Negeri".
    for owner in ("", *map(str.casefold, kind.owner)):
        if issuer := issuer_at([owner, *words[first:]], 0 if owner else 1):
            return issuer[0] - bool(owner)
    known = [tuple(word_tokens(name)) for name in listed_words("known")]
    subject = max((len(name) for name in known if tuple(words[first : first + len(name)]) == name), default=0)
    places = region_places(words)
    region = next((at for at in range(first, len(words) + 1) if at not in places), first) - first
    return subject or region
