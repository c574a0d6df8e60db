"""The pages of the articles over HTTP: folding, several marks, references, neighbours, cited places, the library."""

from __future__ import annotations

import dataclasses
import html
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.conversations.conversation import Conversation
from assistant.conversations.opinions import Feedback, OpinionStore
from assistant.conversations.store import ConversationStore
from assistant.web.library.library_page import ROWS
from assistant.web.shared.answer_html import answer_html
from index.document import Document
from tests.assistant.web.site import client, mark_of
from tests.fakes import DOCUMENTS, FakeService, answered

BALI = DOCUMENTS[0]


class ArticleText(HTMLParser):
    """The text of the `<article>` of a page, without the labels of its folds."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text, self._inside, self._label = "", False, False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._inside, self._label = self._inside or tag == "article", self._label or tag == "summary"

    def handle_endtag(self, tag: str) -> None:
        self._inside, self._label = self._inside and tag != "article", self._label and tag != "summary"

    def handle_data(self, data: str) -> None:
        self.text += data if self._inside and not self._label else ""


def place(quote: str) -> tuple[int, int]:
    """Where the article from Bali says so."""
    at = BALI.text.index(quote)
    return at, at + len(quote)


@pytest.fixture
def api() -> TestClient:
    return client()


class Library(FakeService):
    """Serves many articles, each with an address of its own."""

    def sources(self) -> list[Document]:
        made = dataclasses.replace(BALI, url="https://berita.example/a#isi")
        return [dataclasses.replace(made, id=f"n{n:03}", title=f"Judul {n}") for n in range(ROWS + 2)]


@pytest.mark.parametrize("query", ["", "?start=3&end=900&mark=700-1200"])
@pytest.mark.parametrize("number", [0, 1])
def test_the_text_of_an_article_is_in_its_page_to_the_character(api: TestClient, number: int, query: str) -> None:
    document = DOCUMENTS[number]
    assert ArticleText(api.get(f"/sources/{document.id}{query}").text).text == document.text


def test_furniture_is_folded_unless_the_quote_lies_in_it(api: TestClient) -> None:
    shut = api.get("/sources/001_bali").text
    assert shut.count('<details class="folded">') == 2
    assert '<details class="folded"><summary lang="id">Pelengkap halaman</summary><p>' in shut
    start, end = place("See also")
    page = api.get(f"/sources/001_bali?start={start}&end={end}").text
    assert page.count('<details class="folded" open>') == 1
    assert page.count('<details class="folded">') == 1
    assert mark_of(page) == "See also"


def test_several_marks_are_stepped_through_without_script(api: TestClient) -> None:
    quotes = ["Aparatur Sipil Negara", "22 September 2024", "Dewa Made Indra"]
    spans = [place(quote) for quote in quotes]
    page = api.get("/sources/001_bali?lang=en&" + "&".join(f"mark={a}-{b}" for a, b in spans)).text
    seen = []
    for _ in quotes:
        assert mark_of(page) == "".join(quotes)
        current = re.findall(r'<mark class="current" id="quote" tabindex="-1">([^<]*)</mark>', page)
        seen += current
        assert f"Mark {len(seen)} of 3" in page
        way = re.search(r'<a href="([^"]*)#quote" rel="next">', page)
        page = api.get(html.unescape(way[1])).text if way else ""
    assert seen == quotes
    assert page == ""
    assert 'rel="prev"' in api.get(f"/sources/001_bali?start={spans[2][0]}&end={spans[2][1]}&mark=0-3").text


def test_a_mark_that_is_not_there_is_reported_beside_those_that_are(api: TestClient) -> None:
    page = api.get("/sources/001_bali?lang=en&mark=0-3&mark=9-99999").text
    assert mark_of(page) == BALI.text[:3]
    assert "Some of the places asked for do not exist" in page


def test_an_answer_marks_all_its_quotes_of_an_article() -> None:
    answer = answered("Kapan?")
    first, second = answer.citations
    page = html.unescape(answer_html(answer, 1, "id"))
    assert f"{first.url}&lang=id&mark={second.start}-{second.end}#quote" in page
    assert f"{second.url}&lang=id&mark={first.start}-{first.end}#quote" in page


def reference(page: str) -> list[str]:
    """The lines of the reference on a page."""
    found = re.search(r'<p class="cite-text">(.*?)</p>', page, re.DOTALL)
    assert found
    return html.unescape(found[1]).split("\n")


def test_a_reference_has_quote_title_publisher_date_and_address(api: TestClient) -> None:
    start, end = place("penurunan pangkat  dan")
    page = api.get(f"/sources/001_bali?start={start}&end={end}&lang=en").text
    assert reference(page) == [
        "“penurunan pangkat dan”",
        f"“{BALI.title}”, {BALI.publisher}, 18 April 2024 (date of the event in the text)",
        f"http://testserver/sources/001_bali?start={start}&end={end}",
    ]
    assert "Copy quote and reference" in page
    assert reference(api.get("/sources/001_bali").text)[0].startswith(f"“{BALI.title}”")


def test_an_article_with_an_address_is_opened_at_the_quote_and_cited_by_it() -> None:
    with client(service=Library(), root_path="/netral") as api:
        page = api.get("/sources/n001?start=0&end=11").text
        assert 'href="https://berita.example/a#isi:~:text=ASN%20Diminta"' in page
        assert reference(page)[1].endswith("https://berita.example/a#isi")
        assert reference(page)[2] == "http://testserver/netral/sources/n001?start=0&end=11"
        assert 'href="https://berita.example/a#isi"' in api.get("/sources/n001").text


def test_articles_lead_to_the_ones_before_and_after(api: TestClient) -> None:
    first, last = (api.get(f"/sources/{document.id}?lang=en").text for document in DOCUMENTS)
    assert '<a class="following" href="/sources/002_xss?lang=en" rel="next">' in first
    assert "Previous article" not in first
    assert '<a class="previous" href="/sources/001_bali?lang=en" rel="prev">' in last
    assert "Next article" not in last


def test_places_that_answers_cited_are_listed_and_marked(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    answer = answered("Kapan?")
    first, second = answer.citations
    gone = dataclasses.replace(first, quote="bukan isinya", start=5, end=17)
    foreign = dataclasses.replace(first, source_id="002_xss")
    kept = dataclasses.replace(answer, citations=(first, gone, foreign))
    ConversationStore(path, 30).save("pembaca", Conversation().ask("Kapan?").with_answer(kept))
    said = dataclasses.replace(answer, citations=(second, first))
    OpinionStore(path).add(Feedback("up", "", "Apa?", (), "id", said.as_dict(), {}))
    with client(records=path) as api:
        page = api.get("/sources/001_bali?lang=en").text
    listed = page.split("Quoted in answers so far")[1].split("</section>")[0]
    links = [html.unescape(link) for link in re.findall(r'href="([^"]+)"', listed)]
    assert links == [
        f"/sources/001_bali?lang=en&start={first.start}&end={first.end}&mark={second.start}-{second.end}#quote",
        f"/sources/001_bali?lang=en&start={second.start}&end={second.end}&mark={first.start}-{first.end}#quote",
    ]
    assert "Kapan?" not in page
    assert "bukan isinya" not in page


def test_records_that_cannot_be_read_leave_the_article_readable(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    path.write_text("no database at all, but long enough to be taken for one")
    with client(records=path) as api:
        page = api.get("/sources/001_bali?lang=en")
    assert page.status_code == 200
    assert "list of passages quoted so far is not available" in page.text
    assert ArticleText(page.text).text == BALI.text


def test_the_library_is_searched_and_leads_to_the_place(api: TestClient) -> None:
    page = api.get("/sources?q=pangkat+sanksi&lang=en").text
    assert "Articles that match: 1 of 2. Places where the words were found: 2." in page
    assert re.findall(r"<mark>([^<]*)</mark>", page) == ["sanksi", "pangkat"]
    assert 'value="pangkat sanksi"' in page
    link = html.unescape(re.findall(r'class="library-title" href="([^"]*)"', page)[0])
    assert sorted(re.findall(r"<mark[^>]*>([^<]*)</mark>", api.get(link).text)) == ["pangkat", "sanksi"]
    assert "/sources?lang=id&amp;q=pangkat+sanksi" in page


def test_the_library_is_filtered_by_publisher_and_date(api: TestClient) -> None:
    page = api.get("/sources", params={"publisher": DOCUMENTS[1].publisher, "from": "2024-07-01", "lang": "en"}).text
    assert "Articles that match: 1 of 2." in page
    assert "Places where" not in page
    assert '<li><a href="/sources?lang=en">Publisher: &lt;b onmouseover' not in page  # the date stays
    assert re.search(r'<a href="/sources\?lang=en&amp;from=2024-07-01">Publisher: &lt;b onmouseover', page)


@pytest.mark.parametrize("query", ["q=zebra", "publisher=Tidak+Ada", "from=2030-01-01"])
def test_a_search_that_finds_nothing_says_so(api: TestClient, query: str) -> None:
    page = api.get(f"/sources?{query}").text
    assert "Tidak ada artikel yang cocok" in page
    assert "library-title" not in page
    assert "Tampilkan semua artikel" in page


def test_a_wrong_date_is_reported_and_not_ignored(api: TestClient) -> None:
    page = api.get('/sources?from="><b>&to=2024-01-01').text
    assert "“&#34;&gt;&lt;b&gt;” bukan tanggal" in page
    assert "library-title" not in page
    assert "Tidak ada artikel yang cocok" not in page
    assert page.count('aria-invalid="true"') == 1
    assert "“{q.x}” bukan tanggal" in api.get("/sources?from={q.x}").text


def test_the_library_says_what_the_index_contains(api: TestClient) -> None:
    page = api.get("/sources?lang=en").text
    for name, value in {"Articles": "2", "Passages": "9", "Encoder": "fake"}.items():
        assert f"<dt>{name}</dt><dd>{value}</dd>" in page
    assert "f" * 16 in page


def test_a_long_library_has_pages_that_keep_the_search() -> None:
    with client(service=Library()) as api:
        first = api.get("/sources?q=judul").text
        assert first.count("library-title") == ROWS
        way = re.search(r'href="([^"]*)" rel="next"', first)
        assert way
        last = api.get(html.unescape(way[1])).text
        assert last.count("library-title") == 2
        assert f'start="{ROWS + 1}"' in last
        assert 'aria-current="page">2</a>' in last
        assert "/sources?lang=en&amp;q=judul&amp;page=2" in last
        assert 'rel="next"' not in last
        for page in ("0", "99", "x", "²"):
            assert "library-title" in api.get(f"/sources?page={page}").text
