"""`GET /static/netral/{name}`: the style sheets, scripts and pictures that all our pages load, in the office's colours."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.convertors import StringConvertor, register_url_convertor

from assistant.branding.brand import ICON, ICON_COLOURS, NETRAL, Brand
from assistant.html import STATIC
from assistant.web.shared.problems import NOT_FOUND

FILES = {
    *("operator.css", "explain.css", "quality.css", "insight.css"),
    *("page.js", "source.js", "panel.js", "clipboard.js", "operator.js", "quality.js", "answer.js", "pane.js"),
    *("icon.svg", "icon-192.png", "icon-512.png", "icon-maskable.png", "apple-touch-icon.png"),
}
"""Listed, so that a file is served because somebody meant it to be, not because it is in the folder."""
TOKENS = "tokens.css"
BUNDLES = {
    "page.css": (TOKENS, "icons.css", "brand.css", "answer.css", "pane.css", "page.css"),
    "panel.css": (TOKENS, "icons.css", "answer.css", "pane.css", "panel.css"),
    "source.css": (TOKENS, "icons.css", "brand.css", "source.css"),
}
"""Style sheets that are sent as one: a page fetches one file, and each part stays one file here."""

# Not asked of the machine: its table may say otherwise, and a script of another type does not run.
MEDIA_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml", "png": "image/png"}


class FileName(StringConvertor):
    """A path parameter of the form of our file names."""

    # Strict, because the gate lets through whatever the pattern of a route matches.

    regex = r"[a-z0-9-]+\.[a-z]+"


@dataclass(frozen=True, slots=True)
class ServedFile:
    """A file as it is sent, read once when the server starts."""

    content: bytes
    media_type: str
    tag: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tag", f'"{hashlib.sha256(self.content).hexdigest()[:16]}"')

    def response(self, request: Request) -> Response:
        """The file, or word that the browser's copy is still good."""
        headers = {"ETag": self.tag}
        if request.headers.get("If-None-Match", "").removeprefix("W/") == self.tag:
            return Response(status_code=304, headers=headers)
        return Response(self.content, media_type=self.media_type, headers=headers)


def bundled(name: str, brand: Brand = NETRAL) -> bytes:
    """The parts of a style sheet of `BUNDLES`, one after the other, with the office's colours right after ours."""
    css = brand.css().encode()
    parts = ((STATIC / part).read_bytes() + (css if part == TOKENS else b"") for part in BUNDLES[name])
    return b"\n".join(parts)


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
