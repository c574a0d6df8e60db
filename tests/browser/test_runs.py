"""Evaluation runs, a case and an error page in a browser: both themes, a phone and a desktop, by keyboard, nothing from outside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from assistant.quality.set_aside import SetAside
from assistant.settings import Settings
from assistant.wording import words
from tests.assistant.made_up_run import CASES, compare, make_report, make_run
from tests.browser.conftest import Site, Watch
from tests.fakes import FakeService

TOKEN = "rahasia evaluator"
SAY = words("id")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server over the fake service with two runs, one of which is compared, and one that is broken."""
    folder = tmp_path_factory.mktemp("desk")
    runs = folder / "runs"
    make_report(make_run(runs / "awal"))
    compare(runs / "awal", make_run(runs / "studi" / "akhir", CASES[:4]))
    (runs / "rusak").mkdir()
    (runs / "rusak" / "run.json").write_text("{", encoding="utf-8")
    settings = Settings(evaluator_token=TOKEN, records=folder / "r.sqlite", runs=runs, rate_limit=0, evaluators=True)
    made = Site(FakeService(settings), settings, page=False)
    made.start()
    yield made
    made.stop()


_SIGNED_IN: dict[str, list[Any]] = {}
"""The cookies of a server's evaluator: it lets nobody try the login more than a few times a minute."""


def open_page(context: BrowserContext, desk: Site, path: str) -> Page:
    """A page behind the login, which leads on to it."""
    page = context.new_page()
    if desk.url in _SIGNED_IN:
        context.add_cookies(_SIGNED_IN[desk.url])
        page.goto(f"{desk.url}quality/{path}")
        expect(page.get_by_text(SAY["quality_signed_in"].format(person="Sari"))).to_be_visible()
        return page
    page.goto(f"{desk.url}quality/{path}")
    page.get_by_label(SAY["quality_name"]).fill("Sari")
    page.get_by_label(SAY["quality_token"]).fill(TOKEN)
    page.get_by_role("button", name=SAY["operator_login"]).click()
    expect(page.get_by_text(SAY["quality_signed_in"].format(person="Sari"))).to_be_visible()
    _SIGNED_IN[desk.url] = context.cookies(f"{desk.url}quality")
    return page


def barriers(page: Page) -> list[str]:
    """What axe finds, moderate barriers included."""
    return [
        f"{rule['id']}: {node['html'][:160]}"
        for rule in Axe().run(page).response["violations"]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_pages_fit_and_have_no_barriers(
    open_context: Callable[..., BrowserContext], watch: Watch, desk: Site, theme: str, width: int
) -> None:
    page = open_page(open_context(color_scheme=theme, viewport={"width": width, "height": 900}), desk, "runs")
    for path in (
        "runs",
        "runs/one?run=awal&show=all",
        "runs/one?run=rusak&lang=en",
        "runs/compare?before=awal&after=studi/akhir",
        "runs/compare?before=studi/akhir&after=awal",
        "trace?question=Kapan",
    ):
        page.goto(f"{desk.url}quality/{path}")
        page.evaluate("document.querySelectorAll('main details').forEach((each) => { each.open = true; })")
        assert barriers(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert watch.errors == []
    assert watch.hosts == {f"127.0.0.1:{desk.port}"}


def test_by_keyboard_from_the_list_to_a_comparison(open_context: Callable[..., BrowserContext], desk: Site) -> None:
    page = open_page(open_context(), desk, "runs")
    for name in ("awal", "studi/akhir"):
        page.get_by_label(SAY["runs_choose"].format(run=name)).focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name=SAY["runs_compare"]).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=SAY["runs_compare_title"])).to_be_visible()
    expect(page.locator("select[name=before]")).to_have_value("awal")
    expect(page.locator("select[name=after]")).to_have_value("studi/akhir")
    expect(page.get_by_role("heading", name=SAY["runs_lost"].format(count=0))).to_be_visible()


def test_a_report_opens_in_a_tab_of_its_own_with_its_looks(
    open_context: Callable[..., BrowserContext], watch: Watch, desk: Site
) -> None:
    page = open_page(open_context(), desk, "runs/one?run=awal")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name=SAY["runs_report"]).click()
    heading = opened.value.get_by_role("heading", name="Laporan")
    expect(heading).to_be_visible()
    assert heading.evaluate("one => getComputedStyle(one).color") == "rgb(1, 2, 3)"
    assert opened.value.evaluate("self.origin") == "null"
    assert watch.errors == []


def test_a_wrong_answer_becomes_a_case(open_context: Callable[..., BrowserContext], desk: Site) -> None:
    page = open_page(open_context(), desk, "runs/one?run=awal&kind=follow_up")
    page.get_by_role("link", name=SAY["quality_case"]).first.click()
    page.get_by_label(SAY["case_reply_later"]).check()
    page.get_by_label(SAY["case_notes"]).fill("Ada di paragraf dua")
    page.get_by_role("button", name=SAY["case_save"]).click()
    expect(page.locator("#notice")).to_contain_text(SAY["quality_said_case"])
    records: Path = Path(desk._settings.records)
    assert "Ada di paragraf dua" in SetAside(records).case_lines()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_an_error_is_a_page(open_context: Callable[..., BrowserContext], desk: Site, theme: str, width: int) -> None:
    page = open_context(color_scheme=theme, viewport={"width": width, "height": 900}).new_page()
    response = page.goto(f"{desk.url}nix")
    assert response
    assert response.status == 404
    expect(page.get_by_role("heading", name=SAY["problem_title_missing"])).to_be_visible()
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    main = page.locator(".way.main")
    assert main.evaluate("way => getComputedStyle(way).backgroundColor") != "rgba(0, 0, 0, 0)"
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name=words("en")["problem_title_missing"])).to_be_visible()
    page.locator(".ways").get_by_role("link", name=words("en")["library_link"]).click()
    expect(page.get_by_role("heading", name=words("en")["library_title"])).to_be_visible()
