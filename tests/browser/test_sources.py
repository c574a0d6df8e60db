"""The articles and their library in a real Chromium."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from assistant.settings import Settings
from assistant.wording import words
from index.document import Document
from tests.browser.conftest import Site, Watch
from tests.browser.test_pane import sideways
from tests.fakes import DOCUMENTS, FakeService

BALI = DOCUMENTS[0]
Open = Callable[..., BrowserContext]
QUOTES = ("Aparatur Sipil Negara", "See also", "Dewa Made Indra")


def place(quote: str) -> tuple[int, int]:
    """Where the article from Bali says so."""
    at = BALI.text.index(quote)
    return at, at + len(quote)


def marked(site: Site) -> str:
    """The address of the article with QUOTES marked, at the first of them."""
    (start, end), *others = (place(quote) for quote in QUOTES)
    return f"{site.url}sources/001_bali?start={start}&end={end}" + "".join(f"&mark={a}-{b}" for a, b in others)


class Shelf(FakeService):
    """Serves an article with headings besides the others."""

    def sources(self) -> list[Document]:
        text = "\n\n".join(f"## {name}\n\n{'Isi bagian ini. ' * 60}" for name in ("Latar", "Larangan", "Sanksi"))
        made = dataclasses.replace(
            BALI, id="edaran", title="Edaran <b>", text=text, furniture=(), published="2025-01-02"
        )
        return [*super().sources(), made]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site without the staff page, which takes seconds to start."""
    made = Site(Shelf(), Settings(records=tmp_path_factory.mktemp("sources") / "records.sqlite"), page=False)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def page(open_context: Open) -> Page:
    """A page on a desktop, empty at first."""
    return open_context(viewport={"width": 1280, "height": 800}).new_page()


@pytest.mark.parametrize("script", [True, False])
def test_quotes_are_stepped_through_and_open_what_they_lie_in(open_context: Open, site: Site, script: bool) -> None:
    page = open_context(java_script_enabled=script, viewport={"width": 360, "height": 500}).new_page()
    page.goto(f"{marked(site)}#quote")
    for number, quote in enumerate(QUOTES):
        if number:
            page.locator(".quotes a[rel=next]").click()
        expect(page.locator("#quote")).to_have_text(quote)
        expect(page.locator("#quote")).to_be_in_viewport()
        expect(page.locator(".quotes")).to_be_in_viewport()
        under = page.locator(".quotes").bounding_box()
        mark = page.locator("#quote").bounding_box()
        assert under
        assert mark
        assert mark["y"] >= under["y"] + under["height"]
    expect(page.locator(".quotes a[rel=next]")).to_have_count(0)


def test_furniture_unfolds_without_script_and_by_the_keyboard(open_context: Open, site: Site) -> None:
    page = open_context(java_script_enabled=False).new_page()
    page.goto(f"{site.url}sources/001_bali")
    caption = page.get_by_text("Suasana Rakor pengawasan")
    expect(caption).to_be_hidden()
    page.locator("article summary").first.focus()
    page.keyboard.press("Enter")
    expect(caption).to_be_visible()


def test_the_article_on_the_page_is_its_text(page: Page, site: Site) -> None:
    page.goto(marked(site))
    folds = page.locator("article summary")
    folds.evaluate_all("all => all.forEach((one) => one.remove())")
    assert page.locator("article").evaluate("one => one.textContent") == BALI.text


@pytest.mark.parametrize("clipboard", [True, False])
def test_a_reference_is_copied_in_the_style_that_is_chosen(
    open_context: Open, site: Site, watch: Watch, clipboard: bool
) -> None:
    context = open_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    if not clipboard:  # as on a page without TLS
        page.add_init_script("Object.defineProperty(navigator.clipboard, 'writeText', { value: undefined })")
    page.goto(marked(site) + "&lang=en")
    start, end = place(QUOTES[0])
    here = f"{site.url}sources/001_bali?start={start}&end={end}"
    references = {
        "Plain": f"“{BALI.title}”, {BALI.publisher}, 18 April 2024 (date of the event in the text)\n{here}",
        "APA 7": f"{BALI.publisher}. (n.d.). {BALI.title} [event of 18 April 2024]. {here}",
    }
    for style, said in references.items():
        page.locator(".styles label", has_text=style).click()
        expect(page.locator(".cite-text:visible")).to_have_count(1)
        page.get_by_role("button", name=words("en")["cite_copy_quote"]).click()
        expect(page.locator(".references .said")).to_have_text(words("en")["cite_copied"])
        assert page.evaluate("navigator.clipboard.readText()") == f"“{QUOTES[0]}”\n{said}"
    page.goto(f"{site.url}sources/002_xss?lang=en")
    expect(page.get_by_role("radio", name="APA 7")).to_be_checked()  # the style that was chosen last
    assert watch.errors == []


def test_the_style_of_a_reference_is_chosen_by_the_keyboard(page: Page, site: Site) -> None:
    page.goto(marked(site))
    page.get_by_role("radio", name="Biasa").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Catatan kaki")).to_be_checked()
    expect(page.locator(".cite-text:visible")).to_contain_text("diakses")


def test_a_reference_that_cannot_be_copied_is_selected(page: Page, site: Site) -> None:
    page.add_init_script(
        "Object.defineProperty(navigator.clipboard, 'writeText', { value: undefined }); document.execCommand = () => false;"
    )
    page.goto(marked(site))
    page.locator(".copy-cite:visible").click()
    expect(page.locator(".references .said")).to_have_text(words("id")["copy_failed"])
    assert page.evaluate("getSelection().toString()").startswith(f"“{QUOTES[0]}”")


def test_without_script_the_references_are_text_and_there_is_no_dead_button(open_context: Open, site: Site) -> None:
    page = open_context(java_script_enabled=False).new_page()
    page.goto(marked(site))
    page.locator(".references summary").click()
    expect(page.locator(".cite-text:visible")).to_contain_text(BALI.title)
    page.locator(".styles label", has_text="APA 7").click()
    expect(page.locator(".cite-text:visible")).to_contain_text("(t.t.)")
    for button in (".copy-cite", "button.print"):
        expect(page.locator(button).first).to_be_hidden()


def test_contents_lead_to_a_heading_below_the_bar(open_context: Open, site: Site) -> None:
    page = open_context(viewport={"width": 1280, "height": 500}).new_page()
    page.goto(f"{site.url}sources/edaran?lang=en")
    page.get_by_role("navigation", name=words("en")["source_contents"]).get_by_role("link", name="Sanksi").click()
    heading = page.get_by_role("heading", name="Sanksi")
    expect(heading).to_be_in_viewport()
    expect(heading).to_be_focused()
    bar, box = page.locator(".bar").bounding_box(), heading.bounding_box()
    assert bar
    assert box
    assert box["y"] >= bar["height"]
    expect(page.get_by_role("navigation", name=words("en")["source_contents"])).to_be_in_viewport()


def test_on_a_phone_contents_and_references_are_folded_above_the_text(open_context: Open, site: Site) -> None:
    page = open_context(viewport={"width": 390, "height": 844}).new_page()
    page.goto(f"{site.url}sources/edaran")
    expect(page.locator(".cite-text:visible")).to_have_count(0)
    page.locator(".contents summary").click()
    page.locator(".contents a").last.click()
    expect(page.locator("#part-3")).to_be_in_viewport()


def test_an_article_is_printed_black_on_white_with_its_title_and_address(open_context: Open, site: Site) -> None:
    page = open_context(color_scheme="dark").new_page()
    page.add_init_script("window.print = () => { window.printed = true; }")
    page.goto(marked(site))
    page.locator("button.print").click()
    assert page.evaluate("window.printed")
    page.emulate_media(media="print")
    colours = "one => [getComputedStyle(one).color, getComputedStyle(one).backgroundColor]"
    assert page.locator("body").evaluate(colours) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    assert page.locator("article p:visible").first.evaluate(colours)[0] == "rgb(0, 0, 0)"
    assert page.locator("article mark.current").evaluate(colours) == ["rgb(0, 0, 0)", "rgba(0, 0, 0, 0)"]
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".about")).to_contain_text("18 April 2024")
    expect(page.locator(".printed")).to_contain_text(f"{site.url}sources/001_bali?start=")
    for part in (".bar", ".tools", ".beside", ".quotes", ".pages"):
        expect(page.locator(part).first).to_be_hidden()


@pytest.mark.parametrize("view", ["cards", "table"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_library_is_filtered_sorted_and_shown_by_the_keyboard(
    open_context: Open, site: Site, watch: Watch, view: str, width: int
) -> None:
    page = open_context(viewport={"width": width, "height": 844}).new_page()
    page.goto(f"{site.url}sources?lang=en&view={view}")
    if width == 390:
        page.locator(".narrow summary").first.press("Enter")
    page.locator(".facet a", has_text="2025").press("Enter")
    expect(page.locator(".library-title")).to_have_text(["Edaran <b>"])
    page.locator(".chosen a").first.press("Enter")
    expect(page.locator(".library-title")).to_have_count(3)
    page.locator(".orders a", has_text="Oldest").press("Enter")
    expect(page.locator(".library-title").first).to_have_text(BALI.title)
    expect(page.locator(".views a[aria-current]")).to_have_text("Table" if view == "table" else "Cards")
    assert watch.errors == []


def test_filters_stand_open_beside_the_list_and_folded_above_it(open_context: Open, site: Site) -> None:
    page = open_context(viewport={"width": 1280, "height": 844}).new_page()
    page.goto(f"{site.url}sources")
    expect(page.locator(".facet").first).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site.url}sources")
    expect(page.locator(".facet").first).to_be_hidden()
    page.goto(f"{site.url}sources?from=x")
    expect(page.locator("#from")).to_be_visible()  # the field that is wrong


def test_all_of_a_card_opens_its_article_but_its_subjects_are_links_of_their_own(
    open_context: Open, site: Site
) -> None:
    page = open_context(viewport={"width": 1280, "height": 844}).new_page()
    page.goto(f"{site.url}sources")
    card = page.locator(".article-card", has_text=BALI.title)
    card.locator(".subject").first.click()
    expect(page).to_have_url(re.compile(r"subject="))
    page.locator(".article-card", has_text=BALI.title).click(position={"x": 60, "y": 100})
    expect(page.locator("h1")).to_have_text(BALI.title)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_of_any_impact(open_context: Open, site: Site, scheme: str, width: int) -> None:
    page = open_context(viewport={"width": width, "height": 844}, color_scheme=scheme).new_page()
    for path in (
        "sources",
        "sources?view=table&q=asn",
        "sources?q=zebra&place=Denpasar",
        "sources?from=x",
        "sources/edaran",
        marked(site).removeprefix(site.url),
        "sources/none",
    ):
        page.goto(site.url + path)
        page.locator(".narrow > details, .beside > details").evaluate_all(
            "all => all.forEach((one) => (one.open = true))"
        )
        found = Axe().run(page).response["violations"]
        assert [(rule["id"], node["html"][:160]) for rule in found for node in rule["nodes"]] == [], path


def test_the_library_is_searched_without_script_by_the_keyboard(open_context: Open, site: Site, watch: Watch) -> None:
    page = open_context(java_script_enabled=False).new_page()
    page.goto(f"{site.url}sources?lang=en")
    page.locator("#q").focus()
    page.keyboard.type("sanksi pangkat")
    page.keyboard.press("Enter")
    expect(page.locator(".found")).to_contain_text("1 of 3")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(".snippet mark")).to_have_text(["sanksi", "pangkat"])
    page.locator(".library-title").click()
    expect(page.locator("#quote")).to_have_text("sanksi")
    expect(page.locator("#quote")).to_be_in_viewport()
    assert watch.errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_scrolls_sideways_on_a_small_phone(open_context: Open, site: Site, scheme: str) -> None:
    page = open_context(viewport={"width": 360, "height": 640}, color_scheme=scheme).new_page()
    for path in (
        "sources?from=x&to=2024-01-01",
        "sources?q=asn&publisher=Y",
        "sources/002_xss?mark=0-50&mark=60-90&lang=en",
    ):
        page.goto(site.url + path)
        assert sideways(page) == 0, path
    for fold in page.locator("details:not([open]) summary").all():
        fold.click()
    assert sideways(page) == 0
