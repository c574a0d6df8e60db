"""Searching the articles: what matches, what is left out, and what is said about an invalid form."""

from __future__ import annotations

import unicodedata

import pytest

from assistant.articles.search import (
    QUERY_LIMIT,
    SNIPPET,
    ArticleHit,
    SearchForm,
    count_facets,
    hit_excerpt,
    search_articles,
    year_of,
)
from index.document import Document, Furniture, Regulation, Span

ARTICLES = [
    Document("a", "ASN yang melanggar dijatuhi sanksi  berat, kata Jum’at.", "Rakor", "a", "0", "Antara", "Bali", "2024-02-06"),
    Document("b", "Sanksi ringan. Berat badan.", "Sosialisasi Netralitas", "b", "0", "MC Kalsel", None, "2024-04-18"),
    Document("c", "Tanpa tanggal, tanpa sanksi.", "Webinar", "c", "0", None, None, None),
]  # fmt: skip


def ids(**form: str) -> str:
    """The ids of the articles that match."""
    return "".join(hit.document.id for hit in search_articles(ARTICLES, SearchForm(**form)).hits)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "abc"), ("  ", "abc"), ("SANKSI", "abc"), ("langgar", "a"), ("berat sanksi", "ab"), ('"sanksi berat"', "a"),
        ("“sanksi berat”", "a"), ("jum'at", "a"), ("netralitas", "b"), ("bali", "a"), ("kalsel ringan", "b"), ("zebra", ""),
        ("a.n", ""), ("(", ""), ("sanksi zebra", ""), ('"', "abc"),
    ],
)  # fmt: skip
def test_every_word_has_to_occur_somewhere(query: str, found: str) -> None:
    assert ids(q=query) == found


def test_the_places_are_those_of_the_text() -> None:
    hits = search_articles(ARTICLES, SearchForm(q="sanksi berat rakor")).hits
    assert [[place.of(hit.document.text) for place in hit.places] for hit in hits] == [["sanksi", "berat"]]
    assert search_articles(ARTICLES, SearchForm()).hits[0].places == ()


def test_publisher_and_dates_narrow_the_list() -> None:
    assert ids(publisher="Antara") == "a"
    assert ids(publisher="antara") == ""
    assert ids(since="2024-02-06", until="2024-02-06") == "a"
    assert ids(since="2024-02-07") == "b"
    assert ids(until="2024-04-17", q="sanksi") == "a"


def test_articles_that_only_lack_a_date_are_counted() -> None:
    assert search_articles(ARTICLES, SearchForm(since="2024-01-01")).undated == 1
    assert search_articles(ARTICLES, SearchForm(since="2024-01-01", q="berat")).undated == 0
    assert search_articles(ARTICLES, SearchForm()).undated == 0


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        (SearchForm(since="18-04-2024"), ("library_bad_from",)), (SearchForm(since="2024-02-30"), ("library_bad_from",)),
        (SearchForm(until="20240418"), ("library_bad_to",)), (SearchForm(since="x", until="y"), ("library_bad_from", "library_bad_to")),
        (SearchForm(since="2024-05-01", until="2024-04-01"), ("library_bad_range",)),
        (SearchForm(q="a" * (QUERY_LIMIT + 1)), ("library_long_query",)),
    ],
)  # fmt: skip
def test_an_invalid_form_is_reported_and_nothing_is_searched(form: SearchForm, wrong: tuple[str, ...]) -> None:
    found = search_articles(ARTICLES, form)
    assert found.wrong == wrong
    assert found.hits == ()


def test_a_snippet_shows_where_the_places_lie_closest() -> None:
    text = "sanksi " + "isi " * 200 + "lalu sanksi   yang berat sekali " + "isi " * 200
    (hit,) = search_articles([Document("d", text, "J", "d", "0")], SearchForm(q="berat sanksi")).hits
    runs = hit_excerpt(hit)
    assert [run for run, marked in runs if marked] == ["sanksi", "berat"]
    shown = "".join(run for run, _ in runs)
    assert shown.startswith("… isi")
    assert shown.endswith("isi …")
    assert "lalu sanksi yang berat sekali" in shown
    assert len(shown) < SNIPPET + 20


def test_a_snippet_shows_as_many_of_the_words_as_it_can() -> None:
    text = "sanksi sanksi sanksi " + "isi " * 200 + "sanksi berat " + "isi " * 200
    (hit,) = search_articles([Document("d", text, "J", "d", "0")], SearchForm(q="sanksi berat")).hits
    assert [place.of(text) for place in hit.shown()] == ["sanksi", "berat"]


def test_a_snippet_of_a_short_text_is_all_of_it() -> None:
    (hit,) = search_articles(ARTICLES[1:2], SearchForm(q="sanksi")).hits
    assert hit_excerpt(hit) == [("Sanksi", True), (" ringan. Berat badan.", False)]
    assert hit_excerpt(ArticleHit(ARTICLES[0])) == []


def test_a_snippet_prefers_the_body_to_furniture() -> None:
    text = "Foto sanksi sanksi.\n\n" + "isi " * 100 + "sanksi."
    article = Document("d", text, "J", "d", "0", furniture=(Furniture(Span(0, 19), "caption"),))
    (hit,) = search_articles([article], SearchForm(q="sanksi")).hits
    assert len(hit.places) == 3
    assert hit.shown() == [Span(text.rindex("sanksi"), len(text) - 1)]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_word_is_found_and_marked_with_its_accents_however_they_are_written(form: str) -> None:
    text = unicodedata.normalize("NFD", "Kafé René dibuka Saragé.")
    article = Document("d", text, unicodedata.normalize("NFD", "Kafé"), "d", "0")
    for word in ("René", "saragé", "Kafé"):
        (hit,) = search_articles([article], SearchForm(q=unicodedata.normalize(form, word))).hits
        assert [unicodedata.normalize("NFC", place.of(text)).casefold() for place in hit.places] == [word.casefold()]


def facets(**form: str) -> dict[str, list[tuple[str, int]]]:
    """The counts beside the filters of the library."""
    asked = SearchForm(**form)
    return dict(count_facets(search_articles(NEWS, asked), asked))  # type: ignore[arg-type]


NEWS = [
    Document("a", "Sanksi dan sanksi.", "J", "a", "0", "Antara", "Bali", "2024-02-06"),
    Document("b", "Sanksi.", "Pilkada", "b", "0", "antara", "Bali", "2024-04-18"),
    Document("c", "Pilkada, pilkada.", "J", "c", "0", "Kompas", None, "2023-04-18"),
    Document("d", "Isi.", "J", "d", "0", "Kompas", "Aceh", None),
]


@pytest.mark.parametrize(
    ("form", "found"),
    [
        (SearchForm(subject="elections"), "bc"),
        (SearchForm(subject="sanctions", place="Bali"), "a"),
        (SearchForm(subject="x"), ""),
        (SearchForm(place="Bali", since="2024-03-01"), "b"),
    ],
)
def test_subject_and_place_narrow_the_list(form: SearchForm, found: str) -> None:
    assert "".join(hit.document.id for hit in search_articles(NEWS, form).hits) == found


def test_every_value_is_counted_the_most_first_and_years_the_latest_first() -> None:
    assert facets() == {
        "subject": [("elections", 2), ("sanctions", 1)],
        "publisher": [("Kompas", 2), ("Antara", 1), ("antara", 1)],
        "place": [("Bali", 2), ("Aceh", 1)],
        "year": [("2024", 2), ("2023", 1)],
    }


def test_a_filter_counts_what_its_other_values_would_give() -> None:
    found = facets(publisher="Kompas", q="pilkada")
    assert found["publisher"] == [("antara", 1), ("Kompas", 1)]  # its own choice is no limit to it
    assert found["year"] == [("2023", 1)]
    assert facets(since="2024-01-01", until="2024-12-31", place="Bali")["year"] == [("2024", 2)]


def test_an_invalid_form_counts_nothing() -> None:
    assert all(not values for values in facets(since="x").values())


@pytest.mark.parametrize(
    ("since", "until", "year"),
    [
        ("2024-01-01", "2024-12-31", "2024"),
        ("2024-01-01", "2025-12-31", ""),
        ("2024-01-01", "", ""),
        ("", "", ""),
        ("2024-02-01", "2024-12-31", ""),
    ],
)
def test_dates_that_are_a_year_are_known_for_it(since: str, until: str, year: str) -> None:
    assert year_of(SearchForm(since=since, until=until)) == year


def test_places_in_the_title_are_found_too() -> None:
    (hit,) = search_articles(ARTICLES[1:2], SearchForm(q="netral sanksi")).hits
    assert [place.of(hit.document.title) for place in hit.in_title] == ["Netral"]


def test_a_form_says_whether_it_narrows_besides_its_words() -> None:
    assert not SearchForm(q="x").narrowed
    assert SearchForm(q="x")
    assert SearchForm(place="Bali").narrowed
    assert not SearchForm(q=" ", place=" ")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("UU 30/2022", True),
        ("uu nomor 30 tahun 2022", True),
        ("UU No. 30 Tahun 2022", True),
        ("UU ASN", True),
        ('"UU 30/2022"', True),
        ("UU 31/2022", False),
        ("PP 30/2022", False),
    ],
)
def test_a_regulation_is_found_by_what_people_call_it(query: str, found: bool) -> None:
    """None of these stands in its text."""
    law = Document(
        "l",
        "Pegawai berhak atas cuti.",
        "Undang-Undang Nomor 30 Tahun 2022 tentang Aparatur Sipil Negara",
        "l",
        "0",
        regulation=Regulation("UU", "30", 2022, "", "Aparatur Sipil Negara"),
    )
    assert bool(search_articles([law], SearchForm(q=query)).hits) == found
