"""A reader that needs no model: it picks sentences by the words they share with the question and the kind of thing asked for.

It serves with `reader = "sentences"`, and as the baseline that a trained reader has to beat.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.question.query import Query
from assistant.reader.reading import Found, Reading, together, word_overlap
from assistant.retrieval.candidates import Candidate
from index.analyzer import Analyzer, tokens
from index.document import Span

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
    """Says of each sentence whether it has the kind of thing that the question asks for."""

    id = "sentences 2"

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer

    def read(self, query: Query, candidates: Sequence[Candidate]) -> list[Reading]:
        """A reading for each sentence; `reading` is 1 where it holds what is asked for, 0 where it does not."""
        asked = set(tokens(query.text))
        expected = [pattern for words, pattern in EXPECTATIONS if not asked.isdisjoint(words)]
        return together(
            self._found(query, candidate, sentence, expected)
            for candidate in candidates
            for sentence in candidate.passage.sentences
        )

    def _found(self, query: Query, candidate: Candidate, sentence: Span, expected: Sequence[re.Pattern[str]]) -> Found:
        text = sentence.of(candidate.document.text)
        kind = sum(bool(pattern.search(text)) for pattern in expected) / max(1, len(expected))
        return Found(candidate, sentence, None, kind, word_overlap(query, self._analyzer, candidate, sentence))
