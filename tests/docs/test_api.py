"""The guide to the API names every field of an answer, every event and every error, and no other."""

from __future__ import annotations

import dataclasses
import errno
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args
from unittest.mock import patch

import pytest
from fastapi.testclient import TestClient

from assistant.answer import Answer, Citation, Part, RefusalReason
from assistant.settings import Settings
from assistant.web.api.problem_types import PROBLEM_TYPES
from tests.docs.blocks import ROOT
from tests.fakes import FakeService, make_app

GUIDE = (ROOT / "docs/api.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    """The cells of all table rows below a heading of the second level, without the heads of tables."""
    text = GUIDE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    cells = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("|")]
    return [
        row for row in cells if any("`" in cell for cell in row[:2]) and row[0] not in ("field", "`reason`", "status")
    ]


def names(cell: str) -> list[str]:
    return re.findall(r"`(\w+)`", cell)


def test_the_fields_of_an_answer_and_a_citation_are_those_of_the_records() -> None:
    documented = [name for row in rows("The answer") for name in names(row[0])]
    fields = [field.name for record in (Answer, Citation, Part) for field in dataclasses.fields(record)]
    assert sorted(documented) == sorted([*fields, *get_args(RefusalReason)])


def test_the_events_are_those_of_a_stream() -> None:
    with TestClient(make_app(FakeService(), Settings(rate_limit=0), False)) as api:
        streams = [api.post("/api/ask/stream", json={"question": text}).text for text in ("Kapan?", "indeks")]
    sent = {name for text in streams for name in re.findall(r"^event: (\w+)$", text, re.MULTILINE)}
    assert sent == {name for row in rows("Streaming") for name in names(row[0])}


def ask(question: str = "Kapan?", **body: Any) -> Callable[[TestClient], Any]:
    return lambda api: api.post("/api/ask", json={"question": question, **body})


def chat(model: str = "netral", **body: Any) -> Callable[[TestClient], Any]:
    given = {"model": model, "messages": [{"role": "user", "content": "Kapan?"}], **body}
    return lambda api: api.post("/v1/chat/completions", json=given)


def twice(api: TestClient) -> Any:
    ask()(api)
    return ask()(api)


def on_a_full_disk(api: TestClient) -> Any:
    with patch("pathlib.Path.mkdir", side_effect=OSError(errno.ENOSPC, "No space left on device")):
        return api.post("/api/feedback", json={"question": "Kapan?", "verdict": "up"})


PROVOKED: dict[str, tuple[Callable[[TestClient], Any], dict[str, Any]]] = {
    "sign_in": (ask(), {"user_header": "X-Remote-User"}),
    "origin_not_allowed": (lambda api: api.post("/mcp", headers={"Origin": "https://other.example"}), {"mcp": True}),
    "not_found": (lambda api: api.get("/nowhere"), {}),
    "source_not_found": (lambda api: api.get("/api/sources/none"), {}),
    "page_not_found": (lambda api: api.get("/sources/001_bali/pages/1.webp"), {}),
    "opinion_not_found": (lambda api: api.put("/api/feedback/none", json={"verdict": "up"}), {}),
    "method_not_allowed": (lambda api: api.get("/api/ask"), {}),
    "too_large": (lambda api: api.post("/api/ask", content=b" " * 70_000), {}),
    "empty": (ask(""), {}),
    "too_long": (ask("a" * 501), {}),
    "history": (ask(history=["Kapan?"] * 11), {}),
    "invalid": (ask(unknown=1), {}),
    "rate_limited": (twice, {"rate_limit": 1}),
    "internal": (ask("rusak"), {}),
    "index_unavailable": (ask("indeks"), {}),
    "host_not_allowed": (lambda api: api.get("/api/sources", headers={"Host": "elsewhere.example"}), {}),
    "invalid_api_key": (chat(), {"openai_api": True, "openai_keys": ("0123456789abcdef",)}),
    "model_not_found": (chat("gpt"), {"openai_api": True}),
    "unsupported": (chat(n=2), {"openai_api": True}),
    "talk": (lambda api: api.post("/api/feedback", json={"question": "halo", "verdict": "up"}), {}),
    "disk_full": (on_a_full_disk, {}),
    "records_unavailable": (
        lambda api: api.post("/api/feedback", json={"question": "Kapan?", "verdict": "up"}),
        {"records": Path("/dev/null/records.sqlite")},
    ),
}
"""How to get each error, and the settings that it takes."""


@pytest.mark.parametrize("code", PROVOKED)
def test_an_error_has_the_status_and_code_that_the_guide_gives(code: str) -> None:
    call, settings = PROVOKED[code]
    given = Settings(**({"rate_limit": 0} | settings))
    with TestClient(make_app(FakeService(), given, False), raise_server_exceptions=False) as api:
        reply = call(api)
    documented = {name: int(row[0]) for row in rows("Errors") for name in names(row[1])}
    body = reply.json()
    assert (body.get("error", body)["code"], reply.status_code) == (code, documented[code])
    said = next(row[2] for row in rows("Errors") if code in names(row[1]))
    assert ("Retry-After" in said) == ("retry-after" in reply.headers)


def test_the_guide_lists_no_other_error_and_so_does_the_schema() -> None:
    """`control` is raised by the real service alone, which a fake replaces here, `busy` under load (`test_leaving.py`), and `no_turn` of a
    stored conversation (`test_conversations.py`)."""
    documented = [(int(row[0]), name) for row in rows("Errors") for name in names(row[1])]
    assert sorted(name for _, name in documented) == sorted([*PROVOKED, "control", "busy", "no_turn"])
    assert sorted(documented) == sorted((each.status, each.code) for each in PROBLEM_TYPES)
