"""How the staff page fits its windows, looks and prints, in a real Chromium; and the keyboard alone."""

from __future__ import annotations

from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chat.staff import Open, ask, height, open_desktop, open_menu, open_phone, questions, sideways
from tests.browser.conftest import Site

LONG = "Kapan " + "pemilihanumumkepaladaerah" * 12


def test_header_and_composer_leave_a_phone_to_the_answer(open_context: Open, site: Site) -> None:
    page = open_phone(open_context, site)
    ask(page, "Kapan?")
    assert height(page.locator("#header")) + height(page.locator("#bottom")) <= 0.15 * 844
    for part in ("#header", "#bottom"):
        expect(page.locator(part)).to_be_in_viewport(ratio=1)
    expect(page.locator("#card-1-1")).to_be_in_viewport()


@pytest.mark.parametrize("width", [320, 390, 768, 1920])
def test_nothing_scrolls_sideways(open_context: Open, site: Site, width: int) -> None:
    page = open_desktop(open_context, site, viewport={"width": width, "height": 780})
    assert sideways(page) == 0
    ask(page, LONG)
    ask(page, "xss")
    assert sideways(page) == 0
    page.locator("#chat .fb-down").first.click()
    page.locator("#question-1").hover()
    page.locator("#question-1 .edit").click()
    assert sideways(page) == 0
    if width < 1024:
        page.locator(".show-talks").click()
        expect(page.locator("#talks-list .talk").first).to_be_in_viewport()
        found = page.locator("#side").bounding_box()
        assert found
        assert found["width"] <= width
    assert sideways(page) == 0


def test_at_twice_the_size_everything_is_reached(open_context: Open, site: Site) -> None:
    """A window of 1280 by 800 at 200 % is one of 640 by 400 to the page."""
    page = open_desktop(open_context, site, viewport={"width": 640, "height": 400}, device_scale_factor=2)
    ask(page, "Kapan?")
    assert sideways(page) == 0
    for part in (".show-talks", "#send", "#chat .fb-down", "#chat a.open >> nth=0"):
        page.locator(part).scroll_into_view_if_needed()
        expect(page.locator(part)).to_be_in_viewport()
    page.locator(".show-talks").click()
    page.locator("#side .theme").scroll_into_view_if_needed()
    expect(page.locator("#side .theme")).to_be_in_viewport()


def test_the_look_is_chosen_and_kept(open_context: Open, site: Site) -> None:
    page = open_desktop(open_context, site, color_scheme="light")
    body = page.locator("body")
    expect(body).not_to_have_class("dark")
    light = body.evaluate("body => getComputedStyle(body).backgroundColor")
    button = page.locator("#side .theme")
    button.click()
    expect(button).to_contain_text("terang")
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(100)
    assert body.evaluate("body => getComputedStyle(body).backgroundColor") == light
    button.click()
    expect(button).to_contain_text("gelap")
    page.emulate_media(color_scheme="light")
    dark = body.evaluate("body => getComputedStyle(body).backgroundColor")
    assert dark != light
    page.reload()
    expect(button).to_contain_text("gelap")
    assert body.evaluate("body => getComputedStyle(body).backgroundColor") == dark
    page.click("#header .do-switch")
    expect(button).to_contain_text("dark")
    button.click()
    expect(button).to_contain_text("automatic")
    assert body.evaluate("body => getComputedStyle(body).backgroundColor") == light
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(100)
    assert body.evaluate("body => getComputedStyle(body).backgroundColor") == dark


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_prints_black_on_white_with_its_links_written_out(open_context: Open, site: Site, theme: str) -> None:
    page = open_desktop(open_context, site, color_scheme=theme)
    ask(page, "Apakah sepakat?")
    page.locator("body").evaluate("() => dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.locator(".printed strong")).to_have_text("Apakah sepakat?")
    expect(page.locator(".printed")).to_contain_text(f"{datetime.now().astimezone():%Y}")
    for part in ("#side", "#bottom", "#suggestions", "#chat .tools", "#chat .edit"):
        expect(page.locator(part).first).to_be_hidden()
    expect(questions(page)).to_be_visible()
    for part in ("#chat .asked", "#chat .short", "#chat blockquote", "#chat .disagreement strong", "#chat mark"):
        ink = page.locator(part).first.evaluate("part => getComputedStyle(part).color")
        channels = [int(number) for number in ink.removeprefix("rgb(").removesuffix(")").split(",")]
        assert max(channels) < 80, (part, ink)
    paper = page.locator("body").evaluate("part => getComputedStyle(part).backgroundColor")
    assert paper == "rgb(255, 255, 255)"
    shown = page.locator("#chat a.open").first.evaluate("link => getComputedStyle(link, '::after').content")
    assert f"{site.url}sources/001_bali" in shown
    page.locator("body").evaluate("() => dispatchEvent(new Event('afterprint'))")
    expect(page.locator(".printed")).to_have_count(0)


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


def test_the_keyboard_alone_reaches_everything(open_context: Open, site: Site) -> None:
    page = open_desktop(open_context, site)
    ask(page, "Kapan?")
    page.fill("#question textarea", "x")
    page.evaluate("document.activeElement.blur()")
    found = reached(page, 45)
    side = {"new", "talk-search", "open-talk", "talk-menu", "theme", "side-foot"}
    answer = {"edit", "cite", "open", "copy-answer", "copy-sources", "again", "fb-up", "fb-down", "chip"}
    assert side | answer | {"show-talks", "do-switch", "question", "send"} <= found
    assert not {"asked", "command", "menu", "feedback"} & found  # nothing that is hidden


def test_the_menu_stays_within_the_window(open_context: Open, site: Site) -> None:
    page = open_desktop(open_context, site, viewport={"width": 1280, "height": 420})
    ask(page, "Kapan?")
    place = open_menu(page, "Kapan?").bounding_box()
    assert place
    assert place["y"] >= 0
    assert place["y"] + place["height"] <= 420
