"""The routes of `/quality`, where evaluators turn questions into verified answers.

Every change is a posted form, as on the operator's page: from one of these pages, by a session, with that session's token in it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Annotated
from urllib.parse import urlencode

from fastapi import FastAPI, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from assistant.answer import Lang
from assistant.quality.inbox import REASONS, Inbox
from assistant.quality.runs import Runs
from assistant.settings import Settings
from assistant.web.quality.actions import Action, Actions, FormError, Outcome, conversation_of, trace_path
from assistant.web.quality.insight_page import add_insight_routes
from assistant.web.quality.login import EvaluatorLogin, tidy_name
from assistant.web.quality.pages import Visit, entries_page, inbox_page, login_page, question_page, trail_page
from assistant.web.quality.runs_routes import add_run_routes
from assistant.web.quality.subject import Subject, entry_subject, group_subject
from assistant.web.quality.trace_page import add_trace_page
from assistant.web.quality.visits import safe_page, visit_of, with_lang
from assistant.web.security.login import FOREIGN, from_our_pages, session_and_form, sign_out, signed_in
from assistant.web.shared.language import PageLanguage, language_of
from assistant.web.shared.notices import Notice
from assistant.web.shared.pool import AskPool, Service
from assistant.web.shared.problems import NOT_FOUND, Problem
from assistant.wording import say_moment
from index.errors import EditConflictError, NetralError

MOST_FIELDS = 2_000
"""Of a form: a group has a field for each wording, and a quote one each."""


def add_quality_routes(
    app: FastAPI, door: EvaluatorLogin, inbox: Inbox, service: Service, pool: AskPool, settings: Settings
) -> None:
    """All routes of the pages, for those whom `door` lets in."""
    root = settings.root_path
    _add_login_routes(app, door, root)
    _add_pages(app, door, inbox, service, root)
    add_trace_page(app, door, inbox, pool, root)
    add_run_routes(app, door, Runs(settings.runs), service, root)
    _add_downloads(app, door, inbox)
    add_insight_routes(app, door, inbox, settings.keep_days, root)
    for name, action in Actions(inbox, service).by_name().items():
        _add_action(app, door, name, action, root)


def _add_login_routes(app: FastAPI, door: EvaluatorLogin, root: str) -> None:
    path = f"{root}/quality"

    @app.post("/quality/login")
    async def quality_login(request: Request) -> Response:
        """The token shows that the form was sent on purpose, so it needs no form token."""
        if not from_our_pages(request.headers):
            return FOREIGN.response()
        form = await request.form(max_files=0, max_fields=5)  # anyone can send this one, so it has to be small
        lang, named = language_of(request, form.get("lang")), door.named_by_proxy(request)
        back = safe_page(str(form.get("back", "")))
        if wait := door.wait_for(request):
            page = login_page(lang, root, named, "operator_login_wait", back)
            return HTMLResponse(page, 429, headers={"Retry-After": str(int(wait) + 1)})
        person = named or tidy_name(str(form.get("person", "")))
        if not person:
            return HTMLResponse(login_page(lang, root, named, "quality_login_nameless", back), 422)
        name = door.enter(str(form.get("token", "")), person)
        if name is None:
            return HTMLResponse(login_page(lang, root, named, "operator_login_wrong", back), 403)
        response = signed_in(request, door, name, path, lang)
        response.headers["Location"] = f"{path}{with_lang(back, lang)}"
        return response

    @app.post("/quality/logout")
    async def quality_logout(request: Request) -> Response:
        return await sign_out(request, door, path)


def _add_pages(app: FastAPI, door: EvaluatorLogin, inbox: Inbox, service: Service, root: str) -> None:
    # Plain functions, which run in threads: reading the log must not delay people who ask.
    def page(request: Request, lang: PageLanguage, make: Callable[[Visit], str | None]) -> Response:
        """The page that `make` gives for the session, or the login page; 404 where it gives none."""
        visit = visit_of(request, door, lang, root)
        if isinstance(visit, Response):
            return visit
        made = make(visit)
        return HTMLResponse(made) if made is not None else NOT_FOUND.response()

    def about(subject: Subject | None, find: str, visit: Visit) -> str | None:
        return question_page(inbox, service, subject, find[:200], visit) if subject else None

    @app.get("/quality")
    def quality_inbox(request: Request, lang: PageLanguage, show: str = "") -> Response:
        reason = next((each for each in REASONS if each == show), None)
        return page(request, lang, lambda visit: inbox_page(inbox, reason, visit))

    @app.get("/quality/question/{key}")
    def quality_question(request: Request, key: str, lang: PageLanguage, find: str = "") -> Response:
        return page(request, lang, lambda visit: about(group_subject(inbox, key), find, visit))

    @app.get("/quality/entry/{entry:nested}")
    def quality_entry(request: Request, entry: str, lang: PageLanguage, find: str = "") -> Response:
        return page(request, lang, lambda visit: about(entry_subject(inbox, service, entry), find, visit))

    @app.get("/quality/entries")
    def quality_entries(request: Request, lang: PageLanguage, find: str = "") -> Response:
        return page(request, lang, lambda visit: entries_page(inbox, service, find[:200], visit))

    @app.get("/quality/trail")
    def quality_trail(request: Request, lang: PageLanguage, before: Annotated[int | None, Query()] = None) -> Response:
        return page(request, lang, lambda visit: trail_page(inbox, before, visit))


def _add_downloads(app: FastAPI, door: EvaluatorLogin, inbox: Inbox) -> None:
    def download(request: Request, name: str, make: Callable[[], str]) -> Response:
        if door.session(request.cookies.get(door.cookie)) is None:
            return Problem(401, "logged_out", "Log in at /quality.").response()
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(make(), media_type="application/jsonl; charset=utf-8", headers=headers)

    @app.get("/quality/questions.jsonl")
    def quality_export(request: Request) -> Response:
        return download(request, "questions.jsonl", inbox.verified.export)

    @app.get("/quality/cases.jsonl")
    def quality_cases(request: Request) -> Response:
        return download(request, "cases.jsonl", inbox.aside.case_lines)


def _add_action(app: FastAPI, door: EvaluatorLogin, name: str, action: Action, root: str) -> None:
    path = f"{root}/quality"

    @app.post(f"/quality/{name}", name=f"quality_{name}")
    async def post(request: Request) -> Response:
        session, form = await session_and_form(request, door, fields=MOST_FIELDS)
        if session is None:
            return RedirectResponse(path, 303)
        if form is None:
            return FOREIGN.response()
        lang = language_of(request, form.get("lang"))
        try:
            # In a thread: an action reads and writes files, and must not delay people who ask.
            outcome = await asyncio.to_thread(action, form, door.person(request, session))
            typed = {"problems": "\n".join(outcome.problems)} if outcome.problems else {}
        except NetralError as error:
            outcome, typed = Outcome(_page_of(form), _notice_of(error, name, lang)), _typed(form)
        finally:
            await form.close()  # an uploaded file waits in a temporary one
        session.notice, session.typed = outcome.notice, typed
        return RedirectResponse(f"{path}{with_lang(outcome.page, lang)}", 303)


def _page_of(form: FormData) -> str:
    """The page that a refused form was on, below `/quality`."""
    if form.get("turn"):
        return _trace_of(form)
    page = str(form.get("page", ""))
    find = {"find": str(form.get("find", ""))} if form.get("find") else {}
    safe = page.startswith(("/question/", "/entry/", "/entries", "/trail")) and not set(page) & set("?#\\\r\n")
    return f"{page}?{urlencode(find)}" if safe and find else page if safe else ""


def _trace_of(form: FormData) -> str:
    try:
        return trace_path(conversation_of(form))
    except NetralError:  # a question that cannot be asked has no trace
        return ""


def _typed(form: FormData) -> dict[str, str]:
    """What a refused form contained, so that nobody has to choose it again."""
    values = {name: str(form.get(name, ""))[:10_000] for name in ("kind", "short", "more", "reply", "reason", "notes")}
    return {**values, "quote": "\n".join(map(str, form.getlist("quote")))} if form.get("page") else {}


def _notice_of(error: NetralError, action: str, lang: Lang) -> Notice:
    if isinstance(error, FormError):
        return Notice(error.key, error.values, error=True)
    if isinstance(error, EditConflictError) and error.by:
        key = "quality_error_late" if action == "undo" else "quality_error_conflict"
        return Notice(key, {"by": error.by, "on": say_moment(error.on, lang)}, error=True)
    if isinstance(error, EditConflictError):
        return Notice("quality_error_undone", error=True)
    return Notice("quality_error", detail=str(error), error=True)
