"""Readings to citations: which sentences are quoted, with how much around them. Every quote is proved before it leaves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import quote as percent

from assistant.answer import Citation, Lang, ShortAnswer
from assistant.gate import Scored
from assistant.messages import message
from assistant.reader import Reading
from assistant.retrieve import Candidate
from index.document import Document, Span
from index.errors import QuoteError

MOST = 3
"""Citations in an answer, at most."""
CLOSE = 1.5
"""A further sentence is cited when its odds of answering are at least e^-1.5, about a fifth, of the best one's."""

# A sentence that begins so leans on the one before it, which is then quoted with it.
_LEANS = re.compile(
    r"^[“\"]?(?:(?:Dia|Ia|Beliau|Mereka|Ini|Itu|Tetapi|Namun|Bebas|Juga|Kemudian|Di antaranya|Hal (?:ini|itu|tersebut)"
    r"|Pada hari|Ujarnya|Keberhasilan|Kedua|Ketiga|Keempat|Kelima)\b|(?:Oleh karena|Maka dari) itu"
    r"|(?:\w+ )?(?:[Kk]egiatan|[Aa]cara|[Aa]genda|[Rr]akor|[Rr]apat) (?:ini|itu|tersebut)\b)"
)
# A sentence that begins so goes on with the list that the one before it began.
_CONTINUES = re.compile(r"^(?:Kedua|Ketiga|Keempat|Kelima|Keenam|Terakhir)\b,?\s")


def cite(ranked: Sequence[Scored], most: int = MOST, close: float = CLOSE) -> tuple[Citation, ...]:
    """Citations of the best reading and of others nearly as good, from passages that do not overlap; best first."""
    chosen: list[tuple[Reading, Span]] = []
    for scored in ranked:
        if len(chosen) == most or scored.score < ranked[0].score - close:
            break
        reading = scored.reading
        span = quoted(reading.candidate, reading.sentence)
        if not any(
            other.candidate.document.id == reading.candidate.document.id and taken.overlaps(span)
            for other, taken in chosen
        ):
            chosen.append((reading, span))
    return tuple(_citation(number, reading, span) for number, (reading, span) in enumerate(chosen, 1))


def quoted(candidate: Candidate, sentence: Span) -> Span:
    """The sentence with the sentence it leans on and the list it begins, as far as the passage holds them."""
    text, sentences = candidate.document.text, candidate.passage.sentences
    first = last = sentences.index(sentence)
    while first > 0 and _LEANS.search(sentences[first].of(text)):
        first -= 1
    while last + 1 < len(sentences) and _CONTINUES.search(sentences[last + 1].of(text)):
        last += 1
    return Span(sentences[first].start, sentences[last].end)


def _citation(number: int, reading: Reading, span: Span) -> Citation:
    document = reading.candidate.document
    marked = reading.answer or reading.sentence
    return Citation(
        number=number,
        source_id=document.id,
        title=document.title,
        publisher=document.publisher,
        published=document.published,
        passage_id=reading.candidate.passage.id,
        quote=span.of(document.text),
        start=span.start,
        end=span.end,
        highlights=((marked.start, marked.end),),
        speaker=None,
        url=f"/sources/{percent(document.id, safe='')}?start={span.start}&end={span.end}",
        derived=document.derived,
    )


def short_answer(best: Reading, citations: Sequence[Citation]) -> ShortAnswer | None:
    """The words that the best reading marks, where the first citation quotes them."""
    if best.answer is None or not citations:
        return None
    return ShortAnswer(best.answer.of(best.candidate.document.text), citations[0].number)


def written(citations: Sequence[Citation], short: ShortAnswer | None, lang: Lang) -> str:
    """The answer as plain text: the short answer, then each quote with its publisher and marker."""
    lines = [f"{_one_line(short.text)} [{short.citation}]"] if short else []
    for citation in citations:
        publisher = citation.publisher or message("unnamed", lang, title=citation.title)
        lines.append(
            message("according_to", lang, publisher=publisher, quote=_one_line(citation.quote), number=citation.number)
        )
    return "\n\n".join(lines)


def prove(citations: Iterable[Citation], document: Callable[[str], Document]) -> None:
    """Check each quote against its source's text, to the character.

    Raises:
        QuoteError: a quote or highlight is not what the source says there.
    """
    for citation in citations:
        text = document(citation.source_id).text
        inside = all(citation.start <= a < b <= citation.end for a, b in citation.highlights)
        whole = citation.quote and citation.end - citation.start == len(citation.quote)
        if not whole or text[citation.start : citation.end] != citation.quote or not inside:
            raise QuoteError(
                f"The quote of {citation.source_id} at {citation.start}-{citation.end} is not the source's text. "
                "Nothing was shown. Check the index: netral index verify"
            )


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)
