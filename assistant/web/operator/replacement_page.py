"""What replacing a document changes, before it is done: for an upload that waits, and for an earlier version in the bin."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from assistant.answer import Lang
from assistant.publishing.difference import Difference, ParagraphChange, compare_documents
from assistant.web.operator.frame import render_operator
from assistant.web.operator.notices import say_error
from assistant.web.operator.workplace import Visit, Workplace
from assistant.wording import say_moment, spell_date, words
from index.document import Document
from index.errors import NetralError

MOST_SHOWN = 200
"""Changed paragraphs that a page shows; of more it says how many there are."""


def waiting_page(place: Workplace, token: str, visit: Visit) -> tuple[str, bool]:
    """What a waiting upload would change, with the choices; and whether it still waits."""
    found, problem = None, None
    try:
        found = place.uploads.replacement(token)
    except (NetralError, OSError) as error:
        problem = say_error(error, visit.lang)
    typed = visit.session.take_typed()
    page = render_operator(
        place,
        visit,
        "operator_replacement.html",
        f"/waiting/{quote(token)}",
        "/documents",
        found=found,
        token=token,
        item=None,
        before=found.before if found else None,
        seal=found.seal if found else "",
        problem=problem,
        beside=typed.get("name") or (found.free_name if found else ""),
        **_of_difference(found.difference if found else None, visit.lang),
    )
    return page, found is not None


def restore_page(place: Workplace, name: str, visit: Visit) -> tuple[str, bool]:
    """What restoring an item of the bin would change; and whether it is there."""
    item, before, difference, problem, seal = None, None, None, None, ""
    try:
        item = place.folder.bin.item(name)
        seal = place.folder.seal(item.file)
        kept = place.folder.in_bin(name)
        before = place.folder.document(item.file) if seal else None
        difference = compare_documents(before or _nothing(kept), kept, place.entries())
    except (NetralError, OSError) as error:
        problem = say_error(error, visit.lang)
    page = render_operator(
        place,
        visit,
        "operator_replacement.html",
        f"/bin/{quote(name)}",
        "/bin",
        found=None,
        token="",
        item=item,
        kept=say_moment(item.kept, visit.lang) if item else "",
        before=before,
        seal=seal,
        problem=problem,
        beside="",
        **_of_difference(difference, visit.lang),
    )
    return page, item is not None


def _nothing(document: Document) -> Document:
    """A document of the same id without text or details: what there is where a removed one is restored."""
    return Document(document.id, "", "", document.file, "", derived=document.derived)


def _of_difference(difference: Difference | None, lang: Lang) -> dict[str, object]:
    if difference is None:
        return {"difference": None, "changes": [], "more": 0, "details": []}
    say = words(lang)
    names = {
        "title": say["operator_title"],
        "publisher": say["operator_publisher"],
        "published": say["operator_published"],
        "url": say["operator_url"],
    }
    details = [
        (names[each.field], _shown(each.field, each.before, lang), _shown(each.field, each.after, lang))
        for each in difference.details
    ]
    shown = _cut(difference.paragraphs)
    every = sum(change.kind != "same" for change in difference.paragraphs)
    more = every - sum(change.kind != "same" for change in shown)
    return {"difference": difference, "changes": shown, "more": more, "details": details}


def _shown(field: str, value: str, lang: Lang) -> str:
    return spell_date(value, lang) if field == "published" and value else value


def _cut(changes: Sequence[ParagraphChange]) -> list[ParagraphChange]:
    """The first changes, with what stayed the same between them."""
    shown: list[ParagraphChange] = []
    left = MOST_SHOWN
    for change in changes:
        left -= change.kind != "same"
        if left < 0:
            break
        shown.append(change)
    return shown
