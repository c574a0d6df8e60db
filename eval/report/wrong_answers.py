"""The wrong answers of a run: each with its trace, the places that it should have cited, and the stage that lost them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from assistant.answering.service import AnswerService
from assistant.explanation import CandidateSeen, Explanation, ReadingSeen
from eval.measures.judge import Judged
from eval.questions.cases import Case, Gold
from eval.runs.compare import Record
from index.document import Document, Span
from index.encoder import Progress
from index.errors import NetralError

AROUND = 300
"""Characters of an article that are shown on each side of a gold quote."""


@dataclass(frozen=True, slots=True)
class GoldSeen:
    """A gold quote in its article, and how far it came.

    Attributes:
        before, after: the article's text around the quote, cut between words.
        candidate: the rank, from 1, of the first candidate passage that has some of it; None where none does.
        reading: the rank, from 1, of its first sentence among the readings; None where none was read.
    """

    source_id: str
    title: str
    start: int
    end: int
    before: str
    quote: str
    after: str
    candidate: int | None
    reading: int | None


@dataclass(frozen=True, slots=True)
class WrongAnswer:
    """A question that was answered or refused wrongly.

    Attributes:
        stage: what went wrong, as `STAGES` calls it.
        answer: the record's, as plain values; None where the question raised an error.
        explanation: how the answer comes about now; None where the question raises `error`.
        changed: whether the answer now differs from the one in the run.
    """

    case: Case
    stage: str
    answer: Record | None
    explanation: Explanation | None
    error: str | None
    changed: bool
    gold: tuple[GoldSeen, ...]

    @property
    def places(self) -> tuple[tuple[str, int, int], ...]:
        """The gold places, as (source, start, end)."""
        return tuple((gold.source_id, gold.start, gold.end) for gold in self.gold)


STAGES = {
    "error": "the question raised an error",
    "answered": "answered, though no article has the answer",
    "rule": "refused by its intent, before anything was searched",
    "refused": "found, but refused",
    "not_found": "not among the passages found",
    "not_read": "found, but another sentence was preferred",
}
"""A key to what went wrong, in words."""


def wrong_answers(
    service: AnswerService, run: dict[str, Record], judged: Sequence[Judged], progress: Progress | None = None
) -> list[WrongAnswer]:
    """Every question of the run that is not right, explained with the index in force now."""
    found = [j for j in judged if not j.right]
    wrong = []
    for number, one in enumerate(found, 1):
        wrong.append(_wrong(service, one, run[one.case.id]["answer"]))
        if progress:
            progress(number, len(found))
    return wrong


def count_by_stage(wrong: Iterable[WrongAnswer]) -> list[tuple[str, int]]:
    """The stages in words and how many questions went wrong there, the most frequent first."""
    return [(STAGES[stage], count) for stage, count in Counter(one.stage for one in wrong).most_common()]


def _wrong(service: AnswerService, judged: Judged, answer: Record | None) -> WrongAnswer:
    case = judged.case
    explanation, error = None, judged.error
    try:
        # Records have no trace, so the question is asked again; if the answer has changed since the run, the page says so.
        explanation = service.explain(case.question, case.history)
    except NetralError as raised:
        error = f"{type(raised).__name__}: {raised}"
    gold = tuple(_gold(place, service.source, explanation) for place in case.gold)
    now = explanation.answer if explanation else None
    # Verdict and text, not the whole record: timings differ in every run.
    changed = (
        answer is not None and now is not None and (answer["answered"], answer["text"]) != (now.answered, now.text)
    )
    return WrongAnswer(case, _stage(judged, explanation, gold), answer, explanation, error, changed, gold)


def _stage(judged: Judged, explanation: Explanation | None, gold: Sequence[GoldSeen]) -> str:
    if judged.error or explanation is None:
        return "error"
    if judged.case.refusal is not None:  # only wrong replies come here
        return "answered"
    if not explanation.attempts:
        return "rule"
    # A citation that was withheld is at a gold place: finding and reading went well, the decision did not.
    if not judged.answered and judged.supported:
        return "refused"
    return "not_read" if any(place.candidate for place in gold) else "not_found"


def _gold(gold: Gold, source: Callable[[str], Document], explanation: Explanation | None) -> GoldSeen:
    document = source(gold.source_id)
    span = gold.span(document)
    attempt = None
    if explanation and explanation.decided_by is not None:
        # A question may be searched twice, the second time as a follow-up: the attempt that decided is the one to show.
        attempt = explanation.attempts[explanation.decided_by]
    before, after = text_around(document.text, span)
    return GoldSeen(
        source_id=gold.source_id,
        title=document.title,
        start=span.start,
        end=span.end,
        before=before,
        quote=span.of(document.text),
        after=after,
        candidate=_first(attempt.candidates, gold.source_id, span) if attempt else None,
        reading=_first(attempt.readings, gold.source_id, span) if attempt else None,
    )


def _first(seen: Sequence[CandidateSeen | ReadingSeen], source_id: str, span: Span) -> int | None:
    return next((s.place for s in seen if s.source_id == source_id and Span(s.start, s.end).overlaps(span)), None)


def text_around(text: str, span: Span, most: int = AROUND) -> tuple[str, str]:
    """The text before and after a span, at most `most` characters each, cut between words; `…` says that there is more."""
    first, last = max(0, span.start - most), min(len(text), span.end + most)
    before, after = text[first : span.start], text[span.end : last]
    if first:
        before = f"…{before[before.find(' ') + 1 :]}"
    if last < len(text):
        after = f"{after[: after.rfind(' ')] if ' ' in after else after}…"
    return before, after
