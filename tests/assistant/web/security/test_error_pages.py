"""Errors for browsers are pages, for programs documents: each status, both ways, whoever answers."""

from __future__ import annotations

import html
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.web.security.error_pages import FOR_PROGRAMS
from assistant.web.security.limits import BODY_LIMIT
from assistant.wording import words
from tests.assistant.web.security.test_headers import OURS, PANEL, UNFRAMED
from tests.assistant.web.site import ORIGIN, client, problem
from tests.fakes import SECRET, FakeService
from tests.markup import check_page


def no_database() -> Path:
    """A file that is none, in a folder of its own: a server puts its lock beside it."""
    path = Path(tempfile.mkdtemp()) / "records.sqlite"
    path.write_text("no database", encoding="utf-8")
    return path


BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "Accept-Language": "id"}
PROGRAMS = ({"Accept": "application/json"}, {"Accept": "*/*"}, {"Accept": "application/problem+json, text/html;q=0.1"})
SAY = words("id")
OPEN = {"evaluators": True, "evaluator_token": "rahasia evaluator"}
Ask = Callable[[TestClient, dict[str, str]], Any]


def get(path: str, times: int = 1) -> Ask:
    def ask(api: TestClient, headers: dict[str, str]) -> Any:
        return [api.get(path, headers=headers) for _ in range(times)][-1]

    return ask


def post(path: str, **body: Any) -> Ask:
    return lambda api, headers: api.post(path, headers=headers, **body)


CASES: dict[str, tuple[Ask, int, dict[str, Any], str]] = {
    "no such address": (get("/nix"), 404, {}, "missing"),
    "no such page of the evaluators": (get("/quality/nix"), 404, OPEN, "missing"),
    "no such file": (get("/static/netral/none.css"), 404, {}, "missing"),
    "another method": (get("/quality/answer"), 405, OPEN, "method"),
    "too large": (post("/quality/login", content=b"x" * (BODY_LIMIT + 1)), 413, OPEN, "large"),
    "a number that is none": (get("/quality/insight?days=x"), 422, OPEN, "unreadable"),
    "a question that is none": (get("/explain?question=%3F%3F"), 422, OPEN, "question"),
    "too many": (get("/explain?question=Kapan", times=2), 429, OPEN | {"rate_limit": 1}, "busy"),
    "a defect": (get("/explain?question=rusak"), 500, OPEN, "failed"),
    "no index": (get("/explain?question=indeks"), 503, OPEN, "index"),
    "no records": (get(f"/conversations/{'A' * 22}.md"), 503, {"records": no_database()}, "records"),
    "not signed in": (get("/sources"), 401, {"user_header": "X-Remote-User"}, "sign_in"),
    "logged out": (get("/quality/cases.jsonl"), 401, OPEN, "logged_out"),
    "a form from elsewhere": (post("/quality/login", data={"token": "x"}), 403, OPEN, "form"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_browser_gets_a_page_with_the_same_status(name: str) -> None:
    ask, status, settings, text = CASES[name]
    with client(**settings) as api:
        response = ask(api, BROWSER)
    assert response.status_code == status
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["content-language"] == "id"
    policy = response.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    page = html.unescape(response.text)
    assert f'<h1 id="failure">{SAY[f"problem_title_{text}"]}</h1>' in page
    assert SAY["error_control" if text == "question" else f"problem_{text}"] in page
    assert ('class="ways"' in page) is (text != "sign_in")
    assert SECRET not in page
    assert 'lang="id"' in page
    check_page(response.text)


@pytest.mark.parametrize("program", PROGRAMS, ids=["json", "any", "problem"])
@pytest.mark.parametrize("name", CASES)
def test_a_program_gets_a_document_as_ever(name: str, program: dict[str, str]) -> None:
    ask, status, settings, _ = CASES[name]
    with client(**settings) as api:
        response = ask(api, program)
    assert response.status_code == status
    assert problem(response)["status"] == status


@pytest.mark.parametrize("path", ["/api/none", "/api/sources/none", "/gradio_api/none", "/api/ask"])
def test_the_api_gives_documents_to_browsers_too(api: TestClient, path: str) -> None:
    problem(api.get(path, headers=BROWSER))


def test_a_monitor_is_told_in_json_that_there_is_no_index() -> None:
    service = FakeService()
    service.missing = True
    with client(service=service) as api:
        assert problem(api.get("/readyz", headers=BROWSER))["code"] == "index_unavailable"
    assert "/readyz" in FOR_PROGRAMS


def test_a_page_keeps_what_a_client_needs_of_the_document() -> None:
    with client(**OPEN, rate_limit=1) as api:
        wrong = api.delete("/sources", headers=BROWSER)
        assert (wrong.status_code, wrong.headers["allow"]) == (405, "GET, HEAD")
        busy = get("/explain?question=Kapan", times=2)(api, BROWSER)
        assert busy.headers["retry-after"] in busy.text
        large = api.post("/quality/login", content=b"x" * (BODY_LIMIT + 1), headers=BROWSER)
        assert large.headers["connection"] == "close"


def test_without_an_index_each_page_says_so_and_when_to_come_back() -> None:
    service = FakeService()
    service.missing = True
    with client(service=service, **OPEN) as api:
        for path in ("/explain?question=Kapan", "/sources", "/sources/001_bali"):
            response = api.get(path, headers=BROWSER)
            assert (response.status_code, response.headers["retry-after"]) == (503, "5"), path
            assert response.headers["content-type"].startswith("text/html"), path
        page = html.unescape(api.get("/explain?question=Kapan", headers=BROWSER).text)
    assert SAY["problem_title_index"] in page
    assert SAY["problem_wait"].format(seconds=5) in page
    assert '<a class="way main" href="/explain?question=Kapan&lang=id">' in page


def test_head_has_the_headers_of_get_and_no_body(api: TestClient) -> None:
    got, head = api.get("/nix", headers=BROWSER), api.head("/nix", headers=BROWSER)
    assert head.status_code == 404
    assert head.content == b""
    assert head.headers["content-length"] == str(len(got.content))
    assert head.headers["content-type"] == got.headers["content-type"]


@pytest.mark.parametrize(
    ("query", "liked", "setting", "lang"),
    [
        ("?lang=en", "id", "id", "en"),
        ("?lang=id", "en", "en", "id"),
        ("", "en-US,en;q=0.9", "id", "en"),
        ("?lang=fr", "en", "id", "en"),
        ("", "fr", "en", "en"),
        ("", "", "id", "id"),
    ],
)
def test_the_language_is_that_of_the_address_the_browser_or_the_setting(
    query: str, liked: str, setting: str, lang: str
) -> None:
    with client(language=setting) as api:
        response = api.get(f"/nix{query}", headers=BROWSER | {"Accept-Language": liked})
    assert response.headers["content-language"] == lang
    assert f'<html lang="{lang}">' in response.text


def addresses(page: str) -> list[str]:
    return [html.unescape(found) for found in re.findall(r'href="([^"]*)"', page)]


def test_the_other_language_is_one_click_away_at_the_same_address() -> None:
    with client(root_path="/netral") as api:
        page = api.get("/netral/ni%20x?q=a%26b&lang=id", headers=BROWSER).text
        assert "/netral/ni%20x?q=a%26b&lang=en" in addresses(page)
        assert "/netral/sources?lang=id" in addresses(page)
        # A form's own address is not opened by a link.
        page = api.post("/netral/nix", headers=BROWSER).text
        assert "/netral/sources?lang=en" in addresses(page)


@pytest.mark.parametrize(
    "path",
    [
        "//outside.invalid/x",
        "/%2f%2foutside.invalid/x",
        "/%5coutside.invalid",
        '/"><script>window.hacked=1</script>',
        "/nix?x=%22%3E%3Cscript%3Ewindow.hacked=1%3C/script%3E",
        "/nix?" + "x" * 10_000,
        "/nix?%ff%fe=%00",
    ],
)
def test_nothing_of_the_address_becomes_markup_or_leads_elsewhere(api: TestClient, path: str) -> None:
    response = api.get(f"http://testserver{path}", headers=BROWSER)
    assert response.status_code == 404
    check_page(response.text)
    for address in addresses(response.text):
        assert address.startswith(("/", "#"))
        assert not address.startswith(("//", "/\\"))


def test_a_page_is_framed_by_those_alone_who_may_frame_what_it_stands_for() -> None:
    with client(allowed_origins=(ORIGIN,), user_header="X-Remote-User", **OPEN) as api:
        found = {
            path: api.get(path, headers=BROWSER).headers["content-security-policy"]
            for path in ("/quality", "/operator", "/panel", "/nix", "/panel/answer")
        }
    assert found == {
        "/quality": UNFRAMED,
        "/operator": UNFRAMED,
        "/panel": PANEL.removesuffix("; connect-src 'self'"),
        "/nix": OURS,
        "/panel/answer": OURS,
    }


def test_the_looks_of_the_page_are_there_for_those_who_are_not_signed_in() -> None:
    with client(user_header="X-Remote-User") as api:
        page = api.get("/sources", headers=BROWSER).text
        loaded = re.findall(r'"(/static/[^"]*\.css)"', page)
        assert loaded
        assert [api.get(each).status_code for each in loaded] == [200] * len(loaded)
        assert api.get("/static/netral/page.js").status_code == 401


def test_an_error_of_gradios_own_is_a_page_too(with_page: TestClient) -> None:
    response = with_page.get("/assets/none.js", headers=BROWSER)
    assert response.status_code == 404
    assert SAY["problem_title_missing"] in response.text
    assert with_page.get("/assets/none.js").headers["content-type"] == "application/json"


def test_what_is_well_is_untouched(with_page: TestClient) -> None:
    for path in ("/", "/sources", "/widget.js"):
        assert with_page.get(path, headers=BROWSER).content == with_page.get(path).content or path == "/"
        assert with_page.get(path, headers=BROWSER).status_code == 200


def test_a_page_that_a_route_made_itself_stays(api: TestClient) -> None:
    response = api.get("/sources/none", headers=BROWSER)
    assert response.status_code == 404
    assert 'class="failure"' not in response.text
