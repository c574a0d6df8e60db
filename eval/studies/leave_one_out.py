"""Leave-one-out: without an article, what only it answers must be refused, and all else must stay as it was."""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from eval.measures.judge import Judged
from eval.questions.cases import Case
from eval.runs.compare import Difference, difference
from index.build import build
from index.encoder import Encoder
from index.store import CURRENT, Index

NORMAL = 1.959964
"""The 97.5 % quantile of the normal distribution."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its 95 % interval (Wilson, JASA 1927); all are 0 to 1, and `count` is of how many."""

    count: int
    value: float
    low: float
    high: float

    @classmethod
    def of(cls, outcomes: Sequence[bool]) -> Share:
        """The share of outcomes that are true; there is at least one."""
        n, z2 = len(outcomes), NORMAL**2
        p = sum(outcomes) / n
        middle = (p + z2 / (2 * n)) / (1 + z2 / n)
        half = NORMAL * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
        return cls(n, p, max(0.0, middle - half), min(1.0, middle + half))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What came of the questions without one article, or (`name` is "all") without each in turn.

    Attributes:
        only: questions that it alone answers: those refused without it.
        elsewhere: questions that other articles answer: right with it, and without it.
        refusals: questions that none answers: refused with it, and without it.
        answered, lost: ids of the questions of `only` that were answered all the same, and of the others that went wrong.

    Over all articles a question counts once, and only where it is right without each of the articles it does not need.
    """

    name: str
    only: Share | None
    elsewhere: Difference | None
    refusals: Difference | None
    answered: tuple[str, ...]
    lost: tuple[str, ...]


def without(case: Case, source_id: str) -> Case:
    """The case as it is where the article is not there: gold of the others, or a refusal where none is left."""
    gold = tuple(one for one in case.gold if one.source_id != source_id)
    return case if gold == case.gold else replace(case, gold=gold, refusal=None if gold else "not_in_sources")


def rebuilt(sources: Path, index: Path, to: Path, encoder: Encoder, leave_out: Collection[str] = ()) -> Path:
    """An index in `to`, with the settings of another one, of the folder's articles less some; what that one holds is not encoded again.

    Raises:
        StoreError: there is no index that could be read.
        SourceError: no article is left, or the folder cannot be used.
    """
    like = Index(index)
    to.mkdir(parents=True)
    shutil.copytree(like.folder, to / like.folder.name)
    shutil.copy(index / CURRENT, to / CURRENT)
    build(sources, to, like.config, encoder, leave_out=leave_out)
    return to


def measure(
    before: Sequence[Judged], source_ids: Iterable[str], ask: Callable[[str, Sequence[Case]], list[Judged]]
) -> list[LeftOut]:
    """A row for each article, then one for all; `ask` asks the cases without the article that it is given."""
    cases = [judged.case for judged in before]
    runs = {name: ask(name, [without(case, name) for case in cases]) for name in source_ids}
    rows = [_row(name, [(was, now) for was, now in zip(before, run, strict=True)]) for name, run in runs.items()]
    pairs = []
    for place, was in enumerate(before):
        needed = {gold.source_id for gold in was.case.gold}
        alone = [run[place] for name, run in runs.items() if needed == {name}]
        others = [run[place] for name, run in runs.items() if needed != {name}]
        pairs += [(was, now) for now in alone]
        if others:  # the worst of them stands for all
            pairs.append((was, min(others, key=lambda now: now.right)))
    return [*rows, _row("all", pairs)]


def _row(name: str, pairs: Sequence[tuple[Judged, Judged]]) -> LeftOut:
    only = [now for was, now in pairs if was.case.refusal != now.case.refusal]
    rest = [(was, now) for was, now in pairs if was.case.refusal == now.case.refusal]
    elsewhere = [(was.right, now.right) for was, now in rest if was.case.refusal is None]
    refusals = [(was.right, now.right) for was, now in rest if was.case.refusal is not None]
    return LeftOut(
        name=name,
        only=Share.of([now.right for now in only]) if only else None,
        elsewhere=difference(name, elsewhere) if elsewhere else None,
        refusals=difference(name, refusals) if refusals else None,
        answered=tuple(now.case.id for now in only if not now.right),
        lost=tuple(now.case.id for was, now in rest if was.right and not now.right),
    )


def formatted(rows: Sequence[LeftOut]) -> str:
    """The table as Markdown, shares in percent."""

    def share(one: Share | None) -> str:
        return f"{one.count} | {100 * one.value:.1f} ({100 * one.low:.1f} to {100 * one.high:.1f})" if one else "0 | –"

    def change(one: Difference | None) -> str:
        if one is None:
            return "0 | – | –"
        interval = f"{100 * (one.after - one.before):+.1f} ({100 * one.low:+.1f} to {100 * one.high:+.1f})"
        return f"{one.questions} | {100 * one.before:.1f} → {100 * one.after:.1f} | {interval}"

    lines = [
        "| without | only it answers | refused (95 %) | others answer | right | change (95 %) | none answers | refused | change (95 %) |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    lines += [f"| {r.name} | {share(r.only)} | {change(r.elsewhere)} | {change(r.refusals)} |" for r in rows]
    return "\n".join(lines)
