"""A text as machines read it, with the way back to the text as delivered.

Letters are composed, words that were broken at the end of a line are whole, and passages in capitals are in small letters: encoder and
reader know hardly any words in capitals, and take a letter and its combining accent (NFD) for two. What is shown and quoted is always the
text as delivered. A text without any of these is its own reading form.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from index.bounded_cache import BoundedCache
from index.dates import month_spellings
from index.document import Span
from index.line_hyphens import join_line_hyphens, line_hyphens

ACRONYMS = Path(__file__).parent / "data" / "acronyms.tsv"
SENTENCE_WORDS = 4
"""Words from which a stretch in capitals that ends like a sentence is one; a shorter one is a heading."""
PASSAGE_WORDS = 15
"""Words from which a stretch in capitals is a passage, however it ends."""
ACRONYM_LETTERS = 4
"""Letters up to which an acronym is written in capitals."""
CHARACTERS_KEPT = 8_000_000
"""Characters of the texts whose reading forms are kept."""
SHORT_TEXTS_KEPT = 4096
"""Short texts, such as titles and headings, that are kept as they are read aloud."""
_UNIT = re.compile(r"[^\n.!?]+[.!?]*|[.!?]+")
_WORD = re.compile(r"[^\W\d_]{2,}")
_VOWEL = re.compile("[aeiouy]")
_SENTENCE_END = re.compile(r"[.!?:;][”\"’')\]]*$")
_LETTERS = re.compile(r"[^\W\d_]+")
_WITHIN_SENTENCE = re.compile(r"(?<=[\w,;:)”\"'(] )[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class ReadingForm:
    """The reading form of a text.

    Attributes:
        text: what machines read.
        places: for each character of `text`, and for its end, where it begins in the text as delivered; empty where both are as long.
        gaps: what falls out of the text as delivered: the end of each such stretch to its start.
    """

    text: str
    places: Sequence[int] = ()
    gaps: Mapping[int, int] = field(default_factory=dict)

    def read(self, span: Span) -> Span:
        """A span of the text as delivered in `text`; one that ends within a letter grows to the whole letter."""
        if not self.places:
            return span
        start = max(
            0, bisect_right(self.places, span.start) - 1
        )  # before the first letter, something may have fallen out
        return Span(start, max(start, bisect_left(self.places, span.end)))

    def delivered(self, span: Span) -> Span:
        """A span of `text` in the text as delivered; one that ends within a letter grows to the whole letter."""
        if not self.places:
            return span
        start = self.places[span.start]
        end = self.places[bisect_right(self.places, self.places[span.end - 1])] if len(span) else start
        return Span(start, self.gaps.get(end, end) if len(span) else end)

    def of(self, span: Span) -> str:
        """What machines read of a span of the text as delivered."""
        return self.read(span).of(self.text)


def reading_form(text: str) -> ReadingForm:
    """The reading form of a text."""
    return _reading_forms(text)


def composed_form(text: str) -> ReadingForm:
    """A text with its letters composed and its words whole, capitals left as they are: what patterns and word searches look through."""
    return _composed_forms(text)


def _make_reading_form(text: str) -> ReadingForm:
    composed = composed_form(text)
    return replace(composed, text=_in_small_letters(composed.text))


def _make_composed_form(text: str) -> ReadingForm:
    gaps = tuple(line_hyphens(text))
    if not gaps and _is_composed(text):
        return ReadingForm(text)
    pieces: list[str] = []
    # Machine words: a tuple of numbers would take eight times as much memory in a long text.
    places = array("I")
    at = 0
    for gap in (*gaps, Span(len(text), len(text))):
        _compose(text, Span(at, gap.start), pieces, places)
        at = gap.end
    places.append(len(text))
    return ReadingForm("".join(pieces), places, {gap.end: gap.start for gap in gaps})


def _characters(form: ReadingForm) -> int:
    return len(form.text)


_reading_forms = BoundedCache(_make_reading_form, _characters, CHARACTERS_KEPT)
_composed_forms = BoundedCache(_make_composed_form, _characters, CHARACTERS_KEPT)


@lru_cache(maxsize=SHORT_TEXTS_KEPT)
def read_aloud(text: str) -> str:
    """The reading form of a short text, where nobody asks for places in it."""
    return _in_small_letters(unicodedata.normalize("NFC", join_line_hyphens(text)))


def _is_composed(text: str) -> bool:
    return text.isascii() or (not any(map(unicodedata.combining, text)) and unicodedata.is_normalized("NFC", text))


def _compose(text: str, span: Span, pieces: list[str], places: array[int]) -> None:
    """Add the composed letters of a stretch, and where each begins."""
    if _is_composed(span.of(text)):
        pieces.append(span.of(text))
        places.extend(range(span.start, span.end))
        return
    # A letter with all its marks at a time. What composes no further stays several characters, all of them at the place of the letter.
    starts = [at for at in range(span.start, span.end) if at == span.start or not unicodedata.combining(text[at])]
    for start, end in pairwise((*starts, span.end)):
        composed = unicodedata.normalize("NFC", text[start:end])
        pieces.append(composed)
        places.extend([start] * len(composed))


def _in_small_letters(text: str) -> str:
    blocks = list(_passages_in_capitals(text))
    if not blocks:
        return text
    known, pieces, at = _known_forms(text, blocks), [], 0
    for block in blocks:
        pieces += [text[at : block.start], _lowered(text, block, known)]
        at = block.end
    return "".join((*pieces, text[at:]))


def _passages_in_capitals(text: str) -> Iterator[Span]:
    """The stretches without a small letter that are sentences or passages; a heading in a text of small letters is none."""
    block: list[Span] = []
    for found in (*_UNIT.finditer(text), None):
        unit = Span(*found.span()) if found else None
        if unit and not any(character.islower() for character in unit.of(text)):
            block.append(unit)
            continue
        if block and _is_passage(text, block):
            yield Span(block[0].start, block[-1].end)
        block = []


def _is_passage(text: str, units: Sequence[Span]) -> bool:
    words = [len(_WORD.findall(unit.of(text))) for unit in units]
    ends = [bool(_SENTENCE_END.search(unit.of(text).rstrip())) for unit in units]
    return sum(words) >= PASSAGE_WORDS or any(n >= SENTENCE_WORDS and end for n, end in zip(words, ends, strict=True))


def _known_forms(text: str, blocks: Sequence[Span]) -> Mapping[str, str]:
    """How the rest of the text, acronyms and months are written: a word in small letters to its form."""
    seen: Counter[str] = Counter()
    for one, other in pairwise((Span(0, 0), *blocks, Span(len(text), len(text)))):
        seen.update(_WITHIN_SENTENCE.findall(text[one.end : other.start]))
    return {
        **shipped_forms(),
        **{word.lower(): word for word, _ in reversed(seen.most_common()) if word.lower() != word},
    }


@cache
def shipped_forms() -> Mapping[str, str]:
    """How acronyms and months are written: a word in small letters to its form."""
    rows = (line.split("#")[0].split("\t")[0].strip() for line in ACRONYMS.read_text(encoding="utf-8").splitlines())
    months = (spelling for names in month_spellings() for spelling in names)
    # A longer one is spoken as a word, and written as one: Bawaslu, Pilkada.
    acronyms = {row: row.upper() if len(row) <= ACRONYM_LETTERS else row.capitalize() for row in rows if row}
    return {**acronyms, **{name: name.capitalize() for name in months}}


def _lowered(text: str, block: Span, known: Mapping[str, str]) -> str:
    """A stretch in small letters, as long as it was, with a capital where a sentence begins."""

    def small(found: re.Match[str]) -> str:
        word = found.group()
        lowered = "".join(_small_letter(character) for character in word)
        form = known.get(lowered)
        if form and len(form) == len(word):
            return form
        # Without a vowel it is spelt, not spoken: BKN, DPR.
        if lowered.isascii() and not _VOWEL.search(lowered):
            return word
        return word[0] + lowered[1:] if _begins(text, block.start + found.start()) else lowered

    return _LETTERS.sub(small, text[block.start : block.end])


def _begins(text: str, at: int) -> bool:
    """Whether the word at a place is the first of its text, line or sentence."""
    # Backwards, to the word before. A pattern for it would be looked for from the start of the text, at each word again.
    before = at
    while before and not (text[before - 1].isalnum() or text[before - 1] == "_"):
        before -= 1
        if text[before] in ".!?\n":
            return True
    return before == 0


def _small_letter(character: str) -> str:
    # A few capitals have a longer small form, such as "İ": they stay, or every offset after them would be wrong.
    lowered = character.lower()
    return lowered if len(lowered) == 1 else character
