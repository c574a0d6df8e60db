"""The routes of `/quality/runs`. A run is named in the query: its name may have a slash, and a path is what requests are let through by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import FastAPI, Query, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from assistant.quality.run_answers import AnswerFilter
from assistant.quality.run_files import RunFileError
from assistant.quality.runs import Runs
from assistant.web.quality.login import EvaluatorLogin
from assistant.web.quality.pages import Visit
from assistant.web.quality.run_compare_page import choose_pair, compare_page
from assistant.web.quality.run_page import run_page
from assistant.web.quality.runs_page import run_url, runs_page
from assistant.web.quality.visits import visit_of
from assistant.web.shared.language import PageLanguage
from assistant.web.shared.pool import Service
from assistant.web.shared.problems import NOT_FOUND

FIND_LENGTH = 200


def add_run_routes(app: FastAPI, door: EvaluatorLogin, runs: Runs, service: Service, root: str) -> None:
    """All of them, for those whom `door` lets in."""

    # Plain functions, which run in threads: reading a run must not delay people who ask.
    def page(request: Request, lang: PageLanguage, make: Callable[[Visit], str | None]) -> Response:
        visit = visit_of(request, door, lang, root)
        if isinstance(visit, Response):
            return visit
        made = make(visit)
        return HTMLResponse(made) if made is not None else NOT_FOUND.response()

    @app.get("/quality/runs")
    def quality_runs(request: Request, lang: PageLanguage, sort: str = "", order: str = "") -> Response:
        return page(request, lang, lambda visit: runs_page(runs, sort, order, visit))

    @app.get("/quality/runs/one")
    def quality_run(
        request: Request,
        lang: PageLanguage,
        run: str = "",
        kind: str = "",
        fault: str = "",
        find: str = "",
        misled: str = "",
        show: str = "",
        at: Annotated[str, Query(alias="page")] = "1",
    ) -> Response:
        wanted = AnswerFilter(kind, fault, find[:FIND_LENGTH], bool(misled), show == "all")

        def made(visit: Visit) -> str | None:
            details = runs.details(run)
            return run_page(details, wanted, at, service, visit) if details else None

        return page(request, lang, made)

    @app.get("/quality/runs/compare")
    def quality_compare(
        request: Request,
        lang: PageLanguage,
        run: Annotated[list[str] | None, Query()] = None,
        before: str = "",
        after: str = "",
    ) -> Response:
        def made(visit: Visit) -> str:
            return compare_page(runs, *choose_pair(run or [], before, after, runs), service, visit)

        return page(request, lang, made)

    @app.get("/quality/runs/report")
    def quality_report(request: Request, lang: PageLanguage, run: str = "") -> Response:
        """The report as `netral-eval report` made it. It runs nothing and loads nothing: `security.headers` sees to that."""
        visit = visit_of(request, door, lang, root)
        if isinstance(visit, Response):  # the headers of this address would take the login page apart
            return RedirectResponse(f"{root}/quality/runs/one?{request.url.query}", 303)
        return _report(runs, run, visit)


def _report(runs: Runs, run: str, visit: Visit) -> Response:
    try:
        path = runs.report(run)
    except RunFileError:  # the run's page says what is wrong
        return RedirectResponse(run_url("one", visit, ("run", run)), 303)
    return FileResponse(path, media_type="text/html") if path else NOT_FOUND.response()
