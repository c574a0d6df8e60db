"""Leave-one-out: without an article, what only it answers must be refused, and everything else must stay as it was."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.markdown import table
from eval.measures.judge import Judged
from eval.measures.percent import NOTHING, change_with_interval, percent, with_interval
from eval.questions.cases import Case, DatasetError
from eval.runs.compare import Difference, paired_difference
from index.bank_file import Bank
from index.build import build_index
from index.encoder import Encoder
from index.store import CURRENT_FILE, Index


@dataclass(frozen=True, slots=True)
class WilsonShare:
    """A share with its 95 % score interval (Wilson, JASA 1927); all are 0 to 1, and `count` is of how many.

    An article alone answers a dozen questions or so: too few for a bootstrap, whose interval of 12 out of 12 is a point.
    """

    count: int
    value: float
    low: float
    high: float

    @classmethod
    def of(cls, outcomes: Sequence[bool]) -> WilsonShare:
        """The share of outcomes that are true; there is at least one.

        Raises:
            DatasetError: scipy is not installed.
        """
        try:
            from scipy.stats import binomtest
        except ImportError as error:
            raise DatasetError("Wilson intervals need scipy: pip install 'netral[eval]'") from error
        true, count = sum(outcomes), len(outcomes)
        # Wilson, because Clopper and Pearson's, which scipy gives by default, is too wide for a dozen questions.
        interval = binomtest(true, count).proportion_ci(confidence_level=0.95, method="wilson")
        return cls(count, true / count, float(interval.low), float(interval.high))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The outcome without one article, or (`name` is "all") without each in turn.

    Attributes:
        only: questions that it alone answers: the share refused without it.
        elsewhere: questions that other articles answer: the share that is right with it, and without it.
        refusals: questions that no article answers: the share refused with it, and without it.
        answered, lost: ids of the questions of `only` that were answered all the same, and of the others that went wrong.

    Over all articles a question counts once, as right only if it is right without each of the articles that it does not need.
    """

    name: str
    only: WilsonShare | None
    elsewhere: Difference | None
    refusals: Difference | None
    answered: tuple[str, ...]
    lost: tuple[str, ...]


def case_without(case: Case, source_id: str) -> Case:
    """The case as it is without the article: gold in the others, or a refusal where none is left."""
    gold = tuple(one for one in case.gold if one.source_id != source_id)
    return case if gold == case.gold else replace(case, gold=gold, refusal=None if gold else "not_in_sources")


def rebuild_without(
    sources: Path,
    index: Path,
    to: Path,
    encoder: Encoder,
    leave_out: Collection[str] = (),
    choose_entries: Callable[[Bank], Bank] | None = None,
) -> Path:
    """An index in `to` of the folder's articles less some, with the settings of another index, whose vectors are used again.

    `choose_entries` gives the part of their question bank that is used.

    Raises:
        StoreError: there is no index that could be read.
        SourceError: no article is left, or the folder cannot be used.
    """
    like = Index(index)
    # A build takes over the vectors of the index that it replaces: begin with a copy of the whole one.
    to.mkdir(parents=True)
    shutil.copytree(like.folder, to / like.folder.name)
    shutil.copy(index / CURRENT_FILE, to / CURRENT_FILE)
    build_index(sources, to, like.config, encoder, leave_out=leave_out, choose_entries=choose_entries)
    return to


def leave_each_out(
    before: Sequence[Judged], source_ids: Iterable[str], ask: Callable[[str, Sequence[Case]], list[Judged]]
) -> list[LeftOut]:
    """A row for each article, then one for all; `ask` asks the cases without the article that it is given.

    Raises:
        DatasetError: scipy is not installed; nothing is asked then.
    """
    WilsonShare.of([True])  # so that a missing scipy is an error now, and not after minutes of asking
    cases = [judged.case for judged in before]
    runs = {name: ask(name, [case_without(case, name) for case in cases]) for name in source_ids}
    rows = [_row(name, [(was, now) for was, now in zip(before, run, strict=True)]) for name, run in runs.items()]
    pairs = []
    for place, was in enumerate(before):
        needed = {gold.source_id for gold in was.case.gold}
        alone = [run[place] for name, run in runs.items() if needed == {name}]
        others = [run[place] for name, run in runs.items() if needed != {name}]
        pairs += [(was, now) for now in alone]
        # The worst of them counts for all; otherwise a question that needs few of the articles would count many times.
        if others:
            pairs.append((was, min(others, key=lambda now: now.right)))
    return [*rows, _row("all", pairs)]


def _row(name: str, pairs: Sequence[tuple[Judged, Judged]]) -> LeftOut:
    # The right reply changes only where the article was the last one that answers.
    only = [now for was, now in pairs if was.case.refusal != now.case.refusal]
    rest = [(was, now) for was, now in pairs if was.case.refusal == now.case.refusal]
    elsewhere = [(was.right, now.right) for was, now in rest if was.case.answerable]
    refusals = [(was.right, now.right) for was, now in rest if was.case.to_refuse]
    return LeftOut(
        name=name,
        only=WilsonShare.of([now.right for now in only]) if only else None,
        elsewhere=paired_difference(name, elsewhere) if elsewhere else None,
        refusals=paired_difference(name, refusals) if refusals else None,
        answered=tuple(now.case.id for now in only if not now.right),
        lost=tuple(now.case.id for was, now in rest if was.right and not now.right),
    )


def leave_one_out_table(rows: Sequence[LeftOut]) -> str:
    """The table as Markdown, shares in percent."""
    header = (
        *("without", "only it answers", "refused (95 %)", "others answer", "right", "change (95 %)"),
        *("none answers", "refused", "change (95 %)"),
    )
    return table(header, [(r.name, *_share(r.only), *_change(r.elsewhere), *_change(r.refusals)) for r in rows])


def _share(one: WilsonShare | None) -> tuple[object, object]:
    return (one.count, with_interval(one)) if one else (0, NOTHING)


def _change(one: Difference | None) -> tuple[object, object, object]:
    if one is None:
        return 0, NOTHING, NOTHING
    both = f"{percent(one.before)} → {percent(one.after)}"
    return one.questions, both, change_with_interval(one.change, one.low, one.high)
