"""`/mcp` on a real server, spoken to by the SDK's own client; and what guards it."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import httpx2
import pytest
import uvicorn
from fastapi.testclient import TestClient
from mcp import Client

from assistant.mcp.server import NO_SOURCE
from assistant.quality.question_log import QuestionLog
from assistant.settings import Settings
from assistant.web.serve import open_socket
from index.errors import ConfigError
from tests.assistant.web.site import ORIGIN, client, problem
from tests.fakes import DOCUMENTS, SECRET, FakeService, make_app

JSON = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
LIST: dict[str, Any] = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}


def call(name: str, **arguments: Any) -> dict[str, Any]:
    return {**LIST, "method": "tools/call", "params": {"name": name, "arguments": arguments}}


def opened(**settings: Any) -> TestClient:
    """A client of a server with `/mcp`; used in a `with`, so that it has started."""
    return client(mcp=True, **settings)


def send(api: TestClient, message: object = LIST, **headers: str) -> Any:
    return api.post("/mcp", json=message, headers={**JSON, **headers})


@contextmanager
def serving(service: FakeService, **settings: Any) -> Iterator[str]:
    """The address of `/mcp` on a server of its own."""
    given = Settings(mcp=True, port=0, **({"rate_limit": 0} | settings))
    with open_socket(given) as sock:
        app = make_app(service, given, page=False)
        running = uvicorn.Server(uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=running.run, kwargs={"sockets": [sock]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{sock.getsockname()[1]}{given.root_path}/mcp"
        finally:
            service.released.set()
            running.should_exit = True
            thread.join(timeout=20)
        assert not thread.is_alive()


def talk(url: str, mode: str, use: Callable[[Client], Awaitable[Any]]) -> Any:
    async def connected() -> Any:
        async with Client(url, mode=mode) as connection:
            return await use(connection)

    return asyncio.run(connected())


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_client_asks_follows_up_searches_and_reads(mode: str) -> None:
    async def use(connection: Client) -> None:
        assert connection.server_info.name == "netral"
        assert [tool.name for tool in (await connection.list_tools()).tools][:2] == ["ask", "search"]
        first = await connection.call_tool("ask", {"question": "Kapan?"})
        cited = first.structured_content["citations"][0]
        assert DOCUMENTS[0].text[cited["start"] : cited["end"]] == cited["quote"]
        assert cited["url"] == f"{base}/sources/001_bali?start={cited['start']}&end={cited['end']}"
        then = await connection.call_tool("ask", {"question": "lalu?", "history": ["Kapan?"], "lang": "en"})
        assert then.structured_content["searched_as"] == "Kapan? lalu?"
        refused = await connection.call_tool("ask", {"question": "presiden"})
        assert (refused.is_error, refused.structured_content["answered"]) == (False, False)
        found = await connection.call_tool("search", {"query": "sanksi", "limit": 1})
        assert len(found.structured_content["passages"]) == 1
        read = await connection.call_tool("read_source", {"source_id": "001_bali", "end": 20})
        assert read.structured_content["text"] == DOCUMENTS[0].text[:20]
        listed = await connection.call_tool("list_sources", {})
        assert listed.structured_content["sources"][0]["url"] == f"{base}/sources/001_bali"
        resources = (await connection.list_resources()).resources
        assert len((await connection.list_resource_templates()).resource_templates) == 1
        content = (await connection.read_resource(resources[0].uri)).contents[0]
        assert content.text == DOCUMENTS[0].text  # type: ignore[union-attr]

    service = FakeService()
    with serving(service, root_path="/netral") as url:
        base = url.removesuffix("/mcp")
        talk(url, mode, use)
    assert ("lalu?", ("Kapan?",), "en") in service.asked


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_errors_are_results_without_their_cause(mode: str) -> None:
    async def use(connection: Client) -> dict[str, str]:
        told = {}
        for question in ("?!", "rusak", "indeks"):
            result = await connection.call_tool("ask", {"question": question})
            assert result.is_error
            told[question] = result.content[0].text  # type: ignore[union-attr]
        missing = await connection.call_tool("read_source", {"source_id": "none"})
        assert (missing.is_error, missing.content[0].text) == (True, NO_SOURCE)  # type: ignore[union-attr]
        return told

    with serving(FakeService()) as url:
        told = talk(url, mode, use)
    assert "control characters" in told["?!"]
    assert told["rusak"].startswith("Something failed on the server.")
    assert told["indeks"].startswith("The index is not available")
    assert not [text for text in told.values() if SECRET in text or "Traceback" in text]


def test_it_is_off_until_a_setting_opens_it() -> None:
    with client() as api:
        assert problem(send(api))["code"] == "not_found"


def test_without_the_sdk_the_setting_is_an_error_that_names_the_extra() -> None:
    with (
        patch.dict("sys.modules", {"mcp.server": None}),
        pytest.raises(ConfigError, match=r"The setting `mcp` needs .* pip install 'netral\[mcp\]'"),
    ):
        opened()


def test_a_message_is_answered_by_one_object_that_no_cache_stores() -> None:
    with opened() as api:
        response = send(api)
    assert response.status_code == 200
    assert len(response.json()["result"]["tools"]) == 4
    assert response.headers["content-type"] == "application/json"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["content-security-policy"].startswith("default-src 'none'")
    assert response.headers["x-request-id"]
    assert "mcp-session-id" not in response.headers


def test_there_is_no_stream_to_get_and_no_session_to_delete() -> None:
    with opened() as api:
        for reply in (api.get("/mcp"), api.delete("/mcp")):
            assert (problem(reply)["code"], reply.headers["allow"]) == ("method_not_allowed", "POST")


def test_what_is_no_message_is_an_error_of_the_protocol() -> None:
    with opened() as api:
        assert api.post("/mcp", content=b"no JSON", headers=JSON).json()["error"]["code"] == -32700
        assert send(api, {"jsonrpc": "2.0"}).json()["error"]["code"] < 0
        assert api.post("/mcp", content=b"{}", headers={"Content-Type": "text/plain"}).status_code in (400, 406)


def test_a_page_of_another_origin_may_not_call_it() -> None:
    with opened(allowed_origins=(ORIGIN,)) as api:
        assert problem(send(api, Origin="https://evil.example"))["code"] == "origin_not_allowed"
        assert send(api, Origin=ORIGIN).status_code == 200
        assert send(api, Origin="http://testserver").status_code == 200  # a page of this server
        asked = {"Origin": ORIGIN, "Access-Control-Request-Method": "POST"}
        allowed = api.options("/mcp", headers={**asked, "Access-Control-Request-Headers": "mcp-protocol-version"})
        assert allowed.status_code == 200


def test_a_request_under_a_foreign_name_is_refused() -> None:
    with opened() as api:
        assert problem(send(api, Host="evil.example"))["code"] == "host_not_allowed"


def test_without_a_signed_in_user_it_is_shut() -> None:
    with opened(user_header="X-Remote-User") as api:
        assert problem(send(api))["code"] == "sign_in"
        assert send(api, **{"X-Remote-User": "sari"}).status_code == 200


def test_a_body_that_is_too_large_is_refused() -> None:
    with opened() as api:
        assert problem(send(api, call("ask", question="a" * 70_000)))["code"] == "too_large"


def test_questions_and_searches_count_as_questions_and_the_rest_as_pages() -> None:
    with opened(rate_limit=2) as api:
        calls = [call("ask", question="Kapan?"), call("search", query="sanksi")]
        assert [send(api, each).status_code for each in calls] == [200, 200]
        over = send(api, calls[0])
        assert problem(over)["code"] == "rate_limited"
        assert over.headers["retry-after"]
        others = [LIST, call("list_sources"), call("read_source", source_id="001_bali")]
        assert [send(api, each).status_code for each in others] == [200, 200, 200]
        assert problem(api.post("/api/ask", json={"question": "Kapan?"}))["code"] == "rate_limited"


def test_a_full_pool_says_when_to_come_back() -> None:
    service = FakeService()
    with serving(service, max_concurrent=1, max_waiting=0) as url:

        async def use(connection: Client) -> Any:
            slow = asyncio.ensure_future(connection.call_tool("ask", {"question": "lambat"}))
            while not service.asked:
                await asyncio.sleep(0.01)
            busy = await connection.call_tool("search", {"query": "sanksi"})
            service.released.set()
            assert not (await slow).is_error
            return busy

        busy = talk(url, "auto", use)
    assert busy.is_error
    assert busy.content[0].text.startswith("Too many questions wait")


@pytest.mark.parametrize("version", ["2025-06-18", "2026-07-28"])
def test_a_question_whose_client_has_left_is_dropped_while_it_waits(version: str) -> None:
    service = FakeService()
    with serving(service, max_concurrent=1) as url:
        headers = {**JSON, "MCP-Protocol-Version": version, "Mcp-Method": "tools/call", "Mcp-Name": "ask"}

        def ask(question: str, timeout: float) -> None:
            message = call("ask", question=question)
            message["params"]["_meta"] = {
                "io.modelcontextprotocol/protocolVersion": version,
                "io.modelcontextprotocol/clientCapabilities": {},
            }
            reply = httpx2.post(url, json=message, headers=headers, timeout=timeout)
            assert reply.json()["result"]["isError"] is False

        first = threading.Thread(target=ask, args=("lambat", 20))
        first.start()
        while not service.asked:
            time.sleep(0.01)
        with pytest.raises(httpx2.TimeoutException):
            ask("Siapa?", 0.3)
        time.sleep(0.3)  # until the server has seen it leave
        service.released.set()
        first.join(20)
        ask("Kapan?", 20)
    assert [question for question, *_ in service.asked] == ["lambat", "Kapan?"]


def test_questions_are_logged_for_evaluators_like_any_other(tmp_path: Any) -> None:
    records = tmp_path / "records.sqlite"
    with opened(records=records) as api:
        assert send(api, call("ask", question="Kapan?")).status_code == 200
        assert send(api, call("search", query="sanksi")).status_code == 200
    assert [each.question for each in QuestionLog(records, 90).questions()] == ["Kapan?"]


@pytest.mark.parametrize("version", ["2025-06-18", "2026-07-28"])
def test_the_line_of_a_request_says_what_became_of_the_question(version: str, caplog: pytest.LogCaptureFixture) -> None:
    headers = {"MCP-Protocol-Version": version, "Mcp-Method": "tools/call", "Mcp-Name": "ask"}
    meta = {"io.modelcontextprotocol/protocolVersion": version, "io.modelcontextprotocol/clientCapabilities": {}}
    message = call("ask", question="presiden")
    message["params"]["_meta"] = meta
    with caplog.at_level("INFO", "netral.requests"), opened() as api:
        assert send(api, message, **headers).json()["result"]["isError"] is False
    (line,) = [each for each in caplog.messages if "/mcp" in each]
    assert line.startswith("POST /mcp 200")
    assert "refused: not_in_sources" in line


def test_an_application_can_start_again() -> None:
    api = opened()
    for _ in range(2):
        with api:
            assert send(api).status_code == 200
