"""Five tasks on the staff page, with the keyboard alone and with a finger, in Chromium and in Firefox.

What a step is, and what counts as a fault, says `walk.py`. The page is the real one, over the fake service.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import Site
from tests.browser.usability.driver import Driver, Input
from tests.browser.usability.keyboard_tasks import work_by_keyboard
from tests.browser.usability.parts import open_page
from tests.browser.usability.step_table import Steps
from tests.browser.usability.touch_tasks import work_by_touch
from tests.browser.usability.walk import Task, Walk

WORK: dict[Input, Callable[[Walk, Path], None]] = {"keyboard": work_by_keyboard, "touch": work_by_touch}
MOST: dict[Input, dict[Task, int]] = {
    "keyboard": {"ask": 2, "check the source": 14, "follow up": 3, "correct a wrong answer": 20, "export": 9},
    "touch": {"ask": 3, "check the source": 3, "follow up": 3, "correct a wrong answer": 10, "export": 5},
}
"""Steps that a task may take: what it takes today, with room for one or two more buttons on the way and for a scroll."""


@pytest.mark.parametrize("program", ["Chromium", "Firefox"])
@pytest.mark.parametrize("way", ["keyboard", "touch"])
def test_five_tasks(
    way: Input, driver: Driver, make_site: Callable[..., Site], tmp_path: Path, counted_steps: Steps
) -> None:
    records = tmp_path / "walk.sqlite"
    site = make_site(records=records)
    walk = Walk(driver)
    counted_steps[way, driver.name] = walk.steps
    open_page(walk, site.url)
    try:
        WORK[way](walk, records)
    finally:
        print(*walk.way, *walk.faults, *driver.complaints(), sep="\n")  # noqa: T201 - pytest shows it where the walk fails
    assert walk.faults == []
    assert driver.complaints() == []
    assert driver.hosts() == {urlsplit(site.url).netloc}
    assert [task for task, most in MOST[way].items() if walk.steps[task] > most] == []
