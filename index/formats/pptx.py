"""Slides (PPTX): each slide a page, its title a heading, its bullets items; its notes come after it."""

from __future__ import annotations

from collections import Counter

from index.formats.drawings import left_out_warnings
from index.formats.extracted import Extracted
from index.formats.office_blocks import Block, PageStart
from index.formats.office_text import compose
from index.formats.package import RELATIONS, Package
from index.formats.pptx_bullets import P
from index.formats.pptx_slide import SlideReader

MAIN = "ppt/presentation.xml"
_ID = f"{{{RELATIONS}}}id"


def extract_pptx(data: bytes, name: str) -> Extracted:
    """The text of all slides that are shown, in their order.

    Raises:
        DocumentError: the file is damaged, or too large.
    """
    package = Package(data, name)
    main = package.main_part(MAIN)
    root = package.xml(main)
    if root is None:
        raise package.damaged("there are no slides in it")
    relations = package.relations(main)
    left_out: Counter[str] = Counter()
    blocks: list[Block] = []
    for reference in root.iter(P + "sldId"):
        relation = relations.get(reference.get(_ID, ""))
        slide = package.xml(relation.target) if relation else None
        if relation and slide is not None:
            blocks.append(PageStart())
            if slide.get("show") in ("0", "false"):
                left_out["hidden slide"] += 1
            else:
                blocks += SlideReader(package, relation.target, left_out).read(slide)
    return compose(blocks, package.title(), left_out_warnings(left_out))
