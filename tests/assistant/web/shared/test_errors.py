"""Errors as problem documents: what a client is told, and what stays inside."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.assistant.web.site import problem
from tests.fakes import SECRET


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "invalid"),
        ({"question": ""}, "empty"),
        ({"question": "x" * 501}, "too_long"),
        ({"question": 5}, "invalid"),
        ({"question": "x", "history": ["y"] * 11}, "history"),
        ({"question": "x", "history": ["y" * 501]}, "history"),
        ({"question": "x", "history": "y"}, "history"),
        ({"question": "x", "lang": "fr"}, "invalid"),
        ({"question": "x", "admin": True}, "invalid"),
        (["x"], "invalid"),
    ],
)
@pytest.mark.parametrize("route", ["/api/ask", "/api/ask/stream"])
def test_a_bad_question_is_422_with_its_code(api: TestClient, route: str, body: Any, code: str) -> None:
    response = api.post(route, json=body)
    assert response.status_code == 422
    assert problem(response)["code"] == code


def test_what_the_service_refuses_is_422_with_its_code(api: TestClient) -> None:
    response = api.post("/api/ask", json={"question": "?!"})
    assert response.status_code == 422
    assert problem(response)["code"] == "control"


def test_what_is_not_json_is_422(api: TestClient) -> None:
    response = api.post("/api/ask", content=b"{", headers={"Content-Type": "application/json"})
    assert response.status_code == 422
    problem(response)


def test_a_missing_index_is_503_and_says_when_to_come_back(api: TestClient) -> None:
    response = api.post("/api/ask", json={"question": "indeks"})
    assert response.status_code == 503
    assert problem(response)["code"] == "index_unavailable"
    assert int(response.headers["retry-after"]) > 0


def test_anything_else_is_500_logged_and_says_nothing_of_the_inside(
    api: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        response = api.post("/api/ask", json={"question": "rusak"})
    assert response.status_code == 500
    assert problem(response)["code"] == "internal"
    assert any(SECRET in (entry.exc_text or "") for entry in caplog.records)
    assert response.headers["x-content-type-options"] == "nosniff"
