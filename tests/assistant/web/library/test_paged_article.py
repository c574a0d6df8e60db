"""The page of a PDF, and its part for the pane: its pages as pictures beside its text, and where its quote stands."""

from __future__ import annotations

import dataclasses
import html
import re

import pytest
from fastapi.testclient import TestClient

from assistant.articles.marks import Marks
from assistant.web.library.page_sheets import page_sheets, quote_depth, say_machine_pages
from index.document import Page
from tests.assistant.web.library.test_pages import ArticleText
from tests.assistant.web.site import client
from tests.fakes import DOCUMENTS
from tests.paged import ITEM, PagedService, circular, span_of


@pytest.fixture
def api() -> TestClient:
    return client(service=PagedService())


def opened(words: str = ITEM, pane: bool = False, lang: str = "id") -> str:
    """The address at which an answer opens the circular."""
    span = span_of(words)
    return f"/sources/edaran{'/pane' if pane else ''}?start={span.start}&end={span.end}&lang={lang}"


def figures(page: str) -> list[str]:
    return re.findall(r"<figure.*?</figure>", page, re.DOTALL)


@pytest.mark.parametrize("pane", [False, True])
def test_each_page_is_shown_and_the_cited_one_has_its_marks(api: TestClient, pane: bool) -> None:
    page = api.get(opened(pane=pane)).text
    first, second, third = figures(page)
    assert 'class="sheet with-quote" id="page-1"' in first
    assert 'alt="Gambar halaman 1 dari 3; kutipan ditandai"' in first
    span = span_of(ITEM)
    assert f'src="/sources/edaran/pages/1.svg?start={span.start}&amp;end={span.end}" alt=""' in first
    assert 'src="/sources/edaran/pages/1.webp?width=800"' in first
    assert (
        'srcset="/sources/edaran/pages/1.webp?width=800 800w, /sources/edaran/pages/1.webp?width=1600 1600w"' in first
    )
    assert "lazy" not in first  # it is printed, too
    for other in (second, third):
        assert 'class="sheet" id' in other
        assert ".svg" not in other
        assert 'loading="lazy"' in other
    assert page.count('type="radio" name="view"') == 2
    assert ArticleText(page).text == circular().text


@pytest.mark.parametrize("pane", [False, True])
def test_where_the_quote_stands_is_said(api: TestClient, pane: bool) -> None:
    assert ">Pasal 1 ayat (2) huruf c · hlm. 1</" in api.get(opened(pane=pane)).text
    assert ">Pasal 1 ayat (2) huruf c · p. 1</" in api.get(opened(pane=pane, lang="en")).text
    assert (
        ">Pasal 3 · hlm. 3 · dibaca mesin, keyakinan 91 %</" in api.get(opened("Peraturan ini berlaku", pane=pane)).text
    )
    assert "hlm." not in api.get(f"/sources/edaran{'/pane' if pane else ''}").text


@pytest.mark.parametrize("pane", [False, True])
def test_a_page_that_a_machine_read_is_said_to_be_so(api: TestClient, pane: bool) -> None:
    page = api.get(opened(pane=pane)).text
    assert "Halaman 3 dari 3 · dibaca mesin, keyakinan 91 %" in page
    assert "Teks halaman 3 dibaca mesin dari gambarnya (keyakinan paling rendah 91 %)" in page
    assert "The text of page 3 was read by machine" in api.get(opened(pane=pane, lang="en")).text


def test_the_line_before_the_quote_is_marked_too_and_copied_with_it(api: TestClient) -> None:
    page = html.unescape(api.get(opened()).text)
    assert '<mark class="leading">(2) Pegawai dilarang:</mark>' in page
    assert "“(2) Pegawai dilarang: … c. memasang spanduk calon.”" in page
    assert "Pemerintah Kabupaten Rimba" in page


@pytest.mark.parametrize("pane", ["", "/pane"])
def test_an_article_without_pages_has_none_of_it(api: TestClient, pane: str) -> None:
    page = api.get(f"/sources/{DOCUMENTS[0].id}{pane}?start=3&end=9").text
    for sign in ("sheets", "webp", "views-of", "paged", "hlm."):
        assert sign not in page


def test_addresses_lie_below_the_prefix() -> None:
    with client(service=PagedService(), root_path="/netral") as api:
        page = api.get("/netral" + opened()).text
    assert 'src="/netral/sources/edaran/pages/1.webp?width=800"' in page
    assert 'src="/netral/sources/edaran/pages/1.svg?' in page


def test_contents_lead_to_chapters_and_articles_by_name(api: TestClient) -> None:
    page = api.get("/sources/edaran").text
    led = re.findall(r'<li class="depth-(\d)"><a href="#([^"]+)">([^<]+)</a>', page)
    assert led == [
        ("1", "bab-i", "BAB I LARANGAN"), ("2", "pasal-1", "Pasal 1"), ("2", "pasal-2", "Pasal 2"), ("2", "pasal-3", "Pasal 3"),
    ]  # fmt: skip
    for _, anchor, words in led:
        assert re.search(rf'<h\d id="{anchor}" tabindex="-1">{words.split()[0]}', page)
    assert '<p id="pasal-1-ayat-2-huruf-c" tabindex="-1" class="item level-2">' in page


# What the page is made of


def test_marks_on_several_pages_are_told_apart() -> None:
    quote, other = span_of(ITEM), span_of("Peraturan ini")
    one, two, three = page_sheets(circular(), Marks((quote, other), 0), "id", "")
    assert (one.cited, two.cited, three.cited) == (True, False, False)
    assert one.marks.endswith(f"/1.svg?start={quote.start}&end={quote.end}")
    assert two.marks == ""
    assert three.marks.endswith(f"/3.svg?start={quote.start}&end={quote.end}&mark={other.start}-{other.end}")


def test_a_line_before_the_quote_on_the_page_before_is_marked_there() -> None:
    found = circular()
    split = dataclasses.replace(found, pages=(Page(0), Page(found.text.index("a. menjadi")), *found.pages[1:]))
    sheets = page_sheets(split, Marks((span_of(ITEM),)), "id", "")
    assert [(bool(sheet.marks), sheet.cited) for sheet in sheets] == [
        (True, False),
        (True, True),
        (False, False),
        (False, False),
    ]


@pytest.mark.parametrize(
    ("words", "depth"),
    [("PERATURAN", 0.0), ("Pasal 2", 0.0), ("paling lambat", 0.644), (ITEM, 0.873)],
)
def test_how_far_down_its_page_a_quote_begins(words: str, depth: float) -> None:
    assert quote_depth(circular(), Marks((span_of(words),))) == pytest.approx(depth, abs=0.02)


def test_without_a_quote_the_first_page_is_shown_from_its_top() -> None:
    assert quote_depth(circular(), Marks()) == 0.0
    assert not any(sheet.cited or sheet.marks for sheet in page_sheets(circular(), Marks(), "id", ""))


@pytest.mark.parametrize(
    ("read", "said"),
    [
        ((), ""),
        ((2,), "Teks halaman 2 "),
        ((1, 2, 3, 5, 7, 8), "Teks halaman 1–3, 5, 7–8 "),
    ],
)
def test_the_pages_that_a_machine_read_are_named_in_short(read: tuple[int, ...], said: str) -> None:
    pages = tuple(Page(number, 0.9 + number / 100 if number in read else None) for number in range(1, 9))
    found = say_machine_pages(dataclasses.replace(circular(), pages=pages), "id")
    assert found.startswith(said)
    assert bool(found) is bool(read)
    if read:
        assert f"{90 + min(read)} %" in found
