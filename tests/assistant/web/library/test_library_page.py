"""The library over HTTP: views, orders, filters, and what is said where something is missing."""

from __future__ import annotations

import dataclasses
import html
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.conversations.conversation import Conversation
from assistant.conversations.store import ConversationStore
from assistant.web.library.library_page import ROWS
from index.document import Document
from tests.assistant.web.site import client
from tests.fakes import DOCUMENTS, FakeService, answered

BALI = DOCUMENTS[0]


class Shelf(FakeService):
    """Serves a few articles that differ in all that the library sorts and filters by."""

    def sources(self) -> list[Document]:
        def made(name: str, **changes: object) -> Document:
            values = {"id": name, "title": f"Judul {name}", "furniture": ()} | changes
            return dataclasses.replace(BALI, **values)  # type: ignore[arg-type]

        return [
            made("b", published="2023-05-01", place="Bima", publisher="Kompas"),
            made("a", published="2025-05-01", publisher="Antara", text="Sanksi & pemilu, pemilu."),
            made("c", published=None, place=None, derived=(), publisher=None, text="Isi saja."),
        ]


class Crowd(FakeService):
    """Serves articles of many publishers, on ten pages."""

    def sources(self) -> list[Document]:
        return [
            dataclasses.replace(BALI, id=f"n{n:03}", publisher=f"Penerbit {n % 12:02}") for n in range(9 * ROWS + 1)
        ]


@pytest.fixture
def api() -> TestClient:
    return client(service=Shelf())


def titles(page: str) -> list[str]:
    """The titles of the list, in its order."""
    return [
        html.unescape(re.sub(r"<[^>]*>", "", found))
        for found in re.findall(r'class="library-title"[^>]*>(.*?)</a>', page)
    ]


def links(page: str, name: str) -> dict[str, str]:
    """The links in the part of that class: what they say, and where they lead."""
    part = re.search(rf'<(\w+) class="{name}".*?</\1>', page, re.DOTALL)
    assert part
    found = re.findall(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', part[0], re.DOTALL)
    return {" ".join(html.unescape(re.sub(r"<[^>]*>", " ", text)).split()): html.unescape(link) for link, text in found}


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("", "Judul a,Judul b,Judul c"),
        ("?sort=oldest", "Judul b,Judul a,Judul c"),
        ("?sort=title", "Judul a,Judul b,Judul c"),
        ("?sort=zebra", "Judul a,Judul b,Judul c"),
    ],
)
def test_the_newest_comes_first_unless_the_reader_chose_otherwise(api: TestClient, query: str, order: str) -> None:
    assert titles(api.get(f"/sources{query}").text) == order.split(",")


def test_a_search_begins_with_the_best_match_and_can_be_sorted(api: TestClient) -> None:
    page = api.get("/sources?q=netralitas&lang=en").text
    assert list(links(page, "orders")) == ["Best match", "Newest", "Oldest", "Title", "Most cited"]
    assert re.search(r'aria-current="true">Best match<', page)
    assert "Best match" not in api.get("/sources?lang=en").text
    sorted_page = api.get(links(page, "orders")["Oldest"]).text
    assert 'value="netralitas"' in sorted_page
    assert re.search(r'aria-current="true">Oldest<', sorted_page)


def test_the_most_cited_comes_first(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    quote = dataclasses.replace(answered("Kapan?").citations[0], source_id="b")
    answer = dataclasses.replace(answered("Kapan?"), citations=(quote,))
    ConversationStore(path, 30).save("pembaca", Conversation().ask("Kapan?").with_answer(answer))
    with client(service=Shelf(), records=path) as api:
        page = api.get("/sources?sort=cited&lang=en").text
        assert titles(page)[0] == "Judul b"
        assert page.count("questions citing it: 1") == 1
        assert '<td class="wide number">1</td>' in api.get("/sources?view=table").text


def test_without_records_the_list_says_why_it_is_not_in_that_order(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    path.write_text("no database at all, but long enough to be taken for one")
    with client(service=Shelf(), records=path) as api:
        page = api.get("/sources?sort=cited&lang=en")
        assert page.status_code == 200
        assert "number of citations is not available" in page.text
        assert len(titles(page.text)) == 3
        assert "not available" not in api.get("/sources?lang=en").text


def test_cards_and_table_show_the_same_articles_and_keep_what_was_chosen(api: TestClient) -> None:
    cards = api.get("/sources?q=netralitas&lang=en&sort=title").text
    assert cards.count('class="article-card"') == 1
    table = api.get(links(cards, "views")["Table"]).text
    assert "article-card" not in table
    assert titles(table) == titles(cards)
    assert re.findall(r'<th scope="col"[^>]*>([^<]*)', table) == [
        "Title",
        "Publisher",
        "Date",
        "Place",
        "Words",
        "Cited",
    ]
    for kept in ('name="view" value="table"', 'name="sort" value="title"'):
        assert kept in table
    assert "view=" not in links(table, "views")["Cards"]


def test_a_table_says_what_is_not_known_and_whose_date_it_is(api: TestClient) -> None:
    table = api.get("/sources?view=table&lang=en").text
    assert '<td class="wide">–</td><td class="date">–</td><td class="wide">–</td>' in table
    assert '1 May 2025<span class="event">date of the event</span>' in table


def test_filters_lead_to_their_articles_and_away_again(api: TestClient) -> None:
    page = api.get("/sources?lang=en").text
    filters = links(page, "narrow")
    assert filters["2025 1"] == "/sources?lang=en&from=2025-01-01&to=2025-12-31"
    assert {"Kompas 1", "Antara 1", "Bima 1", "Elections 2", "2023 1"} <= set(filters)
    chosen = api.get(filters["Kompas 1"]).text
    assert titles(chosen) == ["Judul b"]
    assert "Articles that match: 1 of 3." in chosen
    assert links(chosen, "chosen")["Publisher: Kompas (remove filter)"] == "/sources?lang=en"
    assert links(chosen, "narrow")["Kompas 1"] == "/sources?lang=en"
    both = api.get(links(page, "narrow")["2023 1"] + "&publisher=Kompas").text
    assert set(links(both, "chosen")) == {
        "Publisher: Kompas (remove filter)",
        "Year: 2023 (remove filter)",
        "Show all articles",
    }


def test_a_subject_has_a_name_in_each_language_and_an_unknown_one_finds_nothing(api: TestClient) -> None:
    assert "Subjek: Pilkada dan pemilu" in api.get("/sources?subject=elections").text
    page = api.get('/sources?subject="><b>').text
    assert "Tidak ada artikel yang cocok" in page
    assert "Subjek: &#34;&gt;&lt;b&gt;" in page


def test_dates_that_are_no_year_are_a_filter_of_their_own(api: TestClient) -> None:
    page = api.get("/sources?from=2023-05-01&lang=en").text
    assert "1 May 2023 – … (remove filter)" in links(page, "chosen")
    assert "left out by the date filter: 1" in page


def test_the_words_are_marked_in_title_and_excerpt(api: TestClient) -> None:
    page = api.get("/sources?q=judul+sanksi").text
    assert "<mark>Judul</mark> a" in page
    assert "<mark>Sanksi</mark> &amp; pemilu" in page


def test_a_card_opens_with_the_article_and_names_the_subjects_that_few_have(api: TestClient) -> None:
    page = api.get("/sources?lang=en").text
    assert ">Sanksi &amp; pemilu, pemilu.</p>" in page
    assert '<a class="subject" href="/sources?lang=en&amp;subject=elections">Elections</a>' in page


def test_many_values_fold_and_the_one_that_is_chosen_does_not() -> None:
    with client(service=Crowd()) as api:
        page = api.get("/sources?lang=en").text
        assert '<details class="more"><summary>5 more</summary>' in page
        chosen = api.get("/sources?lang=en&publisher=Penerbit+11").text
        first = re.search(r"<h3>Publisher</h3>\s*<ul><li><a [^>]*>(.*?)</a>", chosen, re.DOTALL)
        assert first
        assert "Penerbit 11" in first[1]


def test_pages_are_numbered_around_the_present_one() -> None:
    with client(service=Crowd()) as api:
        page = api.get("/sources?lang=en&page=5&view=table").text
        said = re.search(r'<nav class="numbers".*?</nav>', page, re.DOTALL)
        assert said
        assert " ".join(re.sub(r"<[^>]*>", " ", said[0]).split()) == "Previous 1 … 4 5 6 … 10 Next"
        assert links(page, "numbers")["10"] == "/sources?lang=en&view=table&page=10"
        assert "page=" not in links(page, "numbers")["1"]
        assert "/sources?lang=id&amp;view=table&amp;page=5" in page


def test_a_choice_leads_to_the_first_page() -> None:
    with client(service=Crowd()) as api:
        page = api.get("/sources?page=3").text
        for part in ("orders", "views", "narrow"):
            assert not any("page=" in link for link in links(page, part).values())


@pytest.mark.parametrize("view", ["cards", "table"])
def test_what_is_printed_has_whole_addresses(view: str) -> None:
    with client(service=Shelf(), root_path="/netral") as api:
        page = api.get(f"/netral/sources?view={view}").text
    assert '<p class="printed">http://testserver/netral/sources/a</p>' in page


def test_a_wrong_form_searches_nothing_and_keeps_what_was_typed(api: TestClient) -> None:
    page = api.get("/sources?q=sanksi&from=x&lang=en").text
    assert "Not searched yet" in page
    assert titles(page) == []
    assert 'value="sanksi"' in page
    assert 'class="chosen"' not in page
    assert "<details open><summary>" in page
