"""The text of a paragraph in an OpenDocument file, and what is anchored in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from index.formats.odf_names import DRAW, OFFICE, TEXT
from index.formats.odf_styles import OdfStyles

_UNREAD = frozenset(
    [OFFICE + name for name in ("annotation", "annotation-end", "forms")]
    + [
        TEXT + name
        for name in ("hidden-text", "hidden-paragraph", "placeholder", "ruby-text", "script", "note-citation")
    ]
)
_MOST_SPACES = 100


@dataclass(slots=True)
class OdfInline:
    """What a paragraph gives.

    Attributes:
        pieces: the visible text.
        plain: whether some of it is not bold.
        notes: the bodies of its notes.
        drawings: what is anchored in it.
    """

    pieces: list[str] = field(default_factory=list)
    plain: bool = False
    notes: list[Element] = field(default_factory=list)
    drawings: list[Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces)


def read_inline(paragraph: Element, styles: OdfStyles) -> OdfInline:
    """The visible text of a paragraph or heading."""
    inline = OdfInline()
    if not styles.is_hidden("paragraph", paragraph):
        _read(paragraph, styles, bool(styles.is_bold("paragraph", paragraph)), inline)
    return inline


def _read(element: Element, styles: OdfStyles, bold: bool, inline: OdfInline) -> None:
    _write(element.text, bold, inline)
    for child in element:
        _child(child, styles, bold, inline)
        _write(child.tail, bold, inline)


def _child(child: Element, styles: OdfStyles, bold: bool, inline: OdfInline) -> None:
    if child.tag == TEXT + "span":
        if not styles.is_hidden("text", child):
            own = styles.is_bold("text", child)
            _read(child, styles, bold if own is None else own, inline)
    elif child.tag == TEXT + "s":
        count = child.get(TEXT + "c", "1")
        inline.pieces.append(" " * min(int(count) if count.isdigit() else 1, _MOST_SPACES))
    elif child.tag == TEXT + "tab":
        inline.pieces.append(" ")
    elif child.tag == TEXT + "line-break":
        inline.pieces.append("\n")
    elif child.tag == TEXT + "note":
        inline.notes += child.findall(TEXT + "note-body")
    elif child.tag.startswith(DRAW) and child.tag != DRAW + "a":
        inline.drawings.append(child)
    elif child.tag not in _UNREAD:
        _read(child, styles, bold, inline)


def _write(text: str | None, bold: bool, inline: OdfInline) -> None:
    if text:
        inline.pieces.append(text.replace("\n", " "))
        inline.plain |= not bold and not text.isspace()
