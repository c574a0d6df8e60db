"""A reader that needs no model: it picks sentences by the words they share with the question and the kind of thing asked for.

It serves with `reader = "sentences"`, and as the baseline that a trained reader has to beat.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.question.query import Query
from assistant.reader.reading import Reading, merge_readings
from assistant.reader.sentence_features import SentenceJudge
from assistant.retrieval.candidates import Candidate
from index.analyzer import Analyzer
from index.reading_form import reading_form


class SentenceReader:
    """Says of each sentence whether it has the kind of thing that the question asks for, such as a date."""

    # A new number whenever its readings change, since a calibration belongs to this id.
    id = "sentences 3"

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer

    def read(self, query: Query, candidates: Sequence[Candidate]) -> list[Reading]:
        """A reading for each sentence; `reading` is the share, 0 to 1, of the kinds asked for that it has."""
        judge = SentenceJudge(query, self._analyzer)
        return merge_readings(
            judge.read(candidate, sentence, None, judge.kinds_found(reading_form(candidate.document.text).of(sentence)))
            for candidate in candidates
            for sentence in candidate.passage.sentences
        )
