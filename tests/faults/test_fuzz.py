"""Requests made up at random, over every route of ours and the listed ones of Gradio: none ends in an error of the server."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.routing import Route

from tests.assistant.web.gradio_client import StaffScript
from tests.assistant.web.security.test_routes import OPEN, filled
from tests.assistant.web.site import client
from tests.faults.conftest import Tally, often

REQUESTS = often(1_000, 10_000)
TEXTS = (
    "", " ", "a", "Kapan rapat?", "\ud800", "x\udfff", "\0", "\x1b[31m", "<script>alert(1)</script>", "%00", "../../etc/passwd",
    "𐏿" * 40, "é" * 3_000, "null", "-1", "1e400", "=1+1", "\u202e", "'; drop table talks; --", "A" * 22, "id", "en", "NaN", "\r\nX: y",
)  # fmt: skip
GRADIO = (
    "/gradio_api/queue/join", "/gradio_api/queue/join/", "/gradio_api/run/predict", "/gradio_api/cancel", "/gradio_api/reset",
)  # fmt: skip
GRADIO_GET = (
    "/", "/theme.css", "/robots.txt", "/gradio_api/app_id", "/gradio_api/startup-events", "/gradio_api/theme.css", "/assets/x.js",
    "/assets/%00", "/static/..%2f..%2fetc", "/static/x", "/gradio_api/queue/data", "/gradio_api/heartbeat/%00", "/gradio_api/heartbeat/a b",
    "/gradio_api/heartbeat/%ed%a0%80",
)  # fmt: skip


class Fuzzer:
    """Makes up requests; the same ones each time."""

    def __init__(self, api: TestClient, seed: int) -> None:
        self._api, self._random = api, random.Random(seed)
        self._script = StaffScript(api)
        assert isinstance(api.app, FastAPI)
        self._routes = [route for route in api.app.routes if isinstance(route, Route) and route.methods]
        self.sessions = 0

    def value(self, depth: int = 0) -> Any:
        """Anything that JSON can say."""
        kinds: list[Callable[[], Any]] = [
            lambda: self._random.choice(TEXTS),
            lambda: self._random.choice((None, True, False, 0, -1, 10**30, 1.5, float("nan"), float("inf"))),
        ]
        if depth < 3:
            keys = ("question", "history", "path", "meta", "reader", "open", "lang", "\ud800", "data", "do", "id")
            kinds.append(lambda: [self.value(depth + 1) for _ in range(self._random.randrange(4))])
            kinds.append(
                lambda: {self._random.choice(keys): self.value(depth + 1) for _ in range(self._random.randrange(4))}
            )
        return self._random.choice(kinds)()

    def event(self) -> Any:
        """An event of the page with something wrong in it, or nothing."""
        one = self._random.choice(self._script.events)
        self.sessions += 1
        memory = {"lang": "id", "reader": "A" * 22, "open": ""}
        data = [self._random.choice((None, "Kapan?", memory, self.value())) for _ in one["inputs"]]
        body: dict[str, Any] = {
            "data": data,
            "fn_index": one["id"],
            "session_hash": f"s{self.sessions}",
            "trigger_id": None,
        }
        body |= {"event_data": None, "event_id": "abc"}
        for _ in range(self._random.randrange(3)):
            body[self._random.choice([*body, "batched", "simple_format", "oauth_token"])] = self.value()
        if self._random.random() < 0.2:
            body.pop(self._random.choice(list(body)))
        return body

    def body(self, event: bool) -> bytes:
        """The bytes of a body: JSON, a form, or neither."""
        kind = self._random.random()
        if kind < 0.1:
            return self._random.randbytes(self._random.randrange(200))
        if kind < 0.2:
            return b"[" * 5_000
        if kind < 0.3:
            return json.dumps(self.value()).encode()[: self._random.randrange(60)]
        if event:
            return json.dumps(self.event()).encode()
        fields = ("question", "history", "answer_id", "rating", "comment", "lang", "talk", "reason", "token", "name")
        return json.dumps({name: self.value() for name in self._random.sample(fields, 5)} | self.whole()).encode()

    def whole(self) -> dict[str, Any]:
        """Often a question that can be asked, so that what comes after its check is reached."""
        return {"question": "Kapan rapat?"} if self._random.random() < 0.5 else {}

    def send(self) -> tuple[str, int]:
        """One request; what was asked for, and the status."""
        headers = {
            "Content-Type": self._random.choice(
                ("application/json", "text/plain", "multipart/form-data", "application/x-www-form-urlencoded")
            )
        }
        headers |= self._random.choice(
            (
                {},
                {"Accept": "text/html"},
                {"Origin": "http://testserver"},
                {"Range": "bytes=9-1"},
                {"Cookie": "netral_quality=\xff; ="},
            )
        )
        kind = self._random.random()
        if kind < 0.5:
            method, path = "POST", self._random.choice(GRADIO)
            if self._random.random() < 0.8:
                headers["Content-Type"] = "application/json"
        elif kind < 0.6:
            method, path = "GET", self._random.choice(GRADIO_GET)
        else:
            route = self._random.choice(self._routes)
            method, path = self._random.choice(sorted(route.methods or {"GET"})), filled(route.path)
            if self._random.random() < 0.3:
                path = path.replace(
                    "001_bali", self._random.choice(("%00", "%ed%a0%80", "a/b", "..", "%0a", "é" * 200))
                )
        names = (
            "lang",
            "start",
            "end",
            "q",
            "turn",
            "page",
            "sort",
            "question",
            "session_hash",
            "history",
            "id",
            "kind",
            "run",
        )
        query = {
            name: self._random.choice(TEXTS).encode("utf-8", "surrogatepass") for name in self._random.sample(names, 2)
        }
        body = self.body(path.startswith("/gradio_api")) if method in ("POST", "PUT", "PATCH", "DELETE") else None
        raw = {name: value.encode("latin-1") for name, value in headers.items()}
        response = self._api.request(
            method, path, params=_query(query), content=body, headers=raw, follow_redirects=False
        )
        return f"{method} {path}", response.status_code


def _query(values: dict[str, bytes]) -> str:
    return "&".join(name + "=" + "".join(f"%{byte:02x}" for byte in value[:500]) for name, value in values.items())


@pytest.fixture
def api(tmp_path: Path) -> Iterator[TestClient]:
    with client(
        page=True,
        records=tmp_path / "records.sqlite",
        runs=tmp_path,
        sources=tmp_path,
        index=tmp_path / "index",
        **OPEN,
    ) as opened:
        yield opened


def test_no_request_ends_in_an_error_of_the_server(api: TestClient, tally: Tally) -> None:
    for page, token in (("operator", OPEN["operator_token"]), ("quality", OPEN["evaluator_token"])):
        form = {"token": token, "name": "Sari", "person": "Sari"}
        entered = api.post(f"/{page}/login", data=form, headers={"Origin": "http://testserver"}, follow_redirects=False)
        assert entered.status_code == 303
    fuzzer = Fuzzer(api, seed=16)
    seen: Counter[int] = Counter()
    failed: Counter[str] = Counter()
    for _ in range(REQUESTS):
        asked, status = fuzzer.send()
        seen[status] += 1
        if status >= 500 and status != 503:
            failed[asked] += 1
    by_status = ", ".join(f"{status}: {count:,}" for status, count in sorted(seen.items()))
    tally.add("fuzzed requests", REQUESTS, failed.total(), f"answered in full, by status {by_status}")
    assert not failed
    assert seen[200] > REQUESTS // 100
    assert seen[422] > REQUESTS // 10
