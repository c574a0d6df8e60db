"""Netral and an intranet that it lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from assistant.settings import Settings
from tests.browser.conftest import Site
from tests.browser.widget.intranet import (
    DESKTOP,
    Host,
)
from tests.fakes import FakeService


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    intranet = Host()
    yield intranet
    intranet.stop()


@pytest.fixture(scope="module")
def site(host: Host, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Netral, which lists the intranet."""
    records = tmp_path_factory.mktemp("widget") / "records.sqlite"
    settings = Settings(rate_limit=0, allowed_origins=(host.origin, host.near), records=records)
    shared = Site(FakeService(settings), settings, page=False)
    shared.start()
    yield shared
    shared.stop()


@pytest.fixture
def visit(open_context: Callable[..., BrowserContext], host: Host, site: Site) -> Callable[..., Page]:
    """Opens a page of the intranet with the widget; attributes of its script, then options of the context."""

    def make(attributes: str = "", netral: Site | None = None, context: Any = None, **served: Any) -> Page:
        address = host.serve(netral or site, attributes, **served)
        page = open_context(**({"viewport": DESKTOP} | (context or {}))).new_page()
        page.goto(address)
        return page

    return make
