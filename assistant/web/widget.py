"""The widget: the script that a page loads, and the page inside the frame which that script opens.

The panel is made of the same parts as the staff page, without Gradio: its words and settings travel as one attribute, and
its script asks the event stream.
"""

from __future__ import annotations

import json
import logging

from fastapi import FastAPI
from fastapi.responses import FileResponse, HTMLResponse, Response

from assistant.answer import Lang
from assistant.html import STATIC, templates
from assistant.question.check import HISTORY_LIMIT, QUESTION_LIMIT
from assistant.settings import Settings
from assistant.web.shared.pool import Service
from assistant.wording import HIGH, MEDIUM, as_lang, words
from index.errors import NetralError

WORDS = (
    "months", "counter_label", "suggestions_title", "follow_ups_title", "status_search", "stopped", "confidence",
    "confidence_high", "confidence_medium", "confidence_low", "searched_as", "citations_title", "citation", "open_source",
    "new_tab", "speaker", "date_published", "date_event", "date_unknown", "title_derived", "disagreement_spelling",
    "disagreement_substance", "refusal_title", "nearest_title", "nearest_note", "feedback_ask", "feedback_up",
    "feedback_down", "feedback_wrong_source", "feedback_no_answer", "feedback_comment", "feedback_send", "feedback_sent",
    "feedback_failed",
)  # fmt: skip
"""What the panel's script says, besides the errors; what never changes stands in the template."""
_log = logging.getLogger(__name__)


def add_panel_routes(app: FastAPI, service: Service, settings: Settings) -> None:
    """`/widget.js` for any page, and `/panel` for the frames of listed origins; the headers are in `security`."""

    @app.get("/widget.js")
    def widget() -> Response:
        return FileResponse(STATIC / "widget.js", media_type="text/javascript")

    @app.get("/panel")
    def panel(lang: str | None = None, theme: str | None = None) -> Response:
        return HTMLResponse(panel_page(service, settings, as_lang(lang, settings.language), theme))


def panel_page(service: Service, settings: Settings, lang: Lang, theme: str | None) -> str:
    """The HTML of the panel. A `theme` other than light and dark is that of the reader's system."""
    say = words(lang)
    config = {
        "lang": lang,
        "say": {key: text for key, text in say.items() if key in WORDS or key.startswith("error_")},
        "questions": _examples(service, lang),
        "origins": settings.allowed_origins,
        "limit": QUESTION_LIMIT,
        "history": HISTORY_LIMIT,
        "high": HIGH,
        "medium": MEDIUM,
    }
    return (
        templates()
        .get_template("panel.html")
        .render(
            say=say,
            lang=lang,
            root=settings.root_path,
            theme=theme if theme in ("light", "dark") else "follow",
            config=json.dumps(config, ensure_ascii=False),
        )
    )


def _examples(service: Service, lang: Lang) -> list[str]:
    """Questions for an empty panel; one without them can still be asked."""
    try:
        return service.suggestions(lang)
    except NetralError as error:
        _log.error("no suggestions: %s", error)
        return []
