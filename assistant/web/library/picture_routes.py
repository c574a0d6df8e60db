"""`/sources/{id}/pages/{n}.webp` and `.svg`: the picture of a page of a PDF, and what is marked on it."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, FastAPI, Request
from fastapi.responses import Response

from assistant.web.library.asked_places import AskedPlaces
from assistant.web.library.page_pictures import WIDTHS, PagePart, PagePictures, TooBusyError
from assistant.web.shared.pool import Service
from assistant.web.shared.problems import Problem
from index.errors import SourceError
from index.reading_limits import DEFAULT_LIMITS, ReadingLimits

RETRY_PICTURE = 2
"""Seconds after which a browser may ask for a picture again."""
_log = logging.getLogger(__name__)
NO_PAGE = Problem(404, "page_not_found", "The article has no such page to show. Its text is at /sources/{id}.")
BUSY = Problem(503, "busy", "Many pages are being drawn at the moment. Ask again shortly.", RETRY_PICTURE)


def add_picture_routes(app: FastAPI, service: Service, limits: ReadingLimits = DEFAULT_LIMITS) -> None:
    """The routes; `security.headers` decides how long a browser may keep a picture."""
    pictures = PagePictures(service, limits)

    # Both answer "not changed" without drawing anything: a document's checksum tells them all they need.

    @app.get("/sources/{source_id:nested}/pages/{number:int}.webp")
    async def picture(request: Request, source_id: str, number: int, width: str = "") -> Response:
        page = await _page(service, source_id, number)
        if page is None:
            return NO_PAGE.response()
        # A width that is not drawn costs nobody the picture: people edit addresses.
        pixels = next((each for each in WIDTHS if str(each) == width), WIDTHS[0])
        return await _kept(request, page, str(pixels), "image/webp", lambda: pictures.picture(page, pixels))

    @app.get("/sources/{source_id:nested}/pages/{number:int}.svg")
    async def drawing(
        request: Request, source_id: str, number: int, places: Annotated[AskedPlaces, Depends()]
    ) -> Response:
        page = await _page(service, source_id, number)
        if page is None:
            return NO_PAGE.response()
        marks = places.of(page.document)
        return await _kept(request, page, marks.query(), "image/svg+xml", lambda: pictures.marks(page, marks))


async def _page(service: Service, source_id: str, number: int) -> PagePart | None:
    document = await asyncio.to_thread(service.source, source_id)
    return PagePart(document, number) if 1 <= number <= len(document.pages) else None


async def _kept(
    request: Request, page: PagePart, variant: str, media_type: str, make: Callable[[], Awaitable[bytes]]
) -> Response:
    """What `make` gives, or word that the browser's copy of it is still good."""
    name = f"{page.document.sha256} {page.number} {variant}"
    tag = f'"{hashlib.sha256(name.encode()).hexdigest()[:24]}"'
    if request.headers.get("If-None-Match", "").removeprefix("W/") == tag:
        return Response(status_code=304, headers={"ETag": tag})
    try:
        return Response(await make(), media_type=media_type, headers={"ETag": tag})
    except TooBusyError:
        return BUSY.response()
    except SourceError as error:  # slides under the name of a PDF, for example
        _log.error("no picture of %s: %s", page.document.file, error)
        return NO_PAGE.response()
