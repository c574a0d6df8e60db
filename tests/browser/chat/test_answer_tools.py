"""What can be done with an answer on the staff page, in a real Chromium: markers, copying, opinions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assistant.conversations.opinions import OpinionStore
from tests.browser.chat.staff import DESKTOP, SAY, Open, ask, expect_focus_kept, focused, heard, open_desktop
from tests.browser.conftest import Site, Watch, open_page

MakeSite = Callable[..., Site]


@pytest.fixture
def answer(open_context: Open, site: Site) -> Page:
    """The page with an answer, and a clipboard."""
    context = open_context(viewport=DESKTOP)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = open_page(context, site)
    ask(page, "Kapan?")
    return page


# Markers


def test_a_marker_leads_to_its_card(answer: Page) -> None:
    answer.locator("#chat a.cite").click()
    expect(answer.locator("#card-1-1")).to_be_focused()
    expect(answer.locator("#card-1-1")).to_be_in_viewport()
    assert len(answer.context.pages) == 1


def test_a_marker_opens_the_article_where_the_reader_wants_that(answer: Page) -> None:
    with answer.context.expect_page() as opened:
        answer.locator("#chat a.cite").click(modifiers=["Control"])
    expect(opened.value.locator("#quote")).to_be_in_viewport()


def test_a_quote_is_previewed_at_its_marker(answer: Page, watch: Watch) -> None:
    preview = answer.locator("#preview")
    answer.locator("#chat a.cite").hover()
    expect(preview).to_be_visible()
    expect(preview.locator("blockquote mark")).to_have_text("22 September 2024")
    expect(preview.locator(".source")).to_contain_text("ASN Diminta Tegakkan Netralitas")
    place = preview.bounding_box()
    assert place
    assert place["x"] >= 0
    assert place["x"] + place["width"] <= DESKTOP["width"]
    answer.mouse.move(700, 700)
    expect(preview).to_be_hidden()
    answer.locator("#card-1-1").evaluate("card => { card.tabIndex = -1; card.focus(); }")
    answer.keyboard.press("Shift+Tab")
    answer.keyboard.press("Shift+Tab")
    for _ in range(4):
        if "cite" in focused(answer):
            break
        answer.keyboard.press("Tab")
    assert "cite" in focused(answer)
    expect(preview).to_be_visible()
    expect(answer.locator("#chat a.cite")).to_have_attribute("aria-describedby", "preview")
    answer.keyboard.press("Escape")
    expect(preview).to_be_hidden()
    expect(answer.locator("#chat a.cite")).not_to_have_attribute("aria-describedby", "preview")
    assert watch.errors == []


# Copying


def clipboard(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_an_answer_is_copied_without_its_sources(answer: Page) -> None:
    answer.locator("#chat .copy-answer").click()
    expect(answer.locator("#chat .said")).to_have_text(SAY["copied"])
    expect(heard(answer)).to_have_text(SAY["copied"])
    copied = clipboard(answer)
    assert copied.startswith("22 September 2024\n\n“Pilkada Gubernur dan Wakil Gubernur")
    assert "penurunan pangkat dan mutasi" in copied
    assert "baliprawara" not in copied
    assert SAY["copy_answer"] not in copied


def test_an_answer_is_copied_with_its_sources_as_text_and_as_rich_text(answer: Page) -> None:
    answer.locator("#chat .copy-sources").click()
    expect(answer.locator("#chat .said")).to_have_text(SAY["copied"])
    copied = clipboard(answer)
    assert copied.startswith("Kapan?\n\n")
    assert "[2] “ASN Diminta" in copied
    html = answer.evaluate(
        """async () => {
          const [item] = await navigator.clipboard.read();
          return (await item.getType("text/html")).text();
        }"""
    )
    assert "<strong>22 September 2024</strong>" in html
    assert html.count("<blockquote") == 2
    assert "/sources/001_bali?start=" in html
    assert "http://127.0.0.1" in html  # where it is pasted, a relative link leads nowhere
    assert "<script" not in html


def test_a_page_without_a_clipboard_copies_by_the_old_command(answer: Page) -> None:
    """One without TLS has no clipboard object."""
    answer.evaluate("""() => {
        Object.defineProperty(navigator, "clipboard", { value: undefined });
        document.execCommand = (name) => { window.command = [name, document.activeElement.value]; return true; };
    }""")
    answer.locator("#chat .copy-sources").click()
    expect(answer.locator("#chat .said")).to_have_text(SAY["copied"])
    name, value = answer.evaluate("window.command")
    assert name == "copy"
    assert "[2] “ASN Diminta" in value
    expect_focus_kept(answer)


def test_a_browser_that_refuses_to_copy_says_so(answer: Page) -> None:
    answer.evaluate("""() => {
        Object.defineProperty(navigator, "clipboard", { value: undefined });
        document.execCommand = () => false;
    }""")
    answer.locator("#chat .copy-answer").click()
    expect(answer.locator("#chat .said")).to_have_text(SAY["copy_failed"])


def test_names_of_tools_are_shown_to_pointer_and_keyboard(answer: Page) -> None:
    tip = answer.locator("#chat .copy-answer .tip")
    expect(tip).to_have_css("opacity", "0")
    answer.locator("#chat .copy-answer").hover()
    expect(tip).to_have_css("opacity", "1")
    expect(answer.get_by_role("button", name=SAY["copy_answer"], exact=True)).to_have_count(1)


# Opinions


def test_helpful_is_one_click_and_remembered_after_a_reload(
    make_site: MakeSite, open_context: Open, tmp_path: Path, watch: Watch
) -> None:
    records = tmp_path / "records.sqlite"
    page = open_desktop(open_context, make_site(records=records))
    ask(page, "Kapan pendaftaran calon Pilkada 2024 dimulai?")
    ask(page, "Apa sanksinya?")
    second = page.locator("#chat .answer.done").last
    second.locator(".fb-up").click()
    expect(second.locator(".said")).to_have_text(SAY["feedback_sent"])
    expect(second.locator(".fb-up")).to_have_attribute("aria-pressed", "true")
    (kept,) = OpinionStore(records).feedback()
    assert (kept.verdict, kept.question) == ("up", "Apa sanksinya?")
    assert kept.history == ("Kapan pendaftaran calon Pilkada 2024 dimulai?",)
    assert kept.answer["question"] == "Apa sanksinya?"
    page.reload()
    expect(second.locator(".fb-up")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#chat .answer.done").first.locator(".fb-up")).to_have_attribute("aria-pressed", "false")

    # ... and can be changed, in place of the first one.
    second.locator(".fb-down").click()
    expect(second.locator(".feedback")).to_be_visible()
    expect(second.locator(".reason").first).to_be_focused()
    second.locator(".reason-incomplete").click()
    expect(second.locator(".reason-incomplete")).to_have_attribute("aria-pressed", "true")
    second.get_by_label(SAY["feedback_comment"]).fill("Bukan ini")
    second.get_by_label(SAY["feedback_passage"]).fill("Rakor ini, dibuka Sekda")
    second.locator(".fb-send").click()
    expect(second.locator(".feedback")).to_be_hidden()
    expect(second.locator(".fb-down")).to_have_attribute("aria-pressed", "true")
    expect(second.locator(".fb-up")).to_have_attribute("aria-pressed", "false")
    expect(second.locator(".fb-down")).to_be_focused()
    (kept,) = OpinionStore(records).feedback()
    assert (kept.verdict, kept.reason, kept.comment, kept.passage) == (
        "down", "incomplete", "Bukan ini", "Rakor ini, dibuka Sekda",
    )  # fmt: skip
    page.reload()
    expect(second.locator(".fb-down")).to_have_attribute("aria-pressed", "true")
    second.locator(".fb-down").click()
    expect(second.get_by_label(SAY["feedback_comment"])).to_have_value("Bukan ini")
    expect(second.locator(".reason-incomplete")).to_have_attribute("aria-pressed", "true")
    assert watch.errors == []


def test_not_helpful_is_left_by_cancel_and_by_escape(answer: Page, site: Site) -> None:
    form = answer.locator("#chat .feedback")
    expect(form).to_be_hidden()
    for leave in ("cancel", "escape"):
        answer.locator("#chat .fb-down").click()
        expect(form).to_be_visible()
        if leave == "cancel":
            answer.locator("#chat .fb-cancel").click()
        else:
            answer.keyboard.press("Escape")
        expect(form).to_be_hidden()
        expect(answer.locator("#chat .fb-down")).to_be_focused()
    expect(answer.locator("#chat .fb-down")).not_to_have_attribute("aria-pressed", "true")
    asked = [question for question, *_ in site.service.asked]
    assert asked  # the server answers again only for an opinion that is sent


def test_an_opinion_that_cannot_be_kept_says_so_and_stays(
    make_site: MakeSite, open_context: Open, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    page = open_desktop(open_context, make_site(records=tmp_path / "file" / "records.sqlite"))
    ask(page, "Kapan?")
    page.locator("#chat .fb-down").click()
    page.get_by_label(SAY["feedback_comment"]).fill("Tidak cocok")
    page.locator("#chat .fb-send").click()
    expect(page.locator("#chat .said")).to_have_text(SAY["feedback_failed"])
    expect(page.get_by_label(SAY["feedback_comment"])).to_have_value("Tidak cocok")
    expect(page.locator("#chat .fb-down")).not_to_have_attribute("aria-pressed", "true")


def test_talk_is_no_part_of_what_an_opinion_is_about(answer: Page) -> None:
    ask(answer, "halo")
    ask(answer, "Lalu?")
    with answer.expect_request("**/api/feedback") as sent:
        answer.locator("#chat .answer.done").last.locator(".fb-up").click()
    assert sent.value.post_data_json["question"] == "Lalu?"
    assert sent.value.post_data_json["history"] == ["Kapan?"]


def test_evaluators_are_led_to_how_an_answer_came_about(make_site: MakeSite, open_context: Open) -> None:
    page = open_desktop(open_context, make_site(evaluators=True))
    ask(page, "Kapan?")
    with page.context.expect_page() as opened:
        page.locator("#chat .explain-link").click()
    assert "/explain?question=Kapan%3F" in opened.value.url
