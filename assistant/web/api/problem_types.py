"""The errors of the API: each code with its status and when it comes, and the responses of a route that they make."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pydantic import BaseModel, Field

from assistant.web.shared.openai_error import openai_error
from assistant.web.shared.problems import MEDIA_TYPE, Problem

PROBLEMS = "x-problems"
"""The key under which a route lists the codes of its errors; it is no part of the document."""
RETRIED = (429, 503)
"""Statuses with `Retry-After`."""


@dataclass(frozen=True, slots=True)
class ProblemType:
    """One error of the API.

    Attributes:
        status, code: as in `Problem`.
        when: when it comes, for people, as the end of a sentence.
    """

    status: int
    code: str
    when: str


PROBLEM_TYPES = tuple(
    ProblemType(*row)
    for row in (
        (401, "sign_in", "`user_header` is set, and the request did not come through the proxy"),
        (401, "invalid_api_key", "`openai_keys` is set, and the request below `/v1` has none of the keys"),
        (
            403,
            "origin_not_allowed",
            "a browser's page of another origin called `/mcp`, and is not in `allowed_origins`",
        ),
        (404, "not_found", "there is no such address, or no such conversation"),
        (404, "source_not_found", "there is no article of that id"),
        (404, "page_not_found", "the article has no such page, or none that can be shown"),
        (404, "opinion_not_found", "no opinion has that key"),
        (404, "no_turn", "the conversation has no answered question of that number"),
        (404, "model_not_found", "there is no such model below `/v1`"),
        (405, "method_not_allowed", "the address takes another method; `Allow` names it"),
        (413, "too_large", "the body is over 64 KiB, below `/v1` over 256 KiB"),
        (421, "host_not_allowed", "the server does not answer under this name: `allowed_hosts`"),
        (422, "empty", "the question has no characters"),
        (422, "too_long", "the question has more than 500 characters"),
        (422, "control", "the question contains control characters"),
        (422, "talk", "an opinion was sent of small talk, which takes none"),
        (422, "history", "more than 10 earlier questions, or one that is too long"),
        (422, "unsupported", "below `/v1`: a picture, several answers, or another form of the answer is asked for"),
        (422, "invalid", "anything else in the request: an unknown key, a wrong type, no JSON; `field` says where"),
        (
            429,
            "rate_limited",
            "too many requests of this reader, conversation or address; `Retry-After` says when to ask again",
        ),
        (500, "internal", "something failed; the server's log says what"),
        (503, "index_unavailable", "there is no usable index; `Retry-After`"),
        (503, "busy", "as many questions wait as may, or many pages are being drawn; `Retry-After`"),
        (503, "records_unavailable", "opinions and conversations cannot be stored or read; `Retry-After`"),
        (507, "disk_full", "the server has no space left to keep this; its log says where"),
    )
)
"""All of them, by status. docs/api.md has the same table."""
_BY_CODE = {each.code: each for each in PROBLEM_TYPES}
ASKING = ("empty", "too_long", "control", "history", "invalid", "too_large", "index_unavailable", "busy")
"""What can be wrong with a question."""


class ProblemRecord(BaseModel):
    """An error, as `application/problem+json` (RFC 9457)."""

    type: str = Field(description="Always `about:blank`: `code` says which error it is.")
    title: str = Field(description="The name of the status.")
    status: int = Field(description="The HTTP status.")
    code: str = Field(
        description="Which error it is, for programs; it never changes. "
        + " ".join(f"`{each.code}` ({each.status}): {each.when}." for each in PROBLEM_TYPES),
        json_schema_extra={"enum": [each.code for each in PROBLEM_TYPES]},
    )
    detail: str = Field(description="What to do about it, for people.")
    field: str = Field(
        default="", description="The field of the request that is wrong, such as `history.2`, where it is one."
    )
    request_id: str = Field(
        default="", description="By which the operator finds the request in the log; also the header `X-Request-Id`."
    )


def problems(*codes: str) -> dict[str, Any]:
    """For `openapi_extra` of a route: the errors that it can give, besides those that any route can."""
    return {PROBLEMS: list(codes)}


def problem_responses(codes: Iterable[str], openai: bool = False) -> dict[str, dict[str, Any]]:
    """The responses of a route, by status, for the errors that it can give, with an example of each.

    Args:
        codes: the codes; each is one of PROBLEM_TYPES.
        openai: whether the errors have OpenAI's form.

    Raises:
        KeyError: there is no such code.
    """
    types = sorted({_BY_CODE[code] for code in codes}, key=PROBLEM_TYPES.index)
    return {str(status): _response(tuple(group), openai) for status, group in groupby(types, lambda each: each.status)}


def _response(types: Sequence[ProblemType], openai: bool) -> dict[str, Any]:
    examples = {each.code: {"summary": each.when, "value": _example(each, openai)} for each in types}
    schema = {"$ref": f"#/components/schemas/{'ErrorBody' if openai else 'ProblemRecord'}"}
    said = "; ".join(f"`{each.code}`: {each.when}" for each in types)
    response: dict[str, Any] = {
        "description": f"{said[0].upper()}{said[1:]}.",
        "content": {"application/json" if openai else MEDIA_TYPE: {"schema": schema, "examples": examples}},
    }
    if types[0].status in RETRIED:
        seconds = {"type": "integer", "minimum": 1}
        response["headers"] = {"Retry-After": {"description": "Seconds after which to ask again.", "schema": seconds}}
    return response


def _example(each: ProblemType, openai: bool) -> dict[str, Any]:
    detail = f"{each.when[0].upper()}{each.when[1:]}."
    values = Problem(each.status, each.code, detail).as_dict() | {"request_id": "5f0c2a9be1d34c77"}
    return openai_error(values) if openai else values
