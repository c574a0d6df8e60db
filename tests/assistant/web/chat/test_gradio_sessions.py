"""Gradio's sessions are few and small, and a page whose session was given back goes on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.routing import Mount

from assistant.web.chat.gradio_sessions import BoundedSessions, SmallSession
from tests.assistant.web.gradio_client import StaffScript
from tests.assistant.web.site import client


@pytest.fixture
def script(tmp_path: Path) -> Iterator[StaffScript]:
    with client(page=True, records=tmp_path / "records.sqlite") as api:
        yield StaffScript(api)


def blocks_of(script: StaffScript) -> Any:
    """The page, as Gradio has it."""
    assert isinstance(script.api.app, FastAPI)
    mounted = script.api.app.routes[-1]
    assert isinstance(mounted, Mount)
    return mounted._base_app.get_blocks()  # type: ignore[attr-defined]


def sessions_of(script: StaffScript) -> BoundedSessions:
    found = blocks_of(script).state_holder
    assert isinstance(found, BoundedSessions)
    return found


def memory_of(stream: str) -> dict[str, str]:
    """What the last event of a stream has the browser remember."""
    found: dict[str, str] = {}
    for line in stream.splitlines():
        event = json.loads(line.removeprefix("data: ")) if line.startswith("data: ") else {}
        for value in event.get("output", {}).get("data", []):
            if isinstance(value, dict) and set(value) == {"lang", "reader", "open"}:
                found = value
    return found


def test_a_session_keeps_its_conversation_and_language_and_no_component(script: StaffScript) -> None:
    script.load("a1")
    script.ask("a1", "Kapan rapat?")
    session = sessions_of(script).session_data["a1"]
    assert isinstance(session, SmallSession)
    assert len(session.state_data) == 2
    assert session.config_values == {}
    assert session.blocks_config is blocks_of(script).default_config


def test_sessions_are_capped_and_the_least_recently_used_go_first(script: StaffScript) -> None:
    sessions = sessions_of(script)
    sessions.capacity = 5
    for number in range(5):
        script.load(f"s{number}")
    script.load("s0")
    for number in range(5, 8):
        script.load(f"s{number}")
    assert list(sessions.session_data) == ["s4", "s0", "s5", "s6", "s7"]


def test_what_nobody_came_to_read_goes_with_its_session(script: StaffScript) -> None:
    sessions, queue = sessions_of(script), blocks_of(script)._queue
    sessions.capacity = 3
    for number in range(20):
        script.ask(f"s{number}", "Kapan rapat?")
    for kept in (sessions.session_data, queue.pending_messages_per_session, queue.pending_event_ids_session):
        assert len(kept) <= 3
    assert len(queue.event_ids_to_events) <= 3


def test_idle_and_closed_sessions_are_given_back(script: StaffScript) -> None:
    now = [0.0]
    sessions = BoundedSessions(blocks_of(script), idle=100, closed=10, clock=lambda: now[0])
    for name in ("idle", "closed", "used", "again"):
        assert sessions[name].used == 0
    sessions["closed"].is_closed = sessions["again"].is_closed = True
    assert not sessions["again"].is_closed  # its page came back
    now[0] = 11
    sessions.delete_all_expired_state()
    assert list(sessions.session_data) == ["idle", "used", "again"]
    now[0] = 90
    assert sessions["used"].used == 90
    now[0] = 101
    sessions.delete_all_expired_state()
    assert list(sessions.session_data) == ["used"]


def test_a_page_whose_session_was_given_back_goes_on_in_its_conversation_and_language(script: StaffScript) -> None:
    sessions = sessions_of(script)
    script.load("a1")
    memory = memory_of(script.ask("a1", "Kapan rapat?"))
    assert memory["open"]
    sessions.session_data.clear()
    stream = script.ask("a1", "Siapa yang hadir?", memory | {"lang": "en"})
    assert "Kapan rapat?" in stream
    assert "Searching the source articles" in stream
    assert memory_of(stream)["open"] == memory["open"]
