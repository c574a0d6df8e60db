"""The inbox in a browser, over a real index: a question refused in the chat becomes a verified answer, and the next person gets it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from assistant.answering.service import AnswerService
from assistant.quality.verified_store import VerifiedStore
from assistant.settings import Settings
from assistant.wording import words
from index.build import build_index
from tests.browser.chat.staff import ask
from tests.browser.conftest import Site, Watch
from tests.browser.test_axe import barriers

TOKEN = "rahasia evaluator"
SAY = words("id")
QUESTION = "Berapa biaya perjalanan dinas tim ke Kintamani?"
OTHER_WORDS = "biaya perjalanan dinas tim ke kintamani berapa ya"
SENTENCE = "Untuk kunjungan lapangan itu bendahara mengeluarkan 4.750.000 rupiah."
ARTICLES = {
    "apel.txt": "Apel Pegawai\n\nApel pegawai digelar pada 1 Juni 2031 di Denpasar. Apel dipimpin oleh Made Wirya.",
    "rapat.txt": f"Rapat Desa\n\nPendaftaran calon lurah dimulai 5 September 2031.\n\nTim bertolak ke Kintamani. {SENTENCE}",
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Site]:
    """A server of its own over two articles."""
    sources = tmp_path / "articles"
    sources.mkdir()
    for name, text in ARTICLES.items():
        (sources / name).write_text(text, encoding="utf-8")
    records = tmp_path / "records.sqlite"
    settings = Settings(index=tmp_path / "index", sources=sources, records=records, evaluator_token=TOKEN, rate_limit=0)
    build_index(sources, settings.index)
    service = AnswerService(settings, verified=VerifiedStore(records))
    service.ready()
    made = Site(service, settings)
    made.start()
    yield made
    made.stop()


def enter(context: BrowserContext, desk: Site, person: str = "Sari") -> Page:
    page = context.new_page()
    page.goto(f"{desk.url}quality")
    page.get_by_label(SAY["quality_name"]).fill(person)
    page.get_by_label(SAY["quality_token"]).fill(TOKEN)
    page.get_by_role("button", name=SAY["operator_login"]).click()
    expect(page.get_by_role("heading", name=SAY["quality_page"])).to_be_visible()
    return page


def open_chat(context: BrowserContext, desk: Site) -> Page:
    """The staff page: over these articles it has no questions to suggest."""
    page = context.new_page()
    page.goto(desk.url)
    page.locator("#question textarea").wait_for()
    return page


def refused_question(page: Page) -> None:
    """The question, asked in the chat and refused."""
    ask(page, QUESTION)
    expect(page.locator("#chat .refusal").last).to_be_visible()


def mark(page: Page, words_marked: str) -> None:
    """Mark words in an article with the mouse."""
    box = page.evaluate(
        """(wanted) => {
          for (const place of document.querySelectorAll(".sentence .words")) {
            const at = place.textContent.indexOf(wanted);
            if (at < 0) continue;
            place.scrollIntoView({ block: "center" });
            const range = document.createRange();
            range.setStart(place.firstChild, at);
            range.setEnd(place.firstChild, at + wanted.length);
            const rects = Array.from(range.getClientRects());
            const [first, last] = [rects[0], rects[rects.length - 1]];
            return [first.left + 1, first.top + first.height / 2, last.right - 1, last.top + last.height / 2];
          }
        }""",
        words_marked,
    )
    page.mouse.move(box[0], box[1])
    page.mouse.down()
    page.mouse.move(box[2], box[3], steps=8)
    page.mouse.up()


def test_a_refused_question_becomes_a_verified_answer_for_the_next_who_asks_in_other_words(
    desk: Site, open_context: Callable[..., BrowserContext], watch: Watch
) -> None:
    reader = open_chat(open_context(viewport={"width": 1280, "height": 900}), desk)
    refused_question(reader)
    inbox = enter(open_context(viewport={"width": 1280, "height": 900}), desk)

    started = time.monotonic()
    inbox.get_by_role("link", name=QUESTION).click()
    inbox.locator(".sentence .words", has_text=SENTENCE).click()
    mark(inbox, "4.750.000 rupiah")
    expect(inbox.locator("#short")).to_have_value("4.750.000 rupiah")
    inbox.get_by_role("button", name=SAY["quality_save"]).click()
    expect(inbox.locator("#notice")).to_contain_text("langsung berlaku")
    assert time.monotonic() - started < 60
    expect(inbox.get_by_text(SAY["quality_empty_title"])).to_be_visible()

    other = open_chat(open_context(viewport={"width": 1280, "height": 900}), desk)
    ask(other, OTHER_WORDS)
    expect(other.locator("#chat .short").last).to_contain_text("4.750.000 rupiah")
    expect(other.locator("#chat .card blockquote").first).to_contain_text(SENTENCE)
    assert watch.errors == []
    assert watch.hosts == {f"127.0.0.1:{desk.port}"}


@pytest.fixture
def question(desk: Site, open_context: Callable[..., BrowserContext]) -> Page:
    """The page of the refused question."""
    service = desk.service
    assert isinstance(service, AnswerService)
    context = open_context(viewport={"width": 1280, "height": 900})
    context.request.post(f"{desk.url}api/ask", data={"question": QUESTION})
    page = enter(context, desk)
    page.reload()
    page.get_by_role("link", name=QUESTION).click()
    return page


def test_a_click_chooses_and_drops_a_sentence_and_a_marked_stretch_is_a_quote(question: Page) -> None:
    sentence, chosen = question.locator(".sentence .words", has_text=SENTENCE), question.locator("#chosen li")
    expect(chosen).to_have_count(0)
    sentence.click()
    expect(chosen).to_have_count(1)
    question.locator(".sentence", has_text=SENTENCE).click()
    expect(chosen).to_have_count(0)
    mark(question, "calon lurah dimulai 5 September 2031")
    expect(chosen).to_have_text(re.compile("^calon lurah dimulai 5 September 2031"))
    mark(question, "5 September 2031")  # within a quote, it is the short answer
    expect(question.locator("#short")).to_have_value("5 September 2031")
    expect(chosen).to_have_count(1)
    chosen.get_by_role("button").click()
    expect(chosen).to_have_count(0)


def test_a_double_click_makes_the_sentence_the_quote_and_the_word_the_short_answer(question: Page) -> None:
    question.locator(".sentence .words", has_text=SENTENCE).scroll_into_view_if_needed()
    place = question.evaluate(
        """() => {
          const words = [...document.querySelectorAll(".sentence .words")].find((one) => one.textContent.includes("bendahara"));
          const range = document.createRange();
          const at = words.textContent.indexOf("bendahara");
          range.setStart(words.firstChild, at);
          range.setEnd(words.firstChild, at + 9);
          const box = range.getBoundingClientRect();
          return [box.left + box.width / 2, box.top + box.height / 2];
        }"""
    )
    question.mouse.dblclick(*place)
    expect(question.locator("#short")).to_have_value("bendahara")
    expect(question.locator("#chosen li")).to_have_count(1)
    question.get_by_role("button", name=SAY["quality_save"]).click()
    expect(question.locator("#notice")).to_contain_text("langsung berlaku")
    question.get_by_role("button", name=SAY["quality_undo"]).click()
    expect(question.locator("#notice")).to_contain_text(SAY["quality_said_undo"])
    expect(question.get_by_role("link", name=QUESTION)).to_be_visible()


def test_sentences_are_chosen_by_keyboard(question: Page) -> None:
    question.locator(".sentence input").first.focus()
    question.keyboard.press("Space")
    expect(question.locator("#chosen li")).to_have_count(1)


def test_without_the_script_sentences_are_chosen_and_words_typed(
    desk: Site, open_context: Callable[..., BrowserContext]
) -> None:
    context = open_context(java_script_enabled=False)
    context.request.post(f"{desk.url}api/ask", data={"question": QUESTION})
    page = enter(context, desk)
    page.reload()
    page.get_by_role("link", name=QUESTION).click()
    page.locator(".sentence .words", has_text=SENTENCE).click()
    page.locator("#short").fill("4.750.000 rupiah")
    page.get_by_role("button", name=SAY["quality_save"]).click()
    expect(page.locator("#notice")).to_contain_text("langsung berlaku")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_pages_have_no_barriers_and_do_not_overflow(
    desk: Site, open_context: Callable[..., BrowserContext], watch: Watch, theme: str, width: int
) -> None:
    context = open_context(color_scheme=theme, viewport={"width": width, "height": 900})
    for text in (QUESTION, "Siapa presiden?"):
        context.request.post(f"{desk.url}api/ask", data={"question": text})
    page = context.new_page()
    page.goto(f"{desk.url}quality")
    assert barriers(page) == []
    page = enter(context, desk)
    page.reload()
    link = page.get_by_role("link", name=QUESTION).get_attribute("href")
    assert barriers(page) == []
    page.goto(f"{desk.url}{(link or '').lstrip('/')}")
    page.locator(".sentence", has_text=SENTENCE).click()
    page.locator("#short").fill("4.750.000 rupiah")
    assert barriers(page) == []
    page.get_by_role("button", name=SAY["quality_save"]).click()
    expect(page.locator("#notice")).to_be_visible()
    for path in ("", "/entries", "/trail", f"/trace?key={(link or '').split('/')[-1].split('?')[0]}"):
        page.goto(f"{desk.url}quality{path}")
        for details in page.locator("main details").all()[:3]:
            details.locator("summary").first.click()
        assert barriers(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert watch.errors == []
