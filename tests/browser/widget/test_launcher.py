"""The button of the widget and what is around it: icon, greeting, dot, size, and values that are not known."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.widget.intranet import ASK, SHUT, Host, ask, launch, listen, panel

HELLO = "Ada yang ingin ditanyakan tentang netralitas ASN?"


def test_the_icon_alone_shows_the_title_to_pointer_and_keyboard(visit: Callable[..., Page]) -> None:
    page = visit('data-launcher="icon"')
    button = page.get_by_role("button", name=ASK)
    box = button.bounding_box()
    assert box
    assert box["width"] == box["height"] == 56
    tip = page.locator("netral-chat .ask > span").first
    expect(tip).to_have_css("opacity", "0")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(button).to_be_focused()
    expect(tip).to_have_css("opacity", "1")
    page.get_by_role("heading", name="Intranet").click()
    expect(tip).to_have_css("opacity", "0")
    button.hover()
    expect(tip).to_have_css("opacity", "1")
    expect(page.locator("netral-chat .mark")).to_be_visible()
    button.click()
    expect(page.locator("netral-chat .ask .mark")).to_be_hidden()  # it is a cross now


def test_a_greeting_comes_up_once_a_session_and_opens_the_panel(
    visit: Callable[..., Page], host: Host, site: Site
) -> None:
    host.serve(site, 'data-greet-after="0.1"', path="/next")
    page = visit('data-greet-after="0.1" data-greeting="Halo <b>ASN</b>"')
    bubble = page.locator("netral-chat [role=status]")
    expect(bubble.locator("button").first).to_have_text("Halo <b>ASN</b>")
    assert page.evaluate("document.activeElement === document.body")
    bubble.locator("button").first.click()
    expect(panel(page).locator("#greeting")).to_have_text("Halo <b>ASN</b>")
    expect(bubble.locator("button")).to_have_count(0)
    page.get_by_role("button", name=SHUT).first.click()
    page.goto(host.origin + "/next")
    page.get_by_role("button", name=ASK).wait_for()
    page.wait_for_timeout(400)
    expect(bubble.locator("button")).to_have_count(0)


@pytest.mark.parametrize("away", ["Escape", "click"])
def test_a_greeting_is_sent_away(visit: Callable[..., Page], away: str) -> None:
    page = visit('data-greet-after="0"')
    bubble = page.locator("netral-chat [role=status]")
    expect(bubble.locator("button").first).to_have_text(HELLO)
    if away == "click":
        bubble.get_by_role("button", name=SHUT).click()
    else:
        bubble.locator("button").first.press("Escape")
    expect(bubble.locator("button")).to_have_count(0)
    expect(page.get_by_role("button", name=ASK)).to_be_focused()


def test_no_greeting_comes_over_an_open_panel(visit: Callable[..., Page]) -> None:
    page = visit('data-greet-after="0.6"')
    launch(page)
    page.wait_for_timeout(900)
    expect(page.locator("netral-chat .hello")).to_have_count(0)


def test_an_answer_that_comes_while_the_panel_is_shut_puts_a_dot_on_the_button(
    visit: Callable[..., Page], make_site: Callable[..., Site], host: Host
) -> None:
    slow = make_site(page=False, allowed_origins=(host.origin,))
    page = visit(netral=slow)
    inner = launch(page)
    inner.locator("#question").fill("Yang lambat?")
    inner.locator("#question").press("Enter")
    expect(inner.locator("#stop")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("netral-chat .dot")).to_be_hidden()
    slow.service.released.set()
    expect(page.locator("netral-chat .dot")).to_be_visible()
    button = page.get_by_role("button", name=f"{ASK}: ada jawaban baru")
    button.click()
    expect(inner.locator(".answer.done")).to_be_visible()
    expect(page.locator("netral-chat .dot")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name=ASK, exact=True)).to_be_focused()


def test_the_panel_grows_to_the_height_of_the_window_and_stays_so_on_the_next_page(
    visit: Callable[..., Page], host: Host, site: Site
) -> None:
    host.serve(site, path="/next")
    page = visit()
    inner = launch(page)
    dialog = page.get_by_role("dialog", name=ASK)
    small = dialog.bounding_box()
    page.get_by_role("button", name="Perbesar").click()
    tall = dialog.bounding_box()
    assert small
    assert tall
    assert tall["height"] == 800 - 32
    assert tall["width"] > small["width"]
    ask(inner, "Kapan?")
    page.goto(host.origin + "/next")
    expect(panel(page).locator(".card")).to_have_count(2)
    assert dialog.bounding_box() == tall
    page.get_by_role("button", name="Perkecil").click()
    assert dialog.bounding_box() == small


def test_a_value_that_is_not_known_is_named_with_those_that_are(visit: Callable[..., Page]) -> None:
    page = visit()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "warning" else None)
    wrong = {"theme": "blue", "lang": "fr", "position": "top", "color": "red", "launcher": "round", "button": "no"}
    allowed = {
        "theme": "auto, light, dark",
        "lang": "id, en",
        "position": "right, left",
        "color": "#rgb, #rrggbb",
        "launcher": "label, icon",
        "button": "shown, none",
    }
    attributes = " ".join(f'data-{name}="{value}"' for name, value in wrong.items())
    page = visit(attributes + ' data-greet-after="soon" data-inline="#none"')
    page.on("console", lambda message: said.append(message.text) if message.type == "warning" else None)
    page.reload()
    expect(page.get_by_role("button", name=ASK)).to_be_visible()  # and the widget works
    expected = {f'Netral: {name}="{value}" is left out. Allowed: {allowed[name]}.' for name, value in wrong.items()}
    expected.add('Netral: greet-after="soon" is left out. Allowed: a number of seconds.')
    expected.add('Netral: data-inline="#none" is left out. Allowed: a selector of an element of the page.')
    assert sorted(said) == sorted(expected)
    ask(launch(page), "Kapan?")
    assert sorted(said) == sorted(expected)  # each once


def test_without_the_script_of_the_panel_the_page_says_so_and_a_later_click_works(visit: Callable[..., Page]) -> None:
    page = visit()
    page.route("**/widget-panel.js", lambda route: route.abort())
    page.get_by_role("button", name=ASK).click()
    bubble = page.locator("netral-chat [role=status]")
    expect(bubble).to_contain_text("Netral tidak dapat dibuka di halaman ini.")
    expect(bubble.get_by_role("link", name="Buka di tab baru")).to_have_attribute(
        "href", page.locator("netral-chat a").get_attribute("href") or ""
    )
    page.unroute("**/widget-panel.js")
    expect(launch(page).locator("#question")).to_be_focused()


def test_a_page_with_a_button_of_its_own_gets_nothing_until_it_opens(visit: Callable[..., Page]) -> None:
    page = visit('data-button="none"')
    page.wait_for_timeout(200)
    assert page.locator("netral-chat").count() == 0
    listen(page)
    page.evaluate("Netral.open()")
    expect(panel(page).locator("#question")).to_be_focused()
    expect(page.get_by_role("button", name=ASK)).to_be_hidden()
