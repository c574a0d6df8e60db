"""A made-up article, and candidates of it."""

from __future__ import annotations

from assistant.question.query import Concept, Query
from assistant.retrieval.candidates import Candidate
from index.document import Document, Passage, Span

TEXT = "Rapat digelar di Aula Kota. Rapat dimulai 5 Mei 2021. Warga senang."
SENTENCES = (Span(0, 27), Span(28, 53), Span(54, 67))


def candidate(first: int = 0, last: int = 2, fused: float = 0.0, row: int = 0) -> Candidate:
    spans = SENTENCES[first : last + 1]
    document = Document("d", TEXT, "Rapat", "d.txt", "0" * 64)
    passage = Passage("d", Span(spans[0].start, spans[-1].end), spans)
    return Candidate(row, passage, document, 0.8, 1.0, 1, 1, fused)


def query(*terms: str, text: str = "") -> Query:
    return Query(text or " ".join(terms), terms, tuple(Concept(term) for term in terms), "id")
