"""Where the focus goes on a touch screen: not into a box, which would bring up the keyboard over what is read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.conftest import Site
from tests.browser.usability.driver import Driver, has_focus, wait_until
from tests.browser.usability.parts import BOX, FIRST, SECOND, answered_turn, open_page
from tests.browser.usability.walk import Walk

NEWEST = "#chat .message-row:last-child .answer.done h2"
pytestmark = pytest.mark.parametrize("way", ["touch"])


@pytest.fixture
def site(make_site: Callable[..., Site]) -> Site:
    """A site of its own: a test makes it wait."""
    return make_site()


def ask(walk: Walk, question: str) -> None:
    """Write a question, and touch what sends it."""
    walk.tap(BOX)
    walk.write(question)
    walk.tap("#send")


def test_an_answer_brings_up_no_keyboard_and_no_older_headline(driver: Driver, site: Site) -> None:
    walk = Walk(driver)
    open_page(walk, site.url)
    with walk.task("ask"):
        for turn, question in enumerate((FIRST, SECOND), 1):
            ask(walk, question)
            walk.wait_for(answered_turn(turn))
            wait_until(lambda: has_focus(driver, f"{NEWEST}, #send"), "the headline, or the way to send")
    assert walk.faults == []


def test_who_stops_a_question_can_send_it_again(driver: Driver, site: Site) -> None:
    walk = Walk(driver)
    open_page(walk, site.url)
    with walk.task("ask"):
        ask(walk, "Yang lambat?")
        walk.wait_for("#stop")
        wait_until(lambda: has_focus(driver, "#stop"), "the way to stop")
        walk.tap("#stop")
        walk.wait_for("#notice .notice")
        wait_until(lambda: has_focus(driver, "#send"), "the way to send it again")
    site.service.released.set()
    assert walk.faults == []


def test_a_keyboard_beside_a_touch_screen_goes_to_the_search_at_once(driver: Driver, site: Site) -> None:
    walk = Walk(driver)
    open_page(walk, site.url)
    with walk.task("export"):
        walk.press("Control+k")
        assert has_focus(driver, "#talk-search :is(input, textarea)")
        walk.press("Escape")
        wait_until(lambda: has_focus(driver, BOX), "the box, where the focus was")
    assert walk.faults == []
