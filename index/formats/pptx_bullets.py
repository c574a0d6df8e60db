"""The bullets and numbers of paragraphs on slides. They come from the paragraph, its shape, or the slide's layout and master."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from index.formats.drawings import A
from index.formats.list_numbers import BULLET, repeated_letters
from index.numerals import roman

P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
TITLES = frozenset(("title", "ctrTitle"))
FOOTERS = frozenset(("ftr", "dt", "hdr"))
"""Placeholders that say the same on every slide."""
SLIDE_NUMBER = "sldNum"
SMALL = FOOTERS | {SLIDE_NUMBER}
_KINDS = frozenset(A + kind for kind in ("buNone", "buChar", "buAutoNum", "buBlip"))
_SCHEME = re.compile(r"(arabic|alphaLc|alphaUc|romanLc|romanUc)(Period|ParenR|ParenBoth|Plain)")
_AROUND = {"Period": "{}.", "ParenR": "{})", "ParenBoth": "({})", "Plain": "{}"}


def placeholder_of(shape: Element) -> tuple[str, str] | None:
    """The type and index of the placeholder that a shape fills; None where it fills none."""
    found = shape.find(f"*/{P}nvPr/{P}ph")
    return None if found is None else (found.get("type", "obj"), found.get("idx", "0"))


class ListStyles:
    """What a slide's layout and master say of the bullets in their placeholders."""

    def __init__(self, layout: Element | None, master: Element | None) -> None:
        self._layout = layout
        self._master = master

    def sources(self, shape: Element, level: int) -> Iterator[Element]:
        """Where the bullet of a paragraph of a shape may be stated, the nearest first; `level` is the paragraph's, from 0."""
        wanted = f"{A}lvl{level + 1}pPr"
        for owner in (shape, *self._inherited(shape)):
            yield from owner.findall(f"{P}txBody/{A}lstStyle/{wanted}")
        placeholder = placeholder_of(shape)
        if placeholder and self._master is not None:
            yield from self._master.findall(f"{P}txStyles/{P}{_role(placeholder[0])}Style/{wanted}")

    def _inherited(self, shape: Element) -> Iterator[Element]:
        placeholder = placeholder_of(shape)
        if placeholder is None:
            return
        kind, index = placeholder
        for other in self._layout.iter(P + "sp") if self._layout is not None else ():
            theirs = placeholder_of(other)
            if theirs and (theirs[1] == index if index != "0" else _role(theirs[0]) == _role(kind)):
                yield other
        for other in self._master.iter(P + "sp") if self._master is not None else ():
            theirs = placeholder_of(other)
            if theirs and _role(theirs[0]) == _role(kind):
                yield other


class BulletWriter:
    """Counts through the paragraphs of one shape."""

    def __init__(self, styles: ListStyles, shape: Element) -> None:
        self._styles = styles
        self._shape = shape
        self._counters: dict[int, tuple[str, int]] = {}

    def bullet(self, properties: Element | None, level: int) -> str:
        """The bullet or number of the next paragraph, `properties` being its `a:pPr`; empty for one without."""
        for deeper in [other for other in self._counters if other > level]:
            del self._counters[deeper]
        stated = next(self._stated(properties, level), None)
        if stated is None or stated.tag != A + "buAutoNum":
            self._counters.pop(level, None)
            return BULLET if stated is not None and stated.tag != A + "buNone" else ""
        scheme = stated.get("type", "")
        before = self._counters.get(level)
        start = int(stated.get("startAt", "1")) if stated.get("startAt", "1").isdigit() else 1
        number = before[1] + 1 if before and before[0] == scheme else start
        self._counters[level] = (scheme, number)
        return _numbered(scheme, number)

    def _stated(self, properties: Element | None, level: int) -> Iterator[Element]:
        sources: Sequence[Element] = () if properties is None else (properties,)
        for source in (*sources, *self._styles.sources(self._shape, level)):
            yield from (child for child in source if child.tag in _KINDS)


def _role(kind: str) -> str:
    """What a placeholder is for its master: its title, body, or something else."""
    return "title" if kind in TITLES else "other" if kind in SMALL else "body"


def _numbered(scheme: str, number: int) -> str:
    found = _SCHEME.match(scheme)
    if not found:
        return f"{number}."
    written = str(number)
    if found.group(1).startswith("alpha"):
        written = repeated_letters(number)
    elif found.group(1).startswith("roman"):
        written = roman(number)
    return _AROUND[found.group(2)].format(written.upper() if found.group(1).endswith("Uc") else written)
