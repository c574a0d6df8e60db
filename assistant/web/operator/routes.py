"""The routes of `/operator`, where the articles are looked after while the server runs.

Every change is a form that is posted: from a page of ours, by a session, with that session's token in it. What came of it is said on
the page that follows, so that reloading never sends a form twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile

from assistant.answer import Lang
from assistant.publishing.details import Details
from assistant.publishing.folder import SourcesFolder
from assistant.publishing.publisher import Publisher
from assistant.settings import Settings
from assistant.web.operator.login import COOKIE, SESSION_SECONDS, Door, Notice, Session, from_our_pages
from assistant.web.operator.pages import document_page, failure, login_page, overview_page, remove_page
from assistant.web.shared.problems import Problem
from assistant.wording import as_lang
from index.errors import DocumentError, NetralError

FOREIGN = Problem(
    403, "foreign_form", "This form was not sent from its own page. Open the page again and send it there."
)
DETAILS = tuple(Details.__slots__)

Act = Callable[[FormData], tuple[str, Notice | None]]
"""A change: from a form to the page that follows, below `/operator`, and what to say there."""


def add_operator_routes(app: FastAPI, door: Door, publisher: Publisher, settings: Settings) -> None:
    """All routes of the page; `settings.operator_token` is set."""
    folder = SourcesFolder(publisher.sources, publisher.unpublished)
    _add_door_routes(app, door, settings)
    _add_pages(app, door, folder, publisher, settings)
    changes: dict[str, Act] = {
        "upload": lambda form: _upload(folder, form),
        "details": lambda form: _details(folder, form),
        "remove": lambda form: _remove(folder, form),
        "publish": lambda _: ("", None if publisher.start() else Notice("operator_error_busy", error=True)),
    }
    for name, act in changes.items():
        _add_change(app, door, settings, name, act)


def _add_door_routes(app: FastAPI, door: Door, settings: Settings) -> None:
    path = f"{settings.root_path}/operator"

    @app.post("/operator/login")
    async def login(request: Request) -> Response:
        """The token itself shows that the form was filled in on purpose, so there is no other in it."""
        if not from_our_pages(request.headers):
            return FOREIGN.response()
        form = await request.form(max_files=0, max_fields=4)
        lang = as_lang(form.get("lang"), settings.language)
        if wait := door.wait(request.client.host if request.client else ""):
            page = login_page(lang, settings.root_path, "operator_login_wait")
            return HTMLResponse(page, 429, headers={"Retry-After": str(int(wait) + 1)})
        name = door.enter(str(form.get("token", "")))
        if name is None:
            return HTMLResponse(login_page(lang, settings.root_path, "operator_login_wrong"), 403)
        response = RedirectResponse(f"{path}?lang={lang}", 303)
        secure = request.url.scheme == "https"
        response.set_cookie(
            COOKIE, name, max_age=SESSION_SECONDS, path=path, secure=secure, httponly=True, samesite="strict"
        )
        return response

    @app.post("/operator/logout")
    async def logout(request: Request) -> Response:
        session, form = await _sent(request, door)
        if form is None:
            return FOREIGN.response() if session else RedirectResponse(path, 303)
        door.leave(request.cookies.get(COOKIE))
        response = RedirectResponse(f"{path}?lang={as_lang(form.get('lang'), settings.language)}", 303)
        response.delete_cookie(COOKIE, path=path, httponly=True, samesite="strict")
        return response


def _add_pages(app: FastAPI, door: Door, folder: SourcesFolder, publisher: Publisher, settings: Settings) -> None:
    root = settings.root_path

    def page(request: Request, make: Callable[[Session, Lang], str], file: str | None = None) -> Response:
        lang = as_lang(request.query_params.get("lang"), settings.language)
        session = door.session(request.cookies.get(COOKIE))
        if session is None:
            return HTMLResponse(login_page(lang, root))
        there = file is None or folder.holds(file)
        return HTMLResponse(make(session, lang), status_code=200 if there else 404)

    @app.get("/operator")
    def overview(request: Request) -> Response:
        return page(request, lambda session, lang: overview_page(folder, publisher, session, lang, root))

    @app.get("/operator/documents/{file}")
    def document(request: Request, file: str) -> Response:
        return page(request, lambda session, lang: document_page(folder, publisher, file, session, lang, root), file)

    @app.get("/operator/remove/{file}")
    def remove(request: Request, file: str) -> Response:
        return page(request, lambda session, lang: remove_page(folder, file, session, lang, root), file)

    @app.get("/operator/state")
    def state(request: Request) -> Response:
        if door.session(request.cookies.get(COOKIE)) is None:
            return Problem(401, "logged_out", "Log in at /operator.").response()
        last = publisher.last
        running = last is not None and last.running
        return JSONResponse({"running": running, "done": last.done if last else 0, "total": last.total if last else 0})


def _add_change(app: FastAPI, door: Door, settings: Settings, name: str, act: Act) -> None:
    path = f"{settings.root_path}/operator"

    @app.post(f"/operator/{name}", name=name)
    async def change(request: Request) -> Response:
        session, form = await _sent(request, door)
        if session is None:
            return RedirectResponse(path, 303)
        if form is None:
            return FOREIGN.response()
        try:
            where, session.notice = await asyncio.to_thread(act, form)
            session.typed = {}
        except (NetralError, OSError) as error:
            where, session.notice = _back(name, form), failure(error)
            session.typed = {key: str(form.get(key, "")) for key in DETAILS}
        finally:
            await form.close()
        return RedirectResponse(f"{path}{where}?lang={as_lang(form.get('lang'), settings.language)}", 303)


async def _sent(request: Request, door: Door) -> tuple[Session | None, FormData | None]:
    """The session that sent a form, and the form; None for the form where it may be someone else's doing."""
    session = door.session(request.cookies.get(COOKIE))
    if session is None or not from_our_pages(request.headers):
        return session, None
    form = await request.form(max_files=1, max_fields=20)
    given = str(form.get("form_token", ""))
    return session, form if door.is_of(session, given) else None


def _upload(folder: SourcesFolder, form: FormData) -> tuple[str, Notice | None]:
    sent = form.get("document")
    if not isinstance(sent, UploadFile) or not sent.filename:
        raise DocumentError("nothing", "No file was chosen. Choose one.")
    replace = form.get("replace") == "yes"
    file, replaced = folder.add(sent.filename, sent.file.read(), Details.of(dict(form)), replace)
    key = "operator_replaced" if replaced else "operator_uploaded"
    return f"/documents/{quote(file)}", Notice(key, {"file": file, "trash": folder.trash})


def _details(folder: SourcesFolder, form: FormData) -> tuple[str, Notice | None]:
    file = str(form.get("file", ""))
    folder.describe(file, Details.of(dict(form)))
    return f"/documents/{quote(file)}", Notice("operator_details_kept", {"file": file})


def _remove(folder: SourcesFolder, form: FormData) -> tuple[str, Notice | None]:
    file = str(form.get("file", ""))
    folder.remove(file)
    return "", Notice("operator_removed", {"file": file, "trash": folder.trash})


def _back(name: str, form: FormData) -> str:
    """The page that a refused form was on."""
    return f"/documents/{quote(str(form.get('file', '')), safe='')}" if name == "details" else ""
