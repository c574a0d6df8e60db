"""The operator's page in a browser, over a real index: from logging in to an answer out of a document just published."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
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
    expect(page.get_by_role("heading", name=SAY["operator_pending_none"])).to_be_visible()


def choose(page: Page, *files: tuple[str, str]) -> None:
    page.goto(page.url.split("/operator")[0] + "/operator/documents")
    page.locator("#upload input[type=file]").set_input_files(
        [{"name": name, "mimeType": "text/plain", "buffer": text.encode()} for name, text in files]
    )


def send(page: Page) -> None:
    page.locator("#upload .op-acts button").click()


def upload(page: Page, name: str, text: str) -> None:
    choose(page, (name, text))
    page.locator("#upload summary").click()
    page.locator("#upload").get_by_label(SAY["operator_publisher"], exact=True).fill("Kabar Desa")
    send(page)


def publish(page: Page) -> None:
    if not page.url.split("?")[0].endswith("/operator"):
        page.goto(page.url.split("/operator")[0] + "/operator")
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
    expect(page.locator("h1")).to_have_text("Rapat Desa")
    expect(page.locator("article .furniture")).to_have_text("Baca juga: Lainnya")
    expect(page.locator(".passages > li")).to_have_count(1)
    expect(page.locator(".passages li li")).to_have_count(2)
    assert "5 September 2031" not in ask(page, desk)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth") if script else True

    page.get_by_role("link", name=SAY["operator_back"]).click()
    expect(page.locator(".state.new")).to_have_count(1)
    publish(page)
    page.get_by_role("link", name=SAY["operator_tab_documents"], exact=True).click()
    expect(page.locator(".state.published")).to_have_count(2)
    assert "5 September 2031" in ask(page, desk)

    page.get_by_role("link", name="Rapat Desa", exact=True).click()
    page.get_by_role("link", name=SAY["operator_remove"]).click()
    page.get_by_role("button", name=SAY["operator_remove_yes"]).click()
    expect(page.locator("#notice")).to_contain_text(SAY["operator_removed"].format(file="rapat-desa.txt"))
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
    page.goto(f"{desk.url}operator/documents")
    expect(page.locator(".documents")).to_contain_text(SAY["operator_questions_few"].format(count=2))
    assert "5 September 2031" in ask(page, desk)
    assert [e.entry.author for e in desk.service.engine().bank.entries] == ["Sari"]  # type: ignore[attr-defined]
    assert watch.errors == []
    assert watch.hosts == {f"127.0.0.1:{desk.port}"}


def test_many_files_are_dropped_sent_one_by_one_and_each_tells_what_became_of_it(
    open_context: Callable[..., BrowserContext], watch: Watch, desk: Site
) -> None:
    page = open_context(viewport={"width": 1280, "height": 800}).new_page()
    log_in(page, desk)
    choose(page)
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            const files = [["rapat.txt", "Rapat Desa\\n\\nRapat digelar di balai desa."], ["apel.txt", "Apel pegawai batal."],
                           ["program.exe", "x"], ["kosong.txt", " "]];
            for (const [name, text] of files) data.items.add(new File([text], name));
            const drop = document.querySelector(".op-drop");
            drop.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
        }"""
    )
    page.locator("#upload summary").click()
    rows = page.locator("#op-queue > li")
    expect(rows).to_have_count(4)
    expect(rows.nth(2)).to_contain_text(SAY["operator_error_type"].split("{")[0])
    expect(page.locator("#op-alone")).to_be_visible()
    expect(page.locator("#upload").get_by_label(SAY["operator_title"])).to_be_disabled()
    expect(page.locator("#upload .op-acts button")).to_have_text(SAY["operator_upload_some"].format(count=3))
    send(page)
    expect(page.locator("#op-progress")).to_have_text(SAY["operator_upload_done"].format(added=1, waiting=1, failed=1))
    assert [rows.nth(at).get_attribute("class") for at in range(4)] == [
        "op-added",
        "op-waiting",
        "op-failed",
        "op-failed",
    ]
    expect(page.locator(".documents .state.new")).to_have_count(1)  # the list below has followed
    assert barriers(page) == []
    rows.nth(3).get_by_role("button", name=SAY["operator_file_remove"]).click()
    expect(rows).to_have_count(3)
    assert page.evaluate("document.activeElement !== document.body")
    rows.nth(1).get_by_role("link", name=SAY["operator_upload_decide"]).click()
    expect(page.locator(".op-diff ins").first).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("button", name=SAY["operator_replace_yes"]).click()
    expect(page.locator("#notice")).to_contain_text(SAY["operator_replaced"].format(file="apel.txt"))
    assert watch.errors == []


def test_title_and_date_are_edited_in_place_with_the_keyboard(
    open_context: Callable[..., BrowserContext], watch: Watch, desk: Site
) -> None:
    page = open_context(viewport={"width": 390, "height": 844}).new_page()
    log_in(page, desk)
    page.goto(f"{desk.url}operator/documents")
    summary = page.locator(".op-edit summary")
    summary.focus()
    page.keyboard.press("Enter")
    title = page.locator(".op-edit").get_by_label(SAY["operator_title"])
    expect(title).to_be_focused()
    title.fill("Bukan ini")
    page.keyboard.press("Escape")
    expect(summary).to_be_focused()
    expect(title).to_be_hidden()
    page.keyboard.press("Enter")
    expect(title).not_to_have_value("Bukan ini")
    title.fill("Apel Besar")
    page.keyboard.press("Enter")
    expect(page.locator(".op-name > a")).to_have_text("Apel Besar")
    expect(page.locator(".state.changed")).to_have_count(1)
    expect(page.locator(".op-edit summary")).to_be_focused()
    expect(page.locator("#notice")).to_contain_text("apel.txt")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert watch.errors == []


def test_a_removed_document_is_undone_and_an_earlier_index_put_back(
    open_context: Callable[..., BrowserContext], watch: Watch, desk: Site
) -> None:
    page = open_context(viewport={"width": 390, "height": 844}).new_page()
    log_in(page, desk)
    upload(page, "rapat.txt", TEXT)
    expect(page.locator("h1")).to_have_text("Rapat Desa")
    publish(page)
    assert "5 September 2031" in ask(page, desk)
    page.get_by_role("link", name=SAY["operator_tab_history"]).click()
    page.get_by_role("link", name=SAY["operator_go_back"]).click()
    page.get_by_role("button", name=SAY["operator_back_yes"]).click()
    expect(page.locator("#went-back")).to_be_visible()
    assert "5 September 2031" not in ask(page, desk)
    page.goto(f"{desk.url}operator/remove/apel.txt")
    page.get_by_role("button", name=SAY["operator_remove_yes"]).click()
    page.get_by_role("button", name=SAY["operator_undo"]).click()
    expect(page.locator("#notice")).to_contain_text(SAY["operator_restored"].format(file="apel.txt"))
    assert watch.errors == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_has_barriers_or_scrolls_sideways(
    open_context: Callable[..., BrowserContext], desk: Site, theme: str
) -> None:
    page = open_context(viewport={"width": 320, "height": 800}, color_scheme=theme).new_page()
    page.goto(f"{desk.url}operator")
    assert every_barrier(page) == []
    log_in(page, desk)
    upload(page, "rapat.txt", TEXT)
    expect(page.locator("h1")).to_have_text("Rapat Desa")
    page.goto(f"{desk.url}operator/remove/rapat.txt")
    page.get_by_role("button", name=SAY["operator_remove_yes"]).click()
    choose(page, ("apel.txt", "Apel pegawai batal."))
    send(page)
    expect(page.locator(".op-diff")).to_be_visible()
    waiting = page.url.split("/operator")[1].split("?")[0]
    expect(page.locator(".op-count").first).to_be_visible()
    page.goto(f"{desk.url}operator/bin")
    kept = str(page.locator("#bin input[name=name]").get_attribute("value"))
    paths = (
        "",
        "/documents",
        "/bin",
        "/history",
        waiting,
        f"/bin/{kept}",
        f"/delete/{kept}",
        "/empty",
        "/remove/apel.txt",
    )
    for path in (*paths, "/documents/apel.txt", "/documents?show=problem"):
        page.goto(f"{desk.url}operator{path}")
        for details in page.locator("details").all():
            details.evaluate("one => { one.open = true; }")
        assert every_barrier(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def every_barrier(page: Page) -> list[str]:
    """What axe finds, moderate included."""
    violations = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in violations for node in rule["nodes"]]


def test_a_file_that_is_too_large_is_reported_before_it_is_sent(
    open_context: Callable[..., BrowserContext], desk: Site
) -> None:
    page = open_context().new_page()
    log_in(page, desk)
    choose(page)
    page.evaluate("document.querySelector('#upload').dataset.limit = 10")
    page.locator("#upload input[type=file]").set_input_files(
        {"name": "besar.txt", "mimeType": "text/plain", "buffer": TEXT.encode()}
    )
    expect(page.locator("#op-queue .op-failed")).to_contain_text(SAY["operator_error_large"])
    expect(page.locator("#upload .op-acts button")).to_be_disabled()
