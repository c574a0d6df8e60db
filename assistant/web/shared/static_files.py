"""`GET /static/netral/{name}`: the style sheets, scripts and pictures that all our pages load."""

from __future__ import annotations

import hashlib
import json
import re
from typing import get_args

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, Response
from starlette.convertors import StringConvertor, register_url_convertor

from assistant.answer import Lang
from assistant.html import STATIC
from assistant.web.shared.problems import NOT_FOUND
from assistant.web.shared.smaller import brotli_of, join_modules, only_icons, squeeze_css, squeeze_script
from assistant.wording import words

FILES = {
    *("acts.css", "operator.css", "explain.css", "quality.css", "insight.css", "icon.svg"),
    *("page.js", "side.js", "source.js", "answer.js"),
    *("clipboard.js", "operator.js", "quality.js"),
}
"""Listed, so that a file is served because somebody meant it to be, not because it is in the folder."""
BUNDLES = {
    "page.css": ("tokens.css", "icons.css", "answer.css", "print.css", "page.css"),
    "panel.css": ("tokens.css", "icons.css", "answer.css", "panel.css"),
    "pane.css": ("icons.css", "article.css", "pane.css"),  # fetched by `pane.js` when the first article is opened
    "source.css": ("tokens.css", "icons.css", "article.css", "source.css"),
}
"""Style sheets that are sent as one: a page fetches one file, and each part stays one file here."""
ICONS = {
    "panel.css": (
        *("again", "book", "check", "copy", "down", "edit", "fold", "plus", "quotes", "send", "stop", "up", "warn"),
    ),
    "pane.css": ("close", "copy", "next", "out", "prev"),  # those that the panel lacks, and one for both
}
"""The icons that a style sheet of `BUNDLES` has; one that is not here has them all. Each weighs up to a hundred bytes."""
MODULES = {"panel.js": ("answer.js", "panel.js"), "acts.js": ("clipboard.js", "acts.js")}
"""Scripts that are sent as one, each after those that it imports: one request where there would be two."""
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
    """The parts of a style sheet of `BUNDLES`, one after the other, without what a browser reads over."""
    parts = {part: (STATIC / part).read_text(encoding="utf-8") for part in BUNDLES[name]}
    if name in ICONS:
        parts["icons.css"] = only_icons(parts["icons.css"], ICONS[name])
    return squeeze_css("\n".join(parts.values())).encode()


def joined(name: str) -> bytes:
    """The scripts of `MODULES` as one, without what a browser reads over."""
    return squeeze_script(
        join_modules({part: (STATIC / part).read_text(encoding="utf-8") for part in MODULES[name]})
    ).encode()


def speaking(name: str) -> bytes:
    """A script of `SPEAKING` behind its words in both languages, as a constant `SAY`: one file, and no request for words."""
    said = {lang: {key: words(lang)[key] for key in SPEAKING[name]} for lang in get_args(Lang)}
    return f"const SAY = {json.dumps(said, ensure_ascii=False)};\n".encode() + (STATIC / name).read_bytes()


def sent(request: Request, content: bytes, media_type: str) -> Response:
    """The content, compressed where the browser reads Brotli, or word that the browser's copy is still good."""
    brotli = "br" in re.split(r"[\s,;]+", request.headers.get("Accept-Encoding", ""))
    tag = f'"{hashlib.sha256(content).hexdigest()[:16]}{"-br" if brotli else ""}"'
    headers = {"ETag": tag, "Vary": "Accept-Encoding"}
    if request.headers.get("If-None-Match", "").removeprefix("W/") == tag:
        return Response(status_code=304, headers=headers)
    if brotli:
        content, headers["Content-Encoding"] = brotli_of(content), "br"
    return Response(content, media_type=media_type, headers=headers)


def add_static_route(app: FastAPI) -> None:
    """The route; `security.headers` decides how long a browser may keep a file."""
    register_url_convertor("file_name", FileName())
    made = {name: bundled(name) for name in BUNDLES} | {name: speaking(name) for name in SPEAKING}
    made |= {name: joined(name) for name in MODULES}

    @app.get("/static/netral/{name:file_name}")
    def static_file(request: Request, name: str) -> Response:
        if name in made:
            return sent(request, made[name], "text/css" if name in BUNDLES else "text/javascript")
        return FileResponse(STATIC / name) if name in FILES else NOT_FOUND.response()
