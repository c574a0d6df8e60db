"""JSON-LD as pages really have it."""

from __future__ import annotations

import pytest

from index.formats.json_ld import LinkedData, read_linked_data

ARTICLE = '{"@type": "NewsArticle", "headline": "Rapat Suka", "datePublished": "2024-07-09"}'
EXPECTED = LinkedData(title="Rapat Suka", published="2024-07-09")


@pytest.mark.parametrize(
    "script",
    [
        ARTICLE,
        f"[{ARTICLE}]",
        f'{{"@graph": [{{"@type": "WebPage", "name": "Rapat Suka - Kabar"}}, {ARTICLE}]}}',
        f'{{"@type": "WebPage", "mainEntity": {ARTICLE}}}',
        f"<!-- {ARTICLE} -->",
        f"/* artikel */ {ARTICLE} // akhir",
        f"//<![CDATA[\n{ARTICLE}\n//]]>",
        ARTICLE.replace("}", ",}"),
        ARTICLE + ";",
        ARTICLE.replace("Rapat Suka", "Rapat\n\tSuka"),
        ARTICLE.replace("Rapat Suka", "Rapat&#32;Suka"),
        ARTICLE.replace('"NewsArticle"', '["NewsArticle", "Article"]'),
    ],
)
def test_an_article_is_found_however_it_is_wrapped(script: str) -> None:
    assert read_linked_data([script]) == EXPECTED


def test_comments_within_texts_stay() -> None:
    script = '{"@type": "Article", /* x */ "headline": "Rapat // Suka, /* kota */ lagi,"}'
    assert read_linked_data([script]).title == "Rapat // Suka, /* kota */ lagi,"


@pytest.mark.parametrize(
    "script", ["", "{", "null", "5", '"teks"', "[[[]]]", '{"@type": "Organization", "name": "Kabar"}', "bukan json"]
)
def test_what_describes_no_article_is_passed_over(script: str) -> None:
    assert read_linked_data([script]) == LinkedData()
    assert read_linked_data([script, ARTICLE]) == EXPECTED


def test_an_article_counts_before_the_page_and_the_page_fills_in() -> None:
    page = (
        '{"@type": "WebPage", "name": "Rapat - Kabar", "datePublished": "2024-07-10", "url": "https://kabar.invalid/a"}'
    )
    found = read_linked_data([page, ARTICLE])
    assert (found.title, found.published, found.url) == ("Rapat Suka", "2024-07-09", "https://kabar.invalid/a")


def test_names_may_stand_elsewhere() -> None:
    script = (
        '{"@graph": [{"@type": "Organization", "@id": "#o", "name": "Kabar Suka"}, {"@type": "Person", "@id": "#p", "name": "Rina"}, '
        '{"@type": "Article", "publisher": {"@id": "#o"}, "author": [{"@id": "#p"}]}]}'
    )
    found = read_linked_data([script])
    assert (found.publisher, found.author) == ("Kabar Suka", "Rina")


@pytest.mark.parametrize(
    ("body", "paragraphs"),
    [
        ("Satu.\\nDua.", "Satu.\nDua."),
        ("<p>Satu.</p><p>Du<b>a</b>.</p>", "Satu.\nDua."),
        ("&lt;p&gt;Satu.&lt;/p&gt;&lt;p&gt;Dua.&lt;/p&gt;", "Satu.\nDua."),
        ("Satu &amp;amp; dua.", "Satu & dua."),
        ("Kurang < dari > tiga.", "Kurang < dari > tiga."),
    ],
)
def test_the_text_of_an_article_is_its_paragraphs(body: str, paragraphs: str) -> None:
    assert read_linked_data([f'{{"@type": "Article", "articleBody": "{body}"}}']).body == paragraphs


def test_questions_and_answers_are_a_text() -> None:
    script = (
        '{"@type": "FAQPage", "mainEntity": [{"@type": "Question", "name": "Bolehkah memilih?", '
        '"acceptedAnswer": {"@type": "Answer", "text": "<p>Boleh.</p>"}}, {"name": "Tanpa jawaban?"}]}'
    )
    assert read_linked_data([script]).body == "Bolehkah memilih?\nBoleh."
