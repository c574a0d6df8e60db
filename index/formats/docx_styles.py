"""The styles of a Word file: which paragraphs are headings or a table of contents, and what is bold or hidden."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from index.formats.docx_names import W, is_on, number_of, value_of
from index.formats.style_names import BODY_LEVEL, is_contents, level_of_name

_DEFAULT = "\0default"


class Styles:
    """What `styles.xml` says; all of it empty for a file without one."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, Element] = {}
        for style in root.iter(W + "style") if root is not None else ():
            self._styles[style.get(W + "styleId", "")] = style
            if style.get(W + "type") == "paragraph" and style.get(W + "default") in ("1", "true", "on"):
                self._styles[_DEFAULT] = style

    def chain(self, properties: Element | None, element: str = "pStyle") -> Iterator[Element]:
        """The style that a paragraph, run or table names, then those that it builds on."""
        named = None if properties is None else value_of(properties.find(W + element))
        name = named or (_DEFAULT if element == "pStyle" else "")
        seen: set[str] = set()
        while name in self._styles and name not in seen:
            seen.add(name)
            yield self._styles[name]
            name = value_of(self._styles[name].find(W + "basedOn")) or ""

    def of_paragraph(self, properties: Element | None, path: str) -> Iterator[Element]:
        """A property of a paragraph: its own, then those of its styles; `path` as `ElementTree` takes it."""
        if properties is not None and (own := properties.find(path)) is not None:
            yield own
        for style in self.chain(properties):
            if (found := style.find(f"{W}pPr/{path}")) is not None:
                yield found

    def heading_level(self, properties: Element | None) -> int:
        """The level of a heading, from 1; 0 for any other paragraph."""
        outline = next(self.of_paragraph(properties, W + "outlineLvl"), None)
        level = number_of(outline)
        if level is not None and 0 <= level < BODY_LEVEL:
            return level + 1
        names = (value_of(style.find(W + "name")) or "" for style in self.chain(properties))
        return 0 if level == BODY_LEVEL else next(filter(None, map(level_of_name, names)), 0)

    def is_contents(self, properties: Element | None) -> bool:
        """Whether a paragraph is a line of a table of contents."""
        return any(is_contents(value_of(style.find(W + "name")) or "") for style in self.chain(properties))

    def is_on(self, what: str, run: Element | None, paragraph: Element | None) -> bool:
        """Whether `b`, `vanish` or another property of characters is on, for the properties of a run and of its paragraph."""
        own = None if run is None else run.find(W + what)
        if own is not None:
            return is_on(own)
        for properties, element in ((run, "rStyle"), (paragraph, "pStyle")):
            for style in self.chain(properties, element):
                if (found := style.find(f"{W}rPr/{W}{what}")) is not None:
                    return is_on(found)
        return False

    def bold_first_row(self, properties: Element | None) -> bool:
        """Whether a table's style writes its first row in bold."""
        for style in self.chain(properties, "tblStyle"):
            for part in style.findall(W + "tblStylePr"):
                if part.get(W + "type") == "firstRow" and (bold := part.find(f"{W}rPr/{W}b")) is not None:
                    return is_on(bold)
        return False
