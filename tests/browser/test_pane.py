"""The source beside an answer in a real Chromium, on a page that has an answer and the pane's script and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from assistant.settings import Settings
from assistant.wording import words
from tests.browser.conftest import Site, Watch
from tests.fakes import DOCUMENTS, FakeService, answered

BALI = DOCUMENTS[0]
Open = Callable[..., BrowserContext]
SAY = words("id")
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'"
)
SCRIPT = """import { closeSource, openSource } from "./static/netral/pane.js";
document.addEventListener("click", (event) => {
  const link = event.target.closest("main a");
  if (!link) return;
  event.preventDefault();
  openSource(link.getAttribute("href"), link, { sheet: document.body.dataset.sheet === "only" });
});
document.querySelector("#shut").onclick = closeSource;
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site without the staff page, which takes seconds to start."""
    made = Site(FakeService(), Settings(records=tmp_path_factory.mktemp("pane") / "records.sqlite"), page=False)
    made.start()
    yield made
    made.stop()


def open_answer(context: BrowserContext, site: Site, more: str = "", lang: str = "id") -> Page:
    """A page of `site` with links to both quotes of the answer to "Kapan?", which open the pane."""
    links = "".join(f'<p><a id="card-{n}" href="{address(n, lang)}">Buka {n}</a></p>' for n in (1, 2))
    answer = f'<div class="answer">{links}</div>'
    html = (
        f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        '<title>Jawaban</title><link rel="stylesheet" href="static/netral/page.css">'
        f'<script type="module" src="pane-test.js"></script><body class="follow"><main><h1>Jawaban</h1>{answer}{more}'
        '<label>Tanya <input id="field"></label> <button id="shut">Tutup</button></main>'
    )
    page = context.new_page()
    headers = {"Content-Security-Policy": POLICY}
    page.route("**/pane-test.html", lambda r: r.fulfill(body=html, content_type="text/html", headers=headers))
    page.route("**/pane-test.js", lambda r: r.fulfill(body=SCRIPT, content_type="text/javascript"))
    page.goto(f"{site.url}pane-test.html")
    return page


def address(number: int, lang: str) -> str:
    """Where the quote of that number stands, with the other one marked as well."""
    cited = answered("Kapan?").citations
    this, other = cited[number - 1], cited[2 - number]
    return f"/sources/001_bali?start={this.start}&end={this.end}&lang={lang}&mark={other.start}-{other.end}#quote"


def opener(page: Page, number: int = 1) -> Locator:
    """The link to the quote of that number."""
    return page.locator(f"#card-{number}")


def sideways(page: Page) -> int:
    """How many pixels the page can be scrolled to the side."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def quote(page: Page) -> Locator:
    """Where the current quote begins."""
    return page.locator("mark#quote")


def barriers(page: Page) -> list[str]:
    """What axe finds in the pane, of any impact: the rule, and where."""
    found = Axe().run(page, {"include": [[".pane-box"]]}).response["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


FIRST, SECOND = (citation.quote for citation in answered("Kapan?").citations)


def test_on_a_wide_window_the_article_is_docked_at_its_quote(open_context: Open, site: Site, watch: Watch) -> None:
    page = open_answer(open_context(viewport=WIDE), site)
    opener(page, 2).click()
    pane = page.get_by_role("complementary", name=SAY["pane_label"])
    expect(pane.get_by_role("heading", level=2)).to_have_text(BALI.title)
    facts = "baliprawara.com · Denpasar · 18 April 2024 (tanggal peristiwa menurut teks)"
    expect(pane.locator(".source-facts")).to_have_text(facts)
    expect(quote(page)).to_have_text(SECOND)
    expect(quote(page)).to_be_in_viewport()
    expect(pane.locator("mark.other")).to_have_text(FIRST)
    expect(pane.locator(".pane-at")).to_have_text("Kutipan 2 dari 2")
    expect(page.locator("body")).to_have_class("follow pane-open")
    expect(opener(page, 2)).to_have_attribute("aria-current", "true")
    box = pane.bounding_box()
    assert box is not None
    assert (box["x"] + box["width"], box["y"], box["height"]) == (WIDE["width"], 0, WIDE["height"])
    expect(opener(page, 2)).to_be_focused()  # opened with the mouse: the reader stays where they were
    assert sideways(page) == 0
    assert watch.errors == []


def test_the_text_in_the_pane_is_that_of_the_article(open_context: Open, site: Site) -> None:
    page = open_answer(open_context(viewport=WIDE), site)
    opener(page).click()
    text = page.locator(".pane article")
    expect(text).to_be_visible()
    text.locator("summary").evaluate_all("all => all.forEach((one) => one.remove())")
    assert text.evaluate("one => one.textContent") == BALI.text
    assert text.locator("details[open]").count() == 0


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_quotes_are_stepped_through_without_losing_the_focus(
    open_context: Open, site: Site, size: dict[str, int]
) -> None:
    page = open_answer(open_context(viewport=size), site)
    opener(page).press("Enter")
    expect(quote(page)).to_have_text(FIRST)
    expect(quote(page)).to_be_focused()
    following, before = (page.get_by_role("button", name=SAY[key]) for key in ("pane_next", "pane_previous"))
    expect(before).to_have_attribute("aria-disabled", "true")
    following.press("Enter")
    expect(quote(page)).to_have_text(SECOND)
    expect(quote(page)).to_be_in_viewport()
    expect(following).to_be_focused()
    expect(following).to_have_attribute("aria-disabled", "true")
    expect(page.locator(".pane-box [role=status]")).to_have_text(f"Kutipan 2 dari 2: {SECOND}")
    following.press("Enter")  # there is none: nothing happens
    before.click()
    expect(quote(page)).to_have_text(FIRST)
    expect(page.locator(".pane-at")).to_have_text("Kutipan 1 dari 2")


def test_another_quote_replaces_the_article_without_closing(open_context: Open, site: Site) -> None:
    more = '<p><a id="other" href="/sources/002_xss?start=0&end=11&lang=en#quote">lain</a></p>'
    page = open_answer(open_context(viewport=WIDE), site, more)
    opener(page).click()
    expect(quote(page)).to_have_text(FIRST)
    page.evaluate(
        "new MutationObserver(() => { window.wasShut ||= !document.body.matches('.pane-open'); })"
        ".observe(document.body, { attributes: true })"
    )
    opener(page, 2).click()
    expect(quote(page)).to_have_text(SECOND)
    expect(opener(page)).not_to_have_attribute("aria-current", "true")
    assert page.evaluate("window.wasShut") is not True
    page.locator("#other").click()  # also one in the other language
    expect(quote(page)).to_have_text("Sosialisasi")
    expect(page.get_by_role("complementary", name=words("en")["pane_label"])).to_be_visible()
    expect(page.locator(".pane-at")).to_have_text("Quote 1 of 1")
    expect(page.locator(".pane-next")).to_be_hidden()
    assert page.evaluate("window.hacked") is None
    expect(page.locator("aside")).to_have_count(1)


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_escape_closes_and_gives_the_focus_back(open_context: Open, site: Site, size: dict[str, int]) -> None:
    page = open_answer(open_context(viewport=size), site)
    opener(page, 2).press("Enter")
    expect(quote(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".pane-box")).to_be_hidden()
    expect(opener(page, 2)).to_be_focused()
    expect(page.locator("body")).to_have_class("follow")
    expect(opener(page, 2)).not_to_have_attribute("aria-current", "true")


def test_escape_in_a_field_of_the_page_is_the_fields(open_context: Open, site: Site) -> None:
    page = open_answer(open_context(viewport=WIDE), site)
    opener(page).click()
    page.locator("#field").click()
    expect(page.locator("#field")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".pane-box")).to_be_visible()
    page.locator("#shut").click()  # by the page's script: the focus is not the pane's to give
    expect(page.locator(".pane-box")).to_be_hidden()
    expect(page.locator("#shut")).to_be_focused()


def test_the_focus_goes_to_the_same_link_where_the_answer_was_drawn_again(open_context: Open, site: Site) -> None:
    page = open_answer(open_context(viewport=WIDE), site)
    opener(page).press("Enter")
    expect(quote(page)).to_be_focused()
    page.evaluate("document.querySelector('.answer').outerHTML += ''")
    page.keyboard.press("Escape")
    href = opener(page).get_attribute("href")
    assert page.evaluate("document.activeElement.getAttribute('href')") == href


def test_a_narrow_window_gets_a_sheet_that_a_tap_beside_it_closes(open_context: Open, site: Site, watch: Watch) -> None:
    page = open_answer(open_context(viewport=NARROW, has_touch=True), site)
    opener(page).tap()
    sheet = page.get_by_role("dialog", name=SAY["pane_label"])
    expect(sheet.locator("mark#quote")).to_be_focused()
    expect(quote(page)).to_be_in_viewport()
    assert page.evaluate("document.querySelector('dialog').matches(':modal')")
    assert "pane-open" not in (page.locator("body").get_attribute("class") or "")
    page.wait_for_function("document.querySelector('dialog').getAnimations().length === 0")
    box = sheet.bounding_box()
    assert box is not None
    assert box["height"] == pytest.approx(0.72 * NARROW["height"], abs=1)
    assert box["y"] + box["height"] == pytest.approx(NARROW["height"], abs=1)
    for part in sheet.locator("button:visible, a.pane-act").all():
        size = part.bounding_box()
        assert size is not None
        assert min(size["width"], size["height"]) >= 44
    page.touchscreen.tap(200, 60)
    expect(sheet).to_be_hidden()
    expect(opener(page)).to_be_focused()
    assert sideways(page) == 0
    assert watch.errors == []


@pytest.mark.parametrize(("far", "closes"), [(140, True), (40, False)])
def test_a_sheet_is_pulled_down(open_context: Open, site: Site, far: int, closes: bool) -> None:
    page = open_answer(open_context(viewport=NARROW), site)
    opener(page).click()
    expect(quote(page)).to_be_in_viewport()
    page.wait_for_function("document.querySelector('dialog').getAnimations().length === 0")
    handle = page.locator(".pane-handle").bounding_box()
    assert handle is not None
    x, y = handle["x"] + handle["width"] / 2, handle["y"] + 8
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + far, steps=4)
    assert page.evaluate("document.querySelector('dialog').style.transform") == f"translateY({far}px)"
    page.mouse.up()
    expect(page.locator(".pane-box")).to_be_visible(visible=not closes)
    assert page.evaluate("document.querySelector('dialog').style.transform") == ""


def test_the_caller_may_have_a_sheet_in_a_wide_window(open_context: Open, site: Site) -> None:
    page = open_answer(open_context(viewport=WIDE), site)
    page.evaluate("document.body.dataset.sheet = 'only'")
    opener(page).click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_a_window_that_gets_narrow_or_wide_keeps_the_article_open(open_context: Open, site: Site) -> None:
    page = open_answer(open_context(viewport=WIDE), site)
    opener(page, 2).press("Enter")
    expect(quote(page)).to_be_focused()
    for size, role in ((NARROW, "dialog"), (WIDE, "complementary")):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        expect(page.get_by_role(role).locator("#quote")).to_have_text(SECOND)  # type: ignore[arg-type]
        expect(quote(page)).to_be_focused()
    assert page.locator("body").get_attribute("class") == "follow pane-open"


def test_while_the_article_loads_its_shape_is_shown_and_the_pane_can_be_closed(open_context: Open, site: Site) -> None:
    page = open_answer(open_context(viewport=NARROW), site)
    held: list[Route] = []
    page.route("**/pane?*", lambda route: held.append(route))
    opener(page).click()
    expect(page.locator(".pane-body")).to_have_attribute("aria-busy", "true")
    expect(page.locator(".skeleton .bone").first).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("button", name=SAY["pane_close"]).click()
    expect(opener(page)).to_be_focused()
    page.unroute("**/pane?*")
    opener(page, 2).click()
    expect(quote(page)).to_have_text(SECOND)
    for route in held:
        route.abort()
    expect(quote(page)).to_have_text(SECOND)  # an article that comes late replaces nothing


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_an_article_that_does_not_load_leaves_a_way_to_its_page(
    open_context: Open, site: Site, size: dict[str, int]
) -> None:
    page = open_answer(open_context(viewport=size), site)
    page.route("**/pane?*", lambda route: route.abort())
    opener(page).press("Enter")
    pane = page.locator(".pane-box")
    expect(pane.get_by_role("heading")).to_have_text(SAY["pane_failed"])
    expect(pane.get_by_role("heading")).to_be_focused()
    assert barriers(page) == []
    with page.context.expect_page() as opened:
        pane.locator(".source-acts a").click()
    expect(quote(opened.value)).to_have_text(FIRST)
    page.unroute("**/pane?*")
    pane.get_by_role("button", name=SAY["pane_retry"]).click()
    expect(quote(page)).to_have_text(FIRST)


def test_an_article_that_is_not_there_is_a_sentence(open_context: Open, site: Site) -> None:
    page = open_answer(
        open_context(viewport=WIDE), site, '<p><a id="gone" href="/sources/tidak-ada?lang=en">hilang</a></p>'
    )
    page.locator("#gone").click()
    expect(page.locator(".source-problem h2")).to_have_text(words("en")["source_missing_title"])
    expect(page.locator(".source-problem")).to_contain_text(words("en")["source_missing"])
    expect(page.locator(".pane-copy")).to_be_hidden()


@pytest.mark.parametrize("clipboard", [True, False])
def test_the_reference_is_copied_from_the_sheet(open_context: Open, site: Site, clipboard: bool) -> None:
    context = open_context(viewport=NARROW, permissions=["clipboard-read", "clipboard-write"])
    if not clipboard:  # as on a page without TLS; what is outside of an open dialog cannot be selected
        context.add_init_script("Object.defineProperty(navigator.clipboard, 'writeText', { value: undefined })")
    page = open_answer(context, site)
    opener(page).click()
    page.get_by_role("button", name=SAY["cite_copy_quote"]).click()
    expect(page.locator(".pane-said")).to_have_text(SAY["cite_copied"])
    copied = page.evaluate("navigator.clipboard.readText()")
    assert BALI.title in copied
    assert FIRST in copied


def test_the_page_of_its_own_opens_in_a_new_tab_at_the_quote_on_show(open_context: Open, site: Site) -> None:
    page = open_answer(open_context(viewport=WIDE), site)
    opener(page).click()
    page.get_by_role("button", name=SAY["pane_next"]).click()
    expect(quote(page)).to_have_text(SECOND)
    with page.context.expect_page() as opened:
        page.locator(".pane-box a.pane-act").click()
    expect(quote(opened.value)).to_have_text(SECOND)
    expect(opened.value.locator("mark")).to_have_count(2)


def test_below_the_prefix_of_a_proxy(make_site: Callable[..., Site], open_context: Open) -> None:
    site = make_site(page=False, root_path="/netral")
    more = '<p><a id="below" href="/netral/sources/001_bali?start=0&end=3&mark=9-16&lang=id#quote">ASN</a></p>'
    page = open_answer(open_context(viewport=WIDE), site, more)
    page.locator("#below").click()
    expect(quote(page)).to_have_text("ASN")
    page.get_by_role("button", name=SAY["pane_next"]).click()
    expect(page.locator(".pane-at")).to_have_text("Kutipan 2 dari 2")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_axe_finds_nothing_in_the_pane(open_context: Open, site: Site, scheme: str, size: dict[str, int]) -> None:
    page = open_answer(open_context(viewport=size, color_scheme=scheme, reduced_motion="reduce"), site)
    opener(page).click()
    expect(quote(page)).to_be_in_viewport()
    page.locator(".pane-box summary").first.click()
    assert barriers(page) == []
