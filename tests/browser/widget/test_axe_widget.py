"""axe-core over the panel in all its states, and over a page with the widget: nothing, not even what it calls moderate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Site
from tests.browser.widget.intranet import ASK, ask, launch

THEMES = ("light", "dark")


def barriers(page: Page, *left_out: str) -> list[str]:
    """What axe calls moderate or worse: the rule, and where."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:160]}"
        for rule in found
        if rule["impact"] != "minor" and rule["id"] not in left_out
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", [390, 420])
def test_the_panel(open_context: Callable[..., BrowserContext], site: Site, theme: str, width: int) -> None:
    page = open_context(color_scheme=theme, viewport={"width": width, "height": 760}).new_page()
    page.goto(f"{site.url}panel?lang=en")
    page.locator("#examples button").first.wait_for()
    assert barriers(page) == []
    for question in ("Apakah sepakat?", "Siapa presiden?", "Apakah diperiksa?", "artikel apa saja"):
        before = page.locator(".answer.done").count()
        page.fill("#question", question)
        page.press("#question", "Enter")
        expect(page.locator(".answer.done")).to_have_count(before + 1)
    expect(page.locator(".verified")).to_have_text("Checked by Sari on 1 July 2031")
    page.locator(".fb-down").first.click()
    expect(page.locator(".feedback").first).to_be_visible()
    page.locator("summary").click()
    page.locator(".edit").last.click()
    expect(page.locator(".edit-box")).to_be_visible()
    page.fill("#question", "x" * 501)
    page.press("#question", "Enter")
    expect(page.locator("#notice")).to_be_visible()
    page.wait_for_timeout(300)  # what fades in has come
    assert barriers(page) == []
    page.locator(".card a.open").first.click()
    expect(page.locator(".pane-sheet #quote")).to_be_visible()
    page.wait_for_timeout(400)
    assert barriers(page) == []
    page.keyboard.press("Escape")
    page.locator("#clear").click()
    expect(page.locator("#undo")).to_be_visible()
    assert barriers(page) == []


@pytest.mark.parametrize("theme", THEMES)
def test_a_question_on_its_way(
    open_context: Callable[..., BrowserContext], make_site: Callable[..., Site], theme: str
) -> None:
    slow = make_site(page=False)
    page = open_context(color_scheme=theme, viewport={"width": 420, "height": 760}).new_page()
    page.goto(f"{slow.url}panel")
    page.fill("#question", "Yang lambat?")
    page.press("#question", "Enter")
    expect(page.locator(".bone").first).to_be_visible()
    assert barriers(page) == []


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("attributes", ['data-greet-after="0"', 'data-launcher="icon" data-color="#767676"'])
def test_the_page_around(visit: Callable[..., Page], theme: str, attributes: str) -> None:
    # The intranet of these tests has no landmarks, which is not the widget's doing.
    page = visit(attributes, policy="", context={"color_scheme": theme})
    page.get_by_role("button", name=ASK).wait_for()
    page.wait_for_timeout(300)
    assert [
        found for found in barriers(page, "region", "landmark-one-main") if "netral" in found or "class" in found
    ] == []
    ask(launch(page), "Kapan?")
    assert barriers(page, "region", "landmark-one-main") == []


def test_at_two_hundred_percent_everything_is_reached(visit: Callable[..., Page]) -> None:
    """A window of 1280 by 800 at 200 %: half as many pixels of the style sheet."""
    page = visit(context={"viewport": {"width": 640, "height": 400}})
    inner = launch(page)
    ask(inner, "Kapan?")
    expect(inner.locator("#send")).to_be_in_viewport()
    inner.locator(".card a.open").last.scroll_into_view_if_needed()
    expect(inner.locator(".card a.open").last).to_be_in_viewport()
    room = inner.locator("#talk").bounding_box()
    assert room
    assert room["height"] > 180
