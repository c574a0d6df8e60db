"""Reading with an extractive model: it marks the words that answer in each sentence, and says how sure it is that any do.

Which words may be the short answer is decided by `headline.py`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Protocol

from assistant.question.asked import ExpectedKind
from assistant.question.query import Query
from assistant.reader.headline import choose_words, forbids_instead
from assistant.reader.pieces import Logits, best_spans
from assistant.reader.reading import Reading, merge_readings
from assistant.reader.sentence_features import SentenceJudge
from assistant.reader.stretches import cut_stretches
from assistant.reader.table_rows import fields_of, row_answer
from assistant.retrieval.candidates import Candidate
from index.analyzer import Analyzer
from index.document import Document, Span
from index.honorifics import HONORIFICS

ROW_MARGIN, ROW_DOUBT = 10.0, 4.0
"""The margin of a row that the question picks, in a column that it names, where row, headings and title have all of its words: the first
less the second. A model that learnt from prose finds nothing in most rows."""
KNOWN_BY_WORDS, KNOWN_BY_KIND = 0.6, 0.8
"""The share of the words of a question that row, headings and title have at least, where it names the column and where it does not."""
_BEHIND_YANG = re.compile(r"\b(?:yang|yg)\s+(\w+)", re.IGNORECASE)
SPANS = 8
"""Spans of a sentence among which the short answer is looked for."""


NAMED_KINDS: frozenset[ExpectedKind] = frozenset({"date", "number", "person", "place"})
"""Kinds that words tell: without such words a sentence does not answer."""


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
        judge = SentenceJudge(query, self._analyzer)
        read = cut_stretches(candidates)
        # By sentence, since each is read once but may be in several candidates.
        verdicts: dict[tuple[str, Span], tuple[Span | None, float]] = {}
        texts = [stretch.text for stretch in read]
        each_read = zip(*(self._model.logits(question, texts) for question in judge.questions), strict=True)
        for stretch, text, logits_of_each in zip(read, texts, each_read, strict=True):
            ranges = stretch.whole_ranges if judge.asked.wants_sentence else stretch.ranges
            for sentence, within in zip(stretch.sentences, ranges, strict=True):
                lead = judge.lead(stretch.document, sentence)
                off = judge.about_another_act(stretch.document, sentence)
                found = (_best_words(judge, logits, text, within, lead, off=off) for logits in logits_of_each)
                margin, answer = max(found, key=lambda each: each[0])
                span = stretch.in_document(answer) if answer else None
                span, sure = self._in_row(judge, stretch.document, sentence, span)
                verdicts[stretch.document.id, sentence] = span, max(margin, sure)
        return merge_readings(
            judge.read(candidate, sentence, *verdicts[candidate.document.id, sentence])
            for candidate in candidates
            for sentence in candidate.passage.sentences
        )

    def _in_row(
        self, judge: SentenceJudge, document: Document, sentence: Span, answer: Span | None
    ) -> tuple[Span | None, float]:
        """The answer of a row as a whole cell, and the margin that the row's own headings give it."""
        fields = () if judge.asked.wants_sentence else fields_of(document, sentence)
        if not fields:
            return answer, -math.inf
        asked = self._analyzer.terms(judge.query.text)
        picked = self._analyzer.terms(" ".join(_BEHIND_YANG.findall(judge.query.text)))
        found = row_answer(document, fields, answer, asked, judge.asked.kind, self._analyzer.terms, picked)
        known = judge.share_known(document, sentence) if found.named and judge.picks(document, sentence) else 0.0
        # A heading that only tells the kind of its cells tells less: "narasumber" is no moderator.
        enough = known >= (KNOWN_BY_KIND if found.by_kind else KNOWN_BY_WORDS)
        return found.words, known * ROW_MARGIN - ROW_DOUBT if enough else -math.inf


def _best_words(
    judge: SentenceJudge, logits: Logits, text: str, within: tuple[int, int], lead: str, *, off: bool
) -> tuple[float, Span | None]:
    """The margin of a sentence, and the words in it that answer: None where nothing fits, or the whole sentence answers.

    `off` says that the sentence is about something else.
    """
    if off or forbids_instead(judge.asked, lead + text[slice(*within)]):
        return best_spans(logits, text, within, SPANS)[-1][2] - logits.none, None
    if judge.asked.wants_sentence:
        return best_spans(logits, text, within, 1)[0][2] - logits.none, None
    found = best_spans(logits, text, within, SPANS)
    grown = [(whole_words(text, Span(start, end), within), score) for start, end, score in found]
    chosen = choose_words(judge.asked, text, within, grown, judge.question_words, lead)
    # Words of a kind that every answer must be of count for little where none are: a sentence without a person does not say who.
    nothing = found[-1 if judge.asked.kind in NAMED_KINDS else 0][2] - logits.none
    # Once more: a person's name that was chosen for the office has no titles yet.
    return (chosen[1] - logits.none, whole_words(text, chosen[0], within)) if chosen else (nothing, None)


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
