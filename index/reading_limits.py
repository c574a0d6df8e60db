"""What the reading of one document may cost, and the errors that name the limit that a document met."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from index.errors import DocumentError

Limit = Literal["time", "memory", "output"]
ORDINARY_MIB = 20
"""MiB up to which a file gets `seconds`; a larger one gets more in proportion. The operator's page takes no larger ones."""


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """The limits of one document.

    Attributes:
        seconds: of reading, by the clock and of computing, for a file of up to `ORDINARY_MIB`. Pages that are read from pictures get
            `index.formats.allowances.PAGE_SECONDS` more each.
        memory_mib: MiB of memory that reading may fill. What the libraries' own code takes (about 40 MiB) is not counted.
        output_mib: MiB of what is read, text and structure together.
    """

    seconds: float = 30
    memory_mib: int = 448
    output_mib: int = 64

    def seconds_for(self, size: int) -> float:
        """The seconds for a file of `size` bytes."""
        return self.seconds * max(1.0, size / (ORDINARY_MIB * 2**20))


DEFAULT_LIMITS = ReadingLimits()


class LimitError(DocumentError):
    """A document that met a limit; `limit` is its value, in the unit of the message."""

    def __init__(self, code: str, message: str, limit: int) -> None:
        super().__init__(code, message)
        self.limit = limit


def over_limit(limit: Limit, name: str, value: float) -> LimitError:
    """The error for a document that met a limit; `value` is in seconds for "time", else in MiB."""
    said = f"{value:g}"
    # Rounded up: a page never says "0 seconds".
    shown = max(1, round(value))
    if limit == "time":
        message = f"{name}: not read: longer than {said} s of reading. Split it, or raise `document_seconds`, or save it as .txt."
        return LimitError("too_slow", message, shown)
    if limit == "memory":
        message = f"{name}: not read: more than {said} MiB of memory. Split it, or raise `document_memory`, or save it as .txt."
        return LimitError("too_much_memory", message, shown)
    return LimitError("too_much_text", f"{name}: not read: more than {said} MiB of text. Split it.", shown)


def crashed(name: str, how: str) -> DocumentError:
    """The error for a document during which the reading process ended by itself; `how` says how."""
    return DocumentError(
        "crashed", f"{name}: not read: the process that reads it ended ({how}). Save the document again, or as .txt."
    )


def cancelled(name: str) -> DocumentError:
    """The error for a document that nobody waits for any more."""
    return DocumentError("cancelled", f"{name}: not read: it was cancelled. Send it again.")
