"""The widget without a browser: its routes, what may be done with them, what they weigh, and what they say."""

from __future__ import annotations

import html
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.answering.suggestions import ExampleQuestion
from assistant.branding.brand import NETRAL, Brand
from assistant.branding.logo import SVG, Logo
from assistant.branding.palette import Theme
from assistant.html import STATIC
from assistant.question.check import HISTORY_LIMIT
from assistant.settings import Settings
from assistant.web.shared.answer_html import answer_html
from assistant.web.widget.panel import PANEL_WORDS
from assistant.web.widget.script import BUBBLE, COLOURS, SCALE, panel_script, widget_script
from assistant.wording import words
from tests.assistant.web.site import ORIGIN, client, events, problem
from tests.fakes import HOSTILE, SECRET, FakeService, answered
from tests.markup import Tags, check_html
from tests.paged import cited_item

SCRIPTS = ("widget.js", "widgetpanel.js", "panel.js", "answer.js", "acts.js")
FOR_PAGES = ("/widget.js", "/widget-panel.js")
PANEL = ("/panel", "/static/netral/panel.css", "/static/netral/panel.js")
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


@pytest.mark.parametrize("path", FOR_PAGES)
def test_any_page_may_load_the_scripts_but_no_page_may_read_them(listed: TestClient, path: str) -> None:
    response = listed.get(path, headers={"Origin": "https://outside.invalid"})
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
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
    }


def test_the_pages_beside_the_panel_are_framed_by_nobody_else(listed: TestClient) -> None:
    for path in ("/sources", "/sources/001_bali", "/api/sources", "/widget.js", "/static/netral/panel.js"):
        assert listed.get(path).headers["content-security-policy"].endswith("frame-ancestors 'self'")


def test_the_script_checks_the_same_origins_as_the_policy(shut: TestClient, listed: TestClient) -> None:
    assert config(shut.get("/panel").text)["origins"] == []
    assert config(listed.get("/panel").text)["origins"] == [ORIGIN, "https://other.example.go.id"]


@pytest.mark.parametrize("path", [*FOR_PAGES, "/panel"])
def test_the_widget_is_only_read(listed: TestClient, path: str) -> None:
    assert listed.post(path, json={}).status_code == 405
    assert listed.get(f"{path}/").status_code == 404


def test_the_files_of_the_widget_are_not_served_as_anything_else(shut: TestClient) -> None:
    for name in ("widget.js", "widgetpanel.js", "widget.css", "panel.html", "frame.html"):
        assert shut.get(f"/static/netral/{name}").status_code == 404


# The panel


@pytest.mark.parametrize(("asked", "lang"), [("", "id"), ("?lang=id", "id"), ("?lang=en", "en"), ("?lang=fr", "id")])
def test_the_panel_speaks_the_language_it_is_asked_for(shut: TestClient, asked: str, lang: Any) -> None:
    page = shut.get(f"/panel{asked}").text
    assert f'<html lang="{lang}">' in page
    assert words(lang)["welcome_title"] in page
    assert config(page)["say"]["stopped"] == words(lang)["stopped"]
    assert [one["text"] for one in config(page)["examples"]] == FakeService().suggestions(lang)


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


def test_the_panel_has_nothing_inline(shut: TestClient) -> None:
    tags = re.findall(r"<[^>]+>", shut.get("/panel").text)
    assert not [tag for tag in tags if re.search(r"<style|\sstyle=|\son\w+=|<script>", tag)]


def test_a_panel_without_an_index_still_opens_and_keeps_the_reason_inside(caplog: pytest.LogCaptureFixture) -> None:
    service = FakeService()
    service.missing = True
    with client(service=service) as opened, caplog.at_level(logging.ERROR):
        response = opened.get("/panel")
    assert response.status_code == 200
    assert config(response.text)["examples"] == []
    assert words("id")["welcome_is"] in response.text
    assert SECRET not in response.text
    assert SECRET in caplog.text


def test_what_an_article_suggests_is_escaped() -> None:
    class Hostile(FakeService):
        def examples(self, lang: Any) -> list[ExampleQuestion]:
            return [ExampleQuestion(f'"><script>{lang}</script>')]

    with client(service=Hostile(Settings())) as opened:
        page = opened.get("/panel").text
    assert "<script>id" not in page
    (example,) = config(page)["examples"]
    assert example == {"text": '"><script>id</script>', "subject": words("id")["subject_other"]}


@pytest.mark.parametrize("stripped", [True, False])
def test_the_panel_finds_its_files_under_the_prefix_of_a_proxy(stripped: bool) -> None:
    base = "" if stripped else "/netral"
    with client(root_path="/netral") as opened:
        page = opened.get(f"{base}/panel").text
        assert opened.get(f"{base}/widget.js").status_code == 200
    assert not re.search(r'(?:href|src)="/(?!netral/)', page)


# An answer as HTML


def shown(api: TestClient, answer: Any, **changes: Any) -> Any:
    """The reply to the panel's script."""
    return api.post("/panel/answer", json={"answer": answer, "turn": 2, "lang": "id"} | changes)


def test_an_answer_that_an_earlier_version_stored_is_shown(shut: TestClient) -> None:
    """Its citations say nothing of places, pages and lines before them."""
    answer = answered("Bolehkah?", citations=(cited_item(),), short_answer=None).as_dict()
    shown_now = shown(shut, answer).text
    assert '<span class="leading">(2) Pegawai dilarang: …</span>' in shown_now
    for name in ("lead", "page", "place", "ocr_confidence"):
        del answer["citations"][0][name]
    earlier = shown(shut, answer)
    assert earlier.status_code == 200
    assert "c. memasang spanduk calon." in earlier.text
    assert "leading" not in earlier.text


@pytest.mark.parametrize(
    "question", ["Kapan?", "Siapa presiden?", "Pilih partai mana?", "halo", "Apakah sepakat?", "xss"]
)
@pytest.mark.parametrize("lang", ["id", "en"])
def test_an_answer_is_shown_as_on_the_staff_page(shut: TestClient, question: str, lang: Any) -> None:
    record = shut.post("/api/ask", json={"question": question, "lang": lang}).json()
    response = shown(shut, record, lang=lang)
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.text == answer_html(FakeService().ask(question, lang=lang), 2, lang)


@pytest.mark.parametrize("path", [("text",), ("citations", 0, "title"), ("question",)])
def test_half_a_character_is_no_answer(shut: TestClient, path: tuple[str | int, ...]) -> None:
    """JSON can escape one half of a surrogate pair; no page can hold it."""
    record = shut.post("/api/ask", json={"question": "Kapan?"}).json()
    place = record
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = "a\ud800b"
    body = json.dumps({"answer": record, "turn": 1, "lang": "id"})  # escaped, which httpx's own JSON is not
    response = shut.post("/panel/answer", content=body, headers={"Content-Type": "application/json"})
    assert (response.status_code, response.json()["code"]) == (422, "invalid")


def test_the_links_of_an_answer_lie_under_the_prefix_of_a_proxy() -> None:
    with client(root_path="/netral") as opened:
        record = opened.post("/netral/api/ask", json={"question": "Kapan?"}).json()
        page = Tags(shown(opened, record).text)
    assert page.addresses
    assert all(address.startswith("/netral/sources/001_bali?start=") for address in page.addresses)


@pytest.mark.parametrize("payload", HOSTILE)
def test_nothing_in_a_record_that_comes_back_becomes_html_or_an_address(shut: TestClient, payload: str) -> None:
    """It was kept in the browser's storage, or by the page around."""
    record = answered("x").as_dict()
    texts = ("source_id", "title", "publisher", "published", "passage_id", "quote", "speaker", "url")
    cited = [each | dict.fromkeys(texts, payload) for each in record["citations"]]
    forged = record | {"question": payload, "searched_as": payload + "?", "text": payload, "citations": cited}
    forged |= {"short_answer": {"text": payload, "citation": 1}, "index": payload}
    forged |= {"disagreement": {"kind": "substance", "answers": [{"text": payload, "citation": 2}]}}
    refusal = {"reason": "unclear", "message": payload}
    for each in (forged, forged | {"answered": False, "refusal": refusal, "nearest": cited}):
        page = check_html(shown(shut, each).text)
        assert payload in page.text
        if each["answered"]:
            assert page.addresses
        assert all(re.match(r"/sources/[^?]*\?start=\d+&end=\d+&lang=id", address) for address in page.addresses)


def test_offsets_of_a_record_are_counted_in_characters(shut: TestClient) -> None:
    """As Python does, and not in the halves that a character outside the basic plane is to a script."""
    quote = "\U0001f5f3 ASN \U0001f5f3 netral"
    record = answered("x").as_dict()
    one = record["citations"][0] | {"quote": quote, "start": 10, "end": 10 + len(quote), "highlights": [[18, 24]]}
    page = shown(shut, record | {"citations": [one]}).text
    assert "<mark>netral</mark>" in page


BROKEN: list[dict[str, Any]] = [
    {"answer": None},
    {"answer": []},
    {"answer": "x"},
    {"answer": {}},
    {"answer": answered("x").as_dict() | {"citations": 5}},
    {"answer": answered("x").as_dict() | {"citations": [{}]}},
    {"answer": answered("x").as_dict() | {"text": {"toString": "x"}}},
    {"answer": answered("x").as_dict() | {"disagreement": {"kind": 'x y" onload=', "answers": []}}},
    {"answer": {key: value for key, value in answered("x").as_dict().items() if key != "nearest"}},
    {"answer": answered("x", text="[1] " * 6000).as_dict()},
    {"answer": answered("x", nearest=answered("x").citations * 20).as_dict()},
    {"turn": 0},
    {"turn": "1 onload=x"},
    {"lang": "fr"},
]


@pytest.mark.parametrize("changes", BROKEN)
def test_what_is_not_an_answer_is_a_problem_that_says_where(shut: TestClient, changes: dict[str, Any]) -> None:
    response = shown(shut, **({"answer": answered("x").as_dict()} | changes))
    assert problem(response)["code"] == "invalid"
    assert response.status_code == 422
    assert response.json()["detail"].split(".")[0].split(":")[0] == next(iter(changes))


def test_an_invalid_offset_never_reaches_an_address(shut: TestClient) -> None:
    record = answered("x").as_dict()
    for offset in ("1&x=", None, [1], 1.5):
        forged = record | {"citations": [record["citations"][0] | {"start": offset}]}
        assert problem(shown(shut, forged))["detail"].startswith("answer.citations.0.start: ")


def test_keys_that_a_later_version_added_do_no_harm(shut: TestClient) -> None:
    record = answered("x").as_dict()
    assert shown(shut, record | {"later": {"a": 1}}).text == shown(shut, record).text


def test_a_record_over_the_limit_of_a_request_is_refused(shut: TestClient) -> None:
    assert problem(shown(shut, answered("x", index="x" * 70_000).as_dict()))["code"] == "too_large"


def test_the_answer_as_html_is_never_a_page_of_its_own(listed: TestClient) -> None:
    response = shown(listed, answered("x").as_dict())
    assert response.headers["content-security-policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert response.headers["cache-control"] == "no-store"
    assert listed.get("/panel/answer").status_code == 405
    # A form of another site cannot send JSON, and what it can send is no record.
    text = listed.post("/panel/answer", content='{"answer": 1}', headers={"Content-Type": "text/plain"})
    assert text.status_code == 422


# Asking


def asked(api: TestClient, question: str, **changes: Any) -> Any:
    """The reply to a question of the panel."""
    return api.post("/panel/ask", json={"question": question, "history": [], "turn": 3, "lang": "id"} | changes)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_an_answer_comes_with_its_html_in_one_request(shut: TestClient, lang: Any) -> None:
    found = events(asked(shut, "Kapan?", lang=lang).text)
    assert [name for name, _ in found] == ["status", "shown", "answer", "follow_ups"]
    said = dict(found)
    assert said["shown"]["html"] == answer_html(FakeService().ask("Kapan?", lang=lang), 3, lang)
    assert said["answer"] == shut.post("/api/ask", json={"question": "Kapan?", "lang": lang}).json()
    assert said["follow_ups"]["questions"] == FakeService().follow_ups(answered("x"), lang)


def test_the_html_of_an_answer_leads_below_the_prefix_of_a_proxy() -> None:
    with client(root_path="/netral") as opened:
        found = dict(events(asked(opened, "Kapan?").text))
    assert all(address.startswith("/netral/sources/") for address in Tags(found["shown"]["html"]).addresses)
    assert found["answer"]["citations"][0]["url"].startswith("/netral/sources/")


def test_what_goes_wrong_is_an_event_without_an_answer(shut: TestClient) -> None:
    for question, code in (("rusak", "internal"), ("indeks", "index_unavailable"), ("?!", "control")):
        found = events(asked(shut, question).text)
        assert [name for name, _ in found] == ["status", "error"]
        assert found[1][1]["code"] == code
        assert SECRET not in str(found)


def test_the_panel_asks_under_the_limit_of_questions() -> None:
    with client(rate_limit=1) as opened:
        assert asked(opened, "Kapan?").status_code == 200
        assert problem(asked(opened, "Lalu?"))["code"] == "rate_limited"


@pytest.mark.parametrize("changes", [{"turn": 0}, {"turn": "1"}, {"lang": None}, {"question": ""}, {"other": 1}])
def test_what_is_no_question_of_the_panel_is_a_problem_that_says_where(
    shut: TestClient, changes: dict[str, Any]
) -> None:
    response = asked(shut, **({"question": "Kapan?"} | changes))
    assert problem(response)["code"] in ("invalid", "empty")
    assert response.status_code == 422


# The stream of the API, whose last event the panel shares


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


@pytest.mark.parametrize("path", FOR_PAGES)
def test_what_other_pages_load_is_ascii(listed: TestClient, path: str) -> None:
    """A page may read it in any charset."""
    assert listed.get(path).text.isascii()


def test_the_script_is_called_with_the_name_the_mark_and_the_colours_of_the_office() -> None:
    logo = Logo(b"<svg/>", SVG, 24, 24)
    code = widget_script(Brand(name='Tanya "Kita"', light={"accent": "#123456"}, logo=logo)).decode()
    assert code.rsplit("})(", 1)[1].startswith(json.dumps('Tanya "Kita"') + "," + json.dumps(BUBBLE) + ",")
    assert "--a:#123456" in code
    ours = widget_script(NETRAL).decode()
    assert SCALE in ours
    assert f"--a:{NETRAL.palette('light')['accent']}" in ours
    assert f"--a:{NETRAL.palette('dark')['accent']}" in ours
    assert panel_script().decode().rstrip().endswith(");")


def test_the_marks_of_the_button_are_the_icons_of_all_pages() -> None:
    icons = (STATIC / "icons.css").read_text(encoding="utf-8")
    scale = next(line for line in icons.split("\n") if "icon-scale:" in line)
    assert "".join(re.findall(r" d='([^']+)'", scale)) == SCALE
    assert f"<path d='{BUBBLE}'/>" in icons


def test_the_colours_of_the_button_are_tokens_of_all_pages() -> None:
    themes: tuple[Theme, ...] = ("light", "dark")
    for theme in themes:
        assert set(COLOURS.values()) <= set(NETRAL.palette(theme))
    styles = script("widget.css") + script("widgetpanel.css")
    assert not re.search(r"#[0-9a-f]{6}\b", styles)
    assert set(re.findall(r"var\(--([a-z])\)", styles)) == {*COLOURS, "h", "k"}


MARKUP = r"innerHTML|outerHTML|insertAdjacent|setHTML|document\.write|DOMParser|createContextualFragment|eval\(|Function\(|srcdoc"


@pytest.mark.parametrize("name", [name for name in SCRIPTS if name not in ("panel.js", "acts.js")])
def test_scripts_never_make_markup_or_code_of_a_text(name: str) -> None:
    assert not re.search(MARKUP, script(name))


def test_the_panel_makes_markup_of_the_servers_own_rendering_alone() -> None:
    """In one place, which two ways lead to, and by the way that runs no script."""
    code = script("panel.js")
    assert re.findall(MARKUP, code) == ["DOMParser"]
    assert (
        'new DOMParser().parseFromString(html, "text/html")' in code.split("function putMarkup(")[1].split("\n}\n")[0]
    )
    assert set(re.findall(r"putMarkup\(turn, (.*)\);", code)) == {"await reply.text()", "data.html"}
    assert 'const reply = await post("panel/answer", ' in code
    assert 'const reply = await post("panel/ask", ' in code


def test_what_is_copied_becomes_markup_for_the_clipboard_only() -> None:
    code = script("acts.js")
    assert re.findall(MARKUP, code) == ["innerHTML"]
    assert "return made.innerHTML;" in code


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_name_no_host_and_keep_no_cookie(name: str) -> None:
    code = script(name).replace("// ", "").replace("http://www.w3.org/2000/svg", "")  # the name of a kind of element
    assert not re.search(r"https?://|//\w+\.\w|cookie", code)
    assert ("localStorage" in code) == (name == "acts.js")  # what a reader said of answers


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_post_to_a_named_origin_and_never_to_any(name: str) -> None:
    sent = re.findall(r"postMessage\((.*)\)", script(name))
    assert len(sent) == (name in ("widgetpanel.js", "panel.js"))
    assert all(found.endswith(("home", "page")) for found in sent)


def test_what_a_page_can_set_call_and_hear_is_documented() -> None:
    page, code = (STATIC.parents[1] / "docs/embed.md").read_text(encoding="utf-8"), script("widget.js")
    attributes = {name.removeprefix("data-") for name in re.findall(r"^\| `(data-[\w-]+)`", page, re.MULTILINE)}
    assert attributes == set(re.findall(r'"([\w-]+)"', code.split("const SET = ")[1].split("\n")[0]))
    calls = set(re.findall(r"`Netral\.(\w+)\(", page))
    assert calls == set(re.findall(r"^    (\w+): \(", code.split("window.Netral = ")[1], re.MULTILINE))
    panel = script("widgetpanel.js")
    events = set(re.findall(r"`netral:(\w+)`", page))
    passed_on = re.findall(r'"(\w+)"', panel.split("].includes(type)")[0].rsplit("[", 1)[1])
    assert events == {*re.findall(r'emit\("(\w+)"', panel), *passed_on}


def test_the_panel_is_given_every_word_it_says_and_no_other() -> None:
    said = set(re.findall(r"\bsay\.(\w+)", script("panel.js"))) - {"error_internal"}
    assert said == {key for key in PANEL_WORDS if not key.startswith("error_")}
    assert set(PANEL_WORDS) <= set(words("id"))


def test_the_script_takes_as_many_earlier_questions_as_the_server() -> None:
    assert f"const HISTORY = {HISTORY_LIMIT};" in script("acts.js")


def test_every_error_that_the_server_names_has_its_sentence() -> None:
    keys = dict(re.findall(r"(\w+): \"(\w+)\"", script("panel.js").split("const KEYS = ")[1].split("}")[0]))
    assert keys == {"rate_limited": "rate", "busy": "rate", "index_unavailable": "store", "too_large": "too_long"}
    for lang in ("id", "en"):
        named = {f"error_{key}" for key in (*keys.values(), "unreachable", "empty", "internal")}
        assert named <= set(PANEL_WORDS) <= set(words(lang))


# What they weigh, as browsers get them


def weight(api: TestClient, path: str, coding: str = "br") -> int:
    """Bytes of a body as it travels."""
    response = api.get(path, headers={"Accept-Encoding": coding})
    assert response.headers["content-encoding"] == coding
    return int(response.headers["content-length"])


@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_the_script_weighs_at_most_four_kilobytes(listed: TestClient, coding: str) -> None:
    assert weight(listed, "/widget.js", coding) <= 4 * KB


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_panel_weighs_at_most_twelve_kilobytes(listed: TestClient, lang: str) -> None:
    assert sum(weight(listed, f"{path}?lang={lang}") for path in ("/widget-panel.js", *PANEL)) <= 12 * KB


@pytest.mark.parametrize("path", [*FOR_PAGES, *PANEL])
def test_they_travel_compressed_and_are_sent_again_only_when_they_have_changed(listed: TestClient, path: str) -> None:
    whole = listed.get(path, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in whole.headers
    for coding in ("br", "gzip"):
        response = listed.get(path, headers={"Accept-Encoding": f"deflate, {coding};q=0.5"})
        assert response.headers["content-encoding"] == coding
        assert response.content == whole.content
        assert "Accept-Encoding" in response.headers["vary"]
        again = {"Accept-Encoding": coding, "If-None-Match": response.headers["etag"]}
        assert listed.get(path, headers=again).status_code == 304
    assert (
        listed.get(path, headers={"Accept-Encoding": "br", "If-None-Match": whole.headers["etag"]}).status_code == 200
    )


def test_answers_travel_as_they_are_made(listed: TestClient) -> None:
    for path in ("/api/ask", "/api/ask/stream"):
        assert "content-encoding" not in listed.post(path, json={"question": "Kapan?"}).headers
    assert "content-encoding" not in asked(listed, "Kapan?").headers


def test_the_panel_loads_no_other_file_until_an_answer_is_there(shut: TestClient) -> None:
    page = shut.get("/panel").text
    files = set(re.findall(r'<(?:link rel="(?:stylesheet|modulepreload)"|script)[^>]+(?:href|src)="([^"]+)"', page))
    assert files == set(PANEL[1:])
    code = shut.get("/static/netral/panel.js").text
    assert not re.search(r"^import ", code, re.MULTILINE)
    assert set(re.findall(r'import\("\./([\w.]+)"\)', code)) == {"acts.js", "pane.js"}  # when they are needed
