"""The protocol, spoken by the SDK's own client in this process: both of its eras."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from mcp import Client, MCPError

from assistant.mcp.backend import ThreadBackend
from assistant.mcp.server import INSTRUCTIONS, NO_SOURCE, ProtocolServer
from assistant.mcp.stdio import FAILED, error_text, no_page
from assistant.mcp.tools import LISTED
from index.document import Document
from tests.fakes import DOCUMENTS, SECRET, FakeService

Use = Callable[[Client], Awaitable[Any]]


class Many(FakeService):
    """More documents than one part of a list has."""

    def sources(self) -> list[Document]:
        return [Document(f"{at:03}", "Teks.", "Judul", "a.txt", "0" * 64) for at in range(2 * LISTED + 1)]


@pytest.fixture(params=["auto", "legacy"])
def talk(request: pytest.FixtureRequest) -> Callable[..., Any]:
    """Runs what uses a client, connected to a server over a fake service."""

    def run(use: Use, service: FakeService | None = None) -> Any:
        async def connected() -> Any:
            backend = ThreadBackend(service or FakeService(), 2)
            server = ProtocolServer(backend, error_text, lambda _: no_page).build()
            async with Client(server, mode=request.param) as client:
                return await use(client)

        return asyncio.run(connected())

    return run


def error_of(talk: Callable[..., Any], use: Use, service: FakeService | None = None) -> MCPError:
    """The error that a use ends with; caught within, because the client's task group would wrap it."""

    async def caught(client: Client) -> MCPError:
        with pytest.raises(MCPError) as error:
            await use(client)
        return error.value

    found: MCPError = talk(caught, service)
    return found


def called(talk: Callable[..., Any], name: str, service: FakeService | None = None, **arguments: Any) -> Any:
    return talk(lambda client: client.call_tool(name, arguments), service)


def test_the_server_says_who_it_is_and_how_it_is_used(talk: Callable[..., Any]) -> None:
    async def use(client: Client) -> None:
        assert client.server_info.name == "netral"
        assert client.server_info.version
        assert client.instructions == INSTRUCTIONS

    talk(use)


def test_the_tools_only_read_and_stay_within_the_documents(talk: Callable[..., Any]) -> None:
    tools = talk(lambda client: client.list_tools()).tools
    assert [tool.name for tool in tools] == ["ask", "search", "read_source", "list_sources"]
    for tool in tools:
        assert tool.annotations.read_only_hint is True
        assert tool.annotations.idempotent_hint is True
        assert tool.annotations.destructive_hint is False
        assert tool.annotations.open_world_hint is False
        assert tool.output_schema["type"] == "object"


def test_an_answer_is_structured_and_readable(talk: Callable[..., Any]) -> None:
    result = called(talk, "ask", question="Kapan?")
    assert not result.is_error
    assert result.structured_content["short_answer"] == {"text": "22 September 2024", "citation": 1}
    assert "22 September 2024. [1]" in result.content[0].text
    assert "[1] ASN Diminta" in result.content[0].text


@pytest.mark.parametrize(
    ("name", "arguments", "says"),
    [
        ("ask", {"question": "?!"}, "control characters"),
        ("ask", {}, "`question` is missing"),
        ("search", {"query": ""}, "The question is empty"),
        ("read_source", {"source_id": "none"}, NO_SOURCE),
    ],
)
def test_an_error_of_the_user_is_a_result_that_says_what_to_do(
    talk: Callable[..., Any], name: str, arguments: dict[str, Any], says: str
) -> None:
    result = called(talk, name, **arguments)
    assert result.is_error
    assert result.structured_content is None
    assert says in result.content[0].text


def test_a_failure_is_logged_and_told_without_its_cause(
    talk: Callable[..., Any], caplog: pytest.LogCaptureFixture
) -> None:
    result = called(talk, "ask", question="rusak")
    assert (result.is_error, result.content[0].text) == (True, FAILED)
    assert SECRET in caplog.text


def test_an_unknown_tool_is_an_error_of_the_protocol(talk: Callable[..., Any]) -> None:
    error = error_of(talk, lambda client: client.call_tool("answer", {}))
    assert "There is no tool 'answer'; there are ask, search" in error.message


def test_the_documents_are_resources(talk: Callable[..., Any]) -> None:
    async def use(client: Client) -> None:
        listed = await client.list_resources()
        assert [each.uri for each in listed.resources] == ["netral://sources/001_bali", "netral://sources/002_xss"]
        assert listed.resources[0].size == len(DOCUMENTS[0].text.encode())
        (template,) = (await client.list_resource_templates()).resource_templates
        assert template.uri_template == "netral://sources/{+id}"
        read = await client.read_resource(listed.resources[0].uri)
        assert read.contents[0].text == DOCUMENTS[0].text  # type: ignore[union-attr]
        assert read.contents[0].mime_type == "text/plain"

    talk(use)


def test_resources_are_listed_in_parts(talk: Callable[..., Any]) -> None:
    async def use(client: Client) -> list[str]:
        uris, cursor = [], None
        while True:
            part = await client.list_resources(cursor=cursor)
            uris += [each.uri for each in part.resources]
            cursor = part.next_cursor
            if cursor is None:
                return uris

    uris = talk(use, Many())
    assert len(uris) == len(set(uris)) == 2 * LISTED + 1


@pytest.mark.parametrize("uri", ["netral://sources/none", "file:///etc/passwd"])
def test_an_unknown_resource_is_an_error_of_the_protocol(talk: Callable[..., Any], uri: str) -> None:
    error = error_of(talk, lambda client: client.read_resource(uri))
    assert (error.code, error.message) == (-32602, NO_SOURCE)


def test_a_cursor_that_is_none_is_refused(talk: Callable[..., Any]) -> None:
    error = error_of(talk, lambda client: client.list_resources(cursor="next"))
    assert "List from the beginning" in error.message


def test_resources_without_an_index_are_an_error_that_says_so(talk: Callable[..., Any]) -> None:
    service = FakeService()
    service.missing = True
    error = error_of(talk, lambda client: client.list_resources(), service)
    assert error.code == -32603
    assert "no index in" in error.message
