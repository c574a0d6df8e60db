"""axe-core over every state of the staff page: no barriers for people with disabilities, moderate ones included."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.chat.staff import SLOW, Open, ask, open_desktop, open_menu, open_phone, type_question
from tests.browser.conftest import Site

THEMES = ("light", "dark")
IMPACTS = ("moderate", "serious", "critical")


def barriers(page: Page, besides: str = "") -> list[str]:
    """What axe calls moderate or worse: the rule, and where; of the rule `besides` nothing."""
    page.mouse.move(1, 1)
    page.wait_for_timeout(600)  # what fades in has its colours by then
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    rules = (rule for rule in found if rule["impact"] in IMPACTS and rule["id"] != besides)
    return [f"{rule['id']}: {node['html'][:160]}" for rule in rules for node in rule["nodes"]]


@pytest.mark.parametrize("theme", THEMES)
def test_a_desktop(slow: Site, open_context: Open, theme: str) -> None:
    page = open_desktop(open_context, slow, color_scheme=theme)
    assert barriers(page) == [], "empty"
    ask(page, "Apakah sepakat?")
    expect(page.locator("#chat .disagreement")).to_be_visible()
    assert barriers(page) == [], "disagreement"
    page.locator("#chat .fb-down").click()
    page.locator("#chat .reason").first.click()
    assert barriers(page) == [], "opinion"
    page.locator("#chat .fb-cancel").click()
    ask(page, "Siapa presiden?")
    page.locator("#chat summary").click()
    ask(page, "Apakah diperiksa?")
    expect(page.locator("#chat .verified")).to_have_text("Diperiksa oleh Sari pada 1 Juli 2031")
    ask(page, "artikel apa saja")
    assert barriers(page) == [], "refusal, checked answer and talk"
    page.keyboard.press("ArrowUp")
    page.locator("#chat .edit-box").wait_for()
    assert barriers(page) == [], "edit"
    page.keyboard.press("Escape")
    type_question(page, SLOW)
    expect(page.locator("#stop")).to_be_visible()
    assert barriers(page) == [], "waiting"
    page.click("#stop")
    expect(page.locator("#notice")).to_be_visible()
    assert barriers(page) == [], "notice"
    page.fill("#question textarea", "x" * 512)
    assert barriers(page) == [], "too long"


@pytest.mark.parametrize("theme", THEMES)
def test_the_conversations(open_context: Open, site: Site, theme: str) -> None:
    page = open_desktop(open_context, site, color_scheme=theme)
    ask(page, "Kapan?")
    page.locator("#chat a.cite").focus()
    menu = open_menu(page, "Kapan?")
    assert barriers(page) == [], "menu"
    menu.locator(".menu-pin").click()
    expect(page.locator("#talks-list .pinned")).to_have_count(1)
    page.fill("#talk-search :is(input, textarea)", "september")
    expect(page.locator("#talks-list .snippet")).to_be_visible()
    assert barriers(page) == [], "search"
    open_menu(page, "Kapan?").locator(".menu-rename").click()
    assert barriers(page) == [], "rename"
    page.keyboard.press("Escape")
    page.fill("#talk-search :is(input, textarea)", "tidak ada")
    expect(page.locator("#talks-list .none")).to_be_visible()
    page.fill("#talk-search :is(input, textarea)", "")
    open_menu(page, "Kapan?").locator(".menu-delete").click()
    expect(page.locator("#notice .do-restore")).to_be_visible()
    assert barriers(page) == [], "deleted"


@pytest.mark.parametrize("theme", THEMES)
def test_a_phone(open_context: Open, site: Site, theme: str) -> None:
    page = open_phone(open_context, site, color_scheme=theme)
    assert barriers(page) == [], "empty"
    ask(page, "Kapan?")
    assert barriers(page) == [], "answer"
    page.locator(".show-talks").click()
    expect(page.locator("#side")).to_be_in_viewport()
    page.wait_for_timeout(300)
    # The first heading is behind the drawer, as it would be behind a dialog.
    assert barriers(page, "page-has-heading-one") == [], "drawer"
    page.locator(".talk-menu").first.click()
    assert barriers(page, "page-has-heading-one") == [], "menu"
