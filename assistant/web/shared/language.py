"""The language of a page."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Request

from assistant.answer import Lang
from assistant.wording import as_lang


def language_of(request: Request, asked: object) -> Lang:
    """The language that was `asked` for, if the pages have it, else that of the setting `language`."""
    # Kept on the app, so that no route has to pass the setting on.
    return as_lang(asked, request.app.state.language)


Asked = Annotated[
    str | None,
    Query(
        description="`id` or `en`, of the words around what is quoted; another one, or none: the setting `language`.",
        examples=["en"],
    ),
]


def _page_language(request: Request, lang: Asked = None) -> Lang:
    return language_of(request, lang)


PageLanguage = Annotated[Lang, Depends(_page_language)]
"""For a route's parameter: the language that `?lang=` names. An unknown one is not an error: the page can still be read."""
