"""A line of the log is one record, whatever it quotes, and names its request."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest

from assistant.logs import FIELDS, REQUEST_ID, JsonLines, TextLines, set_up_logging
from index.errors import RecordsError

FORGED = "tidak ada\nERROR forged\r\x1b[2J\u202e"


def record(message: str, *args: object, error: Exception | None = None) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("netral", logging.ERROR, __file__, 1, message, args, info)


@pytest.fixture
def request_id() -> Iterator[str]:
    token = REQUEST_ID.set("permintaan-1")
    yield "permintaan-1"
    REQUEST_ID.reset(token)


@pytest.mark.parametrize("lines", [TextLines(), JsonLines()], ids=["text", "json"])
def test_what_is_quoted_forges_no_line(lines: logging.Formatter) -> None:
    said = lines.format(record("no records: %s", FORGED))
    assert said.isprintable()
    assert "\n" not in said


def test_no_line_of_a_traceback_looks_like_a_record() -> None:
    try:
        raise RecordsError(FORGED)
    except RecordsError as error:
        said = TextLines().format(record("failed", error=error))
    first, *others = said.split("\n")
    assert first == "ERROR failed"
    assert others
    assert all(line.startswith("    ") and line.isprintable() for line in others)


def test_a_line_names_its_request(request_id: str) -> None:
    assert TextLines().format(record("failed")) == f"ERROR [{request_id}] failed"
    assert json.loads(JsonLines().format(record("failed")))["request_id"] == request_id


def test_json_has_the_fields_of_a_record_and_none_that_is_empty() -> None:
    made = record("done")
    setattr(made, FIELDS, {"status": 200, "reason": ""})
    values = json.loads(JsonLines().format(made))
    assert values["status"] == 200
    assert {"level": "error", "logger": "netral", "message": "done"}.items() <= values.items()
    assert not {"reason", "request_id", "error"} & set(values)


def test_the_format_can_be_changed_later(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    level = root.level
    try:
        for log_format in ("text", "json"):
            set_up_logging(log_format)
            logging.getLogger("netral.tried").warning("satu\ndua")
    finally:
        root.setLevel(level)
    text, as_json = capsys.readouterr().err.splitlines()
    assert text == "WARNING satu\\u000adua"
    assert json.loads(as_json)["message"] == "satu\ndua"
