"""Questions of the panel that are changed or asked again: what they replace, the way back, and the keys for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from assistant.wording import fill_text, words
from tests.browser.conftest import Site
from tests.browser.widget.intranet import ASK, Host, ask, frame, launch, panel

SAY = words("id")


def edit(inner: FrameLocator, turn: int, text: str) -> None:
    """Open the box of a question, the first being 0, and put a text into it."""
    inner.locator(".question").nth(turn).hover()
    inner.locator(".edit").nth(turn).click()
    expect(inner.locator(".edit-box")).to_be_focused()
    inner.locator(".edit-box").fill(text)


@pytest.fixture
def talked(visit: Callable[..., Page]) -> Page:
    """The panel after three questions."""
    page = visit()
    inner = launch(page)
    for question in ("Kapan?", "Lalu?", "Siapa presiden?"):
        ask(inner, question)
    return page


def test_a_changed_question_replaces_its_turn_and_those_after_it_with_a_way_back(talked: Page, site: Site) -> None:
    inner = panel(talked)
    edit(inner, 1, "Di mana?")
    expect(inner.locator(".edit-note")).to_have_text(SAY["edit_replaces"])
    inner.locator(".edit-box").press("Enter")
    expect(inner.locator("#notice p")).to_have_text(SAY["turn_replaced"])
    expect(inner.locator(".asked")).to_have_text(["Kapan?", "Di mana?"])
    expect(inner.locator("#question")).to_be_focused()
    assert site.service.asked[-1][:2] == ("Di mana?", ("Kapan?",))
    inner.locator("#undo").click()
    expect(inner.locator(".asked")).to_have_text(["Kapan?", "Lalu?", "Siapa presiden?"])
    expect(inner.locator(".answer.done")).to_have_count(3)
    expect(inner.locator("#notice")).to_be_hidden()
    talked.reload()
    expect(panel(talked).locator(".asked")).to_have_text(["Kapan?", "Lalu?", "Siapa presiden?"])


def test_what_was_replaced_stays_replaced(talked: Page) -> None:
    inner = panel(talked)
    edit(inner, 0, "Di mana?")
    inner.locator(".edit-send").click()
    expect(inner.locator("#undo")).to_be_visible()
    ask(inner, "Lalu?")
    expect(inner.locator("#notice")).to_be_hidden()  # what comes next ends the way back
    talked.reload()
    expect(panel(talked).locator(".asked")).to_have_text(["Di mana?", "Lalu?"])


@pytest.mark.parametrize("away", ["Escape", "cancel"])
def test_an_edit_is_left_with_the_panel_open_and_the_focus_on_the_pencil(talked: Page, away: str) -> None:
    inner = panel(talked)
    edit(inner, 2, "Bukan ini")
    expect(inner.locator(".edit-note")).to_have_count(0)  # nothing comes after the last
    if away == "Escape":
        inner.locator(".edit-box").press("Escape")
    else:
        inner.locator(".edit-cancel").click()
    expect(inner.locator(".edit-box")).to_have_count(0)
    expect(inner.locator(".edit").nth(2)).to_be_focused()
    expect(inner.locator(".asked")).to_have_text(["Kapan?", "Lalu?", "Siapa presiden?"])
    expect(talked.get_by_role("dialog", name=ASK)).to_be_visible()
    talked.keyboard.press("Escape")
    expect(talked.get_by_role("dialog", name=ASK)).to_be_hidden()


def test_an_edit_that_fails_changes_nothing_and_keeps_the_new_words(talked: Page) -> None:
    inner = panel(talked)
    edit(inner, 0, "rusak")
    inner.locator(".edit-box").press("Enter")
    expect(inner.locator("#notice p")).to_have_text(SAY["error_internal"])
    expect(inner.locator("#notice .i-warn")).to_be_visible()
    expect(inner.locator("#undo")).to_be_hidden()
    expect(inner.locator(".asked")).to_have_text(["Kapan?", "Lalu?", "Siapa presiden?"])
    expect(inner.locator(".answer.done")).to_have_count(3)
    expect(inner.locator("#question")).to_have_value("rusak")


def test_a_question_that_is_too_long_stays_in_its_box(talked: Page, site: Site) -> None:
    inner = panel(talked)
    asked = len(site.service.asked)
    edit(inner, 0, "x" * 501)
    inner.locator(".edit-box").press("Enter")
    expect(inner.locator("#notice p")).to_have_text(fill_text("error_too_long", "id", limit=500))
    expect(inner.locator(".edit-box")).to_have_value("x" * 501)
    assert len(site.service.asked) == asked


def test_a_stopped_edit_brings_back_what_was_there(
    visit: Callable[..., Page], make_site: Callable[..., Site], host: Host
) -> None:
    page = visit(netral=make_site(page=False, allowed_origins=(host.origin,)))
    inner = launch(page)
    ask(inner, "Kapan?")
    ask(inner, "Lalu?")
    edit(inner, 0, "Yang lambat?")
    inner.locator(".edit-box").press("Enter")
    expect(inner.locator(".asked")).to_have_text(["Yang lambat?"])
    page.reload()  # the page changes meanwhile
    inner = panel(page)
    expect(inner.locator(".asked")).to_have_text(["Kapan?", "Lalu?"])
    expect(inner.locator("#question")).to_have_value("Yang lambat?")
    inner.locator("#question").press("Enter")
    inner.locator("#stop").click()
    expect(inner.locator("#notice .i-check")).to_be_visible()
    expect(inner.locator(".asked")).to_have_text(["Kapan?", "Lalu?"])


def test_the_last_question_is_asked_again_in_its_place(talked: Page, site: Site) -> None:
    inner = panel(talked)
    expect(inner.locator(".again:visible")).to_have_count(1)
    asked = len(site.service.asked)
    inner.locator(".again:visible").click()
    expect(inner.locator("#send")).to_be_visible()
    expect(inner.locator(".asked")).to_have_text(["Kapan?", "Lalu?", "Siapa presiden?"])
    assert site.service.asked[asked:] == [("Siapa presiden?", ("Kapan?", "Lalu?"), "id")]
    expect(inner.locator("#undo")).to_be_hidden()
    expect(inner.locator("#question")).to_be_focused()


def test_arrow_up_edits_the_last_question_and_a_slash_leads_to_the_box(talked: Page) -> None:
    inner = panel(talked)
    inner.locator("#question").focus()
    talked.keyboard.press("ArrowUp")
    expect(inner.locator(".edit-box")).to_have_value("Siapa presiden?")
    expect(inner.locator(".edit-box")).to_be_focused()
    talked.keyboard.press("Escape")
    talked.keyboard.press("/")
    expect(inner.locator("#question")).to_be_focused()
    expect(inner.locator("#question")).to_have_value("")
    talked.keyboard.type("a/b")
    talked.keyboard.press("ArrowUp")  # moves in what is written
    expect(inner.locator("#question")).to_have_value("a/b")
    expect(inner.locator(".edit-box")).to_have_count(0)


def test_escape_closes_what_lies_on_top_first(talked: Page) -> None:
    inner = panel(talked)
    marker = inner.locator("a.cite").first
    inner.locator("#talk").focus()
    marker.focus()
    talked.keyboard.press("Shift+Tab")
    talked.keyboard.press("Tab")
    expect(inner.locator(".preview")).to_be_visible()
    talked.keyboard.press("Escape")
    expect(inner.locator(".preview")).to_be_hidden()
    inner.locator(".fb-down").first.click()
    expect(inner.locator(".feedback").first).to_be_visible()
    talked.keyboard.press("Escape")
    expect(inner.locator(".feedback").first).to_be_hidden()
    expect(inner.locator(".fb-down").first).to_be_focused()
    inner.locator(".card a.open").first.click()
    expect(inner.locator(".pane-sheet")).to_be_visible()
    talked.keyboard.press("Escape")
    expect(inner.locator(".pane-sheet")).to_be_hidden()
    expect(talked.get_by_role("dialog", name=ASK)).to_be_visible()
    talked.keyboard.press("Escape")
    expect(talked.get_by_role("dialog", name=ASK)).to_be_hidden()


def test_a_preview_goes_along_while_its_marker_is_scrolled_into_view(talked: Page) -> None:
    inner = panel(talked)
    talk, marker = inner.locator("#talk"), inner.locator("a.cite").first
    marker.focus()
    talked.keyboard.press("Shift+Tab")
    talk.evaluate("talk => { talk.scrollTop = talk.scrollHeight; }")
    expect(marker).not_to_be_in_viewport()
    talked.keyboard.press("Tab")
    expect(marker).to_be_in_viewport()
    expect(inner.locator(".preview")).to_be_visible()
    talk.evaluate("talk => { talk.scrollTop += 10; }")
    talked.wait_for_timeout(300)  # a scroll is told of later than it is done
    expect(inner.locator(".preview")).to_be_visible()
    shown, place = inner.locator(".preview").bounding_box(), marker.bounding_box()
    assert shown
    assert place
    assert min(abs(shown["y"] - place["y"] - place["height"]), abs(place["y"] - shown["y"] - shown["height"])) < 12


def test_the_box_grows_with_its_text_and_not_without_end(visit: Callable[..., Page]) -> None:
    page = visit()
    inner = launch(page)
    box = inner.locator("#question")
    heights = []
    for lines in (1, 4, 40):
        box.fill("\n".join(["ASN"] * lines))
        heights.append(box.evaluate("it => it.offsetHeight"))
    assert heights[0] < heights[1] < heights[2] <= 150
    frame(page).evaluate("document.getElementById('question').value = ''")


def test_an_answer_is_copied_with_and_without_its_sources(
    visit: Callable[..., Page],
) -> None:
    page = visit()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    inner = launch(page)
    ask(inner, "Kapan?")
    inner.locator(".copy-answer").click()
    expect(inner.locator(".said")).to_have_text(SAY["copied"])
    plain = page.evaluate("navigator.clipboard.readText()")
    assert plain.startswith("22 September 2024")
    inner.locator(".copy-sources").click()
    expect(inner.locator("#live")).to_have_text(SAY["copied"])
    assert "baliprawara.com" in page.evaluate("navigator.clipboard.readText()")
