"""The documents in the folder compared with those in force: what publishing would change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.answer import Lang
from assistant.publishing.folder import ListedFile
from assistant.web.operator.notices import say_error
from assistant.web.shared.notices import NoticeText
from assistant.wording import say_published
from index.document import Document
from index.store import Index

State = Literal["published", "changed", "new", "problem"]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list.

    Attributes:
        listed: the file, as it is in the folder.
        state: how it compares with the index in force.
        passages: how many are in force; None if the document, as it is now, is not published.
        published: its date in words.
        problem: why the file cannot be read; None if it can.
    """

    listed: ListedFile
    state: State
    passages: int | None
    published: str
    problem: NoticeText | None = None


def document_row(listed: ListedFile, index: Index | None, lang: Lang) -> Row:
    """The line of one file; `index` is the one in force, where there is one."""
    document = listed.document
    if document is None:
        return Row(listed, "problem", None, "", say_error(listed.problem, lang) if listed.problem else None)
    published = say_published(document.published, document.derived, lang)
    if index is None or document.id not in index.document_ids:
        return Row(listed, "new", None, published)
    if index.document(document.id) != document:  # the whole record: a changed title has to be published too
        return Row(listed, "changed", None, published)
    return Row(listed, "published", index.passage_counts()[document.id], published)


def leaving_documents(listed: list[ListedFile], index: Index | None) -> list[Document]:
    """Documents in force that are no longer in the folder: publishing takes them out."""
    files = {one.file for one in listed}
    found = [index.document(document_id) for document_id in index.document_ids] if index else []
    return [document for document in found if document.file not in files]
