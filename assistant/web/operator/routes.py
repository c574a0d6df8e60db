"""The routes of `/operator`, where an operator changes the articles while the server runs.

Every change is a posted form: from one of these pages, by a session, with that session's token in it. A redirect leads to
the page that says what happened, so that reloading never sends a form twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Annotated

from fastapi import FastAPI, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from assistant.publishing.drafting import DraftQuestions
from assistant.publishing.folder import SourcesFolder
from assistant.publishing.publisher import Publisher
from assistant.web.operator.changes import Change, changes_of, refused_outcome
from assistant.web.operator.login import COOKIE, OperatorLogin
from assistant.web.operator.pages import document_page, login_page, overview_page, questions_page, remove_page
from assistant.web.operator.questions import QuestionDesk
from assistant.web.security.login import FOREIGN, Session, from_our_pages, session_and_form, sign_out, signed_in
from assistant.web.shared.language import PageLanguage, language_of
from assistant.web.shared.problems import Problem
from index.errors import NetralError

FEW_FIELDS, MANY_FIELDS = 20, 2000
"""Fields of a form, at most; many has the one for expected questions, with six for each entry."""


def add_operator_routes(
    app: FastAPI, door: OperatorLogin, publisher: Publisher, root: str, drafter: DraftQuestions | None = None
) -> None:
    """All routes of the page, for those whom `door` lets in; `root` is the prefix of a reverse proxy."""
    folder = SourcesFolder(publisher.sources, publisher.unpublished)
    desk = QuestionDesk(folder, publisher, drafter)
    _add_login_routes(app, door, root)
    _add_pages(app, door, folder, publisher, desk, root)
    for name, change in changes_of(folder, publisher, desk).items():
        _add_change_route(app, door, name, change, root)


def _add_login_routes(app: FastAPI, door: OperatorLogin, root: str) -> None:
    path = f"{root}/operator"

    @app.post("/operator/login")
    async def login(request: Request) -> Response:
        """The operator's token shows that the form was sent on purpose, so it needs no form token."""
        if not from_our_pages(request.headers):
            return FOREIGN.response()
        form = await request.form(max_files=0, max_fields=4)  # anyone can send this one, so it has to be small
        lang = language_of(request, form.get("lang"))
        if wait := door.wait(request.client.host if request.client else ""):
            page = login_page(lang, root, "operator_login_wait")
            return HTMLResponse(page, 429, headers={"Retry-After": str(int(wait) + 1)})
        name = door.enter(str(form.get("token", "")))
        if name is None:
            return HTMLResponse(login_page(lang, root, "operator_login_wrong"), 403)
        return signed_in(request, door, name, path, lang)

    @app.post("/operator/logout")
    async def logout(request: Request) -> Response:
        return await sign_out(request, door, path)


def _add_pages(
    app: FastAPI, door: OperatorLogin, folder: SourcesFolder, publisher: Publisher, desk: QuestionDesk, root: str
) -> None:
    def page(request: Request, lang: PageLanguage, make: Callable[[Session], str], file: str | None = None) -> Response:
        """The page that `make` gives for the session, or the login page; 404 if `file` is not in the folder."""
        session = door.session(request.cookies.get(COOKIE))
        if session is None:
            return HTMLResponse(login_page(lang, root))
        there = file is None or folder.holds(file)
        return HTMLResponse(make(session), 200 if there else 404)

    @app.get("/operator")
    def overview(request: Request, lang: PageLanguage) -> Response:
        return page(request, lang, lambda session: overview_page(folder, publisher, desk, session, lang, root))

    @app.get("/operator/documents/{file}")
    def document(request: Request, file: str, lang: PageLanguage) -> Response:
        return page(
            request, lang, lambda session: document_page(folder, publisher, desk, file, session, lang, root), file
        )

    @app.get("/operator/remove/{file}")
    def remove(request: Request, file: str, lang: PageLanguage) -> Response:
        return page(request, lang, lambda session: remove_page(folder, file, session, lang, root), file)

    @app.get("/operator/questions/{file}")
    def questions(
        request: Request, file: str, lang: PageLanguage, number: Annotated[int, Query(alias="page", ge=1)] = 1
    ) -> Response:
        return page(
            request, lang, lambda session: questions_page(desk, publisher, file, number, session, lang, root), file
        )

    @app.get("/operator/state")
    def state(request: Request) -> Response:
        if door.session(request.cookies.get(COOKIE)) is None:
            return Problem(401, "logged_out", "Log in at /operator.").response()
        last = publisher.last
        running = last is not None and last.running
        return JSONResponse({"running": running, "done": last.done if last else 0, "total": last.total if last else 0})


def _add_change_route(app: FastAPI, door: OperatorLogin, name: str, change: Change, root: str) -> None:
    path = f"{root}/operator"

    @app.post(f"/operator/{name}", name=name)
    async def post(request: Request) -> Response:
        session, form = await session_and_form(request, door, fields=MANY_FIELDS if name == "questions" else FEW_FIELDS)
        if session is None:
            return RedirectResponse(path, 303)
        if form is None:
            return FOREIGN.response()
        try:
            # In a thread: a change reads and writes files, and must not delay people who ask.
            outcome, session.typed = await asyncio.to_thread(change, form), {}
        except (NetralError, OSError) as error:
            outcome = refused_outcome(name, form, error)
            session.typed = {key: value for key, value in form.items() if isinstance(value, str)}
        finally:
            await form.close()  # an uploaded file waits in a temporary one
        session.notice = outcome.notice
        session.person = str(form.get("author", session.person))
        joint = "&" if "?" in outcome.page else "?"
        return RedirectResponse(f"{path}{outcome.page}{joint}lang={language_of(request, form.get('lang'))}", 303)
