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
_PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
"""For a drawing that is not ours: its own styles, and nothing that runs or is fetched."""
_REPORT = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "sandbox"
)
_UNFRAMED = ("/operator", "/quality")
"""Beginnings of the paths of pages with buttons for staff, which nobody may frame."""


ERROR_PAGE = "netral.error_page"
"""A key of the first message of a response that is an error as a page of ours, in place of what its route sends (`error_pages`)."""
Policy = Callable[[str, bool], Mapping[str, str]]
"""The headers for a path, and whether an error is sent there as a page."""


class SecurityHeaders:
    """Adds the headers that `policy` names for a path, without touching the body."""

    def __init__(self, app: ASGIApp, policy: Policy) -> None:
        self._app, self._policy = app, policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = str(scope["path"])  # the router below changes the scope

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._policy(route_path({**scope, "path": path}), ERROR_PAGE in message).items():
                    headers[name] = value
            await send(message)

        await self._app(scope, receive, send_with_headers)


def header_policy(own: Sequence[RouteRule], allowed_origins: Iterable[str], root: str) -> Policy:
    """The headers for each path below the prefix `root`.

    A path of `own` gets the strict content policy, any other that of Gradio's page. The first kind of path in the
    table below that matches adds to these headers or replaces them, those of the route's own response included.
    An error that is sent as a page is a page of ours at whatever path, and never kept.
    """
    origins = " ".join(["'self'", *allowed_origins])
    ours, framed, unframed = (_strict_policy(ancestors) for ancestors in ("'self'", origins, "'none'"))
    table = [
        (re.compile(kind, re.DOTALL), headers)
        for kind, headers in (
            # Their names contain the hash of their content: a copy never goes stale.
            (r"/assets/.*", {CACHE: "public, max-age=31536000, immutable"}),
            # An office's picture is checked when it is read; opened as a page of its own, it still may only be drawn.
            (r"/static/netral/logo\..*|/favicon\.ico", {CSP: _PICTURE_POLICY, CACHE: "no-cache"}),
            # Our files keep their names when their content changes: a browser asks before it uses its copy.
            (r"/static/netral/.*|/manifest\.json", {CACHE: "no-cache"}),
            # Nobody may frame the operator's buttons, nor read documents from the cache after they log out. The
            # page's script asks for the state of publishing.
            (r"/operator.*", {CSP: f"{unframed}; connect-src 'self'", CACHE: "no-store"}),
            # The report of an evaluation run: one file with its styles within. It runs nothing, loads nothing and, as it was made by
            # another program, has no origin. Browsers refuse a sandboxed page that also has an opener policy.
            (r"/quality/runs/report", {CSP: _REPORT, CACHE: "no-store", "Cross-Origin-Opener-Policy": "unsafe-none"}),
            # Evaluators' pages likewise; their script sends nothing.
            (r"/quality.*", {CSP: unframed, CACHE: "no-store"}),
            # Strict even while the setting `evaluators` is off and the route does not exist.
            (r"/explain", {CSP: ours}),
            # The page in the widget's frame: the listed origins may frame it, and its script asks the questions.
            (r"/panel", {CSP: f"{framed}; connect-src 'self'", CACHE: "no-cache"}),
            # HTML for a script of ours: an answer, an article beside it. Opened as a page of its own, nothing in it may run
            # or load anything.
            (r"/panel/answer|/sources/.+/pane", {CSP: PIECE, CACHE: "no-store"}),
            # A page of a document, and what is marked on it. Only this reader's browser may keep them, and asks each time: the
            # document may be replaced by another.
            (r"/sources/.+/pages/[^/]+", {CSP: _PICTURE_POLICY, CACHE: "private, no-cache"}),
            # Any page may load the scripts; what they open is refused to origins that are not listed.
            (r"/widget(-panel)?\.js", {"Cross-Origin-Resource-Policy": "cross-origin", CACHE: "public, max-age=3600"}),
            # Gradio adds our style sheet late: fetched early, it spares the reader a page without styles.
            (r"/", {"Link": f"<{root}/static/netral/page.css>; rel=preload; as=style"}),
        )
    ]
    gradio = _gradio_policy(origins)

    def policy(path: str, failed: bool) -> Mapping[str, str]:
        if failed:
            ancestors = unframed if path.startswith(_UNFRAMED) else framed if path == "/panel" else ours
            return {**COMMON, CSP: ancestors, CACHE: "no-store"}
        special: Mapping[str, str] = next((headers for kind, headers in table if kind.fullmatch(path)), {})
        return {**COMMON, CSP: ours if allowed_methods(own, path) else gradio, **special}

    return policy


def _strict_policy(ancestors: str) -> str:
    """For our own pages: files of this server alone, nothing inline but pictures (the icons). `ancestors` may frame them."""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; manifest-src 'self'; "
        f"form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
    )


def _gradio_policy(ancestors: str) -> str:
    """For Gradio's page, which needs inline scripts and styles, and images from data."""
    return (
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; connect-src 'self'; form-action 'self'; object-src 'none'; base-uri 'self'; "
        f"frame-ancestors {ancestors}"
    )
