"""The library: all articles as cards or as a table, searched, filtered and sorted."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.articles.marks import Marks, make_marks
from assistant.articles.order import sort_hits
from assistant.articles.search import (
    QUERY_LIMIT,
    ArticleHit,
    SearchForm,
    SearchResult,
    count_facets,
    hit_excerpt,
    search_articles,
)
from assistant.articles.subjects import subjects_of
from assistant.articles.view import marked_runs, opening_words
from assistant.html import other_lang, render_page
from assistant.web.library.article_page import article_address, article_url
from assistant.web.library.list_address import ListAddress
from assistant.web.library.list_choices import (
    chosen_filters,
    filter_choices,
    order_choices,
    page_choices,
    view_choices,
)
from assistant.wording import say_published, spell_date, words
from index.document import Document

ROWS = 24  # articles on a page of the library
OPENING = 200  # characters of the beginning of an article on its card
SUBJECTS_SHOWN = 2  # on a card


def library_page(
    documents: list[Document],
    holds: Mapping[str, object],
    at: ListAddress,
    page: str,
    cited: Mapping[str, int] | None,
    base: str,
) -> str:
    """The HTML of the list of articles that `at` asks for.

    Args:
        documents: all there are.
        holds: what the index says of itself.
        at: the address of the list.
        page: the number of the page, as typed.
        cited: for how many questions each article was cited, by its id; None: that cannot be read now.
        base: the server's address, for what is printed.
    """
    found = search_articles(documents, at.form)
    hits = sort_hits(found.hits, at.order, cited or {})
    common = dict(count_facets(found, SearchForm())["subject"])
    pages = max(1, -(-len(hits) // ROWS))
    # Read by hand: an invalid page number shows the first page, where FastAPI would refuse the request.
    number = min(max(int(page), 1), pages) if page.isascii() and page.isdigit() and len(page) < 9 else 1
    return render_page(
        "library.html",
        at.lang,
        at.root,
        at.in_language(other_lang(at.lang)).url(number),
        at=at,
        form=at.form,
        table=at.shown_as == "table",
        rows=[
            _row(hit, at, cited or {}, common) | {"printed": article_address(base, hit.document, Marks())}
            for hit in hits[(number - 1) * ROWS : number * ROWS]
        ],
        first=(number - 1) * ROWS + 1,
        found=found,
        summary=_summary(found, len(documents), at),
        total=len(documents),
        filters=filter_choices(found, at),
        chosen=chosen_filters(at) if not found.wrong else [],
        orders=order_choices(at),
        views=view_choices(at),
        everything=ListAddress(at.root, at.lang, SearchForm(), at.sort, at.view).url(),
        unsorted=cited is None and at.order == "cited",
        holds=holds,
        limit=QUERY_LIMIT,
        number=number,
        numbers=page_choices(at, number, pages),
        before=at.url(number - 1) if number > 1 else None,
        after=at.url(number + 1) if number < pages else None,
    )


def _row(hit: ArticleHit, at: ListAddress, cited: Mapping[str, int], common: Mapping[str, int]) -> dict[str, object]:
    document = hit.document
    return {
        "document": document,
        "title": marked_runs(document.title, hit.in_title),
        "address": article_url(at.root, document, at.lang, make_marks(hit.places, next(iter(hit.shown()), None))),
        "published": say_published(document.published, document.derived, at.lang),
        "date": spell_date(document.published, at.lang) if document.published else "",
        "event": bool(document.published) and "published" in document.derived,
        "words": len(document.text.split()),
        "places": len(hit.places),
        "cited": cited.get(document.id, 0),
        "subjects": _subject_links(document, at, common),
        "snippet": hit_excerpt(hit) or [(opening_words(document, OPENING), False)],
    }


def _subject_links(document: Document, at: ListAddress, common: Mapping[str, int]) -> list[tuple[str, str]]:
    """The subjects of an article that fewest others share, each with the address of its articles."""
    rarest = sorted(subjects_of(document), key=lambda subject: common.get(subject.key, 0))[:SUBJECTS_SHOWN]
    return [(subject.name(at.lang), at.asking(subject=subject.key).url()) for subject in rarest]


def _summary(found: SearchResult, total: int, at: ListAddress) -> str:
    say, places = words(at.lang), sum(len(hit.places) for hit in found.hits)
    if not at.form:
        return say["library_count"].format(count=total)
    text = say["library_found"].format(count=len(found.hits), total=total)
    return f"{text} {say['library_found_places'].format(count=places)}" if places else text
