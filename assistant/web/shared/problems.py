"""Errors on the wire: `application/problem+json` (RFC 9457), with a `code` for programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
from typing import Any

from starlette.responses import JSONResponse

from assistant.logs import REQUEST_ID


@dataclass(frozen=True, slots=True)
class Problem:
    """One error as a client sees it.

    Attributes:
        status: the HTTP status.
        code: which error it is, for programs; it never changes.
        detail: what to do about it, for people.
        retry_after: seconds after which a client may ask again.
        headers: further headers of the response.
        wrong_field: the field of the request that is wrong, such as "history.2"; empty where it is none, or not one.
    """

    status: int
    code: str
    detail: str
    retry_after: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    wrong_field: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The problem object, with the id of the request where there is one, by which an operator finds it in the log."""
        values, request = asdict(self), REQUEST_ID.get()
        return {
            "type": "about:blank",  # RFC 9457's way to say: no more than the status means; `code` says the rest
            "title": HTTPStatus(self.status).phrase,
            **{key: values[key] for key in ("status", "detail", "code")},
            **({"field": self.wrong_field} if self.wrong_field else {}),
            **({"request_id": request} if request else {}),
        }

    def response(self) -> JSONResponse:
        """The problem as a response that no cache stores; with `Retry-After` if `retry_after` is set."""
        headers = dict(self.headers)
        if self.retry_after is not None:
            headers["Retry-After"] = str(self.retry_after)
        return JSONResponse(
            self.as_dict(), self.status, headers=headers | {"Cache-Control": "no-store"}, media_type=MEDIA_TYPE
        )


MEDIA_TYPE = "application/problem+json"
INTERNAL = Problem(500, "internal", "Something failed on the server. Try again. If it fails again, tell the operator.")
NOT_FOUND = Problem(404, "not_found", "There is nothing at this address.")
