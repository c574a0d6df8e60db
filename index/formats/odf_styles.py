"""The styles of an OpenDocument file: what is a heading, a table of contents, bold or hidden, and how lists are numbered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from index.formats.list_numbers import column_letters, names_part, repeated_letters, shown_bullet
from index.formats.odf_names import FO, LOEXT, STYLE, TABLE, TEXT
from index.formats.style_names import is_contents, level_of_name
from index.numerals import roman

_ESCAPED = re.compile(r"_([0-9a-f]{1,4})_")


@dataclass(frozen=True, slots=True)
class ListLevel:
    """How a level of a list is numbered.

    Attributes:
        template: its label, each `%n%` standing for the number of level n, from 1; a bullet has none in it.
        form: "1", "a", "A", "i", "I"; empty for no number.
        letters_repeat: whether z is followed by aa, bb, and not by aa, ab.
    """

    template: str
    form: str = ""
    start: int = 1
    letters_repeat: bool = False

    @property
    def names_part(self) -> bool:
        """Whether its label is a name such as "Pasal 5", and not the number of an item."""
        return names_part(self.template)

    def number(self, value: int) -> str:
        """A number of this level as it is written."""
        if self.form in ("a", "A"):
            written = (repeated_letters if self.letters_repeat else column_letters)(value)
        elif self.form in ("i", "I"):
            written = roman(value)
        else:
            return str(value).zfill(len(self.form)) if self.form else ""
        return written.upper() if self.form.isupper() else written


class OdfStyles:
    """The styles that the parts of a file define."""

    def __init__(self, roots: Iterable[Element]) -> None:
        self._styles: dict[tuple[str, str], Element] = {}
        self.lists: dict[str, Mapping[int, ListLevel]] = {}
        self.outline: Mapping[int, ListLevel] = {}
        for root in roots:
            for style in root.iter(STYLE + "style"):
                self._styles[style.get(STYLE + "family", ""), style.get(STYLE + "name", "")] = style
            for style in root.iter(TEXT + "list-style"):
                self.lists[style.get(STYLE + "name", "")] = _levels(style)
            for style in root.iter(TEXT + "outline-style"):
                self.outline = _levels(style)

    def title_level(self, paragraph: Element) -> int:
        """The level of a heading that a paragraph's style tells; 0 for none."""
        return next(filter(None, map(level_of_name, self._names(paragraph))), 0)

    def is_contents(self, paragraph: Element) -> bool:
        """Whether a paragraph is a line of a table of contents."""
        return any(map(is_contents, self._names(paragraph)))

    def list_style(self, paragraph: Element) -> str:
        """The list style that a paragraph's style names; empty for none."""
        named = (style.get(STYLE + "list-style-name", "") for style in self._chain("paragraph", paragraph))
        return next(filter(None, named), "")

    def is_hidden(self, family: str, element: Element) -> bool:
        """Whether an element's style hides it; `family` is "text" or "paragraph"."""
        return self._text_property(family, element, TEXT + "display") == "none"

    def is_bold(self, family: str, element: Element) -> bool | None:
        """Whether an element's style is bold; None where it does not say."""
        weight = self._text_property(family, element, FO + "font-weight")
        return None if weight is None else weight == "bold" or (weight.isdigit() and int(weight) >= 600)

    def is_collapsed(self, element: Element) -> bool:
        """Whether the style of a table hides it."""
        styles = self._chain("table", element, TABLE + "style-name")
        found = (properties.get(TABLE + "display") for style in styles for properties in style)
        return next(filter(None, found), "true") == "false"

    def _text_property(self, family: str, element: Element, name: str) -> str | None:
        for style in self._chain(family, element):
            properties = style.find(STYLE + "text-properties")
            if properties is not None and (value := properties.get(name)) is not None:
                return value
        return None

    def _names(self, paragraph: Element) -> Iterator[str]:
        for style in self._chain("paragraph", paragraph):
            name: str = style.get(STYLE + "display-name") or style.get(STYLE + "name") or ""
            yield _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), name)

    def _chain(self, family: str, element: Element, attribute: str = TEXT + "style-name") -> Iterator[Element]:
        name, seen = element.get(attribute, ""), set[str]()
        while (family, name) in self._styles and name not in seen:
            seen.add(name)
            style = self._styles[family, name]
            yield style
            name = style.get(STYLE + "parent-style-name", "")


def _levels(style: Element) -> dict[int, ListLevel]:
    levels = {}
    for element in style:
        at = element.get(TEXT + "level", "")
        if at.isdigit():
            levels[int(at)] = _level(element, int(at))
    return levels


def _level(element: Element, at: int) -> ListLevel:
    if element.tag.endswith(("-bullet", "-image")):
        return ListLevel(shown_bullet(element.get(TEXT + "bullet-char", "")))
    form = element.get(STYLE + "num-format", "")
    template = element.get(LOEXT + "num-list-format") or element.get(STYLE + "num-list-format")
    if template is None:
        shown = _number(element.get(TEXT + "display-levels"), 1)
        numbers = ".".join(f"%{level}%" for level in range(max(1, at - shown + 1), at + 1)) if form else ""
        template = element.get(STYLE + "num-prefix", "") + numbers + element.get(STYLE + "num-suffix", "")
    repeat = element.get(STYLE + "num-letter-sync") == "true"
    return ListLevel(template, form, _number(element.get(TEXT + "start-value"), 1), repeat)


def _number(written: str | None, otherwise: int) -> int:
    return int(written) if written and written.isdigit() else otherwise
