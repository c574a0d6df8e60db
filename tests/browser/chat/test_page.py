"""The staff page in a real Chromium: asking, what is shown, and what goes wrong."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from assistant.wording import fill_text, words
from tests.browser.chat.staff import (
    SAY,
    SLOW,
    Open,
    StripPrefix,
    ask,
    box,
    heard,
    open_desktop,
    open_phone,
    questions,
    sideways,
    type_question,
)
from tests.browser.conftest import Site, Watch, open_page
from tests.fakes import DOCUMENTS, HOSTILE

MakeSite = Callable[..., Site]


# An answer


def test_a_question_is_answered_with_headline_and_cards(page: Page, watch: Watch) -> None:
    ask(page, "Kapan pendaftaran calon Pilkada 2024 dimulai?")
    answer = page.locator("#chat .answer.done")
    expect(answer.locator("h2.short .in-id")).to_have_text("22 September 2024")
    expect(answer.locator(".card")).to_have_count(2)
    expect(answer.locator(".card mark").first).to_have_text("22 September 2024")
    expect(answer.locator(".source .facts").first).to_contain_text("baliprawara.com · 18 Apr 2024")
    expect(box(page)).to_have_value("")
    expect(page.locator("#welcome")).to_have_count(0)
    assert page.locator("#chat").inner_text().count("Proses pendaftaran calon, dimulai") == 1
    assert watch.errors == []


def test_the_source_opens_beside_the_answer_or_in_a_tab_of_its_own(page: Page, watch: Watch) -> None:
    ask(page, "Kapan?")
    link = page.locator("#card-1-1 a.open")
    link.click()
    expect(page.locator("mark#quote")).to_be_in_viewport()
    assert len(page.context.pages) == 1
    with page.context.expect_page() as opened:
        link.click(modifiers=["Control"])
    article = opened.value
    expect(article.locator("#quote")).to_be_in_viewport()
    quote = article.locator("#quote").inner_text()
    assert quote.endswith("dimulai 22 September 2024.")
    assert quote in DOCUMENTS[0].text
    assert article.evaluate("scrollY") > 0
    assert watch.errors == []


def test_an_answer_grows_from_its_outline_and_nothing_else_can_be_sent(slow: Site, open_context: Open) -> None:
    page = open_desktop(open_context, slow)
    type_question(page, SLOW)
    expect(page.locator("#chat .answer.pending .status")).to_contain_text("Mencari di artikel sumber")
    expect(page.locator("#chat .answer.pending .bone").first).to_be_visible()
    expect(page.locator("#stop")).to_be_visible()
    expect(page.locator("#send")).to_have_count(0)
    slow.service.released.set()
    expect(page.locator("#chat .answer.done .card")).to_have_count(2)
    expect(page.locator("#send")).to_be_visible()
    expect(page.locator("#stop")).to_have_count(0)


def test_stop_and_send_stand_in_the_same_place(slow: Site, open_context: Open) -> None:
    page = open_desktop(open_context, slow)
    page.fill("#question textarea", SLOW)
    send = page.locator("#send").bounding_box()
    page.press("#question textarea", "Enter")
    expect(page.locator("#stop")).to_be_visible()
    assert page.locator("#stop").bounding_box() == send
    expect(page.locator("#stop")).to_have_text(SAY["stop"])


def test_talk_is_a_reply_with_questions_below_it_and_nothing_of_an_answer(page: Page, site: Site) -> None:
    ask(page, "Kapan?")
    ask(page, "halo")
    reply = page.locator("#chat .answer.talk.done")
    expect(reply).to_have_text("Halo! Saya Netral.")
    expect(reply.locator(".card, .by, .tools, .feedback, .cite, a, button")).to_have_count(0)
    expect(page.locator("#suggestions .chips-title")).to_have_text(SAY["suggestions_title"])
    expect(page.locator("#suggestions .ask-text")).to_have_text(site.service.suggestions("id")[:2])
    expect(heard(page)).to_have_text("Halo! Saya Netral.")


def test_a_reply_about_the_articles_leads_to_their_list(page: Page, watch: Watch) -> None:
    ask(page, "artikel apa saja")
    reply = page.locator("#chat .answer.talk.done")
    expect(reply).to_contain_text(f"• {DOCUMENTS[0].title}")
    expect(reply).to_contain_text(HOSTILE[0])
    with page.context.expect_page() as opened:
        reply.get_by_role("link", name=SAY["library_link"]).click()
    expect(opened.value.locator("h1")).to_have_text(SAY["library_title"])
    assert page.evaluate("window.hacked") is None
    assert watch.errors == []


def test_a_refusal_is_said_and_the_nearest_passages_are_not_an_answer(page: Page) -> None:
    ask(page, "Siapa presiden Indonesia?")
    answer = page.locator("#chat .answer.done")
    expect(answer.locator("h2.refusal")).to_contain_text("tidak memuat jawaban")
    expect(answer.locator(".short, .confidence")).to_have_count(0)
    expect(answer.locator(".card")).to_be_hidden()
    answer.locator("summary").press("Enter")
    expect(answer.locator("summary")).to_contain_text("Bukan jawaban")
    expect(answer.locator(".card")).to_be_visible()


def test_a_disagreement_stands_under_the_headline_within_the_first_screen_of_a_phone(
    open_context: Open, site: Site
) -> None:
    page = open_phone(open_context, site)
    ask(page, "Apakah sepakat?")
    expect(page.locator("#chat .disagreement strong")).to_have_text(["22 September 2024", "27 Agustus 2024"])
    expect(page.locator("#chat .disagreement strong").last).to_be_in_viewport()
    expect(page.locator("#chat .confidence")).to_have_count(0)


def test_suggestions_ask_and_follow_ups_use_the_conversation(page: Page, site: Site) -> None:
    page.locator("#welcome .example").first.click()
    expect(questions(page)).to_have_text(["Kapan pendaftaran calon Pilkada 2024 dimulai?"])
    expect(page.locator("#suggestions .chips-title")).to_have_text("Pertanyaan lanjutan")
    page.get_by_role("button", name="Lalu kapan pemungutan suaranya?").click()
    expect(page.locator("#chat .answer.done .searched")).to_contain_text("Dicari sebagai")
    question, history, _ = site.service.asked[-1]
    assert question == "Lalu kapan pemungutan suaranya?"
    assert history == ("Kapan pendaftaran calon Pilkada 2024 dimulai?",)


def test_an_answer_is_announced_once_and_not_while_it_grows(page: Page) -> None:
    page.evaluate("""() => {
        window.heard = [];
        const live = document.querySelector("body > .only-heard[role=status]");
        new MutationObserver(() => { if (live.textContent) window.heard.push(live.textContent); })
            .observe(live, { childList: true });
    }""")
    ask(page, "Kapan?")
    expect(heard(page)).to_have_text("22 September 2024")
    page.wait_for_timeout(300)
    assert page.evaluate("window.heard") == ["22 September 2024"]
    assert page.get_attribute('#chat [role="log"]', "aria-live") == "off"
    assert page.locator("#chat [data-testid][aria-label]").count() == 0


def test_the_newest_question_rises_to_the_top(page: Page) -> None:
    for question in ("Kapan?", "Apakah sepakat?"):
        ask(page, question)
    page.wait_for_timeout(100)
    top = questions(page).last.bounding_box()
    assert top
    assert 40 < top["y"] < 140


# The language


def test_the_switch_is_complete_and_remembered(page: Page, site: Site) -> None:
    ask(page, "Kapan?")
    ask(page, "halo")
    page.click("#header .do-switch")
    expect(page.locator("#chat .confidence .tipped")).to_have_text("Confidence high")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_title(words("en")["page_title"])
    expect(page.locator("#chat blockquote").first).to_have_attribute("lang", "id")
    expect(page.locator("#chat h2.short .in-id")).to_have_attribute("lang", "id")
    expect(page.locator(".theme-name")).to_contain_text(words("en")["theme_auto"])
    shown = page.locator("body").inner_text()
    left = [text for key, text in words("id").items() if len(text) > 4 and text in shown and key != "switch_language"]
    # Quotes stay in the language of their articles.
    assert [text for text in left if text not in words("en").values() and text not in DOCUMENTS[0].text] == []
    ask(page, "And?")
    assert site.service.asked[-1][2] == "en"
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#send")).to_have_text("Send")


def test_the_switch_while_a_question_waits_draws_its_answer_in_the_new_language(slow: Site, open_context: Open) -> None:
    page = open_desktop(open_context, slow)
    ask(page, "Kapan?")
    type_question(page, SLOW)
    expect(page.locator("#stop")).to_be_visible()
    page.click("#header .do-switch")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#stop")).to_have_text("Stop")
    slow.service.released.set()
    expect(page.locator("#chat .confidence .tipped")).to_have_text(["Confidence high"] * 2)
    expect(page.locator("#send")).to_have_text("Send")


# What goes wrong


@pytest.mark.parametrize(
    ("question", "key"), [("rusak", "error_internal"), ("indeks", "error_store"), ("?!", "error_control")]
)
def test_an_error_keeps_the_question_and_leaves_the_page_usable(page: Page, question: str, key: str) -> None:
    ask(page, "Kapan?")
    type_question(page, question)
    expect(page.locator("#notice")).to_have_text(SAY[key])
    expect(box(page)).to_have_value(question)
    expect(page.locator("#chat .answer")).to_have_count(1)
    expect(heard(page)).to_have_text(SAY[key])
    ask(page, "Lalu?")
    expect(page.locator("#notice")).to_have_count(0)


def test_the_characters_are_counted_near_the_limit_only(page: Page, site: Site) -> None:
    asked = len(site.service.asked)
    count = page.locator("#hint .count")
    page.fill("#question textarea", "x" * 380)
    expect(count).to_be_hidden()
    page.fill("#question textarea", "x" * 420)
    expect(count).to_have_text("420/500 karakter")
    expect(count).to_be_visible()
    expect(page.locator("#hint .say-too-long")).to_be_hidden()
    page.fill("#question textarea", "x" * 512)
    expect(count).to_have_text("512/500 karakter")
    expect(page.locator("#hint .say-too-long")).to_be_visible()
    expect(box(page)).to_have_attribute("aria-invalid", "true")
    page.press("#question textarea", "Enter")
    expect(page.locator("#notice")).to_have_text(fill_text("error_too_long", "id", limit=500))
    expect(box(page)).to_have_value("x" * 512)
    assert len(site.service.asked) == asked


def test_too_many_questions_are_reported_in_our_words(make_site: MakeSite, open_context: Open) -> None:
    page = open_page(open_context(), make_site(rate_limit=1))
    ask(page, "Kapan?")
    type_question(page, "Lalu?")
    expect(page.locator("#notice")).to_have_text(SAY["error_unreachable"])
    expect(box(page)).to_have_value("Lalu?")
    expect(page.get_by_test_id("toast-body")).to_be_hidden()


def test_a_server_that_dies_and_comes_back_leaves_the_page_usable(make_site: MakeSite, open_context: Open) -> None:
    site = make_site()
    page = open_page(open_context(), site)
    ask(page, "Kapan?")
    site.stop()
    type_question(page, "Lalu?")
    expect(page.locator("#hint .say-unreachable")).to_be_visible()
    expect(box(page)).to_have_value("Lalu?")
    site.start()
    expect(page.locator("#hint .say-unreachable")).to_be_hidden()  # Gradio reloads the page
    expect(questions(page)).to_have_text(["Kapan?"])
    expect(box(page)).to_have_value("Lalu?")
    page.press("#question textarea", "Enter")
    expect(questions(page)).to_have_text(["Kapan?", "Lalu?"])
    expect(page.locator("#chat .answer.done")).to_have_count(2)
    expect(box(page)).to_have_value("")


def test_nothing_in_a_document_or_a_question_runs_or_calls_outside(page: Page, site: Site, watch: Watch) -> None:
    ask(page, "xss")
    for payload in HOSTILE[:5]:
        ask(page, payload)
    shown = page.locator("#chat").inner_text()
    assert all(payload in shown for payload in HOSTILE)
    drawn = "script, img, iframe, form, video, style, svg"
    assert page.locator("#chat [data-testid]").locator(drawn).count() == 0
    page.fill("#talk-search :is(input, textarea)", "window")
    expect(page.locator("#talks-list .snippet")).to_be_visible()
    assert page.locator("#talks-list").locator(drawn).count() == 0
    page.goto(site.url + "sources/002_xss?start=0&end=400")
    assert page.locator("article").locator("script, img, iframe, form, video, style, svg").count() == 0
    assert page.evaluate("window.hacked") is None
    assert watch.hosts == {f"127.0.0.1:{site.port}"}
    assert watch.errors == []


def test_no_other_host_is_contacted_and_no_error_is_logged(page: Page, site: Site, watch: Watch) -> None:
    ask(page, "Kapan?")
    page.click("#header .do-switch")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator("#chat .copy-answer").click()
    page.locator("#chat .fb-down").click()
    page.locator("#chat .fb-cancel").click()
    page.locator("#chat a.open").first.click()
    page.click("#side .theme")
    page.wait_for_timeout(300)
    assert watch.hosts == {f"127.0.0.1:{site.port}"}
    assert watch.errors == []


def test_two_readers_do_not_see_each_other(open_context: Open, site: Site) -> None:
    first, second = (open_page(open_context(), site) for _ in range(2))
    ask(first, "Kapan?")
    ask(second, "Siapa?")
    assert site.service.asked[-1][1] == ()
    expect(questions(second)).to_have_text(["Siapa?"])
    expect(questions(first)).to_have_text(["Kapan?"])


def test_the_page_works_under_the_prefix_of_a_proxy(make_site: MakeSite, open_context: Open, watch: Watch) -> None:
    site = make_site(wrap=StripPrefix, root_path="/netral")
    page = open_desktop(open_context, site)
    ask(page, "Kapan?")
    page.locator("#chat .fb-up").click()
    expect(page.locator("#chat .said")).to_have_text(SAY["feedback_sent"])
    with page.context.expect_page() as opened:
        page.locator("#chat a.open").first.click(modifiers=["Control"])
    expect(opened.value.locator("#quote")).to_be_in_viewport()
    assert re.search(r"/netral/sources/001_bali\?start=\d+&end=\d+&lang=id(&mark=\d+-\d+)*#quote$", opened.value.url)
    expect(page.locator("#header")).to_have_css("position", "sticky")
    page.locator(".talk-menu").first.click()
    assert (page.locator("#menu .export-md").get_attribute("href") or "").startswith("/netral/conversations/")
    # A browser looks for an icon at the root of the host before the page has named its own.
    assert [error for error in watch.errors if "favicon.ico" not in error] == []


def test_a_page_without_an_index_still_opens(make_site: MakeSite, open_context: Open) -> None:
    site = make_site()
    site.service.missing = True
    page = open_context().new_page()
    page.goto(site.url)
    expect(page.locator("#welcome h2")).to_have_text(SAY["welcome_title"])
    expect(page.locator("#welcome .example")).to_have_count(0)
    type_question(page, "Kapan?")
    expect(page.locator("#notice")).to_have_text(SAY["error_store"])
    assert sideways(page) == 0
