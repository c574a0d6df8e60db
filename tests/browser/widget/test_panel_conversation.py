"""The conversation in the panel: kept while pages change, restored after a reload, and never trusted when it comes back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from assistant.wording import words
from tests.browser.conftest import Site, Watch
from tests.browser.widget.intranet import (
    ASK,
    SHUT,
    Host,
    ask,
    complaints,
    frame,
    launch,
    panel,
)


@pytest.mark.parametrize("third_party", [True, False])
def test_the_conversation_and_the_open_panel_stay_while_the_page_changes(
    visit: Callable[..., Page], host: Host, site: Site, watch: Watch, third_party: bool
) -> None:
    """Also where the browser gives the frame of another site no storage, as this one does."""
    host.serve(site, path="/next")
    page = visit()
    if not third_party:
        page.goto(host.near)
    inner = launch(page)
    ask(inner, "Kapan?")
    has_storage = "() => { try { return Boolean(sessionStorage); } catch { return false; } }"
    assert frame(page).evaluate(has_storage) is not third_party
    assert page.evaluate("sessionStorage.getItem('netral-talk') !== null") is third_party
    inner.locator("#question").fill("Belum selesai")
    page.get_by_role("link", name="Berikutnya").click()
    page.wait_for_url("**/next")
    inner = panel(page)
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(inner.locator(".asked")).to_have_text("Kapan?")
    expect(inner.locator(".card")).to_have_count(2)
    expect(inner.locator("#question")).to_have_value("Belum selesai")
    expect(inner.locator("#suggestions-title")).to_have_text("Pertanyaan lanjutan")
    assert page.evaluate("document.activeElement === document.body")
    inner.locator("#question").fill("")
    ask(inner, "Lalu?")
    assert site.service.asked[-1][1] == ("Kapan?",)
    page.get_by_role("button", name=SHUT).click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("button", name=ASK)).to_be_focused()
    page.reload()
    expect(page.get_by_role("button", name=ASK)).to_be_visible()
    assert page.locator("netral-chat iframe").count() == 0
    expect(launch(page).locator(".asked")).to_have_text(["Kapan?", "Lalu?"])
    assert page.context.cookies() == []
    assert complaints(watch) == []


def test_talk_is_a_reply_with_questions_below_it_and_no_part_of_the_history(
    visit: Callable[..., Page], site: Site, watch: Watch
) -> None:
    page = visit()
    inner = launch(page)
    ask(inner, "Kapan?")
    ask(inner, "halo")
    for _ in ("as it came", "as it was kept"):
        reply = inner.locator(".answer.talk.done")
        expect(reply).to_have_text("Halo! Saya Netral.")
        expect(reply.locator(".card, .by, .feedback, .cite, a, button")).to_have_count(0)
        expect(inner.locator("#suggestions-title")).to_have_text(words("id")["suggestions_title"])
        expect(inner.locator(".suggestion")).to_have_text(site.service.suggestions("id")[:2])
        page.reload()
        inner = panel(page)
    expect(inner.locator(".answer.done")).to_have_count(2)  # those kept are back before the next is asked
    ask(inner, "Lalu?")
    assert site.service.asked[-1] == ("Lalu?", ("Kapan?",), "id")
    expect(inner.locator("#suggestions-title")).to_have_text(words("id")["follow_ups_title"])
    with page.expect_request("**/api/feedback") as sent:
        inner.locator(".fb-up").last.click()
    assert sent.value.post_data_json["history"] == ["Kapan?"]
    assert complaints(watch) == []


def change_kept(page: Page, change: str) -> None:
    """Have a script change the turns that the page around keeps, as that page could, and load them again."""
    page.evaluate(
        f"""() => {{
        const kept = JSON.parse(sessionStorage.getItem("netral-talk"));
        ({change})(kept.turns);
        sessionStorage.setItem("netral-talk", JSON.stringify(kept));
    }}"""
    )
    page.reload()
    panel(page)


def test_a_record_that_the_page_around_forged_is_only_ever_text(
    visit: Callable[..., Page], site: Site, watch: Watch
) -> None:
    page = visit()
    ask(launch(page), "Kapan?")
    evil = "<img src=x onerror=parent.hacked=1><script>hacked=1</script>"
    change_kept(
        page,
        f"""([{{ answer }}]) => {{
        const evil = {evil!r};
        Object.assign(answer, {{ text: evil, searched_as: evil, short_answer: {{ text: evil, citation: 1 }} }});
        for (const one of answer.citations) Object.assign(one, {{ title: evil, quote: evil, url: "javascript:hacked=1" }});
    }}""",
    )
    inner = panel(page)
    expect(inner.locator(".card .title").first).to_have_text(evil)
    expect(inner.locator(".short")).to_contain_text(evil)
    assert inner.locator("#turns :is(img, script, iframe, form)").count() == 0
    links = inner.locator("#turns a").evaluate_all("all => all.map(one => one.href)")
    assert links
    assert all(link.startswith(f"{site.url}sources/001_bali?start=") for link in links)
    assert frame(page).evaluate("window.hacked") is page.evaluate("window.hacked") is None
    assert complaints(watch) == []


def test_a_record_of_an_older_form_goes_and_the_others_stay(visit: Callable[..., Page], site: Site) -> None:
    page = visit()
    inner = launch(page)
    for question in ("Kapan?", "Lalu?", "Siapa presiden?"):
        ask(inner, question)
    change_kept(page, "(turns) => { delete turns[1].answer.citations; }")
    inner = panel(page)
    expect(inner.locator(".answer.done")).to_have_count(2)
    expect(inner.locator(".asked")).to_have_text(["Kapan?", "Siapa presiden?"])
    inner.get_by_role("link", name="Kutipan 1").first.click()
    expect(inner.locator("#card-1-1")).to_be_focused()
    ask(inner, "Di mana?")
    assert site.service.asked[-1][1] == ("Kapan?", "Siapa presiden?")


def test_a_conversation_is_read_as_text_while_the_server_cannot_show_it(visit: Callable[..., Page]) -> None:
    page = visit()
    ask(launch(page), "Kapan?")
    page.route("**/panel/answer", lambda route: route.abort())
    page.reload()
    inner = panel(page)
    expect(inner.locator(".turn .text")).to_contain_text("Proses pendaftaran calon, dimulai 22 September 2024. [1]")
    expect(inner.locator(".card")).to_have_count(0)
    page.unroute("**/panel/answer")
    page.reload()
    expect(panel(page).locator(".card")).to_have_count(2)


def test_a_conversation_opens_again_at_its_last_question(visit: Callable[..., Page]) -> None:
    page = visit()
    inner = launch(page)
    for question in ("Kapan?", "Lalu?", "Siapa presiden?", "Apakah sepakat?"):
        ask(inner, question)
    page.reload()
    inner = panel(page)
    expect(inner.locator(".answer.done")).to_have_count(4)
    place = "last => last.getBoundingClientRect().top - document.getElementById('talk').getBoundingClientRect().top"
    last = inner.locator(".turn").last
    page.wait_for_timeout(300)  # whatever still moves it has moved it by then
    assert 0 <= last.evaluate(place) < 60


def test_a_question_on_its_way_comes_back_into_the_box(
    visit: Callable[..., Page], make_site: Callable[..., Site], host: Host
) -> None:
    slow = make_site(page=False, allowed_origins=(host.origin,))
    page = visit(netral=slow)
    inner = launch(page)
    inner.locator("#question").fill("Yang lambat?")
    inner.locator("#question").press("Enter")
    expect(inner.locator("#stop")).to_be_visible()
    page.reload()
    inner = panel(page)
    expect(inner.locator("#question")).to_have_value("Yang lambat?")
    expect(inner.locator("#notice p")).to_have_text(words("id")["stopped"])


def test_the_conversation_stays_when_the_panel_is_shut_and_opened(visit: Callable[..., Page]) -> None:
    page = visit()
    inner = launch(page)
    ask(inner, "Kapan?")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(launch(page).locator(".asked")).to_have_text("Kapan?")


def test_another_tab_has_its_own_conversation(visit: Callable[..., Page]) -> None:
    page = visit()
    ask(launch(page), "Kapan?")
    other = page.context.new_page()
    other.goto(page.url)
    inner = launch(other)
    expect(inner.locator("#welcome")).to_be_visible()
