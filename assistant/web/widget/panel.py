"""The page in the widget's frame, and the routes of the widget.

The panel shows the same answers as the staff page, without Gradio: its words and settings travel as one attribute, and its
script asks `/panel/ask`, which gives an answer with its HTML; answers that it has kept are shown by `/panel/answer`.
"""

from __future__ import annotations

import json
import logging
from typing import Annotated

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field, field_validator

from assistant.answer import Answer, Lang
from assistant.answering.holdings import Holdings
from assistant.branding.brand import Brand
from assistant.html import template_environment
from assistant.question.check import HISTORY_LIMIT, QUESTION_LIMIT
from assistant.settings import Settings
from assistant.web.security.routes import ASKS
from assistant.web.shared.answer_html import answer_html
from assistant.web.shared.ask_request import AskRequest
from assistant.web.shared.ask_stream import AskStream
from assistant.web.shared.pool import AskPool, Service
from assistant.web.shared.said_holdings import say_holdings
from assistant.web.shared.static_files import ServedFile
from assistant.web.widget.script import panel_script, widget_script
from assistant.wording import as_lang, words
from index.errors import NetralError

PANEL_WORDS = (
    *("counter_label", "suggestions_title", "follow_ups_title", "stopped", "turn_replaced", "talk_begun"),
    *(
        "error_empty",
        "error_too_long",
        "error_control",
        "error_store",
        "error_internal",
        "error_unreachable",
        "error_rate",
    ),
)
"""What the panel's script says; texts that never change are in the template."""
CARDS = 4
"""Questions on an empty panel."""
TEXT_LIMIT, CITATIONS_LIMIT = 20_000, 20
"""Characters of text, and citations, that `/panel/answer` accepts; the server's own answers have a few hundred and three.

Each marker in a text becomes a link that names the other quotes of its article: without a limit, a request of 64 KiB would
become a hundred megabytes of HTML.
"""
SCRIPT = "text/javascript"
Turn = Annotated[int, Field(ge=1, le=1_000_000)]
_log = logging.getLogger(__name__)


class ShownAnswer(BaseModel):
    """An answer that the panel has shown. It may come from the browser's storage or from the page around the panel.

    `turn` is its number on the page. Unknown keys are dropped: a later version may have stored the record. Pydantic checks
    the type of every field, which `Answer.from_dict` does not.
    """

    answer: Answer
    turn: Turn
    lang: Lang

    @field_validator("answer")
    @classmethod
    def _is_small(cls, answer: Answer) -> Answer:
        if len(answer.text) > TEXT_LIMIT or max(len(answer.citations), len(answer.nearest)) > CITATIONS_LIMIT:
            raise ValueError(f"at most {TEXT_LIMIT} characters and {CITATIONS_LIMIT} citations are shown")
        # JSON can carry half of a surrogate pair, which no page can: then this raises a ValueError of its own.
        json.dumps(answer.as_dict(), ensure_ascii=False).encode()
        return answer


class PanelQuestion(AskRequest):
    """A question that the panel asks; `turn` is its number on the page."""

    turn: Turn
    lang: Lang


def add_panel_routes(app: FastAPI, pool: AskPool, service: Service, settings: Settings, brand: Brand) -> None:
    """What any page may load, `/panel` for the frames of listed origins, and what the panel's script asks for.

    `brand` gives the button its name and colours. Their headers are in `assistant.web.security.headers`.
    """
    root = settings.root_path
    streamed = AskStream(pool, service, root)
    script, more = ServedFile(widget_script(brand), SCRIPT), ServedFile(panel_script(), SCRIPT)

    @app.get("/widget.js")
    def widget(request: Request) -> Response:
        return script.response(request)

    @app.get("/widget-panel.js")
    def widget_panel(request: Request) -> Response:
        return more.response(request)

    @app.get("/panel")
    def panel(request: Request, lang: str | None = None, theme: str | None = None) -> Response:
        page = panel_page(service, settings, as_lang(lang, settings.language), theme)
        return ServedFile(page.encode(), "text/html").response(request)

    # Neither is part of the API: they make HTML for one version of one script. Asking for an answer and for its HTML in one
    # request spares the reader the second.
    @app.post("/panel/ask", tags=[ASKS])
    async def asked(body: PanelQuestion) -> Response:
        return await streamed.response(body, body.lang, lambda answer: answer_html(answer, body.turn, body.lang, root))

    @app.post("/panel/answer")
    def shown(body: ShownAnswer) -> Response:
        return HTMLResponse(answer_html(body.answer, body.turn, body.lang, root))


def panel_page(service: Service, settings: Settings, lang: Lang, theme: str | None) -> str:
    """The HTML of the panel. A `theme` other than light and dark is that of the reader's system."""
    say = words(lang)
    # It travels as an attribute, which the template escapes: a script element of its own would be inline.
    config = {
        "lang": lang,
        "say": {key: say[key] for key in PANEL_WORDS},
        "examples": _examples(service, lang),
        "origins": settings.allowed_origins,  # those of the frame's policy: the script answers no other page
        "limit": QUESTION_LIMIT,
        "history": HISTORY_LIMIT,
    }
    return (
        template_environment()
        .get_template("panel.html")
        .render(
            say=say,
            days=settings.keep_days if settings.question_log else 0,
            lang=lang,
            from_what=_from_what(service, lang),
            root=settings.root_path,
            theme=theme if theme in ("light", "dark") else "follow",
            config=json.dumps(config, ensure_ascii=False, separators=(",", ":")),
        )
    )


def _examples(service: Service, lang: Lang) -> list[dict[str, str]]:
    """Questions for an empty panel, each under what it asks for; one without them can still be asked."""
    try:
        found = service.examples(lang)[:CARDS]
    except NetralError as error:
        _log.error("no suggestions: %s", error)
        return []
    kinds = [one.kind or "other" for one in found]
    return [
        {"text": one.text, "subject": words(lang)[f"subject_{kind}"]} for one, kind in zip(found, kinds, strict=True)
    ]


def _from_what(service: Service, lang: Lang) -> str:
    """What the answers come from, with the number of articles where it can be had."""
    try:
        holdings = service.holdings()
    except NetralError:  # logged with the examples
        holdings = Holdings()
    return say_holdings("welcome_from", "welcome_is", holdings, lang)
