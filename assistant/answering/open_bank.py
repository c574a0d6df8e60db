"""The question bank of an engine: the entries that its index holds, and over them those that evaluators saved."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from assistant.retrieval.bank_model import BankModel
from assistant.retrieval.question_bank import QuestionBank, VerifiedEntries
from index.arrays import Vectors
from index.bank import BankEntry, LocatedEntry, locate_entry
from index.bank_index import BankIndex
from index.document import Document
from index.encoder import Encoder
from index.store import Index

log = logging.getLogger("netral")


def open_bank(
    index: Index, encoder: Encoder, verified: VerifiedEntries | None = None, before: QuestionBank | None = None
) -> QuestionBank:
    """The bank of an index with what evaluators saved.

    Args:
        index: an open index.
        encoder: the one that it was built with; saved wordings are encoded now.
        verified: what evaluators saved; None for nothing.
        before: the bank as it was: wordings that it has are not encoded again.
    """
    parts = [index.bank] if index.bank else []
    if verified and (saved := located_entries(index, verified.entries())):
        known = [part.vector_of() for part in (before.parts if before else parts)]

        def known_vector(key: bytes) -> Vectors | None:
            return next((vector for look_up in known if (vector := look_up(key)) is not None), None)

        parts.insert(0, BankIndex.build(saved, encoder, index.analyzer, index.config, known_vector))
    return QuestionBank(
        parts=tuple(parts),
        encoder_id=index.encoder_id,
        analyzer=index.analyzer,
        document=index.document,
        rarity=index.rarity,
        model=BankModel.load(),
        removed=verified.removed() if verified else frozenset(),
    )


def empty_bank(index: Index) -> QuestionBank:
    """A bank without entries: that of an index that is asked without one."""
    return QuestionBank((), index.encoder_id, index.analyzer, index.document, index.rarity, BankModel.load())


def located_entries(index: Index, entries: Sequence[BankEntry]) -> list[LocatedEntry]:
    """Those of the entries whose quotes the articles hold; the others are logged, and listed in the inbox."""
    found = []
    for entry in entries:
        located = locate_entry(entry, lambda name: document_or_none(index, name))
        if isinstance(located, str):
            log.warning("the verified entry %s is stale and not used: %s", entry.id, located)
        else:
            found.append(located)
    return found


def document_or_none(index: Index, document_id: str) -> Document | None:
    """The article of that id, or None: an entry may quote one that was removed."""
    return index.document(document_id) if document_id in index.document_ids else None
