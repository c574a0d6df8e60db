"""What was read of a file, in the shape in which tests compare it."""

from __future__ import annotations

from index.formats import Extracted


def blocks(extracted: Extracted) -> list[str]:
    """The paragraphs, lists and tables of the text."""
    return extracted.text.split("\n\n") if extracted.text else []


def marked(extracted: Extracted, *kinds: str) -> list[tuple[str, int, str]]:
    """Kind, level and text of the marks of these kinds; of all, if none is named."""
    return [
        (mark.kind, mark.level, mark.span.of(extracted.text))
        for mark in extracted.marks
        if not kinds or mark.kind in kinds
    ]


def furniture(extracted: Extracted) -> list[tuple[str, str]]:
    """Rule and text of each piece of furniture."""
    return [(found.rule, found.span.of(extracted.text)) for found in extracted.furniture]
