"""What each part of searching and reading is worth: several configurations answer the same questions."""

from __future__ import annotations

from pathlib import Path

from assistant.markdown import table as markdown_table
from assistant.settings import FUSIONS, Settings
from eval.measures.bootstrap import Estimate
from eval.measures.figures import right_at_refusals, run_figures
from eval.measures.percent import NOTHING, change_with_interval, percent
from eval.measures.shares import REFUSAL_RECALL
from eval.runs.compare import Difference, paired_difference
from eval.runs.evaluate import Evaluation, ask_library
from index.files import replace_file

TABLE = "ablations.md"  # not `table.md`, which each configuration has in its own folder
WITHOUT_READER = "sentences"
SEARCHED = ("Success@1", "R@10", "RR@10", "nDCG@10")
HEADER = (
    *(
        "configuration",
        *SEARCHED,
        "headline right",
        "right",
        "first right",
        "F1",
        "refused",
        "AUROC",
        "right at equal refusals",
    ),
    *("right, all: difference (95 %), p", "nDCG@10: difference (95 %), p"),
)
NOTE = """\
Differences are to the first row, with the p of the sign-flip permutation test over the same questions. The decision when to answer, and the
order of readings, were fitted for the first row's fusion (one fit for each reader), so `right` and `refused` flatter it. What the threshold
does not decide: `AUROC` (answerable questions above those to be refused, by confidence) and `right at equal refusals` (answerable
questions answered rightly when each row refuses as large a share of those to be refused as the first row does).
All but p in percent."""


def ablation_configurations(settings: Settings) -> dict[str, Settings]:
    """Every fusion, with the reader of `settings` and without one; `settings` itself comes first, and then without the question bank."""
    # Dictionaries, for an order without repetition: the first row is what the others are compared with.
    readers = dict.fromkeys((settings.reader, WITHOUT_READER))
    fusions = dict.fromkeys((settings.fusion, *FUSIONS))
    every = {
        f"{fusion}-{'sentences' if reader == WITHOUT_READER else 'reader'}": settings.with_changes(
            fusion=fusion, reader=reader
        )
        for reader in readers
        for fusion in fusions
    }
    first = next(iter(every))
    without = {f"{first}-without-bank": settings.with_changes(question_bank=False)} if settings.question_bank else {}
    return {first: every[first], **without, **every}


def run_ablations(settings: Settings, questions: Path, out: Path, again: bool = False) -> str:
    """Run every configuration in a folder of its own under `out`; returns the table, which is written there too.

    Interrupted runs go on where they stopped.

    Raises:
        DatasetError: as `ask_library`.
    """
    # Each in a folder of its own, so that an interruption costs the configuration that was running, and no other.
    found = {
        name: ask_library(one, questions, out / name, again, what=name)
        for name, one in ablation_configurations(settings).items()
    }
    text = f"{ablations_table(found)}\n\n{NOTE}\n"
    replace_file(out / TABLE, text.encode())
    return text


def ablations_table(found: dict[str, Evaluation]) -> str:
    """One row a configuration, the first being what the others are compared with."""
    first = next(iter(found.values()))
    share = REFUSAL_RECALL.value(first.judged) or 0.0
    rows = []
    for name, one in found.items():
        of = run_figures(one.judged, one.retrieval)
        shown = [
            *(of["retrieval"].get(measure) for measure in SEARCHED),
            of["answering"]["answerable, headline right"],
            of["answering"]["answerable, right"],
            of["answering"]["answerable, first right"],
            of["reading"]["F1"],
            of["refusing"]["recall, any"],
            of["refusing"]["AUROC of confidence"],
        ]
        at_refusals = percent(right_at_refusals(one.judged, share))
        against_first = ["", ""] if one is first else [_told(d) for d in _differences(first, one)]
        rows.append((name, *map(_percent, shown), at_refusals, *against_first))
    return markdown_table(HEADER, rows)


def _differences(first: Evaluation, other: Evaluation) -> list[Difference | None]:
    """Of right answers over all questions, and of nDCG@10 where retrieval was judged."""
    pairs = [(float(a.right), float(b.right)) for a, b in zip(first.judged, other.judged, strict=True)]
    found: list[Difference | None] = [paired_difference("right", pairs), None]
    if first.retrieval and other.retrieval:
        searched = [(one["nDCG@10"], other.retrieval[name]["nDCG@10"]) for name, one in first.retrieval.items()]
        found[1] = paired_difference("nDCG@10", searched)
    return found


def _told(d: Difference | None) -> str:
    return NOTHING if d is None else f"{change_with_interval(d.change, d.low, d.high)}, {d.p:.3f}"


def _percent(estimate: Estimate | None) -> str:
    return percent(estimate.value if estimate else None)
