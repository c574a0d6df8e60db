"""A walk through a page, task by task: every step is counted, and where it left the focus is noted."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from tests.browser.usability.driver import (
    PATIENCE,
    PAUSE,
    SMALLEST,
    Driver,
    Key,
    Target,
    bring_into_window,
    focus_of,
    has_focus,
    is_shown,
    target_of,
    wait_until,
)

Task = Literal["ask", "check the source", "follow up", "correct a wrong answer", "export"]
SETTLED = 2.0
"""Seconds after which a focus that is gone, or out of sight, counts as lost: redrawing and smooth scrolling take some time."""
FARTHEST = 40
"""Presses of one key to something; what is farther cannot be reached."""


class Walk:
    """Counts a step for each key, each touch, each text typed, and each time that a reader must scroll to touch something.

    Attributes:
        steps: steps by task, in the order of the walk.
        way: each step, with what had the focus after it: what to read where a walk fails.
        faults: steps that lost the focus or left it where nobody sees or uses it, and targets too small for a finger, in words.
    """

    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        self.steps: dict[Task, int] = {}
        self.faults: list[str] = []
        self.way: list[str] = []
        self._task: Task | None = None

    @contextmanager
    def task(self, name: Task) -> Iterator[None]:
        """Count the steps within as those of the task `name`."""
        self._task, self.steps[name] = name, 0
        yield
        self._check_focus("the end")
        self._task = None

    def press(self, key: Key) -> None:
        """Press a key."""
        self.driver.press(key)
        self._count(key)

    def write(self, text: str) -> None:
        """Type a text: one step, whatever its length."""
        self.driver.write(text)
        self._count(f"“{text}”")

    def go_to(self, selector: str, key: Key = "Tab") -> None:
        """Press `key` until one of those elements has the focus."""
        passed: list[str] = []
        while not has_focus(self.driver, selector):
            assert len(passed) < FARTHEST, f"{self.driver.name}: {key} does not reach {selector}, but {passed}"
            self.press(key)
            passed.append(focus_of(self.driver).name)

    def tap(self, selector: str) -> None:
        """Touch an element in its middle, once it is there and moves no more."""
        target = self._target(selector)
        if min(target.width, target.height) < SMALLEST:
            self.faults.append(f"{self._task}: {selector} is {target.width:.0f} x {target.height:.0f} pixels")
        self.driver.touch(target.x, target.y)
        self._count(f"a touch of {selector}")

    def wait_for(self, selector: str) -> None:
        """Wait until an element is shown."""
        wait_until(lambda: is_shown(self.driver, selector), f"{self.driver.name} shows {selector}")

    def wait_without(self, selector: str) -> None:
        """Wait until none of those elements is shown."""
        wait_until(lambda: not is_shown(self.driver, selector), f"{self.driver.name} shows no {selector}")

    def wait_for_file(self) -> Path:
        """Wait for the one file of the walk."""
        wait_until(lambda: bool(self.driver.files()), f"a file comes to {self.driver.name}")
        (file,) = self.driver.files()
        return file

    def _target(self, selector: str) -> Target:
        """Where to touch, scrolled to where that is needed; fails where an element stays covered or never comes."""
        end, scrolled = time.monotonic() + PATIENCE, False
        while True:
            target = target_of(self.driver, selector)
            if target and target.free and not target.moving:
                return target
            if target and not target.moving and not scrolled:
                scrolled = True
                bring_into_window(self.driver, selector)
                self._count(f"scrolling to {selector}", check=False)
            assert time.monotonic() < end, f"{self.driver.name}: {selector} cannot be touched: {target}"

    def _count(self, step: str, check: bool = True) -> None:
        assert self._task is not None, "a step outside of a task"
        self.steps[self._task] += 1
        if check:
            self._check_focus(step)
        self.way.append(f"{self._task}: {step} -> {focus_of(self.driver).name}")

    def _check_focus(self, step: str) -> None:
        """Note the step after which nothing has the focus, or what cannot be seen, or what is nothing to use."""
        if _soon(lambda: focus_of(self.driver).seen) and focus_of(self.driver).known:
            return
        focus = focus_of(self.driver)
        if not focus.name:
            found = "nothing has the focus"
        elif not focus.seen:
            found = f"“{focus.name}” has the focus, out of sight"
        else:
            found = f"“{focus.name}” has the focus, and is nothing to use"
        self.faults.append(f"{self._task}: after {step}, {found}")


def _soon(true: Callable[[], bool]) -> bool:
    end = time.monotonic() + SETTLED
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(PAUSE)
    return True
