"""Which methods are let through at which paths: those of our own routes, read from the app, and a short list of Gradio's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fastapi.routing import APIRoute
from starlette.convertors import PathConvertor
from starlette.routing import BaseRoute, Route

GET, POST = ("GET", "HEAD"), ("POST",)
ASKS = "asks"
"""The tag of a route that runs the models: `@app.post(path, tags=[ASKS])` counts it against the limit of questions."""

OPENAI = "/v1"
"""Below it is the API for programs that speak OpenAI's protocol."""
OPINION_PATHS = frozenset(("/api/feedback",))
"""Of the routes that run the models, those that count as opinions rather than as questions."""


def is_openai(path: str) -> bool:
    """Whether a path belongs to that API, where errors have OpenAI's form."""
    return path == OPENAI or path.startswith(f"{OPENAI}/")


@dataclass(frozen=True, slots=True)
class RouteRule:
    """Lets `methods` through at the paths, below any prefix, that `pattern` matches from end to end."""

    methods: tuple[str, ...]
    pattern: re.Pattern[str]


# What Gradio's page asks for and nothing else: Gradio also serves uploads, a fetching file route, monitoring, run
# records and a programming interface, all open. They cannot be read from the app, as ours are: it would let in all.
GRADIO_ROUTES = tuple(
    RouteRule(methods, re.compile(pattern))
    for methods, pattern in (
        (GET, r"/|/theme\.css|/robots\.txt"),
        (GET, r"/(assets|static)/(?!netral/)(?!.*\.\.).+"),
        (GET, r"/gradio_api/(queue/data|startup-events|app_id|theme\.css|heartbeat/[^/]+)"),
        (POST, r"/gradio_api/(queue/join|run/predict|cancel|reset)/?"),
    )
)


def own_routes(routes: Iterable[BaseRoute]) -> tuple[RouteRule, ...]:
    """The rules of routes that were registered on the app one by one, so that a new route needs no second entry.

    Read them before Gradio is mounted. A mount, an included router, and a catch-all (`{name:path}`) get no rule and
    stay shut: nobody has looked at each path below them.
    """
    return tuple(
        RouteRule(_methods(route), route.path_regex)
        for route in routes
        if isinstance(route, Route)
        and not any(isinstance(convertor, PathConvertor) for convertor in route.param_convertors.values())
    )


def asking_paths(routes: Iterable[BaseRoute]) -> frozenset[str]:
    """The paths that count against the limit of questions: those of our own routes with the tag `ASKS`, and Gradio's way to ask."""
    ours = (route.path for route in routes if isinstance(route, APIRoute) and ASKS in route.tags)
    return frozenset((*ours, "/gradio_api/queue/join"))


def allowed_methods(rules: Sequence[RouteRule], path: str) -> list[str]:
    """The methods let through at `path`, each once; none where nothing is served."""
    # Not `match`: a route's pattern ends in `$`, which would let a line break through after the path.
    found = [method for rule in rules if rule.pattern.fullmatch(path) for method in rule.methods]
    return list(dict.fromkeys(found))


def _methods(route: Route) -> tuple[str, ...]:
    """The methods of a route; `GET` brings `HEAD` along, which FastAPI does not list."""
    methods = route.methods or set()  # None: a route for any method, such as an ASGI app; it stays shut
    return tuple(sorted(methods | {"HEAD"} if "GET" in methods else methods))
