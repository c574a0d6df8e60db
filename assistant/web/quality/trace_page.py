"""`/quality/trace`: how an answer comes about, and the form that makes its conversation an evaluation case."""

from __future__ import annotations

import asyncio
from typing import Annotated
from urllib.parse import urlencode

from fastapi import FastAPI, Query, Request
from fastapi.responses import HTMLResponse, Response

from assistant.answer import Answer
from assistant.explanation import Explanation
from assistant.quality.inbox import Inbox
from assistant.web.quality.actions import CASE_REPLIES, NOTES_LENGTH, trace_path
from assistant.web.quality.choice import Place
from assistant.web.quality.login import EvaluatorLogin
from assistant.web.quality.pages import Visit, render_quality
from assistant.web.quality.subject import group_subject
from assistant.web.quality.visits import visit_of
from assistant.web.security.routes import ASKS
from assistant.web.shared.language import PageLanguage
from assistant.web.shared.leaving import unless_left
from assistant.web.shared.pool import AskPool
from assistant.web.shared.problems import NOT_FOUND
from index.bank import REASONS
from index.document import Span


def add_trace_page(app: FastAPI, door: EvaluatorLogin, inbox: Inbox, pool: AskPool, root: str) -> None:
    """The route, for those whom `door` lets in."""

    # Neither key nor question is part of the path: questions are limited by whole paths.
    @app.get("/quality/trace", tags=[ASKS])
    async def quality_trace(
        request: Request,
        lang: PageLanguage,
        key: str = "",
        question: str = "",
        after: Annotated[list[str] | None, Query()] = None,
    ) -> Response:
        """The trace of the latest question of a group (`key`), or of any `question` after others: it is asked again, and not logged."""
        visit = visit_of(request, door, lang, root)
        if isinstance(visit, Response):
            return visit
        asked, history = question, tuple(after or ())
        if not question:
            subject = await asyncio.to_thread(group_subject, inbox, key)
            if subject is None or subject.group is None:
                return NOT_FOUND.response()
            asked, history = subject.group.example.question, subject.group.example.history
        explanation = await unless_left(request, pool.explain(asked, history, lang))
        return HTMLResponse(trace_page(explanation, "" if question else key, visit))


def trace_page(explanation: Explanation, key: str, visit: Visit) -> str:
    """The HTML of one trace; `key` is that of the question in the inbox, empty where it comes from elsewhere."""
    turns = (*explanation.earlier, explanation.question)
    below = f"/trace?{urlencode({'key': key})}" if key else trace_path(turns)
    return render_quality(
        "quality_trace.html",
        below,
        visit,
        explanation=explanation,
        key=key,
        turns=turns,
        case=_case_form(explanation.answer, visit),
        notes_length=NOTES_LENGTH,
        refusals=REASONS,
    )


def _case_form(answer: Answer, visit: Visit) -> dict[str, object]:
    """What the form shows at first: the reply as it was given or, after a form that was refused, what was chosen there."""
    typed = visit.session.take_typed()
    shown = answer.citations or answer.nearest
    given = "answer" if answer.answered else "refuse" if answer.refusal else "later"
    ticked = set(typed.get("quote", "").split("\n")) if typed else None
    places = [(Place(each.source_id, Span(each.start, each.end)).value, each) for each in shown]
    return {
        "reply": typed.get("reply", given),
        "replies": CASE_REPLIES,
        # The nearest quotes of a refusal answer nothing unless somebody says so.
        "quotes": [(value, each, value in ticked if ticked is not None else answer.answered) for value, each in places],
        "short": typed.get("short", answer.short_answer.text if answer.short_answer else ""),
        "reason": typed.get("reason", answer.refusal.reason if answer.refusal else ""),
        "notes": typed.get("notes", ""),
    }
