"""How tests look at what a format gives: each line of the text with what stands on it."""

from __future__ import annotations

from index.formats.extracted import Extracted

Line = tuple[str, str]


def marked_lines(extracted: Extracted) -> list[Line]:
    """The lines with words, each as (what it is, its text): a mark such as `heading 1`, a furniture rule in brackets, or both."""
    found: list[Line] = []
    at = 0
    for line in extracted.text.split("\n"):
        if stripped := line.strip():
            start = at + line.index(stripped)
            marks = [f"{m.kind} {m.level}".removesuffix(" 0") for m in extracted.marks if m.span.start == start]
            rules = [f"[{item.rule}]" for item in extracted.furniture if item.span.start <= start < item.span.end]
            found.append((" ".join(marks + rules), stripped))
        at += len(line) + 1
    return found


def body(extracted: Extracted) -> list[str]:
    """The lines that are no furniture."""
    return [text for what, text in marked_lines(extracted) if "[" not in what]
