"""What the tools return, as records: their fields are the output schemas that a client reads.

Fields are added, never renamed: programs of others rely on them. Offsets count characters (Unicode code points) of a document's text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.answer import (
    Answer,
    Citation,
    ConfidenceLevel,
    Disagreement,
    Kind,
    Part,
    Refusal,
    ShortAnswer,
    Verified,
)
from assistant.answering.passage_search import FoundPassage
from assistant.mcp.addresses import resource_uri
from index.document import Document

PageUrl = Callable[[str], str | None]
"""The path of a page on the server to its whole address; None where there is no server."""


@dataclass(frozen=True, slots=True)
class CitationResult:
    """A passage quoted to the character: the text of the resource `uri`, from `start` to `end`, is `quote`.

    `url` opens the quoted place in a browser, where a server shows pages. `published` is an ISO date, `page` counts from 1, `place` is
    where the quote stands in the document ("Pasal 5 ayat (2)"). `lead` are the lines that belong before the quote and stand apart from it.
    `derived` names the fields that the document does not state as such. `ocr_confidence` is how surely, 0 to 1, a machine read the quote
    from the picture of a page; null for text that the file itself has. `superseded_by` is the id of a newer version of the document.
    """

    number: int
    source_id: str
    title: str
    publisher: str | None
    published: str | None
    quote: str
    start: int
    end: int
    uri: str
    url: str | None
    page: int | None
    place: str
    speaker: str | None
    lead: list[str]
    derived: list[str]
    ocr_confidence: float | None
    superseded_by: str | None


@dataclass(frozen=True, slots=True)
class AskResult:
    """An answer (`answered` true, with `citations`), a refusal (with `refusal`), or small talk (`kind` "talk").

    `text` is the answer in plain text with [n] markers of its citations. `searched_as` is the whole question that was searched: of a
    follow-up, with what it took over from the earlier ones. `nearest` are, on a refusal, the nearest passages: they do NOT answer the
    question. `confidence` is the probability, 0 to 1, that the first line of the answer is right. `parts` are the questions of a turn that
    asks several. `verified` says who checked the answer, and when.
    """

    question: str
    searched_as: str
    kind: Kind
    answered: bool
    text: str
    short_answer: ShortAnswer | None
    confidence: float
    confidence_level: ConfidenceLevel | None
    refusal: Refusal | None
    citations: list[CitationResult]
    nearest: list[CitationResult]
    disagreement: Disagreement | None
    parts: list[Part]
    verified: Verified | None


@dataclass(frozen=True, slots=True)
class PassageResult:
    """A passage, verbatim, with its place. `score` compares the passages of one search alone; higher is nearer."""

    source_id: str
    title: str
    publisher: str | None
    published: str | None
    text: str
    start: int
    end: int
    score: float
    uri: str
    url: str | None
    page: int | None
    place: str
    ocr_confidence: float | None
    superseded_by: str | None


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The passages nearest to a query, best first, whether or not they answer it."""

    query: str
    passages: list[PassageResult]


@dataclass(frozen=True, slots=True)
class SourceSummary:
    """A document without its text; `length` counts the characters of the text. `original_url` is where its publisher has it."""

    source_id: str
    title: str
    publisher: str | None
    published: str | None
    place: str | None
    language: str
    length: int
    uri: str
    url: str | None
    original_url: str | None
    derived: list[str]
    superseded_by: str | None


@dataclass(frozen=True, slots=True)
class SourcesResult:
    """A part of the list of documents. `next_start` is where the next part begins; null at the end."""

    total: int
    sources: list[SourceSummary]
    next_start: int | None


@dataclass(frozen=True, slots=True)
class ReadResult:
    """A stretch of a document's text, from `start` to `end`. `next_start` is where to read on; null at the end."""

    source: SourceSummary
    text: str
    start: int
    end: int
    page: int | None
    next_start: int | None


def ask_result(answer: Answer, page_url: PageUrl) -> AskResult:
    """The answer as a tool returns it."""
    return AskResult(
        question=answer.question,
        searched_as=answer.searched_as,
        kind=answer.kind,
        answered=answer.answered,
        text=answer.text,
        short_answer=answer.short_answer,
        confidence=answer.confidence,
        confidence_level=answer.confidence_level,
        refusal=answer.refusal,
        citations=[_citation(each, page_url) for each in answer.citations],
        nearest=[_citation(each, page_url) for each in answer.nearest],
        disagreement=answer.disagreement,
        parts=list(answer.parts),
        verified=answer.verified,
    )


def search_result(query: str, passages: Sequence[FoundPassage], page_url: PageUrl) -> SearchResult:
    """The passages as a tool returns them."""
    return SearchResult(query, [_passage(each, page_url) for each in passages])


def source_summary(document: Document, page: str | None) -> SourceSummary:
    """A document as a tool lists it; `page` is the address of its page."""
    return SourceSummary(
        source_id=document.id,
        title=document.title,
        publisher=document.publisher,
        published=document.published,
        place=document.place,
        language=document.language,
        length=len(document.text),
        uri=resource_uri(document.id),
        url=page,
        original_url=document.url,
        derived=list(document.derived),
        superseded_by=document.superseded_by,
    )


def _citation(citation: Citation, page_url: PageUrl) -> CitationResult:
    return CitationResult(
        number=citation.number,
        source_id=citation.source_id,
        title=citation.title,
        publisher=citation.publisher,
        published=citation.published,
        quote=citation.quote,
        start=citation.start,
        end=citation.end,
        uri=resource_uri(citation.source_id),
        url=page_url(citation.url),
        page=citation.page,
        place=citation.place,
        speaker=citation.speaker,
        lead=[line.text for line in citation.lead],
        derived=list(citation.derived),
        ocr_confidence=citation.ocr_confidence,
        superseded_by=citation.superseded_by,
    )


def _passage(found: FoundPassage, page_url: PageUrl) -> PassageResult:
    return PassageResult(
        source_id=found.source_id,
        title=found.title,
        publisher=found.publisher,
        published=found.published,
        text=found.text,
        start=found.start,
        end=found.end,
        score=found.score,
        uri=resource_uri(found.source_id),
        url=page_url(found.url),
        page=found.page,
        place=found.place,
        ocr_confidence=found.ocr_confidence,
        superseded_by=found.superseded_by,
    )
