"""The reader's conversations on the staff page, in a real Chromium."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.chat.staff import (
    SAY,
    SLOW,
    Open,
    ask,
    box,
    expect_focus_kept,
    focused,
    open_desktop,
    open_menu,
    open_phone,
    questions,
    rows,
    titles,
    type_question,
)
from tests.browser.conftest import Site, Watch, open_page

SEARCH = "#talk-search :is(input, textarea)"


def page_heading(page: Page) -> Locator:
    """The headings of the list."""
    return page.locator("#talks-list h3")


def with_two(page: Page) -> None:
    """Two conversations; the second is open."""
    ask(page, "Kapan?")
    page.locator(".do-new:visible").first.click()
    expect(page.locator("#welcome")).to_be_visible()
    ask(page, "Apa sanksinya?")
    expect(titles(page)).to_have_text(["Apa sanksinya?", "Kapan?"])


@pytest.fixture
def two(page: Page) -> Page:
    with_two(page)
    return page


def test_a_reload_opens_at_the_newest_turn_and_a_restart_keeps_it(
    make_site: Callable[..., Site], open_context: Open
) -> None:
    site = make_site()
    page = open_desktop(open_context, site)
    for question in ("Kapan?", "Apa sanksinya?", "Siapa?"):
        ask(page, question)
    page.reload()
    expect(page.locator("#chat .answer.done")).to_have_count(3)
    expect(page.locator("#card-3-1")).to_be_in_viewport()
    top = questions(page).last.bounding_box()
    assert top
    assert 0 < top["y"] < 300
    expect(questions(page).first).not_to_be_in_viewport()
    expect_focus_kept(page)
    site.stop()
    site.service.released.clear()
    site.start()
    page.goto(site.url)
    expect(page.locator("#chat .answer.done")).to_have_count(3)
    ask(page, "Lalu?")
    assert site.service.asked[-1][1] == ("Kapan?", "Apa sanksinya?", "Siapa?")


def test_what_two_tabs_ask_by_turns_is_kept(open_context: Open, site: Site) -> None:
    context = open_context(viewport={"width": 1280, "height": 800})
    first = open_page(context, site)
    ask(first, "A?")
    second = open_page(context, site)
    expect(questions(second)).to_have_text(["A?"])
    ask(second, "B?")
    type_question(first, "C?")
    expect(questions(first)).to_have_text(["A?", "B?", "C?"])
    for page in (first, second):
        page.reload()
        expect(questions(page)).to_have_text(["A?", "B?", "C?"])
        expect(page.locator("#chat .answer.done")).to_have_count(3)
        expect(titles(page)).to_have_text(["A?"])


def test_stop_in_one_tab_leaves_the_other_waiting(slow: Site, open_context: Open) -> None:
    context = open_context(viewport={"width": 1280, "height": 800})
    first = open_page(context, slow)
    ask(first, "A?")
    second = open_page(context, slow)
    for page in (first, second):
        type_question(page, SLOW)
        expect(page.locator("#stop")).to_be_visible()
    first.click("#stop")
    expect(first.locator("#notice")).to_have_text(SAY["stopped"])
    expect(second.locator("#stop")).to_be_visible()
    slow.service.released.set()
    expect(questions(second)).to_have_text(["A?", SLOW])
    expect(second.locator("#chat .answer.done")).to_have_count(2)


def test_new_and_open_keep_the_focus_and_the_others(two: Page, watch: Watch) -> None:
    expect(page_heading(two)).to_have_text([SAY["day_today"]])
    titles(two).last.click()
    expect(questions(two)).to_have_text(["Kapan?"])
    expect(rows(two).last).to_have_class("talk on")
    expect_focus_kept(two)
    two.locator("#side .do-new").click()
    expect(two.locator("#welcome")).to_be_visible()
    expect(box(two)).to_be_focused()
    expect(rows(two)).to_have_count(2)
    expect(two.locator("#talks-list .talk.on")).to_have_count(0)
    assert watch.errors == []


def test_a_question_that_waits_is_left_for_another_conversation(slow: Site, open_context: Open) -> None:
    page = open_desktop(open_context, slow)
    with_two(page)
    type_question(page, SLOW)
    expect(page.locator("#stop")).to_be_visible()
    titles(page).last.click()
    expect(questions(page)).to_have_text(["Kapan?"])
    slow.service.released.set()
    page.wait_for_timeout(300)
    expect(questions(page)).to_have_text(["Kapan?"])
    expect(page.locator("#notice")).to_have_count(0)
    expect(page.locator("#send")).to_be_visible()


def test_the_menu_is_used_with_the_keyboard(two: Page) -> None:
    rows(two).last.locator(".open-talk").focus()
    two.keyboard.press("Tab")
    button = rows(two).last.locator(".talk-menu")
    expect(button).to_be_focused()
    expect(button).to_have_css("opacity", "1")
    two.keyboard.press("Enter")
    expect(two.locator("#menu")).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(two.locator("#menu .menu-rename")).to_be_focused()
    two.keyboard.press("ArrowDown")
    expect(two.locator("#menu .menu-pin")).to_be_focused()
    two.keyboard.press("End")
    expect(two.locator("#menu .menu-delete")).to_be_focused()
    two.keyboard.press("ArrowDown")
    expect(two.locator("#menu .menu-rename")).to_be_focused()
    two.keyboard.press("ArrowUp")
    expect(two.locator("#menu .menu-delete")).to_be_focused()
    two.keyboard.press("Home")
    two.keyboard.press("Escape")
    expect(two.locator("#menu")).to_be_hidden()
    expect(button).to_be_focused()
    two.keyboard.press("Enter")
    expect(two.locator("#menu")).to_be_visible()
    two.locator("#chat").click(position={"x": 5, "y": 5})
    expect(two.locator("#menu")).to_be_hidden()


def test_a_conversation_is_renamed_in_place(two: Page) -> None:
    open_menu(two, "Kapan?").locator(".menu-rename").click()
    name = two.locator("#talks-list input.rename")
    expect(name).to_be_focused()
    expect(name).to_have_value("Kapan?")
    two.keyboard.type("Tanggal <b>penting</b>")
    two.keyboard.press("Enter")
    expect(titles(two)).to_have_text(["Apa sanksinya?", "Tanggal <b>penting</b>"])
    expect_focus_kept(two)
    assert "open-talk" in focused(two)
    open_menu(two, "Tanggal").locator(".menu-rename").click()
    two.keyboard.type("Lain")
    two.keyboard.press("Escape")
    expect(name).to_have_count(0)
    expect(titles(two)).to_have_text(["Apa sanksinya?", "Tanggal <b>penting</b>"])
    expect_focus_kept(two)
    two.reload()
    expect(titles(two)).to_have_text(["Apa sanksinya?", "Tanggal <b>penting</b>"])


def test_a_name_is_kept_when_the_reader_goes_on_by_mouse(two: Page) -> None:
    open_menu(two, "Kapan?").locator(".menu-rename").click()
    two.keyboard.type("Tanggal")
    box(two).click()
    expect(titles(two)).to_have_text(["Apa sanksinya?", "Tanggal"])
    expect(box(two)).to_be_focused()


def test_a_pinned_conversation_stays_on_top(two: Page) -> None:
    menu = open_menu(two, "Kapan?")
    expect(menu.locator(".menu-pin")).to_have_text(SAY["talk_pin"], use_inner_text=True)
    menu.locator(".menu-pin").click()
    expect(titles(two)).to_have_text(["Kapan?", "Apa sanksinya?"])
    expect(page_heading(two)).to_have_text([SAY["talks_pinned"], SAY["day_today"]])
    expect_focus_kept(two)
    two.reload()
    expect(titles(two)).to_have_text(["Kapan?", "Apa sanksinya?"])
    menu = open_menu(two, "Kapan?")
    expect(menu.locator(".menu-pin")).to_have_text(SAY["talk_unpin"], use_inner_text=True)
    menu.locator(".menu-pin").click()
    expect(titles(two)).to_have_text(["Apa sanksinya?", "Kapan?"])


def test_a_conversation_is_taken_along(two: Page) -> None:
    menu = open_menu(two, "Kapan?")
    for kind in ("docx", "pdf", "md", "json"):
        address = menu.locator(f".export-{kind}").get_attribute("href") or ""
        assert address.startswith("/conversations/")
        assert address.endswith(f".{kind}?lang=id")
    with two.expect_download() as markdown:
        menu.locator(".export-md").click()
    text = Path(markdown.value.path()).read_text(encoding="utf-8")
    assert "Kapan?" in text
    assert "/sources/001_bali?start=" in text
    with two.expect_download() as record:
        open_menu(two, "Kapan?").locator(".export-json").click()
    assert json.loads(Path(record.value.path()).read_text(encoding="utf-8"))["title"] == "Kapan?"


def test_the_page_prints_the_conversation_that_it_shows(two: Page) -> None:
    two.evaluate("window.print = () => { window.printed = true; }")
    expect(open_menu(two, "Kapan?").locator(".menu-print")).to_be_hidden()
    two.keyboard.press("Escape")
    open_menu(two, "Apa sanksinya?").locator(".menu-print").click()
    assert two.evaluate("window.printed")


@pytest.mark.parametrize("title", ["Kapan?", "Apa sanksinya?"])
def test_a_conversation_is_deleted_and_brought_back(two: Page, title: str) -> None:
    """One that is not open, and the one that is."""
    was_open = title == "Apa sanksinya?"
    two.fill("#question textarea", "Setengah")
    open_menu(two, title).locator(".menu-delete").click()
    expect(titles(two)).to_have_count(1)
    expect(two.locator("#notice .notice-text")).to_have_text(SAY["talk_deleted"])
    expect(questions(two)).to_have_count(0 if was_open else 1)
    expect(box(two)).to_have_value("Setengah")
    expect_focus_kept(two)
    two.locator("#notice .do-restore").press("Enter")
    expect(titles(two)).to_have_text(["Apa sanksinya?", "Kapan?"])
    expect(questions(two)).to_have_text(["Apa sanksinya?"])
    expect_focus_kept(two)


def test_a_deleted_conversation_stays_deleted_after_a_reload(two: Page) -> None:
    open_menu(two, "Apa sanksinya?").locator(".menu-delete").click()
    expect(titles(two)).to_have_text(["Kapan?"])
    two.reload()
    expect(two.locator("#welcome .example").first).to_be_visible()
    expect(titles(two)).to_have_text(["Kapan?"])


def test_titles_and_texts_are_searched_while_typing(two: Page) -> None:
    two.keyboard.press("Control+k")
    expect(two.locator(SEARCH)).to_be_focused()
    two.keyboard.type("sanksinya", delay=20)
    expect(titles(two)).to_have_text(["Apa sanksinya?"])
    expect(two.locator(SEARCH)).to_have_value("sanksinya")
    expect(two.locator(SEARCH)).to_be_focused()
    two.fill(SEARCH, "september")
    expect(titles(two)).to_have_count(2)
    expect(two.locator("#talks-list .snippet").first).to_contain_text("22 September 2024")
    two.fill(SEARCH, "gubernur jakarta")
    expect(two.locator("#talks-list .none")).to_have_text(SAY["talks_nothing_found"])
    two.fill(SEARCH, "kapan")
    expect(titles(two)).to_have_text(["Kapan?"])
    titles(two).first.click()
    expect(questions(two)).to_have_text(["Kapan?"])
    expect(titles(two)).to_have_text(["Kapan?"])  # what stands in the box still counts
    two.fill(SEARCH, "")
    expect(titles(two)).to_have_text(["Apa sanksinya?", "Kapan?"])


@pytest.mark.usefixtures("two")
def test_another_browser_sees_none_of_it(open_context: Open, site: Site) -> None:
    other = open_desktop(open_context, site)
    expect(other.locator("#talks-list .none")).to_have_text(SAY["talks_none"])


def test_the_side_of_a_wide_window_is_shut_and_stays_so(two: Page) -> None:
    two.locator(".show-talks").click()
    expect(two.locator("#side")).to_be_hidden()
    expect(two.locator(".show-talks")).to_have_attribute("aria-expanded", "false")
    expect_focus_kept(two)
    expect(two.locator("#header .do-new")).to_be_visible()
    two.reload()
    expect(two.locator("#chat .answer.done")).to_have_count(1)
    expect(two.locator("#side")).to_be_hidden()
    two.keyboard.press("Control+k")
    expect(two.locator(SEARCH)).to_be_focused()
    two.reload()
    expect(two.locator("#side")).to_be_visible()


# The drawer of a narrow window


@pytest.fixture
def phone(open_context: Open, site: Site) -> Page:
    return open_phone(open_context, site)


def open_drawer(page: Page) -> None:
    page.locator(".show-talks").click()
    expect(page.locator("#side")).to_be_in_viewport()
    expect(page.locator(".hide-talks")).to_be_focused()  # a field would bring up the keyboard of a phone
    page.wait_for_timeout(250)


def test_opening_another_conversation_shows_its_newest_turn(two: Page) -> None:
    for question in ("Siapa?", "Lalu?", "Kapan lagi?"):
        ask(two, question)
    titles(two).last.click()
    expect(questions(two)).to_have_text(["Kapan?"])
    titles(two).first.click()
    expect(questions(two)).to_have_count(4)
    expect(two.locator("#card-4-1")).to_be_in_viewport()
    expect(questions(two).first).not_to_be_in_viewport()


def test_commands_that_come_at_once_are_all_carried_out(two: Page) -> None:
    """A name that is saved by a click on another conversation's pin, and the like."""
    for title in ("Kapan?", "Apa sanksinya?"):
        open_menu(two, title).locator(".menu-pin").click()
    expect(page_heading(two)).to_have_text([SAY["talks_pinned"]])
    expect(rows(two)).to_have_count(2)


def test_a_narrow_window_with_a_keyboard_gets_the_search(open_context: Open, site: Site) -> None:
    page = open_desktop(open_context, site, viewport={"width": 800, "height": 700})
    page.keyboard.press("Control+k")
    expect(page.locator(SEARCH)).to_be_focused()
    page.keyboard.press("Escape")
    expect(box(page)).to_be_focused()
    page.keyboard.press("Control+k")
    page.locator("#side .new").click()
    expect(page.locator("#side")).not_to_be_in_viewport()
    expect(box(page)).to_be_focused()


def test_the_drawer_keeps_the_focus_within_and_gives_it_back(phone: Page) -> None:
    ask(phone, "Kapan?")
    expect(phone.locator("#side")).not_to_be_in_viewport()
    open_drawer(phone)
    expect(phone.locator(".show-talks")).to_have_attribute("aria-expanded", "true")
    for key in ("Tab", "Shift+Tab"):
        for _ in range(14):
            phone.keyboard.press(key)
            inside = phone.evaluate(
                "() => document.activeElement === document.body || !document.activeElement.closest('#main')"
            )
            assert inside, focused(phone)
    phone.keyboard.press("Control+k")
    phone.keyboard.press("Escape")
    expect(phone.locator("#side")).not_to_be_in_viewport()
    expect(phone.locator(".show-talks")).to_be_focused()


def test_the_drawer_closes_by_its_button_and_its_shade(phone: Page) -> None:
    open_drawer(phone)
    phone.locator(".hide-talks").click()
    expect(phone.locator("#side")).not_to_be_in_viewport()
    expect_focus_kept(phone)
    open_drawer(phone)
    phone.mouse.click(380, 400)
    expect(phone.locator("#side")).not_to_be_in_viewport()
    expect_focus_kept(phone)
    ask(phone, "Kapan?")


def test_the_drawer_opens_begins_and_deletes_conversations_without_losing_the_focus(phone: Page) -> None:
    ask(phone, "Kapan?")
    open_drawer(phone)
    phone.locator("#side .new").click()
    expect(phone.locator("#welcome")).to_be_visible()
    expect(phone.locator("#side")).not_to_be_in_viewport()
    expect_focus_kept(phone)
    open_drawer(phone)
    titles(phone).first.click()
    expect(questions(phone)).to_have_text(["Kapan?"])
    expect(phone.locator("#side")).not_to_be_in_viewport()
    expect_focus_kept(phone)
    open_drawer(phone)
    rows(phone).first.locator(".talk-menu").click()
    place = phone.locator("#menu").bounding_box()
    assert place
    assert place["x"] >= 0
    assert place["x"] + place["width"] <= 390
    phone.locator("#menu .menu-delete").click()
    expect(phone.locator("#notice .do-restore")).to_be_in_viewport()
    expect_focus_kept(phone)
    phone.locator("#notice .do-restore").click()
    expect(questions(phone)).to_have_text(["Kapan?"])
    expect_focus_kept(phone)
