"""The automatic numbers and bullets of a Word file, as a reader sees them: "Pasal 5", "(2)", "a.", "1.1".

ECMA-376, part 1, 17.9. A paragraph names a numbering (`w:num`) and a level of it. Numberings that share their definition
(`w:abstractNum`) count on from one another, unless one of them says where it starts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from index.formats.docx_names import W, is_on, number_of, value_of
from index.formats.docx_styles import Styles
from index.formats.list_numbers import names_part, repeated_letters, shown_bullet
from index.numerals import roman

_STEP = 720
"""The indent of one level, in twentieths of a point, where the file states none."""


@dataclass(frozen=True, slots=True)
class Label:
    """The number or bullet of a paragraph.

    Attributes:
        text: as a reader sees it; empty where nothing is shown.
        gap: what parts it from the paragraph's text.
        names_part: it is a name such as "Pasal 5", and not the number of an item in a list.
        definition, level: where it counts.
        indent: how far the paragraph stands from the margin, in twentieths of a point.
    """

    text: str
    gap: str
    names_part: bool
    definition: str
    level: int
    indent: int


class Numbering:
    """Counts through a document: ask for the label of each paragraph once, in the order of the document."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._numberings = _read_numberings(root) if root is not None else {}
        self._counters: dict[str, dict[int, int]] = {}

    def label(self, properties: Element | None) -> Label | None:
        """The label of the paragraph with these properties (`w:pPr`), which is counted by this; None for one without."""
        numbering, at = self._numbering_of(properties)
        if numbering is None or at not in numbering.levels:
            return None
        level = numbering.levels[at]
        self._count(numbering, at)
        text = self._written(numbering, level)
        own = _indent(next(self._styles.of_paragraph(properties, W + "ind"), None))
        indent = level.indent if own is None else own
        return Label(
            text,
            level.gap,
            level.form != "bullet" and names_part(level.text),
            numbering.definition,
            at,
            _STEP * (at + 1) if indent is None else indent,
        )

    def _numbering_of(self, properties: Element | None) -> tuple[_Numbering | None, int]:
        own = None if properties is None else properties.find(W + "numPr")
        at = None if own is None else number_of(own.find(W + "ilvl"))
        if own is not None and (name := value_of(own.find(W + "numId"))) is not None:
            return self._numberings.get(name), at or 0
        for style in self._styles.chain(properties):
            found = style.find(f"{W}pPr/{W}numPr")
            if found is None or (name := value_of(found.find(W + "numId"))) is None:
                continue
            numbering = self._numberings.get(name)
            if at is None:
                at = number_of(found.find(W + "ilvl"))
            if at is None and numbering:
                linked = (n for n, level in numbering.levels.items() if level.style == style.get(W + "styleId"))
                at = next(linked, 0)
            return numbering, at or 0
        return None, 0

    def _count(self, numbering: _Numbering, at: int) -> None:
        counters = self._counters.setdefault(numbering.definition, {})
        if not numbering.begun:
            numbering.begun = True
            for level in numbering.restarts:
                counters.pop(level, None)
        counters[at] = counters[at] + 1 if at in counters else numbering.levels[at].start
        for deeper in [level for level in counters if level > at]:
            restart = numbering.levels[deeper].restart if deeper in numbering.levels else None
            if at < (deeper if restart is None else restart):
                del counters[deeper]

    def _written(self, numbering: _Numbering, level: _Level) -> str:
        if level.form == "bullet":
            return shown_bullet(level.text)
        counters = self._counters[numbering.definition]

        def number(found: re.Match[str]) -> str:
            at = int(found.group(1)) - 1
            other = numbering.levels.get(at)
            if other is None:
                return ""
            return _number(counters.get(at, other.start), "decimal" if level.only_digits else other.form)

        return re.sub(r"%([1-9])", number, level.text).strip()


@dataclass(slots=True)
class _Level:
    start: int
    form: str
    text: str
    gap: str
    only_digits: bool
    restart: int | None
    style: str
    indent: int | None


@dataclass(slots=True)
class _Numbering:
    """A `w:num`: `restarts` are the levels that begin again where it is first used."""

    definition: str
    levels: Mapping[int, _Level]
    restarts: frozenset[int]
    begun: bool = False


def _read_numberings(root: Element) -> dict[str, _Numbering]:
    definitions = {found.get(W + "abstractNumId", ""): found for found in root.iter(W + "abstractNum")}
    linked = {value_of(found.find(W + "styleLink")): name for name, found in definitions.items()}
    numberings = {}
    for element in root.iter(W + "num"):
        name = value_of(element.find(W + "abstractNumId")) or ""
        if name not in definitions:
            continue
        # A definition may be no more than the name of a list style, which another definition has.
        name = linked.get(value_of(definitions[name].find(W + "numStyleLink")) or "", name)
        numberings[element.get(W + "numId", "")] = _read_numbering(element, name, definitions[name])
    return numberings


def _read_numbering(element: Element, name: str, definition: Element) -> _Numbering:
    levels = {at: _read_level(level) for level in definition.findall(W + "lvl") if (at := _at(level)) is not None}
    restarts = set()
    for override in element.findall(W + "lvlOverride"):
        at = _at(override)
        if at is None:
            continue
        if (level := override.find(W + "lvl")) is not None:
            levels[at] = _read_level(level)
        if (start := number_of(override.find(W + "startOverride"))) is not None and at in levels:
            levels[at].start = start
            restarts.add(at)
    return _Numbering(name, levels, frozenset(restarts))


def _at(element: Element) -> int | None:
    return number_of(element, "ilvl")


def _read_level(element: Element) -> _Level:
    start = number_of(element.find(W + "start"))
    legal = element.find(W + "isLgl")
    form = next(
        element.iter(W + "numFmt"), None
    )  # a newer form stands within an AlternateContent, before the older one
    return _Level(
        start=0 if start is None else start,
        form=value_of(form, "format") or value_of(form) or "decimal",
        text=value_of(element.find(W + "lvlText")) or "",
        gap="" if value_of(element.find(W + "suff")) == "nothing" else " ",
        only_digits=legal is not None and is_on(legal),
        restart=number_of(element.find(W + "lvlRestart")),
        style=value_of(element.find(W + "pStyle")) or "",
        indent=_indent(element.find(f"{W}pPr/{W}ind")),
    )


def _indent(element: Element | None) -> int | None:
    left = number_of(element, "left")
    return number_of(element, "start") if left is None else left


def _number(number: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        written = repeated_letters(number)
    elif form in ("lowerRoman", "upperRoman"):
        written = roman(number)
    elif form == "none":
        return ""
    else:  # "001, 002, 003, ..." is a form, too; what has words for numbers is written in digits
        width = 2 if form == "decimalZero" else len(form.partition(",")[0]) if form[0] == "0" else 1
        return str(number).zfill(width)
    return written.upper() if form.startswith("upper") else written
