"""The reader that needs no model: it picks sentences by the words they share with the question and the kind of thing asked for.

A trained reader replaces it where there is one; this is what remains when there is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.question import Query
from assistant.reader import Reading
from assistant.retrieve import Candidate
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


class SentenceReader:
    """Scores each sentence of each candidate."""

    id = "sentences 1"

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer

    def read(self, query: Query, candidates: Sequence[Candidate]) -> list[Reading]:
        """The best sentence of each candidate, best first."""
        asked = set(tokens(query.text))
        expected = [pattern for words, pattern in EXPECTATIONS if not asked.isdisjoint(words)]
        readings = [self._best(query, candidate, expected) for candidate in candidates]
        return sorted(readings, key=lambda reading: (-reading.score, reading.candidate.row))

    def _best(self, query: Query, candidate: Candidate, expected: Sequence[re.Pattern[str]]) -> Reading:
        scored = []
        for sentence in candidate.passage.sentences:
            text = sentence.of(candidate.document.text)
            terms = set(self._analyzer.terms(text))
            shared = sum(concept.found_in(terms) for concept in query.concepts) / max(1, len(query.concepts))
            kind = sum(bool(pattern.search(text)) for pattern in expected) / max(1, len(expected))
            scored.append((OVERLAP * shared + EXPECTED * kind, -sentence.start, sentence))
        own, _, sentence = max(scored)
        return Reading(candidate, sentence, None, own + candidate.fused, own)
