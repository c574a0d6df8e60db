"""The five tasks with a finger on a phone: the source comes in a sheet from below, the conversations in a drawer."""

from __future__ import annotations

from pathlib import Path

from tests.browser.usability.driver import attribute_of, has_focus, is_in_window, text_of, wait_until
from tests.browser.usability.parts import (
    BOX,
    COMMENT,
    DOCX,
    DOWN,
    FIRST,
    FIRST_SOURCE,
    FORM,
    MARKED,
    PASSAGE,
    QUOTE,
    REASON,
    ROW_MENU,
    SECOND,
    check_answer,
    check_file,
    check_follow_up,
    check_opinion,
)
from tests.browser.usability.walk import Walk

SEND = "#send"
SHEET = "dialog.pane-sheet[open]"
DRAWER = "body.side-open #side"


def work_by_touch(walk: Walk, records: Path) -> None:
    """All five, one after the other, on a page that has just been opened."""
    with walk.task("ask"):
        _ask(walk, FIRST)
        check_answer(walk, 1, FIRST)
    with walk.task("check the source"):
        _check_source(walk)
    with walk.task("follow up"):
        _ask(walk, SECOND)
        check_follow_up(walk)
    with walk.task("correct a wrong answer"):
        _correct(walk, records)
    with walk.task("export"):
        _export(walk)


def _ask(walk: Walk, question: str) -> None:
    walk.tap(BOX)
    walk.write(question)
    walk.tap(SEND)


def _check_source(walk: Walk) -> None:
    """The sheet opens at the quote; closing it gives the focus back."""
    walk.tap(FIRST_SOURCE)
    walk.wait_for(f"{SHEET} {MARKED}")
    assert text_of(walk.driver, MARKED) == QUOTE
    wait_until(lambda: is_in_window(walk.driver, MARKED), "the quote is in sight")
    walk.tap(f"{SHEET} .pane-close")
    walk.wait_without(SHEET)
    assert has_focus(walk.driver, FIRST_SOURCE)


def _correct(walk: Walk, records: Path) -> None:
    """Not helpful, why, and what would have been right."""
    walk.tap(DOWN)
    walk.tap(REASON)
    assert attribute_of(walk.driver, REASON, "aria-pressed") == "true"
    walk.tap(f"{FORM} textarea.comment")
    walk.write(COMMENT)
    walk.tap(f"{FORM} textarea.passage")
    walk.write(PASSAGE)
    walk.tap(f"{FORM} .fb-send")
    check_opinion(walk, records)


def _export(walk: Walk) -> None:
    """The drawer, the menu of the newest conversation, and the file; then back to the conversation."""
    walk.tap("#header .show-talks")
    walk.wait_for(DRAWER)
    walk.tap(ROW_MENU)
    walk.tap(DOCX)
    check_file(walk.wait_for_file())
    walk.tap(f"{DRAWER} .hide-talks")
    walk.wait_without(DRAWER)
    assert has_focus(walk.driver, "#header .show-talks")
