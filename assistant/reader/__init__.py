"""Reading: which words of a candidate passage answer the question, if any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.question import Query
from assistant.retrieve import Candidate
from index.document import Span


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found in one candidate. Spans are offsets in the candidate's document.

    Attributes:
        candidate: the passage that was read.
        sentence: the sentence that answers best.
        answer: the words in it that answer, or None for a reader that marks sentences only.
        score: how well it answers; higher is better, comparable between the candidates of one question.
        evidence: how sure the reader is that the passage answers at all; comparable between questions.
    """

    candidate: Candidate
    sentence: Span
    answer: Span | None
    score: float
    evidence: float


class Reader(Protocol):
    """Reads all candidates of a question in one go.

    Attributes:
        id: name and version; a calibration belongs to one reader.
    """

    id: str

    def read(self, query: Query, candidates: Sequence[Candidate]) -> list[Reading]:
        """The readings, best first; each candidate gives at least one."""
        ...
