"""`GET /static/netral/{name}`: the style sheets, scripts and pictures that all our pages load, in the office's colours."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import get_args

from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.convertors import StringConvertor, register_url_convertor

from assistant.answer import Lang
from assistant.branding.brand import ICON, ICON_COLOURS, NETRAL, Brand
from assistant.html import STATIC
from assistant.web.shared.problems import NOT_FOUND
from assistant.web.shared.smaller import brotli_of, join_modules, only_icons, squeeze_css, squeeze_script
from assistant.wording import words

FILES = {
    *("acts.css", "operator.css", "explain.css", "quality.css", "insight.css", "error.css", "runs.css"),
    *("source.js", "sheets.js"),
    *("clipboard.js", "operator.js", "quality.js"),
    *("icon.svg", "icon-192.png", "icon-512.png", "icon-maskable.png", "apple-touch-icon.png"),
}
"""Listed, so that a file is served because somebody meant it to be, not because it is in the folder."""
TOKENS = "tokens.css"
BUNDLES = {
    "page.css": (TOKENS, "icons.css", "brand.css", "answer.css", "print.css", "page.css"),
    "panel.css": (TOKENS, "icons.css", "answer.css", "panel.css"),
    "pane.css": (
        "icons.css",
        "article.css",
        "sheets.css",
        "pane.css",
    ),  # fetched by `pane.js` when the first article is opened
    "source.css": (TOKENS, "icons.css", "brand.css", "source.css"),
    "library.css": (TOKENS, "icons.css", "brand.css", "source.css", "article.css", "sheets.css", "library.css"),
}
"""Style sheets that are sent as one: a page fetches one file, and each part stays one file here."""
ICONS = {
    "panel.css": (
        *("again", "book", "check", "copy", "down", "edit", "fold", "plus", "quotes", "send", "stop", "up", "warn"),
    ),
    "pane.css": ("close", "copy", "next", "out", "prev"),  # those that the panel lacks, and one for both
}
"""The icons that a style sheet of `BUNDLES` has; one that is not here has them all. Each weighs up to a hundred bytes."""
MODULES = {
    "page.js": ("answer.js", "side.js", "page.js"),
    "panel.js": ("answer.js", "panel.js"),
    "acts.js": ("clipboard.js", "acts.js"),
}
"""Scripts that are sent as one, each after those that it imports: one request where there would be two."""
SPEAKING = {
    "pane.js": (
        *("pane_label", "pane_loading", "pane_failed", "pane_retry", "pane_open", "pane_close", "pane_previous"),
        *("pane_next", "pane_at", "cite_copy_quote", "cite_copied", "copy_failed", "new_tab"),
    )
}
"""Scripts that say something before the server has answered, or because it does not, and the keys of what they say."""

# Not asked of the machine: its table may say otherwise, and a script of another type does not run.
MEDIA_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml", "png": "image/png"}


class FileName(StringConvertor):
    """A path parameter of the form of our file names."""

    # Strict, because the gate lets through whatever the pattern of a route matches.

    regex = r"[a-z0-9-]+\.[a-z]+"


@dataclass(frozen=True, slots=True)
class ServedFile:
    """A file as it is sent."""

    content: bytes
    media_type: str
    tag: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tag", hashlib.sha256(self.content).hexdigest()[:16])

    def response(self, request: Request) -> Response:
        """The file, a text compressed where the browser reads Brotli; or word that the browser's copy is still good."""
        is_text = self.media_type.startswith("text/")
        brotli = is_text and "br" in re.split(r"[\s,;]+", request.headers.get("Accept-Encoding", ""))
        headers = {"ETag": f'"{self.tag}-br"' if brotli else f'"{self.tag}"', "Vary": "Accept-Encoding"}
        if request.headers.get("If-None-Match", "").removeprefix("W/") == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        if not brotli:
            return Response(self.content, media_type=self.media_type, headers=headers)
        headers["Content-Encoding"] = "br"
        return Response(brotli_of(self.content), media_type=self.media_type, headers=headers)


def bundled(name: str, brand: Brand = NETRAL) -> bytes:
    """The parts of a style sheet of `BUNDLES` as one, with the office's colours right after ours, and no more than is needed."""
    parts = {part: (STATIC / part).read_text(encoding="utf-8") for part in BUNDLES[name]}
    if name in ICONS:
        parts["icons.css"] = only_icons(parts["icons.css"], ICONS[name])
    if TOKENS in parts:
        parts[TOKENS] += brand.css()
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


def mark_drawing(brand: Brand = NETRAL) -> bytes:
    """The mark as an SVG in the brand's accent, of the light theme: the bar of a browser follows neither."""
    drawing = (STATIC / ICON).read_text(encoding="utf-8")
    for token in ICON_COLOURS:
        drawing = drawing.replace(f'"{NETRAL.palette("light")[token]}"', f'"{brand.palette("light")[token]}"')
    return drawing.encode()


def served_files(brand: Brand = NETRAL) -> Mapping[str, ServedFile]:
    """Every file by its name, the office's logo among them."""
    files = {name: ServedFile((STATIC / name).read_bytes(), _media_type(name)) for name in FILES}
    files |= {name: ServedFile(bundled(name, brand), "text/css") for name in BUNDLES}
    files |= {name: ServedFile(speaking(name), _media_type(name)) for name in SPEAKING}
    files |= {name: ServedFile(joined(name), _media_type(name)) for name in MODULES}
    files[ICON] = ServedFile(mark_drawing(brand), _media_type(ICON))
    if brand.logo:
        files[brand.logo.file_name] = ServedFile(brand.logo.content, brand.logo.media_type)
    return files


def add_static_route(app: FastAPI, brand: Brand = NETRAL) -> None:
    """The route; `security.headers` decides how long a browser may keep a file, and what a logo may do."""
    register_url_convertor("file_name", FileName())
    files = served_files(brand)

    @app.get("/static/netral/{name:file_name}")
    def static_file(request: Request, name: str) -> Response:
        return files[name].response(request) if name in files else NOT_FOUND.response()


def _media_type(name: str) -> str:
    return MEDIA_TYPES[name.rpartition(".")[2]]
