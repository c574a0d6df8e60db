"""The text of a paragraph in a Word file: what a reader sees of its runs, and what is anchored in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from index.formats.docx_names import MC, M, W, value_of
from index.formats.docx_styles import Styles

_INSIDE = frozenset(
    W + name
    for name in ("ins", "moveTo", "hyperlink", "smartTag", "customXml", "fldSimple", "dir", "bdo", "ruby", "rubyBase")
)
"""Elements that are read through. What is not among them, such as a deletion, is left out with all that is in it."""
_WRITTEN = {
    W + "tab": " ",
    W + "ptab": " ",
    W + "br": "\n",
    W + "cr": "\n",
    W + "noBreakHyphen": "-",
}
_CHECK_MARKS = {
    "F0FC": "✓",
    "F0FE": "☒",
    "F0FD": "☒",
    "F052": "☑",
    "F0A8": "☐",
    "F06F": "☐",
    "F0B7": "•",
    "F0A7": "•",
    "F0D8": "•",
}
"""Characters of Wingdings and Symbol that office forms use."""
_DRAWINGS = (W + "drawing", W + "pict", W + "object")
_JOINTS = {M + "f": "/", M + "sSup": "^", M + "sSub": "_"}
"""What keeps the parts of a formula apart: without it, a half would be twelve."""
_NOTES = {W + "footnoteReference": "footnotes", W + "endnoteReference": "endnotes"}


@dataclass(slots=True)
class Inline:
    """What the runs of a paragraph give.

    Attributes:
        pieces: the visible text.
        plain: whether some of it is not bold.
        notes: (part, id) of the notes that it refers to, in order.
        drawings: what is anchored in it: text boxes are in there.
    """

    pieces: list[str] = field(default_factory=list)
    plain: bool = False
    notes: list[tuple[str, str]] = field(default_factory=list)
    drawings: list[Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces)


def chosen(element: Element) -> Element | None:
    """Of an `mc:AlternateContent`, the one alternative to read: the first with any text or text box, else the first."""
    alternatives = [child for child in element if child.tag in (MC + "Choice", MC + "Fallback")]
    with_text = (a for a in alternatives if any(found.tag.endswith(("}t", "}txbxContent")) for found in a.iter()))
    return next(with_text, alternatives[0] if alternatives else None)


def is_placeholder(control: Element) -> bool:
    """Whether a content control (`w:sdt`) shows no more than a request to fill it in."""
    return control.find(f"{W}sdtPr/{W}showingPlcHdr") is not None


def through(element: Element, wrappers: tuple[str, ...]) -> Iterator[Element]:
    """The children of an element; those that only wrap others (content controls, alternatives, `wrappers`) give way to them."""
    for child in element:
        if child.tag == W + "sdt":
            content = child.find(W + "sdtContent")
            if content is not None and not is_placeholder(child):
                yield from through(content, wrappers)
        elif child.tag == MC + "AlternateContent":
            if (alternative := chosen(child)) is not None:
                yield from through(alternative, wrappers)
        elif child.tag in wrappers:
            yield from through(child, wrappers)
        else:
            yield child


class TextReader:
    """Reads paragraphs one after the other; a field, such as a table of contents, may go on over several."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._fields: list[bool] = []  # for each field that is open: whether its code, which nobody sees, is being read

    def read(self, element: Element, properties: Element | None, inline: Inline) -> None:
        """Add the visible text of a paragraph, and what is anchored in it, to `inline`; `properties` are the paragraph's."""
        for child in through(element, ()):
            if child.tag == W + "r":
                self._run(child, properties, inline)
            elif child.tag in (M + "oMath", M + "oMathPara"):
                self._write(_formula(child), False, inline)
            elif child.tag in _INSIDE:
                self.read(child, properties, inline)

    def _run(self, run: Element, properties: Element | None, inline: Inline) -> None:
        own = run.find(W + "rPr")
        hidden = self._styles.is_on("vanish", own, properties)
        bold = self._styles.is_on("b", own, properties)
        for child in through(run, ()):
            if child.tag == W + "fldChar":
                self._field(child)
            elif hidden:
                continue
            elif child.tag == W + "t":
                self._write((child.text or "").replace("\n", " "), bold, inline)
            elif child.tag in _WRITTEN:
                self._write(_WRITTEN[child.tag], True, inline)
            elif child.tag == W + "sym":
                self._write(_CHECK_MARKS.get((child.get(W + "char") or "").upper(), ""), True, inline)
            elif child.tag in _NOTES:
                inline.notes.append((_NOTES[child.tag], child.get(W + "id", "")))
            elif child.tag in _DRAWINGS:
                inline.drawings.append(child)
            elif child.tag in _INSIDE:
                self.read(child, properties, inline)

    def _field(self, element: Element) -> None:
        kind = value_of(element, "fldCharType")
        if kind == "begin":
            self._fields.append(True)
        elif self._fields and kind == "separate":
            self._fields[-1] = False
        elif self._fields and kind == "end":
            self._fields.pop()

    def _write(self, text: str, bold: bool, inline: Inline) -> None:
        if text and not any(self._fields):
            inline.pieces.append(text)
            inline.plain |= not bold and not text.isspace()


def _formula(element: Element) -> str:
    if element.tag == M + "t":
        return element.text or ""
    return _JOINTS.get(element.tag, "").join(filter(None, map(_formula, element)))
