"""`GET /static/netral/{name}`: the style sheets, scripts and pictures that all our pages load."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.responses import FileResponse, Response
from starlette.convertors import StringConvertor, register_url_convertor

from assistant.html import STATIC
from assistant.web.shared.problems import NOT_FOUND

FILES = {
    *(
        "tokens.css",
        "page.css",
        "source.css",
        "panel.css",
        "operator.css",
        "explain.css",
        "quality.css",
        "insight.css",
        "icon.svg",
    ),
    *("page.js", "source.js", "panel.js", "clipboard.js", "operator.js", "quality.js", "answer.js"),
}
"""Listed, so that a file is served because somebody meant it to be, not because it is in the folder."""


class FileName(StringConvertor):
    """A path parameter of the form of our file names."""

    # Strict, because the gate lets through whatever the pattern of a route matches.

    regex = r"[a-z.]+"


def add_static_route(app: FastAPI) -> None:
    """The route; `security.headers` decides how long a browser may keep a file."""
    register_url_convertor("file_name", FileName())

    @app.get("/static/netral/{name:file_name}")
    def static_file(name: str) -> Response:
        return FileResponse(STATIC / name) if name in FILES else NOT_FOUND.response()
