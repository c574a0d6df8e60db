"""The answer record as the API's schema describes it: the fields of `assistant.answer`, each in a sentence."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from assistant.answer import ConfidenceLevel, Kind, RefusalReason

Offsets = tuple[
    Annotated[int, Field(ge=0, description="Where it begins.")],
    Annotated[int, Field(ge=0, description="Where it ends, exclusive.")],
]
"""Characters of a document's text, counted in Unicode code points."""


class LeadRecord(BaseModel):
    """A line without which a quote does not stand, verbatim: what introduces an item, or heads a table's columns."""

    text: str = Field(description="The line: the document's `text[start:end]`.")
    start: int = Field(ge=0, description="Where it begins in the document's text, in Unicode code points.")
    end: int = Field(ge=0, description="Where it ends, exclusive.")


class CitationRecord(BaseModel):
    """A passage quoted to the character: with the document's text, `text[start:end] == quote`. Offsets count Unicode code points."""

    number: int = Field(ge=1, description="What `[n]` in the answer's text refers to.")
    source_id: str = Field(description="The document: `GET /api/sources/{source_id}`.")
    title: str = Field(description="The document's title.")
    publisher: str | None = Field(description="Who published the document, or null.")
    published: str | None = Field(description="The day, as 2024-04-18, or null.")
    passage_id: str = Field(description="The passage that was read.")
    quote: str = Field(description="The quote, verbatim.")
    start: int = Field(ge=0, description="Where the quote begins in the document's text.")
    end: int = Field(ge=0, description="Where it ends, exclusive.")
    highlights: list[Offsets] = Field(
        description="The stretches within the quote that answer, as `[start, end]` in the document's text."
    )
    speaker: str | None = Field(
        description="Who says every sentence of the quote, as the document names them, or null."
    )
    url: str = Field(description="The document's page at the quote, with the prefix of a reverse proxy.")
    derived: list[str] = Field(description="Which of `title` and `published` the document does not state itself.")
    lead: list[LeadRecord] = Field(
        description="The lines that belong before the quote, outermost first. They are no part of the answer."
    )
    page: int | None = Field(description="Where the quote begins in a document that has pages, from 1; else null.")
    place: str = Field(description='Where it stands: "Pasal 5 ayat (2) huruf c", a heading, or "".')
    ocr_confidence: float | None = Field(
        description="How surely, 0 to 1, a machine read the quote from the picture of its page; null for text that the file itself has."
    )
    superseded_by: str | None = Field(description="The id of a newer version of the document, or null.")


class ShortAnswerRecord(BaseModel):
    """The words that answer, verbatim."""

    text: str = Field(description="The words.")
    citation: int = Field(ge=1, description="The number of the citation they are in.")


class RefusalRecord(BaseModel):
    """Why there is no answer."""

    reason: RefusalReason = Field(
        description="`not_in_sources`: no document answers; `off_topic`: about something else; `partisan`: asks to favour a party or a "
        "candidate; `unclear`: says too little to search for."
    )
    message: str = Field(description="The same for people.")


class DisagreementRecord(BaseModel):
    """Short answers of different documents that differ."""

    kind: str = Field(description="`spelling` or `substance`.", json_schema_extra={"enum": ["spelling", "substance"]})
    answers: list[ShortAnswerRecord] = Field(description="The short answers, each with its citation.")


class PartRecord(BaseModel):
    """One of several questions in one."""

    question: str = Field(description='The part as it was asked, such as "Di mana?".')
    searched_as: str = Field(description="As it was searched, with what the others say.")
    short_answer: ShortAnswerRecord | None = Field(description="The words that answer it, or null.")
    citations: list[int] = Field(
        description="The numbers of its quotes, that of its headline first; empty where it is not answered."
    )
    refusal: RefusalRecord | None = Field(description="Why it is not answered, or null.")


class VerifiedRecord(BaseModel):
    """Who checked an answer against the documents, and when."""

    by: str = Field(description="The evaluator.")
    on: str = Field(description="The day, as 2026-11-26.")


class AnswerRecord(BaseModel):
    """A question answered or refused, or small talk. Fields are added, never renamed."""

    question: str = Field(description="The question, without surrounding and invisible characters.")
    searched_as: str = Field(
        description="The standalone question that was searched; it differs from `question` for a follow-up."
    )
    answered: bool = Field(description="True for an answer, false for a refusal and for talk.")
    refusal: RefusalRecord | None = Field(description="Why there is no answer; null for an answer and for talk.")
    confidence: float = Field(
        ge=0,
        le=1,
        description="The calibrated probability that the headline (the short answer, else the first quote) is right; 0 where nothing was "
        "searched.",
    )
    short_answer: ShortAnswerRecord | None = Field(description="The words that answer, or null.")
    text: str = Field(
        description="What a person reads: plain text, with `[n]` for citation n. On a refusal, its message."
    )
    citations: list[CitationRecord] = Field(description="The quotes that answer; empty on a refusal.")
    nearest: list[CitationRecord] = Field(
        description="On a refusal, the nearest passages: not an answer; label them so. Empty otherwise."
    )
    disagreement: DisagreementRecord | None = Field(description="Where documents differ, their answers; else null.")
    index: str = Field(description="The fingerprint of the index that answered; it changes with the documents.")
    timings_ms: dict[str, float] = Field(
        description="Milliseconds: `encode`, `search`, `read` and `total`. Of an answer that was kept, the first three are 0; `uncached` "
        "is what answering took at first."
    )
    confidence_level: ConfidenceLevel | None = Field(
        description="What the pages call the confidence; null for a refusal, for talk, and where documents differ."
    )
    kind: Kind = Field(
        description="`answer`, `refusal` or `talk` (small talk, or about the assistant: `text` and nothing else)."
    )
    intent: str = Field(description="What the question was taken for, such as `question`, `overview` or `greeting`.")
    entry: str = Field(description='The id of the question bank\'s entry that decided, or "".')
    verified: VerifiedRecord | None = Field(description="Who checked that entry, and when; or null.")
    parts: list[PartRecord] = Field(
        description="Of several questions in one, each with its answer; empty where one was asked."
    )
