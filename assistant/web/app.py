"""The HTTP application: every route behind one stack of middleware, and the staff page mounted behind them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from assistant.answering.engine import LiveEngine
from assistant.publishing.publisher import Publisher
from assistant.settings import Settings
from assistant.web.api.articles import add_article_routes
from assistant.web.api.ask import add_ask_routes
from assistant.web.api.conversations import add_export_route
from assistant.web.api.feedback import add_feedback_route
from assistant.web.api.health import add_health_routes
from assistant.web.library.routes import add_source_pages
from assistant.web.operator.login import Door
from assistant.web.operator.routes import add_operator_routes
from assistant.web.quality.explain_page import add_explain_route
from assistant.web.security.compression import Compress
from assistant.web.security.gate import LastResort, RouteList, TrustedUser
from assistant.web.security.headers import SecurityHeaders, header_policy
from assistant.web.security.limits import BodyLimit, RateLimit
from assistant.web.security.routes import EVALUATOR_ROUTES, OPERATOR_ROUTES, OWN_ROUTES, PAGE_ROUTES, Prefix
from assistant.web.shared.errors import problem_of
from assistant.web.shared.pool import AskPool, Service
from assistant.web.widget import add_panel_routes
from index.errors import NetralError


def create_app(service: Service, settings: Settings, page: bool = True, publisher: Publisher | None = None) -> FastAPI:
    """The application: API, article pages, with `page` the staff page at `/`, with an operator's token their page."""
    door = Door(settings.operator_token) if settings.operator_token else None
    pool = AskPool(service, settings.max_concurrent)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        pool.close()

    app = FastAPI(
        title="Netral",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
    )
    _add_middleware(app, settings, page, door)
    for kind in (NetralError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, _on_error)
    add_ask_routes(app, pool, service, settings)
    add_feedback_route(app, pool, settings)
    add_article_routes(app, service)
    add_source_pages(app, service, settings, problem_of)
    add_panel_routes(app, service, settings)
    add_export_route(app, settings)
    if settings.evaluators:
        add_explain_route(app, pool, settings)
    add_health_routes(app, service)
    if door:
        add_operator_routes(app, door, publisher or Publisher(settings, LiveEngine(settings).get), settings)
    if page:
        from assistant.web.chat.page import build_page, mount_page  # Gradio takes seconds to import

        mount_page(app, build_page(service, settings, pool), settings)
    return app


async def _on_error(_: Request, error: Exception) -> Response:
    return problem_of(error).response()


def _add_middleware(app: FastAPI, settings: Settings, page: bool, door: Door | None) -> None:
    """The innermost first. Headers go outermost, so that refusals carry them too."""
    app.add_middleware(BodyLimit, **({"limit": door.body_limit} if door else {}))
    app.add_middleware(Compress)
    app.add_middleware(RateLimit, per_minute=settings.rate_limit)
    own = (*OWN_ROUTES, *(OPERATOR_ROUTES if door else ()), *(EVALUATOR_ROUTES if settings.evaluators else ()))
    app.add_middleware(RouteList, routes=(*own, *(PAGE_ROUTES if page else ())))
    app.add_middleware(TrustedUser, header=settings.user_header)
    # Always installed, with an empty list too: without it Gradio would add its own, which reflects any origin.
    app.add_middleware(
        CORSMiddleware,
        allow_origins=list(settings.allowed_origins),
        allow_methods=["GET", "POST"],
        allow_headers=["Content-Type"],
        expose_headers=["Retry-After"],
    )
    app.add_middleware(LastResort)
    app.add_middleware(SecurityHeaders, policy=header_policy(settings.allowed_origins, settings.root_path))
    app.add_middleware(Prefix, root=settings.root_path)
