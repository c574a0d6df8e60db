"""How many articles answers come from, in words."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer import Lang
from assistant.wording import fill_text, spell_date
from index.document import Document


def say_documents(key: str, documents: Sequence[Document], lang: Lang) -> str:
    """The sentence of that key with the number of articles and, where one has a date, the newest."""
    newest = max((document.published for document in documents if document.published), default=None)
    dated = fill_text("newest", lang, date=spell_date(newest, lang)) if newest else ""
    count = fill_text("articles_count_one" if len(documents) == 1 else "articles_count", lang, count=len(documents))
    return fill_text(key, lang, count=count, newest=dated)
