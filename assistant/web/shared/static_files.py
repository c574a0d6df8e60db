"""`GET /static/netral/{name}`: the style sheets, scripts and pictures that all our pages load."""

from __future__ import annotations

import hashlib
import json
from typing import get_args

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, Response
from starlette.convertors import StringConvertor, register_url_convertor

from assistant.answer import Lang
from assistant.html import STATIC
from assistant.web.shared.problems import NOT_FOUND
from assistant.wording import words

FILES = {
    *("operator.css", "explain.css", "quality.css", "insight.css", "icon.svg"),
    *("page.js", "side.js", "source.js", "panel.js", "answer.js"),
    *("clipboard.js", "operator.js", "quality.js"),
}
"""Listed, so that a file is served because somebody meant it to be, not because it is in the folder."""
BUNDLES = {
    "page.css": ("tokens.css", "icons.css", "answer.css", "page.css"),
    "panel.css": ("tokens.css", "icons.css", "answer.css", "panel.css"),
    "pane.css": ("article.css", "pane.css"),  # fetched by `pane.js` when the first article is opened
    "source.css": ("tokens.css", "icons.css", "article.css", "source.css"),
}
"""Style sheets that are sent as one: a page fetches one file, and each part stays one file here."""
SPEAKING = {
    "pane.js": (
        *("pane_label", "pane_loading", "pane_failed", "pane_retry", "pane_open", "pane_close", "pane_previous"),
        *("pane_next", "pane_at", "cite_copy_quote", "cite_copied", "copy_failed", "new_tab"),
    )
}
"""Scripts that say something before the server has answered, or because it does not, and the keys of what they say."""


class FileName(StringConvertor):
    """A path parameter of the form of our file names."""

    # Strict, because the gate lets through whatever the pattern of a route matches.

    regex = r"[a-z.]+"


def bundled(name: str) -> bytes:
    """The parts of a style sheet of `BUNDLES`, one after the other."""
    return b"\n".join((STATIC / part).read_bytes() for part in BUNDLES[name])


def speaking(name: str) -> bytes:
    """A script of `SPEAKING` behind its words in both languages, as a constant `SAY`: one file, and no request for words."""
    said = {lang: {key: words(lang)[key] for key in SPEAKING[name]} for lang in get_args(Lang)}
    return f"const SAY = {json.dumps(said, ensure_ascii=False)};\n".encode() + (STATIC / name).read_bytes()


def add_static_route(app: FastAPI) -> None:
    """The route; `security.headers` decides how long a browser may keep a file."""
    register_url_convertor("file_name", FileName())
    made = {name: bundled(name) for name in BUNDLES} | {name: speaking(name) for name in SPEAKING}
    tags = {name: f'"{hashlib.sha256(text).hexdigest()[:16]}"' for name, text in made.items()}

    @app.get("/static/netral/{name:file_name}")
    def static_file(request: Request, name: str) -> Response:
        if name in made:
            if request.headers.get("If-None-Match", "").removeprefix("W/") == tags[name]:
                return Response(status_code=304, headers={"ETag": tags[name]})
            kind = "text/css" if name in BUNDLES else "text/javascript"
            return Response(made[name], media_type=kind, headers={"ETag": tags[name]})
        return FileResponse(STATIC / name) if name in FILES else NOT_FOUND.response()
