"""What the tests of the staff page do in a browser."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Locator, Page, expect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.wording import words
from tests.browser.conftest import WAIT_MS, Site, open_page

expect.set_options(timeout=WAIT_MS)
SAY = words("id")
SLOW = "Yang lambat?"
"""A question that the fake service answers once its `released` is set."""
Open = Callable[..., BrowserContext]
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}


def type_question(page: Page, question: str) -> None:
    """Type a question and send it with Enter."""
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")


def ask(page: Page, question: str) -> None:
    """Ask a question and wait for the end of its answer."""
    before = page.locator("#chat .answer.done").count()
    type_question(page, question)
    expect(page.locator("#chat .answer.done")).to_have_count(before + 1)
    expect(page.locator("#send")).to_be_visible()


def box(page: Page) -> Locator:
    """The question box."""
    return page.locator("#question textarea")


def questions(page: Page) -> Locator:
    """The questions of the conversation that is shown."""
    return page.locator("#chat .asked")


def rows(page: Page) -> Locator:
    """The rows of the list of conversations."""
    return page.locator("#talks-list .talk")


def titles(page: Page) -> Locator:
    """Their titles."""
    return page.locator("#talks-list .talk-title")


def open_menu(page: Page, title: str) -> Locator:
    """Open the menu of the conversation of that title."""
    row = rows(page).filter(has_text=title).first
    row.hover()
    row.locator(".talk-menu").click()
    menu = page.locator("#menu")
    expect(menu).to_be_visible()
    return menu


def heard(page: Page) -> Locator:
    """What a screen reader is told."""
    return page.locator("body > .only-heard[role=status]")


def focused(page: Page) -> str:
    """The element with the focus: its tag, id and classes. "BODY" means that the focus was lost."""
    return str(
        page.evaluate(
            """() => {
              const at = document.activeElement;
              return [at.tagName, at.id && `#${at.id}`, ...at.classList].filter(Boolean).join(" ");
            }"""
        )
    )


def expect_focus_kept(page: Page) -> None:
    """That the focus is on a part of the page, once its updates are drawn."""
    page.wait_for_timeout(150)
    assert not focused(page).startswith("BODY"), focused(page)
    expect(page.locator(":focus")).to_have_count(1)


def sideways(page: Page) -> int:
    """How many pixels the page can be scrolled to the side."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def height(locator: Locator) -> float:
    """The height of an element, in pixels."""
    found = locator.bounding_box()
    assert found is not None
    return found["height"]


def open_desktop(open_context: Open, site: Site, **options: object) -> Page:
    """The staff page on a desktop."""
    return open_page(open_context(**({"viewport": DESKTOP} | options)), site)


def open_phone(open_context: Open, site: Site, **options: object) -> Page:
    """The staff page on a phone with a touch screen."""
    return open_page(open_context(**(PHONE | options)), site)


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
