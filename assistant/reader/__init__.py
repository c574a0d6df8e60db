"""Reading: which words of a candidate passage answer the question, if any."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.question import Query
from assistant.retrieve import Candidate
from index.document import Span


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found in one sentence. Spans are offsets in the candidate's document.

    Attributes:
        candidate: the passage in which the sentence reads best (passages overlap).
        sentence: the sentence.
        answer: the words in it that answer, or None for a reader that marks sentences only.
        score: how well it answers; higher is better, comparable between the candidates of one question.
        evidence: how sure the reader is that the passage answers at all; comparable between questions.
    """

    candidate: Candidate
    sentence: Span
    answer: Span | None
    score: float
    evidence: float


def best_of_each(readings: Iterable[Reading]) -> list[Reading]:
    """The best reading of each sentence, best first; equal scores in order of passage and place."""
    best: dict[tuple[str, int], Reading] = {}
    for reading in readings:
        key = reading.candidate.document.id, reading.sentence.start
        if key not in best or reading.score > best[key].score:
            best[key] = reading
    return sorted(best.values(), key=lambda r: (-r.score, r.candidate.row, r.sentence.start))


class Reader(Protocol):
    """Reads all candidates of a question in one go.

    Attributes:
        id: name and version; a calibration belongs to one reader.
        close: readings whose score is at most this much below the best one's are cited beside it.
    """

    id: str
    close: float

    def read(self, query: Query, candidates: Sequence[Candidate]) -> list[Reading]:
        """The readings, best first, one for each sentence of the candidates."""
        ...
