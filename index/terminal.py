r"""Text that others wrote, made harmless for a terminal and for logs; and commands that end quietly when nobody reads on.

A title, a comment or a file name may carry control characters: escape sequences that colour, move or overwrite what a terminal shows,
line breaks that forge a line, or marks that turn the direction of writing. They are shown as escapes (`\u001b`), the form that JSON has
for them, too, so that a record printed as JSON stays the same record.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from typing import TextIO

# C0 but for tab and line feed, DEL and C1, the separators that some programs take for line breaks, marks and overrides of direction,
# and halves of characters, which no encoding can write.
_HARMFUL = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
_IN_A_BLOCK = re.compile(f"[{_HARMFUL}]")
_IN_A_LINE = re.compile(f"[{_HARMFUL}\t\n]")
EXIT_PIPE = 128 + 13
"""Status of a command whose reader has left, as a shell reports a program that SIGPIPE (13) ended."""


def visible_block(text: str) -> str:
    """A text of several lines with its control characters shown as escapes; tabs and line feeds stay."""
    return _IN_A_BLOCK.sub(_escape, text)


def visible_line(text: object) -> str:
    """A text as one line: control characters are shown as escapes, line breaks and tabs too."""
    return _IN_A_LINE.sub(_escape, str(text))


def show(text: str = "", file: TextIO | None = None) -> None:
    """Print a text, a command's whole output or a part of it, with `visible_block`; to standard output by default.

    What others wrote goes through `visible_line` first where it is a part of a line.
    """
    out = file or sys.stdout
    try:
        out.write(visible_block(text) + "\n")
    except UnicodeEncodeError:  # a terminal that is not UTF-8
        encoding = out.encoding or "ascii"
        out.write(visible_block(text).encode(encoding, "backslashreplace").decode(encoding) + "\n")


def until_closed(command: Callable[[], int]) -> int:
    """Run a command; its exit status, or `EXIT_PIPE` where the reader of its output has left (`netral doctor | head`)."""
    try:
        try:
            return command()
        finally:
            # What is still held back is written now, where an error can be handled, and not while Python ends.
            sys.stdout.flush()
    except BrokenPipeError:
        if sys.__stdout__ and sys.stdout is sys.__stdout__:
            # Python flushes once more at its end: into nothing.
            nothing = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nothing, sys.__stdout__.fileno())
            os.close(nothing)
        return EXIT_PIPE


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found.group()):04x}"
