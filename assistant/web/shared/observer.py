"""What a server says of its requests and questions: a line of the log, metrics, traces. No address, and no question unless asked to."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from assistant.answer import Answer
from assistant.logs import FIELDS, REQUEST_ID
from assistant.web.shared.metrics import Metrics
from assistant.web.shared.traces import Traces

SAFE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
"""An id that a proxy may give a request: nothing that could forge a line or grow the log."""
STAGES = ("encode", "search", "read")
"""The parts of answering that are timed."""
PAGE = "staff page"
"""In the place of a route: a question of the staff page, whose events come over one long connection."""
_log = logging.getLogger("netral.requests")


@dataclass(slots=True)
class RequestNote:
    """What is known of a request while it is answered.

    Attributes:
        id: in the log, in errors and in the header `X-Request-Id`.
        started: `time.perf_counter()` when it came.
        began: nanoseconds since 1970, for a trace.
        answer: the last answer that it led to.
        cached: whether that was kept from an earlier question.
        open: whether it is still answered. What goes on behind it inherits its context, but is no part of it.
    """

    id: str
    started: float = field(default_factory=time.perf_counter)
    began: int = field(default_factory=time.time_ns)
    answer: Answer | None = None
    cached: bool = False
    open: bool = True


_NOTE: ContextVar[RequestNote | None] = ContextVar("request_note", default=None)


class Observer:
    """Says what happened, once for each request."""

    def __init__(
        self, log_questions: bool = False, metrics: Metrics | None = None, traces: Traces | None = None
    ) -> None:
        """`log_questions` is whether the log may contain what was asked."""
        self._log_questions, self.metrics, self._traces = log_questions, metrics, traces

    @contextmanager
    def request(self, given_id: str = "") -> Iterator[RequestNote]:
        """The note of a request, while it is answered. An id that was given is taken over where it is safe."""
        note = RequestNote(given_id if SAFE_ID.fullmatch(given_id) else secrets.token_hex(8))
        in_note, in_log = _NOTE.set(note), REQUEST_ID.set(note.id)
        try:
            yield note
        finally:
            note.open = False
            _NOTE.reset(in_note)
            REQUEST_ID.reset(in_log)

    def answered(self, answer: Answer, cached: bool = False) -> None:
        """Note an answer with the request that led to it; say it alone where none did."""
        if self.metrics:
            self.metrics.count_answer(outcome_of(answer), stage_seconds(answer), cached)
        note = _NOTE.get()
        if note is not None and note.open:
            note.answer, note.cached = answer, cached
            return
        took = answer.timings_ms.get("total", 0.0)
        with self.request() as alone:
            alone.answer, alone.cached = answer, cached
            alone.began -= int(took * 1e6)
            self._say(alone, "", PAGE, 200, took, {})

    def finished(self, note: RequestNote, method: str, route: str, status: int, headers: Mapping[str, str]) -> None:
        """Say that a request is over; `route` is the template of its address, never the address itself."""
        took = (time.perf_counter() - note.started) * 1e3
        if self.metrics:
            self.metrics.count_request(method, route, status, took / 1e3)
        self._say(note, method, route, status, took, headers)

    def _say(
        self, note: RequestNote, method: str, route: str, status: int, ms: float, headers: Mapping[str, str]
    ) -> None:
        if self._traces:
            stages = stage_seconds(note.answer) if note.answer else {}
            self._traces.record(f"{method} {route}".strip(), note.began, ms / 1e3, status, stages, headers)
        if not _log.isEnabledFor(logging.INFO):
            return
        fields: dict[str, Any] = {"method": method, "route": route, "status": status, "ms": round(ms, 1)}
        text = f"{method} {route} {status} {ms:.0f} ms".strip()
        if answer := note.answer:
            outcome, reason = outcome_of(answer)
            stages_ms = {name: round(seconds * 1e3, 1) for name, seconds in stage_seconds(answer).items()}
            fields |= {"outcome": outcome, "reason": reason, "cached": note.cached, "stages_ms": stages_ms}
            parts = ", ".join(f"{name} {each:.0f}" for name, each in stages_ms.items())
            text += f" ({parts}) {outcome}{f': {reason}' if reason else ''}{', cached' if note.cached else ''}"
            if self._log_questions:
                fields["question"] = answer.question
                text += f" {answer.question!r}"
        _log.info("%s", text, extra={FIELDS: fields})


def outcome_of(answer: Answer) -> tuple[str, str]:
    """(`answered`, `refused` or `talk`, the reason of a refusal or nothing)."""
    if answer.refusal:
        return "refused", answer.refusal.reason
    return ("talk" if answer.kind == "talk" else "answered"), ""


def stage_seconds(answer: Answer) -> dict[str, float]:
    """The seconds of each stage that an answer took, by name."""
    return {name: answer.timings_ms[name] / 1e3 for name in STAGES if name in answer.timings_ms}
