"""`GET /conversations/{id}.md` and `.json`: a conversation as a file."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.convertors import StringConvertor, register_url_convertor

from assistant.conversations.export import conversation_as_json, conversation_as_markdown
from assistant.conversations.store import ConversationStore
from assistant.web.shared.language import PageLanguage
from assistant.web.shared.links import server_url
from assistant.web.shared.problems import NOT_FOUND


class ExportName(StringConvertor):
    """A path parameter of the form ID.FORMAT, the random id of a conversation and `md` or `json`."""

    # Strict, because the gate lets through whatever the pattern of a route matches.

    regex = r"[A-Za-z0-9_-]{22}\.(?:md|json)"


def add_export_route(app: FastAPI, conversations: ConversationStore) -> None:
    """`/conversations/{id}.md` and `.json`; knowing the random id is the right to read."""
    register_url_convertor("export_name", ExportName())

    @app.get("/conversations/{name:export_name}")
    def conversation(request: Request, name: str, lang: PageLanguage) -> Response:
        talk_id, _, kind = name.rpartition(".")
        talk = conversations.load(talk_id)
        if talk is None:
            return NOT_FOUND.response()
        text = (
            conversation_as_json(talk) if kind == "json" else conversation_as_markdown(talk, lang, server_url(request))
        )
        headers = {
            "Content-Disposition": f'attachment; filename="netral-{talk_id[:8]}.{kind}"',
            "Cache-Control": "no-store",
        }
        return Response(text, media_type="application/json" if kind == "json" else "text/markdown", headers=headers)
