"""The parts of a document: headings, articles and their paragraphs, lists with the line that introduces them, rows of tables.

A text is read line by line. What a line begins is said by the file's format (`Mark`) or by its own form (`structure_lines.py`); a
part ends where one begins that cannot lie in it. `places.py` answers questions about the parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.document import Furniture, Node, NodeKind, Span, without_furniture
from index.formats.extracted import Mark
from index.sentences import split_sentences
from index.structure_lines import (
    RULES,
    Head,
    ItemMark,
    closes,
    head_of,
    inline_starts,
    is_title,
    item_label,
    item_length,
    item_marks,
)
from index.structure_tables import Table, find_tables

RANKS: Mapping[NodeKind, int] = {
    "appendix": 0,
    "elucidation": 0,
    "chapter": 20,
    "part": 21,
    "section": 22,
    "article": 24,
    "dictum": 24,
}
"""How deep a part with a name lies: it ends all of its rank and deeper ones. A heading comes before all of a regulation, or within it."""
IN_REGULATION = 23
"""The rank of a heading among articles."""
PLAIN_TITLE = 15
"""The rank of a line that is a heading by its words alone; headings that the format tells lie above it."""
RECITAL = 24
IN_LIST = 100
TITLE_WORDS = 25
"""Words of a chapter's name, which may stand on the lines below its number."""
DEEPEST = 100
"""Parts that lie in one another, at most: lists of a real document lie ten deep, and one of a million only costs time."""
BEFORE = 200
"""Characters before a place that are looked at where only the last word there counts."""
SKIPPED = 2
"""Items that may be missing in a list, as where a scan was read badly."""


@dataclass(slots=True)
class _Part:
    """A node while it is made; `rank` as in `RANKS`. A list has the form and last value of its items."""

    kind: NodeKind
    label: str
    start: int
    head_end: int
    end: int
    parent: int
    rank: int
    form: str = ""
    value: float = 0
    level: int = 0
    last_end: int = 0
    ends_list: bool = False


def find_structure(text: str, marks: Sequence[Mark] = (), furniture: Sequence[Furniture] = ()) -> tuple[Node, ...]:
    """The parts of a text, each after the one that it lies in.

    Args:
        text: of the document.
        marks: what its file's format says of it.
        furniture: what the format knows to be no part of it, such as the running headers of pages.
    """
    return _Builder(without_furniture(text, furniture), marks).nodes()


class _Builder:
    def __init__(self, text: str, marks: Sequence[Mark]) -> None:
        self._text = text
        self._marks = {mark.span.start: mark for mark in marks}
        self._tables = find_tables(text, marks)
        self._parts: list[_Part] = []
        self._open: list[int] = []
        self._end = 0
        self._titled: int | None = None
        self._first = len(text) - len(text.lstrip())
        self._tops_end = 0
        self._decides = False

    def nodes(self) -> tuple[Node, ...]:
        skip = 0
        for line, gap in _lines(self._text):
            if line.start < skip:
                continue
            if table := self._tables.get(line.start):
                self._table(table)
                skip = table.span.end
            else:
                self._line(line, gap)
            self._end = max(line.end, skip)
        return tuple(
            Node(p.kind, p.label, Span(p.start, p.end), Span(p.start, min(max(p.head_end, p.start), p.end)), p.parent)
            for p in self._parts
        )

    # What a line begins

    def _line(self, line: Span, gap: bool) -> None:
        mark = self._marks.get(line.start)
        head = head_of(self._text, line)
        if head and self._stands(head, line, gap):
            self._head(head)
            if head.rest < line.end:
                self._content(Span(head.rest, line.end), False, None)
            else:
                self._grow(line.end)
        elif closes(self._text, line):
            self._close(RANKS["chapter"])
        elif self._titled is not None and self._is_title(line, mark):
            self._parts[self._titled].head_end = line.end
            self._grow(line.end)
        elif mark and mark.kind == "heading":
            self._heading(line, mark)
        else:
            self._content(line, gap, mark)

    def _stands(self, head: Head, line: Span, gap: bool) -> bool:
        """Whether a line that looks like a name is one, and not the end of a sentence that was broken before it."""
        if head.kind == "dictum":
            return self._in_decision() or ":" in line.of(self._text)[: len(head.label) + 4]
        if head.kind != "article" or gap:
            return True
        found = _FOLLOWING.match(self._text, line.end)
        following = found[1] if found else ""
        return not (following[:1].islower() or following.startswith(("ayat", "huruf")))

    def _in_decision(self) -> bool:
        return self._decides

    def _head(self, head: Head) -> None:
        rank = RECITAL if head.kind == "heading" else RANKS[head.kind]
        self._close(rank)
        number = self._push(head.kind, head.label, head.start, rank)
        self._parts[number].head_end = head.rest
        named = head.kind in ("chapter", "part", "section", "appendix", "elucidation")
        self._titled = number if named else None

    def _is_title(self, line: Span, mark: Mark | None) -> bool:
        """Whether a line belongs to the name of the chapter that began before it."""
        part = self._parts[self._titled or 0]
        words = line.of(self._text)
        fits = not item_marks(self._text, line.start, line.end) and not RULES.pattern("ends").search(words)
        short = len(self._text[part.start : line.end].split()) <= TITLE_WORDS
        capitals = words.isupper() or bool(mark and mark.kind == "heading") or part.kind in ("part", "section")
        if not (fits and short and capitals):
            self._titled = None
            return False
        return True

    def _heading(self, line: Span, mark: Mark) -> None:
        legal = any(20 <= self._parts[number].rank < IN_LIST for number in self._open)
        rank = IN_REGULATION if legal else mark.level
        self._close(rank)
        label = " ".join(line.of(self._text).split())
        # Headings are numbered as items are, and what they are called is all of them.
        self._push("heading", label, line.start, rank)
        self._grow(line.end)
        self._parts[self._open[-1]].head_end = line.end

    def _title(self, line: Span) -> None:
        """A line that names a list: "Kewajiban Camat"."""
        rank = IN_REGULATION if any(self._parts[number].kind in RANKS for number in self._open) else PLAIN_TITLE
        self._close(rank)
        number = self._push("heading", " ".join(line.of(self._text).split()), line.start, rank)
        self._parts[number].head_end = line.end

    # Items and what is between them

    def _content(self, line: Span, gap: bool, mark: Mark | None) -> None:
        self._titled = None
        starts = [line.start, *inline_starts(self._text, line)]
        begun = line.start
        for start in starts:
            marks = item_marks(self._text, start, line.end)
            listed = mark if start == line.start else None
            found = self._listed(marks, start, listed) if listed and listed.kind == "item" else self._counted(marks)
            if found is None:
                if start == line.start:
                    self._plain(line, gap)
                continue
            if start > begun:
                self._grow(start - len(self._text[begun:start]) + len(self._text[begun:start].rstrip()))
            self._item(*found)
            begun = start
        self._grow(line.end)

    def _plain(self, line: Span, gap: bool) -> None:
        """A line that begins nothing: it goes on with an item, ends a list's sentence, or ends the list."""
        lists = [number for number in self._open if self._parts[number].kind == "list"]
        if not lists:
            return
        before = self._text[max(0, self._end - BEFORE) : self._end].rstrip()[-40:]
        item = self._parts[self._open[-1]]
        ended = RULES.pattern("ends").search(before) is not None
        if self._text[line.start].islower():
            # "b. ..., dikenai sanksi": what comes after the last item belongs to all of them.
            if ended or gap or (item.ends_list and before.endswith(",")):
                while self._open[-1] != lists[-1]:
                    self._open.pop()
        elif gap or (ended and RULES.pattern("introduces").search(line.of(self._text))):
            self._close(IN_LIST)

    def _counted(self, marks: Sequence[ItemMark]) -> tuple[ItemMark, int | None, int] | None:
        """An item that its number tells: the next of an open list, or the first of a new one."""
        for mark in marks:
            for number in reversed(self._open):
                part = self._parts[number]
                follows = 0 < mark.value - part.value <= 1 + SKIPPED or mark.value == 0
                if part.kind == "list" and part.form == mark.form and follows:
                    return mark, number, part.level
        new = [mark for mark in marks if mark.value <= 1 or (mark.form == "paragraph" and mark.value <= 1 + SKIPPED)]
        if new and new[0].form == "paragraph":
            # The paragraphs of an article lie in no list.
            self._close(IN_LIST)
        return (new[0], None, 0) if new else None

    def _listed(self, marks: Sequence[ItemMark], start: int, mark: Mark) -> tuple[ItemMark, int | None, int] | None:
        """An item that the file's format tells, with its depth."""
        counted = self._counted(marks)
        own = counted[0] if counted else next(iter(marks), ItemMark("bullet", 0, start))
        for number in reversed(self._open):
            part = self._parts[number]
            if part.kind != "list" or part.level < mark.level:
                continue
            begins_again = own.value == 1 and part.value >= 1
            if part.level == mark.level and not begins_again:
                return own, number, mark.level
            self._close_list(number)
        return own, None, mark.level

    def _close_list(self, number: int) -> None:
        del self._open[self._open.index(number) :]

    def _item(self, mark: ItemMark, number: int | None, level: int) -> None:
        if number is None:
            self._close_deepest()
            number = self._list(mark, level)
        else:
            del self._open[self._open.index(number) + 1 :]
        listed = self._parts[number]
        earlier = self._text[max(listed.start, mark.start - BEFORE) : mark.start].rstrip().rsplit(None, 1)
        listed.form, listed.value = mark.form, mark.value
        item = self._push(mark.kind, item_label(self._text, mark), mark.start, IN_LIST)
        self._parts[item].ends_list = len(earlier) > 1 and earlier[1].lower() in ("dan", "atau", "dan/atau")

    def _close_deepest(self) -> None:
        if len(self._open) > DEEPEST:
            self._parts[self._open[DEEPEST - 1]].last_end = self._parts[self._open[DEEPEST]].end
            del self._open[DEEPEST:]

    def _list(self, mark: ItemMark, level: int) -> int:
        """Open a list: with the sentence before it, where that introduces it."""
        container = self._parts[self._open[-1]] if self._open else None
        begin = 0
        if container:
            named = container.rank < IN_LIST
            begin = container.head_end if named else container.start
            begin = max(begin, container.last_end)
        else:
            begin = self._tops_end
        end = mark.start
        head = _introduction(self._text, begin, end)
        if (
            container
            and len(head)
            and head.start - container.start
            <= item_length(self._text[container.start : min(end, container.start + BEFORE)])
        ):
            head = Span(container.start, head.end)  # its own number belongs to it
        if is_title(head.of(self._text)):
            # The first line of a text is its title, and names more than a list.
            if self._first < head.start and not (container and container.start == head.start):
                self._title(head)
            head = Span(end, end)
        number = self._push("list", "", head.start, IN_LIST)
        part = self._parts[number]
        part.head_end, part.level, part.form = head.end, level, mark.form
        self._introduce_by_heading(part)
        if container and container.rank >= IN_LIST and container.kind != "list":
            container.head_end = head.end if len(head) else container.end
        return number

    def _introduce_by_heading(self, part: _Part) -> None:
        """Let a heading introduce the list right below it: "Yang tidak boleh dilakukan"."""
        above = self._parts[part.parent] if part.parent >= 0 else None
        if above is None or above.kind != "heading" or above.rank == RECITAL or part.head_end > part.start:
            return
        if not self._text[above.head_end : part.start].strip():
            part.start, part.head_end = above.start, above.head_end

    # The parts

    def _push(self, kind: NodeKind, label: str, start: int, rank: int) -> int:
        parent = self._open[-1] if self._open else -1
        self._parts.append(_Part(kind, label, start, -1, start, parent, rank))
        self._decides = self._decides or (kind in ("dictum", "heading") and rank == RECITAL)
        self._open.append(len(self._parts) - 1)
        return self._open[-1]

    def _grow(self, end: int) -> None:
        """Let everything that is open reach to `end`."""
        for number in self._open:
            self._parts[number].end = max(self._parts[number].end, end)
        if self._open:
            self._tops_end = max(self._tops_end, self._parts[self._open[0]].end)
        if self._open and (last := self._parts[self._open[-1]]).rank >= IN_LIST and last.kind != "list":
            last.head_end = end if last.head_end < 0 or not self._has_parts(self._open[-1]) else last.head_end

    def _has_parts(self, number: int) -> bool:
        return number + 1 < len(self._parts) and self._parts[-1].parent >= number

    def _close(self, rank: int) -> None:
        while self._open and self._parts[self._open[-1]].rank >= rank:
            closed = self._parts[self._open.pop()]
            if closed.parent >= 0:
                self._parts[closed.parent].last_end = closed.end

    def _table(self, table: Table) -> None:
        self._titled = None
        self._close(IN_LIST)
        number = self._push("table", "", table.span.start, IN_LIST)
        self._parts[number].head_end = table.header.end if table.header else table.span.start
        for row in table.rows:
            self._push("row", "", row.start, IN_LIST)
            self._parts[self._open.pop()].head_end = row.end
            self._parts[-1].end = row.end
        self._grow(table.span.end)
        self._close(IN_LIST)


# What comes after white space: never a copy of all that follows.
_FOLLOWING = re.compile(r"\s*(.{0,5})", re.DOTALL)


def _introduction(text: str, begin: int, end: int) -> Span:
    """The sentence that introduces a list which begins at `end`; an empty span there, where none does."""
    before_items = begin + len(text[begin:end].rstrip())
    blank = text.rfind("\n\n", begin, before_items)
    paragraph = blank + 2 if blank >= 0 else begin
    before = text[paragraph:before_items]
    sentences = split_sentences(before)
    if not sentences:
        return Span(end, end)
    last = Span(paragraph + sentences[-1].start, paragraph + len(before))
    if RULES.pattern("of_a_head").search(last.of(text)):
        return Span(end, end)
    ends = RULES.pattern("introduces").search(before) is not None
    if not ends and RULES.pattern("ends").search(before):
        return Span(end, end)
    return last


def _lines(text: str) -> Iterator[tuple[Span, bool]]:
    """The lines that are not blank, without white space around them, and whether a blank line is before each."""
    gap = True
    for found in re.finditer(r"[^\n]*\n?", text):
        line = found.group()
        stripped = line.strip()
        if stripped:
            start = found.start() + line.index(stripped[0])
            yield Span(start, start + len(stripped)), gap
        gap = not stripped
