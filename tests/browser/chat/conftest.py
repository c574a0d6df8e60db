"""One server for all tests of the staff page; each opens a browser context of its own, and so is another reader."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.settings import Settings
from tests.browser.conftest import Site
from tests.fakes import FakeService


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The server. Tests leave it as it was, but for what they asked."""
    records = tmp_path_factory.mktemp("staff") / "records.sqlite"
    shared = Site(FakeService(), Settings(rate_limit=0, records=records))
    shared.start()
    yield shared
    shared.stop()


@pytest.fixture
def slow(site: Site) -> Iterator[Site]:
    """The server, which does not answer SLOW before `service.released` is set."""
    site.service.released.clear()
    yield site
    site.service.released.set()
