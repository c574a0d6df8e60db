"""What is shut, and to whom."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from assistant.settings import Settings
from tests.assistant.web.site import ORIGIN, problem
from tests.fakes import FakeService, make_app


@pytest.mark.parametrize(
    "path",
    [
        "/config", "/info", "/gradio_api/info", "/gradio_api/file=/etc/passwd", "/gradio_api/file=https://outside.invalid/x",
        "/gradio_api/proxy=https://outside.invalid", "/monitoring", "/monitoring/summary", "/gradio_api/runs",
        "/gradio_api/run-history/records", "/gradio_api/openapi.json", "/gradio_api/deep_link", "/login", "/logout",
        "/docs", "/openapi.json", "/redoc", "/api/", "/api/none", "/sources/", "/static/netral/%2e%2e%2fpage.py",
        "/static/netral/source.html", "/gradio_api/dev/reload", "/gradio_api/vibe-code",
        "/gradio_api/profiling/summary", "/gradio_api/token",
        "/gradio_api/stream/a/b/c/playlist.m3u8", "/svelte/x",
    ],
)  # fmt: skip
def test_what_the_page_does_not_need_is_shut(with_page: TestClient, path: str) -> None:
    response = with_page.get(path)
    assert response.status_code == 404
    assert problem(response)["code"] == "not_found"


@pytest.mark.parametrize(
    "path", ["/gradio_api/upload", "/gradio_api/run/ask", "/gradio_api/api/ask", "/gradio_api/call/ask", "/login"]
)
def test_what_the_page_does_not_need_is_shut_to_posts(with_page: TestClient, path: str) -> None:
    assert with_page.post(path, json={}).status_code == 404


def test_a_wrong_method_is_405_and_names_the_right_one(with_page: TestClient) -> None:
    response = with_page.get("/api/ask")
    assert response.status_code == 405
    assert problem(response)["code"] == "method_not_allowed"
    assert response.headers["allow"] == "POST"
    assert with_page.post("/api/sources", json={}).status_code == 405
    assert with_page.delete("/sources/001_bali").status_code == 405


def test_the_page_is_served_with_its_policy(with_page: TestClient) -> None:
    response = with_page.get("/?deep_link=../../x")
    assert response.status_code == 200
    policy = response.headers["content-security-policy"]
    assert f"frame-ancestors 'self' {ORIGIN}" in policy
    assert "unsafe-eval" not in policy
    assert "*" not in policy
    assert "x-frame-options" not in response.headers


@pytest.mark.parametrize(
    "path", ["/sources", "/sources/001_bali", "/api/sources", "/healthz", "/static/netral/source.css"]
)
def test_our_own_pages_need_nothing_inline(with_page: TestClient, path: str) -> None:
    response = with_page.get(path)
    assert response.status_code == 200
    policy = response.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    for name in ("x-content-type-options", "referrer-policy", "permissions-policy"):
        assert name in response.headers


@pytest.mark.parametrize("path", ["/sources", "/sources/001_bali?start=0&end=9", "/sources/none"])
def test_our_own_pages_have_nothing_inline(api: TestClient, path: str) -> None:
    tags = re.findall(r"<[^>]+>", api.get(path).text)
    assert not [tag for tag in tags if re.search(r"<style|\sstyle=|\son\w+=|<script>", tag)]


def test_hashed_assets_are_kept_for_good(with_page: TestClient) -> None:
    asset = re.search(r"\./(assets/[\w.-]+\.js)", with_page.get("/").text)
    assert asset
    response = with_page.get("/" + asset.group(1))
    assert response.status_code == 200
    assert "immutable" in response.headers["cache-control"]
    assert with_page.get("/static/netral/page.css").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(("origin", "allowed"), [(ORIGIN, True), ("https://outside.invalid", False), ("null", False)])
@pytest.mark.parametrize("path", ["/", "/api/sources"])
def test_only_listed_origins_may_read_us(with_page: TestClient, path: str, origin: str, allowed: bool) -> None:
    response = with_page.get(path, headers={"Origin": origin, "Host": "netral.example"})
    assert response.headers.get("access-control-allow-origin") == (origin if allowed else None)
    assert "access-control-allow-credentials" not in response.headers
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    assert (with_page.options("/api/ask", headers=asked).status_code == 200) is allowed


def test_no_origin_is_listed_until_one_is(api: TestClient) -> None:
    response = api.get("/sources", headers={"Origin": ORIGIN})
    assert "access-control-allow-origin" not in response.headers


def test_where_a_proxy_signs_people_in_nothing_is_open_past_it() -> None:
    settings = Settings(rate_limit=0, user_header="X-Remote-User", allowed_origins=("https://intranet.example",))
    with TestClient(make_app(FakeService(), settings)) as client:
        for path in (
            "/",
            "/sources",
            "/api/sources",
            "/panel",
            "/widget.js",
            "/static/netral/page.js",
            "/gradio_api/app_id",
        ):
            refused = client.get(path)
            assert refused.status_code == 401, path
            assert refused.json()["code"] == "sign_in"
        assert client.post("/api/ask", json={"question": "Kapan?"}, headers={"X-Remote-User": " "}).status_code == 401
        assert client.get("/healthz").status_code == 200
        signed = {"X-Remote-User": "siti"}
        assert client.get("/", headers=signed).status_code == 200
        assert client.post("/api/ask", json={"question": "Kapan?"}, headers=signed).status_code == 200
        asks = {"Origin": "https://intranet.example", "Access-Control-Request-Method": "POST"}
        assert client.options("/api/ask", headers=asks).status_code == 200
