"""The figures of a run as text for people and as values for programs. `eval.runs.folder` writes both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from assistant.markdown import table
from eval.measures.figures import FiguresBySection, Retrieval, group_questions, run_figures, stage_latency
from eval.measures.judge import Judged
from eval.measures.kinds import KindRow, kind_rows
from eval.measures.percent import percent, percent_range, with_interval

SHOWN = (("answering", "right"), ("retrieval", "nDCG@10"), ("reading", "F1"), ("citing", "recall of gold places"))
"""What is shown of each group; the values have everything of it."""


@dataclass(frozen=True, slots=True)
class RunTables:
    """All tables of a run as Markdown, and every figure of every group as plain values."""

    text: str
    values: dict[str, Any]


def run_tables(judged: Sequence[Judged], retrieval: Retrieval | None) -> RunTables:
    """The figures of a run; those of retrieval only where its measures are given."""
    whole = run_figures(judged, retrieval)
    groups = {
        # Each group is resampled by itself, so that its interval says how small it is.
        by: {name: run_figures(group, retrieval) for name, group in named.items()}
        for by, named in group_questions(judged).items()
    }
    times, rows = stage_latency(judged), kind_rows(judged)
    parts = [
        kinds_table(rows),
        figures_table(whole),
        # By kind is the first table already; the values have all three.
        *(groups_table(by, groups[by]) for by in ("lang", "tag")),
    ]
    if times:
        parts.append(latency_table(times))
    by_group = {by: {name: _values(found) for name, found in named.items()} for by, named in groups.items()}
    kinds = len(groups["kind"])  # what follows their rows are sums over several of them
    by_kind = {"kinds": [asdict(row) for row in rows[:kinds]], "groups": [asdict(row) for row in rows[kinds:]]}
    values = {"all": _values(whole), "latency_ms": times, **by_kind, "by": by_group}
    return RunTables("\n\n".join(parts), values)


def kinds_table(rows: Sequence[KindRow]) -> str:
    """One row a kind, shares in percent."""
    header = ("kind", "questions", "answered", "headline right", "misled", "right", "first right", "citation precision")
    lines = []
    for row in rows:
        shares = (row.answered, row.headline, row.misled, row.right, row.first, row.precision, row.short, row.reason)
        lines.append((row.name, row.questions, *map(percent, (*shares, row.calibration_error)), row.errors))
    return table((*header, "short answer right", "reason right", "ECE", "errors"), lines)


def figures_table(found: FiguresBySection) -> str:
    """One row a figure, in percent, with its interval."""
    rows = []
    for section, named in found.items():
        for name, one in named.items():
            bounds = "" if one.value is None else percent_range(one.low, one.high)
            rows.append((f"{section}: {name}", one.questions, percent(one.value), bounds))
    return table(("figure", "questions", "%", "95 %"), rows)


def groups_table(by: str, groups: Mapping[str, FiguresBySection]) -> str:
    """One row a group, with the figures that `SHOWN` names."""
    rows = []
    for group, found in groups.items():
        shown = [with_interval(found[section].get(name)) for section, name in SHOWN]
        rows.append((group, found["answering"]["right"].questions, *shown))
    return table((by, "questions", *(name for _, name in SHOWN)), rows)


def latency_table(times: Mapping[str, Mapping[str, float]]) -> str:
    """One row a stage, in milliseconds."""
    rows = [(stage, f"{t['questions']:.0f}", f"{t['p50']:.1f}", f"{t['p95']:.1f}") for stage, t in times.items()]
    return table(("stage, ms", "questions", "p50", "p95"), rows)


def _values(found: FiguresBySection) -> dict[str, dict[str, dict[str, float | None]]]:
    return {section: {name: asdict(one) for name, one in named.items()} for section, named in found.items()}
