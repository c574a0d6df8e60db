"""The security headers of every response, by path."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.security.prefix import route_path
from assistant.web.security.routes import RouteRule, allowed_methods

CSP, CACHE = "Content-Security-Policy", "Cache-Control"
PIECE = "default-src 'none'; sandbox; frame-ancestors 'none'"
COMMON = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""On every response."""


class SecurityHeaders:
    """Adds the headers that `policy` names for a path, without touching the body."""

    def __init__(self, app: ASGIApp, policy: Callable[[str], Mapping[str, str]]) -> None:
        self._app, self._policy = app, policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = str(scope["path"])  # the router below changes the scope

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._policy(route_path({**scope, "path": path})).items():
                    headers[name] = value
            await send(message)

        await self._app(scope, receive, send_with_headers)


def header_policy(
    own: Sequence[RouteRule], allowed_origins: Iterable[str], root: str
) -> Callable[[str], Mapping[str, str]]:
    """The headers for each path below the prefix `root`.

    A path of `own` gets the strict content policy, any other that of Gradio's page. The first kind of path in the
    table below that matches adds to these headers or replaces them, those of the route's own response included.
    """
    origins = " ".join(["'self'", *allowed_origins])
    ours, framed, unframed = (_strict_policy(ancestors) for ancestors in ("'self'", origins, "'none'"))
    table = [
        (re.compile(kind, re.DOTALL), headers)
        for kind, headers in (
            # Their names contain the hash of their content: a copy never goes stale.
            (r"/assets/.*", {CACHE: "public, max-age=31536000, immutable"}),
            # Our files keep their names when their content changes: a browser asks before it uses its copy.
            (r"/static/netral/.*", {CACHE: "no-cache"}),
            # Nobody may frame the operator's buttons, nor read documents from the cache after they log out. The
            # page's script asks for the state of publishing.
            (r"/operator.*", {CSP: f"{unframed}; connect-src 'self'", CACHE: "no-store"}),
            # Evaluators' pages likewise; their script sends nothing.
            (r"/quality.*", {CSP: unframed, CACHE: "no-store"}),
            # Strict even while the setting `evaluators` is off and the route does not exist.
            (r"/explain", {CSP: ours}),
            # The page in the widget's frame: the listed origins may frame it, and its script asks the questions.
            (r"/panel", {CSP: f"{framed}; connect-src 'self'", CACHE: "no-cache"}),
            # HTML for a script of ours: an answer, an article beside it. Opened as a page of its own, nothing in it may run
            # or load anything.
            (r"/panel/answer|/sources/[^/]+/pane", {CSP: PIECE, CACHE: "no-store"}),
            # Any page may load the scripts; what they open is refused to origins that are not listed.
            (r"/widget(-panel)?\.js", {"Cross-Origin-Resource-Policy": "cross-origin", CACHE: "public, max-age=3600"}),
            # Gradio adds our style sheet late: fetched early, it spares the reader a page without styles.
            (r"/", {"Link": f"<{root}/static/netral/page.css>; rel=preload; as=style"}),
        )
    ]
    gradio = _gradio_policy(origins)

    def policy(path: str) -> Mapping[str, str]:
        special: Mapping[str, str] = next((headers for kind, headers in table if kind.fullmatch(path)), {})
        return {**COMMON, CSP: ours if allowed_methods(own, path) else gradio, **special}

    return policy


def _strict_policy(ancestors: str) -> str:
    """For our own pages: files of this server alone, nothing inline but pictures (the icons). `ancestors` may frame them."""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
        f"frame-ancestors {ancestors}"
    )


def _gradio_policy(ancestors: str) -> str:
    """For Gradio's page, which needs inline scripts and styles, and images from data."""
    return (
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; connect-src 'self'; form-action 'self'; object-src 'none'; base-uri 'self'; "
        f"frame-ancestors {ancestors}"
    )
