"""axe-core over every page: no barriers for people with disabilities."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Site
from tests.fakes import DOCUMENTS

Open = Callable[..., BrowserContext]
THEMES = ("light", "dark")


def barriers(page: Page) -> list[str]:
    """What axe calls serious or critical: the rule, and where."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:160]}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]


def test_axe_finds_what_is_wrong(open_context: Open, site: Site) -> None:
    page = open_context().new_page()
    page.goto(f"{site.url}sources")
    page.evaluate("document.querySelector('h1').outerHTML = '<img src=data:,><button></button>'")
    assert {rule.split(":")[0] for rule in barriers(page)} >= {"image-alt", "button-name"}


@pytest.mark.parametrize("theme", THEMES)
def test_the_articles(open_context: Open, site: Site, theme: str) -> None:
    page = open_context(color_scheme=theme).new_page()
    start = DOCUMENTS[0].text.index("Proses pendaftaran")
    for path in (
        "sources",
        f"sources/001_bali?start={start}&end={start + 20}",
        "sources/001_bali?start=9&end=1",
        "sources/x",
    ):
        page.goto(site.url + path)
        assert barriers(page) == [], path


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", [390, 1280])
def test_how_an_answer_came_about(make_site: Callable[..., Site], open_context: Open, theme: str, width: int) -> None:
    site = make_site(evaluators=True)
    page = open_context(color_scheme=theme, viewport={"width": width, "height": 900}).new_page()
    page.goto(f"{site.url}explain?question=Kapan&lang=en")
    for summary in page.locator("summary").all():
        summary.click()
    expect(page.locator(".trace-near").first).to_be_visible()
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
