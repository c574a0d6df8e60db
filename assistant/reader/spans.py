"""Reading with an extractive model: it marks the words that answer in each sentence, and says how sure it is that any do.

Which questions a whole sentence answers is decided by `data/spans.toml`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from assistant.question.query import Query
from assistant.reader.pieces import Logits, best_span
from assistant.reader.reading import Reading, SentenceRead, merge_readings, word_overlap
from assistant.reader.stretches import cut_stretches
from assistant.retrieval.candidates import Candidate
from index.analyzer import Analyzer
from index.document import Span
from index.honorifics import HONORIFICS
from index.word_rules import WordRules

RULES = WordRules(Path(__file__).parents[1] / "data" / "spans.toml")


class ReaderModel(Protocol):
    """An extractive question-answering model.

    Attributes:
        id: name and version; a calibration belongs to it.
    """

    id: str

    def logits(self, question: str, passages: Sequence[str]) -> list[Logits]:
        """The logits of each passage, in the order given."""
        ...


class SpanReader:
    """Marks the words that answer in each sentence of the candidates. As safe to share between threads as its model."""

    def __init__(self, analyzer: Analyzer, model: ReaderModel) -> None:
        self._analyzer = analyzer
        self._model = model
        self.id = model.id

    def read(self, query: Query, candidates: Sequence[Candidate]) -> list[Reading]:
        """A reading for each sentence; `reading` is the margin of its best words over "no answer", in logits."""
        # Words cut out of a reason, a manner or a list are clipped. Only the words are left out: the margin counts as for any question.
        whole = bool(RULES.pattern("asks_for_a_whole_sentence").search(query.text))
        read = cut_stretches(candidates)
        # By sentence, since each is read once but may be in several candidates.
        verdicts: dict[tuple[str, Span], tuple[float, Span]] = {}
        texts = [stretch.text for stretch in read]
        for stretch, text, logits in zip(read, texts, self._model.logits(query.text, texts), strict=True):
            for sentence, within in zip(stretch.sentences, stretch.ranges, strict=True):
                start, end, score = best_span(logits, text, within)
                span = whole_words(text, Span(start, end), within)
                verdicts[stretch.document.id, sentence] = score - logits.none, stretch.in_document(span)
        return merge_readings(
            self._found(query, candidate, sentence, *verdicts[candidate.document.id, sentence], whole)
            for candidate in candidates
            for sentence in candidate.passage.sentences
        )

    def _found(
        self, query: Query, candidate: Candidate, sentence: Span, margin: float, answer: Span, whole: bool
    ) -> SentenceRead:
        overlap = word_overlap(query, self._analyzer, candidate, sentence)
        return SentenceRead(candidate, sentence, None if whole or not len(answer) else answer, margin, overlap)


def whole_words(text: str, span: Span, within: tuple[int, int]) -> Span:
    """The span grown to whole words and to the titles of a name, within a range, without loose punctuation or a lone bracket.

    A model marks pieces of words: "2" of "27 November", "Bustan" of "Dr. Bustan, M.T.".
    """
    (start, end), (low, high) = (span.start, span.end), within
    # The order matters: first to whole words, then off with punctuation and brackets, and last to the titles, whose full stops stay.
    while low < start < high and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    while low < end < high and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    while start < end and not (text[start].isalnum() or text[start] in '“"(‘'):
        start += 1
    while end > start and not (text[end - 1].isalnum() or text[end - 1] in '”")’%'):
        end -= 1
    for opening, closing in (("“", "”"), ("(", ")"), ("‘", "’")):
        inside = text[start:end]
        if inside.startswith(opening) and closing not in inside:
            start += 1
        elif inside.endswith(closing) and opening not in inside:
            end -= 1
    start, end = _with_titles(text, start, max(start, end), low, high)
    return Span(start, end)


def _with_titles(text: str, start: int, end: int, low: int, high: int) -> tuple[int, int]:
    """A name grown to its titles and degrees: "Bustan" to "Dr. Bustan, M.T.", less the full stop that ends the sentence."""
    if start == end or not text[start].isupper():
        return start, end
    if before := HONORIFICS.pattern("titles_before").search(text, low, start):
        start = before.start()
    last = text[start:end].rpartition(" ")[2]
    degrees = HONORIFICS.pattern("degrees_after").finditer(text, start, high) if last[:1].isupper() else ()
    # Those that follow, and those within which the span ends: "Sari, M" of "Sari, M. Hum".
    if after := next((found for found in degrees if found.start() <= end < found.end()), None):
        end = after.end()
        if text[end - 1] == "." and end == high:
            end -= 1
    return start, end
