"""The numbers of lists in an OpenDocument file. OpenDocument 1.3, part 3, 5.3."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from index.formats.odf_names import TEXT
from index.formats.odf_styles import ListLevel, OdfStyles

_PLACE = re.compile(r"%(\d+)%")
_ID = "{http://www.w3.org/XML/1998/namespace}id"


@dataclass(slots=True)
class OpenList:
    """A list that is being read, or one within it: `level` says how deep, from 1."""

    levels: Mapping[int, ListLevel]
    counters: dict[int, int] = field(default_factory=dict)
    level: int = 1

    @property
    def form(self) -> ListLevel | None:
        return self.levels.get(self.level)


class Lists:
    """Counts through a document."""

    def __init__(self, styles: OdfStyles) -> None:
        self._styles = styles
        self._counters: dict[str, dict[int, int]] = {}  # of each list with an id, and of the last one of each style
        self._outline: dict[int, int] = {}

    def begin(self, element: Element, outer: OpenList | None, first: Element | None) -> OpenList:
        """The list that a `text:list` begins; `first` is its first paragraph, whose style may say how it is numbered."""
        name = element.get(TEXT + "style-name", "")
        if outer:
            return OpenList(self._styles.lists.get(name, outer.levels), outer.counters, outer.level + 1)
        if not name and first is not None:
            name = self._styles.list_style(first)
        goes_on = element.get(TEXT + "continue-list", "")
        if not goes_on and element.get(TEXT + "continue-numbering") == "true":
            goes_on = f"\0{name}"
        counters = self._counters.get(goes_on, {})
        self._counters[element.get(_ID, "\0")] = self._counters[f"\0{name}"] = counters
        return OpenList(self._styles.lists.get(name, {}), counters)

    def label(self, opened: OpenList, item: Element) -> str:
        """The label of the next item, which is counted by this."""
        start = item.get(TEXT + "start-value", "")
        return _count(opened.levels, opened.counters, opened.level, int(start) if start.isdigit() else None)

    def heading_label(self, level: int) -> str:
        """The number of the next heading of a level, where headings are numbered."""
        return _count(self._styles.outline, self._outline, level, None)


def _count(levels: Mapping[int, ListLevel], counters: dict[int, int], level: int, start: int | None) -> str:
    form = levels.get(level)
    if form is None:
        return ""
    if start is not None:
        counters[level] = start
    else:
        counters[level] = counters[level] + 1 if level in counters else form.start
    for deeper in [other for other in counters if other > level]:
        del counters[deeper]

    def number(found: re.Match[str]) -> str:
        at = int(found.group(1))
        return levels[at].number(counters.get(at, levels[at].start)) if at in levels else ""

    return _PLACE.sub(number, form.template).strip() if form.form or not _PLACE.search(form.template) else ""
