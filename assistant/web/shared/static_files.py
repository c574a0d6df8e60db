"""`GET /static/netral/{name}`: the style sheets, scripts and pictures that all our pages load."""

from __future__ import annotations

import hashlib

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, Response
from starlette.convertors import StringConvertor, register_url_convertor

from assistant.html import STATIC
from assistant.web.shared.problems import NOT_FOUND

FILES = {
    *("operator.css", "explain.css", "quality.css", "insight.css", "error.css", "runs.css", "icon.svg"),
    *("page.js", "source.js", "panel.js", "clipboard.js", "operator.js", "quality.js", "answer.js", "pane.js"),
}
"""Listed, so that a file is served because somebody meant it to be, not because it is in the folder."""
BUNDLES = {
    "page.css": ("tokens.css", "icons.css", "answer.css", "pane.css", "page.css"),
    "panel.css": ("tokens.css", "icons.css", "answer.css", "pane.css", "panel.css"),
    "source.css": ("tokens.css", "icons.css", "source.css"),
}
"""Style sheets that are sent as one: a page fetches one file, and each part stays one file here."""


class FileName(StringConvertor):
    """A path parameter of the form of our file names."""

    # Strict, because the gate lets through whatever the pattern of a route matches.

    regex = r"[a-z.]+"


def bundled(name: str) -> bytes:
    """The parts of a style sheet of `BUNDLES`, one after the other."""
    return b"\n".join((STATIC / part).read_bytes() for part in BUNDLES[name])


def add_static_route(app: FastAPI) -> None:
    """The route; `security.headers` decides how long a browser may keep a file."""
    register_url_convertor("file_name", FileName())
    bundles = {name: bundled(name) for name in BUNDLES}
    tags = {name: f'"{hashlib.sha256(text).hexdigest()[:16]}"' for name, text in bundles.items()}

    @app.get("/static/netral/{name:file_name}")
    def static_file(request: Request, name: str) -> Response:
        if name in bundles:
            if request.headers.get("If-None-Match", "").removeprefix("W/") == tags[name]:
                return Response(status_code=304, headers={"ETag": tags[name]})
            return Response(bundles[name], media_type="text/css", headers={"ETag": tags[name]})
        return FileResponse(STATIC / name) if name in FILES else NOT_FOUND.response()
