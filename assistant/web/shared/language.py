"""The language that a page speaks."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from assistant.answer import Lang
from assistant.wording import as_lang


def language_of(request: Request, asked: object) -> Lang:
    """The language that was `asked` for, where it is one of the pages', else that of the setting `language`."""
    # On the app, so that no route has to be handed the setting to pass it on.
    return as_lang(asked, request.app.state.language)


def _page_language(request: Request, lang: str | None = None) -> Lang:
    return language_of(request, lang)


PageLanguage = Annotated[Lang, Depends(_page_language)]
"""For a route's parameter: the language that `?lang=` asks for. A wrong one is no error: the page is still readable."""
