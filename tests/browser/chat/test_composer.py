"""Writing, stopping and editing questions on the staff page, in a real Chromium."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chat.staff import (
    DESKTOP,
    SAY,
    SLOW,
    Open,
    ask,
    box,
    expect_focus_kept,
    focused,
    height,
    open_desktop,
    questions,
    titles,
    type_question,
)
from tests.browser.conftest import Site, open_page

# Stop


def test_stop_ends_in_the_right_notice_and_stays_there(slow: Site, open_context: Open) -> None:
    """Five times by the button and five times by Escape: once the two could come in any order."""
    page = open_desktop(open_context, slow)
    ask(page, "Kapan?")
    for time in range(10):
        type_question(page, SLOW)
        expect(page.locator("#stop")).to_be_visible()
        if time % 2:
            page.keyboard.press("Escape")
        else:
            page.click("#stop")
        expect(page.locator("#notice")).to_have_text(SAY["stopped"])
        expect(page.locator("#send")).to_be_visible()
        if time in (0, 1, 8, 9):
            page.wait_for_timeout(400)  # nothing comes after it
        expect(page.locator("#notice")).to_have_text(SAY["stopped"])
        expect(page.locator("#hint .say-unreachable")).to_be_hidden()
        expect(page.locator("#stop")).to_have_count(0)
        expect(box(page)).to_have_value(SLOW)
        expect(questions(page)).to_have_text(["Kapan?"])
        expect_focus_kept(page)
    slow.service.released.set()
    page.wait_for_timeout(300)
    expect(page.locator("#notice")).to_have_text(SAY["stopped"])
    ask(page, "Lalu?")
    expect(page.locator("#notice")).to_have_count(0)
    expect(questions(page)).to_have_text(["Kapan?", "Lalu?"])


def test_escape_without_a_question_on_its_way_does_nothing(page: Page) -> None:
    page.fill("#question textarea", "Setengah")
    page.keyboard.press("Escape")
    expect(box(page)).to_have_value("Setengah")
    expect(page.locator("#notice")).to_have_count(0)
    expect_focus_kept(page)


def test_a_question_that_comes_back_goes_behind_what_was_written_meanwhile(slow: Site, open_context: Open) -> None:
    page = open_desktop(open_context, slow)
    type_question(page, SLOW)
    expect(page.locator("#stop")).to_be_visible()
    expect(box(page)).to_have_value("")
    page.fill("#question textarea", "Saya sedang menul")
    page.click("#stop")
    expect(page.locator("#notice")).to_have_text(SAY["stopped"])
    expect(box(page)).to_have_value(f"Saya sedang menul\n{SLOW}")


def test_what_is_being_written_stays_when_a_suggestion_is_asked_and_over_a_reload(page: Page) -> None:
    page.fill("#question textarea", "Saya sedang menul")
    page.locator("#welcome .example").first.click()
    expect(page.locator("#chat .answer.done")).to_have_count(1)
    expect(box(page)).to_have_value("Saya sedang menul")
    page.reload()
    expect(box(page)).to_have_value("Saya sedang menul")


# The box


def test_the_box_has_the_focus_and_grows_to_a_limit(page: Page) -> None:
    expect(box(page)).to_be_focused()
    low = height(box(page))
    page.keyboard.type("Kapan")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("pilkada?")
    expect(box(page)).to_have_value("Kapan\npilkada?")
    expect(page.locator("#chat")).to_have_count(0)
    page.wait_for_timeout(100)
    assert height(box(page)) > low + 10
    page.fill("#question textarea", "\n".join("baris" for _ in range(40)))
    page.wait_for_timeout(100)
    assert low * 3 < height(box(page)) < DESKTOP["height"] / 2
    page.keyboard.press("Enter")
    expect(page.locator("#chat .answer.done")).to_have_count(1)
    page.wait_for_timeout(100)
    assert abs(height(box(page)) - low) < 4


def test_a_slash_leads_to_the_box_from_anywhere_but_a_field(page: Page) -> None:
    ask(page, "Kapan?")
    page.locator("#chat .copy-answer").focus()
    page.keyboard.press("/")
    expect(box(page)).to_be_focused()
    expect(box(page)).to_have_value("")
    page.keyboard.press("/")
    expect(box(page)).to_have_value("/")
    page.locator("#talk-search :is(input, textarea)").focus()
    page.keyboard.press("/")
    expect(page.locator("#talk-search :is(input, textarea)")).to_have_value("/")


# Editing in place


def edit_box(page: Page) -> None:
    """Wait for the box in the place of a question."""
    expect(page.locator("#chat .edit-box")).to_be_focused()


def test_arrow_up_in_an_empty_box_edits_the_last_question(page: Page, site: Site) -> None:
    ask(page, "Kapan?")
    ask(page, "Apa sanksinya?")
    page.keyboard.press("ArrowUp")
    edit_box(page)
    expect(page.locator("#chat .edit-box")).to_have_value("Apa sanksinya?")
    expect(page.locator("#chat .edit-note")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator("#chat .editing")).to_have_count(0)
    expect(questions(page)).to_have_text(["Kapan?", "Apa sanksinya?"])
    expect_focus_kept(page)
    assert "edit" in focused(page)
    box(page).focus()
    page.keyboard.type("x")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#chat .editing")).to_have_count(0)
    assert site.service.asked[-1][0] == "Apa sanksinya?"


def test_the_last_question_is_edited_with_enter_and_line_breaks_stay(page: Page, site: Site) -> None:
    ask(page, "Kapan?")
    ask(page, "Siapa presiden?")
    page.keyboard.press("ArrowUp")
    edit_box(page)
    page.locator("#chat .edit-box").fill("Apa sanksinya")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("bagi ASN?")
    expect(page.locator("#chat .edit-box")).to_have_value("Apa sanksinya\nbagi ASN?")
    page.keyboard.press("Enter")
    expect(questions(page)).to_have_text(["Kapan?", "Apa sanksinya\nbagi ASN?"])
    expect(page.locator("#chat .answer.done .short")).to_have_count(2)
    assert site.service.asked[-1][:2] == ("Apa sanksinya\nbagi ASN?", ("Kapan?",))
    expect(page.locator("#notice")).to_have_count(0)
    expect_focus_kept(page)
    expect(titles(page)).to_have_text(["Kapan?"])


def test_an_earlier_question_goes_on_as_a_copy_and_says_so_before_and_after(page: Page) -> None:
    ask(page, "Kapan?")
    ask(page, "Apa sanksinya?")
    first = page.locator("#question-1")
    first.hover()
    first.locator(".edit").click()
    edit_box(page)
    expect(page.locator("#chat .edit-note")).to_have_text(SAY["edit_copies"])
    page.locator("#chat .edit-box").fill("Siapa?")
    page.locator("#chat .edit-send").click()
    expect(questions(page)).to_have_text(["Siapa?"])
    expect(page.locator("#notice")).to_have_text(SAY["talk_copied"])
    expect(titles(page)).to_have_text(["Siapa?", "Kapan?"])
    expect_focus_kept(page)
    titles(page).last.click()
    expect(questions(page)).to_have_text(["Kapan?", "Apa sanksinya?"])


def test_cancel_and_an_empty_box_change_nothing(page: Page, site: Site) -> None:
    ask(page, "Kapan?")
    asked = len(site.service.asked)
    page.locator("#question-1").hover()
    page.locator("#question-1 .edit").click()
    page.locator("#chat .edit-box").fill("   ")
    page.keyboard.press("Enter")
    edit_box(page)
    page.locator("#chat .edit-box").fill("Lain?")
    page.locator("#chat .edit-cancel").click()
    expect(questions(page)).to_have_text(["Kapan?"])
    expect(page.locator("#chat .editing")).to_have_count(0)
    expect_focus_kept(page)
    assert len(site.service.asked) == asked


@pytest.mark.parametrize("where", ["box", "edit"])
def test_pasted_line_breaks_are_kept(open_context: Open, site: Site, where: str) -> None:
    context = open_context(viewport=DESKTOP)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = open_page(context, site)
    text = "Kapan\n\npendaftaran dimulai?"
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    if where == "edit":
        ask(page, "Kapan?")
        page.keyboard.press("ArrowUp")
        edit_box(page)
        page.keyboard.press("Control+A")
    page.keyboard.press("Control+V")
    target = box(page) if where == "box" else page.locator("#chat .edit-box")
    expect(target).to_have_value(text)
    page.keyboard.press("Enter")
    expect(questions(page)).to_contain_text("pendaftaran")
    expect(page.locator("#chat .answer.done")).to_have_count(1)
    assert questions(page).inner_text() == text
    assert site.service.asked[-1][0] == text


def test_asking_again_replaces_the_last_answer_in_place(page: Page, site: Site) -> None:
    ask(page, "Kapan?")
    ask(page, "Lalu?")
    asked = len(site.service.asked)
    expect(page.locator("#chat .again:visible")).to_have_count(1)
    page.locator("#chat .again:visible").click()
    for _ in range(100):  # the answer looks the same as before
        if len(site.service.asked) > asked:
            break
        page.wait_for_timeout(50)
    expect(page.locator("#chat .answer.done")).to_have_count(2)
    assert site.service.asked[-1][:2] == ("Lalu?", ("Kapan?",))
    expect(questions(page)).to_have_text(["Kapan?", "Lalu?"])
    expect_focus_kept(page)


def test_an_edit_while_another_question_waits_stays_open(slow: Site, open_context: Open) -> None:
    page = open_desktop(open_context, slow)
    ask(page, "Kapan?")
    type_question(page, SLOW)
    expect(page.locator("#stop")).to_be_visible()
    page.locator("#question-1").hover()
    page.locator("#question-1 .edit").click()
    page.locator("#chat .edit-box").fill("Siapa?")
    page.keyboard.press("Enter")
    expect(page.locator("#chat .edit-box")).to_have_value("Siapa?")
    assert slow.service.asked[-1][0] == SLOW


def test_focus_is_never_lost_after_a_question(page: Page) -> None:
    type_question(page, "Kapan?")
    expect(page.locator("#chat .answer.done")).to_have_count(1)
    expect_focus_kept(page)
    page.fill("#question textarea", "Lalu?")
    page.click("#send")
    expect(page.locator("#chat .answer.done")).to_have_count(2)
    expect_focus_kept(page)
    page.locator("#suggestions .chip").first.click()
    expect(page.locator("#chat .answer.done")).to_have_count(3)
    expect_focus_kept(page)
    type_question(page, "rusak")
    expect(page.locator("#notice")).to_be_visible()
    expect_focus_kept(page)
    page.click("#header .do-switch")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect_focus_kept(page)
