"""Readers who leave: on the API, in a stream, and on the staff page."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.types import Message

from assistant.settings import Settings
from assistant.web.shared.leaving import while_there
from assistant.wording import words
from tests.fakes import FakeService, make_app

SLOW = "Yang lambat?"


def message(question: str) -> dict[str, Any]:
    """A question as a client of OpenAI's API sends it."""
    return {"model": "netral", "messages": [{"role": "user", "content": question}]}


@pytest.mark.parametrize(
    ("path", "body_of"),
    [
        ("/api/ask", lambda question: {"question": question}),
        ("/api/ask/stream", lambda question: {"question": question}),
        ("/panel/ask", lambda question: {"question": question, "turn": 1, "lang": "id"}),
        ("/v1/chat/completions", message),
        ("/v1/chat/completions", lambda question: {**message(question), "stream": True}),
    ],
)
def test_a_question_that_waits_is_dropped_when_its_client_closes_the_connection(
    path: str, body_of: Callable[[str], dict[str, Any]], tmp_path: Path
) -> None:
    service = FakeService()
    settings = Settings(
        records=tmp_path / "r.sqlite", max_concurrent=1, rate_limit=0, question_log=False, openai_api=True
    )
    app = make_app(service, settings, page=False)

    async def request(question: str, leave: asyncio.Event) -> list[Message]:
        body = [{"type": "http.request", "body": json.dumps(body_of(question)).encode()}]
        sent: list[Message] = []

        async def receive() -> Message:
            if body:
                return body.pop()
            await leave.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)

        headers = [(b"content-type", b"application/json")]
        scope = {"type": "http", "method": "POST", "path": path, "headers": headers, "query_string": b""}
        await app({**scope, "asgi": {"version": "3.0", "spec_version": "2.3"}, "client": ("1.2.3.4", 5)}, receive, send)
        return sent

    async def scenario() -> None:
        stays, leaves = asyncio.Event(), asyncio.Event()
        first = asyncio.ensure_future(request(SLOW, stays))
        while not service.asked:
            await asyncio.sleep(0.005)
        second = asyncio.ensure_future(request("Kapan?", leaves))
        await asyncio.sleep(0.05)
        leaves.set()
        await asyncio.wait_for(second, 10)
        service.released.set()
        sent = await asyncio.wait_for(first, 10)
        assert sent[0]["status"] == 200
        assert [question for question, _, _ in service.asked] == [SLOW]

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("/api/ask", {}),
        ("/api/ask/stream", {}),
        ("/panel/ask", {"turn": 1, "lang": "id"}),
        ("/api/feedback", {"verdict": "up"}),
    ],
)
def test_beyond_those_that_wait_each_surface_says_503_and_when_to_come_back(
    path: str, more: dict[str, Any], tmp_path: Path
) -> None:
    service = FakeService()
    settings = Settings(
        records=tmp_path / "r.sqlite",
        max_concurrent=1,
        max_waiting=0,
        rate_limit=0,
        question_log=False,
        evaluators=True,
    )
    browser = {"Accept": "text/html", "Accept-Language": "id"}
    with TestClient(make_app(service, settings, page=False)) as api, ThreadPoolExecutor(1) as thread:
        slow = thread.submit(api.post, "/api/ask", json={"question": SLOW})
        while not service.asked:
            time.sleep(0.005)
        try:
            reply = api.post(path, json={"question": "Kapan?", **more})
            page = api.get("/explain?question=Kapan", headers=browser)
        finally:
            service.released.set()
        assert slow.result().status_code == 200
    assert (reply.status_code, reply.json()["code"], reply.headers["retry-after"]) == (503, "busy", "1")
    assert (page.status_code, page.headers["retry-after"]) == (503, "1")
    assert words("id")["problem_crowded"] in page.text


def test_updates_end_when_their_reader_has_left_and_what_they_wait_for_is_cancelled() -> None:
    ended = []

    async def updates() -> AsyncGenerator[int, None]:
        try:
            yield 1
            await asyncio.sleep(20)
            yield 2
        finally:
            ended.append(True)

    async def scenario() -> None:
        seen: list[int] = []
        async for update in while_there(updates(), lambda: bool(seen), every=0.01):
            seen.append(update)  # noqa: PERF401 - what is seen decides when it ends
        assert seen == [1]
        assert ended == [True]

    asyncio.run(scenario())


def test_updates_of_a_reader_who_stays_are_all_given() -> None:
    async def updates() -> AsyncGenerator[int, None]:
        for number in range(3):
            await asyncio.sleep(0.03)
            yield number

    async def scenario() -> None:
        assert [each async for each in while_there(updates(), lambda: False, every=0.01)] == [0, 1, 2]

    asyncio.run(scenario())
