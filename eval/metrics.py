"""What a run is judged by. One denominator: a question that failed or got no answer still counts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from assistant.answer import Answer, Citation
from eval.dataset import Case
from index.document import Document, Span

OVERLAP = 0.5
ALL = "all"
BINS = 10


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
    error: str | None = None


def judge(case: Case, answer: Answer | None, document: Callable[[str], Document], error: str | None = None) -> Judged:
    """Hold an answer against its case; no answer (with its error) is wrong whatever was expected."""
    if answer is None:
        return Judged(case, answered=False, right=False, first=False, error=error or "no answer")
    hits = [at_gold(citation, case, document) for citation in answer.citations]
    if case.refusal is None:
        right, first = any(hits), bool(hits) and hits[0]
        reason = None
    else:
        right = first = not answer.answered
        reason = answer.refusal.reason == case.refusal if answer.refusal else None
    short = None
    if case.refusal is None and case.answers and answer.short_answer:
        short = any(same_answer(answer.short_answer.text, accepted) for accepted in case.answers)
    shown = answer.citations or answer.nearest
    return Judged(
        case=case,
        answered=answer.answered,
        right=right,
        first=first,
        citations=len(hits),
        right_citations=sum(hits),
        short=short,
        reason=reason,
        confidence=answer.confidence,
        supported=any(at_gold(citation, case, document) for citation in shown) if shown else None,
        error=error,
    )


def at_gold(citation: Citation, case: Case, document: Callable[[str], Document]) -> bool:
    """Whether a citation shares with a gold quote of the same article at least half of the shorter of the two."""
    span = Span(citation.start, citation.end)
    for gold in case.gold:
        if gold.source_id == citation.source_id:
            place = gold.span(document(gold.source_id))
            shared = min(span.end, place.end) - max(span.start, place.start)
            if shared >= OVERLAP * min(len(span), len(place)):
                return True
    return False


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
    """Expected calibration error of (probability, outcome), Naeini et al., AAAI 2015; None for no outcomes.

    Over ten bins of equal width: the distance of the mean probability from the share that came true, weighted by the bin's size.
    """
    bins: dict[int, list[tuple[float, bool]]] = {}
    for probability, outcome in outcomes:
        bins.setdefault(min(BINS - 1, int(probability * BINS)), []).append((probability, outcome))
    distances = (abs(sum(p for p, _ in inside) - sum(outcome for _, outcome in inside)) for inside in bins.values())
    return sum(distances) / len(outcomes) if outcomes else None


def auroc(positive: Iterable[float], negative: Iterable[float]) -> float:
    """The chance that a positive scores above a negative, ties counting half (the Mann-Whitney statistic).

    Raises:
        ValueError: one of the two is empty.
    """
    scores = sorted([(score, 1) for score in positive] + [(score, 0) for score in negative])
    positives = sum(label for _, label in scores)
    negatives = len(scores) - positives
    if not positives or not negatives:
        raise ValueError("AUROC needs at least one positive and one negative")
    ranks = 0.0
    at = 0
    while at < len(scores):
        end = at
        while end < len(scores) and scores[end][0] == scores[at][0]:
            end += 1
        ranks += sum(label for _, label in scores[at:end]) * (at + 1 + end) / 2  # tied ones share their mean rank
        at = end
    return (ranks - positives * (positives + 1) / 2) / (positives * negatives)


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
