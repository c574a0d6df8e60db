"""What is let through: our own routes as the app has them, a short list of Gradio's, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI, WebSocket
from fastapi.responses import PlainTextResponse
from fastapi.testclient import TestClient
from starlette.routing import Mount, Route

import assistant.web.app
from assistant.web.security.gate import ListedRoutesOnly
from assistant.web.security.routes import ASKS, GRADIO_ROUTES, allowed_methods, asking_paths, own_routes
from tests.assistant.web.site import client, problem

OPEN: dict[str, Any] = {
    "operator_token": "rahasia pengelola",
    "evaluator_token": "rahasia evaluator",
    "evaluators": True,
}
"""The settings with which every route of ours is there."""
FILLED = {
    "source_id": "001_bali",
    "source_id:nested": "001_bali",
    "number:int": "1",
    "file": "satu.txt",
    "key": "0123456789ab",
    "entry": "v-1",
    "token": "0123456789abcdef",
    "name": "satu.txt",
    "name:export_name": "A" * 22 + ".md",
    "name:file_name": "page.css",
}
"""For each parameter in a path of ours, a value that it takes."""


@pytest.fixture(scope="module", params=[False, True], ids=["api", "with_page"])
def opened(request: pytest.FixtureRequest) -> Iterator[TestClient]:
    """A server with every route of ours, without and with Gradio's page behind them."""
    with client(page=request.param, **OPEN) as api:
        yield api


def app_of(api: TestClient) -> FastAPI:
    app = api.app
    assert isinstance(app, FastAPI)
    return app


def filled(path: str) -> str:
    """The address of a route, its parameters given."""
    return re.sub(r"{([^}]+)}", lambda found: FILLED.get(found[1]) or FILLED[found[1].removesuffix(":nested")], path)


def every_route() -> list[Route]:
    with client(**OPEN) as api:
        return [route for route in app_of(api).routes if isinstance(route, Route)]


def gradio_routes(api: TestClient) -> Iterator[tuple[str, str]]:
    """(method, path) of everything that Gradio serves."""
    mounted = app_of(api).routes[-1]
    assert isinstance(mounted, Mount)
    for route in mounted.routes:
        for one in route.effective_route_contexts() if hasattr(route, "effective_route_contexts") else (route,):
            yield from ((method, one.path) for method in one.methods)


# Those that ask


def test_the_routes_that_run_the_models_count_against_the_limit() -> None:
    """`/panel/answer` shows an answer that was counted when it was asked for."""
    expected = {
        "/api/ask",
        "/api/ask/stream",
        "/api/feedback",
        "/explain",
        "/quality/trace",
        "/panel/ask",
        "/gradio_api/queue/join",
    }
    assert asking_paths(every_route()) == expected


def test_a_new_route_that_asks_is_counted_by_its_tag_alone() -> None:
    app = FastAPI()
    app.add_api_route("/api/new", lambda: None, tags=[ASKS])
    app.add_api_route("/api/other", lambda: None)
    assert asking_paths(app.routes) == {"/api/new", "/gradio_api/queue/join"}


# Our own


def test_every_route_of_ours_is_let_through_with_its_methods_and_no_others() -> None:
    routes = every_route()
    rules = own_routes(routes)
    for route in routes:
        expected = {method for other in routes if other.path == route.path for method in other.methods or ()}
        assert expected
        expected |= {"HEAD"} if "GET" in expected else set()
        assert set(allowed_methods(rules, filled(route.path))) == expected, route.path


def test_every_route_of_ours_is_reached_and_another_method_is_refused_with_the_right_ones() -> None:
    with client(**OPEN) as api:
        for route in every_route():
            address = filled(route.path)
            for method in route.methods or ():
                response = api.request(method, address, json={"question": "Kapan?"} if method == "POST" else None)
                assert response.status_code != 405, (method, address)
                refused = response.headers["content-type"] == "application/problem+json"
                assert not refused or response.json()["code"] != "not_found" or "conversations" in address
            response = api.delete(address)
            assert problem(response)["code"] == "method_not_allowed"
            allowed = response.headers["allow"].split(", ")
            # A page and what its form sends may have one address.
            there = {method for other in every_route() if other.path == route.path for method in other.methods or ()}
            assert set(allowed) == there | ({"HEAD"} if "GET" in there else set())


def test_nothing_but_ours_is_registered_before_the_staff_page() -> None:
    """FastAPI's own pages, such as its documentation, would be let through like any other route."""
    routes = every_route()
    with client(page=True, **OPEN) as api:
        mounted = app_of(api).routes
    assert [route.path for route in mounted[: len(routes)] if isinstance(route, Route)] == [r.path for r in routes]
    assert [type(route) for route in mounted[len(routes) :]] == [Mount]
    assert {route.endpoint.__module__.rpartition(".")[0] for route in routes} <= {
        *("assistant.web", "assistant.web.api", "assistant.web.library", "assistant.web.operator"),
        *("assistant.web.quality", "assistant.web.shared", "assistant.web.widget"),
    }


def test_the_pages_that_a_setting_opens_are_no_routes_without_it() -> None:
    with client() as api:
        shut = {route.path for route in app_of(api).routes if isinstance(route, Route)}
    opened = {route.path for route in every_route()} - shut
    assert {path.split("/")[1] for path in opened} == {"operator", "explain", "quality"}
    assert not {path for path in shut if path.startswith(("/operator", "/explain", "/quality"))}


def test_a_new_route_needs_no_second_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    def add_new_routes(app: FastAPI, _: object) -> None:
        @app.get("/new/{number}")
        def shown(number: str) -> str:
            return number

        @app.post("/new/{number}")
        def changed(number: str) -> str:
            return number * 2

        @app.post("/new")
        def made() -> str:
            return "made"

    monkeypatch.setattr(assistant.web.app, "add_health_routes", add_new_routes)
    for page in (False, True):
        with client(page=page) as api:
            response = api.get("/new/7")
            assert (response.status_code, response.json()) == (200, "7")
            assert response.headers["content-security-policy"].startswith("default-src 'none'")
            assert api.post("/new/7").json() == "77"
            assert api.post("/new").json() == "made"
            assert api.delete("/new/7").headers["allow"] == "GET, HEAD, POST"
            assert api.get("/new").headers["allow"] == "POST"
            for path in ("/new/", "/new/7/8", "/new/7/", "/newer", "/healthz"):
                assert problem(api.get(path))["code"] == "not_found"


def test_a_route_that_comes_after_the_middleware_stays_shut() -> None:
    """As Gradio's do: only what the app had when it was put together is read."""
    with client() as api:
        app_of(api).add_api_route("/late", lambda: "late")
        assert problem(api.get("/late"))["code"] == "not_found"


# What must not open anything


def wide_app() -> FastAPI:
    """An app with one plain route, and with everything that serves paths nobody has looked at."""
    app, below, included = FastAPI(openapi_url=None), FastAPI(), APIRouter()

    @app.get("/plain")
    def plain() -> str:
        return "plain"

    @app.get("/files/{path:path}")
    def files(path: str) -> str:
        return path

    @app.websocket("/socket")
    async def socket(socket: WebSocket) -> None:
        await socket.close()

    @included.get("/included")
    def from_router() -> str:
        return "included"

    @below.get("/below")
    def from_below() -> str:
        return "below"

    app.include_router(included, prefix="/router")
    app.mount("/mounted", below)
    app.router.routes.append(Route("/any", PlainTextResponse("any method")))
    app.mount("", below)
    return app


@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_mounts_and_catch_alls_open_nothing(method: str) -> None:
    app = wide_app()
    app.add_middleware(ListedRoutesOnly, rules=own_routes(app.routes))
    with TestClient(app) as api:
        assert api.get("/plain").json() == "plain"
        for path in ("/files/a", "/files/a/b", "/mounted/below", "/below", "/any", "/socket", "/", "/docs", "/mounted"):
            assert api.request(method, path).status_code == 404, path


@pytest.mark.parametrize(
    "path",
    [
        *("/healthz/", "/healthz%0a", "/panel/", "/panel%0a", "/widgetxjs", "/api", "/api/", "/api/ask/", "/API/ask"),
        *("/api/sources/", "/api/sources/a//b", "/sources/", "/sources/a/", "/sources%2f", "/sources%2fa%2f%2fb"),
        *("/static/netral/", "/static/netral/PAGE.css", "/static/netral/a_b.css"),
        *("/static/netral/a/b.css", "/static/netral/page.css%0a", "/static/netral/%2e%2e%2fpage.py"),
        *("/conversations", "/conversations/", "/conversations/short.md", f"/conversations/{'A' * 22}"),
        *(f"/conversations/{'A' * 22}.txt", f"/conversations/{'A' * 23}.md", f"/conversations/{'A' * 21}!.md"),
        *(f"/conversations/{'A' * 22}.md/x", f"/conversations/{'A' * 22}.md%0a", f"/conversations/{'A' * 22}.md.json"),
        *("/operator/", "/operator/documents/", "/operator/documents/a//b", "/operator/none"),
        *("/operator/remove//a", "/operatorx", "/explain/", "/explain/x"),
        *("/docs", "/redoc", "/openapi.json", "/docs/oauth2-redirect"),
    ],
)
def test_a_path_beside_our_routes_is_404_for_every_method(opened: TestClient, path: str) -> None:
    """The gate answers: no route, and not Gradio behind them, gets to see such a path."""
    for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"):
        response = opened.request(method, path)
        assert response.status_code == 404, method
        assert response.headers["content-type"] == "application/problem+json"


# Gradio's


def test_gradios_routes_that_are_let_through_are_these() -> None:
    """Each of Gradio's routes is asked for; a version that adds one within the list shows up here."""
    with client(page=True) as api:
        routes = sorted(set(gradio_routes(api)))
    assert len(routes) > 60
    given = {"path:path": "js/x.js", "api_name": "predict", "session_hash": "abc"}
    found = {
        (method, path)
        for method, path in routes
        if method in allowed_methods(GRADIO_ROUTES, re.sub(r"{([^}]+)}", lambda part: given.get(part[1], "x"), path))
    }
    api_paths = ("app_id", "queue/data", "startup-events", "theme.css", "heartbeat/{session_hash}")
    assert found == {
        ("GET", "/"),
        ("HEAD", "/"),
        *(("GET", path) for path in ("/assets/{path:path}", "/static/{path:path}")),
        *(("GET", path) for path in ("/theme.css", "/robots.txt")),
        *(("GET", f"/gradio_api/{path}") for path in api_paths),
        *(("POST", f"/gradio_api/{path}") for path in ("queue/join", "cancel", "reset", "reset/")),
        *(("POST", f"/gradio_api/run/{{api_name}}{slash}") for slash in ("", "/")),
    }


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/gradio_api/file=/etc/passwd"),
        ("HEAD", "/gradio_api/file=/etc/passwd"),
        ("GET", "/gradio_api/file/etc/passwd"),
        ("GET", "/gradio_api/proxy=https://outside.invalid/x"),
        ("HEAD", "/gradio_api/proxy=https://outside.invalid/x"),
        ("POST", "/gradio_api/upload"),
        ("GET", "/gradio_api/upload_progress"),
        ("POST", "/gradio_api/component_server"),
        ("POST", "/gradio_api/run/ask"),
        ("POST", "/gradio_api/api/predict"),
        ("POST", "/gradio_api/call/predict"),
        ("POST", "/gradio_api/call/v2/predict"),
        ("GET", "/gradio_api/custom_component/1/client/component/x.js"),
        ("POST", "/gradio_api/vibe-edit"),
        ("POST", "/gradio_api/process_recording"),
        ("POST", "/gradio_api/stream/x"),
        ("GET", "/gradio_api/queue/status"),
        ("GET", "/gradio_api/info"),
        ("GET", "/gradio_api/openapi.json"),
        ("GET", "/gradio_api/runs"),
        ("GET", "/gradio_api/deep_link"),
        ("GET", "/gradio_api/token"),
        ("POST", "/gradio_api/mcp/sse"),
        ("GET", "/monitoring/summary"),
        ("GET", "/config"),
        ("POST", "/login"),
        ("GET", "/pwa_icon"),
        ("GET", "/svelte/x.js"),
        ("GET", "/static/a/../../x"),
        ("GET", "/assets/.."),
        ("GET", "/static/netral/../x.js"),
    ],
)
def test_gradios_dangerous_routes_have_no_rule(method: str, path: str) -> None:
    assert method not in allowed_methods(GRADIO_ROUTES, path)
    assert method not in allowed_methods(own_routes(every_route()), path)


def test_without_the_staff_page_nothing_of_gradios_is_let_through() -> None:
    with client() as api:
        for path in ("/", "/theme.css", "/assets/x.js", "/static/x.js", "/gradio_api/app_id", "/gradio_api/queue/join"):
            for method in ("GET", "POST"):
                assert problem(api.request(method, path))["code"] == "not_found"
