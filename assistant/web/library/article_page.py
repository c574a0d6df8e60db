"""One article as a page for people, with quotes marked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from assistant.answer import Lang
from assistant.articles.blocks import article_parts
from assistant.articles.headings import table_of_contents
from assistant.articles.marks import Marks, make_marks
from assistant.articles.references import STYLES, CitedWords, Style, cite_in_style, quote_of
from assistant.articles.view import first_words, shown_furniture, text_fragment, web_address
from assistant.html import other_lang, render_page
from assistant.source_address import source_path
from assistant.web.library.page_sheets import page_sheets, quote_depth, say_machine_pages
from assistant.wording import say_published, say_where, spell_date, words
from index.document import Document, Span
from index.errors import SourceNotFoundError

EXCERPT = 180  # characters of a cited place
STYLE_WORDS: dict[Style, str] = {
    "plain": "cite_style_plain",
    "footnote": "cite_style_footnote",
    "apa": "cite_style_apa",
}


@dataclass(frozen=True, slots=True)
class Newer:
    """The documents that a reader of an older one has to know of: its newer version, and what amends it."""

    versions: tuple[Document, ...] = ()
    amendments: tuple[Document, ...] = ()


NOTHING_NEWER = Newer()


def newer_documents(document: Document, source: Callable[[str], Document]) -> Newer:
    """Those of a document; `source` gives one by its id, and raises where it is not served."""

    def known(names: Iterable[str]) -> Iterator[Document]:
        for name in names:
            with suppress(SourceNotFoundError):
                yield source(name)

    newest = (document.superseded_by,) if document.superseded_by else ()
    return Newer(tuple(known(newest)), tuple(known(document.amended_by)))


def article_url(root: str, document: Document, lang: Lang, marks: Marks | None = None) -> str:
    """The address of an article's page, at its quote where there is one."""
    query = marks.query() if marks else ""
    return f"{root}{source_path(document.id)}?lang={lang}" + (f"&{query}#quote" if query else "")


def article_address(base: str, document: Document, marks: Marks) -> str:
    """The address that a reference gives: on the server at `base`, in any language, with no more than the quote marked."""
    here = base + source_path(document.id)
    return f"{here}?start={marks.quote.start}&end={marks.quote.end}" if marks.quote else here


def article_page(
    document: Document,
    marks: Marks,
    neighbours: tuple[Document | None, Document | None],
    cited: Sequence[Span] | None,
    lang: Lang,
    root: str,
    base: str,
    newer: Newer = NOTHING_NEWER,
) -> str:
    """The HTML of one article. The page says when a place in the address is not in the article.

    `cited` are places that answers have quoted (None: they cannot be read now); `base` is the server's address, for references; `newer` are
    the documents that take its place or change it.
    """
    quote = marks.quote.of(document.text) if marks.quote else ""
    cited_words = quote_of(document, marks.quote)
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
        sheets=page_sheets(document, marks, lang, root),
        depth=quote_depth(document, marks),
        where=say_where(cited_words, lang) if cited_words else (),
        machine_read=say_machine_pages(document, lang),
        marks=marks,
        before=before and article_url(root, document, lang, before),
        after=after and article_url(root, document, lang, after),
        has_furniture=bool(shown_furniture(document)),
        url=text_fragment(url, quote) if url and quote else url,
        references=_references(document, cited_words, lang, article_address(base, document, marks)),
        contents=table_of_contents(document),
        cited=_cited_links(document, cited, lang, root),
        newer=[_leading_on(other, lang, root) for other in newer.versions],
        amending=[_leading_on(other, lang, root) for other in newer.amendments],
        previous=previous and (previous, article_url(root, previous, lang)),
        following=following and (following, article_url(root, following, lang)),
    )


def _leading_on(document: Document, lang: Lang, root: str) -> tuple[Document, str, str]:
    """A document, its address, and its date in words; "" where it has none."""
    date = spell_date(document.published, lang) if document.published else ""
    return document, article_url(root, document, lang), date


def _references(
    document: Document, quoted: CitedWords | None, lang: Lang, address: str
) -> list[tuple[Style, str, str]]:
    """A reference in each style: the style, its name, and the text."""
    today = datetime.now().astimezone().date()
    return [
        (style, words(lang)[STYLE_WORDS[style]], cite_in_style(style, document, quoted, lang, address, today))
        for style in STYLES
    ]


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
