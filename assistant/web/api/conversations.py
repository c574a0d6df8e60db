"""`GET /conversations/{id}.docx`, `.pdf`, `.md` and `.json`: a conversation as a file, or with `?turn=` one question of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from urllib.parse import quote as percent_encoded

from fastapi import FastAPI, Path, Query, Request
from fastapi.responses import Response
from starlette.convertors import StringConvertor, register_url_convertor

from assistant.answer import Lang
from assistant.conversations.conversation import Conversation
from assistant.conversations.export import conversation_as_json, conversation_as_markdown
from assistant.conversations.file_name import ascii_name, file_name, one_turn
from assistant.conversations.memo.content import OFFICE, make_memo, talk_title
from assistant.conversations.store import ConversationStore
from assistant.web.api.problem_types import problems
from assistant.web.shared.language import PageLanguage
from assistant.web.shared.links import server_url
from assistant.web.shared.problems import NOT_FOUND, Problem

NO_TURN = Problem(
    404, "no_turn", "The conversation has no answered question of that number. Leave `turn` out to get all of it."
)
MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "md": "text/markdown",
    "json": "application/json",
}


class ExportName(StringConvertor):
    """A path parameter of the form ID.FORMAT, the random id of a conversation and one of MEDIA_TYPES."""

    # Strict, because the gate lets through whatever the pattern of a route matches.

    regex = rf"[A-Za-z0-9_-]{{22}}\.(?:{'|'.join(MEDIA_TYPES)})"


ExportFile = Annotated[
    str,
    Path(
        description="ID.FORMAT: the random id of the conversation, and `docx`, `pdf`, `md` or `json`.",
        examples=["Zm9vYmFyYmF6cXV4Zm9vYg.json"],
    ),
]
Turn = Annotated[
    int | None, Query(ge=1, description="The number of a question, from 1: it and its answer alone.", examples=[2])
]
_FILE = {"type": "string", "format": "binary", "description": "The file."}
_TEXT = {"type": "string", "description": "The same as text; nothing of a source or a reader acts as markup."}
_RECORD = {
    "type": "object",
    "description": "`title`, `made` (ISO 8601), `note` (sentences) and `turns`, each with `number`, `question` and `answer`.",
    "required": ["title", "turns"],
}
FILES = {
    "description": "The file, with a name to save it under.",
    "content": {
        kind: {"schema": {"md": _TEXT, "json": _RECORD}.get(name, _FILE)} for name, kind in MEDIA_TYPES.items()
    },
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a file is made of: the conversation, the language around it, the server's address, when, and whose it is."""

    talk: Conversation
    lang: Lang
    base: str
    made: datetime
    office: str


def add_export_route(app: FastAPI, conversations: ConversationStore, office: str = OFFICE) -> None:
    """`/conversations/{id}.docx`, `.pdf`, `.md` and `.json`; knowing the random id is the right to read.

    Args:
        app: gets the route.
        conversations: where they are stored.
        office: whose name stands at the head of a memo.
    """
    register_url_convertor("export_name", ExportName())

    @app.get(
        "/conversations/{name:export_name}",
        tags=["conversations"],
        summary="Get a conversation as a file",
        operation_id="get_conversation",
        response_class=Response,
        responses={200: FILES},
        openapi_extra=problems("not_found", "no_turn", "invalid", "records_unavailable"),
    )
    def conversation(request: Request, name: ExportFile, lang: PageLanguage, turn: Turn = None) -> Response:
        """A conversation of the chat page, or one question of it, as Word, PDF, Markdown or JSON. Its random id is the right to read it."""
        talk_id, _, kind = name.rpartition(".")
        talk = conversations.load(talk_id)
        if talk is None:
            return NOT_FOUND.response()
        part = talk if turn is None else one_turn(talk, turn)
        if part is None:
            return NO_TURN.response()
        made = datetime.now().astimezone()
        body = _MADE_BY[kind](Wanted(part, lang, server_url(request), made, office))
        title = talk_title(part, lang)
        return Response(body, media_type=MEDIA_TYPES[kind], headers=_headers(file_name(title, made.date(), kind)))


def _word(wanted: Wanted) -> bytes:
    from assistant.conversations.memo.word_file import word_file

    return word_file(make_memo(wanted.talk, wanted.lang, wanted.base, wanted.made, wanted.office))


def _pdf(wanted: Wanted) -> bytes:
    # Here, because it imports its library: most servers start more often than anybody files a PDF.
    from assistant.conversations.memo.pdf_file import pdf_file

    return pdf_file(make_memo(wanted.talk, wanted.lang, wanted.base, wanted.made, wanted.office))


def _markdown(wanted: Wanted) -> bytes:
    return conversation_as_markdown(wanted.talk, wanted.lang, wanted.base, wanted.made).encode(errors="replace")


def _json(wanted: Wanted) -> bytes:
    return conversation_as_json(wanted.talk, wanted.lang, wanted.base, wanted.made).encode(errors="replace")


_MADE_BY: dict[str, Callable[[Wanted], bytes]] = {"docx": _word, "pdf": _pdf, "md": _markdown, "json": _json}


def _headers(name: str) -> dict[str, str]:
    """The headers of a file to save under `name` (RFC 6266); programs that do not know `filename*` get its ASCII form."""
    plain = ascii_name(name)
    encoded = percent_encoded(name, safe="")
    return {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}",
        "Cache-Control": "no-store",
    }
