"""References to articles: title, publisher, date and address on one line."""

from __future__ import annotations

from assistant.answer import Citation, Lang
from assistant.articles.view import web_address
from assistant.quotation import in_quotation_marks
from assistant.wording import say_published
from index.document import Document


def reference_line(source: Citation | Document, lang: Lang, address: str = "") -> str:
    """Title, publisher and date of a source on one line, then `address`; what is not known is left out."""
    date = say_published(source.published, source.derived, lang)
    parts = [in_quotation_marks(" ".join(source.title.split())), source.publisher, date, address]
    return ", ".join(part for part in parts if part)


def cite_document(document: Document, quote: str, lang: Lang, address: str) -> str:
    """The lines to paste elsewhere: the quote (which may be empty), its reference with the article's web address, then `address`."""
    quoted = [in_quotation_marks(" ".join(quote.split()))] if quote else []
    return "\n".join([*quoted, reference_line(document, lang, web_address(document) or ""), address])
