"""What browsers and phones ask of a site about itself: the picture of its tab, and how it is called once it is installed."""

from __future__ import annotations

import json
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import Response

from assistant.answer import Lang
from assistant.branding.brand import Brand
from assistant.branding.logo import PNG
from assistant.html import STATIC
from assistant.web.shared.static_files import ServedFile, mark_drawing
from assistant.wording import as_lang, words

SHORT_NAME = 12
"""Characters of a name that fit under a picture on a home screen."""


def add_identity_routes(app: FastAPI, brand: Brand, language: str) -> None:
    """`/favicon.ico` and `/manifest.json`. Gradio has its own of both, behind these, with its name and picture."""
    icon = favicon(brand)
    manifest = json.dumps(web_manifest(brand, as_lang(language, "id")), ensure_ascii=False).encode()
    described = ServedFile(manifest, "application/manifest+json")

    @app.get("/favicon.ico")
    def tab_picture(request: Request) -> Response:
        return icon.response(request)

    @app.get("/manifest.json")
    def installed(request: Request) -> Response:
        return described.response(request)


def favicon(brand: Brand) -> ServedFile:
    """What is asked for without a link. Browsers go by the media type, so an office's picture need not be an .ico file."""
    if brand.logo:
        return ServedFile(brand.logo.content, brand.logo.media_type)
    if brand.has_own_mark:
        return ServedFile((STATIC / "favicon.ico").read_bytes(), "image/x-icon")
    return ServedFile(mark_drawing(brand), brand.icon_type)


def web_manifest(brand: Brand, lang: Lang) -> dict[str, Any]:
    """The web app manifest (https://www.w3.org/TR/appmanifest/) as JSON values; its addresses are relative to its own."""
    light = brand.palette("light")
    return {
        "name": brand.name,
        # Without a short one, a long name is cut by the system, which knows best where.
        **({"short_name": brand.name} if len(brand.name) <= SHORT_NAME else {}),
        "description": words(lang)["tagline"],
        "lang": lang,
        "dir": "ltr",
        "id": "./",
        "start_url": "./",
        "scope": "./",
        "display": "standalone",
        "background_color": light["page"],
        "theme_color": light["surface"],
        "icons": _icons(brand),
    }


def _icons(brand: Brand) -> list[dict[str, str]]:
    base = "static/netral"
    if brand.logo and brand.logo.media_type == PNG:
        sizes = f"{brand.logo.width:g}x{brand.logo.height:g}"
        return [{"src": f"{base}/{brand.icon_name}", "type": brand.icon_type, "sizes": sizes}]
    drawing = {"src": f"{base}/{brand.icon_name}", "type": brand.icon_type, "sizes": "any"}
    if not brand.has_own_mark:
        return [drawing]
    cut = {"src": f"{base}/icon-maskable.png", "type": PNG, "sizes": "512x512", "purpose": "maskable"}
    pixels = [{"src": f"{base}/icon-{side}.png", "type": PNG, "sizes": f"{side}x{side}"} for side in (192, 512)]
    return [drawing, *pixels, cut]
