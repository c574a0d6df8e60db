"""Where a paragraph of a printed text ends: by the space between lines, by where they begin and end, by what they say."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.document import Span
from index.formats.pdf_boxes import Line
from index.formats.pdf_columns import Column
from index.formats.pdf_rules import RULES
from index.structure_lines import head_of, item_marks

WIDE_STEP = 1.3
"""How much larger the step to a new paragraph is than that to the next line, at least."""
WIDE_STEP_WITHIN = 1.9
"""The largest step within a sentence: a raised number or a formula widens it."""
FEW = 3
"""With fewer steps of one kind, lines are taken to be no further apart than `USUAL_STEP` times their size."""
USUAL_STEP = 1.6
INDENT = 0.8
"""How far a paragraph's first line is moved, as a share of its size, at least."""
SHORT = 0.25
"""The share of a column's width that a paragraph's last line leaves free, where it does not end like a sentence."""
SAME_STYLE = 0.08
"""The share by which the sizes of one paragraph's lines may differ."""
CENTRED = 0.03
"""The share of a column's width by which the middle of a centred line may be beside the column's."""
ONE_LINE_WORDS = 8
"""Words up to which a line that stands alone may be a name or a title that nothing goes on with."""


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How most of a document's text is set.

    Attributes:
        size: of its letters.
        bold: whether most of it is bold.
        steps: from a line to the next of the same paragraph, by the size of their letters.
        ragged: the share of a column's width that lines within a sentence may leave free.
    """

    size: float
    bold: bool
    steps: Mapping[float, float]
    ragged: float

    def step(self, size: float) -> float:
        """The usual step between lines of that size."""
        return self.steps.get(_rounded(size), 1.3 * size)


def text_style(columns: Iterable[Column], size: float) -> TextStyle:
    """How most of the text in these columns is set."""
    steps: dict[float, Counter[float]] = defaultdict(Counter)
    rooms: list[float] = []
    bold = letters = 0
    for column in columns:
        for line in column.lines:
            letters += len(line.text)
            bold += len(line.text) if line.bold else 0
        for before, line in pairwise(column.lines):
            step = line.baseline - before.baseline
            if 0 < step < 4 * line.size and _alike(before, line):
                steps[_rounded(line.size)][_rounded(step)] += 1
                if line.text[0].islower() and not _ended(before):
                    rooms.append((column.right - before.box.right) / max(column.right - column.left, 1.0))
    rooms.sort()
    ragged = rooms[int(0.9 * (len(rooms) - 1))] if rooms else 0.0
    return TextStyle(size, bold * 2 > letters, {size: _usual(found, size) for size, found in steps.items()}, ragged)


def _rounded(length: float) -> float:
    return round(length * 2) / 2


def _usual(steps: Counter[float], size: float) -> float:
    """The smallest step that is not rare: a text of short paragraphs has more steps between than within them."""
    often = max(steps.values())
    step = min(step for step, times in steps.items() if times * 4 >= often)
    return step if steps[step] >= FEW else min(step, USUAL_STEP * size)


def begins_paragraph(paragraph: Sequence[Line], line: Line, column: Column, style: TextStyle) -> bool:
    """Whether a line begins a new paragraph; `paragraph` is what is above it in its column."""
    last = paragraph[-1]
    if (
        begins_part(last, line, column)
        or stands_alone(last)
        or not _alike(last, line)
        or _bold_ends(last, line, column)
    ):
        return True
    step, usual = line.baseline - last.baseline, style.step(line.size)
    if step > WIDE_STEP * usual:
        return step > WIDE_STEP_WITHIN * usual or _ended(last) or not line.text[0].islower()
    if begins_item(last, line, column) or _begins_field(paragraph, line, column):
        return True
    if line.text[0].islower() or (_is_centred(last, column) and _is_centred(line, column)) or _is_named_below(last):
        return False
    return _is_moved(paragraph, line, column) or _is_short(last, line, column, style)


def goes_on(paragraph: Sequence[Line], line: Line, column: Column, new_page: bool) -> bool:
    """Whether a paragraph goes on with the first line of another column, or of a new page; `column` is the one that it comes from."""
    last = paragraph[-1]
    if begins_part(last, line, column) or stands_alone(last) or not _alike(last, line) or last.bold != line.bold:
        return False
    if begins_item(last, line, column):
        return False
    if line.text[0].islower():
        return True
    if (
        _ended(last)
        or RULES.rules["field_line"].applies(paragraph[0].text)
        or RULES.rules["dateline"].applies(line.text)
    ):
        return False
    if RULES.rules["open"].applies(last.text):
        return True
    if not new_page and not _is_full(last, line, column):
        return False
    # A name, a title or a line of a letter's head, with nothing that goes on.
    alone = len(paragraph) == 1 and len(last.text.split()) <= ONE_LINE_WORDS
    return not (alone or line.text.isupper() or last.text.isupper())


def begins_part(last: Line, line: Line, column: Column) -> bool:
    """Whether a line is the name of an article or chapter, and not the end of a sentence that mentions it."""
    head = head_of(line.text, Span(0, len(line.text)))
    return head is not None and (head.kind != "article" or _ended(last) or not _is_full(last, line, column))


def stands_alone(line: Line) -> bool:
    """Whether a line is the name of an article, below which its text begins."""
    head = head_of(line.text, Span(0, len(line.text)))
    return head is not None and head.kind == "article" and head.rest == len(line.text)


def _is_named_below(line: Line) -> bool:
    """Whether a line is the number of a chapter, whose name stands below it."""
    head = head_of(line.text, Span(0, len(line.text)))
    return head is not None and head.kind in ("chapter", "part", "section") and head.rest == len(line.text)


def begins_item(last: Line, line: Line, column: Column) -> bool:
    """Whether a line begins an item of a list, and not the second half of "ayat (2)"."""
    if not item_marks(line.text, 0, len(line.text)) or RULES.rules["before_number"].applies(last.text):
        return False
    moved = abs(line.box.left - last.box.left) > INDENT / 2 * line.size
    return _ended(last) or moved or not _is_full(last, line, column)


def _begins_field(paragraph: Sequence[Line], line: Line, column: Column) -> bool:
    """Whether a line is one of several that name something and say what it is: "Nomor : 800/12"."""
    first = paragraph[0]
    if not RULES.rules["field_line"].applies(line.text) or line.box.left - first.box.left > INDENT * line.size:
        return False
    return RULES.rules["field_line"].applies(first.text) or not _is_full(paragraph[-1], line, column)


def _ended(line: Line) -> bool:
    return RULES.rules["ended"].applies(line.text)


def _alike(one: Line, other: Line) -> bool:
    return abs(one.size - other.size) <= SAME_STYLE * max(one.size, other.size)


def _bold_ends(last: Line, line: Line, column: Column) -> bool:
    """Whether bold begins or ends with the line, and not in the middle of a sentence."""
    return last.bold != line.bold and not (_is_full(last, line, column) and line.text[0].islower())


def _is_full(last: Line, line: Line, column: Column) -> bool:
    """Whether the first word of the next line would not have fitted on a line."""
    return _room(last, line, column) <= 0


def _room(last: Line, line: Line, column: Column) -> float:
    word = line.box.width * (len(line.text.split()[0]) + 1) / len(line.text)
    return column.right - last.box.right - word


def _is_centred(line: Line, column: Column) -> bool:
    width = column.right - column.left
    middle = (column.left + column.right) / 2
    return abs(line.box.centre - middle) <= CENTRED * width and line.box.left - column.left > CENTRED * width


def _is_moved(paragraph: Sequence[Line], line: Line, column: Column) -> bool:
    """Whether where a line begins says that it begins a paragraph."""
    first, last = paragraph[0], paragraph[-1]
    indent = INDENT * line.size
    hanging = any(other.box.left > first.box.left + indent / 2 for other in paragraph[1:])
    if hanging and line.box.left <= first.box.left + indent / 2:
        return True
    listed = item_marks(first.text, 0, len(first.text)) or RULES.rules["field_line"].applies(first.text)
    if line.box.left > last.box.left + indent and not (listed and len(paragraph) == 1):
        return _ended(last) or not _is_full(last, line, column)
    return False


def _is_short(last: Line, line: Line, column: Column, style: TextStyle) -> bool:
    """Whether a line leaves so much free that it was the last of its paragraph."""
    if _is_full(last, line, column):
        return False
    if _ended(last):
        return True
    room = (column.right - last.box.right) / max(column.right - column.left, 1.0)
    return room > max(SHORT, style.ragged + 0.1) and not RULES.rules["open"].applies(last.text)
