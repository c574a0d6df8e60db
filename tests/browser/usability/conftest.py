"""A page in a browser for each walk, and the table of steps at the end of a run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.browser.usability.chromium import Chromium
from tests.browser.usability.driver import Driver, Input
from tests.browser.usability.firefox import Firefox
from tests.browser.usability.small_site import SmallSite
from tests.browser.usability.step_table import Steps, table_of_steps

_STEPS = pytest.StashKey[Steps]()


@pytest.fixture
def way() -> Input:
    """The way of input; tests of both set it."""
    return "keyboard"


@pytest.fixture
def program() -> str:
    """The browser; tests of both set it."""
    return "Chromium"


@pytest.fixture
def driver(request: pytest.FixtureRequest, way: Input, program: str, tmp_path: Path) -> Iterator[Driver]:
    """A page of that browser, with that way of input. Chromium is not started for Firefox, nor Firefox for Chromium."""
    folder = tmp_path / program
    folder.mkdir()
    if program == "Chromium":
        yield Chromium(request.getfixturevalue("open_context"), request.getfixturevalue("watch"), way, folder)
    else:
        with closing(Firefox(way, folder)) as firefox:
            yield firefox


@pytest.fixture
def small_site() -> Iterator[SmallSite]:
    """A server for pages that a test writes."""
    with closing(SmallSite()) as site:
        yield site


@pytest.fixture
def open_html(driver: Driver, small_site: SmallSite) -> Callable[[str], None]:
    """Opens a page with that body."""

    def show(body: str) -> None:
        head = (
            '<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>x</title>'
        )
        small_site.page = (head + body).encode()
        driver.open(f"http://{small_site.host}/")

    return show


@pytest.fixture(scope="session")
def counted_steps(pytestconfig: pytest.Config) -> Steps:
    """Where a walk leaves its steps for the table."""
    return pytestconfig.stash.setdefault(_STEPS, {})


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the table, where there were walks."""
    if counted := config.stash.get(_STEPS, {}):
        terminalreporter.section("steps of the usability script")
        for line in table_of_steps(counted):
            terminalreporter.write_line(line)
