"""`netral mcp` as a client starts it: a program of its own, with the index of the articles."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

from assistant.mcp.addresses import source_id_of
from tests.real import ROOT, SEEDS

VOTE = "Kapan Pilkada 2024 dilaksanakan?"
PROGRAM = [sys.executable, "-m", "assistant.cli", "mcp"]
INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    },
}
CALL = {
    "jsonrpc": "2.0",
    "id": 2,
    "method": "tools/call",
    "params": {"name": "ask", "arguments": {"question": VOTE}},
}


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NETRAL_")}
    return {**kept, "PYTHONPATH": str(ROOT)}


def start(folder: Path, index: Path | str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*PROGRAM, "--index", str(index)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        env=environment(),
    )


def say(process: subprocess.Popen[str], message: object) -> None:
    assert process.stdin
    process.stdin.write((message if isinstance(message, str) else json.dumps(message)) + "\n")
    process.stdin.flush()


def hear(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout
    heard: dict[str, Any] = json.loads(process.stdout.readline())
    return heard


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_client_asks_follows_up_searches_and_reads(mode: str, index_folder: Path, tmp_path: Path) -> None:
    parameters = StdioServerParameters(
        command=PROGRAM[0], args=[*PROGRAM[1:], "--index", str(index_folder)], env=environment(), cwd=tmp_path
    )

    async def talk() -> None:
        with (tmp_path / "log").open("w", encoding="utf-8") as log:
            async with Client(stdio_client(parameters, errlog=log), mode=mode) as client:
                assert client.server_info.name == "netral"
                assert len((await client.list_tools()).tools) == 4
                await follow_up(client)
                await refuse(client)
                await look_up(client)

    asyncio.run(talk())
    assert (tmp_path / "log").read_text(encoding="utf-8") == ""


async def follow_up(client: Client) -> None:
    first = (await client.call_tool("ask", {"question": VOTE})).structured_content
    assert first["short_answer"]["text"] == "27 November 2024"
    assert_quoted(first["citations"])
    then = await client.call_tool("ask", {"question": "Lalu kapan pendaftarannya?", "history": [VOTE]})
    assert "22 September 2024" in then.structured_content["citations"][0]["quote"]
    assert "Pilkada 2024" in then.structured_content["searched_as"]
    assert_quoted(then.structured_content["citations"])


async def refuse(client: Client) -> None:
    refused = await client.call_tool("ask", {"question": "Kapan Pilkada 2029 dilaksanakan?"})
    assert not refused.is_error
    assert refused.structured_content["refusal"]["reason"] == "not_in_sources"
    assert refused.structured_content["citations"] == []
    for question in ("", "a" * 501):
        wrong = await client.call_tool("ask", {"question": question})
        assert wrong.is_error
        assert "Traceback" not in wrong.content[0].text  # type: ignore[union-attr]


async def look_up(client: Client) -> None:
    found = (await client.call_tool("search", {"query": "sanksi bagi ASN", "limit": 3})).structured_content
    assert len(found["passages"]) == 3
    assert any("sanksi berat" in each["text"] for each in found["passages"])
    listed = (await client.call_tool("list_sources", {})).structured_content
    assert listed["total"] == 5
    uris = [each.uri for each in (await client.list_resources()).resources]
    assert uris == [each["uri"] for each in listed["sources"]]
    text = (await client.read_resource(uris[0])).contents[0].text  # type: ignore[union-attr]
    assert text == (SEEDS / f"{source_id_of(uris[0])}.txt").read_bytes().decode()
    read = await client.call_tool("read_source", {"source_id": source_id_of(uris[0]), "start": 10, "end": 50})
    assert read.structured_content["text"] == text[10:50]


def assert_quoted(citations: list[dict[str, Any]]) -> None:
    """Each quote is the file's text at its offsets."""
    assert citations
    for each in citations:
        text = (SEEDS / f"{each['source_id']}.txt").read_bytes().decode()
        assert text[each["start"] : each["end"]] == each["quote"]


def test_it_ends_quietly_when_its_input_closes_and_writes_nothing_but_messages(
    index_folder: Path, tmp_path: Path
) -> None:
    with start(tmp_path, index_folder) as process:
        say(process, INITIALIZE)
        assert hear(process)["result"]["serverInfo"]["name"] == "netral"
        say(process, {"jsonrpc": "2.0", "method": "notifications/initialized"})
        say(process, "no JSON")
        say(process, CALL)
        while (heard := hear(process)).get("id") != 2:  # of what could not be read, it may say so
            assert heard["jsonrpc"] == "2.0"
        assert heard["result"]["isError"] is False
        rest, told = process.communicate(timeout=30)
    assert process.returncode == 0
    assert [json.loads(line)["jsonrpc"] for line in rest.splitlines()] == ["2.0"] * len(rest.splitlines())
    assert "Traceback" not in told


def test_it_ends_quietly_without_a_word(index_folder: Path, tmp_path: Path) -> None:
    with start(tmp_path, index_folder) as process:
        assert process.communicate("", timeout=60) == ("", "")
    assert process.returncode == 0


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_when_it_is_told_to(sent: signal.Signals, index_folder: Path, tmp_path: Path) -> None:
    with start(tmp_path, index_folder) as process:
        say(process, INITIALIZE)
        hear(process)
        process.send_signal(sent)  # while it waits for input
        assert process.wait(timeout=30) == -sent
        assert process.stderr
        assert "Traceback" not in process.stderr.read()


def test_without_an_index_it_says_what_to_do_and_does_not_begin(tmp_path: Path) -> None:
    with start(tmp_path, "nowhere") as process:
        out, told = process.communicate(timeout=60)
    assert (process.returncode, out) == (1, "")
    assert told.startswith("netral: ")
    assert "netral index build" in told


def test_without_the_sdk_the_extra_is_named(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['mcp'] = None; "  # as if it were not installed
        "from assistant.cli.main import main; sys.exit(main(['mcp', '--index', 'nowhere']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "pip install 'netral[mcp]'" in done.stderr
    assert done.stderr.count("\n") == 1
