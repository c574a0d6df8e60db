"""The page that shows evaluators how an answer came about (the setting `evaluators`)."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import FastAPI, Query
from fastapi.responses import HTMLResponse, Response

from assistant.answer import Lang
from assistant.explanation import Explanation
from assistant.html import other_lang, render_page
from assistant.question.check import QUESTION_LIMIT
from assistant.web.security.routes import ASKS
from assistant.web.shared.language import PageLanguage
from assistant.web.shared.links import explain_url
from assistant.web.shared.pool import AskPool


def add_explain_route(app: FastAPI, pool: AskPool, root: str) -> None:
    """`GET /explain?question=&after=&lang=`; without a question, a form for one.

    The question is answered again, in the pool of all questions: an answer does not carry its explanation.
    """

    @app.get("/explain", tags=[ASKS])
    async def explain(
        lang: PageLanguage, question: str = "", after: Annotated[list[str] | None, Query()] = None
    ) -> Response:
        explanation = await pool.explain(question, after or [], lang) if question else None
        return HTMLResponse(explain_page(explanation, lang, root), headers={"Cache-Control": "no-store"})


def explain_page(explanation: Explanation | None, lang: Lang, root: str) -> str:
    """The HTML of one trace, or of the form alone."""
    other = other_lang(lang)
    address = f"{root}/explain?{urlencode({'lang': other})}"
    if explanation:
        address = explain_url(explanation.question, explanation.earlier, other, root)
    return render_page("explain.html", lang, root, address, explanation=explanation, limit=QUESTION_LIMIT)


def trace_page(explanation: Explanation, key: str, lang: Lang, root: str) -> str:
    """The same trace for those who come from the inbox; `key` is that of the question there."""
    address = f"{root}/quality/trace?{urlencode({'key': key, 'lang': other_lang(lang)})}"
    return render_page("quality_trace.html", lang, root, address, explanation=explanation, key=key)
