"""The panel of the widget in a real Chromium, on a page of another site that allows nothing but our script and our frame."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Frame, Page, expect

from assistant.conversations.opinions import OpinionStore
from assistant.wording import fill_text, words
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
from tests.fakes import DOCUMENTS

# Asking


def test_a_question_is_answered_with_cards_that_open_the_article_at_the_quote(
    visit: Callable[..., Page], watch: Watch
) -> None:
    page = visit()
    inner = launch(page)
    expect(inner.locator("#question")).to_be_focused()
    ask(inner, "Kapan pendaftaran calon Pilkada 2024 dimulai?")
    answer = inner.locator(".answer.done")
    expect(answer.locator(".short")).to_contain_text("22 September 2024")
    expect(answer.locator(".by")).to_contain_text("Keyakinan tinggi")
    expect(answer.locator(".card")).to_have_count(2)
    expect(answer.locator(".card mark").first).to_have_text("22 September 2024")
    assert answer.locator("blockquote").first.inner_text() in DOCUMENTS[0].text
    expect(answer.locator(".card").first).to_contain_text("18 Apr 2024")
    expect(answer.locator(".card .speaker")).to_have_text("Menurut Dewa Made Indra")
    expect(answer.locator(".card :is(.title, blockquote)[lang=id]")).to_have_count(4)
    source = answer.locator(".card a.open").first
    source.click()
    sheet = inner.locator("dialog.pane-sheet")
    expect(sheet.locator("#quote")).to_be_in_viewport()
    expect(sheet.locator("mark.current").last).to_contain_text("22 September 2024")
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(source).to_be_focused()
    expect(page.get_by_role("dialog", name=ASK)).to_be_visible()
    with page.context.expect_page() as opened:
        source.click(modifiers=["ControlOrMeta"])
    assert opened.value.locator("#quote").inner_text().endswith("dimulai 22 September 2024.")
    assert complaints(watch) == []


def test_a_marker_leads_to_its_card(visit: Callable[..., Page]) -> None:
    page = visit()
    inner = launch(page)
    ask(inner, "Kapan?")
    ask(inner, "Lalu?")
    before = page.evaluate("history.length")
    inner.get_by_role("link", name="Kutipan 1").last.press("Enter")
    expect(inner.locator("#card-2-1")).to_be_focused()
    expect(inner.locator("#card-2-1")).to_be_in_viewport()
    assert len(page.context.pages) == 1
    assert page.evaluate("history.length") == before  # or "back" would no longer leave the page


def test_a_question_has_the_outline_of_an_answer_until_it_is_stopped(
    visit: Callable[..., Page], make_site: Callable[..., Site], host: Host
) -> None:
    slow = make_site(page=False, allowed_origins=(host.origin,))
    inner = launch(visit(netral=slow))
    inner.locator("#question").fill("Yang lambat?")
    inner.locator("#question").press("Enter")
    expect(inner.locator(".status")).to_have_text("Mencari di artikel sumber …")
    expect(inner.locator(".pending .bone")).to_have_count(3)
    place = inner.locator("#stop").bounding_box()
    expect(inner.locator("#send")).to_be_hidden()
    inner.locator("#stop").click()
    expect(inner.locator("#send")).to_be_visible()
    assert inner.locator("#send").bounding_box() == place  # one place for both
    expect(inner.locator("#notice p")).to_have_text(words("id")["stopped"])
    expect(inner.locator("#question")).to_have_value("Yang lambat?")
    expect(inner.locator("#question")).to_be_focused()
    expect(inner.locator(".turn")).to_have_count(0)
    slow.service.released.set()
    ask(inner, "Kapan?")
    expect(inner.locator("#notice")).to_be_hidden()


def test_an_answer_appears_whole(visit: Callable[..., Page]) -> None:
    page = visit()
    inner = launch(page)
    frame(page).evaluate("""() => {
        window.steps = [];
        new MutationObserver(() => {
            const answer = document.querySelector(".answer");
            const step = answer && `${answer.className}: ${answer.querySelectorAll(".card").length}`;
            if (step && steps.at(-1) !== step) steps.push(step);
        }).observe(document.getElementById("turns"), { subtree: true, childList: true });
    }""")
    ask(inner, "Kapan?")
    assert frame(page).evaluate("steps") == ["answer pending: 0", "answer done: 2"]


def test_suggestions_ask_and_follow_ups_use_the_conversation(visit: Callable[..., Page], site: Site) -> None:
    inner = launch(visit())
    inner.get_by_role("button", name="Kapan pendaftaran calon Pilkada 2024 dimulai?").click()
    expect(inner.locator("#suggestions-title")).to_have_text("Pertanyaan lanjutan")
    expect(inner.locator("#welcome")).to_be_hidden()
    inner.get_by_role("button", name="Lalu kapan pemungutan suaranya?").click()
    expect(inner.locator(".answer.done .searched")).to_contain_text("Dicari sebagai “Kapan pendaftaran")
    question, history, lang = site.service.asked[-1]
    assert question == "Lalu kapan pemungutan suaranya?"
    assert history == ("Kapan pendaftaran calon Pilkada 2024 dimulai?",)
    assert lang == "id"
    inner.get_by_role("button", name="Percakapan baru").click()
    expect(inner.locator("#welcome")).to_be_visible()
    expect(inner.get_by_role("group", name="Contoh pertanyaan").get_by_role("button")).to_have_count(4)
    expect(inner.locator("#notice p")).to_have_text(words("id")["talk_begun"])
    expect(inner.locator("#question")).to_be_focused()
    inner.get_by_role("button", name="Urungkan").click()
    expect(inner.locator(".answer.done .card").first).to_be_visible()
    expect(inner.locator("#welcome")).to_be_hidden()
    inner.get_by_role("button", name="Percakapan baru").click()
    ask(inner, "Kapan?")
    assert site.service.asked[-1][1] == ()
    expect(inner.locator("#notice")).to_be_hidden()


def test_the_empty_panel_says_what_it_answers_from_and_has_a_card_for_each_subject(visit: Callable[..., Page]) -> None:
    inner = launch(visit())
    expect(inner.locator("#welcome")).to_contain_text("hanya dari 2 artikel (terbaru: 4 Juli 2024)")
    expect(inner.locator(".example .subject")).to_have_text(
        [words("id")[f"subject_{kind}"] for kind in ("when", "list", "who", "other")]
    )


def test_a_refusal_is_said_and_the_nearest_passages_are_not_an_answer(visit: Callable[..., Page]) -> None:
    inner = launch(visit())
    ask(inner, "Siapa presiden Indonesia?")
    answer = inner.locator(".answer.done")
    expect(answer.locator(".refusal")).to_contain_text("tidak memuat jawaban")
    expect(answer.locator(".short, .confidence")).to_have_count(0)
    expect(answer.locator(".card")).to_be_hidden()
    answer.locator("summary").click()
    expect(answer.locator(".nearest-title")).to_have_text("Bukan jawaban – bagian terdekat")
    expect(answer.locator(".card")).to_be_visible()
    expect(answer.locator(".number")).to_have_count(0)
    ask(inner, "Pilih partai mana?")
    expect(inner.locator(".refusal").last).to_contain_text("tidak membantu memihak")
    expect(inner.locator(".turn").last.locator("details")).to_have_count(0)


def test_a_readers_opinion_reaches_the_database(
    visit: Callable[..., Page], make_site: Callable[..., Site], host: Host, tmp_path: Path
) -> None:
    own = make_site(page=False, allowed_origins=(host.origin,))
    page = visit(netral=own)
    inner = launch(page)
    ask(inner, "Kapan?")
    ask(inner, "Lalu?")
    inner.locator(".fb-down").last.click()
    opinion = inner.locator(".feedback").last
    expect(opinion.locator(".reason").first).to_be_focused()
    opinion.get_by_role("button", name=words("id")["feedback_reason_incomplete"]).click()
    opinion.locator("textarea.comment").fill("Kurang tanggalnya <b>")
    opinion.get_by_role("button", name=words("id")["feedback_send"]).click()
    expect(inner.locator(".tools .said").last).to_have_text(words("id")["feedback_sent"])
    expect(opinion).to_be_hidden()
    expect(inner.locator(".fb-down").last).to_be_focused()
    (kept,) = OpinionStore(tmp_path / "records.sqlite").feedback()
    assert (kept.verdict, kept.reason, kept.comment, kept.question) == (
        "down",
        "incomplete",
        "Kurang tanggalnya <b>",
        "Lalu?",
    )
    assert kept.history == ("Kapan?",)
    assert kept.answer["answered"]
    page.reload()
    inner = panel(page)
    expect(inner.locator(".fb-down").last).to_have_attribute("aria-pressed", "true")  # remembered
    expect(inner.locator(".fb-down").first).to_have_attribute("aria-pressed", "false")
    inner.locator(".fb-up").last.click()
    expect(inner.locator(".fb-up").last).to_have_attribute("aria-pressed", "true")
    (kept,) = OpinionStore(tmp_path / "records.sqlite").feedback()  # changed, not added
    assert kept.verdict == "up"
    own.stop()
    inner.locator(".fb-up").first.click()
    expect(inner.locator("#live")).to_have_text(words("id")["feedback_failed"])
    expect(inner.locator(".fb-up").first).to_have_attribute("aria-pressed", "false")
    own.start()


def test_a_disagreement_is_shown_with_both_answers(visit: Callable[..., Page]) -> None:
    inner = launch(visit())
    ask(inner, "Apakah sepakat?")
    found = inner.locator(".disagreement")
    expect(found.locator("p")).to_have_text(words("id")["disagreement_substance"])
    expect(found.locator("li strong")).to_have_text(["22 September 2024", "27 Agustus 2024"])
    expect(inner.locator(".confidence")).to_have_count(0)  # no confidence where the headline is open


def test_an_answer_is_announced_once_and_not_while_it_grows(visit: Callable[..., Page]) -> None:
    page = visit()
    inner = launch(page)
    frame(page).evaluate("""() => {
        window.heard = [];
        const live = document.getElementById("live");
        new MutationObserver(() => { if (live.textContent) window.heard.push(live.textContent); })
            .observe(live, { childList: true });
    }""")
    ask(inner, "Kapan?")
    page.wait_for_timeout(300)
    assert frame(page).evaluate("heard") == ["22 September 2024"]
    assert inner.locator("[aria-live], [role=log], [role=alert]").count() == 0


# Errors


@pytest.mark.parametrize(
    ("question", "key"), [("rusak", "error_internal"), ("indeks", "error_store"), ("?!", "error_control")]
)
@pytest.mark.parametrize("lang", ["id", "en"])
def test_an_error_is_said_in_the_readers_language_and_keeps_the_question(
    visit: Callable[..., Page], question: str, key: str, lang: Any
) -> None:
    page = visit(f'data-lang="{lang}" data-title="Tanya Netral"')
    inner = launch(page)
    ask(inner, "Kapan?")
    inner.locator("#question").fill(question)
    inner.locator("#question").press("Enter")
    expect(inner.locator("#notice p")).to_have_text(words(lang)[key])
    expect(inner.locator("#live")).to_have_text(words(lang)[key])
    expect(inner.locator("#question")).to_have_value(question)
    expect(inner.locator(".turn")).to_have_count(1)
    ask(inner, "Lalu?")
    expect(inner.locator("#notice")).to_be_hidden()


def test_too_long_a_question_is_counted_kept_and_not_sent(visit: Callable[..., Page], site: Site) -> None:
    inner = launch(visit())
    asked = len(site.service.asked)
    inner.locator("#question").fill("x" * 512)
    expect(inner.locator("#count")).to_have_text("512/500 karakter")
    expect(inner.locator("#question")).to_have_attribute("aria-invalid", "true")
    inner.locator("#question").press("Enter")
    expect(inner.locator("#notice p")).to_have_text(fill_text("error_too_long", "id", limit=500))
    expect(inner.locator("#question")).to_have_value("x" * 512)
    inner.locator("#question").fill(" ")
    inner.locator("#send").click()
    expect(inner.locator("#notice p")).to_have_text(words("id")["error_empty"])
    assert len(site.service.asked) == asked


def test_too_many_questions_say_how_long_to_wait(
    visit: Callable[..., Page], make_site: Callable[..., Site], host: Host
) -> None:
    inner = launch(visit(netral=make_site(page=False, rate_limit=1, allowed_origins=(host.origin,))))
    ask(inner, "Kapan?")
    inner.locator("#question").fill("Lalu?")
    inner.locator("#question").press("Enter")
    expect(inner.locator("#notice p")).to_have_text(re.compile(r"Terlalu banyak .* tunggu (5\d|60) detik"))
    expect(inner.locator("#question")).to_have_value("Lalu?")


def test_a_server_that_dies_and_comes_back_leaves_the_panel_usable(
    visit: Callable[..., Page], make_site: Callable[..., Site], host: Host
) -> None:
    mortal = make_site(page=False, allowed_origins=(host.origin,))
    inner = launch(visit(netral=mortal))
    ask(inner, "Kapan?")
    mortal.stop()
    inner.locator("#question").fill("Lalu?")
    inner.locator("#question").press("Enter")
    expect(inner.locator("#notice p")).to_have_text(words("id")["error_unreachable"])
    expect(inner.locator("#question")).to_have_value("Lalu?")
    mortal.start()
    inner.locator("#question").press("Enter")
    expect(inner.locator(".answer.done")).to_have_count(2)
    assert mortal.service.asked[-1][1] == ("Kapan?",)


# Keyboard, reading, sizes of windows


def test_escape_shuts_the_panel_and_the_focus_goes_back_to_the_button(visit: Callable[..., Page]) -> None:
    page = visit()
    button = page.get_by_role("button", name=ASK)
    expect(button).to_have_attribute("aria-expanded", "false")
    inner = launch(page)
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(inner.locator("#question")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    expect(panel(page).locator("#question")).to_be_focused()
    page.get_by_role("button", name=SHUT).focus()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()


WHERE = """() => {
    let found = document.activeElement;
    while (found?.shadowRoot?.activeElement) found = found.shadowRoot.activeElement;
    return found && (found.id || found.classList[0] || found.localName);
}"""


def test_the_keyboard_reaches_everything(visit: Callable[..., Page]) -> None:
    page = visit()
    ask(launch(page), "Kapan?")
    page.get_by_role("button", name=SHUT).focus()
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        at = page.evaluate(WHERE)
        reached.add(frame(page).evaluate(WHERE) if at == "iframe" else at)
    assert {"talk", "tool", "cite", "open", "suggestion", "question", "send", "clear", "a", "ask", "size"} <= reached


def test_the_panel_is_a_dialog_with_a_name_and_the_frame_has_a_title(visit: Callable[..., Page]) -> None:
    page = visit('data-title="Bantuan netralitas"')
    page.get_by_role("button", name="Bantuan netralitas").click()
    expect(page.get_by_role("dialog", name="Bantuan netralitas")).to_be_visible()
    expect(page.locator("netral-chat iframe")).to_have_attribute("title", "Bantuan netralitas")


CONTRAST = """(root) => {
    const parse = (text) => text.match(/[\\d.]+/g).map(Number);
    const light = (rgb) => {
        const [r, g, b] = rgb.map((part) => part / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (element) => {
        for (let at = element; at; at = at.parentElement ?? at.getRootNode().host) {
            const [r, g, b, a = 1] = parse(getComputedStyle(at).backgroundColor);
            if (a === 1) return [r, g, b];
        }
        return [255, 255, 255];
    };
    const top = root ? document.querySelector(root).shadowRoot : document;
    return [...top.querySelectorAll("*")].filter((element) => element.checkVisibility() && !element.closest(".only-heard")
        && [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
        .map((element) => {
            const pair = [parse(getComputedStyle(element).color).slice(0, 3), behind(element)].map(light).sort();
            return [(Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05), element.className || element.localName];
        });
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("attributes", ["", 'data-color="#ffd400"', 'data-color="#0a5"', 'data-color="#767676"'])
def test_everything_can_be_read_in_both_themes(visit: Callable[..., Page], scheme: str, attributes: str) -> None:
    page = visit(attributes, context={"color_scheme": scheme})
    inner = launch(page)
    ask(inner, "Apakah sepakat?")
    ask(inner, "Siapa presiden?")
    inner.locator("summary").click()
    inner.locator("#question").fill("x" * 501)
    inner.locator("#question").press("Enter")
    expect(inner.locator("#notice")).to_be_visible()
    found = [*frame(page).evaluate(CONTRAST, None), *page.evaluate(CONTRAST, "netral-chat")]
    assert len(found) > 25
    assert [(name, round(ratio, 2)) for ratio, name in found if ratio < 4.5] == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_theme_of_the_page_wins_over_the_system(visit: Callable[..., Page], theme: str) -> None:
    other = {"light": "dark", "dark": "light"}[theme]
    page = visit(f'data-theme="{theme}"', context={"color_scheme": other})
    inner = launch(page)
    shade = {"light": "rgb(247, 248, 247)", "dark": "rgb(16, 22, 20)"}[theme]
    expect(inner.locator("body")).to_have_css("background-color", shade)
    expect(page.get_by_role("dialog")).to_have_css("background-color", shade)


def sideways(found: Page | Frame) -> int:
    return int(found.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("width", [320, 360, 768])
def test_nothing_scrolls_sideways(visit: Callable[..., Page], width: int) -> None:
    page = visit(context={"viewport": {"width": width, "height": 740}})
    inner = launch(page)
    for question in ("Kapan " + "pemilihanumumkepaladaerah" * 12, "xss", "Siapa presiden?"):
        ask(inner, question)
        assert sideways(page) == 0
        assert sideways(frame(page)) == 0
        assert frame(page).evaluate("talk.scrollWidth - talk.clientWidth") == 0


def test_on_a_phone_the_panel_is_modal_and_fills_the_window(visit: Callable[..., Page], host: Host, site: Site) -> None:
    host.serve(site, path="/next")
    page = visit(context={"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True})
    inner = launch(page)
    dialog = page.get_by_role("dialog")
    assert dialog.evaluate("(it) => it.matches(':modal')")
    assert dialog.bounding_box() == {"x": 0, "y": 0, "width": 360, "height": 740}
    expect(inner.locator("#send")).to_be_in_viewport()
    page.get_by_role("button", name=SHUT).tap()
    expect(page.get_by_role("button", name=ASK)).to_be_focused()
    launch(page)
    page.goto(host.origin + "/next")
    expect(page.get_by_role("button", name=ASK)).to_be_visible()
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_the_newest_question_rises_to_the_top(visit: Callable[..., Page]) -> None:
    page = visit()
    inner = launch(page)
    for question in ("Kapan?", "Apakah sepakat?"):
        ask(inner, question)
    place = "document.querySelector('.turn:last-child').getBoundingClientRect().top - talk.getBoundingClientRect().top"
    assert 0 <= frame(page).evaluate(place) < 40


def test_nothing_moves_for_those_who_want_no_motion(
    visit: Callable[..., Page], make_site: Callable[..., Site], host: Host
) -> None:
    slow = make_site(page=False, allowed_origins=(host.origin,))
    page = visit(netral=slow, context={"reduced_motion": "reduce"})
    inner = launch(page)
    inner.locator("#question").fill("Yang lambat?")
    inner.locator("#question").press("Enter")
    expect(inner.locator(".bone").first).to_have_css("animation-name", "none")
