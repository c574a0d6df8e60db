"""One server for all tests of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.assistant.web.site import ORIGIN, client


@pytest.fixture(scope="module")
def api() -> Iterator[TestClient]:
    with client() as opened:
        yield opened


@pytest.fixture(scope="module")
def with_page() -> Iterator[TestClient]:
    with client(page=True, allowed_origins=(ORIGIN,)) as opened:
        yield opened
