"""From readings to citations: which sentences are quoted, and how much around them. Every quote is checked before it leaves.

The words by which a sentence leans on the one before it are those of `data/compose.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal
from urllib.parse import quote as percent

from assistant.answer import Citation, Disagreement, Lang, ShortAnswer
from assistant.answering.agreement import compare_answers, same_kind, same_statement
from assistant.answering.decision import Scored
from assistant.answering.speaker import find_speaker
from assistant.reader.reading import Reading
from assistant.retrieval.candidates import Candidate
from assistant.tuning import TUNING
from assistant.wording import fill_text
from index.document import Document, Span
from index.errors import QuoteError
from index.word_rules import WordRules

RULES = WordRules(Path(__file__).parents[1] / "data" / "compose.toml")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A reading to cite, and the stretch of its article's text to quote for it."""

    reading: Reading
    span: Span

    @property
    def answer(self) -> str | None:
        """The words that answer, if the reader marks any."""
        answer = self.reading.answer
        return answer.of(self.reading.candidate.document.text) if answer else None


@dataclass(frozen=True, slots=True)
class Composed:
    """The parts of an answer's record that follow from the readings."""

    citations: tuple[Citation, ...]
    short_answer: ShortAnswer | None
    disagreement: Disagreement | None
    text: str


def choose_readings(
    ranked: Sequence[Scored], most: int = TUNING.most_citations, close: float = TUNING.close_to_best
) -> list[Quoted]:
    """The best reading and others nearly as good, best first; what they quote does not overlap.

    Args:
        ranked: best first, and not empty.
        most: how many are chosen at most.
        close: how far below the best score, in log-odds, the last may be.
    """
    chosen: list[Quoted] = []
    for scored in ranked:
        if len(chosen) == most or scored.score < ranked[0].score - close:
            break
        reading = scored.reading
        span = quoted_span(reading.candidate, reading.sentence)
        document_id = reading.candidate.document.id
        if not any(c.reading.candidate.document.id == document_id and c.span.overlaps(span) for c in chosen):
            chosen.append(Quoted(reading, span))
    return chosen


def explained_reading(chosen: Quoted) -> Quoted:
    """The reading as a whole sentence, quoted with the sentences around it: what "maksudnya?" asks for."""
    candidate, span = chosen.reading.candidate, chosen.span
    around = candidate.passage.sentences
    inside = [at for at, sentence in enumerate(around) if sentence.overlaps(span)]
    first, last = around[max(0, inside[0] - 1)], around[min(len(around), inside[-1] + 2) - 1]
    wider = Span(min(first.start, span.start), max(last.end, span.end))
    return Quoted(replace(chosen.reading, answer=None), wider)


def make_citations(chosen: Sequence[Quoted]) -> tuple[Citation, ...]:
    """A citation for each, numbered from 1."""
    return tuple(_citation(number, c.reading, c.span) for number, c in enumerate(chosen, 1))


def compose_answer(chosen: Sequence[Quoted], lang: Lang) -> Composed:
    """The answer that the chosen readings give."""
    citations = make_citations(chosen)
    short = ShortAnswer(chosen[0].answer, 1) if chosen[0].answer else None
    repeated = _repeated(chosen)
    return Composed(citations, short, _disagreement(chosen), _written(citations, short, repeated, lang))


def _repeated(chosen: Sequence[Quoted]) -> frozenset[int]:
    """The numbers of the citations that repeat, in another article, what the first one says."""
    first = chosen[0]

    def repeats(other: Quoted) -> bool:
        if other.reading.candidate.document.id == first.reading.candidate.document.id:
            return False
        if first.answer and other.answer:
            return compare_answers(first.answer, other.answer) == "same"
        return same_statement(
            first.span.of(first.reading.candidate.document.text), other.span.of(other.reading.candidate.document.text)
        )

    return frozenset(number for number, other in enumerate(chosen[1:], 2) if repeats(other))


def _disagreement(chosen: Sequence[Quoted]) -> Disagreement | None:
    """The short answers of different articles that contradict the first one; None if none does.

    Only readings that more likely answer than not count (a margin over 0): a sentence that does not answer contradicts nothing.
    """
    first = chosen[0]
    if not first.answer or first.reading.reading <= 0:
        return None
    # The best reading of each other article; reversed, so that it is the one that stays.
    others = {
        other.reading.candidate.document.id: (number, other)
        for number, other in reversed(list(enumerate(chosen[1:], 2)))
        if other.reading.candidate.document.id != first.reading.candidate.document.id
    }
    kinds: set[Literal["spelling", "substance"]] = set()
    answers = [ShortAnswer(first.answer, 1)]
    for number, other in sorted(others.values(), key=lambda pair: pair[0]):
        if not other.answer or other.reading.reading <= 0 or not same_kind(first.answer, other.answer):
            continue
        agreement = compare_answers(first.answer, other.answer)
        if agreement != "same":
            kinds.add(agreement)
            answers.append(ShortAnswer(other.answer, number))
    if not kinds:
        return None
    return Disagreement("substance" if "substance" in kinds else "spelling", tuple(answers))


def quoted_span(candidate: Candidate, sentence: Span) -> Span:
    """The sentence with the one it leans on and the list that it begins, as far as they are in the passage."""
    # Within the passage only: there, sentences are known to follow one another, with no page furniture between.
    text, sentences = candidate.document.text, candidate.passage.sentences
    first = last = sentences.index(sentence)
    while first > 0 and RULES.pattern("leans_on_the_one_before").search(sentences[first].of(text)):
        first -= 1
    while last + 1 < len(sentences) and RULES.pattern("continues_a_list").search(sentences[last + 1].of(text)):
        last += 1
    return Span(sentences[first].start, sentences[last].end)


def _citation(number: int, reading: Reading, span: Span) -> Citation:
    document = reading.candidate.document
    # Where no words are marked, the sentence is: it may be less than the quote, which takes along what it leans on.
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
        speaker=find_speaker(document.text, span),
        url=f"/sources/{percent(document.id, safe='')}?start={span.start}&end={span.end}",
        derived=document.derived,
    )


def _written(citations: Sequence[Citation], short: ShortAnswer | None, repeated: Collection[int], lang: Lang) -> str:
    """The answer as plain text: the short answer, then each quote with its publisher and marker. What is repeated is written once."""
    also = [citation for citation in citations if citation.number in repeated]
    lines = []
    if short:
        markers = " ".join(f"[{number}]" for number in (short.citation, *(citation.number for citation in also)))
        lines.append(f"{_one_line(short.text)} {markers}")
    for citation in citations:
        if citation.number in repeated:
            continue
        key = "according_to_speaker" if citation.speaker else "according_to"
        quote = _one_line(citation.quote)
        named = {"publisher": _publisher(citation, lang), "speaker": _one_line(citation.speaker or "")}
        lines.append(fill_text(key, lang, quote=quote, number=citation.number, **named))
        if citation.number == 1 and also:
            others = ", ".join(f"{_publisher(other, lang)} [{other.number}]" for other in also)
            lines.append(fill_text("reported_too", lang, others=others))
    return "\n\n".join(lines)


def _publisher(citation: Citation, lang: Lang) -> str:
    return citation.publisher or fill_text("unnamed", lang, title=citation.title)


def prove_quotes(citations: Iterable[Citation], document: Callable[[str], Document]) -> None:
    """Check every quote against its source's text, to the character.

    Args:
        citations: what is about to be shown.
        document: a source id to its document.

    Raises:
        QuoteError: a quote is not what the source says there, or a highlight lies outside its quote.
    """
    for citation in citations:
        text = document(citation.source_id).text
        inside = all(citation.start <= a < b <= citation.end for a, b in citation.highlights)
        # Lengths too: a slice past the end of a text is cut short, and such a quote once passed.
        whole = citation.quote and citation.end - citation.start == len(citation.quote)
        if not whole or text[citation.start : citation.end] != citation.quote or not inside:
            raise QuoteError(
                f"The quote of {citation.source_id} at {citation.start}-{citation.end} is not the source's text. "
                "Nothing was shown. Check the index: netral index verify"
            )


def _one_line(text: str) -> str:
    # For the plain text alone: the quotes of the record keep their line breaks, as the source has them.
    return re.sub(r"\s+", " ", text)
