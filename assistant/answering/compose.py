"""From readings to citations: which sentences are quoted, and how much around them. Every quote is checked before it leaves.

The words by which a sentence leans on the one before it are those of `data/compose.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from assistant.answer import Citation, Disagreement, Lang, Lead, ShortAnswer
from assistant.answering.agreement import compare_answers, same_statement
from assistant.answering.decision import Scored
from assistant.answering.disagreement import Claim, DisagreementTest
from assistant.answering.list_items import whole_list
from assistant.answering.speaker import find_speaker
from assistant.quotation import in_quotation_marks
from assistant.reader.reading import Reading
from assistant.retrieval.candidates import Candidate
from assistant.source_address import source_path
from assistant.tuning import TUNING
from assistant.wording import fill_text, headline_text
from index.document import Document, Span
from index.errors import QuoteError
from index.places import leads_of, place_of
from index.reading_form import reading_form
from index.word_rules import WordRules

RULES = WordRules(Path(__file__).parents[1] / "data" / "compose.toml")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A reading to cite, and the stretch of its article's text to quote for it.

    `speaker` is who says it, where that is known already; `find_speaker` looks for him otherwise.
    """

    reading: Reading
    span: Span
    speaker: str | None = None

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
        span = reading.quote or quoted_span(reading.candidate, reading.sentence, reading.as_list, reading.asked_list)
        document_id = reading.candidate.document.id
        if not any(c.reading.candidate.document.id == document_id and c.span.overlaps(span) for c in chosen):
            chosen.append(Quoted(reading, span))
    return chosen


def choose_across_articles(ranked: Sequence[Scored]) -> list[Quoted]:
    """The best reading of each article, best first, for a list to which each may add one.

    The first is chosen as it is; the others must not, by the reader's own verdict, more likely fail to answer (a margin below 0).
    """
    best: dict[str, Scored] = {}
    for scored in ranked:
        best.setdefault(scored.reading.candidate.document.id, scored)
    fits = [
        scored.reading
        for scored in best.values()
        if scored is ranked[0]
        or (scored.reading.reading >= 0 and scored.score >= ranked[0].score - TUNING.close_in_list)
    ]
    return [Quoted(each, quoted_span(each.candidate, each.sentence)) for each in fits[: TUNING.most_in_list]]


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
    return tuple(_citation(number, c) for number, c in enumerate(chosen, 1))


def compose_answer(chosen: Sequence[Quoted], lang: Lang, test: DisagreementTest | None = None) -> Composed:
    """The answer that the chosen readings give; without a test, no disagreement is looked for."""
    citations = make_citations(chosen)
    short = ShortAnswer(chosen[0].answer, 1) if chosen[0].answer else None
    repeated = _repeated(chosen)
    return Composed(
        citations, short, _disagreement(chosen, test) if test else None, _written(citations, short, repeated, lang)
    )


def compose_list(chosen: Sequence[Quoted], lang: Lang) -> Composed:
    """A list to which each of the chosen readings adds one: no short answer is all of it, and two that differ do not disagree."""
    citations = make_citations(chosen)
    return Composed(citations, None, None, _written(citations, None, _repeated(chosen), lang))


def compose_gathered(readings: Sequence[Quoted], lang: Lang, overview: bool) -> Composed:
    """The quotes of several sentences that only together answer; those of an overview after a line that names their articles."""
    citations = make_citations(readings)
    text = _written(citations, None, (), lang)
    if overview:
        text = f"{_introduced(citations, lang)}\n\n{text}"
    return Composed(citations, None, None, text)


def _introduced(citations: Sequence[Citation], lang: Lang) -> str:
    """The line before an overview: that it is quoted, and the title of each article with the numbers of its quotes."""
    numbers: dict[tuple[str, str], list[str]] = {}
    for citation in citations:
        numbers.setdefault((citation.source_id, _one_line(citation.title)), []).append(f"[{citation.number}]")
    articles = "; ".join(f"{in_quotation_marks(title)} {' '.join(markers)}" for (_, title), markers in numbers.items())
    return fill_text("overview_intro", lang, articles=articles)


def shorten_answer(composed: Composed) -> Composed:
    """The answer cut to its headline with the first citation; whole where sources differ, which a part of it would hide."""
    if composed.disagreement:
        return composed
    first = composed.text.split("\n\n", 1)[0]
    short = composed.short_answer
    if short:
        first = f"{headline_text(short.text)} [{short.citation}]"
    cited = short.citation if short else 1
    return replace(composed, citations=tuple(c for c in composed.citations if c.number == cited), text=first)


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


def _disagreement(chosen: Sequence[Quoted], test: DisagreementTest) -> Disagreement | None:
    """The short answers of different articles that contradict the first one; None if none does."""
    first = _claim(chosen[0])
    if not first:
        return None
    # The best reading of each other article; reversed, so that it is the one that stays.
    others = {
        other.reading.candidate.document.id: (number, other)
        for number, other in reversed(list(enumerate(chosen[1:], 2)))
        if other.reading.candidate.document.id != first.document.id
    }
    kinds: set[Literal["spelling", "substance"]] = set()
    answers = [ShortAnswer(first.answer, 1)]
    for number, other in sorted(others.values(), key=lambda pair: pair[0]):
        claim = _claim(other)
        agreement = test.relate(first, claim) if claim else "same"
        if claim and agreement != "same":
            kinds.add(agreement)
            answers.append(ShortAnswer(claim.answer, number))
    if not kinds:
        return None
    return Disagreement("substance" if "substance" in kinds else "spelling", tuple(answers))


def _claim(quoted: Quoted) -> Claim | None:
    """What a reading says; None without words that answer, or where it rather does not (a margin below 0): that contradicts nothing."""
    if not quoted.answer or quoted.reading.reading <= 0:
        return None
    return Claim(quoted.reading, quoted.span, quoted.answer)


def quoted_span(candidate: Candidate, sentence: Span, as_list: bool = False, asked: Span | None = None) -> Span:
    """The sentence with the one it leans on, as far as that is in the passage, and with all items of the list that it begins.

    `as_list`: whether a list is asked for, so that one of its items is quoted with the others. `asked`: that list, where it is known.
    """
    # Within the passage only: there, sentences are known to follow one another, with no page furniture between.
    form, sentences = reading_form(candidate.document.text), candidate.passage.sentences
    first = last = sentences.index(sentence)
    while first > 0 and RULES.pattern("leans_on_the_one_before").search(form.of(sentences[first])):
        first -= 1
    while last + 1 < len(sentences) and RULES.pattern("continues_a_list").search(form.of(sentences[last + 1])):
        last += 1
    return whole_list(candidate.document, Span(sentences[first].start, sentences[last].end), as_list, asked)


def stands_alone(quoted: Quoted) -> bool:
    """Whether a quote can be understood by itself: it does not begin with a sentence that leans on one outside its passage."""
    text = quoted.span.of(quoted.reading.candidate.document.text)
    return not RULES.pattern("leans_on_the_one_before").search(text)


def _citation(number: int, quoted: Quoted) -> Citation:
    reading, span = quoted.reading, quoted.span
    document = reading.candidate.document
    # Where no words are marked, the sentence is: it may be less than the quote, which takes along what it leans on. Of a list, all is.
    marked = reading.answer or (span if reading.asked_list and not reading.quote else reading.sentence)
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
        speaker=quoted.speaker or find_speaker(document.text, span),
        url=f"{source_path(document.id)}?start={span.start}&end={span.end}",
        derived=document.derived,
        lead=tuple(Lead(line.of(document.text), line.start, line.end) for line in leads_of(document, span)),
        page=document.page_of(span.start),
        superseded_by=document.superseded_by,
        place=place_of(document, span),
        ocr_confidence=document.ocr_confidence(span),
    )


def _written(citations: Sequence[Citation], short: ShortAnswer | None, repeated: Collection[int], lang: Lang) -> str:
    """The answer as plain text: the short answer, then each quote with its publisher and marker. What is repeated is written once."""
    also = [citation for citation in citations if citation.number in repeated]
    lines = []
    if short:
        markers = " ".join(f"[{number}]" for number in (short.citation, *(citation.number for citation in also)))
        lines.append(f"{headline_text(short.text)} {markers}")
    for citation in citations:
        if citation.number in repeated:
            continue
        lines.append(written_quote(citation, lang))
        if citation.number == 1 and also:
            others = ", ".join(f"{_publisher(other, lang)} [{other.number}]" for other in also)
            lines.append(fill_text("reported_too", lang, others=others))
    return "\n\n".join(lines)


def written_quote(citation: Citation, lang: Lang) -> str:
    """A quote in plain text: who says it, the words, and the marker."""
    key = "according_to_speaker" if citation.speaker else "according_to"
    quote = in_quotation_marks(_one_line(citation.told))
    named = {"publisher": _publisher(citation, lang), "speaker": _one_line(citation.speaker or "")}
    return fill_text(key, lang, quote=quote, number=citation.number, **named)


def _publisher(citation: Citation, lang: Lang) -> str:
    return citation.publisher or fill_text("unnamed", lang, title=in_quotation_marks(citation.title))


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
        leads = all(line.text and text[line.start : line.end] == line.text for line in citation.lead)
        if not whole or text[citation.start : citation.end] != citation.quote or not inside or not leads:
            raise QuoteError(
                f"The quote of {citation.source_id} at {citation.start}-{citation.end} is not the source's text. "
                "Nothing was shown. Check the index: netral index verify"
            )


def _one_line(text: str) -> str:
    # For the plain text alone: the quotes of the record keep their line breaks, as the source has them.
    return re.sub(r"\s+", " ", text)
