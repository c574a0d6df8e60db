"""Which documents a question names as regulations: by number, by whose they are, or by what they are about.

`regulation_names.py` finds what a question refers to; here it is looked up among the regulations that are held.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from assistant.question.regulation_names import Reference, find_references, numbers_agree
from index.analyzer import Analyzer, word_tokens
from index.document import Regulation
from index.regions import region_places
from index.regulation_kinds import all_kinds, issuer_at, issuer_words, listed_words

_SMALL_WORDS = frozenset({"di", "dan", "atau", "pada", "bagi", "untuk", "dalam", "yang"})
"""Words within a subject that are passed over; none begins what a question says of one."""
TEXTS_KEPT = 512
"""Texts whose references are kept."""


@dataclass(frozen=True, slots=True)
class Unheld:
    """A regulation that a question names and no document is. `called` are the words of its subject or issuer, where it has no number."""

    reference: Reference
    called: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedRegulations:
    """The regulations that a question names.

    Attributes:
        documents: ids of the documents that they are, in order; none where it names none that is held.
        searched: the question with each of these called as its own text calls it: "Kapan Peraturan Pemerintah ini mulai berlaku?".
        without: the question without them.
        unheld: those that are named beyond doubt and are not held.
        by_kind: the kinds of those that are named by nothing else: "menurut Perwali", where one is held.
    """

    documents: tuple[str, ...] = ()
    searched: str = ""
    without: str = ""
    unheld: tuple[Unheld, ...] = ()
    by_kind: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Meant:
    """The regulations that a reference may be, and where in the text the words end that say which."""

    regulations: tuple[Regulation, ...]
    end: int
    by_kind: bool = False


@dataclass(frozen=True)
class HeldRegulations:
    """The regulations that documents of an index are, as (id of the document, regulation)."""

    held: tuple[tuple[str, Regulation], ...]
    analyzer: Analyzer

    def resolve(self, question: str) -> NamedRegulations:
        """The regulations that a question names."""
        text = unicodedata.normalize("NFKC", question)
        meant: list[tuple[Reference, _Meant]] = []
        unheld: list[Unheld] = []
        for reference in find_references(text, guess=True):
            if (found := self._meant(reference, text)).regulations:
                meant.append((reference, found))
            elif missing := _unheld(reference, text):
                unheld.append(missing)
        regulations = {regulation for _, found in meant for regulation in found.regulations}
        return NamedRegulations(
            documents=tuple(document_id for document_id, regulation in self.held if regulation in regulations),
            searched=_replaced(text, [(place, _called_itself(place, len(regulations))) for place in meant]),
            without=_replaced(text, [(place, "") for place in meant]),
            unheld=tuple(unheld),
            by_kind=frozenset(reference.kind.short for reference, found in meant if found.by_kind),
        )

    def speaks_of(self, text: str, named: NamedRegulations) -> bool:
        """Whether a text names one of the regulations that a question names, by name or, where the question does no more, by its kind."""
        wanted = {regulation for document_id, regulation in self.held if document_id in named.documents}
        for reference in _references_in(text):
            meant = self._meant(reference, text)
            if reference.kind.short in named.by_kind or not (meant.by_kind or wanted.isdisjoint(meant.regulations)):
                return True
        return False

    def names(self, text: str, unheld: Unheld) -> bool:
        """Whether a text names a regulation that is not held."""
        asked = unheld.reference
        return any(
            asked.kind.short in (other.kind.short, other.kind.group) and self._is_same(unheld, other, text)
            for other in _references_in(text)
        )

    def _meant(self, reference: Reference, text: str) -> _Meant:
        alike = [regulation for _, regulation in self.held if _kind_fits(reference, regulation)]
        if reference.number or reference.year:
            fitting = [regulation for regulation in alike if _number_fits(reference, regulation)]
            ends = [self._told(reference, regulation, text)[1] for regulation in fitting]
            return _Meant(tuple(fitting), max(ends, default=reference.span.end))
        told = [(regulation, *self._told(reference, regulation, text)) for regulation in alike]
        most = max((count for _, count, _ in told), default=0)
        if most:
            best = [(regulation, end) for regulation, count, end in told if count == most]
            return _Meant(tuple(regulation for regulation, _ in best), max(end for _, end in best))
        # Named by its kind alone, it is the one that is held of that kind.
        if len(set(alike)) != 1 or _unheld(reference, text):
            return _Meant((), reference.span.end)
        end = reference.behind[0].end if reference.pointing else reference.span.end
        return _Meant((alike[0],), end, by_kind=True)

    def _told(self, reference: Reference, regulation: Regulation, text: str) -> tuple[int, int]:
        """How many words of a reference tell that it is this regulation, by its issuer or its subject, and where they end."""
        issuer = {*issuer_words(regulation.issuer), *word_tokens(regulation.issuer)}
        subject = self._subject_terms(regulation.subject)
        words = [span.of(text).casefold() for span in reference.behind]
        count, end, at = int(_is_of(reference.issuer, regulation.issuer)), reference.span.end, 0
        while at < len(words):
            length, written = issuer_at(words, at) or (1, (words[at],))
            tells = issuer.issuperset(issuer_words(" ".join(written))) or self.analyzer.stem(words[at]) in subject
            leads = words[at] in _leading_words()
            if tells and not leads and words[at] not in _SMALL_WORDS:
                count, end = count + 1, reference.behind[at + length - 1].end
            elif not leads and not (count and words[at] in _SMALL_WORDS):
                break
            at += length
        return count, end

    def _subject_terms(self, subject: str) -> frozenset[str]:
        """The terms of a subject, and of what its acronyms stand for."""
        terms = set(self.analyzer.terms(subject))
        for acronym, spelt_out in self.analyzer.acronyms:
            if self.analyzer.stem(acronym) in terms:
                terms.update(map(self.analyzer.stem, spelt_out.split()))
        return frozenset(terms)

    def _is_same(self, unheld: Unheld, other: Reference, text: str) -> bool:
        asked = unheld.reference
        if asked.number or asked.year:
            numbers = numbers_agree(asked.number, other.number) or (not asked.number and not other.number)
            return numbers and (asked.year is None or other.year is None or asked.year == other.year)
        around = text[other.span.start : other.behind[-1].end if other.behind else other.span.end]
        called = issuer_words(" ".join(unheld.called) or asked.issuer)
        return called <= issuer_words(f"{other.issuer} {around}") | frozenset(self.analyzer.terms(around))


@cache
def _leading_words() -> frozenset[str]:
    """Words that stand before what a regulation is about, or before its place."""
    return frozenset((*listed_words("about"), *listed_words("levels")))


@lru_cache(maxsize=TEXTS_KEPT)
def _references_in(text: str) -> tuple[Reference, ...]:
    """The references of a text of the documents, which many questions look through."""
    return find_references(text)


def _kind_fits(reference: Reference, regulation: Regulation) -> bool:
    return reference.kind.short in (regulation.kind, all_kinds()[regulation.kind].group)


def _number_fits(reference: Reference, regulation: Regulation) -> bool:
    if reference.number and not numbers_agree(reference.number, regulation.number):
        return False
    if reference.year and regulation.year and reference.year != regulation.year:
        return False
    return not (reference.issuer and regulation.issuer) or _is_of(reference.issuer, regulation.issuer)


def _is_of(asked: str, held: str) -> bool:
    """Whether an issuer is the one that is asked for; neither a city nor a regency where the other is said."""
    words, known, levels = issuer_words(asked), issuer_words(held), frozenset(listed_words("levels"))
    if not asked or not words - levels <= known:
        return False
    return not (words & levels and known & levels) or bool(words & known & levels)


def _unheld(reference: Reference, text: str) -> Unheld | None:
    """A reference that no document is, where it names a regulation beyond doubt."""
    if reference.number or reference.year or reference.issuer:
        return Unheld(reference)
    words = [span.of(text).casefold() for span in reference.behind]
    first = next((at for at, word in enumerate(words) if word not in _leading_words()), len(words))
    called = _called(words, first)
    if not called and reference.kind.local and first < len(words) and not text.isupper():
        written = reference.behind[first].of(text)
        called = 1 if written[0].isupper() else 0
    return Unheld(reference, tuple(words[first : first + called])) if called else None


def _called(words: Sequence[str], first: int) -> int:
    """How many words from place `first` are the name of a ministry or body, a region, or what a well-known regulation is called by."""
    if first >= len(words):
        return 0
    if issuer := issuer_at(words, first):
        return issuer[0]
    known = [tuple(word_tokens(name)) for name in listed_words("known")]
    subject = max((len(name) for name in known if tuple(words[first : first + len(name)]) == name), default=0)
    places = region_places(words)
    region = next((at for at in range(first, len(words) + 1) if at not in places), first) - first
    return subject or region


def _called_itself(meant: tuple[Reference, _Meant], regulations: int) -> str:
    """What a text calls the regulation that it is; one of several, by its number."""
    regulation = meant[1].regulations[0]
    kind = all_kinds()[regulation.kind]
    if regulations == 1 or not regulation.number:
        return f"{kind.itself} ini"
    return f"{kind.long} Nomor {regulation.number}" + (f" Tahun {regulation.year}" if regulation.year else "")


def _replaced(text: str, places: Sequence[tuple[tuple[Reference, _Meant], str]]) -> str:
    pieces, at = [], 0
    for (reference, meant), written in places:
        pieces += [text[at : reference.span.start], written]
        at = max(at, meant.end)
    return "".join((*pieces, text[at:]))
