"""What a format asks of the process that reads documents (`limited_worker.py`): more time, and room for another program.

Where a document is read without limits, as in tests, nothing is asked of anybody.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

PAGE_SECONDS = 20.0
"""More time for a page that Tesseract reads; it takes one to five seconds, more where it reads a page several times."""
MOST_PAGES = 500
"""Pages of one document that get it."""


class Warden(Protocol):
    """Whoever keeps the limits."""

    def more_time(self, seconds: float) -> None:
        """Let the document take so many seconds more."""

    def program_started(self, process_id: int) -> None:
        """Note the leader of a process group, which has to end with the document."""

    def lift_memory(self, lifted: bool) -> None:
        """Let a program that is started now have more memory than the document may; `lifted` false: no more."""


_wardens: list[Warden] = []


def set_warden(warden: Warden | None) -> None:
    """Say who keeps the limits in this process."""
    _wardens[:] = [warden] if warden else []


def ask_for_page(number: int) -> None:
    """More time, for the `number`th page (from 1) that has to be read from its picture."""
    if number <= MOST_PAGES:
        for warden in _wardens:
            warden.more_time(PAGE_SECONDS)


def announce_program(process_id: int) -> None:
    """Say that a program runs in a process group of its own, so that it ends with the document."""
    for warden in _wardens:
        warden.program_started(process_id)


@contextmanager
def room_for_program() -> Iterator[None]:
    """Within it, a program is started that needs more memory than a document may fill: a child inherits the limit."""
    for warden in _wardens:
        warden.lift_memory(True)
    try:
        yield
    finally:
        for warden in _wardens:
            warden.lift_memory(False)
