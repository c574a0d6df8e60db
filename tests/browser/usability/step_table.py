"""The steps of the walks, as a table for people."""

from __future__ import annotations

from tests.browser.usability.driver import Input
from tests.browser.usability.walk import Task

Steps = dict[tuple[Input, str], dict[Task, int]]
"""Steps by task, for each way of input in each browser."""


def table_of_steps(counted: Steps) -> list[str]:
    """A line for each task and one for their sum; a column for each way of input in each browser."""
    columns = sorted(counted)
    tasks = list(dict.fromkeys(task for steps in counted.values() for task in steps))
    rows = [["keys, touches, scrolls and texts", *(f"{way}, {browser}" for way, browser in columns)]]
    rows += [[task, *(str(counted[column].get(task, "-")) for column in columns)] for task in tasks]
    rows.append(["together", *(str(sum(counted[column].values())) for column in columns)])
    return [_line(row, [max(map(len, cells)) for cells in zip(*rows, strict=True)]) for row in rows]


def _line(row: list[str], widths: list[int]) -> str:
    first, *rest = (cell.rjust(width) for cell, width in zip(row, widths, strict=True))
    return "  ".join([first.strip().ljust(widths[0]), *rest])
