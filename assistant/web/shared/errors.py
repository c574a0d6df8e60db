"""Which problem an exception is to a client: the only place where an error becomes an HTTP status."""

from __future__ import annotations

import logging

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from assistant.web.shared.problems import INTERNAL, NOT_FOUND, Problem
from index.errors import BusyError, DiskFullError, QuestionError, RecordsError, SourceNotFoundError, StoreError

RETRY_STORE = 5
"""Seconds after which a client may ask again."""
_NO_INDEX = "The index is not available at the moment. Ask again shortly."
_NO_ROOM = "The server has no space left to keep this. Tell the operator."
_NO_RECORDS = "Feedback and conversations cannot be used at the moment. Try again later."
_log = logging.getLogger(__name__)


def problem_of(error: Exception) -> Problem:
    """The problem that `error` is to a client.

    Only messages written for clients are passed on. Those of other errors name paths and settings: they are logged.
    """
    match error:
        case QuestionError():
            return Problem(422, error.code, str(error))
        case BusyError():
            return Problem(503, "busy", str(error), error.seconds)
        case RequestValidationError():
            return _validation_problem(error)
        case SourceNotFoundError():
            return Problem(404, "source_not_found", str(error))
        case StoreError():
            _log.error("no usable index: %s", error)
            return Problem(503, "index_unavailable", _NO_INDEX, RETRY_STORE)
        case DiskFullError():
            _log.error("%s", error)
            return Problem(507, "disk_full", _NO_ROOM)
        case RecordsError():
            _log.error("no usable records: %s", error)
            return Problem(503, "records_unavailable", _NO_RECORDS, RETRY_STORE)
        case HTTPException(status_code=404):
            return NOT_FOUND
        case HTTPException():
            return Problem(error.status_code, "http_error", str(error.detail), headers=error.headers or {})
    _log.error("a request failed", exc_info=error)
    return INTERNAL


def _validation_problem(error: RequestValidationError) -> Problem:
    """The problem with the first wrong field, named without the "body" or "query" that its place begins with."""
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"][1:]) or "body"
    name, kind = field.split(".")[0], first["type"]
    # The codes that the service itself gives (`question.check`), so that a program meets one set of them.
    codes = {("question", "string_too_long"): "too_long", ("question", "string_too_short"): "empty"}
    code = codes.get((name, kind), "history" if name == "history" else "invalid")
    return Problem(422, code, f"{field}: {first['msg']}.", wrong_field=field)
