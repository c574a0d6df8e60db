"""How an answer came about, as a page for evaluators (the setting `evaluators`)."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import FastAPI, Query
from fastapi.responses import HTMLResponse, Response

from assistant.answer import Lang
from assistant.explanation import Explanation
from assistant.html import frame, templates
from assistant.question.check import QUESTION_LIMIT
from assistant.settings import Settings
from assistant.web.shared.links import explain_url
from assistant.web.shared.pool import AskPool
from assistant.wording import as_lang


def add_explain_route(app: FastAPI, pool: AskPool, settings: Settings) -> None:
    """`GET /explain?question=&after=&lang=`; without a question, a form for one. It is answered again, in the pool of all questions."""

    @app.get("/explain")
    async def explain(
        question: str = "", after: Annotated[list[str] | None, Query()] = None, lang: str | None = None
    ) -> Response:
        tongue = as_lang(lang, settings.language)
        explanation = await pool.explain(question, after or [], tongue) if question else None
        return HTMLResponse(
            explain_page(explanation, tongue, settings.root_path), headers={"Cache-Control": "no-store"}
        )


def explain_page(explanation: Explanation | None, lang: Lang, root: str) -> str:
    """The HTML of one trace, or of the form alone."""
    other: Lang = "en" if lang == "id" else "id"
    address = f"{root}/explain?{urlencode({'lang': other})}"
    if explanation:
        address = explain_url(explanation.question, explanation.earlier, other, root)
    return (
        templates()
        .get_template("explain.html")
        .render(frame(lang, root, address), explanation=explanation, limit=QUESTION_LIMIT)
    )
