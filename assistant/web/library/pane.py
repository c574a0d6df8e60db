"""An article for the pane that opens beside an answer: the same text and marks as its page, without the page's frame."""

from __future__ import annotations

from assistant.answer import Lang
from assistant.articles.blocks import article_parts
from assistant.articles.marks import Marks
from assistant.articles.references import cite_document, quote_of
from assistant.articles.view import shown_furniture
from assistant.html import template_environment
from assistant.web.library.article_page import article_address, article_url
from assistant.web.library.page_sheets import page_sheets, quote_depth, say_machine_pages
from assistant.wording import say_published, say_where, words
from index.document import Document


def article_pane(document: Document, marks: Marks, lang: Lang, root: str, base: str) -> str:
    """The fragment that `static/pane.js` shows: title, facts and text, and as `data-` values what its buttons need.

    `base` is the server's address, for the reference. The addresses before and after are those of the article's page.
    """
    before, after = marks.around()
    cited_words = quote_of(document, marks.quote)
    date = say_published(document.published, document.derived, lang)
    return _render(
        "pane.html",
        lang,
        document=document,
        facts=[fact for fact in (document.publisher, document.place, date, _title_note(document, lang)) if fact],
        parts=article_parts(document, marks),
        sheets=page_sheets(document, marks, lang, root),
        depth=quote_depth(document, marks),
        where=say_where(cited_words, lang) if cited_words else (),
        machine_read=say_machine_pages(document, lang),
        marks=marks,
        before=before and article_url(root, document, lang, before),
        after=after and article_url(root, document, lang, after),
        has_furniture=bool(shown_furniture(document)),
        cite=cite_document(document, cited_words, lang, article_address(base, document, marks)),
    )


def problem_pane(heading: str, message: str, lang: Lang) -> str:
    """The fragment that says why there is no article, by the keys of its texts."""
    return _render("pane_problem.html", lang, heading=heading, message=message)


def _title_note(document: Document, lang: Lang) -> str:
    return words(lang)["title_derived"] if "title" in document.derived else ""


def _render(template: str, lang: Lang, **values: object) -> str:
    return template_environment().get_template(template).render(say=words(lang), lang=lang, **values)
