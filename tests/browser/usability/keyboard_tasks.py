"""The five tasks with the keyboard alone: nothing is clicked, and nothing is put anywhere that keys do not put there."""

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

SEARCH = "#talk-search input, #talk-search textarea"


def work_by_keyboard(walk: Walk, records: Path) -> None:
    """All five, one after the other, on a page that has just been opened."""
    wait_until(lambda: has_focus(walk.driver, BOX), "the question box has the focus from the start")
    with walk.task("ask"):
        walk.write(FIRST)
        walk.press("Enter")
        check_answer(walk, 1, FIRST)
        assert has_focus(walk.driver, BOX)
    with walk.task("check the source"):
        _check_source(walk)
    with walk.task("follow up"):
        walk.press("/")
        assert has_focus(walk.driver, BOX)
        walk.write(SECOND)
        walk.press("Enter")
        check_follow_up(walk)
    with walk.task("correct a wrong answer"):
        _correct(walk, records)
    with walk.task("export"):
        _export(walk)


def _check_source(walk: Walk) -> None:
    """Backwards to the first card, into the article at the quote, and back to the card."""
    walk.go_to(FIRST_SOURCE, "Shift+Tab")
    walk.press("Enter")
    walk.wait_for(MARKED)
    assert text_of(walk.driver, MARKED) == QUOTE
    wait_until(lambda: is_in_window(walk.driver, MARKED), "the quote is in sight")
    assert has_focus(walk.driver, ".pane *")
    walk.press("Escape")
    walk.wait_without(MARKED)
    assert has_focus(walk.driver, FIRST_SOURCE)


def _correct(walk: Walk, records: Path) -> None:
    """Not helpful, why, and what would have been right."""
    walk.go_to(DOWN, "Shift+Tab")
    walk.press("Enter")
    walk.wait_for(FORM)
    walk.go_to(REASON)
    walk.press("Enter")
    assert attribute_of(walk.driver, REASON, "aria-pressed") == "true"
    walk.go_to(f"{FORM} textarea.comment")
    walk.write(COMMENT)
    walk.go_to(f"{FORM} textarea.passage")
    walk.write(PASSAGE)
    walk.go_to(f"{FORM} .fb-send")
    walk.press("Enter")
    check_opinion(walk, records)
    assert has_focus(walk.driver, DOWN)


def _export(walk: Walk) -> None:
    """To the list of conversations, into the menu of the newest, and the file."""
    walk.press("Control+k")
    assert has_focus(walk.driver, SEARCH)
    walk.go_to(ROW_MENU)
    walk.press("Enter")
    walk.go_to(DOCX, "ArrowDown")
    walk.press("Enter")
    check_file(walk.wait_for_file())
    walk.wait_without(DOCX)
    assert has_focus(walk.driver, ROW_MENU)
