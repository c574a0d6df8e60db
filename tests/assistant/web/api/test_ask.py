"""Asking over HTTP: the record, and the events of a stream."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.web.shared.ask_stream import text_chunks
from tests.assistant.web.site import client, events, problem
from tests.fakes import DOCUMENTS, SECRET, FakeService


def test_an_answer_is_the_record_of_the_contract(api: TestClient) -> None:
    response = api.post("/api/ask", json={"question": "Kapan pendaftaran calon dimulai?"})
    assert response.status_code == 200
    record = response.json()
    assert record["short_answer"] == {"text": "22 September 2024", "citation": 1}
    first = record["citations"][0]
    assert DOCUMENTS[0].text[first["start"] : first["end"]] == first["quote"]
    assert first["url"] == f"/sources/001_bali?start={first['start']}&end={first['end']}"
    assert response.headers["cache-control"] == "no-store"


def test_history_and_language_reach_the_service() -> None:
    service = FakeService()
    body = {"question": "Lalu?", "history": ["Kapan pilkada?"], "lang": "en"}
    with client(service=service) as api:
        assert api.post("/api/ask", json=body).json()["searched_as"] == "Kapan pilkada? Lalu?"
    assert service.asked == [("Lalu?", ("Kapan pilkada?",), "en")]


def test_a_refusal_is_an_answer_and_not_an_error(api: TestClient) -> None:
    response = api.post("/api/ask", json={"question": "Siapa presiden?"})
    assert response.status_code == 200
    assert response.json()["refusal"]["reason"] == "not_in_sources"


def test_talk_is_an_answer_of_its_own_kind(api: TestClient) -> None:
    record = api.post("/api/ask", json={"question": "halo"}).json()
    assert (record["kind"], record["intent"], record["answered"], record["refusal"]) == (
        "talk",
        "greeting",
        False,
        None,
    )
    found = events(api.post("/api/ask/stream", json={"question": "halo"}).text)
    assert "".join(data["text"] for name, data in found if name == "delta") == record["text"]
    assert found[-1] == ("follow_ups", {"questions": FakeService().suggestions("id")[:2]})


def test_questions_of_the_history_are_not_suggested_again() -> None:
    service = FakeService()
    with client(service=service) as api:
        api.post("/api/ask/stream", json={"question": "Lalu?", "history": ["Kapan?"]})
    assert service.followed == [("Kapan?",)]


def test_talk_takes_no_opinion(tmp_path: Path) -> None:
    records = tmp_path / "records.sqlite"
    with client(records=records) as api:
        reply = api.post("/api/feedback", json={"question": "halo", "verdict": "up"})
        assert (reply.status_code, problem(reply)["code"]) == (422, "talk")
        assert not records.exists()
        assert api.post("/api/feedback", json={"question": "Siapa presiden?", "verdict": "up"}).status_code == 201


def test_a_stream_gives_status_then_text_then_the_record(api: TestClient) -> None:
    response = api.post("/api/ask/stream", json={"question": "Kapan?"})
    assert response.headers["content-type"].startswith("text/event-stream")
    names = [name for name, _ in events(response.text)]
    assert names[0] == "status"
    assert set(names[1:-2]) == {"delta"}
    assert names[-2:] == ["answer", "follow_ups"]
    found = events(response.text)
    assert found.pop()[1] == {"questions": ["Lalu kapan pemungutan suaranya?", "Apa sanksinya bagi yang melanggar?"]}
    assert found[0][1] == {"stage": "search"}
    assert "".join(data["text"] for name, data in found if name == "delta") == found[-1][1]["text"]
    assert found[-1][1].keys() == api.post("/api/ask", json={"question": "Kapan?"}).json().keys()


@pytest.mark.parametrize(
    ("question", "code"), [("rusak", "internal"), ("indeks", "index_unavailable"), ("?!", "control")]
)
def test_an_error_after_the_start_of_a_stream_is_an_event(api: TestClient, question: str, code: str) -> None:
    found = events(api.post("/api/ask/stream", json={"question": question}).text)
    assert [name for name, _ in found] == ["status", "error"]
    assert found[1][1]["code"] == code
    assert SECRET not in json.dumps(found)


@pytest.mark.parametrize("text", ["", "satu", "  dua  kata ", "a b c d e f g h i\nj\n\nk", "satu " * 50])
def test_chunks_join_to_the_text(text: str) -> None:
    assert "".join(text_chunks(text)) == text
