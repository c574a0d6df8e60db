"""A server over the fake service, and what its replies hold."""

from __future__ import annotations

import html
import json
import re
from typing import Any

from fastapi.testclient import TestClient

from assistant.settings import Settings
from tests.fakes import SECRET, FakeService, make_app

ORIGIN = "https://intranet.example.go.id"


def client(page: bool = False, service: FakeService | None = None, **settings: Any) -> TestClient:
    """A client of a new server over a fake service, without a rate limit unless given one."""
    given = Settings(**({"rate_limit": 0} | settings))
    app = make_app(service or FakeService(given), given, page)
    return TestClient(app, raise_server_exceptions=False)


def problem(response: Any) -> dict[str, Any]:
    """The problem object of a response, its shape checked."""
    assert response.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = response.json()
    assert set(found) - {"field"} == {"type", "title", "status", "detail", "code", "request_id"}
    assert found["request_id"] == response.headers["x-request-id"]
    assert found["status"] == response.status_code
    assert SECRET not in response.text
    return found


def events(text: str) -> list[tuple[str, Any]]:
    """The events of a stream, in order."""
    found = []
    for block in text.strip().split("\n\n"):
        name, data = block.split("\n")
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def mark_of(page: str) -> str:
    """The marked text of the page."""
    return html.unescape("".join(re.findall(r"<mark[^>]*>(.*?)</mark>", page, re.DOTALL)))
