"""Which documents a question names as regulations: by number, by whose they are, or by what they are about.

`regulation_names.py` finds what a question refers to; here it is looked up among the regulations that are held.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from assistant.question.regulation_matching import (
    SMALL_WORDS,
    RegulationWords,
    Unheld,
    find_unheld,
    is_of,
    leading_words,
    may_be,
    may_be_of,
    number_fits,
)
from assistant.question.regulation_names import Reference, find_references, numbers_agree
from index.analyzer import Analyzer
from index.document import Regulation, Span
from index.regulation_kinds import issuer_at, issuer_words, kind_of, listed_words

THIS_ARTICLE = "dokumen ini"
"""What a question calls a regulation that is asked about as any document is."""
TEXTS_KEPT = 512
"""Texts whose references are kept."""
QUESTIONS_KEPT = 256
"""Questions whose regulations are kept."""


@dataclass(frozen=True, slots=True)
class NamedRegulations:
    """The regulations that a question names.

    Attributes:
        documents: ids of the documents that they are, in order; none where it names none that is held.
        searched: the question with each of these called as its own text calls it: "Kapan Peraturan Pemerintah ini mulai berlaku?".
        without: the question without them.
        bare: the question also without the words behind them that describe them.
        as_article: the question with each of these called a document: "Apa isi dokumen ini?"; as it is where it names none.
        unheld: those that are named beyond doubt and are not held.
        by_kind: the kinds of those that are named by nothing else: "menurut Perwali", where one is held.
    """

    documents: tuple[str, ...] = ()
    searched: str = ""
    without: str = ""
    bare: str = ""
    as_article: str = ""
    unheld: tuple[Unheld, ...] = ()
    by_kind: frozenset[str] = frozenset()


NO_REGULATIONS = NamedRegulations()
"""Of a question that was not looked through."""


@dataclass(frozen=True, slots=True)
class _Meant:
    """The regulations that a reference may be, where its name ends in the text, and where all that describes it."""

    regulations: tuple[Regulation, ...]
    end: int
    described: int
    by_kind: bool = False


@dataclass(frozen=True, slots=True)
class _Told:
    """How many words of a reference tell that it is a regulation, where its name ends, and where what describes it."""

    count: int
    end: int
    described: int


# Without slots, which would leave `cached_property` no place to keep its value.
@dataclass(frozen=True)
class HeldRegulations:
    """The regulations that documents of an index are, as (id of the document, regulation)."""

    held: tuple[tuple[str, Regulation], ...]
    analyzer: Analyzer

    def resolve(self, question: str) -> NamedRegulations:
        """The regulations that a question names."""
        return self._resolved(question)

    @cached_property
    def _resolved(self) -> Callable[[str], NamedRegulations]:
        # Each step of a question asks for them.
        return lru_cache(maxsize=QUESTIONS_KEPT)(self._resolve)

    def _resolve(self, question: str) -> NamedRegulations:
        text = unicodedata.normalize("NFKC", question)
        meant: list[tuple[Reference, _Meant]] = []
        unheld: list[Unheld] = []
        for reference in find_references(text, guess=True):
            if (found := self._meant(reference, text)).regulations:
                meant.append((reference, found))
            elif missing := find_unheld(reference, text):
                unheld.append(missing)
        regulations = {regulation for _, found in meant for regulation in found.regulations}
        several = len({found.regulations for _, found in meant}) > 1
        return NamedRegulations(
            documents=tuple(document_id for document_id, regulation in self.held if regulation in regulations),
            searched=_replaced(text, [(place, _called_itself(place, several)) for place in meant]),
            without=_replaced(text, [(place, "") for place in meant]),
            bare=_replaced(
                text, [((reference, replace(found, end=found.described)), "") for reference, found in meant]
            ),
            as_article=_replaced(text, [(place, THIS_ARTICLE) for place in meant]) if meant else question,
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

    def names_in(self, text: str, unheld: Unheld) -> list[str]:
        """How a text writes a regulation that is not held, in order; nothing where it does not name it."""
        asked = unheld.reference
        return [
            other.span.of(text)
            for other in _references_in(text)
            if asked.kind.short in (other.kind.short, other.kind.group) and self._is_same(unheld, other, text)
        ]

    def place_of(self, reference: Reference, text: str) -> Span | None:
        """Where the name of a regulation stands in a text; None where the reference names none beyond doubt."""
        meant = self._meant(reference, text)
        if reference.pointing or not (meant.regulations or find_unheld(reference, text)):
            return None
        return Span(reference.span.start, max(meant.end, reference.span.end))

    def _meant(self, reference: Reference, text: str) -> _Meant:
        alike = [regulation for _, regulation in self.held if may_be(reference, regulation)]
        if reference.number or reference.year:
            fitting = [regulation for regulation in alike if number_fits(reference, regulation)]
            told = [self._told(reference, regulation, text) for regulation in fitting]
            return _meant(fitting, told) if told else _Meant((), reference.span.end, reference.span.end)
        told = [self._told(reference, regulation, text) for regulation in alike]
        if most := max((each.count for each in told), default=0):
            best = [(regulation, each) for regulation, each in zip(alike, told, strict=True) if each.count == most]
            return _meant([regulation for regulation, _ in best], [each for _, each in best])
        if len(set(alike)) != 1 or not _by_kind_alone(reference, text):
            return _Meant((), reference.span.end, reference.span.end)
        # The one that is held of that kind.
        end = reference.behind[0].end if reference.pointing else reference.span.end
        return _Meant((alike[0],), end, end, by_kind=True)

    def _told(self, reference: Reference, regulation: Regulation, text: str) -> _Told:
        """What words of a reference tell that it is this regulation, by its issuer or its subject."""
        known = self._words_of[regulation]
        words = [span.of(text).casefold() for span in reference.behind]
        count, end, at = int(is_of(reference.issuer, regulation.issuer)), reference.span.end, 0
        # "PP 61/2024 soal pegawai yang bolos" asks about these; its name goes on only where most of its subject follows.
        before: tuple[int, int] | None = None
        while at < len(words):
            length, _ = issuer_at(words, at) or (1, ())
            leads = words[at] in leading_words()
            if words[at] in known.other_levels:
                break  # "Perda Kota Lintang" is not the regency's
            if words[at] in listed_words("about") and before is None and (count or reference.number):
                before = count, end
            if not leads and words[at] not in SMALL_WORDS and known.has(words[at : at + length], self.analyzer):
                count, end = count + 1, reference.behind[at + length - 1].end
            elif not leads and not (count and words[at] in SMALL_WORDS):
                break
            at += length
        whole = before is None or 2 * (count - before[0]) > known.subject_length
        return _Told(count, end if whole or before is None else before[1], end)

    @cached_property
    def _words_of(self) -> dict[Regulation, RegulationWords]:
        return {
            regulation: RegulationWords.of(regulation, self._subject_terms(regulation.subject))
            for _, regulation in self.held
        }

    def _subject_terms(self, subject: str) -> frozenset[str]:
        """The terms of a subject, and of what its acronyms stand for."""
        terms = set(self.analyzer.terms(subject))
        for acronym, spelt_out in self.analyzer.acronyms:
            # "Bermedia Sosial" is "medsos", too.
            stems = {word: self.analyzer.stem(word) for word in spelt_out.split()}
            if self.analyzer.stem(acronym) in terms or all({word, stem} & terms for word, stem in stems.items()):
                terms |= {self.analyzer.stem(acronym), *stems.values()}
        return frozenset(terms)

    def _is_same(self, unheld: Unheld, other: Reference, text: str) -> bool:
        asked = unheld.reference
        if asked.number or asked.year:
            numbers = numbers_agree(asked.number, other.number) or (not asked.number and not other.number)
            years = asked.year is None or other.year is None or asked.year == other.year
            return numbers and years and may_be_of(asked.issuer, other.issuer)
        around = text[other.span.start : other.behind[-1].end if other.behind else other.span.end]
        called = issuer_words(" ".join(unheld.called) or asked.issuer) - leading_words()
        return called <= issuer_words(f"{other.issuer} {around}") | frozenset(self.analyzer.terms(around))


def _meant(regulations: Sequence[Regulation], told: Sequence[_Told]) -> _Meant:
    return _Meant(tuple(regulations), max(each.end for each in told), max(each.described for each in told))


def _by_kind_alone(reference: Reference, text: str) -> bool:
    """Whether a reference says its kind alone, and does not ask which: "surat edaran tentang cuti" and "UU mana" are not the one held."""
    if find_unheld(reference, text) or (reference.kind.everyday and not reference.pointing):
        return False
    following = [span.of(text).casefold() for span in reference.behind[:1]]
    return set(following).isdisjoint((*listed_words("about"), *listed_words("asking")))


@lru_cache(maxsize=TEXTS_KEPT)
def _references_in(text: str) -> tuple[Reference, ...]:
    """The references of a text of the documents, which many questions look through."""
    return find_references(text)


def _called_itself(meant: tuple[Reference, _Meant], several: bool) -> str:
    """What a text calls the regulation that it is; where a question names several, it has its number."""
    regulation = meant[1].regulations[0]
    kind = kind_of(regulation)
    if not (several and regulation.number):
        return f"{kind.itself} ini"
    return f"{kind.long} Nomor {regulation.number}" + (f" Tahun {regulation.year}" if regulation.year else "")


def _replaced(text: str, places: Sequence[tuple[tuple[Reference, _Meant], str]]) -> str:
    pieces, at = [], 0
    for (reference, meant), written in places:
        pieces += [text[at : reference.span.start], written]
        at = max(at, meant.end)
    return "".join((*pieces, text[at:]))
