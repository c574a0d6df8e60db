"""The list of documents: each with how it compares with the index in force, found by words or state, fifty on a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args
from urllib.parse import urlencode

from assistant.answer import Lang
from assistant.publishing.details import TEXT_LENGTH, Details
from assistant.publishing.folder import UPLOAD_LIMIT
from assistant.publishing.listing import ListedFile
from assistant.publishing.pending import State
from assistant.publishing.waiting import WAITING_SECONDS
from assistant.web.operator.frame import render_operator
from assistant.web.operator.notices import say_error
from assistant.web.operator.workplace import Visit, Workplace
from assistant.web.shared.notices import NoticeText
from assistant.wording import spell_date
from index.folder_scan import LeftOut
from index.formats import EXTRACTORS

PAGE_ROWS = 50
"""Documents on one page of the list."""
FIND_LENGTH = 200
"""Characters that are looked for, at most."""

Show = Literal["all", "pending", "problem"]
"""Which documents the list shows: all, those that are not published as they are, or those that cannot be used."""
SHOWS: tuple[Show, ...] = get_args(Show)


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What the list is asked for: words in title or file name, a state, and a page from 1."""

    find: str = ""
    show: Show = "all"
    page: int = 1

    @classmethod
    def of(cls, find: str, show: str, page: int) -> ListQuery:
        """The query of an address; what is not known there counts as not asked for."""
        return cls(" ".join(find[:FIND_LENGTH].split()), next((each for each in SHOWS if each == show), "all"), page)

    def address(self, **changes: object) -> str:
        """The list's address below `/operator`, with some of it changed."""
        values = {"find": self.find, "show": self.show, "page": self.page} | changes
        given = {key: value for key, value in values.items() if value not in ("", "all", 1)}
        return "/documents" + (f"?{urlencode(given)}" if given else "")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list.

    Attributes:
        listed: the file, as it is in the folder.
        state: how it compares with the index in force.
        passages: how many are in force; None if the document, as it is now, is not published.
        published: its date in words; "" where it has none.
        date_derived: whether that date was taken from the text, and so is most often that of the event.
        questions: how many expected questions it has.
        problem: why the file cannot be read, or is not used; None if it is.
    """

    listed: ListedFile
    state: State
    passages: int | None
    published: str
    date_derived: bool = False
    questions: int = 0
    problem: NoticeText | None = None


def documents_page(place: Workplace, query: ListQuery, visit: Visit) -> str:
    """The form for further documents, the uploads that wait for a decision, and the documents that are there."""
    index, (listed, problem) = place.publisher.index(), place.listed()
    states = place.comparison.states(listed, index)
    pending = place.pending(listed, problem, index)
    found = [one for one in listed if _fits(one, states[one.file], query)]
    pages = max(1, -(-len(found) // PAGE_ROWS))
    page = min(query.page, pages)
    counts = index.passage_counts() if index else {}
    questions = place.desk.file.counts()
    rows = [
        document_row(one, states[one.file], counts, questions, visit.lang)
        for one in found[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]
    ]
    typed = visit.session.take_typed()
    shown = ListQuery(query.find, query.show, page)
    return render_operator(
        place,
        visit,
        "operator_documents.html",
        shown.address(),
        "/documents",
        pending.count,
        rows=rows,
        query=shown,
        shows=SHOWS,
        pages=pages,
        found=len(found),
        total=len(listed),
        # A folder that cannot be read is not an empty one.
        problem=say_error(problem, visit.lang) if problem else None,
        leaving=pending.leaving,
        left_out=[(each.file, say_error(each.problem, visit.lang)) for each in _left_out(place, problem)],
        pending=pending,
        waiting=place.uploads.waiting.waiting(),
        waiting_hours=WAITING_SECONDS // 3600,
        folder=place.folder.folder,
        endings=list(EXTRACTORS),
        limit=UPLOAD_LIMIT,
        megabytes=UPLOAD_LIMIT // 2**20,
        text_limit=TEXT_LENGTH,
        typed={name: typed.get(name, "") for name in Details.__slots__},
        running=place.publisher.last if place.publisher.last and place.publisher.last.running else None,
    )


def _left_out(place: Workplace, problem: Exception | None) -> tuple[LeftOut, ...]:
    return () if problem else place.folder.left_out()


def document_row(
    listed: ListedFile, state: State, passages: Mapping[str, int], questions: Mapping[str, int], lang: Lang
) -> Row:
    """The line of one file; `passages` and `questions` are counts by the documents' ids."""
    document = listed.document
    if document is None:
        return Row(listed, state, None, "", problem=say_error(listed.problem, lang) if listed.problem else None)
    published = spell_date(document.published, lang) if document.published else ""
    counted = passages.get(document.id) if state == "published" else None
    derived = bool(published) and "published" in document.derived
    return Row(listed, state, counted, published, derived, questions.get(document.id, 0))


def _fits(listed: ListedFile, state: State, query: ListQuery) -> bool:
    if query.show == "pending" and state not in ("new", "changed"):
        return False
    if query.show == "problem" and state not in ("problem", "copy"):
        return False
    title = listed.document.title if listed.document else ""
    text = f"{listed.file} {title}".casefold()
    return all(word in text for word in _words(query.find))


def _words(find: str) -> Sequence[str]:
    return find.casefold().split()
