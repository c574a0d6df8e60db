"""Who is counted, by what, and whose word is taken for where a request comes from."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.web.security.rates import RateCounter, network_of
from tests.assistant.web.site import client, problem

ASK = {"question": "Kapan?"}


def talk(name: str) -> dict[str, str]:
    return {"Netral-Conversation": name}


def codes(api: TestClient, times: int, path: str = "/api/ask", **given: Any) -> list[int]:
    return [api.post(path, json=ASK, **given).status_code for _ in range(times)]


def test_an_office_behind_one_address_does_not_lock_itself_out() -> None:
    with client(rate_limit=3, address_rate_limit=600) as api:
        for number in range(200):
            assert codes(api, 3, headers=talk(f"reader-{number}")) == [200] * 3
        assert codes(api, 1, headers=talk("reader-7")) == [429]
        assert codes(api, 1, headers=talk("reader-8")) == [429]


def test_a_flood_of_new_conversations_meets_the_limit_of_its_address() -> None:
    with client(rate_limit=3, address_rate_limit=5) as api:
        found = [codes(api, 1, headers=talk(f"new-{number}"))[0] for number in range(8)]
        assert found == [200] * 5 + [429] * 3
        assert codes(api, 1) == [429]


@pytest.mark.parametrize("name", ["", "dua kata", "x" * 65, "a/b"])
def test_a_name_that_is_none_counts_for_the_address(name: str) -> None:
    with client(rate_limit=2) as api:
        assert codes(api, 2, headers=talk(name)) == [200, 200]
        assert codes(api, 1) == [429]


def test_a_signed_in_reader_is_counted_whatever_conversation_is_named() -> None:
    with client(rate_limit=2, user_header="X-Remote-User") as api:
        for name in ("ani", "budi"):
            found = [codes(api, 1, headers={"X-Remote-User": name, **talk(f"t{n}")})[0] for n in range(3)]
            assert found == [200, 200, 429]


def test_questions_opinions_and_pages_have_allowances_of_their_own() -> None:
    with client(rate_limit=1, address_rate_limit=1) as api:
        assert codes(api, 2) == [200, 429]
        opinion = {"question": "halo", "verdict": "up"}
        assert [api.post("/api/feedback", json=opinion).status_code for _ in range(2)] == [422, 429]
        assert [api.get("/sources").status_code for _ in range(11)] == [200] * 10 + [429]
        assert all(api.get(path).status_code == 200 for path in ("/healthz", "/widget.js", "/static/netral/source.css"))
        response = api.get("/api/sources")
        assert problem(response)["code"] == "rate_limited"
        assert int(response.headers["retry-after"]) >= 1


def test_the_sessions_of_the_page_are_counted_one_by_one_and_its_commands_too() -> None:
    with client(page=True, rate_limit=1, address_rate_limit=3) as opened:

        def post(path: str, name: str) -> int:
            return opened.post(f"/gradio_api/{path}", json={"session_hash": name, "data": []}).status_code

        assert [post("queue/join", name) == 429 for name in ("a", "a", "b", "c", "d")] == [
            False,
            True,
            False,
            False,
            True,
        ]
        assert [post("run/predict", "a") == 429 for _ in range(11)] == [False] * 10 + [True]
        assert post("run/predict", "b") != 429
        for body in (b"", b"[1]", b"{", b'{"session_hash": 5}', b"[" * 60_000):
            assert opened.post("/gradio_api/run/predict", content=body).status_code in (422, 429)


def test_the_whole_body_reaches_the_page_after_the_session_was_read_in_it() -> None:
    with client(page=True, rate_limit=5) as opened:
        found = opened.post("/gradio_api/queue/join", json={"session_hash": "a", "data": [], "fn_index": 10_000})
        assert (
            "`fn_index` is none of its events" in found.text
        )  # its fields were read: what is refused is no missing body
        assert opened.post("/gradio_api/queue/join", json={}).status_code == 422


def test_a_limit_fills_again() -> None:
    now = [0.0]
    counter = RateCounter(6, 60, clock=lambda: now[0])
    assert [counter.wait("question", "a", "x") for _ in range(7)] == [0] * 6 + [10.0]
    now[0] = 10.0
    assert counter.wait("question", "a", "x") == 0


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("10.1.2.3", "10.1.2.3"),
        ("::ffff:10.1.2.3", "10.1.2.3"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("made-up", "unknown"),
        ("", "unknown"),
    ],
)
def test_an_address_is_counted_as_the_network_of_one_connection(host: str, network: str) -> None:
    assert network_of(host) == network


SERVE = """
import json, sys
from assistant.settings import Settings
from assistant.web.serve import serve
from tests.fakes import FakeService
serve(FakeService(), Settings(port=0, rate_limit=2, question_log=False, trusted_proxies=tuple(json.loads(sys.argv[1]))))
"""


@pytest.mark.parametrize(
    ("trusted", "believed"), [(["127.0.0.1"], True), (["127.0.0.0/8"], True), (["10.0.0.5"], False), ([], False)]
)
def test_only_a_trusted_proxy_is_believed(trusted: list[str], believed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")  # uvicorn's own variable, which must not count
    command = [sys.executable, "-c", SERVE, json.dumps(trusted)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            url = server.stdout.readline().removeprefix("Netral: ").strip()

            def ask(forwarded: str) -> int:
                headers = {"Content-Type": "application/json", "X-Forwarded-For": forwarded}
                request = urllib.request.Request(f"{url}/api/ask", json.dumps(ASK).encode(), headers)
                try:
                    with urllib.request.urlopen(request) as reply:
                        return int(reply.status)
                except urllib.error.HTTPError as error:
                    with error:
                        return error.code

            found = [ask(f"192.0.2.{number}") for number in range(4)]
            assert found == ([200] * 4 if believed else [200, 200, 429, 429])
            # Of several, the last that is no proxy of ours: what a client put before it counts for nothing.
            if believed:
                assert [ask(f"198.51.100.{number}, 192.0.2.9") for number in range(3)] == [200, 200, 429]
        finally:
            server.terminate()
