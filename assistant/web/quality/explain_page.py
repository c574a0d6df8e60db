"""The page that shows evaluators how an answer came about (the setting `evaluators`)."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import FastAPI, Query, Request
from fastapi.responses import HTMLResponse, Response

from assistant.answer import Lang
from assistant.explanation import Explanation
from assistant.html import other_lang, render_page
from assistant.question.check import QUESTION_LIMIT
from assistant.web.quality.actions import trace_path
from assistant.web.quality.visits import with_lang
from assistant.web.security.routes import ASKS
from assistant.web.shared.language import PageLanguage
from assistant.web.shared.leaving import unless_left
from assistant.web.shared.links import explain_url
from assistant.web.shared.pool import AskPool


def add_explain_route(app: FastAPI, pool: AskPool, root: str, cases: bool = False) -> None:
    """`GET /explain?question=&after=&lang=`; without a question, a form for one.

    With `cases`, the page leads to where those who log in make the conversation an evaluation case.

    The question is answered again, in the pool of all questions: an answer does not carry its explanation.
    """

    @app.get("/explain", tags=[ASKS])
    async def explain(
        request: Request, lang: PageLanguage, question: str = "", after: Annotated[list[str] | None, Query()] = None
    ) -> Response:
        explanation = None
        if question:
            explanation = await unless_left(request, pool.explain(question, after or [], lang))
        return HTMLResponse(explain_page(explanation, lang, root, cases), headers={"Cache-Control": "no-store"})


def explain_page(explanation: Explanation | None, lang: Lang, root: str, cases: bool = False) -> str:
    """The HTML of one trace, or of the form alone."""
    other = other_lang(lang)
    address, case_url = f"{root}/explain?{urlencode({'lang': other})}", ""
    if explanation:
        address = explain_url(explanation.question, explanation.earlier, other, root)
        turns = (*explanation.earlier, explanation.question)
        # Not a form of this page's own: the session of those who log in is known below `/quality` alone.
        case_url = f"{root}/quality{with_lang(trace_path(turns), lang)}#case" if cases else ""
    return render_page(
        "explain.html", lang, root, address, explanation=explanation, limit=QUESTION_LIMIT, case_url=case_url
    )
