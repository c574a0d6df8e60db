"""Markdown as programs write it: escaped text, and tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

# `!` because of images, `~` and `|` because of GitHub's strikethrough and tables.
_INLINE = re.compile(r"([\\`*_{}\[\]<>#|~!])")
_ANYWHERE = re.compile(r"([\\`*_{}\[\]<>#+|~!$&-])")
_LIST_NUMBER = re.compile(r"^(\d+)([.)])")
_RULES = {"l": "---", "r": "--:"}


def escape_markdown(text: str, *, inline: bool = False) -> str:
    """`text` on one line, with everything escaped that Markdown reads.

    `inline` is for text that never begins a line: a leading `+`, `-` or `1.` makes no list there, and stays readable.
    """
    # A line break would end a table row, a heading or a list item.
    line = " ".join(text.split())
    if inline:
        return _INLINE.sub(r"\\\1", line)
    return _LIST_NUMBER.sub(r"\1\\\2", _ANYWHERE.sub(r"\\\1", line))


def table(header: Sequence[str], rows: Iterable[Sequence[object]], align: str = "lr") -> str:
    """A table with one line a row. Cells are taken as they are: escape what others wrote.

    `align` has `l` or `r` for each column, the last letter serving all columns after it; the default fits a name and its numbers.

    Raises:
        ValueError: a row has more or fewer cells than the header.
    """
    sides = align.ljust(len(header), align[-1])
    lines = [_line(header), f"|{'|'.join(_RULES[side] for side in sides[: len(header)])}|"]
    for row in rows:
        if len(row) != len(header):
            raise ValueError(f"{len(row)} cells for {len(header)} columns: {row!r}")
        lines.append(_line(row))
    return "\n".join(lines)


def _line(cells: Sequence[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"
