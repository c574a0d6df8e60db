"""The articles and their library in a real Chromium."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from assistant.wording import words
from tests.browser.chat.staff import sideways
from tests.browser.conftest import Site, Watch
from tests.fakes import DOCUMENTS

BALI = DOCUMENTS[0]
Open = Callable[..., BrowserContext]
QUOTES = ("Aparatur Sipil Negara", "See also", "Dewa Made Indra")


def place(quote: str) -> tuple[int, int]:
    """Where the article from Bali says so."""
    at = BALI.text.index(quote)
    return at, at + len(quote)


def marked(site: Site) -> str:
    """The address of the article with QUOTES marked, at the first of them."""
    (start, end), *others = (place(quote) for quote in QUOTES)
    return f"{site.url}sources/001_bali?start={start}&end={end}" + "".join(f"&mark={a}-{b}" for a, b in others)


@pytest.mark.parametrize("script", [True, False])
def test_quotes_are_stepped_through_and_open_what_they_lie_in(open_context: Open, site: Site, script: bool) -> None:
    page = open_context(java_script_enabled=script, viewport={"width": 360, "height": 500}).new_page()
    page.goto(f"{marked(site)}#quote")
    for number, quote in enumerate(QUOTES):
        if number:
            page.locator(".quotes a[rel=next]").click()
        expect(page.locator("#quote")).to_have_text(quote)
        expect(page.locator("#quote")).to_be_in_viewport()
        expect(page.locator(".quotes")).to_be_in_viewport()
        under = page.locator(".quotes").bounding_box()
        mark = page.locator("#quote").bounding_box()
        assert under
        assert mark
        assert mark["y"] >= under["y"] + under["height"]
    expect(page.locator(".quotes a[rel=next]")).to_have_count(0)


def test_furniture_unfolds_without_script_and_by_the_keyboard(open_context: Open, site: Site) -> None:
    page = open_context(java_script_enabled=False).new_page()
    page.goto(f"{site.url}sources/001_bali")
    caption = page.get_by_text("Suasana Rakor pengawasan")
    expect(caption).to_be_hidden()
    page.locator("article summary").first.focus()
    page.keyboard.press("Enter")
    expect(caption).to_be_visible()


def test_the_article_on_the_page_is_its_text(page: Page, site: Site) -> None:
    page.goto(marked(site))
    folds = page.locator("article summary")
    folds.evaluate_all("all => all.forEach((one) => one.remove())")
    assert page.locator("article").evaluate("one => one.textContent") == BALI.text


@pytest.mark.parametrize("clipboard", [True, False])
def test_a_reference_is_copied(open_context: Open, site: Site, watch: Watch, clipboard: bool) -> None:
    context = open_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    if not clipboard:  # as on a page without TLS
        page.add_init_script("Object.defineProperty(navigator.clipboard, 'writeText', { value: undefined })")
    page.goto(marked(site) + "&lang=en")
    page.get_by_role("button", name=words("en")["cite_copy_quote"]).click()
    expect(page.locator(".cite .said")).to_have_text(words("en")["cite_copied"])
    copied = page.evaluate("navigator.clipboard.readText()")
    start, end = place(QUOTES[0])
    assert copied.splitlines() == [
        f"“{QUOTES[0]}”",
        f"“{BALI.title}”, {BALI.publisher}, 18 April 2024 (date of the event in the text)",
        f"{site.url}sources/001_bali?start={start}&end={end}",
    ]
    assert watch.errors == []


def test_a_reference_that_cannot_be_copied_is_shown(page: Page, site: Site) -> None:
    page.add_init_script(
        "Object.defineProperty(navigator.clipboard, 'writeText', { value: undefined }); document.execCommand = () => false;"
    )
    page.goto(marked(site))
    expect(page.locator(".cite-text")).to_be_hidden()
    page.locator(".copy-cite").click()
    expect(page.locator(".cite .said")).to_have_text(words("id")["copy_failed"])
    assert page.evaluate("getSelection().toString()").startswith(f"“{QUOTES[0]}”")


def test_without_script_the_reference_is_text_and_there_is_no_dead_button(open_context: Open, site: Site) -> None:
    page = open_context(java_script_enabled=False).new_page()
    page.goto(marked(site))
    expect(page.locator(".copy-cite")).to_be_hidden()
    page.locator(".cite summary").click()
    expect(page.locator(".cite-text")).to_contain_text(BALI.title)


def test_the_library_is_searched_without_script_by_the_keyboard(open_context: Open, site: Site, watch: Watch) -> None:
    page = open_context(java_script_enabled=False).new_page()
    page.goto(f"{site.url}sources?lang=en")
    page.locator("#q").focus()
    page.keyboard.type("sanksi pangkat")
    page.keyboard.press("Enter")
    expect(page.locator(".found")).to_contain_text("1 of 2")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(".snippet mark")).to_have_text(["sanksi", "pangkat"])
    page.locator(".library-title").click()
    expect(page.locator("#quote")).to_have_text("sanksi")
    expect(page.locator("#quote")).to_be_in_viewport()
    assert watch.errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_scrolls_sideways_on_a_small_phone(open_context: Open, site: Site, scheme: str) -> None:
    page = open_context(viewport={"width": 360, "height": 640}, color_scheme=scheme).new_page()
    for path in (
        "sources?from=x&to=2024-01-01",
        "sources?q=asn&publisher=Y",
        "sources/002_xss?mark=0-50&mark=60-90&lang=en",
    ):
        page.goto(site.url + path)
        assert sideways(page) == 0, path
    for fold in page.locator("details:not([open]) summary").all():
        fold.click()
    assert sideways(page) == 0
