"""The seam at which a language model drafts expected questions for a document, and what of its drafts is kept.

No such model is here: `DraftQuestions` is what one has to be. Its drafts count only after the round trip (`round_trip.py`), and are
marked as drafts until someone reviews them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from assistant.answering.engine import Engine
from assistant.publishing.round_trip import DraftReport, DroppedWording, check_round_trip
from index.bank import BankEntry, LocatedEntry, locate_entry
from index.document import Document, Passage
from index.errors import BankError, DocumentError


class DraftQuestions(Protocol):
    """Drafts the questions that a document answers.

    `name` is the author that its drafts carry: the model's name, say.
    """

    name: str

    def draft(self, document: Document, passages: Sequence[Passage]) -> Iterable[BankEntry]:
        """Entries whose first quote is in one of the passages, with the origin "model" and no review.

        Raises:
            BankError: the model cannot be reached, or answers with something else; the message says what to do.
        """


def draft_document(drafter: DraftQuestions, document: Document, engine: Engine) -> DraftReport:
    """The drafts for a document that pass the round trip, and why the others do not.

    Args:
        drafter: writes them.
        document: as the folder has it. It must be published: the round trip searches the index in force.
        engine: whose index that is. A draft must not contradict the entries of its bank.

    Raises:
        DocumentError: the document is not published as it is.
        BankError: the drafter failed.
    """
    index = engine.index
    if document.id not in index.document_ids or index.document(document.id) != document:
        raise DocumentError(
            "unpublished", f"{document.file} is not published as it is now. Publish it, then try again."
        )
    passages = [index.passage(row) for row in index.rows_of(document.id)]
    located: list[LocatedEntry] = []
    unusable: list[DroppedWording] = []
    others = engine.bank.entries
    known = {other.entry.id for other in others}
    for draft in drafter.draft(document, passages):
        found = _usable_draft(draft, drafter.name, document, known)
        if isinstance(found, LocatedEntry):
            known.add(draft.id)
            located.append(found)
        else:
            unusable.append(found)
    report = check_round_trip(located, engine, others)
    return replace(report, dropped=(*unusable, *report.dropped))


def _usable_draft(draft: BankEntry, author: str, document: Document, known: set[str]) -> LocatedEntry | DroppedWording:
    """The draft with its places, marked as one; or why it cannot be tried at all. A drafter is not trusted to keep its word."""
    question = draft.wordings[0].text if draft.wordings else ""
    if draft.refuse or not draft.quotes or not draft.wordings:
        return DroppedWording(draft.id, question, "no_answer")
    if draft.id in known:
        return DroppedWording(draft.id, question, "id_taken")
    marked = replace(draft, origin="model", reviewed=None, author=author)
    try:
        found = locate_entry(marked, {document.id: document}.get)
    except BankError as error:
        found = str(error)
    return DroppedWording(draft.id, question, "no_quote", detail=found) if isinstance(found, str) else found
