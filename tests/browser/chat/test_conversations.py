"""Conversations on the staff page, in a real Chromium."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from assistant.wording import words
from tests.browser.chat.test_page import ask, box, sideways
from tests.browser.conftest import Site, Watch, open_page

SAY = words("id")
Open = Callable[..., BrowserContext]


def questions(page: Page) -> list[str]:
    """The questions of the conversation that is shown."""
    return page.locator("#chat .question").all_inner_texts()


def listed(page: Page) -> list[str]:
    """The names in the open drawer, without their times."""
    return [text.split(" (")[0] for text in page.locator("#talks-list label").all_inner_texts()]


def test_a_reload_and_a_restart_keep_the_conversation(make_site: Callable[..., Site], open_context: Open) -> None:
    site = make_site()
    page = open_page(open_context(), site)
    ask(page, "Kapan?")
    page.reload()
    expect(page.locator("#chat .answer.done .card")).to_have_count(2)
    assert questions(page) == ["Kapan?"]
    site.stop()
    site.service.released.clear()
    site.start()
    page.goto(site.url)
    expect(page.locator("#chat .answer.done")).to_have_count(1)
    ask(page, "Lalu?")
    assert questions(page) == ["Kapan?", "Lalu?"]
    assert site.service.asked[-1][1] == ("Kapan?",)


def test_several_conversations_are_listed_opened_renamed_and_deleted(
    make_site: Callable[..., Site], open_context: Open, watch: Watch
) -> None:
    page = open_page(open_context(viewport={"width": 1280, "height": 800}), make_site())
    page.click("#show-talks")
    expect(page.locator("#talks-note")).to_contain_text(SAY["talks_none"])
    page.keyboard.press("Escape")
    expect(page.locator("#talks")).to_have_count(0)
    ask(page, "Kapan?")
    page.click("#clear")
    expect(page.locator("#welcome")).to_be_visible()
    ask(page, "Apa sanksinya?")
    page.click("#show-talks")
    expect(page.locator("#talks-list label")).to_have_count(2)
    expect(page.locator("#hide-talks")).to_be_focused()
    assert listed(page) == ["Apa sanksinya?", "Kapan?"]
    page.locator("#talks-list label").last.click()
    expect(page.locator("#talks")).to_have_count(0)
    expect(page.locator("#chat .question")).to_have_text(["Kapan?"])
    expect(page.locator("#show-talks")).to_be_focused()

    page.click("#show-talks")
    page.fill("#talk-name input", "Tanggal <b>penting</b>")
    page.press("#talk-name input", "Enter")
    expect(page.locator("#talks-list label").last).to_contain_text("Tanggal <b>penting</b>")
    page.click("#talk-delete")
    expect(page.locator("#talk-delete")).to_have_count(0)
    page.click("#talk-delete-not")
    page.click("#talk-delete")
    page.click("#talk-delete-sure")
    expect(page.locator("#talks-list label")).to_have_count(1)
    assert listed(page) == ["Apa sanksinya?"]
    page.click("#hide-talks")
    expect(page.locator("#welcome")).to_be_visible()
    page.reload()
    page.locator("#suggestions button").first.wait_for()
    assert questions(page) == []
    assert watch.errors == []


def test_another_browser_sees_none_of_it(make_site: Callable[..., Site], open_context: Open) -> None:
    site = make_site()
    ask(open_page(open_context(), site), "Rahasia?")
    other = open_page(open_context(), site)
    other.click("#show-talks")
    expect(other.locator("#talks-note")).to_contain_text(SAY["talks_none"])


def test_a_conversation_is_taken_along(make_site: Callable[..., Site], open_context: Open) -> None:
    page = open_page(open_context(), make_site())
    ask(page, "Kapan?")
    page.click("#show-talks")
    with page.expect_download() as markdown:
        page.get_by_role("link", name=SAY["talk_markdown"]).click()
    text = Path(markdown.value.path()).read_text(encoding="utf-8")
    assert text.startswith("# Kapan?")
    assert "/sources/001_bali?start=" in text
    with page.expect_download() as record:
        page.get_by_role("link", name=SAY["talk_json"]).click()
    assert json.loads(Path(record.value.path()).read_text(encoding="utf-8"))["title"] == "Kapan?"
    page.evaluate("window.print = () => { window.printed = true; }")
    page.get_by_role("button", name=SAY["talk_print"]).click()
    assert page.evaluate("window.printed")


def test_the_last_question_is_edited_and_asked_again(make_site: Callable[..., Site], open_context: Open) -> None:
    site = make_site()
    page = open_page(open_context(), site)
    ask(page, "Kapan?")
    ask(page, "Siapa presiden?")
    page.click("#edit")
    expect(page.locator("#notice")).to_have_text(SAY["editing"])
    assert box(page) == "Siapa presiden?"
    page.fill("#question textarea", "Apa sanksinya?")
    page.press("#question textarea", "Enter")
    expect(page.locator("#chat .question")).to_have_text(["Kapan?", "Apa sanksinya?"])
    expect(page.locator("#chat .answer.done")).to_have_count(2)
    assert site.service.asked[-1][1] == ("Kapan?",)
    page.click("#switch")
    expect(page.locator("#send")).to_have_text("Send")
    page.click("#retry")
    for _ in range(100):  # the answer looks the same as before
        if len(site.service.asked) == 4:
            break
        page.wait_for_timeout(50)
    expect(page.locator("#chat .answer.done")).to_have_count(2)
    assert site.service.asked[-1] == ("Apa sanksinya?", ("Kapan?",), "en")


def test_an_answer_is_copied_as_text(make_site: Callable[..., Site], open_context: Open) -> None:
    context = open_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = open_page(context, make_site())
    ask(page, "Kapan?")
    page.click("#chat .copy-answer")
    expect(page.locator("#chat .copy-said")).to_have_text(SAY["copied"])
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Kapan?\n\nProses pendaftaran calon")
    assert "[2] “ASN Diminta Tegakkan" in copied
    # A page without TLS has no clipboard object.
    page.evaluate("""() => {
        Object.defineProperty(navigator, "clipboard", { value: undefined });
        document.execCommand = (name) => { window.command = [name, document.activeElement.value]; return true; };
    }""")
    page.click("#chat .copy-answer")
    page.wait_for_function("window.command")
    assert page.evaluate("window.command") == ["copy", copied]


def test_the_drawer_fits_a_phone(make_site: Callable[..., Site], open_context: Open) -> None:
    page = open_page(open_context(viewport={"width": 360, "height": 740}), make_site())
    ask(page, "Kapan " + "pemilihanumumkepaladaerah" * 6)
    assert sideways(page) == 0
    page.click("#show-talks")
    expect(page.locator("#talks-list label")).to_have_count(1)
    assert sideways(page) == 0
    width = page.locator("#talks").bounding_box()
    assert width is not None
    assert width["width"] <= 360


def test_it_prints_readably(make_site: Callable[..., Site], open_context: Open) -> None:
    page = open_page(open_context(), make_site())
    ask(page, "Kapan?")
    page.emulate_media(media="print")
    expect(page.locator("#chat .card blockquote").first).to_be_visible()
    for part in ("#bottom", "#suggestions", "#show-talks", "#chat .copy", "#chat .feedback"):
        expect(page.locator(part)).to_be_hidden()
    shown = page.locator("#chat .card-link a").first.evaluate("e => getComputedStyle(e, '::after').content")
    assert "/sources/001_bali" in shown


def reached(page: Page, steps: int) -> set[str]:
    """The ids and classes of what Tab reaches, and of its container."""
    found: set[str] = set()
    for _ in range(steps):
        page.keyboard.press("Tab")
        found.update(
            page.evaluate("""() => {
                const names = [];
                for (let at = document.activeElement; at; at = at.parentElement) names.push(at.id, ...at.classList);
                return names;
            }""")
        )
    return found


def test_the_keyboard_alone_reaches_everything(make_site: Callable[..., Site], open_context: Open) -> None:
    page = open_page(open_context(), make_site())
    ask(page, "Kapan?")
    page.evaluate("document.activeElement.blur()")
    page_parts = {"library-link", "show-talks", "switch", "cite", "card-link", "copy-answer", "fb", "suggestion"}
    assert page_parts | {"question", "send", "edit", "retry", "clear"} <= reached(page, 40)
    page.focus("#show-talks")
    page.keyboard.press("Enter")
    page.locator("#talks-list label").first.wait_for()
    expect(page.locator("#hide-talks")).to_be_focused()
    assert {"talks-list", "talk-name", "talk-rename", "talk-links", "print", "talk-delete"} <= reached(page, 10)
    page.keyboard.press("Escape")
    expect(page.locator("#show-talks")).to_be_focused()
