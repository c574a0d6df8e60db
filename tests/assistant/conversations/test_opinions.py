"""Feedback, stored with the whole answer."""

from __future__ import annotations

import json
import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.cli.main import main
from assistant.conversations.opinions import COMMENT_LIMIT, OPINION_REASONS, PASSAGE_LIMIT, Feedback, OpinionStore
from assistant.settings import Settings
from index.errors import RecordsError
from tests.fakes import FakeService, make_app

QUESTION = "Kapan pendaftaran calon dimulai?"


def opinion(**changes: Any) -> Feedback:
    answer = {"answered": True, "index": "f1", "refusal": None}
    given: dict[str, Any] = {"verdict": "up", "comment": "", "question": QUESTION, "history": ("Apa?",), "lang": "id"}
    return Feedback(**(given | {"answer": answer, "settings": {"reader": "spans"}} | changes))


@pytest.fixture
def records(tmp_path: Path) -> OpinionStore:
    return OpinionStore(tmp_path / "new" / "records.sqlite")


def test_what_is_stored_comes_back_whole_and_in_order(records: OpinionStore) -> None:
    numbers = [
        records.add(opinion()),
        records.add(opinion(verdict="wrong_source", comment="Salah “kutip”; DROP TABLE")),
    ]
    assert numbers == [1, 2]
    first, second = records.feedback()
    assert (first.id, first.verdict, first.question, first.history, first.lang) == (1, "up", QUESTION, ("Apa?",), "id")
    assert first.answer["index"] == "f1"
    assert first.settings == {"reader": "spans"}
    assert first.created.endswith("+00:00")
    assert second.comment == "Salah “kutip”; DROP TABLE"
    assert json.loads(json.dumps(second.as_dict()))["verdict"] == "wrong_source"


def test_nothing_was_stored_yet(records: OpinionStore, tmp_path: Path) -> None:
    assert records.feedback() == []
    assert not (tmp_path / "new").exists()


def test_many_at_once_are_all_kept(records: OpinionStore) -> None:
    with ThreadPoolExecutor(8) as threads:
        numbers = list(threads.map(lambda _: records.add(opinion()), range(40)))
    assert sorted(numbers) == list(range(1, 41))
    assert len(records.feedback()) == 40


def test_it_uses_write_ahead_logging_so_that_an_export_keeps_nobody_waiting(
    records: OpinionStore, tmp_path: Path
) -> None:
    records.add(opinion())
    with sqlite3.connect(tmp_path / "new/records.sqlite") as reading:
        assert reading.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        reading.execute("BEGIN")
        reading.execute("SELECT * FROM feedback").fetchall()
        assert records.add(opinion()) == 2
    reading.close()


def test_a_file_that_is_no_database_is_named_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    path.write_text("catatan rapat, bukan basis data " * 40, encoding="utf-8")
    before = path.read_bytes()
    for use in (OpinionStore(path).feedback, lambda: OpinionStore(path).add(opinion())):
        with pytest.raises(RecordsError, match=r"records\.sqlite cannot be used.*set `records`"):
            use()
    assert path.read_bytes() == before


def api(path: Path, **settings: Any) -> TestClient:
    given = Settings(**({"rate_limit": 0, "records": path} | settings))
    return TestClient(make_app(FakeService(given), given, False), raise_server_exceptions=False)


def test_feedback_is_kept_with_the_answer_as_the_service_gives_it(tmp_path: Path) -> None:
    path = tmp_path / "r.sqlite"
    with api(path, language="en") as client:
        body = {"question": QUESTION, "history": ["Apa?"], "lang": "id", "verdict": "down", "comment": "  kurang  "}
        response = client.post("/api/feedback", json=body)
        shown = client.post("/api/ask", json={key: body[key] for key in ("question", "history", "lang")}).json()
    assert response.status_code == 201
    assert response.json() == {"id": 1, "key": response.json()["key"]}
    assert response.headers["cache-control"] == "no-store"
    (kept,) = OpinionStore(path).feedback()
    assert (kept.verdict, kept.comment, kept.history) == ("down", "kurang", ("Apa?",))
    assert kept.answer["citations"] == shown["citations"]
    assert kept.answer["index"] == shown["index"]
    assert (kept.settings["language"], kept.settings["records"]) == ("en", str(path))


@pytest.mark.parametrize(
    "changes",
    [
        {"verdict": "great"},
        {"verdict": None},
        {"comment": "a" * (COMMENT_LIMIT + 1)},
        {"question": ""},
        {"answer": {"text": "forged"}},
        {"history": ["x"] * 11},
        {"verdict": "down", "reason": "because"},
        {"verdict": "down", "reason": ""},
        {"verdict": "up", "reason": "wrong"},
        {"verdict": "down", "passage": "a" * (PASSAGE_LIMIT + 1)},
        {"verdict": "down", "passage": None},
        {"key": "k"},
    ],
)
def test_what_is_not_feedback_is_refused_and_not_stored(tmp_path: Path, changes: dict[str, Any]) -> None:
    with api(tmp_path / "r.sqlite") as client:
        response = client.post("/api/feedback", json={"question": QUESTION, "verdict": "up"} | changes)
    assert response.status_code == 422
    assert OpinionStore(tmp_path / "r.sqlite").feedback() == []


def test_the_reason_and_the_right_passage_are_kept(tmp_path: Path) -> None:
    with api(tmp_path / "r.sqlite") as client:
        for number, reason in enumerate(OPINION_REASONS, 1):
            body = {
                "question": QUESTION,
                "verdict": "down",
                "reason": reason,
                "passage": f" {'é' * PASSAGE_LIMIT}"[:-1],
            }
            assert client.post("/api/feedback", json=body).json()["id"] == number
    kept = OpinionStore(tmp_path / "r.sqlite").feedback()
    assert [each.reason for each in kept] == list(OPINION_REASONS)
    assert {each.passage for each in kept} == {"é" * (PASSAGE_LIMIT - 1)}
    assert {each.changed for each in kept} == {""}


def given(client: TestClient, **body: Any) -> str:
    key = client.post("/api/feedback", json={"question": QUESTION, "verdict": "down"} | body).json()["key"]
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", key)
    return str(key)


def test_an_opinion_is_replaced_by_its_key_and_keeps_its_answer(tmp_path: Path) -> None:
    with api(tmp_path / "r.sqlite") as client:
        keys = [given(client, comment="satu", reason="wrong", passage="Kutipan."), given(client, comment="dua")]
        before = OpinionStore(tmp_path / "r.sqlite").feedback()
        body = {"verdict": "wrong_source", "comment": " lain ", "reason": "other"}
        response = client.put(f"/api/feedback/{keys[0]}", json=body)
    assert (response.status_code, response.json()) == (200, {"id": 1, "key": keys[0]})
    assert response.headers["cache-control"] == "no-store"
    first, second = OpinionStore(tmp_path / "r.sqlite").feedback()
    changes: dict[str, Any] = {"verdict": "wrong_source", "comment": "lain", "reason": "other", "passage": ""}
    assert first == replace(before[0], changed=first.changed, **changes)
    assert first.changed >= first.created
    assert second == before[1]


def test_replacing_asks_nothing_again_and_is_not_counted_as_a_question(tmp_path: Path) -> None:
    with api(tmp_path / "r.sqlite", rate_limit=1) as client:
        key = given(client)
        for verdict in ("up", "down", "up"):
            assert client.put(f"/api/feedback/{key}", json={"verdict": verdict}).status_code == 200
        assert client.post("/api/feedback", json={"question": QUESTION, "verdict": "up"}).status_code == 429
    (kept,) = OpinionStore(tmp_path / "r.sqlite").feedback()
    assert kept.verdict == "up"


@pytest.mark.parametrize("stored", [False, True])
@pytest.mark.parametrize("key", ["A" * 22, "x", "%20", "' OR 1=1 --", "é" * 500])
def test_a_key_that_is_none_is_not_found(tmp_path: Path, key: str, stored: bool) -> None:
    with api(tmp_path / "r.sqlite") as client:
        if stored:
            given(client)
        response = client.put(f"/api/feedback/{key}", json={"verdict": "up"})
        assert (response.status_code, response.json()["code"]) == (404, "opinion_not_found")
        assert "POST /api/feedback" in response.json()["detail"]
    assert (tmp_path / "r.sqlite").exists() == stored
    assert [each.verdict for each in OpinionStore(tmp_path / "r.sqlite").feedback()] == ["down"] * stored


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"verdict": "up", "reason": "wrong"},
        {"verdict": "down", "reason": "because"},
        {"verdict": "down", "question": QUESTION},
        {"verdict": "down", "comment": "a" * (COMMENT_LIMIT + 1)},
        {"verdict": "down", "passage": "a" * (PASSAGE_LIMIT + 1)},
    ],
)
def test_a_wrong_change_changes_nothing(tmp_path: Path, body: dict[str, Any]) -> None:
    with api(tmp_path / "r.sqlite") as client:
        key = given(client, comment="tetap")
        response = client.put(f"/api/feedback/{key}", json=body)
        assert (response.status_code, response.json()["code"]) == (422, "invalid")
    (kept,) = OpinionStore(tmp_path / "r.sqlite").feedback()
    assert (kept.verdict, kept.comment, kept.changed) == ("down", "tetap", "")


def test_a_reason_for_praise_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with api(tmp_path / "r.sqlite") as client:
        body = {"question": QUESTION, "verdict": "up", "reason": "wrong"}
        detail = client.post("/api/feedback", json=body).json()["detail"]
    assert detail == 'body: a "reason" says why an answer did not help: leave it out with "up".'


def test_the_key_is_in_no_export_and_not_in_the_file(tmp_path: Path) -> None:
    with api(tmp_path / "r.sqlite") as client:
        key = given(client)
    (kept,) = OpinionStore(tmp_path / "r.sqlite").feedback()
    assert key not in json.dumps(kept.as_dict())
    assert not any(key.encode() in each.read_bytes() for each in tmp_path.iterdir())


def test_a_listed_origin_may_replace_an_opinion(tmp_path: Path) -> None:
    with api(tmp_path / "r.sqlite", allowed_origins=("https://intranet.example",)) as client:
        headers = {"Origin": "https://intranet.example", "Access-Control-Request-Method": "PUT"}
        asked = client.options("/api/feedback/x", headers=headers)
        assert "PUT" in asked.headers["access-control-allow-methods"]


def test_feedback_counts_against_the_limit_of_its_address(tmp_path: Path) -> None:
    with api(tmp_path / "r.sqlite", rate_limit=1) as client:
        codes = [client.post("/api/feedback", json={"question": QUESTION, "verdict": "up"}).status_code for _ in "ab"]
    assert codes == [201, 429]


def test_where_nothing_can_be_stored_the_reader_is_told_and_nothing_leaks(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with api(tmp_path / "file" / "r.sqlite") as client:
        response = client.post("/api/feedback", json={"question": QUESTION, "verdict": "up"})
    assert response.status_code == 503
    assert response.json()["code"] == "records_unavailable"
    assert str(tmp_path) not in response.text


def test_the_command_line_lists_and_exports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NETRAL_RECORDS", "r.sqlite")
    assert main(["feedback", "list"]) == 0
    assert capsys.readouterr().out == "0 opinions in r.sqlite.\n"
    refused = {"answered": False, "index": "f1", "refusal": {"reason": "off_topic", "message": "Tidak."}}
    for one in (opinion(), opinion(verdict="no_answer", comment="Ada kok", answer=refused)):
        OpinionStore(Path("r.sqlite")).add(one)
    assert main(["feedback", "list", "--verdict", "no_answer"]) == 0
    listed = capsys.readouterr().out
    assert "no_answer" in listed
    assert "off_topic" in listed
    assert "(Ada kok)" in listed
    assert "1 opinions" in listed
    OpinionStore(Path("r.sqlite")).add(opinion(verdict="down", reason="incomplete", passage="Kata demi\nkata."))
    assert main(["feedback", "list", "--reason", "incomplete"]) == 0
    listed = capsys.readouterr().out
    assert listed.splitlines()[0].endswith(f"{QUESTION}  [incomplete]  right passage: Kata demi kata.")
    assert listed.splitlines()[1:] == ["1 opinions in r.sqlite."]
    assert main(["feedback", "export"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["id"] for line in lines] == [1, 2, 3]
    assert (lines[2]["reason"], lines[2]["passage"], lines[2]["changed"]) == ("incomplete", "Kata demi\nkata.", "")
    assert main(["feedback", "export", "--out", "out.jsonl"]) == 0
    assert [json.loads(line) for line in Path("out.jsonl").read_text(encoding="utf-8").splitlines()] == lines
