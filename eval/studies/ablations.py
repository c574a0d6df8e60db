"""What each part of the search and of the reading is worth: the same questions, asked of several configurations."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.settings import FUSIONS, Settings
from eval.measures.bootstrap import Estimate
from eval.measures.figures import figures, right_at_refusals
from eval.measures.judge import Judged
from eval.runs.compare import Difference, difference
from eval.runs.evaluate import Whole, ask_library

TABLE = "ablations.md"
WITHOUT_READER = "sentences"
NOTE = """\
Differences are to the first row, with the p of the sign-flip permutation test over the same questions. The decision when to answer, and the
order of readings, were fitted for the first row's fusion (one fit for each reader), so `right` and `refused` flatter it. What the threshold
does not decide: `AUROC` (answerable questions above those to be refused, by confidence) and `right at equal refusals` (answerable
questions answered rightly when each row refuses as large a share of those to be refused as the first row does).
All but p in percent."""


def configurations(settings: Settings) -> dict[str, Settings]:
    """Every fusion, with the reader of `settings` and without one; the settings themselves come first."""
    readers = dict.fromkeys((settings.reader, WITHOUT_READER))
    fusions = dict.fromkeys((settings.fusion, *FUSIONS))
    return {
        f"{fusion}-{'sentences' if reader == WITHOUT_READER else 'reader'}": settings.with_changes(
            fusion=fusion, reader=reader
        )
        for reader in readers
        for fusion in fusions
    }


def ablations(settings: Settings, questions: Path, out: Path, again: bool = False) -> str:
    """Run every configuration in a folder of its own under `out`; the table, also written there as Markdown.

    Raises:
        DatasetError: as `ask_library`, whose runs these are: they go on where they were broken off.
    """
    found = {
        name: ask_library(one, questions, out / name, again, what=name)
        for name, one in configurations(settings).items()
    }
    text = f"{table(found)}\n\n{NOTE}\n"
    (out / TABLE).write_text(text, encoding="utf-8")
    return text


def table(found: dict[str, Whole]) -> str:
    """One row a configuration, the first being what the others are compared with."""
    first = next(iter(found.values()))
    share = _refused_share(first.judged)
    lines = [
        "| configuration | Success@1 | R@10 | RR@10 | nDCG@10 | right | first right | F1 | refused | AUROC | right at equal refusals "
        "| right, all: difference (95 %), p | nDCG@10: difference (95 %), p |",
        "|---|" + "--:|" * 12,
    ]
    for name, one in found.items():
        of = figures(one.judged, one.retrieval)
        searched = [of["retrieval"].get(measure) for measure in ("Success@1", "R@10", "RR@10", "nDCG@10")]
        answered = [
            of["answering"]["answerable, right"],
            of["answering"]["answerable, first right"],
            of["reading"]["F1"],
        ]
        refused = [of["refusing"]["recall, any"], of["refusing"]["AUROC of confidence"]]
        cells = [*map(_percent, (*searched, *answered, *refused)), f"{100 * right_at_refusals(one.judged, share):.1f}"]
        cells += ["", ""] if one is first else [_told(d) for d in _differences(first, one)]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _differences(first: Whole, other: Whole) -> list[Difference | None]:
    """Of right answers over all questions, and of nDCG@10 where retrieval was judged."""
    pairs = [(float(a.right), float(b.right)) for a, b in zip(first.judged, other.judged, strict=True)]
    found: list[Difference | None] = [difference("right", pairs), None]
    if first.retrieval and other.retrieval:
        searched = [(one["nDCG@10"], other.retrieval[name]["nDCG@10"]) for name, one in first.retrieval.items()]
        found[1] = difference("nDCG@10", searched)
    return found


def _told(d: Difference | None) -> str:
    if d is None:
        return "–"
    return f"{100 * (d.after - d.before):+.1f} ({100 * d.low:+.1f} to {100 * d.high:+.1f}), {d.p:.3f}"


def _percent(estimate: Estimate | None) -> str:
    return "–" if estimate is None or estimate.value is None else f"{100 * estimate.value:.1f}"


def _refused_share(judged: Sequence[Judged]) -> float:
    others = [j for j in judged if j.case.refusal is not None]
    return sum(j.refused_as is not None for j in others) / len(others) if others else 0.0
