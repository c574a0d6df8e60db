"""Which line breaks within a paragraph end a unit: records one a line, headings, addresses, items without a full stop.

Text files and PDFs also break lines where the page ended. Such a break is inside a sentence and tells itself by the width of its line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from index.dates import RULES as DATES
from index.document import Span
from index.word_rules import WordRules

RULES = WordRules(Path(__file__).parent / "data" / "sentences.toml", shared=(DATES,))
USUAL_WIDTH = 80
"""Characters of a full line, in a text without a line that is known to be full."""
NARROWEST = 30
"""Characters from which a line can be a full one: in lists, shorter ones are followed by small letters too."""
SHORT = 0.75
"""Share of a full line up to which a line, with the word behind it, ended before the page did."""
_SEPARATORS = (";", "|", "\t", " – ", " - ", ",")
_LINE = re.compile(r"[^\n]+")
_SMALL = re.compile(r"\W*[^\W\d_]")


def line_units(text: str, paragraph: Span) -> list[Span]:
    """A paragraph in units, each of one line or of several that flow on; the line breaks between them are in none."""
    found = _LINE.finditer(text, paragraph.start, paragraph.end)
    lines = [Span(*line.span()) for line in found if not line.group().isspace()]
    if len(lines) < 2:
        return [paragraph]
    ends = _ends_unit(text, lines)
    units, first = [], 0
    for number in range(1, len(lines) + 1):
        if number == len(lines) or ends(number):
            units.append(Span(lines[first].start, lines[number - 1].end))
            first = number
    return units


def _ends_unit(text: str, spans: Sequence[Span]) -> Callable[[int], bool]:
    """Whether the line with a number begins a unit, so that the one before it ended one."""
    lines = [span.of(text) for span in spans]
    records = _record_starts(lines)
    # Records whose further lines are set in below their beginning.
    margin = min((_margin(line) for line, starts in zip(lines, records, strict=True) if starts), default=0)
    hanging = any(records) and any(_margin(line) > margin for line in lines)
    proven = _full_widths(lines)
    width = min(proven) if proven else full_width(text)
    # Lines in capitals flow on without a small letter: only a sentence below a heading tells that the heading was one.
    in_capitals = not any(map(str.islower, "".join(lines))) and not _is("line_ends_a_sentence", lines[-1])

    def begins(number: int) -> bool:
        above, line = lines[number - 1].rstrip(), lines[number]
        if (
            records[number]
            or _is("line_ends_an_item", above)
            or (above.endswith(":") and _is("line_ends_an_item", line))
        ):
            return True
        if in_capitals or _begins_small(line) or _is("line_goes_on", above):
            return False
        if _is("begins_an_address", line):
            return True
        if hanging:
            return _margin(line) <= margin
        return len(above.strip()) + 1 + len(line.split()[0]) <= SHORT * width

    return begins


def _record_starts(lines: Sequence[str]) -> list[bool]:
    """Which lines begin a record: none, unless most do, and alike."""
    if _separated_alike(lines) or _begin_with_one_word(lines):
        return [True] * len(lines)
    for rule in ("names_a_field", "begins_with_a_moment"):
        starts = [_is(rule, line) for line in lines]
        if sum(starts) >= max(2, len(lines) / 2):
            return starts
    return [False] * len(lines)


def _margin(line: str) -> int:
    return len(line) - len(line.lstrip())


def _separated_alike(lines: Sequence[str]) -> bool:
    """Whether all lines have as many separators: `nama; jabatan; tanggal`. Prose has its commas anywhere, and small beginnings."""
    if any(_begins_small(line) for line in lines[1:]):
        return False
    for separator in _SEPARATORS:
        counts = {line.strip().count(separator) for line in lines}
        fields = 1 + min(counts)
        if len(counts) == 1 and fields > 1 and fields + len(lines) >= (6 if separator == "," else 5):
            return not any(line.rstrip().endswith(",") for line in lines)
    return False


def _begin_with_one_word(lines: Sequence[str]) -> bool:
    return len(lines) > 2 and len({line.split()[0] for line in lines}) == 1


def _begins_small(line: str) -> bool:
    found = _SMALL.match(line)
    return found is not None and found.group()[-1].islower()


def _is(rule: str, line: str) -> bool:
    return bool(RULES.pattern(rule).search(line))


def _full_widths(lines: Sequence[str]) -> list[int]:
    """The widths of the lines that the page's edge ended: what follows begins small, so that the sentence goes on."""
    return [
        len(above.strip())
        for above, line in pairwise(lines)
        if above.strip() and _begins_small(line) and not _ends_anything(above)
    ]


def _ends_anything(line: str) -> bool:
    return _is("line_ends_a_sentence", line) or _is("line_ends_an_item", line)


@lru_cache(maxsize=16)
def full_width(text: str) -> int:
    """Characters of a full line of a text: that of its narrower ones, as a page in columns has. `USUAL_WIDTH` where no line tells."""
    widths = sorted(width for width in _full_widths(text.split("\n")) if width >= NARROWEST)
    return widths[len(widths) // 5] if widths else USUAL_WIDTH
