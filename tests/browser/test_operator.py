"""The operator's page in a browser, over a real index: from logging in to an answer out of a document just published."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from assistant.answering.service import AnswerService
from assistant.publishing.publisher import Publisher
from assistant.settings import Settings
from assistant.wording import words
from index.build import build_index
from tests.browser.conftest import Site, Watch
from tests.browser.test_axe import barriers

TOKEN = "rahasia pengelola"
SAY = words("id")
TEXT = "Rapat Desa\n\nPendaftaran calon lurah dimulai 5 September 2031. Rapat digelar di balai desa.\n\nBaca juga: Lainnya\n"
QUESTION = "Kapan pendaftaran calon lurah dimulai?"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Site]:
    """A server of its own over one article, without the staff page."""
    sources = tmp_path / "articles"
    sources.mkdir()
    (sources / "apel.txt").write_text("Apel pegawai digelar pada 1 Juni 2031 di Denpasar.", encoding="utf-8")
    settings = Settings(
        index=tmp_path / "index",
        sources=sources,
        records=tmp_path / "records.sqlite",
        reader="sentences",
        operator_token=TOKEN,
        rate_limit=0,
    )
    build_index(sources, settings.index)
    service = AnswerService(settings)
    service.ready()
    made = Site(service, settings, page=False, publisher=Publisher(settings, service.engine))
    made.start()
    yield made
    made.stop()


def log_in(page: Page, desk: Site) -> None:
    page.goto(f"{desk.url}operator")
    page.get_by_label(SAY["operator_token"]).fill(TOKEN)
    page.get_by_role("button", name=SAY["operator_login"]).click()
    expect(page.get_by_role("heading", name=SAY["operator_publishing"])).to_be_visible()


def upload(page: Page, name: str, text: str) -> None:
    page.locator("#upload input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/plain", "buffer": text.encode()}
    )
    page.get_by_label(SAY["operator_publisher"], exact=True).fill("Kabar Desa")
    page.get_by_role("button", name=SAY["operator_upload"]).click()


def publish(page: Page) -> None:
    page.get_by_role("button", name=SAY["operator_publish"], exact=True).click()
    expect(page.locator("#result")).to_be_visible()


def ask(page: Page, desk: Site) -> str:
    record = page.request.post(f"{desk.url}api/ask", data={"question": QUESTION}).json()
    return " ".join(citation["quote"] for citation in (*record["citations"], *record["nearest"]))


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_document_is_uploaded_previewed_published_asked_and_removed(
    open_context: Callable[..., BrowserContext], watch: Watch, desk: Site, script: bool
) -> None:
    page = open_context(
        viewport={"width": 390 if script else 1280, "height": 800}, java_script_enabled=script
    ).new_page()
    log_in(page, desk)
    assert "5 September 2031" not in ask(page, desk)

    upload(page, "rapat desa.txt", TEXT)
    expect(page.locator("#notice")).to_contain_text("rapat-desa.txt")
    expect(page.locator("article .furniture")).to_have_text("Baca juga: Lainnya")
    expect(page.locator(".passages > li")).to_have_count(1)
    expect(page.locator(".passages li li")).to_have_count(2)
    assert "5 September 2031" not in ask(page, desk)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth") if script else True

    page.get_by_role("link", name=SAY["operator_back"]).click()
    expect(page.locator(".state.new")).to_have_count(1)
    publish(page)
    expect(page.locator(".state.published")).to_have_count(2)
    assert "5 September 2031" in ask(page, desk)

    page.get_by_role("link", name="Rapat Desa").click()
    page.get_by_role("link", name=SAY["operator_remove"]).click()
    page.get_by_role("button", name=SAY["operator_remove_yes"]).click()
    expect(page.locator("#notice")).to_contain_text("articles-trash")
    publish(page)
    assert "5 September 2031" not in ask(page, desk)
    assert watch.errors == []
    assert watch.hosts == {f"127.0.0.1:{desk.port}"}


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_expected_questions_are_written_for_a_new_document_and_published(
    open_context: Callable[..., BrowserContext], watch: Watch, desk: Site, script: bool
) -> None:
    page = open_context(
        viewport={"width": 390 if script else 1280, "height": 800}, java_script_enabled=script
    ).new_page()
    log_in(page, desk)
    upload(page, "rapat desa.txt", TEXT)
    expect(page.locator("main")).to_contain_text(SAY["operator_questions_none"])
    page.get_by_role("link", name=SAY["operator_questions_write"]).click()
    expect(page.locator(".sentence")).to_have_count(2)
    page.get_by_label(SAY["operator_questions_author"]).fill("Sari")
    page.get_by_label(SAY["operator_questions_of"]).first.fill(f"{QUESTION}\nTanggal berapa pendaftarannya dibuka?")
    short = page.get_by_label(SAY["operator_questions_short"]).first
    short.fill("6 September 2031")
    if script:
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert barriers(page) == []
    page.get_by_role("button", name=SAY["operator_questions_publish"]).click()
    expect(page.locator("#notice")).to_have_text(SAY["operator_error_short"].format(sentence=1))
    short.fill("5 September 2031")
    page.get_by_role("button", name=SAY["operator_questions_publish"]).click()
    expect(page.locator("#notice")).to_contain_text(SAY["operator_questions_publishing"].format(changed=1, removed=0))
    expect(page.get_by_label(SAY["operator_questions_author"])).to_have_value("Sari")
    page.goto(f"{desk.url}operator")
    expect(page.locator("#result")).to_be_visible(timeout=20_000)
    expect(page.locator(".documents")).to_contain_text(SAY["operator_questions_few"].format(count=2))
    assert "5 September 2031" in ask(page, desk)
    assert [e.entry.author for e in desk.service.engine().bank.entries] == ["Sari"]  # type: ignore[attr-defined]
    assert watch.errors == []
    assert watch.hosts == {f"127.0.0.1:{desk.port}"}


def test_a_file_that_is_too_large_is_reported_before_it_is_sent(
    open_context: Callable[..., BrowserContext], desk: Site
) -> None:
    page = open_context().new_page()
    log_in(page, desk)
    page.evaluate("document.querySelector('#upload input[type=file]').dataset.limit = 10")
    upload(page, "besar.txt", TEXT)
    expect(page.locator("#too-large")).to_be_visible()
    assert page.url.startswith(f"{desk.url}operator?")
