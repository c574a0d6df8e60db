"""What a run is judged by. One denominator: a question that failed or got no answer still counts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from assistant.answer import Answer, Citation
from assistant.reader.scoring import exact, f1
from eval.measures import statistics as weighted
from eval.measures.bootstrap import Statistic
from eval.questions.cases import Case
from index.document import Document, Span

OVERLAP = 0.5
ALL = "all"


@dataclass(frozen=True, slots=True)
class Judged:
    """One case and what came of it.

    Attributes:
        right: answered with a citation at a gold place, or refused where a refusal is right.
        first: as `right`, by the first citation alone.
        citations, right_citations: given, and of those at a gold place (none is, where a refusal is right).
        short: whether the short answer is right; None where the case names none or none was given.
        reason: whether a right refusal gave the expected reason; None elsewhere.
        confidence: that the answer gave.
        supported: whether a citation, shown or (in a refusal) withheld, is at a gold place: what `confidence` is the probability of;
            None where a rule refused before anything was read.
        exact, f1: of the words marked in the first citation, against the accepted answer that they match best; None where the case names
            none. Exact match and F1 of bags of words, as in SQuAD; 0 where nothing was cited.
        sentence: whether those words stand in a gold quote; None where a refusal is right.
        gold, found_gold: gold places, and those among them that are cited.
        quotes, verbatim: quotes given (on a refusal, the nearest), and those that are their source's text to the character.
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


def judge(case: Case, answer: Answer | None, document: Callable[[str], Document], error: str | None = None) -> Judged:
    """Hold an answer against its case; no answer (with its error) is wrong whatever was expected."""
    words = max_match(case, "")
    sentence = None if case.refusal else False
    if answer is None:
        failed = error or "no answer"
        return Judged(
            case, False, False, False, exact=words[0], f1=words[1], sentence=sentence, gold=len(case.gold), error=failed
        )
    hits = [at_gold(citation, case, document) for citation in answer.citations]
    if answer.citations and case.refusal is None:
        marked = Span(*answer.citations[0].highlights[0])
        words = max_match(case, marked.of(document(answer.citations[0].source_id).text))
        sentence = any(marked.overlaps(place) for place in _places(case, answer.citations[0], document))
    right_to_refuse = case.refusal is not None
    shown = answer.citations or answer.nearest
    return Judged(
        case=case,
        answered=answer.answered,
        right=not answer.answered if right_to_refuse else any(hits),
        first=not answer.answered if right_to_refuse else any(hits[:1]),
        citations=len(hits),
        right_citations=sum(hits),
        short=_short(case, answer),
        reason=answer.refusal.reason == case.refusal if right_to_refuse and answer.refusal else None,
        confidence=answer.confidence,
        supported=any(at_gold(citation, case, document) for citation in shown) if shown else None,
        exact=words[0],
        f1=words[1],
        sentence=sentence,
        gold=len(case.gold),
        found_gold=_found_gold(case, answer.citations, document),
        quotes=len(shown),
        verbatim=sum(document(c.source_id).text[c.start : c.end] == c.quote != "" for c in shown),
        refused_as=answer.refusal.reason if answer.refusal else None,
        timings_ms=answer.timings_ms,
        error=error,
    )


def max_match(case: Case, text: str) -> tuple[float, float] | tuple[None, None]:
    """(exact match, F1) of a text against the accepted answer that it matches best; None where the case names none."""
    if case.refusal is not None or not case.answers:
        return None, None
    return max(exact(text, one) for one in case.answers), max(f1(text, one) for one in case.answers)


def _short(case: Case, answer: Answer) -> bool | None:
    if case.refusal is not None or not case.answers or answer.short_answer is None:
        return None
    return any(same_answer(answer.short_answer.text, accepted) for accepted in case.answers)


def at_gold(citation: Citation, case: Case, document: Callable[[str], Document]) -> bool:
    """Whether a citation shares with a gold quote of the same article at least half of the shorter of the two."""
    return any(half_shared(_span(citation), place) for place in _places(case, citation, document))


def half_shared(one: Span, other: Span) -> bool:
    """Whether two stretches of a text share at least half of the shorter one."""
    return min(one.end, other.end) - max(one.start, other.start) >= OVERLAP * min(len(one), len(other))


def _places(case: Case, citation: Citation, document: Callable[[str], Document]) -> list[Span]:
    return [gold.span(document(gold.source_id)) for gold in case.gold if gold.source_id == citation.source_id]


def _found_gold(case: Case, citations: Sequence[Citation], document: Callable[[str], Document]) -> int:
    """How many gold places some citation is at."""
    cited = [(citation.source_id, _span(citation)) for citation in citations]
    places = [(gold.source_id, gold.span(document(gold.source_id))) for gold in case.gold] if cited else []
    return sum(any(source == name and half_shared(span, place) for name, span in cited) for source, place in places)


def _span(citation: Citation) -> Span:
    return Span(citation.start, citation.end)


def same_answer(given: str, accepted: str) -> bool:
    """Whether two short answers are alike but for case, punctuation and spacing, or one holds the other's words."""
    a, b = _plain(given), _plain(accepted)
    return bool(a and b) and (f" {a} " in f" {b} " or f" {b} " in f" {a} ")


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of a group of questions; shares are None where the group has none to count."""

    name: str
    questions: int
    answered: float
    right: float
    first: float
    precision: float | None
    short: float | None
    reason: float | None
    calibration_error: float | None
    errors: int


def table(judged: Sequence[Judged]) -> list[Row]:
    """A row for each kind, in order of appearance, then for the answerable, for the refusals and for all."""
    kinds = list(dict.fromkeys(j.case.kind for j in judged))
    rows = [_row(kind, [j for j in judged if j.case.kind == kind]) for kind in kinds]
    answerable = [j for j in judged if j.case.refusal is None]
    refusals = [j for j in judged if j.case.refusal is not None]
    return [
        *rows,
        *(_row(name, group) for name, group in (("answerable", answerable), ("refusals", refusals)) if group),
        _row(ALL, judged),
    ]


def _row(name: str, judged: Sequence[Judged]) -> Row:
    count = len(judged)
    return Row(
        name=name,
        questions=count,
        answered=sum(j.answered for j in judged) / count,
        right=sum(j.right for j in judged) / count,
        first=sum(j.first for j in judged) / count,
        precision=_share(sum(j.right_citations for j in judged), sum(j.citations for j in judged)),
        short=_share(sum(bool(j.short) for j in judged), sum(j.short is not None for j in judged)),
        reason=_share(sum(bool(j.reason) for j in judged), sum(j.reason is not None for j in judged)),
        calibration_error=calibration_error([(j.confidence, j.supported) for j in judged if j.supported is not None]),
        errors=sum(j.error is not None for j in judged),
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def calibration_error(outcomes: Sequence[tuple[float, bool]]) -> float | None:
    """Expected calibration error of (probability, outcome), as `weighted.calibration_error` defines it; None for no outcomes."""
    probabilities, came_true = [p for p, _ in outcomes], [outcome for _, outcome in outcomes]
    return _once(weighted.calibration_error(probabilities, came_true), len(outcomes)) if outcomes else None


def auroc(positive: Iterable[float], negative: Iterable[float]) -> float:
    """The chance that a positive scores above a negative, as `weighted.auroc` defines it.

    Raises:
        ValueError: one of the two is empty.
    """
    above, below = list(positive), list(negative)
    if not above or not below:
        raise ValueError("AUROC needs at least one positive and one negative")
    labels = [True] * len(above) + [False] * len(below)
    return _once(weighted.auroc([*above, *below], labels), len(labels))


def _once(statistic: Statistic, count: int) -> float:
    """A figure in which every question counts once."""
    return float(statistic(np.ones((1, count)))[0])


def formatted(rows: Sequence[Row]) -> str:
    """The table as Markdown, shares in percent."""

    def percent(value: float | None) -> str:
        return "–" if value is None else f"{100 * value:.1f}"

    lines = [
        "| kind | questions | answered | right | first right | citation precision | short answer right | reason right | ECE | errors |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for row in rows:
        shares = [row.answered, row.right, row.first, row.precision, row.short, row.reason, row.calibration_error]
        lines.append(f"| {row.name} | {row.questions} | " + " | ".join(map(percent, shares)) + f" | {row.errors} |")
    return "\n".join(lines)
