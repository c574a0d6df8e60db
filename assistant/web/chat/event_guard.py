"""What Gradio gets to see of a request: an event of the page as the page's script sends it, or nothing.

Gradio trusts its events: a wrong type, a missing value or half a surrogate pair ends in an error inside it. So each is read here
first and written anew with what the page needs.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.web.chat.message import sendable_text
from assistant.web.security.prefix import route_path
from assistant.web.shared.asgi import ResponseWatch, receive_again, whole_body
from assistant.web.shared.log_limit import LogLimit
from assistant.web.shared.problems import NOT_FOUND, Problem

InputKind = Literal["text", "memory", "state"]
"""What an event brings for one of its inputs: a text, what the browser remembers, or nothing (the server has it)."""
MEMORY_KEYS = ("lang", "reader", "open")
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""Of a session or an event, as Gradio's script and server make them."""
_HEARTBEAT = "/gradio_api/heartbeat/"
_log = logging.getLogger(__name__)
_log.addFilter(LogLimit())


@dataclass(frozen=True, slots=True)
class EventRule:
    """One event of the page: whether it goes through the queue, and what it brings."""

    queued: bool
    inputs: tuple[InputKind, ...]


class MalformedEventError(ValueError):
    """An event as the page would not send it; the message says what is wrong with it."""


class EventGuard:
    """Lets through to Gradio what the page sends, written anew; anything else gets 422, and a stream of no session 404."""

    def __init__(self, app: ASGIApp, rules: Mapping[int, EventRule], is_open: Callable[[str], bool]) -> None:
        """`rules` by the number of an event; `is_open` says whether a session has events to read."""
        self._app, self._rules, self._is_open = app, rules, is_open

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = route_path(scope).rstrip("/")
        if "\0" in path or (path.startswith(_HEARTBEAT) and not _NAME.fullmatch(path.removeprefix(_HEARTBEAT))):
            await NOT_FOUND.response()(scope, receive, send)
        elif path == "/gradio_api/queue/data":
            await self._stream(scope, receive, send)
        elif scope["method"] == "POST":
            await self._post(path, scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        names = query.get("session_hash", [])
        if len(names) != 1 or not _NAME.fullmatch(names[0]) or not self._is_open(names[0]):
            await NOT_FOUND.response()(scope, receive, send)
            return
        watch = ResponseWatch(send)
        try:
            await self._app(scope, receive, watch)
        except Exception as error:  # the session was given back meanwhile, or the stream is read twice
            if not watch.begun:
                raise
            _log.warning("a stream of events ended early: %s", type(error).__name__)
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _post(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        message = await receive()  # the whole body: this stands inside `BodyLimit`, which gives it as one message
        if message["type"] != "http.request":  # its sender is gone
            return
        try:
            body = json.dumps(self._event(path, _object(bytes(message.get("body", b""))))).encode()
        except MalformedEventError as error:
            problem = Problem(422, "event", f"This is no event of the page: {error}. Load the page again.")
            await problem.response()(scope, receive, send)
            return
        replaced = (b"content-type", b"content-length", b"transfer-encoding")
        headers = [(name, value) for name, value in scope["headers"] if name not in replaced]
        headers += [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await self._app({**scope, "headers": headers}, receive_again(whole_body(body), receive), send)

    def _event(self, path: str, sent: Mapping[str, object]) -> dict[str, Any]:
        """The event of a request, with what Gradio needs of it."""
        if path.endswith("/reset"):
            return {"event_id": _name(sent, "event_id")}
        number = sent.get("fn_index")
        rule = self._rules.get(number) if isinstance(number, int) and not isinstance(number, bool) else None
        if rule is None:
            raise MalformedEventError("`fn_index` is none of its events")
        session = _name(sent, "session_hash")
        if path.endswith("/cancel"):
            return {"session_hash": session, "fn_index": number, "event_id": _name(sent, "event_id")}
        if rule.queued != path.endswith("/queue/join"):
            raise MalformedEventError("`fn_index` is sent another way")
        data = sent.get("data")
        if not isinstance(data, list) or len(data) != len(rule.inputs):
            raise MalformedEventError(f"`data` is not a list of {len(rule.inputs)}")
        values = [_value(kind, value) for kind, value in zip(rule.inputs, data, strict=True)]
        return {"session_hash": session, "fn_index": number, "data": values}


def _object(sent: bytes) -> Mapping[str, object]:
    try:
        found = json.loads(sent)
    except (ValueError, RecursionError):  # no JSON, no UTF-8, or nested by the thousand
        raise MalformedEventError("it is no JSON") from None
    if not isinstance(found, dict):
        raise MalformedEventError("it is no object")
    return found


def _name(sent: Mapping[str, object], key: str) -> str:
    found = sent.get(key)
    if not isinstance(found, str) or not _NAME.fullmatch(found):
        raise MalformedEventError(f"`{key}` is missing or no name")
    return found


def _value(kind: InputKind, value: object) -> object:
    if kind == "state":
        return None  # whatever the browser says: the server has it
    if value is None:
        return None
    if isinstance(value, str):
        return sendable_text(value)  # a reader may paste half an emoji: what can be sent of it is asked
    if kind == "memory" and isinstance(value, dict):
        return {key: sendable_text(value[key]) for key in MEMORY_KEYS if isinstance(value.get(key), str)}
    raise MalformedEventError("`data` has a value of another type")
