"""The round trip of drafted questions: a question counts only if it leads back to the passage that it was drafted from.

Asked without its entry, it has to find that passage, and no other entry may be nearer to it. Nearness to a quote is measured as the
search for passages measures it, by meaning and by words: by meaning alone, 41 % of 184 hand-written formal questions on the five
articles were nearest to their own quote, and 64 % by both. What fails costs a draft; what wrongly passes costs a reader a wrong answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from assistant.answering.engine import Engine
from assistant.question.asked import ExpectedKind, expected_kind
from assistant.question.query import Query
from assistant.retrieval.candidates import retrieve_candidates
from assistant.retrieval.fusion import weighted_sum
from assistant.tuning import TUNING
from index.arrays import Floats, Vectors
from index.bank import BankEntry, LocatedEntry, LocatedQuote, Wording
from index.bm25 import BM25

DropReason = Literal["no_answer", "no_quote", "id_taken", "not_found", "nearer_quote", "same_question"]
"""Why a drafted question does not count: it answers nothing; its quote is not in the document; its id is taken; the search does not
find its passage; another entry's quote is nearer; another entry asks the same and answers otherwise."""


@dataclass(frozen=True, slots=True)
class DroppedWording:
    """A drafted question that does not count.

    Attributes:
        entry: the draft's id.
        question: its wording; of a draft that cannot be tried at all, its first.
        reason: why.
        other: the id of the entry that is nearer, or asks the same.
        detail: what is wrong with the quote, in words.
    """

    entry: str
    question: str
    reason: DropReason
    other: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class DraftReport:
    """The drafts that passed, with the wordings that did, and the wordings that failed."""

    kept: tuple[BankEntry, ...] = ()
    dropped: tuple[DroppedWording, ...] = ()

    @property
    def questions_kept(self) -> int:
        return sum(len(entry.wordings) for entry in self.kept)


def check_round_trip(
    drafts: Sequence[LocatedEntry], engine: Engine, others: Sequence[LocatedEntry] = ()
) -> DraftReport:
    """Which wordings of the drafts lead back to their passage. The drafts are rivals of each other too; their order does not matter.

    Args:
        drafts: with the places of their quotes in the index in force.
        engine: what the questions are asked of.
        others: the entries of the bank.
    """
    if not drafts:
        return DraftReport()
    rivals = _Rivals(engine, (*others, *drafts))
    kept: list[BankEntry] = []
    dropped: list[DroppedWording] = []
    for draft in drafts:
        passed = []
        for wording in draft.entry.wordings:
            failure = _failure(draft, wording, engine, rivals)
            if failure:
                dropped.append(failure)
            else:
                passed.append(wording)
        if passed:
            kept.append(replace(draft.entry, wordings=tuple(passed)))
    return DraftReport(tuple(kept), tuple(dropped))


def _failure(draft: LocatedEntry, wording: Wording, engine: Engine, rivals: _Rivals) -> DroppedWording | None:
    query = engine.query_analyzer.query(wording.text)
    found = retrieve_candidates(query, engine.index, engine.encoder, engine.passages_read, engine.fusion)
    own = draft.quotes[0]
    if not any(c.document.id == own.source_id and c.passage.span.overlaps(own.span) for c in found.candidates):
        return DroppedWording(draft.entry.id, wording.text, "not_found")
    if other := rivals.same_question(draft, wording):
        return DroppedWording(draft.entry.id, wording.text, "same_question", other)
    if other := rivals.nearer_quote(draft, query, found.vector):
        return DroppedWording(draft.entry.id, wording.text, "nearer_quote", other)
    return None


class _Rivals:
    """The entries that a drafted question may be nearer to than to its own."""

    def __init__(self, engine: Engine, entries: Sequence[LocatedEntry]) -> None:
        self._terms = engine.index.analyzer.terms
        # Entries from the same words are told apart by their kind of question, not by their quote: they are no rivals.
        self._quotes = [(located, place) for located in entries for place in located.quotes]
        texts = [place.span.of(engine.index.document(place.source_id).text) for _, place in self._quotes]
        config = engine.index.config
        self._vectors = engine.encoder.encode_passages(texts)
        self._words = BM25.fit([self._terms(text) for text in texts], config.k1, config.b, config.epsilon)
        self._asked: dict[tuple[ExpectedKind, frozenset[str]], list[LocatedEntry]] = {}
        for located in entries:
            for wording in located.entry.wordings:
                askers = self._asked.setdefault(self._form(wording), [])
                if located not in askers:
                    askers.append(located)

    def nearer_quote(self, draft: LocatedEntry, query: Query, vector: Vectors) -> str:
        """The id of the entry whose quote is nearest to the question, if it is nearer than each of the draft's own; else ""."""
        near = self._nearness(query, vector)
        own = [_same_place(draft.quotes, place) for _, place in self._quotes]
        best = max(score for score, mine in zip(near, own, strict=True) if mine)
        strangers = [
            (float(score), located.entry.id)
            for score, mine, (located, _) in zip(near, own, self._quotes, strict=True)
            if not mine and score > best
        ]
        return max(strangers)[1] if strangers else ""

    def same_question(self, draft: LocatedEntry, wording: Wording) -> str:
        """The id of another entry that asks the same, in the same words in any order, and answers otherwise; else ""."""
        askers = self._asked[self._form(wording)]
        return next((other.entry.id for other in askers if other.entry.reply != draft.entry.reply), "")

    def _form(self, wording: Wording) -> tuple[ExpectedKind, frozenset[str]]:
        return expected_kind(wording.text), frozenset(self._terms(wording.text)) or frozenset((wording.normal_form,))

    def _nearness(self, query: Query, vector: Vectors) -> Floats:
        dense = (self._vectors @ vector).astype(np.float64)
        return weighted_sum(dense, self._words.scores(query.terms), TUNING.dense_share)


def _same_place(own: Sequence[LocatedQuote], place: LocatedQuote) -> bool:
    return any(mine.source_id == place.source_id and mine.span.overlaps(place.span) for mine in own)
