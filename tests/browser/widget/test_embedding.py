"""The widget as part of a page: attributes, JavaScript interface, inline mode, who may embed it, and what must not happen."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Response, expect

from assistant.wording import words
from tests.browser.chat.staff import StripPrefix
from tests.browser.conftest import Site, Watch
from tests.browser.widget.intranet import (
    ASK,
    KB,
    SHUT,
    Host,
    ask,
    complaints,
    frame,
    heard,
    launch,
    listen,
    panel,
)
from tests.fakes import HOSTILE

# Attributes


def test_english_is_complete(visit: Callable[..., Page], site: Site) -> None:
    page = visit(lang="en-GB")
    page.get_by_role("button", name="Ask Netral").click()
    inner = panel(page)
    ours = """(talk) => {
        const copy = talk.cloneNode(true);
        for (const quoted of copy.querySelectorAll("[lang=id]")) quoted.remove();
        return copy.innerText;
    }"""
    shown = inner.locator("body").inner_text()
    for question in ("When?", "And?", "presiden?", "sepakat?"):
        ask(inner, question)
        shown += inner.locator("#talk").evaluate(ours)  # what is quoted stays in its language
    assert site.service.asked[-1][2] == "en"
    expect(inner.locator("blockquote").first).to_have_attribute("lang", "id")
    expect(inner.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("button", name="Close")).to_be_visible()
    left = [text for text in words("id").values() if len(text) > 4 and text in shown]
    assert left == [text for text in left if text in words("en").values()]


def test_colour_position_title_greeting_and_questions_are_the_pages(visit: Callable[..., Page]) -> None:
    page = visit(
        'data-color="#0a5" data-position="left" data-title="Tanya ASN" data-greeting="Halo <b>ASN</b>" '
        'data-questions="Kapan pilkada? | Siapa yang membuka rapat? |" data-lang="id"'
    )
    button = page.get_by_role("button", name="Tanya ASN")
    box = button.bounding_box()
    assert box
    assert box["x"] < 40
    expect(button).to_have_css("background-color", "rgb(0, 170, 85)")
    expect(button).to_have_css("color", "rgb(0, 0, 0)")
    button.click()
    inner = panel(page)
    expect(inner.locator("#greeting")).to_have_text("Halo <b>ASN</b>")
    expect(inner.locator(".example")).to_have_text(["Kapan pilkada?", "Siapa yang membuka rapat?"])
    expect(inner.locator("#send")).to_have_css("background-color", "rgb(0, 170, 85)")
    expect(inner.locator("#send")).to_have_css("color", "rgb(0, 0, 0)")


@pytest.mark.parametrize("colour", ["red", "#12345", "url(https://outside.invalid/a)", "#000;background:red"])
def test_what_is_not_a_colour_is_ignored(visit: Callable[..., Page], watch: Watch, colour: str) -> None:
    page = visit(f'data-color="{colour}" data-theme="light"')
    inner = launch(page)
    expect(page.get_by_role("button", name=ASK)).to_have_css("background-color", "rgb(13, 92, 79)")
    expect(inner.locator("#send")).to_have_css("background-color", "rgb(13, 92, 79)")
    assert complaints(watch) == []


# JavaScript interface and inline mode


def test_a_page_opens_asks_and_shuts_from_its_script_and_hears_of_it(visit: Callable[..., Page], site: Site) -> None:
    page = visit('data-button="none"')
    expect(page.get_by_role("button", name=ASK)).to_be_hidden()
    listen(page)
    page.evaluate("Netral.ask('Kapan pilkada?')")
    (given,) = heard(page, "answer")
    assert heard(page, "open") == [None]
    assert heard(page, "ready") == [None]
    assert heard(page, "ask") == [{"question": "Kapan pilkada?"}]
    assert given["question"] == "Kapan pilkada?"
    assert given["answer"]["short_answer"]["text"] == "22 September 2024"
    assert given["answer"]["citations"][0]["url"].startswith("/sources/")
    page.evaluate("Netral.ask('rusak')")
    assert heard(page, "error") == [{"question": "rusak", "code": "internal"}]
    page.evaluate("Netral.close()")
    assert heard(page, "close") == [None]
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.evaluate("Netral.open()")
    heard(page, "open", 2)
    expect(panel(page).locator(".asked")).to_have_text("Kapan pilkada?")
    assert site.service.asked[-1][0] == "rusak"


def test_a_second_question_meanwhile_is_refused_and_the_first_goes_on(
    visit: Callable[..., Page], make_site: Callable[..., Site], host: Host
) -> None:
    slow = make_site(page=False, allowed_origins=(host.origin,))
    page = visit(netral=slow)
    listen(page)
    page.evaluate("Netral.ask('Yang lambat?')")
    heard(page, "ask")
    page.evaluate("Netral.ask('Kapan?')")
    assert heard(page, "error") == [{"question": "Kapan?", "code": "busy"}]
    slow.service.released.set()
    assert heard(page, "answer")[0]["question"] == "Yang lambat?"


def test_the_focus_goes_back_to_what_opened_the_panel(visit: Callable[..., Page]) -> None:
    page = visit('data-button="none"', body='<button id="own">Bantuan</button>')
    page.evaluate("() => { own.onclick = () => Netral.open(); }")
    page.locator("#own").click()
    expect(panel(page).locator("#question")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#own")).to_be_focused()
    page.keyboard.press("Enter")
    expect(panel(page).locator("#question")).to_be_focused()


def test_inline_the_panel_is_in_the_element(visit: Callable[..., Page], watch: Watch) -> None:
    page = visit('data-inline="#here"', body='<div id="here"></div>')
    inner = panel(page)
    expect(page.locator("#here netral-chat iframe")).to_be_visible()
    expect(page.get_by_role("button", name=ASK)).to_have_count(0)
    assert page.evaluate("document.activeElement === document.body")
    ask(inner, "Kapan?")
    page.keyboard.press("Escape")
    expect(inner.locator(".card").first).to_be_visible()
    box = page.locator("#here").bounding_box()
    assert box
    assert box["height"] >= 480
    page.evaluate("scrollTo(0, 0)")
    inner.get_by_role("link", name="Kutipan 1").first.click()
    expect(inner.locator("#card-1-1")).to_be_focused()
    assert complaints(watch) == []


def test_a_script_puts_the_panel_into_an_element_that_comes_later(visit: Callable[..., Page]) -> None:
    page = visit('data-inline="#none"')
    expect(page.get_by_role("button", name=ASK)).to_be_visible()
    page.evaluate("document.body.append(Object.assign(document.createElement('div'), { id: 'late' }))")
    page.evaluate("Netral.inline(document.querySelector('#late'))")
    ask(panel(page), "Kapan?")
    expect(page.get_by_role("button", name=ASK)).to_have_count(0)
    expect(page.locator("#late netral-chat")).to_have_count(1)


def test_calls_before_the_page_is_read_wait_for_it(visit: Callable[..., Page], site: Site) -> None:
    early = f'<script src="{site.url}widget.js"></script><script>Netral.ask("Kapan?")</script>'
    page = visit(head=early, policy="")
    expect(panel(page).locator(".answer.done")).to_have_count(1)
    assert page.locator("netral-chat").count() == 1


# Who may


def test_an_origin_that_is_not_listed_is_refused_and_its_readers_are_told(
    visit: Callable[..., Page], make_site: Callable[..., Site], watch: Watch, host: Host
) -> None:
    shut = make_site(page=False)
    page = visit(netral=shut)
    page.get_by_role("button", name=ASK).click()
    expect(page.get_by_role("alert")).to_contain_text("Netral tidak dapat dibuka di halaman ini.")
    assert any("frame-ancestors" in error for error in watch.errors)
    (hint,) = [error for error in watch.errors if error.startswith("Netral: ")]
    assert f'add "{host.origin}" to allowed_origins in its netral.toml' in hint
    assert shut.service.asked == []
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Buka di tab baru").click()
    expect(opened.value.locator("#question[aria-invalid]")).to_be_attached()
    opened.value.locator("#question").fill("Kapan?")
    opened.value.locator("#question").press("Enter")
    expect(opened.value.locator(".answer.done")).to_have_count(1)
    page.get_by_role("button", name=SHUT).click()
    expect(page.get_by_role("button", name=ASK)).to_be_focused()


def test_only_a_listed_origin_may_call(visit: Callable[..., Page], make_site: Callable[..., Site], site: Site) -> None:
    shut = make_site(page=False)
    page = visit(policy="")
    call = """(url) => fetch(url + "api/ask", { method: "POST", headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ question: "Kapan?" }) }).then((reply) => reply.status, (error) => error.name)"""
    assert page.evaluate(call, site.url) == 200
    assert page.evaluate(call, shut.url) == "TypeError"
    assert shut.service.asked == []


FORGED = (
    "([origin, own, data]) => dispatchEvent(new MessageEvent('message', { origin, source: own ? self : parent, data }))"
)


def test_the_panel_listens_only_to_the_page_that_embeds_it(visit: Callable[..., Page], site: Site, host: Host) -> None:
    host.pages["/sibling"] = ("", "<!doctype html><title>sibling</title>")
    home = site.url.removesuffix("/")
    policy = f"default-src 'none'; script-src {home}; frame-src {home} 'self'"
    page = visit(body='<iframe src="/sibling" title="sibling"></iframe>', policy=policy)
    inner = launch(page)
    expect(inner.locator("#question")).to_be_focused()
    asked = len(site.service.asked)
    question = {"netral": 1, "type": "ask", "question": "Dari luar?"}
    sibling = next(found for found in page.frames if found.url.endswith("/sibling"))
    sibling.evaluate(
        """([data, home]) => parent.document.querySelector("netral-chat").shadowRoot.querySelector("iframe")
            .contentWindow.postMessage(data, home)""",
        [question, home],
    )
    panel_frame = frame(page)
    for origin, own in (("https://outside.invalid", False), ("null", False), (host.origin, True), (home, True)):
        panel_frame.evaluate(FORGED, [origin, own, question])
    post = "(data) => document.querySelector('netral-chat').shadowRoot.querySelector('iframe').contentWindow.postMessage(data, '*')"
    for data in (None, "ask", {"type": "ask", "question": "x"}, {"netral": 1, "type": "ask", "question": {}}):
        page.evaluate(post, data)
    page.wait_for_timeout(500)
    assert len(site.service.asked) == asked
    expect(inner.locator(".turn")).to_have_count(0)
    page.evaluate(post, question)  # the same, from the page itself
    expect(inner.locator(".asked")).to_have_text("Dari luar?")


def test_the_page_listens_only_to_its_panel(visit: Callable[..., Page], site: Site) -> None:
    page = visit()
    inner = launch(page)
    expect(inner.locator("#question")).to_be_focused()
    listen(page)
    forged = """([origin, own]) => {
        const frame = document.querySelector("netral-chat").shadowRoot.querySelector("iframe").contentWindow;
        for (const data of [{ netral: 1, type: "close" }, { netral: 1, type: "answer", detail: {} }])
            dispatchEvent(new MessageEvent("message", { origin, source: own ? self : frame, data }));
    }"""
    home = site.url.removesuffix("/")
    for origin, own in (("https://outside.invalid", False), ("null", False), (home, True)):
        page.evaluate(forged, [origin, own])
    page.evaluate("postMessage({ netral: 1, type: 'close' }, '*')")
    page.wait_for_timeout(300)
    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.evaluate("heard") == []
    page.evaluate(forged, [home, False])
    expect(page.get_by_role("dialog")).to_be_hidden()


# What must not happen


def test_nothing_in_a_document_or_a_question_runs_or_calls_outside(
    visit: Callable[..., Page], site: Site, host: Host, watch: Watch
) -> None:
    page = visit()
    inner = launch(page)
    ask(inner, "xss")
    for payload in HOSTILE:
        ask(inner, payload)
    shown = inner.locator("#turns").inner_text()
    assert all(payload in shown for payload in HOSTILE)
    foreign = "#turns :is(script, img, iframe, form, video, style, svg, a:not([href^='/sources/']))"
    assert inner.locator(foreign).count() == 0
    page.reload()
    expect(panel(page).locator(".asked").first).to_have_text("xss")
    page.wait_for_timeout(300)
    assert page.evaluate("window.hacked") is None
    assert frame(page).evaluate("window.hacked") is None
    assert watch.hosts == {f"127.0.0.1:{site.port}", host.origin.split("//")[1]}
    assert complaints(watch) == []


LOUD = """<style>
    * { color: rgb(255, 0, 0) !important; font-size: 40px !important; display: block !important; opacity: 0.1 !important; }
    html { font-size: 62.5%; --a: red; --n-accent: red; }
    button { all: unset !important; border: 9px solid red !important; }
    netral-chat { display: none !important; position: static !important; visibility: hidden !important; }
</style>"""
LOOK = """() => ["button", "dialog", ".top"].map((name) => {
    const style = getComputedStyle(document.querySelector("netral-chat").shadowRoot.querySelector(name));
    return ["color", "fontSize", "display", "backgroundColor", "borderTopWidth", "position", "visibility", "width", "opacity"]
        .map((key) => style[key]);
})"""


def test_no_style_leaks_in_or_out(visit: Callable[..., Page]) -> None:
    plain = visit(policy="")
    launch(plain)
    assert plain.evaluate("[document.styleSheets.length, document.adoptedStyleSheets.length]") == [0, 0]
    expect(plain.locator("h1")).to_have_css("font-size", "32px")
    loud = visit(policy="", head=LOUD)
    inner = launch(loud)
    assert loud.evaluate(LOOK) == plain.evaluate(LOOK)
    expect(inner.locator("#question")).to_have_css("font-size", "16px")


def test_six_requests_and_twelve_kilobytes_until_an_answer_is_shown(visit: Callable[..., Page], site: Site) -> None:
    page = visit('data-lang="id"')
    found: list[Response] = []
    page.on("response", lambda response: found.append(response))
    page.reload()
    expect(page.get_by_role("button", name=ASK)).to_be_visible()
    inner = launch(page)
    inner.locator("#question").fill("Kapan?")
    inner.locator("#question").press("Enter")
    expect(inner.locator(".answer.done .card")).to_have_count(2)
    until = [response.url.removeprefix(site.url) for response in found if response.url.startswith(site.url)]
    until = until[: until.index("panel/ask") + 1]
    assert until[0] == "widget.js"
    assert len(until) == len(set(until)) == 6
    sizes = {
        response.url.removeprefix(site.url): int(response.headers["content-length"])
        for response in found
        if "content-length" in response.headers
    }
    assert sizes["widget.js"] <= 4 * KB
    assert sum(sizes[name] for name in until[1:5]) <= 12 * KB


def test_a_page_that_nobody_asks_on_pays_for_the_button_alone(visit: Callable[..., Page], site: Site) -> None:
    page = visit()
    found: list[Response] = []
    page.on("response", lambda response: found.append(response))
    page.reload()
    expect(page.get_by_role("button", name=ASK)).to_be_visible()
    page.wait_for_timeout(300)
    assert [response.url for response in found if response.url.startswith(site.url)] == [f"{site.url}widget.js"]


def test_the_widget_works_under_the_prefix_of_a_proxy(
    visit: Callable[..., Page], make_site: Callable[..., Site], host: Host, watch: Watch
) -> None:
    behind = make_site(wrap=StripPrefix, page=False, root_path="/netral", allowed_origins=(host.origin,))
    page = visit(netral=behind)
    inner = launch(page)
    ask(inner, "Kapan?")
    inner.locator(".card a").first.click()
    expect(inner.locator(".pane-sheet #quote")).to_be_in_viewport()
    page.keyboard.press("Escape")
    with page.context.expect_page() as opened:
        inner.locator(".card a").first.click(modifiers=["ControlOrMeta"])
    expect(opened.value.locator("#quote")).to_be_in_viewport()
    assert re.search(r"/netral/sources/001_bali\?start=\d+&end=\d+&lang=id(&mark=\d+-\d+)*#quote$", opened.value.url)
    assert complaints(watch) == []


def test_a_page_without_storage_still_gets_answers(visit: Callable[..., Page], watch: Watch) -> None:
    page = visit()
    page.context.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"
    )
    page.reload()
    inner = launch(page)
    ask(inner, "Kapan?")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name=ASK)).to_be_focused()
    assert complaints(watch) == []
