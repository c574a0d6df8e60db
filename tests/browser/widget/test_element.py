"""<netral-chat> as an element of a page: several at once, added, changed and removed at any time."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import FrameLocator, Page, expect

from tests.browser.conftest import Site, Watch
from tests.browser.widget.intranet import ASK, ask, complaints, listen, panel

PAIR = (
    '<netral-chat id="satu" inline></netral-chat><netral-chat id="dua" inline questions="Kapan pilkada?"></netral-chat>'
)


def within(page: Page, name: str) -> FrameLocator:
    """The panel of the element of that id, ready."""
    inner = page.frame_locator(f"#{name} iframe")
    expect(inner.locator("#question[aria-invalid]")).to_be_attached()
    return inner


def test_an_element_of_the_page_takes_the_place_of_the_scripts_own(visit: Callable[..., Page], watch: Watch) -> None:
    page = visit(body='<netral-chat title="Tanya kami" color="#0a5" theme="dark" lang="en"></netral-chat>')
    expect(page.locator("netral-chat")).to_have_count(1)
    button = page.get_by_role("button", name="Tanya kami")
    expect(button).to_have_css("background-color", "rgb(0, 170, 85)")
    button.click()
    expect(panel(page).locator("html")).to_have_attribute("lang", "en")
    expect(panel(page).locator("body")).to_have_class("dark")
    page.evaluate("Netral.close()")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert complaints(watch) == []


def test_the_language_is_that_of_the_page_around_the_element(visit: Callable[..., Page]) -> None:
    page = visit(body='<section lang="en"><netral-chat></netral-chat></section>')
    expect(page.get_by_role("button", name="Ask Netral")).to_be_visible()


def test_several_keep_a_conversation_each(visit: Callable[..., Page], site: Site) -> None:
    page = visit(body=PAIR)
    listen(page)
    ask(within(page, "satu"), "Kapan?")
    expect(within(page, "dua").locator(".example")).to_have_text(["Kapan pilkada?"])
    ask(within(page, "dua"), "Siapa presiden?")
    page.evaluate("document.querySelector('#dua').ask('Lalu?')")
    expect(within(page, "dua").locator(".answer.done")).to_have_count(2)
    assert site.service.asked[-1][:2] == ("Lalu?", ("Siapa presiden?",))
    page.reload()
    expect(within(page, "satu").locator(".asked")).to_have_text(["Kapan?"])
    expect(within(page, "dua").locator(".asked")).to_have_text(["Siapa presiden?", "Lalu?"])


def test_events_come_from_the_element_that_they_are_of(visit: Callable[..., Page]) -> None:
    page = visit(body=PAIR)
    page.evaluate("document.addEventListener('netral:answer', ({ target }) => { window.from = target.id; })")
    ask(within(page, "dua"), "Kapan?")
    assert page.evaluate("window.from") == "dua"


def test_removed_and_added_again_it_leaves_nothing_behind(visit: Callable[..., Page], watch: Watch) -> None:
    page = visit(body="<netral-chat></netral-chat>")
    listeners = """() => {
        const add = window.addEventListener;
        window.alive = 0;
        window.addEventListener = function (type, act, options) {
            if (options?.signal) { window.alive += 1; options.signal.addEventListener("abort", () => { window.alive -= 1; }); }
            return add.call(this, type, act, options);
        };
    }"""
    page.evaluate(listeners)
    page.get_by_role("button", name=ASK).click()
    ask(panel(page), "Kapan?")
    assert page.evaluate("window.alive") == 1
    page.evaluate("() => { window.chat = document.querySelector('netral-chat'); chat.remove(); }")
    assert page.evaluate("[window.alive, chat.shadowRoot.childNodes.length, frames.length]") == [0, 0, 0]
    page.evaluate("() => { for (let n = 0; n < 20; n += 1) { document.body.append(chat); chat.remove(); } }")
    page.evaluate("document.body.append(chat)")
    expect(page.get_by_role("button", name=ASK)).to_have_count(1)
    expect(panel(page).locator(".asked")).to_have_text(["Kapan?"])  # it was open, and is again
    assert page.evaluate("window.alive") == 1
    assert complaints(watch) == []


def test_changed_attributes_are_worn_at_once(visit: Callable[..., Page]) -> None:
    page = visit(body="<netral-chat></netral-chat>")
    page.get_by_role("button", name=ASK).wait_for()
    page.evaluate("""() => {
        const chat = document.querySelector("netral-chat");
        chat.setAttribute("title", "Bantuan");
        chat.setAttribute("launcher", "icon");
        chat.setAttribute("color", "#000");
    }""")
    button = page.get_by_role("button", name="Bantuan")
    expect(button).to_have_css("background-color", "rgb(0, 0, 0)")
    expect(button).to_have_css("color", "rgb(255, 255, 255)")
    expect(page.locator("netral-chat .ask")).to_have_count(1)


def test_the_page_sizes_an_element_that_is_inline(visit: Callable[..., Page]) -> None:
    page = visit(body='<netral-chat inline style="height: 600px; width: 500px"></netral-chat>', policy="")
    inner = panel(page)
    assert page.locator("netral-chat iframe").bounding_box() == {
        "x": 8,
        "y": page.locator("netral-chat").evaluate("it => it.getBoundingClientRect().top"),
        "width": 500,
        "height": 600,
    }
    ask(inner, "Kapan?")


def test_the_script_twice_on_a_page_is_the_script_once(visit: Callable[..., Page], site: Site, watch: Watch) -> None:
    page = visit(head=f'<script src="{site.url}widget.js" defer></script>')
    expect(page.get_by_role("button", name=ASK)).to_have_count(1)
    assert complaints(watch) == []
