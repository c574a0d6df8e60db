"""What a reply is judged by. One denominator: a question that failed or got no answer still counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.answer import Answer, Citation
from assistant.reader.scoring import exact_match, word_f1
from eval.measures.headline import false_disagreement, headline_right, is_accepted
from eval.questions.cases import Case, Sources
from index.document import Span

OVERLAP = 0.5
"""The share of the shorter of two stretches that both must have to be the same place. A quote a sentence too long is still right."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One case and how its reply was judged. The fields are also those of a run's records: renaming one orphans every kept run.

    Attributes:
        right: answered with a citation at a gold place, refused where a refusal is right, or talked to where that is.
        first: as `right`, by the first citation alone.
        headline: as `right`, by what is seen first (`headline.headline_right`).
        misled: answered with a confidence that is called high, and the headline is wrong; or a disagreement is reported that is none.
        citations, right_citations: how many were given, and how many of them are at a gold place (none, where a refusal is right).
        short: whether the short answer is right; None where the case names none or none was given.
        reason: whether a right refusal gave the expected reason; None elsewhere.
        confidence: the answer's own, 0 to 1.
        supported: whether the headline is right, shown or (in a refusal, where it is the nearest quote) withheld: the event whose
            probability `confidence` claims to be; None where nothing was read.
        exact, f1: exact match and F1 of bags of words (SQuAD; Rajpurkar et al., EMNLP 2016) between the words marked in the first
            citation and the accepted answer that they match best; 0 where nothing was cited, None where the case names no answer.
        sentence: whether the marked words are in a gold quote; None where a refusal is right.
        gold, found_gold: gold places, and how many of them are cited.
        quotes, verbatim: quotes given (on a refusal, the nearest), and how many, with the lines before them, equal their source's text
            to the character.
        refused_as: the reason that a refusal gave.
        timings_ms: milliseconds by stage, as the service gave them.
        error: what went wrong, where there is no answer record at all.
    """

    case: Case
    answered: bool
    right: bool
    first: bool
    citations: int = 0
    right_citations: int = 0
    short: bool | None = None
    reason: bool | None = None
    confidence: float = 0.0
    supported: bool | None = None
    exact: float | None = None
    f1: float | None = None
    sentence: bool | None = None
    gold: int = 0
    found_gold: int = 0
    quotes: int = 0
    verbatim: int = 0
    refused_as: str | None = None
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    error: str | None = None
    headline: bool = False
    misled: bool = False

    @property
    def answerable(self) -> bool:
        return self.case.answerable

    @property
    def to_refuse(self) -> bool:
        return self.case.to_refuse

    @property
    def talk(self) -> bool:
        """Whether the turn is no question."""
        return bool(self.case.talk)


def judge_answer(case: Case, answer: Answer | None, source: Sources, error: str | None = None) -> Judged:
    """Judge an answer by its case; no answer (with its error) is wrong whatever was expected."""
    # What was not answered matches nothing: 0 and not None, or refusing would raise the mean.
    words = max_match(case, "")
    sentence = False if case.answerable else None
    if answer is None:
        failed = error or "no answer"
        return Judged(
            case, False, False, False, exact=words[0], f1=words[1], sentence=sentence, gold=len(case.gold), error=failed
        )
    hits = [_cites_gold(citation, case, source) for citation in answer.citations]
    if answer.citations and case.answerable:
        # The first mark of the first citation is what a reader sees first, with or without a short answer.
        first = answer.citations[0]
        marked = Span(*first.highlights[0])
        words = max_match(case, marked.of(source(first.source_id).text))
        sentence = any(marked.overlaps(place) for place in _places(case, first.source_id, source))
    # A refusal shows its nearest passages, which say whether the right place was found and withheld.
    shown = answer.citations or answer.nearest
    found = _found_gold(case, answer.citations, source)
    shown_whole = not case.every or found == len(case.gold)
    headline = _right_otherwise(case, answer) or (shown_whole and headline_right(case, answer, hits.__getitem__))
    withheld = not answer.answered and bool(shown) and _cites_gold(shown[0], case, source)
    return Judged(
        case=case,
        answered=answer.answered,
        right=(shown_whole and any(hits)) or _right_otherwise(case, answer),
        first=any(hits[:1]) or _right_otherwise(case, answer),
        headline=headline,
        misled=(answer.confidence_level == "high" and not headline) or false_disagreement(case, answer),
        citations=len(hits),
        right_citations=sum(hits),
        short=_short_answer_right(case, answer),
        reason=answer.refusal.reason == case.refusal if case.to_refuse and answer.refusal else None,
        confidence=answer.confidence,
        supported=(headline and case.answerable) or withheld if shown else None,
        exact=words[0],
        f1=words[1],
        sentence=sentence,
        gold=len(case.gold),
        found_gold=found,
        quotes=len(shown),
        # Proved here once more: the service proves its quotes too, but a server's reply comes from another process.
        verbatim=sum(_is_verbatim(citation, source) for citation in shown),
        refused_as=answer.refusal.reason if answer.refusal else None,
        timings_ms=answer.timings_ms,
        error=error,
    )


def _right_otherwise(case: Case, answer: Answer) -> bool:
    """Whether a refusal, or talk, is the right reply and was given."""
    if case.to_refuse:
        return not answer.answered and answer.kind != "talk"
    return answer.kind == "talk" and answer.intent in case.talk


def max_match(case: Case, text: str) -> tuple[float, float] | tuple[None, None]:
    """(exact match, F1) of a text against the accepted answer that it matches best; None where the case names none."""
    if not case.answerable or not case.answers:
        return None, None
    return max(exact_match(text, one) for one in case.answers), max(word_f1(text, one) for one in case.answers)


def _short_answer_right(case: Case, answer: Answer) -> bool | None:
    if not case.answerable or not case.answers or answer.short_answer is None:
        return None
    return is_accepted(case, answer.short_answer.text)


def at_gold(source_id: str, span: Span, case: Case, source: Sources) -> bool:
    """Whether a stretch of an article shares with one of its gold quotes at least half of the shorter of the two."""
    return any(half_shared(span, place) for place in _places(case, source_id, source))


def half_shared(one: Span, other: Span) -> bool:
    """Whether two stretches of a text share at least half of the shorter one."""
    return min(one.end, other.end) - max(one.start, other.start) >= OVERLAP * min(len(one), len(other))


def _is_verbatim(citation: Citation, source: Sources) -> bool:
    """Whether a quote, and each line that belongs before it, is its source's text to the character."""
    text = source(citation.source_id).text
    told = [
        (citation.quote, citation.start, citation.end),
        *((each.text, each.start, each.end) for each in citation.lead),
    ]
    return all(text[start:end] == words != "" for words, start, end in told)


def _cites_gold(citation: Citation, case: Case, source: Sources) -> bool:
    return at_gold(citation.source_id, _span(citation), case, source)


def _places(case: Case, source_id: str, source: Sources) -> list[Span]:
    return [gold.span(source(source_id)) for gold in case.gold if gold.source_id == source_id]


def _found_gold(case: Case, citations: Sequence[Citation], source: Sources) -> int:
    """How many gold places some citation is at, or the lines that are told before it."""
    cited = [(citation.source_id, _span(citation)) for citation in citations]
    cited += [(citation.source_id, Span(line.start, line.end)) for citation in citations for line in citation.lead]
    # Places are only looked up where something is cited: most refusals cite nothing.
    places = [(gold.source_id, gold.span(source(gold.source_id))) for gold in case.gold] if cited else []
    return sum(any(name == other and half_shared(span, place) for other, span in cited) for name, place in places)


def _span(citation: Citation) -> Span:
    return Span(citation.start, citation.end)
