"""The staff page in a real Chromium."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.conversations.opinions import OpinionStore
from assistant.wording import fill_text, words
from tests.browser.conftest import WAIT_MS, Site, Watch, open_page
from tests.fakes import DOCUMENTS, HOSTILE

expect.set_options(timeout=WAIT_MS)


def ask(page: Page, question: str) -> None:
    """Type a question, send it with Enter, and wait for the end of its answer."""
    before = page.locator("#chat .answer.done").count()
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    expect(page.locator("#chat .answer.done")).to_have_count(before + 1)


def box(page: Page) -> str:
    """The text in the question box."""
    return page.input_value("#question textarea")


def sideways(page: Page) -> int:
    """How many pixels the page can be scrolled to the side."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def test_a_question_is_answered_with_cards_that_open_the_article_at_the_quote(page: Page, watch: Watch) -> None:
    ask(page, "Kapan pendaftaran calon Pilkada 2024 dimulai?")
    answer = page.locator("#chat .answer.done")
    expect(answer.locator(".short strong")).to_have_text("22 September 2024")
    expect(answer.locator(".card")).to_have_count(2)
    expect(answer.locator(".card mark").first).to_have_text("22 September 2024")
    expect(answer.locator(".card-facts").first).to_contain_text("18 April 2024 (tanggal peristiwa menurut teks)")
    assert box(page) == ""
    expect(page.locator("#welcome")).to_have_count(0)
    with page.context.expect_page() as opened:
        answer.locator(".card-link a").first.click()
    article = opened.value
    mark = article.locator("#quote")
    expect(mark).to_be_in_viewport()
    quote = mark.inner_text()
    assert quote.endswith("dimulai 22 September 2024.")
    assert quote in DOCUMENTS[0].text
    assert article.evaluate("scrollY") > 0
    assert article.evaluate("document.activeElement.id") == "quote"
    assert watch.errors == []


def test_the_mark_is_in_view_without_script(open_context: Callable[..., BrowserContext], site: Site) -> None:
    article = open_context(java_script_enabled=False, viewport={"width": 800, "height": 500}).new_page()
    start = DOCUMENTS[0].text.index("Proses pendaftaran")
    article.goto(f"{site.url}sources/001_bali?start={start}&end={start + 20}#quote")
    expect(article.locator("#quote")).to_be_in_viewport()


def test_a_marker_leads_to_its_card(page: Page) -> None:
    ask(page, "Kapan?")
    page.locator("#chat .text a.cite").last.click()
    expect(page.locator("#card-1-2")).to_be_focused()
    expect(page.locator("#card-1-2")).to_be_in_viewport()
    assert len(page.context.pages) == 1


def test_an_answer_grows_from_a_status_line_and_nothing_else_can_be_sent(
    make_site: Callable[..., Site], open_context: Callable[..., BrowserContext]
) -> None:
    slow = make_site()
    page = open_page(open_context(), slow)
    page.fill("#question textarea", "Yang lambat?")
    page.press("#question textarea", "Enter")
    expect(page.locator("#chat .answer.pending .status")).to_contain_text("Mencari di artikel sumber")
    expect(page.locator("#stop")).to_be_visible()
    expect(page.locator("#send")).to_have_count(0)
    slow.service.released.set()
    expect(page.locator("#chat .answer.done .card")).to_have_count(2)
    expect(page.locator("#send")).to_be_visible()
    expect(page.locator("#stop")).to_have_count(0)


def test_stopping_gives_the_question_back(
    make_site: Callable[..., Site], open_context: Callable[..., BrowserContext]
) -> None:
    slow = make_site()
    page = open_page(open_context(), slow)
    page.fill("#question textarea", "Yang lambat?")
    page.press("#question textarea", "Enter")
    page.click("#stop")
    expect(page.locator("#notice")).to_contain_text("dihentikan")
    assert box(page) == "Yang lambat?"
    slow.service.released.set()
    ask(page, "Kapan?")
    expect(page.locator("#notice")).to_have_count(0)


def test_shift_enter_is_a_new_line(page: Page) -> None:
    page.fill("#question textarea", "Kapan")
    page.press("#question textarea", "Shift+Enter")
    page.keyboard.type("pilkada?")
    assert box(page) == "Kapan\npilkada?"
    expect(page.locator("#chat")).to_have_count(0)


def test_talk_is_a_reply_with_questions_below_it_and_nothing_of_an_answer(page: Page, site: Site) -> None:
    ask(page, "Kapan?")
    ask(page, "halo")
    reply = page.locator("#chat .answer.talk.done")
    expect(reply).to_have_text("Halo! Saya Netral.")
    expect(reply.locator(".card, .meta, .copy, .feedback, .cite, a, button")).to_have_count(0)
    expect(page.locator("#suggestions .suggestions-title")).to_have_text(words("id")["suggestions_title"])
    expect(page.locator("#suggestions button")).to_have_text(site.service.suggestions("id")[:2])
    expect(page.locator(".only-heard")).to_have_text("Halo! Saya Netral.")
    ask(page, "Lalu?")
    assert site.service.asked[-1] == ("Lalu?", ("Kapan?",), "id")
    with page.expect_request("**/api/feedback") as sent:
        box = page.locator("#feedback-3")
        box.locator(".fb-up").click()
        box.locator(".fb-send").click()
    assert sent.value.post_data_json["question"] == "Lalu?"
    assert sent.value.post_data_json["history"] == ["Kapan?"]
    expect(box.locator(".fb-sent")).to_be_visible()


def test_a_reply_about_the_articles_leads_to_their_list(page: Page, watch: Watch) -> None:
    ask(page, "artikel apa saja")
    reply = page.locator("#chat .answer.talk.done")
    expect(reply).to_contain_text(f"• {DOCUMENTS[0].title}")
    expect(reply).to_contain_text(HOSTILE[0])
    with page.context.expect_page() as opened:
        reply.get_by_role("link", name=words("id")["library_link"]).click()
    expect(opened.value.locator("h1")).to_have_text(words("id")["library_title"])
    assert page.evaluate("window.hacked") is None
    assert watch.errors == []


def test_a_refusal_is_said_and_the_nearest_passages_are_not_an_answer(page: Page) -> None:
    ask(page, "Siapa presiden Indonesia?")
    answer = page.locator("#chat .answer.done")
    expect(answer.locator(".refusal")).to_contain_text("tidak memuat jawaban")
    expect(answer.locator(".short")).to_have_count(0)
    expect(answer.locator(".card")).to_be_hidden()
    answer.locator("summary").click()
    expect(answer.locator("summary")).to_contain_text("Bukan jawaban")
    expect(answer.locator(".card")).to_be_visible()


@pytest.mark.parametrize(
    ("question", "key"), [("rusak", "error_internal"), ("indeks", "error_store"), ("?!", "error_control")]
)
def test_an_error_keeps_the_question_and_leaves_the_page_usable(page: Page, question: str, key: str) -> None:
    ask(page, "Kapan?")
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    expect(page.locator("#notice")).to_have_text(words("id")[key])
    expect(page.locator("#question textarea")).to_have_value(question)
    expect(page.locator("#chat .answer")).to_have_count(1)
    expect(page.locator(".only-heard")).to_have_text(words("id")[key])
    ask(page, "Lalu?")
    expect(page.locator("#notice")).to_have_count(0)


def test_too_long_a_question_is_counted_and_kept(page: Page, site: Site) -> None:
    asked = len(site.service.asked)
    page.fill("#question textarea", "x" * 512)
    expect(page.locator("#hint .count")).to_have_text("512/500 karakter")
    expect(page.locator("#hint .say-too-long")).to_be_visible()
    expect(page.locator("#question textarea")).to_have_attribute("aria-invalid", "true")
    page.press("#question textarea", "Enter")
    expect(page.locator("#notice")).to_have_text(fill_text("error_too_long", "id", limit=500))
    assert box(page) == "x" * 512
    assert len(site.service.asked) == asked


def test_suggestions_ask_and_follow_ups_use_the_conversation(page: Page, site: Site) -> None:
    page.locator("#suggestions button").first.click()
    expect(page.locator("#chat .question")).to_have_text("Kapan pendaftaran calon Pilkada 2024 dimulai?")
    expect(page.locator("#suggestions-title")).to_have_text("Pertanyaan lanjutan")
    page.get_by_role("button", name="Lalu kapan pemungutan suaranya?").click()
    expect(page.locator("#chat .answer.done .searched")).to_contain_text("Dicari sebagai")
    question, history, _ = site.service.asked[-1]
    assert question == "Lalu kapan pemungutan suaranya?"
    assert history == ("Kapan pendaftaran calon Pilkada 2024 dimulai?",)
    page.click("#clear")
    expect(page.locator("#welcome")).to_be_visible()
    ask(page, "Kapan?")
    assert site.service.asked[-1][1] == ()


def test_the_switch_is_complete_and_remembered(page: Page, site: Site) -> None:
    ask(page, "Kapan?")
    page.click("#switch")
    expect(page.locator("#chat .meta")).to_have_text("Confidence: high")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_title(words("en")["page_title"])
    expect(page.locator("#chat blockquote").first).to_have_attribute("lang", "id")
    shown = page.locator("body").inner_text()
    left = [text for key, text in words("id").items() if len(text) > 4 and text in shown and key != "switch_language"]
    assert left == [text for text in left if text in words("en").values()]
    ask(page, "And?")
    assert site.service.asked[-1][2] == "en"
    page.reload()
    expect(page.locator("#send")).to_have_text("Send")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_an_answer_is_announced_once_and_not_while_it_grows(page: Page) -> None:
    page.evaluate("""() => {
        window.heard = [];
        const live = document.querySelector(".only-heard");
        new MutationObserver(() => { if (live.textContent) window.heard.push(live.textContent); })
            .observe(live, { childList: true });
    }""")
    ask(page, "Kapan?")
    page.wait_for_function("window.heard.length > 0")
    page.wait_for_timeout(300)
    heard = page.evaluate("window.heard")
    assert len(heard) == 1
    assert heard[0].startswith("22 September 2024\nProses pendaftaran calon")
    assert page.get_attribute('#chat [role="log"]', "aria-live") == "off"
    assert page.locator("#chat [data-testid][aria-label]").count() == 0


@pytest.mark.parametrize("width", [360, 390, 768])
def test_nothing_scrolls_sideways(open_context: Callable[..., BrowserContext], site: Site, width: int) -> None:
    page = open_page(open_context(viewport={"width": width, "height": 780}), site)
    assert sideways(page) == 0
    ask(page, "Kapan " + "pemilihanumumkepaladaerah" * 12)
    assert sideways(page) == 0
    ask(page, "xss")
    assert sideways(page) == 0
    for path in ("sources", "sources/001_bali?start=0&end=50", "sources/002_xss"):
        page.goto(site.url + path)
        assert sideways(page) == 0


def test_the_newest_question_rises_to_the_top(page: Page) -> None:
    for question in ("Kapan?", "Apakah sepakat?"):
        ask(page, question)
    top = page.locator("#chat .question").last.bounding_box()
    assert top
    assert 40 < top["y"] < 140


def test_nothing_in_a_document_or_a_question_runs_or_calls_outside(page: Page, site: Site, watch: Watch) -> None:
    ask(page, "xss")
    for payload in HOSTILE:
        ask(page, payload)
    shown = page.locator("#chat").inner_text()
    assert all(payload in shown for payload in HOSTILE)
    assert page.locator("#chat [data-testid]").locator("script, img, iframe, form, video, style, svg").count() == 0
    page.goto(site.url + "sources/002_xss?start=0&end=400")
    assert page.locator("article").locator("script, img, iframe, form, video, style, svg").count() == 0
    page.goto(site.url + "sources")
    page.wait_for_timeout(300)
    assert page.evaluate("window.hacked") is None
    assert watch.hosts == {f"127.0.0.1:{site.port}"}
    assert watch.errors == []


def test_no_other_host_is_contacted(page: Page, site: Site, watch: Watch) -> None:
    ask(page, "Kapan?")
    page.click("#switch")
    page.locator("#chat .card-link a").first.click()
    page.wait_for_timeout(500)
    assert watch.hosts == {f"127.0.0.1:{site.port}"}
    assert watch.errors == []


def test_too_many_questions_are_reported_in_our_words(
    make_site: Callable[..., Site], open_context: Callable[..., BrowserContext]
) -> None:
    page = open_page(open_context(), make_site(rate_limit=1))
    ask(page, "Kapan?")
    page.fill("#question textarea", "Lalu?")
    page.press("#question textarea", "Enter")
    expect(page.locator("#notice")).to_have_text(words("id")["error_unreachable"])
    assert box(page) == "Lalu?"
    expect(page.get_by_test_id("toast-body")).to_be_hidden()


def test_a_server_that_dies_and_comes_back_leaves_the_page_usable(
    make_site: Callable[..., Site], open_context: Callable[..., BrowserContext]
) -> None:
    site = make_site()
    page = open_page(open_context(), site)
    ask(page, "Kapan?")
    site.stop()
    page.fill("#question textarea", "Lalu?")
    page.press("#question textarea", "Enter")
    expect(page.locator("#hint .say-unreachable")).to_be_visible()
    assert box(page) == "Lalu?"
    site.start()
    expect(page.locator("#hint .say-unreachable")).to_be_hidden()  # Gradio reloads the page
    expect(page.locator("#chat .question")).to_have_text(["Kapan?"])
    expect(page.locator("#question textarea")).to_have_value("Lalu?")
    page.press("#question textarea", "Enter")
    expect(page.locator("#chat .question")).to_have_text(["Kapan?", "Lalu?"])
    expect(page.locator("#chat .answer.done")).to_have_count(2)
    assert box(page) == ""


def test_two_readers_do_not_see_each_other(open_context: Callable[..., BrowserContext], site: Site) -> None:
    first, second = (open_page(open_context(), site) for _ in range(2))
    ask(first, "Kapan?")
    ask(second, "Siapa?")
    assert site.service.asked[-1][1] == ()
    expect(second.locator("#chat .question")).to_have_text("Siapa?")
    expect(first.locator("#chat .question")).to_have_text("Kapan?")


class StripPrefix:
    """A reverse proxy that serves an application under /netral, taking the prefix off."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            if not scope["path"].startswith("/netral/"):
                await PlainTextResponse("another application", 404)(scope, receive, send)
                return
            scope = {**scope, "path": scope["path"].removeprefix("/netral")}
        await self._app(scope, receive, send)


def test_the_page_works_under_the_prefix_of_a_proxy(
    make_site: Callable[..., Site], open_context: Callable[..., BrowserContext], watch: Watch
) -> None:
    site = make_site(wrap=StripPrefix, root_path="/netral")
    page = open_page(open_context(), site)
    ask(page, "Kapan?")
    with page.context.expect_page() as opened:
        page.locator("#chat .card-link a").first.click()
    expect(opened.value.locator("#quote")).to_be_in_viewport()
    assert re.search(r"/netral/sources/001_bali\?start=\d+&end=\d+&lang=id(&mark=\d+-\d+)*#quote$", opened.value.url)
    expect(page.locator("#top")).to_have_css("position", "sticky")
    # A browser looks for an icon at the root of the host before the page has named its own.
    assert [error for error in watch.errors if "favicon.ico" not in error] == []


def test_the_keyboard_reaches_the_switch_the_box_and_the_send_button(page: Page) -> None:
    page.keyboard.press("Shift+Tab")
    reached = set()
    for _ in range(14):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.closest('[id]')?.id"))
    assert {"switch", "question", "send", "suggestions"} <= reached


def test_an_opinion_of_an_answer_is_kept_with_it(
    make_site: Callable[..., Site], open_context: Callable[..., BrowserContext], tmp_path: Path, watch: Watch
) -> None:
    records = tmp_path / "records.sqlite"
    page = open_page(open_context(), make_site(records=records))
    ask(page, "Kapan pendaftaran calon Pilkada 2024 dimulai?")
    ask(page, "Apa sanksinya?")
    box = page.locator("#feedback-2")
    expect(box.locator(".fb-send")).to_be_hidden()
    box.get_by_role("button", name="Sumber salah").click()
    expect(box.locator(".fb-wrong_source")).to_have_attribute("aria-pressed", "true")
    box.get_by_role("textbox").fill("Bukan ini")
    box.get_by_role("button", name=words("id")["feedback_send"]).press("Enter")
    expect(box.locator(".fb-sent")).to_be_visible()
    expect(box.locator(".fb-row")).to_be_hidden()
    (kept,) = OpinionStore(records).feedback()
    assert (kept.verdict, kept.comment, kept.question) == ("wrong_source", "Bukan ini", "Apa sanksinya?")
    assert kept.history == ("Kapan pendaftaran calon Pilkada 2024 dimulai?",)
    assert kept.answer["question"] == "Apa sanksinya?"
    assert watch.errors == []


def test_an_opinion_that_cannot_be_kept_says_so_and_stays(
    make_site: Callable[..., Site], open_context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    page = open_page(open_context(), make_site(records=tmp_path / "file" / "records.sqlite"))
    ask(page, "Kapan?")
    box = page.locator("#feedback-1")
    box.get_by_role("button", name=words("id")["feedback_up"]).click()
    box.get_by_role("textbox").fill("Bagus")
    box.get_by_role("button", name=words("id")["feedback_send"]).click()
    expect(box.locator(".fb-failed")).to_be_visible()
    assert box.get_by_role("textbox").input_value() == "Bagus"
