"""How much a request may bring, and how often one address may ask."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from assistant.web.security.limits import BODY_LIMIT, NAMES_KEPT, TokenBuckets
from tests.assistant.web.site import ORIGIN, client, problem


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_over_the_limit_is_413(api: TestClient, chunked: bool) -> None:
    body = b'{"question": "' + b"x" * BODY_LIMIT + b'"}'
    content = iter([body[:1000], body[1000:]]) if chunked else body
    response = api.post("/api/ask", content=content, headers={"Content-Type": "application/json"})
    assert response.status_code == 413
    assert problem(response)["code"] == "too_large"


def test_a_body_at_the_limit_is_read(api: TestClient) -> None:
    body = b'{"question": "Kapan?"}'.ljust(BODY_LIMIT)
    assert api.post("/api/ask", content=body, headers={"Content-Type": "application/json"}).status_code == 200


def test_a_question_too_many_is_429_and_says_when_to_come_back() -> None:
    with client(rate_limit=2) as api:
        codes = [api.post("/api/ask", json={"question": "Kapan?"}).status_code for _ in range(3)]
        assert codes == [200, 200, 429]
        response = api.post("/api/ask/stream", json={"question": "Kapan?"})
        assert problem(response)["code"] == "rate_limited"
        assert 0 < int(response.headers["retry-after"]) <= 30
        assert api.get("/api/sources").status_code == 200


def test_a_bucket_fills_again_and_forgets_the_oldest_address() -> None:
    now = [0.0]
    limit = TokenBuckets(per_minute=6, clock=lambda: now[0])
    assert [limit.wait("a") for _ in range(7)] == [0] * 6 + [10.0]
    now[0] = 10.0
    assert limit.wait("a") == 0
    for number in range(NAMES_KEPT + 5):
        limit.wait(f"b{number}")
    assert len(limit._buckets) == NAMES_KEPT
    assert limit.wait("a") == 0


def test_a_refusal_of_the_limit_can_be_read_by_a_listed_origin() -> None:
    with client(rate_limit=1, allowed_origins=(ORIGIN,)) as api:
        for _ in range(2):
            response = api.post("/api/ask", json={"question": "Kapan?"}, headers={"Origin": ORIGIN})
    assert response.status_code == 429
    assert response.headers["access-control-allow-origin"] == ORIGIN


def test_the_limit_covers_the_questions_of_the_page() -> None:
    with client(page=True, rate_limit=1) as opened:
        assert opened.post("/gradio_api/queue/join", json={}).status_code == 422
        assert problem(opened.post("/gradio_api/queue/join", json={}))["code"] == "rate_limited"
