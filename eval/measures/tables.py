"""The figures of a run as JSON and as tables."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from eval.measures.bootstrap import Estimate
from eval.measures.figures import Figures, Retrieval, figures, grouped, latency
from eval.measures.judge import Judged, formatted, table

METRICS, TABLE = "metrics.json", "table.md"
SHOWN = (("answering", "right"), ("retrieval", "nDCG@10"), ("reading", "F1"), ("citing", "recall of gold places"))
"""What is shown of each group; `metrics.json` has everything of it."""


def report(judged: Sequence[Judged], retrieval: Retrieval | None, out: Path | None = None) -> str:
    """All tables as Markdown; with `out`, written there, and every figure of every group as JSON."""
    whole = figures(judged, retrieval)
    groups = {
        by: {name: figures(inside, _of(inside, retrieval)) for name, inside in named.items()}
        for by, named in grouped(judged).items()
    }
    took = latency(judged)
    parts = [formatted(table(judged)), figures_table(whole), *(groups_table(by, groups[by]) for by in ("lang", "tag"))]
    if took:
        rows = (f"| {stage} | {t['questions']:.0f} | {t['p50']:.1f} | {t['p95']:.1f} |" for stage, t in took.items())
        parts.append("\n".join(("| stage, ms | questions | p50 | p95 |", "|---|--:|--:|--:|", *rows)))
    text = "\n\n".join(parts)
    if out is not None:
        plain = {"all": _plain(whole), "latency_ms": took}
        by_group = {by: {name: _plain(found) for name, found in named.items()} for by, named in groups.items()}
        (out / METRICS).write_text(
            json.dumps(plain | {"by": by_group}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )
        (out / TABLE).write_text(text + "\n", encoding="utf-8")
    return text


def figures_table(found: Figures) -> str:
    """One row a figure, in percent, with its interval."""
    lines = ["| figure | questions | % | 95 % |", "|---|--:|--:|--:|"]
    for section, named in found.items():
        for name, e in named.items():
            value, _, bounds = with_interval(e).partition(" ")
            lines.append(f"| {section}: {name} | {e.questions} | {value} | {bounds.strip('()')} |")
    return "\n".join(lines)


def groups_table(by: str, groups: dict[str, Figures]) -> str:
    """One row a group."""
    names = [name for _, name in SHOWN]
    lines = [f"| {by} | questions | " + " | ".join(names) + " |", "|---|--:|" + "--:|" * len(names)]
    for group, found in groups.items():
        count = found["answering"]["right"].questions
        shown = [with_interval(found[section].get(name)) for section, name in SHOWN]
        lines.append(f"| {group} | {count} | " + " | ".join(shown) + " |")
    return "\n".join(lines)


def with_interval(estimate: Estimate | None) -> str:
    """`81.0 (72.1 to 88.3)`, in percent; a dash where there is nothing to count."""
    if estimate is None or estimate.value is None or estimate.low is None or estimate.high is None:
        return "–"
    return f"{100 * estimate.value:.1f} ({100 * estimate.low:.1f} to {100 * estimate.high:.1f})"


def _of(judged: Sequence[Judged], retrieval: Retrieval | None) -> Retrieval | None:
    ids = {j.case.id for j in judged}
    return None if retrieval is None else {name: values for name, values in retrieval.items() if name in ids}


def _plain(found: Figures) -> dict[str, dict[str, dict[str, float | None]]]:
    return {section: {name: asdict(one) for name, one in named.items()} for section, named in found.items()}
