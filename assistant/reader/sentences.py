"""A reader that needs no model: it picks sentences by the words they share with the question and the kind of thing asked for.

It serves with `reader = "sentences"`, and as the baseline that a trained reader has to beat. The kinds of thing are those of
`data/sentences.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from assistant.question.query import Query
from assistant.reader.reading import Reading, SentenceRead, merge_readings, word_overlap
from assistant.retrieval.candidates import Candidate
from index.analyzer import Analyzer, word_tokens
from index.document import Span
from index.reading_form import reading_form
from index.word_rules import WordRules

RULES = WordRules(Path(__file__).parents[1] / "data" / "sentences.toml")
EXPECTED = {
    "asks_date": "date",
    "asks_name": "name",
    "asks_number": "number",
    "asks_place": "place",
    "asks_reason": "reason",
}
"""A list of words that ask for a kind of thing to the rule that finds such a thing in a sentence."""


class SentenceReader:
    """Says of each sentence whether it has the kind of thing that the question asks for, such as a date."""

    # A new number whenever its readings change, since a calibration belongs to this id.
    id = "sentences 2"

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer

    def read(self, query: Query, candidates: Sequence[Candidate]) -> list[Reading]:
        """A reading for each sentence; `reading` is the share, 0 to 1, of the kinds asked for that it has."""
        asked = set(word_tokens(query.text))
        expected = [RULES.pattern(kind) for words, kind in EXPECTED.items() if not asked.isdisjoint(RULES.words[words])]
        return merge_readings(
            self._found(query, candidate, sentence, expected)
            for candidate in candidates
            for sentence in candidate.passage.sentences
        )

    def _found(
        self, query: Query, candidate: Candidate, sentence: Span, expected: Sequence[re.Pattern[str]]
    ) -> SentenceRead:
        text = reading_form(candidate.document.text).of(sentence)
        kind = sum(bool(pattern.search(text)) for pattern in expected) / max(1, len(expected))
        return SentenceRead(candidate, sentence, None, kind, word_overlap(query, self._analyzer, candidate, sentence))
