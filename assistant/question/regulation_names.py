"""Regulations that a text refers to: "PP 55/2023", "Perwali Kendari", "Peraturan Menteri Dalam Negeri Nomor 6 Tahun 2022", "UU ASN".

What kinds there are, and how people write them, is in `index/data/regulation_kinds.toml`; `held_regulations.py` says which documents
they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from assistant.question.spelling import nearest_word
from index.analyzer import WORD
from index.document import Span
from index.regulation_dates import RULES
from index.regulation_forms import split_number
from index.regulation_kinds import Kind, KindName, issuer_at, kind_at, kind_names, listed_words

MOST_BETWEEN = 16
"""Words between a kind and its number, at most: "Peraturan Menteri Pendayagunaan Aparatur Negara dan Reformasi Birokrasi Nomor ..."."""
MOST_BEHIND = 10
"""Words behind a reference that may say whose it is, or what it is about."""
GUESSED_FROM = 5
"""Letters from which a misspelt word is taken for one of the name of a kind."""
WORDS_KEPT = 4_096
"""Words whose guess is kept: those of questions never end."""
_MARK = re.compile(r"[?!;:,()\[\]“”\"]|\.\s")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Reference:
    """A regulation that a text refers to.

    Attributes:
        span: where it is written, to its number where it has one.
        number, year: as `split_number` gives them; empty and None where they are not said.
        issuer: whose it is, by the kind's name ("Permendagri") or before the number.
        behind: the words behind it, up to a mark: its subject or its place may be among them.
        pointing: whether it is "this" or "that" regulation.
    """

    kind: Kind
    span: Span
    number: str = ""
    year: int | None = None
    issuer: str = ""
    behind: tuple[Span, ...] = ()
    pointing: bool = False


@dataclass(frozen=True, slots=True)
class _Words:
    """A text as words: case-folded, and their places."""

    text: str
    words: tuple[str, ...]
    spans: tuple[Span, ...]

    @classmethod
    def of(cls, text: str) -> _Words:
        spans = tuple(Span(*match.span()) for match in WORD.finditer(text))
        return cls(text, tuple(span.of(text).casefold() for span in spans), spans)

    def first_behind(self, offset: int) -> int:
        """The number of the first word that begins at an offset or later."""
        return next((at for at, span in enumerate(self.spans) if span.start >= offset), len(self.spans))

    def parted(self, at: int, offset: int) -> bool:
        """Whether a mark stands between an offset and a word."""
        return bool(_MARK.search(self.text[offset : self.spans[at].start + 1]))


def find_references(text: str, guess: bool = False) -> tuple[Reference, ...]:
    """The regulations that a text refers to, in order. `guess` also takes misspelt kinds, where a number follows: "perbawslu 6/2018"."""
    words, found, at = _Words.of(text), list[Reference](), 0
    while at < len(words.words):
        known = kind_at(words.words, at)
        reference = _guessed_reference(words, at) if guess and not (known and known[0].sure) else None
        reference = reference or (_reference(words, at, *known) if known else None)
        if reference:
            found += [reference, *_others(words, reference)]
            at = words.first_behind(found[-1].span.end)
        else:
            at += known[1] if known else 1
    return tuple(found)


def find_pointing(text: str) -> tuple[tuple[Kind, Span], ...]:
    """The places where a text points at a regulation, with the kind that it says: "peraturan itu", "perbup tersebut"."""
    words, found = _Words.of(text), list[tuple[Kind, Span]]()
    for at in range(len(words.words)):
        known = kind_at(words.words, at)
        behind = at + known[1] if known else len(words.words)
        if known and behind < len(words.words) and words.words[behind] in listed_words("pointing"):
            found.append((known[0].kind, Span(words.spans[at].start, words.spans[behind].end)))
    return tuple(found)


def numbers_agree(asked: str, held: str) -> bool:
    """Whether a number is another's, or a part of it as people leave out the rest: "1" and "SE/01", "800/123" and "800/123/BKD"."""
    one, other = _number_parts(asked), _number_parts(held)
    return bool(one) and any(other[at : at + len(one)] == one for at in range(len(other) - len(one) + 1))


def _number_parts(number: str) -> tuple[str, ...]:
    parts = (part.casefold() for part in re.split(r"[/.\s-]+", number))
    return tuple(part.lstrip("0") or "0" for part in parts if part)


def _reference(words: _Words, at: int, known: KindName, length: int) -> Reference | None:
    """The reference whose kind is written in the words from `at`; None where a word of every day names no regulation."""
    span = Span(words.spans[at].start, words.spans[at + length - 1].end)
    number, year, issuer, end = _number_behind(words, at + length, span.end)
    behind = _behind(words, end)
    first = words.first_behind(end)
    pointing = bool(behind) and words.words[first] in listed_words("pointing")
    # "Aturan nomor 2" may be the second of a list: such a word needs the year, too.
    if not (known.sure or (number and year) or _is_meant(words, at, length, pointing)):
        return None
    return Reference(known.kind, Span(span.start, end), number, year, known.issuer or issuer, behind, pointing)


def _others(words: _Words, reference: Reference) -> Iterator[Reference]:
    """The references of the same kind that follow with their numbers alone: "Perbup Randu 9/2021 dan 17/2024"."""
    last = reference
    while (last.number or last.year) and (joined := RULES.pattern("another").match(words.text, last.span.end)):
        number = _number_at(words.text, joined.end())
        if number is None:
            return
        last = replace(
            last, span=Span(joined.end(), number[2]), number=number[0], year=number[1], behind=_behind(words, number[2])
        )
        yield last


def _is_meant(words: _Words, at: int, length: int, pointing: bool) -> bool:
    """Whether a word of every day is meant for the name of a kind all the same: "SE Mendagri", "peraturan ini"."""
    following = at + length
    if following >= len(words.words) or words.text[words.spans[following - 1].end] == "-":
        return False
    if pointing:
        return words.words[following] == "ini"
    written = words.spans[at].of(words.text)
    acronym = length == 1 and written.isupper() and not words.text.isupper()
    return acronym or issuer_at(words.words, following) is not None


def _number_behind(words: _Words, first: int, end: int) -> tuple[str, int | None, str, int]:
    """The number and year behind a kind, what stands before them, and where they end; nothing, and `end`, where there is no number."""
    if number := _number_at(words.text, end):
        return number[0], number[1], "", number[2]
    for at in range(first, min(first + MOST_BETWEEN, len(words.words))):
        if words.parted(at, end) or words.words[at] in _ends_an_issuer() or kind_at(words.words, at):
            break
        start = words.spans[at].start
        named = words.words[at] in RULES.words["number_word"]
        if (named or words.words[at].isdigit()) and (number := _number_at(words.text, start)):
            between = words.text[end:start].strip()
            # "UU melarang 3 hal" has no number: only one with its year, or behind names, is one.
            marked = named or "/" in number[0]
            if number[1] or (marked and all(word[0].isupper() for word in between.split())):
                return number[0], number[1], between, number[2]
            break
    return "", None, "", end


def _number_at(text: str, start: int) -> tuple[str, int | None, int] | None:
    """Number, year and end of the number written at a place of a text; a year alone is no number."""
    match = RULES.pattern("number").match(text, start)
    if match is None:
        return None
    number, year = split_number(match["number"], match["year"])
    end = match.end() if match["year"] else match.start("number") + len(match["number"].rstrip(" .,/-"))
    if year is None and _YEAR.fullmatch(number) and match.group().strip() == match["number"]:
        return "", int(number), end
    return number, year, end


def _behind(words: _Words, end: int) -> tuple[Span, ...]:
    found: list[Span] = []
    first = words.first_behind(end)
    for at in range(first, min(first + MOST_BEHIND, len(words.words))):
        if words.parted(at, found[-1].end if found else end) or _begins_another(words.words, at):
            break
        found.append(words.spans[at])
    return tuple(found)


def _begins_another(words: Sequence[str], at: int) -> bool:
    known = kind_at(words, at)
    return known is not None and known[0].sure


@cache
def _ends_an_issuer() -> frozenset[str]:
    return frozenset((*listed_words("about"), *listed_words("pointing"), "yang"))


def _guessed_reference(words: _Words, at: int) -> Reference | None:
    """The reference whose kind is written in the words from `at`, one of them misspelt; None where no number follows it."""
    given = words.words[at : at + 3]
    near = [_guessed_word(word) for word in given]
    known = kind_at(near) if any(one != other for one, other in zip(near, given, strict=True)) else None
    reference = _reference(words, at, *known) if known and known[0].sure else None
    return reference if reference and reference.number else None


@lru_cache(maxsize=WORDS_KEPT)
def _guessed_word(word: str) -> str:
    if len(word) < GUESSED_FROM or not word.isalpha() or word in _name_words():
        return word
    return nearest_word(word, _name_words()) or word


@cache
def _name_words() -> frozenset[str]:
    return frozenset(word for name, known in kind_names().items() if known.sure for word in name)
