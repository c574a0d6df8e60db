from __future__ import annotations

import pytest

from assistant.answering import named_articles
from assistant.answering.engine import Engine
from assistant.answering.named_articles import find_named_articles, names_one_article, wanted_dates


def named(engine: Engine, asked: str) -> list[str]:
    return [each.document.id for each in find_named_articles(engine, asked).articles]


@pytest.mark.parametrize(
    ("asked", "articles"),
    [
        ("ringkas artikel Batam", ["batam"]),  # place
        ("ringkas artikel dari Kabar Maluku", ["ambon"]),  # publisher, as its site writes it
        ("apa isi berita Pasar Ikan Cirebon Terbakar", ["cirebon"]),  # title
        ("ringkas berita kebakaran pasar", ["cirebon"]),  # subject, in other forms of its words
        ("ringkas artikel Hasan Basri", ["batam"]),  # a name in its text
        ("summarise the Ambon article", ["ambon"]),
        ("what's the Batam story about", ["batam"]),
        ("ringkas berita festival perahu", ["ambon", "festival"]),  # two fit alike
        ("rangkum artikel Cirbon", ["cirebon"]),  # misspelt
        ("ringkas artikel Patimura", ["ambon"]),  # a name in its text, misspelt
        ("ringkas artikel Medan", []),
        ("ringkas artikel Medan tentang taman bakau", []),  # a name that the article does not have
        ("ringkas berita tentang vaksin", []),
    ],
)
def test_an_article_is_found_by_what_names_it(festival: Engine, asked: str, articles: list[str]) -> None:
    found = find_named_articles(festival, asked)
    assert [each.document.id for each in found.articles] == articles
    assert found.names_one


@pytest.mark.parametrize("asked", ["ringkas", "ringkas artikel ini", "tolong rangkum semua artikel dalam satu kalimat"])
def test_some_requests_name_no_article(festival: Engine, asked: str) -> None:
    assert not find_named_articles(festival, asked).names_one


@pytest.mark.parametrize(
    ("asked", "articles"),
    [
        ("artikel pertama", ["ambon"]),
        ("berita kedua tentang apa", ["batam"]),
        ("the third article", ["cirebon"]),
        ("artikel nomor 4", ["festival"]),
        ("artikel terakhir", ["festival"]),
        ("berita terbaru", ["batam"]),
        ("artikel kelima", []),
        ("artikel nomor 7", []),
    ],
)
def test_an_article_is_found_by_its_place_in_the_list(festival: Engine, asked: str, articles: list[str]) -> None:
    assert named(festival, asked) == articles


@pytest.mark.parametrize(
    ("asked", "articles"),
    [
        ("berita 5 Mei 2031", ["festival"]),
        ("artikel Mei 2031", ["ambon", "festival"]),
        ("artikel 12 Juni", ["batam"]),
        ("berita tahun 2030", ["cirebon"]),
        ("artikel festival 4/5/2031", ["ambon"]),
        ("artikel 5 Mei 2032", []),
    ],
)
def test_an_article_is_found_by_its_date(festival: Engine, asked: str, articles: list[str]) -> None:
    assert named(festival, asked) == articles


def test_parts_of_dates_are_patterns_of_an_iso_date() -> None:
    assert wanted_dates("18 April 2024, April 2024, 18 April, 6/2/2024 dan tahun 2023") == [
        *("2024-04-18", "2024-04-..", "....-04-18", "2024-02-06", "2023-..-.."),
    ]
    assert wanted_dates("rapat bulan April itu") == []


def test_of_many_articles_only_those_with_the_words_are_weighed(
    festival: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(named_articles, "CONSIDERED", 1)
    assert named(festival, "ringkas artikel Batam") == ["batam"]
    assert named(festival, "ringkas artikel Medan") == []


def test_a_place_that_is_named_at_the_head_counts_more_than_one_in_the_text(festival: Engine) -> None:
    (batam,), (cirebon,) = (find_named_articles(festival, f"artikel {word}").articles for word in ("Batam", "polisi"))
    assert batam.strength == 1.0
    assert 0.4 < cirebon.strength < 0.8


def test_a_word_at_the_head_of_one_article_alone_is_its_own(festival: Engine) -> None:
    documents = [festival.index.document(name) for name in festival.index.document_ids]

    def one(text: str) -> bool:
        return names_one_article(festival, festival.query_analyzer.query(text).concepts, documents)

    assert one("bakau")
    assert not one("festival")  # two have it
    assert not one("nelayan")  # one has it, in its text
    assert not names_one_article(festival, festival.query_analyzer.query("bakau").concepts, documents[1:2])


def test_a_publisher_without_a_name_is_no_hindrance(festival: Engine) -> None:
    assert named(festival, "artikel Warta Jabar") == ["cirebon"]
