"""An article, cases about it, and answers that quote it."""

from __future__ import annotations

from dataclasses import replace

from assistant.answer import Answer, Citation, ConfidenceLevel, Disagreement, Refusal, RefusalReason, ShortAnswer
from eval.questions.cases import Case, Gold
from index.document import Document, Span
from index.errors import SourceNotFoundError

#      0         10        20        30        40
TEXT = "Rapat dibuka Sekda. Pendaftaran mulai Mei. Acara selesai."
ARTICLE = Document("berita", TEXT, "Berita", "berita.txt", "")
OPENING, START, END = "Rapat dibuka Sekda.", "Pendaftaran mulai Mei.", "Acara selesai."


def source(source_id: str) -> Document:
    if source_id != ARTICLE.id:
        raise SourceNotFoundError(f"No source {source_id!r}.")
    return ARTICLE


def case(
    id_: str = "c",
    *gold: str,
    refusal: str | None = None,
    kind: str = "direct",
    answers: tuple[str, ...] = (),
    talk: tuple[str, ...] = (),
) -> Case:
    places = tuple(Gold(ARTICLE.id, quote) for quote in gold)
    return Case(id_, "dev", "id", kind, (f"Apa {id_}?",), places, answers, refusal, talk=talk)


def citation(quote: str, number: int = 1, source_id: str = ARTICLE.id) -> Citation:
    start = TEXT.index(quote)
    return at(Span(start, start + len(quote)), number, source_id)


def at(span: Span, number: int = 1, source_id: str = ARTICLE.id) -> Citation:
    place = (span.start, span.end)
    return Citation(
        number, source_id, "", None, None, "", span.of(TEXT), *place, highlights=(place,), speaker=None, url=""
    )


def talked(intent: str) -> Answer:
    return replace(refused(), refusal=None, text="Halo.", nearest=(), confidence=0.0, kind="talk", intent=intent)


def answered(
    *quotes: str,
    short: str | None = None,
    confidence: float = 0.9,
    level: ConfidenceLevel | None = None,
    differ: tuple[str, ...] = (),
) -> Answer:
    citations = tuple(citation(quote, number) for number, quote in enumerate(quotes, 1))
    return Answer(
        question="?",
        searched_as="?",
        answered=True,
        refusal=None,
        confidence=confidence,
        short_answer=ShortAnswer(short, 1) if short else None,
        text="",
        citations=citations,
        nearest=(),
        disagreement=Disagreement("substance", tuple(ShortAnswer(one, 1) for one in differ)) if differ else None,
        index="f",
        confidence_level=level,
    )


def refused(reason: RefusalReason = "not_in_sources", *nearest: str, confidence: float = 0.1) -> Answer:
    citations = tuple(citation(quote, number) for number, quote in enumerate(nearest, 1))
    return Answer(
        question="?",
        searched_as="?",
        answered=False,
        refusal=Refusal(reason, "Tidak."),
        confidence=confidence,
        short_answer=None,
        text="Tidak.",
        citations=(),
        nearest=citations,
        disagreement=None,
        index="f",
        kind="refusal",
    )
