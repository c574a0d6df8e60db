"""What is gathered for a request that no single sentence answers: quotes from one article or several, without a short answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.compose import Quoted, quoted_span
from assistant.reader.reading import Reading
from assistant.retrieval.candidates import Candidate
from index.document import Document, Passage, Span
from index.store import Index


@dataclass(frozen=True, slots=True)
class Gathered:
    """The quotes that answer an overview or a request for somebody's statements.

    Attributes:
        readings: what is quoted, in the order in which it is shown. Where `answered` is false, what comes nearest to an answer.
        articles: the ids of the articles that the request is about.
        answered: false where the articles have nothing of what was asked for.
        confidence: the probability, 0 to 1, that the right articles, or the right person, were found.
        overview: whether they tell what articles are about.
        short: whether the words that the first of them marks are a short answer.
    """

    readings: tuple[Quoted, ...]
    articles: tuple[str, ...]
    answered: bool
    confidence: float
    overview: bool = False
    short: bool = False


@dataclass(frozen=True)
class ArticleText:
    """An article's body as the index has it: its passages with their rows, and the sentences in them."""

    document: Document
    passages: tuple[tuple[int, Passage], ...]

    @classmethod
    def of_index(cls, index: Index, document_id: str) -> ArticleText:
        """The body of an article of the index."""
        passages = tuple((row, index.passage(row)) for row in index.rows_of(document_id))
        return cls(index.document(document_id), passages)

    @property
    def sentences(self) -> list[Span]:
        """Each sentence of the body once, in order; furniture is in no passage."""
        return sorted({sentence for _, passage in self.passages for sentence in passage.sentences})

    def quote_sentence(self, sentence: Span) -> Quoted:
        """A sentence with what it leans on, as a reading of the passage that has most of that."""
        quotes = [self._quote(row, passage, sentence) for row, passage in self._passages_with(sentence)]
        return max(quotes, key=lambda quote: len(quote.span))

    def quote_sentences(self, sentences: Sequence[Span], speaker: str | None = None) -> Quoted:
        """Sentences that follow one another, as one quote; the first is marked, with what it leans on."""
        first = self.quote_sentence(sentences[0])
        span = Span(first.span.start, max(first.span.end, sentences[-1].end))
        return Quoted(first.reading, span, speaker)

    def quote_stretch(self, span: Span) -> Quoted:
        """The whole sentences of the body that a stretch touches, as one quote; it touches one at least.

        Without what they lean on: somebody chose them.
        """
        touched = [sentence for sentence in self.sentences if sentence.overlaps(span)]
        first = self.quote_sentence(touched[0])
        return Quoted(first.reading, Span(touched[0].start, touched[-1].end))

    def _passages_with(self, sentence: Span) -> list[tuple[int, Passage]]:
        return [(row, passage) for row, passage in self.passages if sentence in passage.sentences]

    def _quote(self, row: int, passage: Passage, sentence: Span) -> Quoted:
        # Not found by a search, so it has no score in one.
        candidate = Candidate(row, passage, self.document, 0.0, 0.0, None, None, 0.0)
        return Quoted(Reading(candidate, sentence, None, 0.0, 0.0, 0.0), quoted_span(candidate, sentence))
