"""The routes of `/operator`, where an operator changes the articles while the server runs.

Every change is a posted form: from one of these pages, by a session, with that session's token in it. A redirect leads to
the page that says what happened, so that reloading never sends a form twice. An upload that asks for JSON gets its result as that.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Annotated

from fastapi import FastAPI, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile

from assistant.answer import Lang
from assistant.publishing.drafting import DraftQuestions
from assistant.publishing.publisher import Publisher
from assistant.quality.inbox import Inbox
from assistant.settings import Settings
from assistant.web.operator.bin_page import bin_page, delete_page, empty_page
from assistant.web.operator.changes import MOST_FILES, Change, changes_of, refused_outcome, upload_result
from assistant.web.operator.dashboard import asked_fragment, dashboard_page
from assistant.web.operator.documents import ListQuery, documents_page
from assistant.web.operator.frame import login_page
from assistant.web.operator.history_page import back_page, history_page
from assistant.web.operator.login import COOKIE, OperatorLogin, tidy_person
from assistant.web.operator.memory import Remembered, UploadResult
from assistant.web.operator.outcome import Outcome
from assistant.web.operator.pages import document_page, questions_page, remove_page
from assistant.web.operator.replacement_page import restore_page, waiting_page
from assistant.web.operator.workplace import Visit, Workplace
from assistant.web.security.login import FOREIGN, from_our_pages, session_and_form, sign_out, signed_in
from assistant.web.shared.language import PageLanguage, language_of
from assistant.web.shared.leaving import client_gone
from assistant.web.shared.notices import say_notice
from assistant.web.shared.problems import Problem
from index.errors import NetralError
from index.reading_stop import Stop, stopped_by

FEW_FIELDS, MANY_FIELDS = 20, 2000
"""Fields of a form, at most; many has the one for expected questions, with six for each entry."""
LOGGED_OUT = Problem(401, "logged_out", "Log in at /operator.")
TYPED = ("upload", "details", "questions", "beside")
"""The forms in which people type: one that is refused shows again what was typed."""

_Page = Annotated[int, Query(alias="page", ge=1)]
_Days = Annotated[int, Query(ge=0, le=36_500)]


def add_operator_routes(
    app: FastAPI,
    door: OperatorLogin,
    publisher: Publisher,
    settings: Settings,
    inbox: Inbox,
    drafter: DraftQuestions | None = None,
) -> None:
    """All routes of the page, for those whom `door` lets in."""
    place = Workplace.open(settings, publisher, inbox, drafter)
    _add_login_routes(app, door, place.root)
    _add_pages(app, door, place)
    _add_confirmations(app, door, place)
    _add_parts(app, door, place)
    for name, change in changes_of(place).items():
        _add_change_route(app, door, name, change, place)


def _add_login_routes(app: FastAPI, door: OperatorLogin, root: str) -> None:
    path = f"{root}/operator"

    @app.post("/operator/login")
    async def login(request: Request) -> Response:
        """The operator's token shows that the form was sent on purpose, so it needs no form token."""
        if not from_our_pages(request.headers):
            return FOREIGN.response()
        form = await request.form(max_files=0, max_fields=4)  # anyone can send this one, so it has to be small
        lang = language_of(request, form.get("lang"))
        if wait := door.wait_for(request):
            page = login_page(lang, root, "operator_login_wait")
            return HTMLResponse(page, 429, headers={"Retry-After": str(int(wait) + 1)})
        name = door.enter(str(form.get("token", "")), tidy_person(str(form.get("person", ""))))
        if name is None:
            return HTMLResponse(login_page(lang, root, "operator_login_wrong"), 403)
        return signed_in(request, door, name, path, lang)

    @app.post("/operator/logout")
    async def logout(request: Request) -> Response:
        return await sign_out(request, door, path)


def _shown(
    request: Request, door: OperatorLogin, place: Workplace, lang: Lang, make: Callable[[Visit], tuple[str, bool]]
) -> Response:
    """The page that `make` gives for the session, or the login page; 404 where it says that there is no such thing."""
    session = door.session(request.cookies.get(COOKIE))
    if session is None:
        return HTMLResponse(login_page(lang, place.root))
    page, there = make(Visit(session, lang))
    return HTMLResponse(page, 200 if there else 404)


def _add_pages(app: FastAPI, door: OperatorLogin, place: Workplace) -> None:
    """The pages of the tabs, and those about one document."""

    # Plain functions, which run in threads: reading the folder must not delay people who ask.
    @app.get("/operator")
    def overview(request: Request, lang: PageLanguage) -> Response:
        return _shown(request, door, place, lang, lambda visit: (dashboard_page(place, visit), True))

    @app.get("/operator/documents")
    def documents(request: Request, lang: PageLanguage, find: str = "", show: str = "", page: _Page = 1) -> Response:
        query = ListQuery.of(find, show, page)
        return _shown(request, door, place, lang, lambda visit: (documents_page(place, query, visit), True))

    @app.get("/operator/documents/{file:nested}")
    def document(request: Request, file: str, lang: PageLanguage) -> Response:
        there = place.folder.holds(file)
        return _shown(request, door, place, lang, lambda visit: (document_page(place, file, visit), there))

    @app.get("/operator/questions/{file:nested}")
    def questions(request: Request, file: str, lang: PageLanguage, page: _Page = 1) -> Response:
        there = place.folder.holds(file)
        return _shown(request, door, place, lang, lambda visit: (questions_page(place, file, page, visit), there))

    @app.get("/operator/bin")
    def bin_list(request: Request, lang: PageLanguage) -> Response:
        return _shown(request, door, place, lang, lambda visit: (bin_page(place, visit), True))

    @app.get("/operator/history")
    def history(request: Request, lang: PageLanguage) -> Response:
        return _shown(request, door, place, lang, lambda visit: (history_page(place, visit), True))


def _add_confirmations(app: FastAPI, door: OperatorLogin, place: Workplace) -> None:
    """The pages that show what a change does before it is done."""

    @app.get("/operator/remove/{file:nested}")
    def remove(request: Request, file: str, lang: PageLanguage) -> Response:
        there = place.folder.holds(file)
        return _shown(request, door, place, lang, lambda visit: (remove_page(place, file, visit), there))

    @app.get("/operator/waiting/{token}")
    def waiting(request: Request, token: str, lang: PageLanguage) -> Response:
        return _shown(request, door, place, lang, lambda visit: waiting_page(place, token, visit))

    @app.get("/operator/bin/{name}")
    def restore(request: Request, name: str, lang: PageLanguage) -> Response:
        return _shown(request, door, place, lang, lambda visit: restore_page(place, name, visit))

    @app.get("/operator/delete/{name}")
    def delete(request: Request, name: str, lang: PageLanguage) -> Response:
        return _shown(request, door, place, lang, lambda visit: delete_page(place, name, visit))

    @app.get("/operator/empty")
    def empty(request: Request, lang: PageLanguage, days: _Days = 0) -> Response:
        return _shown(request, door, place, lang, lambda visit: (empty_page(place, days, visit), True))

    @app.get("/operator/history/{name}")
    def back(request: Request, name: str, lang: PageLanguage) -> Response:
        return _shown(request, door, place, lang, lambda visit: back_page(place, name, visit))


def _add_parts(app: FastAPI, door: OperatorLogin, place: Workplace) -> None:
    """What the pages' script asks for."""

    @app.get("/operator/state")
    def state(request: Request) -> Response:
        if door.session(request.cookies.get(COOKIE)) is None:
            return LOGGED_OUT.response()
        last = place.publisher.last
        running = last is not None and last.running
        return JSONResponse({"running": running, "done": last.done if last else 0, "total": last.total if last else 0})

    @app.get("/operator/asked")
    def asked(request: Request, lang: PageLanguage) -> Response:
        if door.session(request.cookies.get(COOKIE)) is None:
            return LOGGED_OUT.response()
        return HTMLResponse(asked_fragment(place, lang))


def _add_change_route(app: FastAPI, door: OperatorLogin, name: str, change: Change, place: Workplace) -> None:
    path = f"{place.root}/operator"
    files, fields = (MOST_FILES if name == "upload" else 1), (MANY_FIELDS if name == "questions" else FEW_FIELDS)

    @app.post(f"/operator/{name}", name=name)
    async def post(request: Request) -> Response:
        as_json = name == "upload" and "application/json" in request.headers.get("accept", "")
        session, form = await session_and_form(request, door, files, fields)
        if session is None:
            return LOGGED_OUT.response() if as_json else RedirectResponse(path, 303)
        if form is None:
            return FOREIGN.response()
        lang = language_of(request, form.get("lang"))
        typed: dict[str, str] = {}
        try:
            # In a thread: a change reads and writes files, and must not delay people who ask.
            outcome = await _done(request, change, form, session.person)
        except (NetralError, OSError) as error:
            outcome = refused_outcome(name, form, error)
            typed = {key: value for key, value in form.items() if isinstance(value, str)} if name in TYPED else {}
            if as_json:
                return _results_json((upload_result(_name_of(form), error),), lang, path)
        finally:
            await form.close()  # an uploaded file waits in a temporary one
        if as_json:
            return _results_json(outcome.results, lang, path)
        session.notice, session.typed = outcome.notice, typed
        # Of a single file the next page itself tells everything.
        place.memory.put(session, Remembered(outcome.results if len(outcome.results) > 1 else (), outcome.undo))
        session.person = str(form.get("author", session.person))
        joint = "&" if "?" in outcome.page else "?"
        return RedirectResponse(f"{path}{outcome.page}{joint}lang={lang}", 303)


async def _done(request: Request, change: Change, form: FormData, person: str) -> Outcome:
    """What a change gives. A document that is being read for a client who goes away is given up, with its process."""
    stop = Stop()
    with stopped_by(stop):
        work = asyncio.create_task(asyncio.to_thread(change, form, person))
    gone = asyncio.create_task(client_gone(request))
    try:
        await asyncio.wait((work, gone), return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            stop.set()
        return await work
    finally:
        # Also where this task itself is cancelled, as when the server ends.
        if not work.done():
            stop.set()
        gone.cancel()


def _name_of(form: FormData) -> str:
    sent = form.get("document")
    return str(sent.filename) if isinstance(sent, UploadFile) else ""


def _results_json(results: tuple[UploadResult, ...], lang: Lang, path: str) -> Response:
    said = [(each, say_notice(each.notice, lang)) for each in results]
    return JSONResponse(
        {
            "results": [
                {
                    "name": each.name,
                    "state": each.state,
                    "text": text.text,
                    "detail": text.detail,
                    "page": f"{path}{each.page}?lang={lang}" if each.page else "",
                }
                for each, text in said
            ]
        }
    )
