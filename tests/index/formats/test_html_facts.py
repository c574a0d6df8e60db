"""What a web page states: from JSON-LD, the many kinds of meta elements, times and addresses."""

from __future__ import annotations

import pytest

from index.formats.html_facts import PageFacts, page_facts
from index.formats.html_title import PageWords
from index.formats.html_tree import parse_page


def facts(head: str, body: str = "<p>Isi.</p>") -> PageFacts:
    tree = parse_page(f"<html><head>{head}</head><body>{body}</body></html>")
    assert tree is not None
    return page_facts(tree, PageWords())


def meta(name: str, content: str, kind: str = "property") -> str:
    return f'<meta {kind}="{name}" content="{content}">'


@pytest.mark.parametrize(
    "head",
    [
        meta("article:published_time", "2024-10-03T08:00:00+07:00"),
        meta("DC.date.issued", "2024-10-03", "name"),
        meta("dcterms.created", "3 Oktober 2024", "name"),
        meta("datePublished", "2024-10-03 08:00:00", "itemprop"),
        meta("pubdate", "2024/10/03 08:00", "name"),
        '<script type="application/ld+json">{"@type":"Article","datePublished":"2024-10-03T01:00:00Z"}</script>',
    ],
)
def test_a_stated_day_is_not_derived(head: str) -> None:
    found = facts(head)
    assert found.stated["published"] == "2024-10-03"
    assert found.derived == ()


@pytest.mark.parametrize(
    "body",
    [
        '<article><h1>Judul</h1><time datetime="2024-10-03T08:00">Kamis</time><p>Isi.</p></article>',
        '<ul><li><time datetime="2023-01-01">Lain</time></li></ul><time itemprop="datePublished" datetime="2024-10-03">Kamis</time>',
        '<time datetime="2023-01-01">Lain</time><time pubdate datetime="2024-10-03">Kamis</time>',
    ],
)
def test_moments_in_the_text_count_where_they_are_the_articles(body: str) -> None:
    assert facts("", body).stated["published"] == "2024-10-03"


def test_the_moment_of_another_article_is_none() -> None:
    assert (
        "published" not in facts("", '<h1>Judul</h1><ul><li><time datetime="2023-01-01">Lain</time></li></ul>').stated
    )


def test_a_day_in_the_address_is_derived() -> None:
    found = facts(meta("og:url", "https://kabar.invalid/2024/10/3/bawaslu"))
    assert (found.stated["published"], found.derived) == ("2024-10-03", ("published",))


@pytest.mark.parametrize("value", ["2024", "2024-10", "kemarin", "2024-13-40", ""])
def test_what_is_no_day_is_not_stated(value: str) -> None:
    assert "published" not in facts(meta("article:published_time", value)).stated


@pytest.mark.parametrize(
    "head",
    [
        meta("og:site_name", "Kabar Sindang"),
        meta("article:publisher", "https://www.facebook.com/kabar") + meta("DC.publisher", "Kabar Sindang", "name"),
        meta("og:site_name", "www.kabarsindang.com") + meta("application-name", "Kabar Sindang", "name"),
        '<script type="application/ld+json">{"@type":"NewsArticle","publisher":{"name":"Kabar Sindang"}}</script>',
    ],
)
def test_the_publisher_is_a_name(head: str) -> None:
    assert facts(head).stated["publisher"] == "Kabar Sindang"


@pytest.mark.parametrize("value", ["https://www.facebook.com/kabar", "@kabarsindang", "www.kabar.com"])
def test_an_address_is_no_publisher(value: str) -> None:
    assert "publisher" not in facts(meta("article:publisher", value)).stated


@pytest.mark.parametrize(
    ("body", "publisher"),
    [
        ("<h1>Camat Suka Ditegur</h1><p>Isi.</p><div>© 2024 Koran Senja</div>", "Koran Senja"),
        ("<h1>Camat Suka Ditegur</h1><p>Isi.</p>", None),  # "Koran Senja" may be a part of the title
    ],
)
def test_what_follows_the_title_is_the_publisher_where_the_page_shows_it(body: str, publisher: str | None) -> None:
    tree = parse_page(f"<head><title>Camat Suka Ditegur - Koran Senja</title></head><body>{body}</body>")
    assert tree is not None
    found = page_facts(tree, PageWords(main=["Camat Suka Ditegur"]))
    assert (found.stated.get("publisher"), found.derived) == (publisher, ())


def test_the_link_to_the_first_page_is_the_sites_name() -> None:
    tree = parse_page(
        "<title>Blog Desa: Kades Netral</title><h1><a href='/'>Blog Desa</a></h1><h3>Kades Netral</h3><a href='/'>Beranda</a>"
    )
    assert tree is not None
    found = page_facts(tree, PageWords(main=["Blog Desa"], other=["Kades Netral"]))
    assert (found.stated["title"], found.stated["publisher"]) == ("Kades Netral", "Blog Desa")


@pytest.mark.parametrize(
    ("head", "author"),
    [
        (meta("author", "Wulan Sari", "name"), "Wulan Sari"),
        (meta("article:author", "https://facebook.com/wulan") + meta("DC.creator", "Wulan Sari", "name"), "Wulan Sari"),
        (
            '<script type="application/ld+json">{"@type":"Article","author":[{"name":"Wulan Sari"}]}</script>',
            "Wulan Sari",
        ),
        ("", ""),
    ],
)
def test_the_author_is_a_name(head: str, author: str) -> None:
    assert facts(head).author == author


@pytest.mark.parametrize(
    ("head", "url"),
    [
        (meta("og:url", "https://kabar.invalid/a"), "https://kabar.invalid/a"),
        ('<link rel="canonical" href="https://kabar.invalid/a">', "https://kabar.invalid/a"),
        (meta("og:url", "/a"), None),
    ],
)
def test_the_address_is_a_whole_one(head: str, url: str | None) -> None:
    assert facts(head).stated.get("url") == url
