"""The indexes that are kept: when each was put in force and by whom, and going back to an earlier one."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from assistant.answer import Lang
from assistant.web.operator.frame import render_operator
from assistant.web.operator.moments import say_ago
from assistant.web.operator.workplace import Visit, Workplace
from assistant.wording import say_moment
from index.generations import Generation

HISTORY_SHOWN = 20
"""Lines of the history that the page shows."""


@dataclass(frozen=True, slots=True)
class KeptIndex:
    """An index that is kept, with its time in words."""

    generation: Generation
    since: str
    ago: str


def history_page(place: Workplace, visit: Visit) -> str:
    """The indexes that are kept, and the last times that one was put in force."""
    lang = visit.lang
    listed, problem = place.listed()
    pending = place.pending(listed, problem, place.publisher.index()).count
    history = place.rollback.history()[:HISTORY_SHOWN]
    return render_operator(
        place,
        visit,
        "operator_history.html",
        "/history",
        "/history",
        pending,
        kept=[_kept(each, lang) for each in place.rollback.kept()],
        history=[(each, say_moment(each.on, lang)) for each in history],
        went_back=place.rollback.put_back() is not None,
        keep=place.settings.keep_indexes,
        watching=place.publisher.watching,
    )


def back_page(place: Workplace, name: str, visit: Visit) -> tuple[str, bool]:
    """The page that asks for confirmation before an earlier index is put in force; and whether that index is there."""
    kept = [_kept(each, visit.lang) for each in place.rollback.kept()]
    page = render_operator(
        place,
        visit,
        "operator_back.html",
        f"/history/{quote(name)}",
        "/history",
        chosen=next((each for each in kept if each.generation.name == name), None),
        now=next((each for each in kept if each.generation.in_force), None),
        watching=place.publisher.watching,
    )
    return page, any(each.generation.name == name for each in kept)


def _kept(generation: Generation, lang: Lang) -> KeptIndex:
    return KeptIndex(generation, say_moment(generation.since, lang), say_ago(generation.since, lang))
