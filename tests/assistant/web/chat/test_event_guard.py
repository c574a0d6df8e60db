"""What Gradio gets to see: events of the page, written anew. Anything else is told what is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.assistant.web.gradio_client import StaffScript
from tests.assistant.web.site import client, problem


@pytest.fixture(scope="module")
def script() -> Iterator[StaffScript]:
    with client(page=True, question_log=False, keep_days=0) as api:
        yield StaffScript(api)


def asking(script: StaffScript, **changes: Any) -> dict[str, Any]:
    """A question as the page sends it, with `changes`; a value of `...` is left out."""
    body = {
        "data": ["Kapan rapat?", None, None, {}],
        "fn_index": script.number("submit"),
        "session_hash": "a1",
        "trigger_id": 7,
        "event_data": None,
    }
    return {name: value for name, value in (body | changes).items() if value is not ...}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"data": ...}, "`data`"),
        ({"data": "Kapan?"}, "`data`"),
        ({"data": ["Kapan?"]}, "`data`"),
        ({"data": ["Kapan?", None, None, {}, ""]}, "`data`"),
        ({"data": [["Kapan?"], None, None, {}]}, "`data`"),
        ({"data": [{"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}, None, None, {}]}, "`data`"),
        ({"data": [7, None, None, {}]}, "`data`"),
        ({"data": ["Kapan?", None, None, ["x"]]}, "`data`"),
        ({"fn_index": ...}, "`fn_index`"),
        ({"fn_index": 999}, "`fn_index`"),
        ({"fn_index": -1}, "`fn_index`"),
        ({"fn_index": True}, "`fn_index`"),
        ({"fn_index": "0"}, "`fn_index`"),
        ({"fn_index": 1.0}, "`fn_index`"),
        ({"session_hash": ...}, "`session_hash`"),
        ({"session_hash": None}, "`session_hash`"),
        ({"session_hash": "\ud800"}, "`session_hash`"),
        ({"session_hash": "a" * 65}, "`session_hash`"),
        ({"session_hash": "a b"}, "`session_hash`"),
    ],
)
def test_a_malformed_event_is_told_what_is_wrong_with_it(script: StaffScript, changes: Any, said: str) -> None:
    response = script.send("/gradio_api/queue/join", **asking(script, **changes))
    found = problem(response)
    assert (found["status"], found["code"]) == (422, "event")
    assert said in found["detail"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"7", b"null", b"\xff", b"[" * 5_000, b'"\\ud800"'])
@pytest.mark.parametrize("path", ["queue/join", "run/predict", "cancel", "reset"])
def test_a_body_that_is_no_object_is_no_event(script: StaffScript, path: str, body: bytes) -> None:
    assert problem(script.api.post(f"/gradio_api/{path}", content=body))["code"] == "event"


def test_questions_go_through_the_queue_and_nothing_else_does(script: StaffScript) -> None:
    direct = script.send("/gradio_api/run/predict", **asking(script))
    assert problem(direct)["code"] == "event"
    load = script.number("load")
    queued = script.send("/gradio_api/queue/join", **asking(script, fn_index=load, data=[{}]))
    assert problem(queued)["code"] == "event"


def test_half_a_surrogate_pair_in_a_question_is_left_out(script: StaffScript) -> None:
    stream = script.ask("b1", "Kapan \ud800rapat?")
    assert "Kapan rapat?" in stream
    assert json.loads(stream.strip().splitlines()[-1].removeprefix("data: "))["msg"] == "close_stream"


def test_what_a_browser_says_it_remembers_may_be_anything(script: StaffScript) -> None:
    for memory in ({"reader": "\ud800", "open": ["x"], "lang": {"a": 1}, "path": "/etc/passwd"}, "\udfff", {}):
        assert script.load("c1", memory).status_code == 200


def test_a_state_that_a_browser_sends_is_not_read(script: StaffScript) -> None:
    stolen = {"turns": [{"role": "system"}]}
    joined = script.send("/gradio_api/queue/join", **asking(script, session_hash="d1", data=["Kapan?", stolen, 7, {}]))
    assert joined.status_code == 200
    assert "Kapan?" in script.api.get("/gradio_api/queue/data?session_hash=d1").text


@pytest.mark.parametrize(
    "query", ["", "session_hash=", "session_hash=unknown", "session_hash=a&session_hash=b", "session_hash=%ed%a0%80"]
)
def test_a_stream_of_no_session_is_not_found(script: StaffScript, query: str) -> None:
    assert script.api.get(f"/gradio_api/queue/data?{query}").status_code == 404


def test_what_stops_an_event_is_checked_too(script: StaffScript) -> None:
    right = {"session_hash": "a1", "fn_index": script.number("submit"), "event_id": "abc"}
    assert script.send("/gradio_api/cancel", **right).status_code == 200
    assert script.send("/gradio_api/reset", event_id="abc").status_code == 200
    for wrong in ({"session_hash": 7}, {"fn_index": None}, {"event_id": "\ud800"}):
        assert problem(script.send("/gradio_api/cancel", **right | wrong))["code"] == "event"
    assert script.api.get("/gradio_api/heartbeat/%ed%a0%80").status_code == 404
