"""What a walk counts and what it calls a fault, on pages that have one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.usability import walk as walking
from tests.browser.usability.driver import Driver
from tests.browser.usability.step_table import table_of_steps
from tests.browser.usability.walk import Walk

Show = Callable[[str], None]
TALL = '<p style="height: 2000px"></p>'


@pytest.fixture(autouse=True)
def _no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walking, "SETTLED", 0.3)
    monkeypatch.setattr(walking, "PATIENCE", 1.0)


def walk_to(driver: Driver, selector: str, then: str = "") -> Walk:
    """A walk to an element with the Tab key, on which Enter is pressed."""
    walk = Walk(driver)
    with walk.task("ask"):
        walk.go_to(selector)
        if then:
            walk.press("Enter")
    return walk


def touch(driver: Driver, selector: str) -> Walk:
    """A walk of one touch."""
    walk = Walk(driver)
    with walk.task("export"):
        walk.tap(selector)
    return walk


def test_every_key_counts_and_a_text_is_one_step(driver: Driver, open_html: Show) -> None:
    open_html('<button>Satu</button><input aria-label="Dua"><button id="three">Tiga</button>')
    walk = Walk(driver)
    with walk.task("ask"):
        walk.go_to("input")
        walk.write("Kapan pemungutan suara?")
        walk.go_to("#three")
    with walk.task("follow up"):
        walk.press("Shift+Tab")
    assert walk.steps == {"ask": 4, "follow up": 1}
    assert driver.look("() => document.querySelector('input').value") == "Kapan pemungutan suara?"
    assert walk.faults == []


def test_a_focus_that_is_lost_is_a_fault(driver: Driver, open_html: Show) -> None:
    open_html('<button onclick="this.remove()">Satu</button><button>Dua</button>')
    walk = walk_to(driver, "button", "Enter")
    assert walk.faults[0] == "ask: after Enter, nothing has the focus"


def test_a_focus_that_comes_back_soon_is_none(driver: Driver, open_html: Show) -> None:
    open_html(
        '<button id="one" onclick="this.remove(); setTimeout(() => two.focus(), 100)">Satu</button><button id="two">Dua</button>'
    )
    assert walk_to(driver, "#one", "Enter").faults == []


@pytest.mark.parametrize(
    "over",
    [
        '<div style="position: fixed; inset: 0; background: white"></div>',
        "<style>button { translate: 0 -500px }</style>",
    ],
)
def test_a_focus_out_of_sight_is_a_fault(driver: Driver, open_html: Show, over: str) -> None:
    open_html(f"<button>Satu</button>{over}")
    assert walk_to(driver, "button").faults[0] == "ask: after Tab, “Satu” has the focus, out of sight"


def test_a_stop_of_the_tab_key_on_a_part_that_only_scrolls_is_a_fault(driver: Driver, open_html: Show) -> None:
    open_html('<div style="height: 3em; overflow: auto"><p style="height: 20em">Teks</p></div><button>Satu</button>')
    assert walk_to(driver, "button").faults == ["ask: after Tab, “Teks” has the focus, and is nothing to use"]


def test_what_no_key_reaches_fails_with_what_was_passed(driver: Driver, open_html: Show) -> None:
    open_html('<button>Satu</button><button id="two" tabindex="-1">Dua</button>')
    with pytest.raises(AssertionError, match=r"Tab does not reach #two, but \['Satu'"):
        walk_to(driver, "#two")


@pytest.mark.parametrize("way", ["touch"])
class TestTouch:
    """With a finger."""

    def test_a_touch_is_a_click_and_one_step(self, driver: Driver, open_html: Show) -> None:
        open_html('<button onclick="this.textContent = event.pointerType">Satu</button>')
        assert touch(driver, "button").steps == {"export": 1}
        assert driver.look("() => document.querySelector('button').textContent") == "touch"
        assert driver.look("() => matchMedia('(pointer: coarse) and (hover: none)').matches")

    def test_what_is_below_the_window_is_scrolled_to_in_one_step(self, driver: Driver, open_html: Show) -> None:
        open_html(f"{TALL}<button>Satu</button>{TALL}")
        assert touch(driver, "button").steps == {"export": 2}

    def test_a_small_target_is_a_fault(self, driver: Driver, open_html: Show) -> None:
        open_html('<button style="box-sizing: border-box; width: 20px; height: 30px; padding: 0">x</button>')
        assert touch(driver, "button").faults == ["export: button is 20 x 30 pixels"]

    def test_what_is_under_something_cannot_be_touched(self, driver: Driver, open_html: Show) -> None:
        open_html('<button>Satu</button><div style="position: fixed; inset: 0"></div>')
        with pytest.raises(AssertionError, match="button cannot be touched"):
            touch(driver, "button")

    def test_what_slides_is_touched_where_it_stops(self, driver: Driver, open_html: Show) -> None:
        open_html(
            "<style>@keyframes in { from { translate: -300px } } button { animation: in 0.4s }</style>"
            "<button onclick=\"this.textContent = 'disentuh'\">Satu</button>"
        )
        assert touch(driver, "button").steps == {"export": 1}
        assert driver.look("() => document.querySelector('button').textContent") == "disentuh"


def test_the_table_has_a_column_for_each_walk_and_their_sums() -> None:
    table = table_of_steps(
        {("touch", "Firefox"): {"ask": 3, "export": 12}, ("keyboard", "Chromium"): {"ask": 2}},
    )
    assert table == [
        "keys, touches, scrolls and texts  keyboard, Chromium  touch, Firefox",
        "ask                                                2               3",
        "export                                             -              12",
        "together                                           2              15",
    ]
