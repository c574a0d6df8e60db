"""The lines of the log: as text or as JSON, none of them forged by what it quotes, each with the id of the request it belongs to."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import datetime, timezone
from typing import Any

from index.terminal import visible_block, visible_line

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request that is being answered; empty outside of one."""
FIELDS = "netral_fields"
"""The attribute of a record that has further values for programs: `log.info(text, extra={FIELDS: {...}})`."""


class TextLines(logging.Formatter):
    """One line a record, for people; a traceback follows, indented, so that no line of it can pass for a record."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as text."""
        request = f" [{REQUEST_ID.get()}]" if REQUEST_ID.get() else ""
        line = f"{record.levelname}{request} {visible_line(record.getMessage())}"
        return line + "".join(f"\n    {each}" for each in _traceback(self, record).splitlines())


class JsonLines(logging.Formatter):
    """One JSON object a record: `time` (ISO, UTC), `level`, `logger`, `message`, `request_id`, `error` (a traceback), its own fields."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of ASCII."""
        fields: Mapping[str, Any] = getattr(record, FIELDS, {})
        values = {
            "time": datetime.fromtimestamp(record.created, timezone.utc).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": REQUEST_ID.get(),
            "error": _traceback(self, record),
            **fields,
        }
        return json.dumps({key: value for key, value in values.items() if value not in ("", None)}, default=str)


FORMATS: Mapping[str, type[logging.Formatter]] = {"text": TextLines, "json": JsonLines}
"""The values of the setting `log_format`."""


class LogLines(logging.StreamHandler):  # type: ignore[type-arg]  # Python 3.10 takes no type there
    """Where our lines go: standard error."""


def set_up_logging(log_format: str) -> None:
    """Write what goes wrong to standard error in that format; `serve` lets its own loggers say more. A second call changes the format.

    A program that has set up logging by itself keeps what it has set up.
    """
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(LogLines())
        root.setLevel(logging.WARNING)
    for handler in root.handlers:
        if isinstance(handler, LogLines):
            handler.setFormatter(FORMATS[log_format]())


def _traceback(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    """The traceback of a record, its control characters shown; empty where it has none."""
    if not record.exc_info:
        return ""
    return visible_block(formatter.formatException(record.exc_info))
