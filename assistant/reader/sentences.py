"""The reader that needs no model: it picks sentences by the words they share with the question and the kind of thing asked for.

A trained reader replaces it where there is one; this is what remains when there is none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from assistant.question import Query
from assistant.reader import Reading, best_of_each
from assistant.retrieve import Candidate
from index.document import Span
from index.lexical import Analyzer, tokens

OVERLAP = 4.0
EXPECTED = 0.3
"""Weights of word overlap and of the expected kind of answer, beside the candidate's fused score (standardised)."""

_DATE = r"\b\d{1,2}\s+(?:jan|feb|mar|apr|mei|jun|jul|agu|sep|okt|nov|des)\w*|\d{1,2}/\d{1,2}/\d{4}|\b(?:19|20)\d\d\b"
_NAME = r"(?<=[\w,.”] )[A-Z][a-z]+ [A-Z][a-z]+"
EXPECTATIONS = (
    ({"kapan", "tanggal", "when", "date"}, re.compile(_DATE, re.IGNORECASE)),
    ({"siapa", "siapakah", "who", "whom", "nama"}, re.compile(_NAME)),
    ({"berapa", "jumlah", "many", "much"}, re.compile(r"\d")),
    (
        {"mana", "dimana", "where", "tempat", "lokasi"},
        re.compile(r"\b(?:di|bertempat|gedung|hotel|kantor)\b", re.IGNORECASE),
    ),
    (
        {"mengapa", "alasan", "why", "sebab", "penyebab"},
        re.compile(r"\b(?:karena|agar|sehingga|untuk|alasan|faktor|sebagai)\b", re.IGNORECASE),
    ),
)


def shared_words(query: Query, terms: Collection[str]) -> float:
    """The share of the question's content words that a text with these terms speaks of, 0 to 1."""
    return sum(concept.found_in(terms) for concept in query.concepts) / max(1, len(query.concepts))


class SentenceReader:
    """Scores each sentence of each candidate."""

    id = "sentences 1"
    close = 1.5

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer

    def read(self, query: Query, candidates: Sequence[Candidate]) -> list[Reading]:
        """The sentences of the candidates, best first."""
        asked = set(tokens(query.text))
        expected = [pattern for words, pattern in EXPECTATIONS if not asked.isdisjoint(words)]
        return best_of_each(
            self._reading(query, candidate, sentence, expected)
            for candidate in candidates
            for sentence in candidate.passage.sentences
        )

    def _reading(
        self, query: Query, candidate: Candidate, sentence: Span, expected: Sequence[re.Pattern[str]]
    ) -> Reading:
        text = sentence.of(candidate.document.text)
        kind = sum(bool(pattern.search(text)) for pattern in expected) / max(1, len(expected))
        own = OVERLAP * shared_words(query, frozenset(self._analyzer.terms(text))) + EXPECTED * kind
        return Reading(candidate, sentence, None, own + candidate.fused, own)
