"""The articles as pages for people: one article with quotes marked, and the library of all of them with its search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote as percent_encoded
from urllib.parse import urlencode

from assistant.answer import Lang
from assistant.articles.references import cite_document
from assistant.articles.search import (
    QUERY_LIMIT,
    ArticleHit,
    SearchForm,
    SearchResult,
    hit_excerpt,
    list_publishers,
    search_articles,
)
from assistant.articles.view import (
    Marks,
    article_parts,
    first_words,
    make_marks,
    shown_furniture,
    text_fragment,
    web_address,
)
from assistant.html import other_lang, render_page
from assistant.wording import say_published, words
from index.document import Document, Span

ROWS = 50  # articles on a page of the library
EXCERPT = 180  # characters of a cited place


def article_url(root: str, document: Document, lang: Lang, marks: Marks | None = None) -> str:
    """The address of an article's page, at its quote where there is one."""
    query = marks.query() if marks else ""
    return f"{root}/sources/{percent_encoded(document.id, safe='')}?lang={lang}" + (f"&{query}#quote" if query else "")


def article_address(base: str, document: Document, marks: Marks) -> str:
    """The address that a reference gives: on the server at `base`, in any language, with no more than the quote marked."""
    here = f"{base}/sources/{percent_encoded(document.id, safe='')}"
    return f"{here}?start={marks.quote.start}&end={marks.quote.end}" if marks.quote else here


def article_page(
    document: Document,
    marks: Marks,
    neighbours: tuple[Document | None, Document | None],
    cited: Sequence[Span] | None,
    lang: Lang,
    root: str,
    base: str,
) -> str:
    """The HTML of one article. The page says when a place in the address is not in the article.

    `cited` are places that answers have quoted (None: they cannot be read now); `base` is the server's address, for references.
    """
    quote = marks.quote.of(document.text) if marks.quote else ""
    url = web_address(document)
    before, after = marks.around()
    previous, following = neighbours
    return render_page(
        "source.html",
        lang,
        root,
        article_url(root, document, other_lang(lang), marks),
        document=document,
        published=say_published(document.published, document.derived, lang),
        parts=article_parts(document, marks),
        marks=marks,
        before=before and article_url(root, document, lang, before),
        after=after and article_url(root, document, lang, after),
        has_furniture=bool(shown_furniture(document)),
        url=text_fragment(url, quote) if url and quote else url,
        cite=cite_document(document, quote, lang, article_address(base, document, marks)),
        cited=_cited_links(document, cited, lang, root),
        previous=previous and (previous, article_url(root, previous, lang)),
        following=following and (following, article_url(root, following, lang)),
    )


def _cited_links(
    document: Document, spans: Sequence[Span] | None, lang: Lang, root: str
) -> list[tuple[str, str]] | None:
    """The address and the first words of each cited place; its page marks the other places, too."""
    if spans is None:
        return None
    return [
        (article_url(root, document, lang, make_marks(spans, span)), first_words(span.of(document.text), EXCERPT))
        for span in spans
    ]


def library_page(
    documents: list[Document], holds: Mapping[str, object], form: SearchForm, page: str, lang: Lang, root: str
) -> str:
    """The HTML of the list of articles that `form` asks for; `holds` is what the index says of itself."""
    found = search_articles(documents, form)
    pages = max(1, -(-len(found.hits) // ROWS))
    # Read by hand: an invalid page number shows the first page, where FastAPI would refuse the request.
    at = min(max(int(page), 1), pages) if page.isascii() and page.isdigit() and len(page) < 9 else 1
    return render_page(
        "library.html",
        lang,
        root,
        _library_address(root, form, at, other_lang(lang)),
        rows=[_row(hit, lang, root) for hit in found.hits[(at - 1) * ROWS : at * ROWS]],
        first=(at - 1) * ROWS + 1,
        form=form,
        filtered=any((form.publisher, form.since, form.until)),
        found=found,
        summary=_summary(found, len(documents), lang),
        total=len(documents),
        publishers=list_publishers(documents),
        holds=holds,
        limit=QUERY_LIMIT,
        at=at,
        pages=pages,
        before=_library_address(root, form, at - 1, lang) if at > 1 else None,
        after=_library_address(root, form, at + 1, lang) if at < pages else None,
    )


def _row(hit: ArticleHit, lang: Lang, root: str) -> dict[str, object]:
    document = hit.document
    return {
        "document": document,
        "address": article_url(root, document, lang, make_marks(hit.places, next(iter(hit.shown()), None))),
        "published": say_published(document.published, document.derived, lang),
        "words": len(document.text.split()),
        "places": len(hit.places),
        "snippet": hit_excerpt(hit),
    }


def _summary(found: SearchResult, total: int, lang: Lang) -> str:
    places = sum(len(hit.places) for hit in found.hits)
    text = words(lang)["library_found"].format(count=len(found.hits), total=total)
    return f"{text} {words(lang)['library_found_places'].format(count=places)}" if places else text


def _library_address(root: str, form: SearchForm, page: int, lang: Lang) -> str:
    values = {"lang": lang, "q": form.q, "publisher": form.publisher, "from": form.since, "to": form.until}
    values["page"] = str(page) if page > 1 else ""
    return f"{root}/sources?{urlencode({name: value for name, value in values.items() if value})}"


def message_page(heading: str, message: str, lang: Lang, root: str) -> str:
    """The HTML of a page with a heading and a message alone, given by their keys."""
    say, other_url = words(lang), f"{root}/sources?lang={other_lang(lang)}"
    return render_page("message.html", lang, root, other_url, heading=say[heading], message=say[message])
