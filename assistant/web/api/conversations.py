"""`GET /conversations/{id}.md` and `.json`: a conversation to take along."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import Response

from assistant.conversations.export import as_json, as_markdown
from assistant.conversations.store import Conversations
from assistant.settings import Settings
from assistant.web.shared.problems import NOT_FOUND
from assistant.wording import as_lang


def add_export_route(app: FastAPI, settings: Settings) -> None:
    """`/conversations/{id}.md` and `.json`; knowing the random name is the right to read."""
    kept = Conversations(settings.records, settings.keep_days)

    @app.get("/conversations/{name}")
    def conversation(request: Request, name: str, lang: str | None = None) -> Response:
        talk_id, _, kind = name.rpartition(".")
        talk = kept.load(talk_id) if kind in ("md", "json") else None
        if talk is None:
            return NOT_FOUND.response()
        base = str(request.base_url).rstrip("/")
        text = as_json(talk) if kind == "json" else as_markdown(talk, as_lang(lang, settings.language), base)
        headers = {
            "Content-Disposition": f'attachment; filename="netral-{talk_id[:8]}.{kind}"',
            "Cache-Control": "no-store",
        }
        return Response(text, media_type="application/json" if kind == "json" else "text/markdown", headers=headers)
