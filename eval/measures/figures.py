"""All figures of a run, with intervals. One denominator: what failed, or was refused although it has an answer, counts as wrong."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from eval.measures import shares
from eval.measures import statistics as weighted
from eval.measures.bootstrap import Estimate, Statistic, bootstrap_estimates
from eval.measures.judge import Judged
from eval.measures.retrieval import MEASURES
from eval.measures.shares import Share
from eval.questions.cases import REFUSALS

Retrieval = Mapping[str, Mapping[str, float]]
"""Question to measure to value, of every answerable question."""
FiguresBySection = dict[str, dict[str, Estimate]]
"""Section to name to figure."""
Counted = tuple[int, Statistic]
"""How many questions a figure is about, and the figure."""
STAGES = ("encode", "search", "read", "total")
PERCENTILES = (50, 95)

SHARES: Mapping[str, Mapping[str, Share[Judged]]] = {
    "answering": {
        "right": shares.RIGHT,
        "answerable, right": shares.ANSWERABLE_RIGHT,
        "answerable, first right": shares.ANSWERABLE_FIRST_RIGHT,
        "answerable, headline right": shares.HEADLINE_RIGHT,
        "misled": shares.MISLED,
        "talk, right": shares.TALK_RIGHT,
    },
    "reading": {
        "answer sentence": shares.ANSWER_SENTENCE,
        "exact match": shares.EXACT_MATCH,
        "F1": shares.F1,
    },
    "citing": {
        "precision": shares.CITATION_PRECISION,
        "recall of gold places": shares.GOLD_RECALL,
        "verbatim": shares.VERBATIM,
    },
    # Precision counts refusals as given, recall those that were right to give; `any` takes all reasons for one.
    "refusing": {
        "precision, any": shares.REFUSAL_PRECISION,
        "recall, any": shares.REFUSAL_RECALL,
        **{
            name: share
            for reason in REFUSALS
            for name, share in (
                (f"precision, {reason}", shares.reason_precision(reason)),
                (f"recall, {reason}", shares.reason_recall(reason)),
            )
        },
    },
}
"""Section to name to share. Section and name are keys of `metrics.json`, which outlives a version: they are not renamed."""


def run_figures(judged: Sequence[Judged], retrieval: Retrieval | None) -> FiguresBySection:
    """The figures of a group of questions; those of retrieval only where its measures are given."""
    sections: dict[str, dict[str, Counted]] = {
        "retrieval": _retrieval(judged, retrieval) if retrieval is not None else {},
        **{section: {name: one.statistic(judged) for name, one in named.items()} for section, named in SHARES.items()},
        "trust": _trust(judged),
    }
    # A ranking, not a ratio of sums, so it cannot be one of `SHARES`.
    sections["refusing"]["AUROC of confidence"] = (len(judged), answerable_auroc(judged))
    # All at once, on the same resamples; the bootstrap knows no sections.
    flat = {(section, name): figure for section, named in sections.items() for name, figure in named.items()}
    found = bootstrap_estimates({"\t".join(key): figure for key, figure in flat.items()}, len(judged))
    return {section: {name: found[f"{section}\t{name}"] for name in named} for section, named in sections.items()}


def group_questions(judged: Sequence[Judged]) -> dict[str, dict[str, list[Judged]]]:
    """The questions by kind, language and tag, each in order of appearance."""
    found: dict[str, dict[str, list[Judged]]] = {"kind": {}, "lang": {}, "tag": {}}
    for one in judged:
        found["kind"].setdefault(one.case.kind, []).append(one)
        found["lang"].setdefault(one.case.lang, []).append(one)
        for tag in one.case.tags:
            found["tag"].setdefault(tag, []).append(one)
    return found


def stage_latency(judged: Sequence[Judged]) -> dict[str, dict[str, float]]:
    """Stage to `p50`, `p95` (milliseconds) and `questions`: how many reached the stage."""
    return {
        stage: {f"p{p}": float(np.percentile(took, p)) for p in PERCENTILES} | {"questions": len(took)}
        for stage, took in times_by_stage(j.timings_ms for j in judged).items()
    }


def times_by_stage(timings: Iterable[Mapping[str, float]]) -> dict[str, list[float]]:
    """The milliseconds that each stage took, question by question; a stage that no question reached is left out."""
    rows = list(timings)
    # 0 means that the question never reached the stage: a refusal by rule would make reading look fast.
    return {stage: took for stage in STAGES if (took := [row[stage] for row in rows if row.get(stage)])}


def right_at_refusals(judged: Sequence[Judged], share: float) -> float:
    """The share of the answerable that would be answered rightly if `share` of the questions to be refused were refused.

    It compares configurations whose thresholds were fitted differently. nan where either kind is missing.
    """
    others = sorted((_doubt(j) for j in judged if j.to_refuse), reverse=True)
    answerable = [j for j in judged if j.answerable]
    if not others or not answerable:
        return math.nan
    let_through = round((1 - share) * len(others))
    # The most confident ones get through; what is to be answered must be surer than the first that does not.
    bound = others[let_through] if let_through < len(others) else -math.inf
    return sum(bool(j.supported) and j.confidence > bound for j in answerable) / len(answerable)


def answerable_auroc(judged: Sequence[Judged]) -> Statistic:
    """AUROC of confidence, answerable questions against those to be refused; a failed question ranks on the wrong side."""
    return weighted.weighted_auroc([_doubt(j) for j in judged], [j.answerable for j in judged])


def _retrieval(judged: Sequence[Judged], retrieval: Retrieval) -> dict[str, Counted]:
    def share(measure: str) -> Share[Judged]:
        return Share(lambda j: retrieval[j.case.id][measure], lambda j: j.case.id in retrieval)

    return {measure: share(measure).statistic(judged) for measure in MEASURES}


def _trust(judged: Sequence[Judged]) -> dict[str, Counted]:
    confidences, supported = [j.confidence for j in judged], [j.supported for j in judged]
    return {
        "area under risk-coverage": (
            len(judged),
            weighted.weighted_risk_coverage_area(confidences, [bool(one) for one in supported]),
        ),
        "ECE": (sum(one is not None for one in supported), weighted.weighted_calibration_error(confidences, supported)),
    }


def _doubt(judged: Judged) -> float:
    """Confidence; a failed question that was to be refused counts as answered with certainty, the worst there is."""
    return 1.0 if judged.error and judged.to_refuse else judged.confidence
