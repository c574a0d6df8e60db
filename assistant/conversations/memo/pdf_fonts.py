"""The fonts of the PDF files, which has a letter, and text as markup that names the font of each stretch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import groupby
from operator import itemgetter

from assistant.conversations.memo.characters import direction_runs
from assistant.conversations.memo.layout import DATA, Layout
from assistant.conversations.memo.right_to_left import join_letters

BOX = "\u25a1"
"""Drawn for a letter that no font has; the tag of the paragraph carries the letter itself."""
RIGHT_TO_LEFT = frozenset({"NotoNaskhArabic-Regular", "NotoSansHebrew-Regular"})
"""Fonts whose text is turned on each line; what they carry is in logical order until then."""


@dataclass(frozen=True, slots=True)
class Fonts:
    """Names of registered fonts by their use (`regular`, `bold`, `italic`), those asked for other letters, and the codes of each."""

    names: Mapping[str, str]
    fallbacks: tuple[str, ...]
    letters: Mapping[str, frozenset[int]]

    def of(self, character: str, main: str) -> str | None:
        """The font that has the letter, `main` if it can be; None where none has it."""
        code = ord(character)
        return next((name for name in (main, *self.fallbacks) if code in self.letters[name]), None)

    def lack(self, text: str) -> bool:
        """Whether the text has a letter that is in none of the fonts."""
        return any(not letter.isspace() and self.of(letter, self.names["regular"]) is None for letter in set(text))


def fonts_of(layout: Layout) -> Fonts:
    """The fonts that a layout names, read from their files once a process."""
    return _load(tuple(layout.pdf_fonts.items()), layout.pdf_fallbacks)


@cache
def _load(uses: tuple[tuple[str, str], ...], fallbacks: tuple[str, ...]) -> Fonts:
    """The font files, registered with the library."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    letters = {}
    for file in dict.fromkeys((*(file for _, file in uses), *fallbacks)):
        font = TTFont(_name(file), str(DATA / file))
        pdfmetrics.registerFont(font)
        letters[_name(file)] = frozenset(font.face.charToGlyph)
    return Fonts({use: _name(file) for use, file in uses}, tuple(_name(file) for file in fallbacks), letters)


def text_markup(text: str, main: str, fonts: Fonts) -> str:
    """The library's markup of a text, with a font for each stretch. Nothing in the text acts as markup; breaks and spaces stay."""
    pieces = (
        f'<font face="{name}">{_spaced(piece)}</font>' if name != main else _spaced(piece)
        for name, piece in _stretches(text, main, fonts)
    )
    return "".join(pieces)


def _stretches(text: str, main: str, fonts: Fonts) -> Iterator[tuple[str, str]]:
    for run, turned in direction_runs(text):
        usual = (fonts.of(run[0], main) if turned else None) or main
        named = [_in_font(letter, usual, fonts) for letter in (join_letters(run) if turned else run)]
        for name, group in groupby(named, key=itemgetter(0)):
            yield name, "".join(letter for _, letter in group)


def _in_font(letter: str, usual: str, fonts: Fonts) -> tuple[str, str]:
    """The letter with the font to draw it in; a box where there is none. Spaces of all kinds are drawn as they are."""
    if letter.isspace():
        return usual, letter
    name = fonts.of(letter, usual)
    return (name, letter) if name else (fonts.of(BOX, usual) or usual, BOX)


def _spaced(text: str) -> str:
    # The library makes one space of several; those that cannot break stay. A soft hyphen would keep it from breaking a long word.
    kept = text.replace("\u00ad", "").replace("\t", "    ").replace("  ", "\u00a0 ")
    return escape(kept, quote=True).replace("\n", "<br/>")


def _name(file: str) -> str:
    return file.removesuffix(".ttf")
