"""What a person does with a page, in any browser: keys, text, a finger, what is seen, and the files that come.

Two browsers fulfil `Driver`: Chromium (`chromium.py`) and Firefox (`firefox.py`). The functions below it say what is to be seen, with
the same JavaScript in both.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

Key = Literal["Enter", "Tab", "Shift+Tab", "Escape", "ArrowDown", "Control+k", "/"]
Input = Literal["keyboard", "touch"]
PATIENCE = 20.0
"""Seconds that a page may take for anything: several tests may share a slow machine."""
PAUSE = 0.05
"""Seconds between two looks at the page."""
SMALLEST = 24
"""CSS pixels, the least width and height of what a finger touches (WCAG 2.2, 2.5.8)."""

WINDOWS: dict[Input, tuple[int, int]] = {"keyboard": (1280, 800), "touch": (390, 844)}
"""CSS pixels: a desktop for the keyboard, a phone for the finger."""


class Driver(Protocol):
    """One page in one browser. What does not work raises; what the page does wrong is asked for."""

    name: str

    def open(self, url: str) -> None:
        """Load a page, to the end of its load event."""

    def press(self, key: Key) -> None:
        """Press and release a key, or several at once."""

    def write(self, text: str) -> None:
        """Type `text` into what has the focus, key by key."""

    def touch(self, x: float, y: float) -> None:
        """Put a finger on the window, at CSS pixels of it, and lift it."""

    def look(self, function: str, argument: str = "") -> Any:
        """The value of a JavaScript function of one text, as JSON carries it; a promise is waited for."""

    def files(self) -> list[Path]:
        """The files that came whole, under the names that the server gave them."""

    def complaints(self) -> list[str]:
        """Errors in the console so far."""

    def hosts(self) -> set[str]:
        """Hosts and ports that the page asked for anything."""


@dataclass(frozen=True)
class Focus:
    """What has the focus.

    Attributes:
        name: what it shows, or its label, cut short; empty where nothing has the focus (then the page's body has it).
        seen: whether some of it is in the window with nothing over it.
        known: whether it is a control, or something that the page lets have the focus. Firefox gives it to any part that scrolls.
    """

    name: str
    seen: bool
    known: bool


@dataclass(frozen=True)
class Target:
    """Where a finger goes to touch an element.

    Attributes:
        x, y: its middle, in CSS pixels of the window.
        width, height: its size, in CSS pixels.
        moving: whether it is on its way to somewhere else.
        free: whether its middle is in the window, with nothing over it.
    """

    x: float
    y: float
    width: float
    height: float
    moving: bool
    free: bool


_FIRST_SHOWN = """
const all = [...document.querySelectorAll(selector)];
const one = all.find((each) => each.checkVisibility({ visibilityProperty: true }) && !each.closest("[inert]"));
"""

_SHOWN = f"(selector) => {{ {_FIRST_SHOWN} return Boolean(one); }}"

_TEXT = f"(selector) => {{ {_FIRST_SHOWN} return one ? one.textContent.replace(/\\s+/g, ' ').trim() : null; }}"

_IN_WINDOW = f"""(selector) => {{
  {_FIRST_SHOWN}
  if (!one) return false;
  const box = one.getClientRects()[0];
  const at = document.elementFromPoint(box.left + Math.min(8, box.width / 2), box.top + box.height / 2);
  return Boolean(at) && (one.contains(at) || at.contains(one));
}}"""

_HAS_FOCUS = "(selector) => Boolean(document.activeElement?.matches(selector))"

# Gradio gives a text box its name by a label around it. Points near the corners and in the middle are tried: a bar that stays
# in place may cover a part.
_FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body || one === document.documentElement) return ["", false, false];
  const said = one.ariaLabel || one.textContent || one.placeholder || one.labels?.[0]?.textContent || one.tagName;
  const box = one.getBoundingClientRect();
  const [left, right] = [Math.max(0, box.left), Math.min(innerWidth, box.right)];
  const [top, bottom] = [Math.max(0, box.top), Math.min(innerHeight, box.bottom)];
  const points = [[0.5, 0.5], [0.1, 0.1], [0.9, 0.1], [0.1, 0.9], [0.9, 0.9]];
  const seen = right > left && bottom > top && points.some(([x, y]) => {
    const at = document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y);
    return at && (one.contains(at) || at.contains(one));
  });
  const known = one.matches("a, button, input, textarea, select, summary, dialog, [tabindex], [role]");
  return [said.replace(/\\s+/g, " ").trim().slice(0, 60) || one.tagName, seen, known];
}"""

# While a drawer or a sheet slides in, and while the page scrolls by itself, an element is not where it will be touched.
_TARGET = f"""async (selector) => {{
  {_FIRST_SHOWN}
  if (!one) return null;
  const first = one.getBoundingClientRect();
  for (let frame = 0; frame < 3; frame += 1) await new Promise((done) => setTimeout(done, 20));
  const box = one.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const moved = Math.hypot(box.left - first.left, box.top - first.top) > 0.5;
  const sliding = document.getAnimations().some((each) => each.playState === "running" && each.effect?.target?.contains(one));
  const at = document.elementFromPoint(x, y);
  return [x, y, box.width, box.height, moved || sliding, Boolean(at) && one.contains(at)];
}}"""

_BRING = f"(selector) => {{ {_FIRST_SHOWN} one?.scrollIntoView({{ block: 'nearest', behavior: 'instant' }}); }}"


def is_shown(driver: Driver, selector: str) -> bool:
    """Whether an element is shown, and is not switched off by a drawer or a dialog over it."""
    return bool(driver.look(_SHOWN, selector))


def is_in_window(driver: Driver, selector: str) -> bool:
    """Whether where an element begins is in the window, with nothing over it."""
    return bool(driver.look(_IN_WINDOW, selector))


def text_of(driver: Driver, selector: str) -> str:
    """The text of an element that is shown, with single spaces; fails where there is none."""
    text = driver.look(_TEXT, selector)
    assert text is not None, f"{driver.name}: nothing is shown for {selector}"
    return str(text)


def value_of(driver: Driver, selector: str) -> str:
    """What stands in a text box."""
    return str(driver.look("(selector) => document.querySelector(selector).value", selector))


def attribute_of(driver: Driver, selector: str, name: str) -> str | None:
    """An attribute of the first element for `selector`."""
    value = driver.look(f"(selector) => document.querySelector(selector).getAttribute('{name}')", selector)
    return None if value is None else str(value)


def has_focus(driver: Driver, selector: str) -> bool:
    """Whether what has the focus is one of those elements."""
    return bool(driver.look(_HAS_FOCUS, selector))


def focus_of(driver: Driver) -> Focus:
    """What has the focus now."""
    name, seen, known = driver.look(_FOCUS)
    return Focus(name, seen, known)


def target_of(driver: Driver, selector: str) -> Target | None:
    """Where a finger touches an element; None while it is not shown."""
    found = driver.look(_TARGET, selector)
    return Target(*found) if found else None


def bring_into_window(driver: Driver, selector: str) -> None:
    """Scroll as little as it takes to see an element. By script: no browser's test interface moves a page as a finger does."""
    driver.look(_BRING, selector)


def wait_until(true: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    """Look again and again until `true`; fails after `seconds`, saying `what` was waited for."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"not within {seconds:g} s: {what}"
        time.sleep(PAUSE)
