"""All figures of a run, with intervals. One denominator: what failed, or was refused although it has an answer, counts as wrong."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from eval.measures import statistics as weighted
from eval.measures.bootstrap import Estimate, Statistic, estimates
from eval.measures.judge import Judged
from eval.measures.retrieval import MEASURES
from eval.questions.cases import REFUSALS

Retrieval = Mapping[str, Mapping[str, float]]
"""Question to measure to value, of every answerable question."""
Figures = dict[str, dict[str, Estimate]]
"""Section to name to figure."""
STAGES = ("encode", "search", "read", "total")
PERCENTILES = (50, 95)


def figures(judged: Sequence[Judged], retrieval: Retrieval | None) -> Figures:
    """The figures of a group of questions; those of retrieval only where its measures are given."""
    sections = {
        "retrieval": _retrieval(judged, retrieval) if retrieval is not None else {},
        "answering": {
            "right": _share(judged, lambda _: True, lambda j: j.right),
            "answerable, right": _share(judged, _answerable, lambda j: j.right),
            "answerable, first right": _share(judged, _answerable, lambda j: j.first),
        },
        "reading": {
            "answer sentence": _share(judged, _answerable, lambda j: bool(j.sentence)),
            "exact match": _share(judged, lambda j: j.exact is not None, lambda j: j.exact or 0.0),
            "F1": _share(judged, lambda j: j.f1 is not None, lambda j: j.f1 or 0.0),
        },
        "citing": {
            "precision": _ratio(judged, lambda j: j.right_citations, lambda j: j.citations),
            "recall of gold places": _ratio(judged, lambda j: j.found_gold, lambda j: j.gold),
            "verbatim": _ratio(judged, lambda j: j.verbatim, lambda j: j.quotes),
        },
        "refusing": _refusing(judged),
        "trust": {
            "area under risk-coverage": (
                len(judged),
                weighted.area_under_risk_coverage([j.confidence for j in judged], [bool(j.supported) for j in judged]),
            ),
            "ECE": (
                sum(j.supported is not None for j in judged),
                weighted.calibration_error([j.confidence for j in judged], [j.supported for j in judged]),
            ),
        },
    }
    flat = {(section, name): figure for section, named in sections.items() for name, figure in named.items()}
    found = estimates({"\t".join(key): figure for key, figure in flat.items()}, len(judged))
    return {section: {name: found[f"{section}\t{name}"] for name in named} for section, named in sections.items()}


def grouped(judged: Sequence[Judged]) -> dict[str, dict[str, list[Judged]]]:
    """The questions by kind, language and tag, each in order of appearance."""
    found: dict[str, dict[str, list[Judged]]] = {"kind": {}, "lang": {}, "tag": {}}
    for one in judged:
        found["kind"].setdefault(one.case.kind, []).append(one)
        found["lang"].setdefault(one.case.lang, []).append(one)
        for tag in one.case.tags:
            found["tag"].setdefault(tag, []).append(one)
    return found


def latency(judged: Sequence[Judged]) -> dict[str, dict[str, float]]:
    """Stage to `p50`, `p95` (milliseconds) and `questions`: those that came to the stage."""
    return {
        stage: {f"p{p}": float(np.percentile(took, p)) for p in PERCENTILES} | {"questions": len(took)}
        for stage, took in times_by_stage(j.timings_ms for j in judged).items()
    }


def times_by_stage(timings: Iterable[Mapping[str, float]]) -> dict[str, list[float]]:
    """Each stage that some question came to, with what it took there, in milliseconds."""
    rows = list(timings)
    return {stage: took for stage in STAGES if (took := [row[stage] for row in rows if row.get(stage)])}


def right_at_refusals(judged: Sequence[Judged], share: float) -> float:
    """The share of the answerable that would be answered rightly if as large a `share` of those to be refused were refused.

    So that two configurations can be compared whose thresholds were not fitted alike. nan where either kind is missing.
    """
    others = sorted((_doubt(j) for j in judged if not _answerable(j)), reverse=True)
    answerable = [j for j in judged if _answerable(j)]
    if not others or not answerable:
        return math.nan
    let_through = round((1 - share) * len(others))
    bound = others[let_through] if let_through < len(others) else -math.inf
    return sum(bool(j.supported) and j.confidence > bound for j in answerable) / len(answerable)


def answerable_auroc(judged: Sequence[Judged]) -> Statistic:
    """AUROC of confidence, answerable questions against those to be refused; one that failed ranks on the wrong side."""
    return weighted.auroc([_doubt(j) for j in judged], [_answerable(j) for j in judged])


def _retrieval(judged: Sequence[Judged], retrieval: Retrieval) -> dict[str, tuple[int, Statistic]]:
    return {
        name: _share(judged, lambda j: j.case.id in retrieval, lambda j, name=name: retrieval[j.case.id][name])  # type: ignore[misc]
        for name in MEASURES
    }


def _refusing(judged: Sequence[Judged]) -> dict[str, tuple[int, Statistic]]:
    """Precision counts refusals as given, recall those that were right to give; `any` takes all reasons for one."""
    found = {
        "precision, any": _ratio(judged, lambda j: _refused(j) and not _answerable(j), _refused),
        "recall, any": _share(judged, lambda j: not _answerable(j), _refused),
    }
    for reason in REFUSALS:

        def given(j: Judged, reason: str = reason) -> bool:
            return j.refused_as == reason

        def expected(j: Judged, reason: str = reason) -> bool:
            return j.case.refusal == reason

        def both(j: Judged, reason: str = reason) -> bool:
            return j.refused_as == reason == j.case.refusal

        found[f"precision, {reason}"] = _ratio(judged, both, given)
        found[f"recall, {reason}"] = _ratio(judged, both, expected)
    return found | {"AUROC of confidence": (len(judged), answerable_auroc(judged))}


def _share(
    judged: Sequence[Judged], counts: Callable[[Judged], bool], value: Callable[[Judged], float]
) -> tuple[int, Statistic]:
    """The mean of a value over the questions that count."""
    return _ratio(judged, lambda j: value(j) if counts(j) else 0.0, counts)


def _ratio(
    judged: Sequence[Judged], part: Callable[[Judged], float], whole: Callable[[Judged], float]
) -> tuple[int, Statistic]:
    wholes = [float(whole(j)) for j in judged]
    return sum(w > 0 for w in wholes), weighted.ratio([float(part(j)) for j in judged], wholes)


def _answerable(judged: Judged) -> bool:
    return judged.case.refusal is None


def _refused(judged: Judged) -> bool:
    return judged.refused_as is not None


def _doubt(judged: Judged) -> float:
    """Confidence, but for a failed question to be refused: it counts as one that was answered for certain."""
    return 1.0 if judged.error and not _answerable(judged) else judged.confidence
