"""The security headers of every kind of path, spelled out: a change to one of them has to be made here too."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from tests.assistant.web.site import ORIGIN, client

SHARED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
}
GRADIO = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    f"connect-src 'self'; form-action 'self'; object-src 'none'; base-uri 'self'; frame-ancestors 'self' {ORIGIN}"
)
STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors "
)
OURS = f"{STRICT}'self'"
PANEL = f"{STRICT}'self' {ORIGIN}; connect-src 'self'"
OPERATOR = f"{STRICT}'none'; connect-src 'self'"
PIECE = "default-src 'none'; sandbox; frame-ancestors 'none'"
UNFRAMED = f"{STRICT}'none'"
DRAWING = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
STYLES = "<{0}/static/netral/page.css>; rel=preload; as=style"
FOREVER = "public, max-age=31536000, immutable"
CONVERSATION = "/conversations/" + "A" * 22

CASES = [
    # Our own pages and routes; what they say of caching is theirs
    ("/sources", OURS, {}),
    ("/sources/001_bali", OURS, {}),
    ("/api/ask", OURS, {}),
    ("/api/ask/stream", OURS, {}),
    ("/api/feedback", OURS, {}),
    ("/api/sources", OURS, {}),
    ("/api/sources/none", OURS, {}),
    ("/healthz", OURS, {}),
    ("/readyz", OURS, {}),
    (f"{CONVERSATION}.md", OURS, {}),
    (f"{CONVERSATION}.json", OURS, {}),
    ("/explain", OURS, {}),
    # Ours, with headers of their own
    ("/static/netral/page.css", OURS, {"cache-control": "no-cache"}),
    ("/static/netral/logo.svg", DRAWING, {"cache-control": "no-cache"}),
    ("/favicon.ico", DRAWING, {"cache-control": "no-cache"}),
    ("/manifest.json", OURS, {"cache-control": "no-cache"}),
    ("/static/netral/none.css", OURS, {"cache-control": "no-cache"}),
    ("/static/netral/NONE.css", GRADIO, {"cache-control": "no-cache"}),
    ("/static/netral/a/b", GRADIO, {"cache-control": "no-cache"}),
    ("/sources/001_bali/pane", PIECE, {"cache-control": "no-store"}),
    ("/sources/none/pane", PIECE, {"cache-control": "no-store"}),
    ("/sources/001_bali/pages/1.webp", DRAWING, {"cache-control": "private, no-cache"}),
    ("/sources/001_bali/pages/1.svg", DRAWING, {"cache-control": "private, no-cache"}),
    ("/panel/answer", PIECE, {"cache-control": "no-store"}),
    ("/panel", PANEL, {"cache-control": "no-cache"}),
    ("/widget.js", OURS, {"cache-control": "public, max-age=3600", "cross-origin-resource-policy": "cross-origin"}),
    ("/operator", OPERATOR, {"cache-control": "no-store"}),
    ("/operator/state", OPERATOR, {"cache-control": "no-store"}),
    ("/operator/documents/satu.txt", OPERATOR, {"cache-control": "no-store"}),
    ("/operator/login", OPERATOR, {"cache-control": "no-store"}),
    ("/quality", UNFRAMED, {"cache-control": "no-store"}),
    ("/quality/question/0123456789ab", UNFRAMED, {"cache-control": "no-store"}),
    ("/quality/none", UNFRAMED, {"cache-control": "no-store"}),
    ("/operator/none", OPERATOR, {"cache-control": "no-store"}),
    # Gradio's, and what is nobody's
    ("/", GRADIO, {"link": STYLES.format("")}),
    ("/assets/index.js", GRADIO, {"cache-control": FOREVER}),
    ("/static/img/logo.svg", GRADIO, {}),
    ("/theme.css", GRADIO, {}),
    ("/gradio_api/app_id", GRADIO, {}),
    ("/config", GRADIO, {}),
    ("/sources/", GRADIO, {}),
    ("/panel/", GRADIO, {}),
    ("/api/sources/a//b", GRADIO, {}),
    ("/conversations/short.md", GRADIO, {}),
    (f"{CONVERSATION}.txt", GRADIO, {}),
    ("/explain/", GRADIO, {}),
]


def security_headers(api: TestClient, path: str) -> dict[str, str]:
    """The headers of a response that this room decides: `Cache-Control` counts unless it is a route's own."""
    found = api.get(path).headers
    named = (*SHARED, "content-security-policy", "cross-origin-resource-policy", "link", "cache-control")
    return {name: found[name] for name in named if name in found}


@pytest.mark.parametrize("opened", [False, True])
@pytest.mark.parametrize(("path", "policy", "more"), CASES)
def test_every_kind_of_path_has_its_headers(path: str, policy: str, more: dict[str, str], opened: bool) -> None:
    """The same whether or not the settings open the pages of operators and evaluators."""
    shut_pages = {"operator_token": "rahasia pengelola", "evaluators": True} if opened else {}
    with client(allowed_origins=(ORIGIN,), **shut_pages) as api:
        found = security_headers(api, path)
    expected = SHARED | {"content-security-policy": policy} | more
    assert {name: found.get(name) for name in expected} == expected
    assert set(found) - set(expected) <= {"cache-control"}  # a route may say more of caching, and a refusal does


def test_no_page_is_framed_until_an_origin_is_listed() -> None:
    with client(operator_token="rahasia pengelola") as api:
        for path, _, _ in CASES:
            policy = api.get(path).headers["content-security-policy"]
            allowed = policy.partition("frame-ancestors ")[2].partition(";")[0]
            shut = (
                path.startswith(("/operator", "/quality")) or path.endswith(("/pane", "/answer")) or policy == DRAWING
            )
            assert allowed == ("'none'" if shut else "'self'"), path


def test_behind_a_prefix_the_headers_are_those_of_the_path_below_it() -> None:
    with client(allowed_origins=(ORIGIN,), root_path="/netral") as api:
        for base in ("", "/netral"):
            assert security_headers(api, f"{base}/")["link"] == STYLES.format("/netral")
            assert security_headers(api, f"{base}/panel")["content-security-policy"] == PANEL
            assert security_headers(api, f"{base}/sources")["content-security-policy"] == OURS


def test_a_refusal_and_a_wrong_method_carry_them_too() -> None:
    with client(allowed_origins=(ORIGIN,), user_header="X-Remote-User") as api:
        assert api.get("/sources").status_code == 401
        assert security_headers(api, "/sources").items() >= (SHARED | {"content-security-policy": OURS}).items()
        wrong = api.delete("/healthz")
        assert wrong.status_code == 405
        assert wrong.headers["content-security-policy"] == OURS
