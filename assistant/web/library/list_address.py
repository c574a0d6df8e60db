"""The address of the list of articles: everything that a reader chose there, so that each choice is a link."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from assistant.answer import Lang
from assistant.articles.order import Order, as_order
from assistant.articles.search import SearchForm

View = Literal["cards", "table"]
_NAMES = {"since": "from", "until": "to"}
"""Fields of the form whose names in an address are others, since these are words of Python."""


@dataclass(frozen=True, slots=True)
class ListAddress:
    """An address below `/sources`. `sort` and `view` are as given in the address: anything unknown means the usual one."""

    root: str
    lang: Lang
    form: SearchForm
    sort: str = ""
    view: str = ""

    @property
    def order(self) -> Order:
        """The order of the list."""
        return as_order(self.sort, bool(self.form.q.strip()))

    @property
    def shown_as(self) -> View:
        """How the list is shown."""
        return "table" if self.view == "table" else "cards"

    def url(self, page: int = 1) -> str:
        """The address as text."""
        values = [*self.values(), ("page", str(page) if page > 1 else "")]
        return f"{self.root}/sources?{urlencode([(name, value) for name, value in values if value])}"

    def values(self, *without: str) -> Iterator[tuple[str, str]]:
        """The names and values of the address that are set, but for those named; the page is none of them."""
        form = {_NAMES.get(name, name): value for name, value in dataclasses.asdict(self.form).items()}
        given = {
            "lang": self.lang,
            **form,
            "sort": self.order if self.order != as_order("", bool(self.form.q.strip())) else "",
            "view": self.shown_as if self.shown_as != "cards" else "",
        }
        return ((name, value) for name, value in given.items() if value and name not in without)

    def asking(self, **changes: str) -> ListAddress:
        """The same list for a form with these changes."""
        return dataclasses.replace(self, form=dataclasses.replace(self.form, **changes))

    def sorted_by(self, order: Order) -> ListAddress:
        """The same list in that order."""
        return dataclasses.replace(self, sort=order)

    def as_view(self, view: View) -> ListAddress:
        """The same list shown so."""
        return dataclasses.replace(self, view=view)

    def in_language(self, lang: Lang) -> ListAddress:
        """The same list in that language."""
        return dataclasses.replace(self, lang=lang)
