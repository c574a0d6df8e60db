"""A PDF in a real Chromium: the picture of its page beside its text or in its place, with the quote marked on both."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import BrowserContext, Locator, Page, expect

from assistant.settings import Settings
from assistant.wording import words
from tests.browser.conftest import Site, Watch
from tests.browser.test_pane import sideways
from tests.made_up_pdf import HEIGHT, LEADING, LEFT, TOP, WIDTH
from tests.paged import ITEM, PAGES, PagedService, span_of

Open = Callable[..., BrowserContext]
SAY = words("id")
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
ASKED = "Bolehkah memasang spanduk calon?"
THEMES = ("light", "dark")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site without the staff page, which takes seconds to start; the panel shows answers, too."""
    made = Site(
        PagedService(), Settings(rate_limit=0, records=tmp_path_factory.mktemp("paged") / "r.sqlite"), page=False
    )
    made.start()
    yield made
    made.stop()


def open_article(context: BrowserContext, site: Site, quote: str = ITEM) -> Page:
    page = context.new_page()
    span = span_of(quote)
    page.goto(f"{site.url}sources/edaran?lang=id&start={span.start}&end={span.end}#quote")
    return page


def open_answer(context: BrowserContext, site: Site, question: str = ASKED) -> Page:
    """The panel with an answer from the circular."""
    page = context.new_page()
    page.goto(f"{site.url}panel?lang=id")
    page.fill("#question", question)
    page.press("#question", "Enter")
    page.locator(".answer.done").wait_for()
    return page


def drawn(picture: Locator) -> None:
    """Wait until a picture has come and been drawn."""
    picture.evaluate("(one) => one.decode()")


def ground_of(paper: Locator, words_on_it: str) -> tuple[int, ...]:
    """The commonest colour behind the beginning of a line of the first page."""
    shown = Image.open(io.BytesIO(paper.screenshot())).convert("RGB")
    left, top, bottom = LEFT / WIDTH + 0.02, line(words_on_it) - 0.008, line(words_on_it) + 0.004
    strip = shown.crop(
        (
            round(left * shown.width),
            round(top * shown.height),
            round((left + 0.15) * shown.width),
            round(bottom * shown.height),
        )
    )
    colours = strip.getcolors(strip.width * strip.height)
    assert colours is not None
    found = max(colours)[1]
    assert isinstance(found, tuple)
    return found


def line(words_on_it: str) -> float:
    """How far down the first page a line stands: in the middle of its letters."""
    number = PAGES[0].index(words_on_it)
    return (HEIGHT - (TOP - number * LEADING) - 3) / HEIGHT


def barriers(page: Page, within: str) -> list[str]:
    found = Axe().run(page, {"include": [[within]]}).response["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def view(page: Page, name: str) -> Locator:
    """A radio button of the switch."""
    return page.get_by_role("radio", name=SAY[f"source_view_{name}"])


# Beside the text


@pytest.mark.parametrize("theme", THEMES)
def test_on_a_wide_window_text_and_page_stand_beside_each_other(
    open_context: Open, site: Site, watch: Watch, theme: str
) -> None:
    page = open_article(open_context(viewport=WIDE, color_scheme=theme), site)
    expect(page.locator("mark#quote")).to_have_text(ITEM)
    expect(page.locator("mark#quote")).to_be_in_viewport()
    expect(page.locator("mark.leading")).to_have_text("(2) Pegawai dilarang:")
    paper = page.locator(".sheet.with-quote .paper")
    drawn(paper.locator(".page-picture"))
    drawn(paper.locator(".page-marks"))
    expect(paper).to_be_in_viewport()
    expect(page.locator(".views-of")).to_be_hidden()
    text, picture = page.locator("article").bounding_box(), paper.bounding_box()
    assert text is not None
    assert picture is not None
    assert text["x"] + text["width"] <= picture["x"]
    assert picture["height"] / picture["width"] == pytest.approx(HEIGHT / WIDTH, abs=0.01)
    assert sideways(page) == 0
    assert watch.errors == []
    assert watch.hosts == {site.url.split("/")[2]}


@pytest.mark.parametrize("theme", THEMES)
def test_the_quote_is_marked_on_the_picture_which_is_light_in_any_theme(
    open_context: Open, site: Site, theme: str
) -> None:
    page = open_article(open_context(viewport=WIDE, color_scheme=theme), site)
    paper = page.locator(".sheet.with-quote .paper")
    for picture in paper.locator("img").all():
        drawn(picture)
    page.wait_for_timeout(200)
    red, green, blue = ground_of(paper, ITEM)
    assert (red, green) > (240, 210)
    assert blue < 160
    assert 200 < min(ground_of(paper, "(2) Pegawai dilarang:")) < 245
    for unmarked in ("(1) Pegawai wajib netral.", "b. ikut serta dalam kampanye; dan"):
        assert min(ground_of(paper, unmarked)) >= 250


def test_the_pages_scroll_by_themselves_to_the_quote_and_with_the_keyboard(open_context: Open, site: Site) -> None:
    page = open_article(open_context(viewport=WIDE), site, "Peraturan ini berlaku")
    expect(page.locator("#page-3 .paper")).to_be_in_viewport()
    sheets = page.get_by_role("region", name=SAY["source_pages"])
    before = sheets.evaluate("(one) => one.scrollTop")
    assert before > 0
    sheets.focus()
    page.keyboard.press("Home")
    expect(page.locator("#page-3 .paper")).not_to_be_in_viewport()
    assert page.get_by_text("Halaman 3 dari 3 · dibaca mesin, keyakinan 91 %").count() == 1


# In its place


def test_on_a_narrow_window_a_switch_leads_to_the_page_and_is_remembered(
    open_context: Open, site: Site, watch: Watch
) -> None:
    context = open_context(viewport=NARROW, has_touch=True)
    page = open_article(context, site)
    expect(page.locator("mark#quote")).to_be_in_viewport()
    expect(page.locator(".sheets")).to_be_hidden()
    page.locator(".views-of label", has_text=SAY["source_view_page"]).tap()
    expect(page.locator("article")).to_be_hidden()
    expect(page.locator(".sheet.with-quote .page-marks")).to_be_in_viewport()
    assert sideways(page) == 0
    other = open_article(context, site)
    expect(view(other, "page")).to_be_checked()
    expect(other.locator(".sheet.with-quote .page-marks")).to_be_in_viewport()
    other.locator(".views-of label", has_text=SAY["source_view_text"]).tap()
    expect(other.locator("mark#quote")).to_be_in_viewport()
    expect(other.locator(".sheets")).to_be_hidden()
    assert watch.errors == []


def test_the_switch_is_worked_by_keyboard_and_without_script(open_context: Open, site: Site) -> None:
    page = open_article(open_context(viewport=NARROW, java_script_enabled=False), site)
    view(page, "text").focus()
    page.keyboard.press("ArrowRight")
    expect(view(page, "page")).to_be_checked()
    expect(page.locator(".sheet.with-quote")).to_be_visible()
    expect(page.locator("article")).to_be_hidden()


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_the_pane_switches_between_text_and_page(
    open_context: Open, site: Site, watch: Watch, size: dict[str, int]
) -> None:
    page = open_answer(open_context(viewport=size), site)
    expect(page.locator("blockquote .leading")).to_have_text("(2) Pegawai dilarang: …")
    expect(page.locator(".card .where")).to_have_text("Pasal 1 ayat (2) huruf c · hlm. 1")
    page.locator("a.open").click()
    expect(page.locator(".pane-body mark#quote")).to_be_in_viewport()
    expect(page.locator(".source-where")).to_have_text("Pasal 1 ayat (2) huruf c · hlm. 1")
    expect(page.locator(".pane-body .sheets")).to_be_hidden()
    view(page, "text").focus()
    page.keyboard.press("ArrowRight")
    marks = page.locator(".pane-body .sheet.with-quote .page-marks")
    expect(marks).to_be_in_viewport()
    drawn(marks)
    expect(page.locator(".pane-body article")).to_be_hidden()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".pane-body mark#quote")).to_be_in_viewport()
    assert watch.errors == []


def test_the_pane_opens_in_the_view_that_was_chosen_last(open_context: Open, site: Site) -> None:
    page = open_answer(open_context(viewport=WIDE), site)
    page.locator("a.open").click()
    page.locator(".pane-views label", has_text=SAY["source_view_page"]).click()
    page.get_by_role("button", name=SAY["pane_close"]).click()
    page.locator("a.open").click()
    expect(view(page, "page")).to_be_checked()
    expect(page.locator(".pane-body .sheet.with-quote .page-marks")).to_be_in_viewport()


def test_what_is_copied_has_the_line_before_the_quote_and_where_it_stands(open_context: Open, site: Site) -> None:
    page = open_answer(open_context(viewport=WIDE, permissions=["clipboard-read", "clipboard-write"]), site)
    page.locator(".copy-sources").click()
    expect(page.locator(".tools .said")).to_have_text(SAY["copied"])
    read = """async () => {
      const [item] = await navigator.clipboard.read();
      return Promise.all(["text/html", "text/plain"].map(async (type) => (await item.getType(type)).text()));
    }"""
    rich, plain = page.evaluate(read)
    assert "<blockquote>(2) Pegawai dilarang: … c. memasang spanduk calon.</blockquote>" in rich
    assert "</a>, Pasal 1 ayat (2) huruf c · hlm. 1, Pemerintah Kabupaten Rimba" in rich
    assert plain.endswith("Pasal 1 ayat (2) huruf c, hlm. 1")


# On paper, and without barriers


def test_on_paper_the_cited_page_follows_the_text(open_context: Open, site: Site) -> None:
    page = open_article(open_context(viewport=NARROW), site)
    page.emulate_media(media="print")
    expect(page.locator("article")).to_be_visible()
    expect(page.locator(".sheet.with-quote")).to_be_visible()
    expect(page.locator(".views-of")).to_be_hidden()
    assert page.locator(".sheet:visible").count() == 1
    picture, marks = (page.locator(f".sheet.with-quote .page-{part}").bounding_box() for part in ("picture", "marks"))
    assert picture is not None
    assert marks is not None
    assert [marks[side] for side in ("x", "width", "height")] == pytest.approx(
        [picture[side] for side in ("x", "width", "height")], abs=1
    )


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing(open_context: Open, site: Site, theme: str) -> None:
    for size in (WIDE, NARROW):
        context = open_context(viewport=size, color_scheme=theme)
        page = open_article(context, site)
        drawn(page.locator(".sheet.with-quote .page-picture"))
        assert barriers(page, "main") == []
        if size == NARROW:
            page.locator(".views-of label").last.click()
            assert barriers(page, "main") == []
        answer = open_answer(context, site)
        answer.locator("a.open").click()
        expect(answer.locator(".pane-views")).to_be_visible()
        assert barriers(answer, ".pane-box") == []


# Answers longer than a screen


def height(part: Locator) -> float:
    box = part.bounding_box()
    assert box is not None
    return box["height"]


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_long_quote_is_folded_and_shown_whole_by_a_button(
    open_context: Open, site: Site, size: dict[str, int]
) -> None:
    page = open_answer(open_context(viewport=size), site, "Jawaban panjang?")
    quote = page.locator("blockquote")
    folded = height(quote)
    assert folded < size["height"]
    page.locator(".unfold summary").press("Enter")
    expect(page.get_by_text(SAY["show_less"])).to_be_visible()
    assert height(quote) > 2 * folded
    assert barriers(page, ".answer") == []
    page.get_by_text(SAY["show_less"]).click()
    assert height(quote) == folded
