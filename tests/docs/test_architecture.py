"""The picture of the rooms is drawn from the imports, and is the one that is committed."""

from __future__ import annotations

import re
from pathlib import Path

from docs import architecture

ROOT = Path(__file__).parents[2]


def test_the_picture_is_current() -> None:
    """Run `make architecture` where it is not."""
    assert architecture.picture() == (ROOT / "docs/architecture.svg").read_text(encoding="utf-8")


def test_arrows_that_a_longer_way_implies_are_left_out() -> None:
    assert architecture.reduced([("a", "b"), ("b", "c"), ("a", "c"), ("a", "d")]) == {
        ("a", "b"),
        ("b", "c"),
        ("a", "d"),
    }


def test_every_room_of_the_picture_has_a_paragraph() -> None:
    boxes, _ = architecture.place()
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\*\*`([\w/]+)/`", text, re.MULTILINE))
    rooms = {name.replace(".", "/") for name in boxes}
    # The rooms of the evaluation share a paragraph.
    assert {room for room in rooms if not room.startswith("eval/")} - told == set()
    assert all(f"`{room.removeprefix('eval/')}/`" in text for room in rooms if room.startswith("eval/"))


def test_every_file_that_it_names_exists() -> None:
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    paths = re.findall(r"`((?:assistant|index|eval|docs|tests|seeds)/[\w./-]+)`", text)
    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []
