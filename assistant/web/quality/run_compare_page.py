"""`/quality/runs/compare`: two evaluation runs side by side, and the questions that changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from assistant.answer import Lang
from assistant.quality.run_answers import RunAnswer
from assistant.quality.run_figures import Figure
from assistant.quality.run_pairs import (
    MeasurePair,
    changed_answers,
    different_facts,
    pair_measures,
)
from assistant.quality.runs import RunDetails, Runs
from assistant.web.quality.numbers import decimal, percent, percent_range, points, points_range
from assistant.web.quality.pages import Visit, render_quality
from assistant.web.quality.run_answer_view import view_answer, view_reply
from assistant.web.quality.runs_page import run_url, say_wrong
from assistant.web.shared.pool import Service
from assistant.wording import words

CHANGED_SHOWN = 100
"""Questions of each list; `netral-eval compare` prints all."""


def choose_pair(chosen: Sequence[str], before: str, after: str, runs: Runs) -> tuple[str, str]:
    """(before, after) of an address: as it names them, or of two runs that were ticked, the older one first."""
    ticked = [found for name in dict.fromkeys(chosen) if (found := runs.summary(name))][:2]
    # The list has the latest first, which decides where two were made in the same second.
    ticked.reverse()
    in_order = sorted(ticked, key=lambda run: run.about.finished or run.about.started)
    names = [run.name for run in in_order]
    if not before and not after and names:
        return (names[0], names[1]) if len(names) == 2 else ("", names[0])
    return before, after


def compare_page(runs: Runs, before: str, after: str, service: Service, visit: Visit) -> str:
    """The HTML of a comparison; where a run is not named, or not there, the form to choose two."""
    one, other = (runs.details(name) if name else None for name in (before, after))
    names = sorted(run.name for run in runs.all().runs)
    values: dict[str, object] = {
        "names": names,
        "folder": runs.folder.name or str(runs.folder),
        "before": before if one else "",
        "after": after if other else "",
        "gone": [name for name, found in ((before, one), (after, other)) if name and not found],
        "same": bool(before) and before == after,
        "both": None,
    }
    if one and other and before != after:
        values["both"] = _both(runs, one, other, service, visit)
    below = f"/runs/compare?{urlencode({'before': before, 'after': after})}"
    return render_quality("quality_compare.html", below, visit, **values)


def _both(runs: Runs, one: RunDetails, other: RunDetails, service: Service, visit: Visit) -> dict[str, object]:
    tested = runs.tested(one.summary, other.summary)
    changed = changed_answers(one.answers, other.answers)
    return {
        "swap": run_url("compare", visit, ("before", other.summary.name), ("after", one.summary.name)),
        "links": [run_url("one", visit, ("run", run.summary.name)) for run in (one, other)],
        "wrong": [(run.summary.name, say_wrong(error, visit.lang)) for run in (one, other) for error in run.wrong],
        "tested": bool(tested),
        "measures": [
            _measure_row(pair, visit.lang) for pair in pair_measures(one.summary.figures, other.summary.figures, tested)
        ],
        "lists": [
            ("lost", len(changed.lost), [_changed(pair, service, visit) for pair in changed.lost[:CHANGED_SHOWN]]),
            ("won", len(changed.won), [_changed(pair, service, visit) for pair in changed.won[:CHANGED_SHOWN]]),
        ],
        "asked": changed.both,
        "left_out": changed.left_out,
        "facts": different_facts(one.summary.about, other.summary.about),
    }


def _measure_row(pair: MeasurePair, lang: Lang) -> Mapping[str, object]:
    tested = pair.tested
    before, after = (tested.before, tested.after) if tested else (_value(pair.before), _value(pair.after))
    return {
        "label": words(lang)[f"runs_measure_{pair.measure.key}"],
        "before": percent(before, lang),
        "after": percent(after, lang),
        "ranges": [percent_range(one.low, one.high, lang) if one else "" for one in (pair.before, pair.after)],
        "change": points(pair.change, lang),
        "range": points_range(tested.low, tested.high, lang) if tested else "",
        "p": decimal(tested.p, 3, lang) if tested else "",
        "detectable": percent(tested.detectable, lang) if tested else "",
        "verdict": pair.verdict or "",
    }


def _value(figure: Figure | None) -> float | None:
    return figure.value if figure else None


def _changed(pair: tuple[RunAnswer, RunAnswer], service: Service, visit: Visit) -> dict[str, object]:
    """A question with both replies; what was expected is that of the later run."""
    before, after = pair
    return {"before": view_reply(before.reply, visit), "after": view_answer(after, service, visit)}
