"""The HTTP application: our own routes, one stack of middleware around them, and the staff page behind them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from assistant.answering.live_engine import LiveEngine
from assistant.branding.brand import Brand, use_brand
from assistant.branding.brand_file import load_brand
from assistant.conversations.opinions import OpinionStore
from assistant.conversations.pruning import days_ago, prune_records
from assistant.conversations.records_file import hold_records
from assistant.conversations.store import ConversationStore
from assistant.mcp.calls import HEADERS as MCP_HEADERS
from assistant.mcp.calls import PATH as MCP_PATH
from assistant.mcp.calls import asks_question
from assistant.mcp.installed import require_sdk
from assistant.publishing.drafting import DraftQuestions
from assistant.publishing.publisher import Publisher
from assistant.quality.inbox import Inbox
from assistant.quality.log_writer import LogWriter
from assistant.quality.question_log import QuestionLog
from assistant.settings import Settings
from assistant.web.api.articles import add_article_routes
from assistant.web.api.ask import add_ask_routes
from assistant.web.api.conversations import add_export_route
from assistant.web.api.feedback import add_feedback_routes
from assistant.web.api.health import add_health_routes
from assistant.web.api.metrics import add_metrics_route
from assistant.web.api.openai_api.routes import Served, add_openai_routes
from assistant.web.api.openapi import add_openapi_route
from assistant.web.identity import add_identity_routes
from assistant.web.library.routes import add_source_pages
from assistant.web.operator.login import OperatorLogin
from assistant.web.operator.routes import add_operator_routes
from assistant.web.quality.explain_page import add_explain_route
from assistant.web.quality.login import EvaluatorLogin
from assistant.web.quality.routes import add_quality_routes
from assistant.web.security.compression import CompressOwnFiles
from assistant.web.security.error_pages import ErrorPages
from assistant.web.security.gate import ListedRoutesOnly, SignedInOnly, UnhandledErrors
from assistant.web.security.headers import SecurityHeaders, header_policy
from assistant.web.security.hosts import AllowedHosts
from assistant.web.security.limits import BODY_LIMIT, BodyLimit, chat_body_limit
from assistant.web.security.login import TokenLogin
from assistant.web.security.openai_errors import OpenAIErrors
from assistant.web.security.openai_keys import OpenAIKeys
from assistant.web.security.prefix import ProxyPrefix
from assistant.web.security.rates import CONVERSATION_HEADER, RateCounter, RateLimit
from assistant.web.security.request_log import REQUEST_ID_HEADER, RequestLog
from assistant.web.security.routes import GRADIO_ROUTES, OPINION_PATHS, asking_paths, own_routes
from assistant.web.shared.errors import problem_of
from assistant.web.shared.leaving import ReaderLeftError, left_response
from assistant.web.shared.metrics import Metrics, seconds_since_change
from assistant.web.shared.nested_path import allow_nested
from assistant.web.shared.observer import Observer
from assistant.web.shared.pool import AskPool, Service
from assistant.web.shared.static_files import add_static_route
from assistant.web.shared.traces import Traces, open_traces
from assistant.web.widget.panel import add_panel_routes
from index.errors import NetralError, RecordsError
from index.store import CURRENT_FILE

PRUNE_SECONDS = 600.0
_log = logging.getLogger(__name__)


def create_app(
    service: Service,
    settings: Settings,
    page: bool = True,
    publisher: Publisher | None = None,
    drafter: DraftQuestions | None = None,
) -> FastAPI:
    """The application under `settings`: the pages of operators and evaluators exist only if a setting opens them.

    Args:
        service: answers the questions.
        settings: those in force.
        page: whether the staff page is served at `/`; without it, Gradio is not imported.
        publisher: publishes what the operator's page changes; by default, one with an engine of its own.
        drafter: drafts expected questions for a document, where the operator asks for it.

    Raises:
        ConfigError: the setting `brand` names an identity that cannot be used, or `mcp` is on without its SDK.
    """
    brand = load_brand(settings.brand)
    use_brand(brand)  # before anything is drawn: the staff page says its words once, here
    log = QuestionLog(settings.records, settings.keep_days if settings.question_log else 0)
    metrics, traces = Metrics() if settings.metrics else None, open_traces()
    observer = Observer(settings.log_questions, metrics, traces)
    writer = LogWriter(log) if settings.question_log else None
    pool = AskPool(service, settings.max_concurrent, writer, settings.max_waiting, settings.answers_kept, observer)
    door = OperatorLogin(settings.operator_token) if settings.operator_token else None
    tokens = tuple(filter(None, (settings.evaluator_token, settings.operator_token)))
    evaluators = EvaluatorLogin(tokens, settings.user_header) if tokens else None
    app = _empty_app(pool, settings, metrics, traces)
    allow_nested()
    _add_routes(app, service, pool, settings, brand)
    if metrics:
        _watch(metrics, pool, settings)
        add_metrics_route(app, metrics)
    if settings.mcp:
        require_sdk("The setting `mcp`")
        from assistant.web.api.mcp import add_mcp_route

        add_mcp_route(app, pool, service, settings.allowed_origins)
    if settings.openai_api:
        add_openai_routes(app, pool, Served(brand.name, settings.index, settings.root_path))
    add_openapi_route(app, settings.root_path, key_needed=bool(settings.openai_keys))
    if settings.evaluators:
        add_explain_route(app, pool, settings.root_path, cases=evaluators is not None)
    if evaluators:
        opinions = OpinionStore(settings.records)
        inbox = Inbox(
            log, opinions, settings.records, service.question_vectors, lambda: str(service.ready()["encoder"])
        )
        add_quality_routes(app, evaluators, inbox, service, pool, settings)
        if door:  # which brings the evaluators' pages along: its token opens them, too
            publisher = publisher or Publisher(settings, LiveEngine(settings).get)
            add_operator_routes(app, door, publisher, settings, inbox, drafter)
    # Only here: the gate lets through the routes that are registered by now, and must not include Gradio's.
    _add_middleware(app, settings, page, [login for login in (door, evaluators) if login], observer)
    if page:
        from assistant.web.chat.page import build_page, mount_page  # Gradio takes seconds to import

        mount_page(app, build_page(service, settings, pool), settings)
    return app


def _watch(metrics: Metrics, pool: AskPool, settings: Settings) -> None:
    """What is looked at each time the metrics are read."""
    metrics.watch("netral_questions_running", "Questions that are being answered.", lambda: pool.running)
    metrics.watch("netral_questions_waiting", "Questions that wait for a worker.", lambda: pool.waiting)
    metrics.watch("netral_workers", "Questions answered at once, at most.", lambda: settings.max_concurrent)
    metrics.watch(
        "netral_index_age_seconds",
        "Time since the index in force was published.",
        lambda: seconds_since_change(settings.index / CURRENT_FILE),
    )


def _empty_app(pool: AskPool, settings: Settings, metrics: Metrics | None, traces: Traces | None) -> FastAPI:
    """An application without routes, FastAPI's own included, that turns errors into problems."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        root = logging.getLogger()
        with hold_records(settings.records):
            pruning = asyncio.create_task(_prune_on_time(settings))
            if metrics:
                root.addHandler(metrics)
            try:
                yield
            finally:
                pruning.cancel()
                if metrics:
                    root.removeHandler(metrics)
                pool.close()
                if traces:
                    await asyncio.to_thread(traces.close)  # it may wait for whoever collects them

    async def on_error(_: Request, error: Exception) -> Response:
        return problem_of(error).response()

    # No pages of FastAPI's own: it would register them like ours, and the gate would let them through. No redirects
    # either: a page has one address.
    app = FastAPI(
        title="Netral", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False
    )
    app.state.language = settings.language  # read by `shared.language`, for every route
    for kind in (NetralError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, on_error)
    app.add_exception_handler(ReaderLeftError, left_response)
    return app


def _add_routes(app: FastAPI, service: Service, pool: AskPool, settings: Settings, brand: Brand) -> None:
    """The routes that every server has."""
    conversations, opinions = ConversationStore(settings.records, settings.keep_days), OpinionStore(settings.records)
    _remove_old(settings)
    add_ask_routes(app, pool, service, settings.root_path)
    add_feedback_routes(app, pool, opinions, settings)
    add_article_routes(app, service)
    add_export_route(app, conversations, brand.name)
    add_health_routes(app, service)
    add_source_pages(app, service, conversations, opinions, settings)
    add_static_route(app, brand)
    add_identity_routes(app, brand, settings.language)
    add_panel_routes(app, pool, service, settings, brand)


def _remove_old(settings: Settings) -> None:
    """What was deleted, or is too old, leaves the file, also where nobody asks any more and where nothing is stored by now."""
    try:
        prune_records(settings.records, days_ago(settings.keep_days), days_ago(settings.keep_opinions_days))
    except RecordsError as error:  # the server answers all the same
        _log.error("old records could not be removed: %s", error)


async def _prune_on_time(settings: Settings) -> None:
    """The same every PRUNE_SECONDS, in a thread, for as long as the server runs."""
    while True:
        await asyncio.sleep(PRUNE_SECONDS)
        try:
            await asyncio.to_thread(_remove_old, settings)
        except Exception:  # noqa: BLE001 - nobody waits for it, and the next time may work
            _log.exception("old records could not be removed")


def _headers_from_elsewhere(settings: Settings) -> list[str]:
    """What pages of allowed origins may send."""
    more = [*(MCP_HEADERS if settings.mcp else ()), *(["Authorization"] if settings.openai_api else ())]
    return ["Content-Type", CONVERSATION_HEADER, *more]


def _add_middleware(
    app: FastAPI, settings: Settings, page: bool, doors: Sequence[TokenLogin], observer: Observer
) -> None:
    """The innermost first. Headers go outermost, so that refusals carry them too; around them only the log and the prefix."""
    own = own_routes(app.routes)
    app.add_middleware(
        RateLimit,
        counter=RateCounter(settings.rate_limit, settings.address_rate_limit),
        asking=asking_paths(app.routes),
        opinions=OPINION_PATHS,
        user_header=settings.user_header,
        by_body={MCP_PATH: asks_question},
    )
    limits = [*(door.body_limit for door in doors), *([chat_body_limit] if settings.openai_api else [])]
    # Around the counting, which reads in a body who asks.
    app.add_middleware(BodyLimit, limit=lambda scope: max((limit(scope) for limit in limits), default=BODY_LIMIT))
    app.add_middleware(CompressOwnFiles)
    app.add_middleware(ListedRoutesOnly, rules=(*own, *(GRADIO_ROUTES if page else ())))
    app.add_middleware(SignedInOnly, header=settings.user_header)
    if settings.openai_api:
        app.add_middleware(OpenAIKeys, keys=settings.openai_keys)
    # Always installed, with an empty list too: without it Gradio would add its own, which reflects any origin.
    app.add_middleware(
        CORSMiddleware,
        allow_origins=list(settings.allowed_origins),
        allow_methods=["GET", "POST", "PUT"],
        allow_headers=_headers_from_elsewhere(settings),
        expose_headers=["Retry-After", REQUEST_ID_HEADER],
    )
    app.add_middleware(UnhandledErrors)
    app.add_middleware(AllowedHosts, settings=settings)
    if settings.openai_api:
        app.add_middleware(OpenAIErrors)
    # Around everything that answers by itself, and inside the headers, which are those of a page then.
    app.add_middleware(ErrorPages, language=settings.language)
    app.add_middleware(SecurityHeaders, policy=header_policy(own, settings.allowed_origins, settings.root_path))
    app.add_middleware(RequestLog, observer=observer)
    app.add_middleware(ProxyPrefix, root=settings.root_path)
