"""The bin: what was removed or replaced, with restoring and, asked twice, deleting."""

from __future__ import annotations

from urllib.parse import quote

from assistant.answer import Lang
from assistant.publishing.bin import BinItem
from assistant.web.operator.frame import render_operator
from assistant.web.operator.moments import say_ago
from assistant.web.operator.notices import say_error
from assistant.web.operator.workplace import Visit, Workplace
from assistant.wording import say_moment
from index.errors import DocumentError

AGES = (0, 30, 90)
"""Days that can be chosen for emptying: only what is at least as old is deleted."""


def bin_page(place: Workplace, visit: Visit) -> str:
    """The items, the last one put there first."""
    bin_, lang = place.folder.bin, visit.lang
    items = bin_.items()
    return render_operator(
        place,
        visit,
        "operator_bin.html",
        "/bin",
        "/bin",
        rows=[(item, place.folder.holds(item.file), *_when(item, lang)) for item in items],
        size=bin_.size(),
        folder=bin_.folder,
        ages=[(days, len(bin_.old_items(days))) for days in AGES],
    )


def empty_page(place: Workplace, days: int, visit: Visit) -> str:
    """The page that asks for confirmation before the bin, or what is old in it, is emptied for good."""
    items = place.folder.bin.old_items(days)
    return render_operator(
        place,
        visit,
        "operator_empty.html",
        f"/empty?days={days}",
        "/bin",
        items=[(item, *_when(item, visit.lang)) for item in items],
        days=days,
        newest=items[0].name if items else "",
        item=None,
        problem=None,
    )


def delete_page(place: Workplace, name: str, visit: Visit) -> tuple[str, bool]:
    """The page that asks for confirmation before one item is deleted for good; and whether the item is there."""
    item, problem = None, None
    try:
        item = place.folder.bin.item(name)
    except DocumentError as error:
        problem = say_error(error, visit.lang)
    page = render_operator(
        place,
        visit,
        "operator_empty.html",
        f"/delete/{quote(name)}",
        "/bin",
        items=[(item, *_when(item, visit.lang))] if item else [],
        days=0,
        newest="",
        item=item,
        problem=problem,
    )
    return page, item is not None


def _when(item: BinItem, lang: Lang) -> tuple[str, str]:
    """When an item was put into the bin, and how long ago that is."""
    return say_moment(item.kept, lang), say_ago(item.kept, lang)
