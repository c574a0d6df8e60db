"""The widget without a browser: its routes, what may be done with them, what they weigh, and what they say."""

from __future__ import annotations

import gzip
import html
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.html import STATIC
from assistant.settings import Settings
from assistant.web.widget import WORDS
from assistant.wording import words
from tests.assistant.web.test_app import ORIGIN, client, events
from tests.fakes import SECRET, FakeService

SCRIPTS = ("widget.js", "panel.js")
PANEL = ("/panel", "/static/netral/tokens.css", "/static/netral/panel.css", "/static/netral/panel.js")
KB = 1000


@pytest.fixture(scope="module")
def shut() -> Iterator[TestClient]:
    """A server that lists no origin."""
    with client() as opened:
        yield opened


@pytest.fixture(scope="module")
def listed() -> Iterator[TestClient]:
    with client(allowed_origins=(ORIGIN, "https://other.example.go.id")) as opened:
        yield opened


def config(page: str) -> dict[str, Any]:
    """What the panel's script is given."""
    found = re.search(r'data-config="([^"]*)"', page)
    assert found
    values: dict[str, Any] = json.loads(html.unescape(found.group(1)))
    return values


def script(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")


# Who may do what


def test_any_page_may_load_the_script_but_no_page_may_read_it(listed: TestClient) -> None:
    response = listed.get("/widget.js", headers={"Origin": "https://outside.invalid"})
    assert response.status_code == 200
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    assert response.headers["content-type"] == "text/javascript; charset=utf-8"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["cache-control"] == "public, max-age=3600"
    assert "access-control-allow-origin" not in response.headers


def test_no_origin_may_frame_the_panel_until_it_is_listed(shut: TestClient, listed: TestClient) -> None:
    policy = shut.get("/panel").headers["content-security-policy"]
    assert "frame-ancestors 'self';" in policy
    policy = listed.get("/panel").headers["content-security-policy"]
    assert f"frame-ancestors 'self' {ORIGIN} https://other.example.go.id;" in policy
    assert "x-frame-options" not in listed.get("/panel").headers


def test_the_policy_of_the_panel_allows_our_own_files_and_questions_and_nothing_else(listed: TestClient) -> None:
    rules = dict(rule.split(" ", 1) for rule in listed.get("/panel").headers["content-security-policy"].split("; "))
    assert rules.pop("frame-ancestors")
    assert rules == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
    }


def test_the_pages_beside_the_panel_are_framed_by_nobody_else(listed: TestClient) -> None:
    for path in ("/sources", "/sources/001_bali", "/api/sources", "/widget.js", "/static/netral/panel.js"):
        assert listed.get(path).headers["content-security-policy"].endswith("frame-ancestors 'self'")


def test_the_script_checks_the_same_origins_as_the_policy(shut: TestClient, listed: TestClient) -> None:
    assert config(shut.get("/panel").text)["origins"] == []
    assert config(listed.get("/panel").text)["origins"] == [ORIGIN, "https://other.example.go.id"]


@pytest.mark.parametrize("path", ["/widget.js", "/panel"])
def test_the_widget_is_only_read(listed: TestClient, path: str) -> None:
    assert listed.post(path, json={}).status_code == 405
    assert listed.get(f"{path}/").status_code == 404


def test_the_files_of_the_widget_are_not_served_as_anything_else(shut: TestClient) -> None:
    for name in ("widget.js", "panel.html", "frame.html"):
        assert shut.get(f"/static/netral/{name}").status_code == 404


# The panel


@pytest.mark.parametrize(("asked", "lang"), [("", "id"), ("?lang=id", "id"), ("?lang=en", "en"), ("?lang=fr", "id")])
def test_the_panel_speaks_the_language_it_is_asked_for(shut: TestClient, asked: str, lang: Any) -> None:
    page = shut.get(f"/panel{asked}").text
    assert f'<html lang="{lang}">' in page
    assert words(lang)["welcome_title"] in page
    assert config(page)["say"]["refusal_title"] == words(lang)["refusal_title"]
    assert config(page)["questions"] == FakeService().suggestions(lang)


def test_the_panel_speaks_the_language_of_the_settings_unless_asked() -> None:
    with client(language="en") as opened:
        assert '<html lang="en">' in opened.get("/panel").text
        assert '<html lang="id">' in opened.get("/panel?lang=id").text


@pytest.mark.parametrize(
    ("asked", "name", "scheme"),
    [
        ("", "follow", "light dark"),
        ("?theme=auto", "follow", "light dark"),
        ("?theme=dark", "dark", "dark"),
        ("?theme=light", "light", "light"),
        ('?theme="><script>', "follow", "light dark"),
    ],
)
def test_the_panel_has_the_theme_it_is_asked_for(shut: TestClient, asked: str, name: str, scheme: str) -> None:
    page = shut.get(f"/panel{asked}").text
    assert f'<body class="{name}"' in page
    assert f'<meta name="color-scheme" content="{scheme}">' in page


def test_the_panel_holds_nothing_inline(shut: TestClient) -> None:
    tags = re.findall(r"<[^>]+>", shut.get("/panel").text)
    assert not [tag for tag in tags if re.search(r"<style|\sstyle=|\son\w+=|<script>", tag)]


def test_a_panel_without_an_index_still_opens_and_keeps_the_reason_inside(caplog: pytest.LogCaptureFixture) -> None:
    service = FakeService()
    service.missing = True
    with client(service=service) as opened, caplog.at_level(logging.ERROR):
        response = opened.get("/panel")
    assert response.status_code == 200
    assert config(response.text)["questions"] == []
    assert SECRET not in response.text
    assert SECRET in caplog.text


def test_what_an_article_suggests_is_escaped() -> None:
    class Hostile(FakeService):
        def suggestions(self, lang: Any) -> list[str]:
            return [f'"><script>{lang}</script>']

    with client(service=Hostile(Settings())) as opened:
        page = opened.get("/panel").text
    assert "<script>id" not in page
    assert config(page)["questions"] == ['"><script>id</script>']


@pytest.mark.parametrize("stripped", [True, False])
def test_the_panel_finds_its_files_under_the_prefix_of_a_proxy(stripped: bool) -> None:
    base = "" if stripped else "/netral"
    with client(root_path="/netral") as opened:
        page = opened.get(f"{base}/panel").text
        assert opened.get(f"{base}/widget.js").status_code == 200
    assert not re.search(r'(?:href|src)="/(?!netral/)', page)


# The stream


@pytest.mark.parametrize(
    ("body", "questions"),
    [
        ({"question": "Kapan?", "lang": "en"}, ["And when is the vote?", "What sanctions are there?"]),
        ({"question": "Siapa presiden?"}, []),
    ],
)
def test_what_could_come_next_follows_the_answer(shut: TestClient, body: Any, questions: list[str]) -> None:
    found = events(shut.post("/api/ask/stream", json=body).text)
    assert [name for name, _ in found][-2:] == ["answer", "follow_ups"]
    assert found[-1][1] == {"questions": questions}


def test_an_answer_is_complete_without_what_could_come_next(caplog: pytest.LogCaptureFixture) -> None:
    class Forgetful(FakeService):
        def follow_ups(self, *_: Any) -> list[str]:
            raise RuntimeError(SECRET)

    with client(service=Forgetful()) as opened, caplog.at_level(logging.ERROR):
        text = opened.post("/api/ask/stream", json={"question": "Kapan?"}).text
    assert events(text)[-1] == ("follow_ups", {"questions": []})
    assert SECRET not in text
    assert caplog.records


# The scripts


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_are_ascii(name: str) -> None:
    """A page may read them in any charset."""
    assert script(name).isascii()


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_never_make_markup_or_code_of_a_text(name: str) -> None:
    ways = r"innerHTML|outerHTML|insertAdjacent|document\.write|DOMParser|createContextualFragment|eval\(|Function\(|srcdoc"
    assert not re.search(ways, script(name))


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_name_no_host_and_keep_no_cookie(name: str) -> None:
    assert not re.search(r"https?://|//\w+\.\w|cookie|localStorage", script(name).replace("// ", ""))


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_post_to_a_named_origin_and_never_to_any(name: str) -> None:
    sent = re.findall(r"postMessage\((.*)\)", script(name))
    assert len(sent) == 1
    assert sent[0].endswith(("home", "page"))


def test_what_a_page_can_set_call_and_hear_is_documented() -> None:
    page, code = (STATIC.parents[1] / "docs/embed.md").read_text(encoding="utf-8"), script("widget.js")
    attributes = {name.removeprefix("data-") for name in re.findall(r"^\| `(data-\w+)`", page, re.MULTILINE)}
    assert attributes == set(re.findall(r"\bset\.(\w+)", code))
    calls = set(re.findall(r"`Netral\.(\w+)\(", page))
    assert calls == set(re.findall(r"^    (\w+): \(", code.split("window.Netral = ")[1], re.MULTILINE))
    events = set(re.findall(r"`netral:(\w+)`", page))
    passed_on = re.findall(r'"(\w+)"', code.split("].includes(data.type)")[0].rsplit("[", 1)[1])
    assert events == {*re.findall(r'emit\("(\w+)"', code), *passed_on}


def test_the_colours_of_the_widget_are_those_of_all_pages() -> None:
    tokens = set(re.findall(r"#[0-9a-f]{6}\b", (STATIC / "tokens.css").read_text(encoding="utf-8")))
    assert set(re.findall(r"#[0-9a-f]{6}\b", script("widget.js"))) - {"#000000"} <= tokens


def test_the_panel_is_given_every_word_it_says_and_no_other() -> None:
    code = script("panel.js")
    said = set(re.findall(r"\bsay\.(\w+)", code)) - {"error_internal"}
    built = {key for key in WORDS if re.match(r"(confidence|disagreement|feedback_(up|down|wrong|no))_?", key)}
    assert said | built == set(WORDS)
    assert set(WORDS) <= set(words("id"))


def test_every_error_that_the_server_names_has_its_sentence() -> None:
    keys = dict(re.findall(r"(\w+): \"(\w+)\"", script("panel.js").split("const KEYS = ")[1].split("}")[0]))
    assert keys == {"rate_limited": "rate", "index_unavailable": "store", "too_large": "too_long"}
    for lang in ("id", "en"):
        assert {f"error_{key}" for key in (*keys.values(), "unreachable", "empty", "internal")} <= set(words(lang))


# What they weigh


def test_the_script_weighs_at_most_four_kilobytes() -> None:
    assert len(gzip.compress(script("widget.js").encode())) <= 4 * KB


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_panel_weighs_at_most_twelve_kilobytes(listed: TestClient, lang: str) -> None:
    bodies = [listed.get(f"{path}?lang={lang}").content for path in PANEL]
    assert sum(len(gzip.compress(body)) for body in bodies) <= 12 * KB


@pytest.mark.parametrize("path", ["/widget.js", *PANEL])
def test_they_travel_compressed(listed: TestClient, path: str) -> None:
    response = listed.get(path)
    assert response.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in response.headers["vary"]
    assert "content-encoding" not in listed.get(path, headers={"Accept-Encoding": "identity"}).headers


def test_answers_travel_as_they_are_made(listed: TestClient) -> None:
    for path in ("/api/ask", "/api/ask/stream"):
        assert "content-encoding" not in listed.post(path, json={"question": "Kapan?"}).headers


def test_the_panel_asks_for_six_files_at_most(shut: TestClient) -> None:
    page = shut.get("/panel").text
    files = set(re.findall(r'<(?:link rel="stylesheet"|script)[^>]+(?:href|src)="([^"]+)"', page))
    assert files == set(PANEL[1:])
