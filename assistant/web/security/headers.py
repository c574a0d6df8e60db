"""The security headers of every response, by path."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.security.routes import EVALUATOR_ROUTES, OPERATOR_ROUTES, OWN_ROUTES, route_path


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


def header_policy(allowed_origins: Iterable[str], root: str) -> Callable[[str], Mapping[str, str]]:
    """Headers for each path: Gradio's page needs inline scripts and styles, our own pages do without."""
    ancestors = " ".join(["'self'", *allowed_origins])
    common = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    page = (
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; connect-src 'self'; form-action 'self'; object-src 'none'; base-uri 'self'; "
        f"frame-ancestors {ancestors}"
    )
    own = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors "
    )

    def policy(path: str) -> Mapping[str, str]:
        ours = any(re.fullmatch(pattern, path) for _, pattern in (*OWN_ROUTES, *OPERATOR_ROUTES, *EVALUATOR_ROUTES))
        headers = common | {"Content-Security-Policy": f"{own}'self'" if ours else page}
        if path.startswith("/assets/"):  # named by the hash of their content
            headers["Cache-Control"] = "public, max-age=31536000, immutable"
        elif path.startswith("/static/netral/"):
            headers["Cache-Control"] = "no-cache"
        elif path.startswith("/operator"):
            headers["Content-Security-Policy"] = f"{own}'none'; connect-src 'self'"
            headers["Cache-Control"] = "no-store"
        elif path == "/panel":  # the page in the frame of the widget
            headers["Content-Security-Policy"] = f"{own}{ancestors}; connect-src 'self'"
            headers["Cache-Control"] = "no-cache"
        elif path == "/panel/answer":
            # A piece for the panel's script, made of a record that anybody may send: never a page of its own.
            headers["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
            headers["Cache-Control"] = "no-store"
        elif path == "/widget.js":  # any page may load it; what it opens is refused to those that are not listed
            headers["Cross-Origin-Resource-Policy"] = "cross-origin"
            headers["Cache-Control"] = "public, max-age=3600"
        elif path == "/":  # Gradio adds our style sheets late: fetched early, the page never shows without them
            styles = (f"<{root}/static/netral/{name}.css>; rel=preload; as=style" for name in ("tokens", "page"))
            headers["Link"] = ", ".join(styles)
        return headers

    return policy
