"""Words that were broken at the end of a line, as printed texts do: "pega-" and "wai" on the next line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from index.document import Span

ACRONYMS = Path(__file__).parent / "data" / "acronyms.tsv"
REDUPLICATIONS = Path(__file__).parent / "data" / "reduplications.txt"
"""Words said twice with another sound, "sayur-mayur": those said twice alike are told by their letters."""
SHARED = 3
"""Letters that both halves of a word said twice have in common at least."""
_GAP = r"[ \t]*\r?\n[ \t]*"
# The second half is not consumed: it may be the first of another. The first half is a whole word: tried from each of its letters, a text
# of megabytes without a space would take hours.
_BROKEN = re.compile(rf"(?<!\w)(?P<first>\w+)(?P<hyphen>[-\u2010])(?P<gap>{_GAP})(?=(?P<second>\w+))|\xad(?:{_GAP})?")
_WORD = re.compile(r"\w+(?:-\w+)*")


def line_hyphens(text: str) -> Iterator[Span]:
    """The characters that fall out where a broken word is whole again: hyphen and line break, or the break alone.

    The hyphen stays where it is part of the word: "undang-" + "undang", "se-" + "Indonesia", "2023-" + "2024". What the text writes
    elsewhere decides first. Soft hyphens always fall out: they are shown only where a line ends.
    """
    breaks = list(_BROKEN.finditer(text))
    written = frozenset(_WORD.findall(text.casefold())) if breaks else frozenset[str]()
    for found in breaks:
        if found["hyphen"] is None:
            yield Span(*found.span())
        else:
            kept = _is_part(found["first"], found["second"], written)
            yield Span(found.start("gap") if kept else found.start("hyphen"), found.end("gap"))


def join_line_hyphens(text: str) -> str:
    """A text in which no word is broken at a line's end."""
    pieces, at = [], 0
    for span in line_hyphens(text):
        pieces.append(text[at : span.start])
        at = span.end
    return "".join((*pieces, text[at:]))


def _is_part(first: str, second: str, written: frozenset[str]) -> bool:
    """Whether the hyphen belongs to the word."""
    if not (first.isalpha() and second[0].isalpha()):
        return True
    folded = first.casefold(), second.casefold()
    if "-".join(folded) in written:
        return True
    if "".join(folded) in written:
        return False
    if first.isupper() and len(first) > 1:
        # "KPU-nya", "TNI-POLRI"; but "NETRALI-TAS" in a heading.
        return second[0].islower() or not _acronyms().isdisjoint(folded) or _said_twice(*folded)
    return second[0].isupper() or _said_twice(*folded)


def _said_twice(first: str, second: str) -> bool:
    """Whether two halves are one word said twice: "undang-undang", "sebaik-baiknya", "tolong-menolong", "sayur-mayur"."""
    if f"{first}-{second}" in _reduplications():
        return True
    if len(first) > SHARED and second.endswith(first[1:]):
        return True
    return any(second.startswith(first[-length:]) for length in range(SHARED, len(first) + 1))


@cache
def _acronyms() -> frozenset[str]:
    lines = ACRONYMS.read_text(encoding="utf-8").splitlines()
    return frozenset(line.split("#")[0].split("\t")[0].strip() for line in lines)


@cache
def _reduplications() -> frozenset[str]:
    lines = REDUPLICATIONS.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if (word := line.split("#")[0].strip()))
