"""Errors as OpenAI's API has them, for clients that read no problem documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

QUESTION_CODES = ("empty", "too_long", "control", "history")
"""The codes of a question that cannot be asked (`question.check`): in OpenAI's protocol, questions are messages."""


def openai_error(problem: Mapping[str, Any]) -> dict[str, Any]:
    """The body of an error: `{"error": {"message", "type", "param", "code"}}`.

    Args:
        problem: the problem document; its `code` stays, its `detail` is the message, its `field` the parameter.
    """
    code = problem["code"]
    field = problem.get("field") or ("messages" if code in QUESTION_CODES else None)
    return {
        "error": {
            "message": problem["detail"],
            "type": error_type(int(problem["status"])),
            "param": field,
            "code": code,
        }
    }


def error_type(status: int) -> str:
    """OpenAI's name for the kind of an error, by its HTTP status."""
    if status == 429:
        return "rate_limit_error"
    if status == 401:
        return "authentication_error"
    return "server_error" if status >= 500 else "invalid_request_error"
