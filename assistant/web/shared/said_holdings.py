"""How many articles answers come from, in words."""

from __future__ import annotations

from assistant.answer import Lang
from assistant.answering.holdings import Holdings
from assistant.wording import fill_text, spell_date, words


def say_holdings(key: str, otherwise: str, holdings: Holdings, lang: Lang) -> str:
    """The text of `key` with the number of articles and, where one has a date, the newest; without articles, that of `otherwise`."""
    if not holdings.articles:
        return words(lang)[otherwise]
    dated = fill_text("newest", lang, date=spell_date(holdings.newest, lang)) if holdings.newest else ""
    count = "articles_count_one" if holdings.articles == 1 else "articles_count"
    return fill_text(key, lang, count=fill_text(count, lang, count=holdings.articles), newest=dated)
