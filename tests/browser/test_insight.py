"""The page of insight in a browser: both languages and themes, a phone and a desktop, by keyboard, without anything from outside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from assistant.quality.question_log import QuestionLog
from assistant.settings import Settings
from assistant.wording import words
from tests.browser.conftest import Site, Watch
from tests.browser.test_axe import barriers
from tests.fakes import FakeService

TOKEN = "rahasia evaluator"
SAY = words("id")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Site]:
    """A server over the fake service that was asked a few questions today."""
    settings = Settings(evaluator_token=TOKEN, records=tmp_path / "r.sqlite", rate_limit=0)
    service, log = FakeService(settings), QuestionLog(tmp_path / "r.sqlite", 90)
    for question in ("Kapan pendaftaran dimulai?", "Siapa presiden Indonesia?", "Siapa presiden Indonesia?"):
        log.add(service.ask(question), (), "id")
    made = Site(service, settings, page=False)
    made.start()
    yield made
    made.stop()


def open_insight(context: BrowserContext, desk: Site) -> Page:
    page = context.new_page()
    page.goto(f"{desk.url}quality")
    page.get_by_label(SAY["quality_name"]).fill("Sari")
    page.get_by_label(SAY["quality_token"]).fill(TOKEN)
    page.get_by_role("button", name=SAY["operator_login"]).click()
    page.get_by_role("link", name=SAY["insight_page"]).click()
    expect(page.get_by_role("heading", name=SAY["insight_page"], level=1)).to_be_visible()
    return page


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_fits_and_has_no_barriers(
    open_context: Callable[..., BrowserContext], watch: Watch, desk: Site, theme: str, width: int
) -> None:
    page = open_insight(open_context(color_scheme=theme, viewport={"width": width, "height": 900}), desk)
    for language in ("en", "id"):
        page.goto(f"{desk.url}quality/insight?lang={language}")
        page.locator(".numbers summary").click()
        assert barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # Drawn, not only there: a policy against inline styles must not leave a drawing without its colours.
    colours = [page.locator(".chart rect").nth(at).evaluate("bar => getComputedStyle(bar).fill") for at in (1, 2)]
    assert len(set(colours)) == 2
    assert page.locator(".chart svg").first.bounding_box()["height"] > 100  # type: ignore[index]
    assert watch.errors == []
    assert watch.hosts == {f"127.0.0.1:{desk.port}"}


def test_by_keyboard_to_another_period_and_to_a_file(open_context: Callable[..., BrowserContext], desk: Site) -> None:
    page = open_insight(open_context(), desk)
    page.get_by_role("link", name=SAY["insight_days"].format(count=7)).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".filter [aria-current]")).to_have_text(SAY["insight_days"].format(count=7))
    assert page.locator(".chart g").count() == 7
    with page.expect_download() as download:
        page.get_by_role("link", name=SAY["insight_csv_days"]).focus()
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == "netral-days.csv"


def test_a_refused_subject_is_answered_in_the_inbox(open_context: Callable[..., BrowserContext], desk: Site) -> None:
    page = open_insight(open_context(), desk)
    page.get_by_role("link", name="Siapa presiden Indonesia?").first.click()
    expect(page.get_by_role("heading", name="Siapa presiden Indonesia?")).to_be_visible()
