"""The page of one article, with its quotes marked."""

from __future__ import annotations

import dataclasses
import html
import itertools
import re

import pytest
from fastapi.testclient import TestClient

from assistant.answer import Lang
from assistant.wording import spell_date, words
from index.document import Document, Furniture, Span
from tests.assistant.web.site import client, mark_of, problem
from tests.fakes import DOCUMENTS, HOSTILE, SECRET, FakeService


def test_the_page_of_a_source_marks_the_quote(api: TestClient) -> None:
    citation = api.post("/api/ask", json={"question": "Kapan?"}).json()["citations"][0]
    response = api.get(citation["url"])
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.text.count('id="quote"') == 1
    assert mark_of(response.text) == citation["quote"]
    assert "18 April 2024 (tanggal peristiwa menurut teks)" in response.text
    assert '<span class="furniture">See also' in response.text


def test_a_mark_across_paragraphs_keeps_every_character(api: TestClient) -> None:
    text = DOCUMENTS[0].text
    page = api.get(f"/sources/001_bali?start=0&end={len(text)}").text
    assert mark_of(page) == re.sub(r"\n\s*\n", "", text)
    assert page.count('id="quote"') == 1


@pytest.mark.parametrize(
    "place",
    [
        "start=5&end=5",
        "start=9&end=2",
        "start=0&end=999999",
        "start=-1&end=4",
        "start=a&end=b",
        "start=1",
        "end=²&start=1",
    ],
)
def test_a_place_that_the_source_does_not_have_is_reported(api: TestClient, place: str) -> None:
    response = api.get(f"/sources/001_bali?{place}")
    assert response.status_code == 200
    assert "<mark" not in response.text
    assert "tidak ada pada posisi itu" in response.text


def test_pages_of_sources_speak_both_languages(api: TestClient) -> None:
    english = api.get("/sources/001_bali?start=0&end=3&lang=en").text
    assert '<html lang="en">' in english
    assert "date of the event in the text" in english
    assert "/sources/001_bali?lang=id&amp;start=0&amp;end=3" in english
    assert '<html lang="id">' in api.get("/sources/001_bali?lang=xx").text
    assert "from these 2 articles" in api.get("/sources?lang=en").text


def test_pages_of_sources_escape_everything(api: TestClient) -> None:
    for page in (api.get("/sources/002_xss").text, api.get("/sources").text):
        assert "<script>window" not in page
        assert "<b onmouseover" not in page
        assert 'javascript:window.hacked=1"' not in page
    article = api.get("/sources/002_xss").text
    assert all(html.escape(part).replace("&#x27;", "&#39;").replace("&quot;", "&#34;") in article for part in HOSTILE)
    reflected = api.get('/sources/001_bali?lang="><script>&start="><script>').text
    assert "><script>" not in reflected


def test_a_page_without_an_index_says_so_and_keeps_its_reason_inside() -> None:
    service = FakeService()
    service.missing = True
    with client(service=service) as api:
        for path in ("/sources", "/sources/001_bali"):
            response = api.get(path)
            assert response.status_code == 503
            assert "tidak tersedia" in response.text
            assert SECRET not in response.text
            assert response.headers["retry-after"]
        assert problem(api.get("/api/sources"))["code"] == "index_unavailable"


class Circulars(FakeService):
    """Serves an article with headings and an address of its own."""

    def sources(self) -> list[Document]:
        text = "# Edaran\n\n## Latar <b>\n\nIsi pertama.\n\n### Dasar\n\nIsi kedua.\n\n## Sanksi\n\nIsi ketiga."
        title = Furniture(Span(0, 8), "title")
        made = dataclasses.replace(DOCUMENTS[0], id="edaran", text=text, title="Edaran", furniture=(title,))
        return [dataclasses.replace(made, url="https://berita.example/a"), DOCUMENTS[1]]


def test_the_contents_lead_to_the_headings() -> None:
    with client(service=Circulars()) as api:
        page = api.get("/sources/edaran?lang=en").text
    listed = re.findall(r'<li class="depth-(\d)"><a href="#(part-\d)">([^<]*)</a>', page)
    assert listed == [("1", "part-1", "Latar &lt;b&gt;"), ("2", "part-2", "Dasar"), ("1", "part-3", "Sanksi")]
    headings = re.findall(r'<h(\d) id="(part-\d)" tabindex="-1"><span hidden>(#+) </span>([^<]*)</h\1>', page)
    assert headings == [
        ("2", "part-1", "##", "Latar &lt;b&gt;"),
        ("3", "part-2", "###", "Dasar"),
        ("2", "part-3", "##", "Sanksi"),
    ]


def test_an_article_without_headings_has_no_contents(api: TestClient) -> None:
    assert 'class="fold contents"' not in api.get("/sources/001_bali").text


def test_in_the_pane_headings_lie_below_the_title() -> None:
    with client(service=Circulars()) as api:
        part = api.get("/sources/edaran/pane").text
    assert re.findall(r"<h(\d)", part) == ["2", "3", "4", "3"]


@pytest.mark.parametrize("query", ["", "/pane"])
def test_the_title_is_said_once_unless_it_is_what_was_quoted(query: str) -> None:
    with client(service=Circulars()) as api:
        assert "<p hidden># Edaran</p>" in api.get(f"/sources/edaran{query}").text
        quoted = api.get(f"/sources/edaran{query}?start=2&end=8").text
    assert "<p hidden>" not in quoted
    assert mark_of(quoted) == "Edaran"


def test_a_reference_is_there_in_three_styles() -> None:
    with client(service=Circulars()) as api:
        page = api.get("/sources/edaran?lang=en").text
    texts = [html.unescape(text) for text in re.findall(r'<p class="cite-text">(.*?)</p>', page, re.DOTALL)]
    assert texts[0].endswith("\nhttp://testserver/sources/edaran")
    assert re.fullmatch(
        r"“Edaran”, baliprawara.com, n\.d\. \(event of 18 April 2024\), https://berita.example/a, accessed \d+ \w+ \d{4}\.",
        texts[1],
    )
    assert texts[2] == "baliprawara.com. (n.d.). Edaran [event of 18 April 2024]. https://berita.example/a"
    assert re.findall(r'<label for="style-\w+">([^<]*)', page) == ["Plain", "Footnote", "APA 7"]
    assert html.escape(texts[0]) in page.split('<p class="printed">')[1]


def test_headings_of_the_pages_skip_no_level(api: TestClient) -> None:
    for path in ("/sources", "/sources?view=table", "/sources?q=zebra", "/sources/001_bali", "/sources/none"):
        levels = [int(level) for level in re.findall(r"<h(\d)", api.get(path).text)]
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), path


# Older versions


class Versions(FakeService):
    """Two more documents: an older version and an amended regulation, in subfolders."""

    def sources(self) -> list[Document]:
        old = Document(
            "2030/apel", "Apel digelar pada Senin.", "Apel lama", "2030/apel.txt", "0", superseded_by="2031/apel"
        )
        new = Document(
            "2031/apel", "Apel digelar pada Selasa.", "Apel <baru>", "2031/apel.txt", "1", published="2031-03-09"
        )
        law = Document("perbup", "Pasal 1", "Perbup", "perbup.txt", "2", amended_by=("2031/apel", "gone"))
        lost = Document("hilang", "Isi.", "Hilang", "hilang.txt", "3", superseded_by="gone")
        return [*super().sources(), old, new, law, lost]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_an_older_version_leads_to_the_newer_one(lang: Lang) -> None:
    say = words(lang)["source_newer"]
    with client(service=Versions()) as api:
        page = api.get(f"/sources/2030/apel?lang={lang}").text
        note = page[page.index(say) :].partition("</p>")[0]
        assert f'href="/sources/2031/apel?lang={lang}"' in note
        assert "Apel &lt;baru&gt;" in note
        assert f"({spell_date('2031-03-09', lang)})" in note
        assert say not in api.get(f"/sources/2031/apel?lang={lang}").text


def test_an_amended_regulation_names_what_amends_it_and_what_is_not_served_is_left_out() -> None:
    with client(service=Versions()) as api:
        page = api.get("/sources/perbup").text
        note = page[page.index(words("id")["source_amended"]) :].partition("</p>")[0]
        assert note.count("<a ") == 1
        assert "/sources/2031/apel" in note
        assert words("id")["source_newer"] not in api.get("/sources/hilang").text


def test_the_api_says_which_versions_there_are_and_takes_an_id_with_a_slash() -> None:
    with client(service=Versions()) as api:
        found = api.get("/api/sources/2030/apel").json()
        assert (found["id"], found["superseded_by"], found["amended_by"]) == ("2030/apel", "2031/apel", [])
        assert api.get("/api/sources/2030%2fapel").json() == found
        assert api.get("/api/sources/perbup").json()["amended_by"] == ["2031/apel", "gone"]
        assert api.get("/sources/2030/apel/pane").text.count("source-title") == 1
