"""What stands in the drawings of Office Open XML files: diagrams (SmartArt) have text, charts and pictures none that is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from index.formats.office_blocks import Paragraph, tidied

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
LARGE_PICTURE = "large picture"
_MORE = {LARGE_PICTURE: ", in which text is not read"}
LARGE = 3_600_000
"""Both sides of a picture that may well be a scanned page, at least: 10 cm in English Metric Units (360,000 a centimetre)."""


def diagram_paragraphs(root: Element | None) -> Iterator[Paragraph]:
    """What the boxes of a diagram say, in their order; `root` is its data part."""
    for point in root.iter(DIAGRAM + "pt") if root is not None else ():
        if point.get("type", "node") == "node":
            for paragraph in point.iter(A + "p"):
                yield Paragraph(tidied("".join(found.text or "" for found in paragraph.iter(A + "t"))))


def is_large(width: str | None, height: str | None) -> bool:
    """Whether a picture of these sides, in English Metric Units, may be a page."""
    return all(side is not None and side.isdigit() and int(side) >= LARGE for side in (width, height))


def left_out_warnings(left_out: Counter[str]) -> tuple[str, ...]:
    """What is said of what was left out: "left out: 2 charts"."""
    return tuple(
        f"left out: {count} {kind}{'s' if count > 1 else ''}{_MORE.get(kind, '')}"
        for kind, count in sorted(left_out.items())
    )
