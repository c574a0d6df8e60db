"""The HTTP surface: every route, every error, and everything that must stay closed."""

from __future__ import annotations

import html
import json
import logging
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.settings import Settings
from assistant.web.api.ask import text_chunks
from assistant.web.security.limits import ADDRESSES_KEPT, BODY_LIMIT, RateLimit
from assistant.web.serve import open_socket
from index.errors import ConfigError
from tests.fakes import DOCUMENTS, HOSTILE, SECRET, FakeService, make_app

ORIGIN = "https://intranet.example.go.id"


def client(page: bool = False, service: FakeService | None = None, **settings: Any) -> TestClient:
    """A client of a new server over a fake service, without a rate limit unless given one."""
    given = Settings(**({"rate_limit": 0} | settings))
    app = make_app(service or FakeService(given), given, page)
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture(scope="module")
def api() -> Iterator[TestClient]:
    with client() as opened:
        yield opened


@pytest.fixture(scope="module")
def with_page() -> Iterator[TestClient]:
    with client(page=True, allowed_origins=(ORIGIN,)) as opened:
        yield opened


def problem(response: Any) -> dict[str, Any]:
    """The problem object of a response, its shape checked."""
    assert response.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = response.json()
    assert set(found) == {"type", "title", "status", "detail", "code"}
    assert found["status"] == response.status_code
    assert SECRET not in response.text
    return found


def events(text: str) -> list[tuple[str, Any]]:
    """The events of a stream, in order."""
    found = []
    for block in text.strip().split("\n\n"):
        name, data = block.split("\n")
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


# Asking


def test_an_answer_is_the_record_of_the_contract(api: TestClient) -> None:
    response = api.post("/api/ask", json={"question": "Kapan pendaftaran calon dimulai?"})
    assert response.status_code == 200
    record = response.json()
    assert record["short_answer"] == {"text": "22 September 2024", "citation": 1}
    first = record["citations"][0]
    assert DOCUMENTS[0].text[first["start"] : first["end"]] == first["quote"]
    assert first["url"] == f"/sources/001_bali?start={first['start']}&end={first['end']}"
    assert response.headers["cache-control"] == "no-store"


def test_history_and_language_reach_the_service() -> None:
    service = FakeService()
    body = {"question": "Lalu?", "history": ["Kapan pilkada?"], "lang": "en"}
    with client(service=service) as api:
        assert api.post("/api/ask", json=body).json()["searched_as"] == "Kapan pilkada? Lalu?"
    assert service.asked == [("Lalu?", ("Kapan pilkada?",), "en")]


def test_a_refusal_is_an_answer_and_not_an_error(api: TestClient) -> None:
    response = api.post("/api/ask", json={"question": "Siapa presiden?"})
    assert response.status_code == 200
    assert response.json()["refusal"]["reason"] == "not_in_sources"


def test_a_stream_gives_status_then_text_then_the_record(api: TestClient) -> None:
    response = api.post("/api/ask/stream", json={"question": "Kapan?"})
    assert response.headers["content-type"].startswith("text/event-stream")
    names = [name for name, _ in events(response.text)]
    assert names[0] == "status"
    assert set(names[1:-2]) == {"delta"}
    assert names[-2:] == ["answer", "follow_ups"]
    found = events(response.text)
    assert found.pop()[1] == {"questions": ["Lalu kapan pemungutan suaranya?", "Apa sanksinya bagi yang melanggar?"]}
    assert found[0][1] == {"stage": "search"}
    assert "".join(data["text"] for name, data in found if name == "delta") == found[-1][1]["text"]
    assert found[-1][1].keys() == api.post("/api/ask", json={"question": "Kapan?"}).json().keys()


@pytest.mark.parametrize(
    ("question", "code"), [("rusak", "internal"), ("indeks", "index_unavailable"), ("?!", "control")]
)
def test_an_error_after_the_start_of_a_stream_is_an_event(api: TestClient, question: str, code: str) -> None:
    found = events(api.post("/api/ask/stream", json={"question": question}).text)
    assert [name for name, _ in found] == ["status", "error"]
    assert found[1][1]["code"] == code
    assert SECRET not in json.dumps(found)


@pytest.mark.parametrize("text", ["", "satu", "  dua  kata ", "a b c d e f g h i\nj\n\nk", "satu " * 50])
def test_chunks_join_to_the_text(text: str) -> None:
    assert "".join(text_chunks(text)) == text


# Errors


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "invalid"),
        ({"question": ""}, "empty"),
        ({"question": "x" * 501}, "too_long"),
        ({"question": 5}, "invalid"),
        ({"question": "x", "history": ["y"] * 11}, "history"),
        ({"question": "x", "history": ["y" * 501]}, "history"),
        ({"question": "x", "history": "y"}, "history"),
        ({"question": "x", "lang": "fr"}, "invalid"),
        ({"question": "x", "admin": True}, "invalid"),
        (["x"], "invalid"),
    ],
)
@pytest.mark.parametrize("route", ["/api/ask", "/api/ask/stream"])
def test_a_bad_question_is_422_with_its_code(api: TestClient, route: str, body: Any, code: str) -> None:
    response = api.post(route, json=body)
    assert response.status_code == 422
    assert problem(response)["code"] == code


def test_what_the_service_refuses_is_422_with_its_code(api: TestClient) -> None:
    response = api.post("/api/ask", json={"question": "?!"})
    assert response.status_code == 422
    assert problem(response)["code"] == "control"


def test_what_is_not_json_is_422(api: TestClient) -> None:
    response = api.post("/api/ask", content=b"{", headers={"Content-Type": "application/json"})
    assert response.status_code == 422
    problem(response)


def test_a_missing_index_is_503_and_says_when_to_come_back(api: TestClient) -> None:
    response = api.post("/api/ask", json={"question": "indeks"})
    assert response.status_code == 503
    assert problem(response)["code"] == "index_unavailable"
    assert int(response.headers["retry-after"]) > 0


def test_anything_else_is_500_logged_and_says_nothing_of_the_inside(
    api: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        response = api.post("/api/ask", json={"question": "rusak"})
    assert response.status_code == 500
    assert problem(response)["code"] == "internal"
    assert any(SECRET in (entry.exc_text or "") for entry in caplog.records)
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_over_the_limit_is_413(api: TestClient, chunked: bool) -> None:
    body = b'{"question": "' + b"x" * BODY_LIMIT + b'"}'
    content = iter([body[:1000], body[1000:]]) if chunked else body
    response = api.post("/api/ask", content=content, headers={"Content-Type": "application/json"})
    assert response.status_code == 413
    assert problem(response)["code"] == "too_large"


def test_a_body_at_the_limit_is_read(api: TestClient) -> None:
    body = b'{"question": "Kapan?"}'.ljust(BODY_LIMIT)
    assert api.post("/api/ask", content=body, headers={"Content-Type": "application/json"}).status_code == 200


def test_a_question_too_many_is_429_and_says_when_to_come_back() -> None:
    with client(rate_limit=2) as api:
        codes = [api.post("/api/ask", json={"question": "Kapan?"}).status_code for _ in range(3)]
        assert codes == [200, 200, 429]
        response = api.post("/api/ask/stream", json={"question": "Kapan?"})
        assert problem(response)["code"] == "rate_limited"
        assert 0 < int(response.headers["retry-after"]) <= 30
        assert api.get("/api/sources").status_code == 200


def test_a_bucket_fills_again_and_forgets_the_oldest_address() -> None:
    now = [0.0]
    limit = RateLimit(lambda *_: None, (), per_minute=6, clock=lambda: now[0])  # type: ignore[arg-type]
    assert [limit.wait("a") for _ in range(7)] == [0] * 6 + [10.0]
    now[0] = 10.0
    assert limit.wait("a") == 0
    for number in range(ADDRESSES_KEPT + 5):
        limit.wait(f"b{number}")
    assert len(limit._buckets) == ADDRESSES_KEPT
    assert limit.wait("a") == 0


# Sources


def test_sources_are_listed_without_their_text(api: TestClient) -> None:
    listed = api.get("/api/sources").json()
    assert [row["id"] for row in listed] == ["001_bali", "002_xss"]
    assert "text" not in listed[0]
    assert listed[0]["derived"] == ["published"]


def test_a_source_has_its_text_and_its_furniture_without_the_title(api: TestClient) -> None:
    found = api.get("/api/sources/001_bali").json()
    assert found["text"] == DOCUMENTS[0].text
    assert [found["text"][a:b][:7] for a, b in found["furniture"]] == ["Suasana", "See als"]


@pytest.mark.parametrize("name", ["none", "..%2f..%2fetc%2fpasswd", "%00", "x" * 3000])
def test_an_unknown_source_is_404(api: TestClient, name: str) -> None:
    response = api.get(f"/api/sources/{name}")
    assert response.status_code == 404
    problem(response)
    assert api.get(f"/sources/{name}").status_code == 404


def mark_of(page: str) -> str:
    """The marked text of the page."""
    return html.unescape("".join(re.findall(r"<mark[^>]*>(.*?)</mark>", page, re.DOTALL)))


def test_the_page_of_a_source_marks_the_quote(api: TestClient) -> None:
    citation = api.post("/api/ask", json={"question": "Kapan?"}).json()["citations"][0]
    response = api.get(citation["url"])
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.text.count('id="quote"') == 1
    assert mark_of(response.text) == citation["quote"]
    assert "18 April 2024 (tanggal peristiwa menurut teks)" in response.text
    assert '<span class="furniture">See also' in response.text


def test_a_mark_across_paragraphs_keeps_every_character(api: TestClient) -> None:
    text = DOCUMENTS[0].text
    page = api.get(f"/sources/001_bali?start=0&end={len(text)}").text
    assert mark_of(page) == re.sub(r"\n\s*\n", "", text)
    assert page.count('id="quote"') == 1


@pytest.mark.parametrize(
    "place",
    [
        "start=5&end=5",
        "start=9&end=2",
        "start=0&end=999999",
        "start=-1&end=4",
        "start=a&end=b",
        "start=1",
        "end=²&start=1",
    ],
)
def test_a_place_that_the_source_does_not_have_is_reported(api: TestClient, place: str) -> None:
    response = api.get(f"/sources/001_bali?{place}")
    assert response.status_code == 200
    assert "<mark" not in response.text
    assert "tidak ada pada posisi itu" in response.text


def test_pages_of_sources_speak_both_languages(api: TestClient) -> None:
    english = api.get("/sources/001_bali?start=0&end=3&lang=en").text
    assert '<html lang="en">' in english
    assert "date of the event in the text" in english
    assert "/sources/001_bali?lang=id&amp;start=0&amp;end=3" in english
    assert '<html lang="id">' in api.get("/sources/001_bali?lang=xx").text
    assert "from these 2 articles" in api.get("/sources?lang=en").text


def test_pages_of_sources_escape_everything(api: TestClient) -> None:
    for page in (api.get("/sources/002_xss").text, api.get("/sources").text):
        assert "<script>window" not in page
        assert "<b onmouseover" not in page
        assert 'javascript:window.hacked=1"' not in page
    article = api.get("/sources/002_xss").text
    assert all(html.escape(part).replace("&#x27;", "&#39;").replace("&quot;", "&#34;") in article for part in HOSTILE)
    reflected = api.get('/sources/001_bali?lang="><script>&start="><script>').text
    assert "><script>" not in reflected


def test_a_page_without_an_index_says_so_and_keeps_its_reason_inside() -> None:
    service = FakeService()
    service.missing = True
    with client(service=service) as api:
        for path in ("/sources", "/sources/001_bali"):
            response = api.get(path)
            assert response.status_code == 503
            assert "tidak tersedia" in response.text
            assert SECRET not in response.text
            assert response.headers["retry-after"]
        assert problem(api.get("/api/sources"))["code"] == "index_unavailable"


# Health


def test_health_says_that_the_server_runs_and_readiness_what_it_serves() -> None:
    service = FakeService()
    with client(service=service) as api:
        assert api.get("/readyz").json()["documents"] == 2
        service.missing = True
        assert api.get("/healthz").json() == {"status": "ok"}
        response = api.get("/readyz")
        assert response.status_code == 503
        problem(response)


# What is shut, and to whom


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


def test_a_refusal_of_the_limit_can_be_read_by_a_listed_origin() -> None:
    with client(rate_limit=1, allowed_origins=(ORIGIN,)) as api:
        for _ in range(2):
            response = api.post("/api/ask", json={"question": "Kapan?"}, headers={"Origin": ORIGIN})
    assert response.status_code == 429
    assert response.headers["access-control-allow-origin"] == ORIGIN


def test_the_limit_covers_the_questions_of_the_page() -> None:
    with client(page=True, rate_limit=1) as opened:
        assert opened.post("/gradio_api/queue/join", json={}).status_code == 422
        assert problem(opened.post("/gradio_api/queue/join", json={}))["code"] == "rate_limited"


# Behind a proxy


@pytest.mark.parametrize("stripped", [True, False])
def test_links_carry_the_prefix_of_a_proxy(stripped: bool) -> None:
    base = "" if stripped else "/netral"
    with client(root_path="/netral") as api:
        record = api.post(f"{base}/api/ask", json={"question": "Kapan?"}).json()
        assert record["citations"][0]["url"].startswith("/netral/sources/001_bali?start=")
        streamed = dict(events(api.post(f"{base}/api/ask/stream", json={"question": "presiden"}).text))
        assert streamed["answer"]["nearest"][0]["url"].startswith("/netral/sources/")
        page = api.get(f"{base}/sources/001_bali").text
        assert not re.search(r'(?:href|src)="/(?!netral/)', page)
        assert api.get(f"{base}/api/none").status_code == 404


# Starting


def test_a_port_in_use_gives_a_clear_message() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError, match=rf"127\.0\.0\.1:{port}.*--port"):
            open_socket(Settings(port=port))


SERVE = """
from assistant.settings import Settings
from assistant.web.serve import serve
from tests.fakes import FakeService
serve(FakeService(), Settings(port=0))
"""


def test_serving_prints_its_address_once_it_listens_and_ends_quietly_with_a_page_open() -> None:
    process = subprocess.Popen([sys.executable, "-c", SERVE], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout
    line = process.stdout.readline()
    found = re.fullmatch(r"Netral: (http://127\.0\.0\.1:\d+)\n", line)
    assert found, line
    with urllib.request.urlopen(found.group(1) + "/healthz") as response:
        assert response.status == 200
    with urllib.request.urlopen(found.group(1) + "/gradio_api/heartbeat/test"):
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, "", "")


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
