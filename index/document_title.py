"""The title of a document whose file does not state one: a heading, the subject of a letter, or the lines at its head."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from index.document import Furniture
from index.document_head import RULES, DocumentHead, HeadLine, is_letterhead
from index.formats.extracted import Mark

TITLE_LENGTH = 120
"""Most characters of a derived title."""
HEAD_LETTERS = 600
"""Characters at the beginning of a text in which a title among the file's properties has to stand to be believed."""
SHORT_HEADING = 12
"""Most words of a line in capitals that goes on with a title in the block before it."""
_PART = re.compile(r"^(?:bab|pasal|bagian|paragraf)\b", re.IGNORECASE)
_NUMBERED = re.compile(r"^(?:[A-Z]|[IVX]+|\d+)[.)]\s")


def derive_title(
    text: str, head: DocumentHead, marks: Sequence[Mark], furniture: Sequence[Furniture], property_title: str
) -> str:
    """The title of a text.

    In this order: the file's own title where the head of the text repeats it, the subject of a letter, the first heading, the first lines,
    and the file's own title again where the text begins with a sentence.
    """
    believed = "" if RULES.rules["is_no_title"].applies(property_title) else " ".join(property_title.split())
    if RULES.rules["names_only_its_kind"].applies(believed):
        believed = ""
    if believed and _folded(believed) in _folded(text[:HEAD_LETTERS]):
        return shortened(believed)
    subject = letter_subject(head)
    if subject:
        # Of a letter, whatever stands in large letters above it is its letterhead, or says that it is one.
        return shortened(subject)
    heading = _heading(text, head, marks, furniture)
    if heading and not RULES.rules["names_only_its_kind"].applies(heading):
        return shortened(heading)
    if not head.lines:
        return first_line(text)
    if head.lines[0].is_sentence and believed:
        return shortened(believed)
    return shortened(_first_lines(head.lines))


def first_line(text: str) -> str:
    """The first line with a letter or digit, cut at a word to `TITLE_LENGTH` characters."""
    return shortened(next(line for line in text.splitlines() if any(c.isalnum() for c in line)))


def shortened(line: str) -> str:
    """A line without Markdown's signs, cut at a word to `TITLE_LENGTH` characters."""
    line = re.sub(r"\s+", " ", line.lstrip("# ")).strip()
    if len(line) <= TITLE_LENGTH:
        return line
    return line[:TITLE_LENGTH].rsplit(" ", 1)[0].rstrip(",;:–- ") + " …"


def letter_subject(head: DocumentHead) -> str:
    """The subject of a letter ("Hal : ..."), which may go on over lines; "" for what is no letter."""
    number = dict(head.fields).get("subject")
    if number is None or not head.is_letter:
        return ""
    value = head.value("subject")
    field = head.lines[number]
    for line in head.lines[number + 1 :]:
        if (
            line.block != field.block
            or line.field
            or RULES.rules["addresses"].applies(line.text)
            or value.endswith(".")
        ):
            break
        indented = line.indent > field.indent
        if not (indented or line.text[0].islower() or (value.isupper() and line.text.isupper())):
            break
        value = f"{value} {line.text}"
    return value.strip(" .;")


def _heading(text: str, head: DocumentHead, marks: Sequence[Mark], furniture: Sequence[Furniture]) -> str:
    """The first heading of the file's format that may be its title.

    A heading of a lower level with a line above it that is no sentence is that of a part: the line is the title.
    """
    headings = [
        mark
        for mark in marks
        if mark.kind == "heading"
        and not any(item.span.overlaps(mark.span) for item in furniture)
        and not is_letterhead(mark.span.of(text))
        and not _PART.match(mark.span.of(text))
    ]
    for mark in headings[:1]:
        above = [line for line in head.lines if line.span.end <= mark.span.start]
        kind = next((line.text for line in above if RULES.rules["names_only_its_kind"].applies(line.text)), "")
        if kind:
            return ""
        below = next((line.text for line in head.lines if line.span.start >= mark.span.end), "")
        if " " not in mark.span.of(text) and below.casefold().startswith(mark.span.of(text).casefold()):
            return below  # a sheet is called by the first word of its own title
        if mark.level == 1 or not above or above[0].is_sentence or above[0].field:
            return mark.span.of(text)
    return ""


def _first_lines(lines: Sequence[HeadLine]) -> str:
    """The first line, with those that go on with it: all in capitals, in one block, or after a line that only names the kind."""
    first = lines[0]
    title = first.text
    lines = [first, *(line for line in lines[1:] if not (line.field and line.field["number"]))]
    for before, line in pairwise(lines):
        kind = RULES.rules["goes_on_below"].applies(before.text) and len(line.text.split()) <= SHORT_HEADING
        goes_on = first.text.isupper() and line.text.isupper() and (line.block == before.block or kind)
        if not goes_on or line.is_sentence or line.field or _NUMBERED.match(line.text) or first.is_sentence:
            break
        title = f"{title} {line.text}"
    return title


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
