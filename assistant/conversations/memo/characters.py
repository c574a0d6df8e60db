"""What may stand in a file: text without characters that XML cannot carry, and its stretches of one writing direction."""

from __future__ import annotations

import re
from collections.abc import Iterator

# XML 1.0, "Characters": everything but these. A lone surrogate cannot even be encoded.
_UNREADABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# Line and page breaks of all kinds; U+0085 and the two separators as well.
_BREAK = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# The two overrides of direction can make a text read as what it does not say.
_OVERRIDES = re.compile("[\u202d\u202e]")
REPLACEMENT = "\ufffd"


def file_text(text: str) -> str:
    """`text` with every line break as a line feed and every character that a file must not carry as U+FFFD; all else as it is."""
    return _OVERRIDES.sub(REPLACEMENT, _UNREADABLE.sub(REPLACEMENT, _BREAK.sub("\n", text)))


def direction_runs(text: str) -> Iterator[tuple[str, bool]]:
    """The stretches of `text`, in order, each with whether it is written from right to left.

    Spaces, marks and digits between two right-to-left words belong to them.
    """
    at = 0
    for found in _RIGHT_TO_LEFT.finditer(text):
        if found.start() > at:
            yield text[at : found.start()], False
        yield found.group(), True
        at = found.end()
    if at < len(text):
        yield text[at:], False


# Hebrew to Arabic Extended-A, and the presentation forms of both.
_LETTER = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]"
_RIGHT_TO_LEFT = re.compile(f"{_LETTER}(?:(?:{_LETTER}|[^\\w\n]|\\d)*{_LETTER})?")
