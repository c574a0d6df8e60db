"""What a reader can choose in the list of articles: filters, the order, the view, the page. Each choice is a link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from assistant.articles.order import ORDERS
from assistant.articles.search import FACETS, FacetName, SearchForm, SearchResult, count_facets, year_bounds, year_of
from assistant.articles.subjects import load_subjects
from assistant.web.library.list_address import ListAddress, View
from assistant.wording import spell_date, words

VALUES_SHOWN = 7
"""Values of a filter that are shown at once; the others unfold."""
ORDER_WORDS = {
    "match": "library_sort_match",
    "newest": "library_sort_newest",
    "oldest": "library_sort_oldest",
    "title": "library_sort_title",
    "cited": "library_sort_cited",
}
VIEW_WORDS = {"cards": "library_view_cards", "table": "library_view_table"}
FACET_WORDS: dict[FacetName, str] = {
    "subject": "library_subject",
    "publisher": "source_publisher",
    "place": "source_place",
    "year": "library_year",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A link: its name, its address, whether it is what is chosen now, and for how many articles (None: that is not counted)."""

    name: str
    label: str
    url: str
    chosen: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter with its values, of which `more` unfold."""

    label: str
    values: tuple[Choice, ...]
    more: tuple[Choice, ...]


def filter_choices(found: SearchResult, at: ListAddress) -> list[Filter]:
    """The filters that leave a choice. A value that is chosen leads to the list without it."""
    made = []
    for name, values in count_facets(found, at.form).items():
        links = [_value_choice(name, value, count, at) for value, count in values]
        chosen = _chosen(name, at.form)
        if chosen and chosen not in dict(values):
            links.append(_value_choice(name, chosen, 0, at))
        if len(links) > 1 or chosen:
            links.sort(key=lambda link: not link.chosen)  # what is chosen must not be folded away
            label = words(at.lang)[FACET_WORDS[name]]
            made.append(Filter(label, tuple(links[:VALUES_SHOWN]), tuple(links[VALUES_SHOWN:])))
    return made


def chosen_filters(at: ListAddress) -> list[Choice]:
    """What narrows the list now; each link takes it away."""
    say, form = words(at.lang), at.form
    made = [Choice("q", f"“{form.q.strip()}”", at.asking(q="").url())] if form.q.strip() else []
    for name in FACETS:
        if value := _chosen(name, form):
            label = f"{say[FACET_WORDS[name]]}: {_label(name, value, at)}"
            made.append(Choice(name, label, _without(name, at).url()))
    if (form.since or form.until) and not year_of(form):
        since, until = (spell_date(day, at.lang) if day else "…" for day in (form.since.strip(), form.until.strip()))
        made.append(Choice("dates", f"{since} – {until}", _without("year", at).url()))
    return made


def order_choices(at: ListAddress) -> list[Choice]:
    """The orders; that by match is there only for a search."""
    say = words(at.lang)
    return [
        Choice(order, say[ORDER_WORDS[order]], at.sorted_by(order).url(), order == at.order)
        for order in ORDERS
        if order != "match" or at.form.q.strip()
    ]


def view_choices(at: ListAddress) -> list[Choice]:
    """Cards or table."""
    say = words(at.lang)
    views: tuple[View, ...] = get_args(View)
    return [Choice(view, say[VIEW_WORDS[view]], at.as_view(view).url(), view == at.shown_as) for view in views]


def page_choices(at: ListAddress, page: int, pages: int) -> list[Choice | None]:
    """The first page, the last, and those around the present one; None stands for those left out between them."""
    numbers = sorted({1, pages, *range(max(1, page - 1), min(pages, page + 1) + 1)})
    made: list[Choice | None] = []
    for before, number in zip((0, *numbers), numbers, strict=False):
        if number - before > 1:
            made.append(None)
        made.append(Choice(str(number), str(number), at.url(number), number == page))
    return made


def _value_choice(name: FacetName, value: str, count: int, at: ListAddress) -> Choice:
    chosen = value == _chosen(name, at.form)
    to = _without(name, at) if chosen else _with(name, value, at)
    return Choice(name, _label(name, value, at), to.url(), chosen, count)


def _chosen(name: FacetName, form: SearchForm) -> str:
    return {"subject": form.subject, "publisher": form.publisher, "place": form.place, "year": year_of(form)}[
        name
    ].strip()


def _with(name: FacetName, value: str, at: ListAddress) -> ListAddress:
    if name == "year":
        since, until = year_bounds(value)
        return at.asking(since=since, until=until)
    return at.asking(**{name: value})


def _without(name: FacetName, at: ListAddress) -> ListAddress:
    return at.asking(since="", until="") if name == "year" else at.asking(**{name: ""})


def _label(name: FacetName, value: str, at: ListAddress) -> str:
    if name != "subject":
        return value
    # An address may name a subject that there is not.
    return next((subject.name(at.lang) for subject in load_subjects() if subject.key == value), value)
