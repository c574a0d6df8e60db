"""`/quality/runs`: every evaluation run with its main figures, to sort, to open and to compare."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from assistant.answer import Lang
from assistant.quality.run_figures import HEADING
from assistant.quality.run_files import RunFileError
from assistant.quality.runs import RunList, Runs, RunSummary
from assistant.web.quality.numbers import milliseconds, percent, percent_range
from assistant.web.quality.pages import Visit, render_quality
from assistant.wording import say_moment, words

ORDERS = ("asc", "desc")
INDEX_SHOWN = 8
"""Characters of an index's fingerprint: enough to see whether two are the same."""
_SortKey = Callable[[RunSummary], str | float | None]


def _share(key: str) -> _SortKey:
    def found(run: RunSummary) -> float | None:
        figure = run.figures.measures.get(key) if run.figures else None
        return figure.value if figure else None

    return found


COLUMNS: Mapping[str, _SortKey] = {
    "name": lambda run: run.name.casefold(),
    "date": lambda run: run.about.finished or run.about.started or None,
    "questions": lambda run: run.about.questions.casefold() or None,
    **{one.key: _share(one.key) for one in HEADING},
    "time": lambda run: run.figures.p50 if run.figures else None,
    "index": lambda run: run.about.index or None,
}
"""The columns that can be sorted, each with what it is sorted by; None comes last either way."""
_BEST_FIRST = {"name": "asc", "questions": "asc", "misled": "asc", "time": "asc", "index": "asc"}
"""The order of a column that is chosen for the first time; the others begin with the highest."""


def runs_page(runs: Runs, sort: str, order: str, visit: Visit) -> str:
    """The HTML of the list, the latest first unless another column is chosen."""
    sort = sort if sort in COLUMNS else "date"
    order = order if order in ORDERS else _BEST_FIRST.get(sort, "desc")
    found = runs.all()
    return render_quality(
        "quality_runs.html",
        f"/runs?{urlencode({'sort': sort, 'order': order})}",
        visit,
        rows=[run_row(run, visit) for run in sort_runs(found, sort, order)],
        left_out=found.left_out,
        folder=runs.folder.name or str(runs.folder),
        columns=[_column(name, sort, order, visit) for name in COLUMNS],
    )


def sort_runs(found: RunList, sort: str, order: str) -> list[RunSummary]:
    """The runs by a column; those that have nothing there come last, and equal ones stay as they were."""
    key = COLUMNS[sort]
    there = [run for run in found.runs if key(run) is not None]
    missing = [run for run in found.runs if key(run) is None]
    return [*sorted(there, key=key, reverse=order == "desc"), *missing]  # type: ignore[arg-type]


def run_url(page: str, visit: Visit, *values: tuple[str, str]) -> str:
    """The address of a page about runs: `one`, `compare` or `report`."""
    return f"{visit.root}/quality/runs/{page}?{urlencode([*values, ('lang', visit.lang)])}"


def run_row(run: RunSummary, visit: Visit) -> dict[str, object]:
    """What the list, and the head of a run's page, show of a run."""
    lang, about = visit.lang, run.about
    when = about.finished or about.started
    return {
        "run": run,
        "link": run_url("one", visit, ("run", run.name)),
        "report": run_url("report", visit, ("run", run.name)) if run.report else "",
        "date": say_moment(when, lang) if when else "",
        "unfinished": bool(about.started and not about.finished),
        "index": about.index[:INDEX_SHOWN],
        "measures": [measure_cell(run, one.key, lang) for one in HEADING],
        "p50": milliseconds(run.figures.p50 if run.figures else None),
        "wrong": [say_wrong(error, lang) for error in run.wrong],
    }


def measure_cell(run: RunSummary, key: str, lang: Lang) -> dict[str, str]:
    """A share in percent with its interval."""
    figure = run.figures.measures.get(key) if run.figures else None
    return {
        "key": key,
        "label": words(lang)[f"runs_measure_{key}"],
        "value": percent(figure.value if figure else None, lang),
        "range": percent_range(figure.low, figure.high, lang) if figure else "",
        "questions": str(figure.questions) if figure else "",
    }


def say_wrong(error: RunFileError, lang: Lang) -> str:
    """What is wrong with a run's file, and what to do."""
    return words(lang)[error.key].format(**error.values)


def _column(name: str, sort: str, order: str, visit: Visit) -> dict[str, str]:
    chosen = name == sort
    following = ("asc" if order == "desc" else "desc") if chosen else _BEST_FIRST.get(name, "desc")
    query = urlencode({"sort": name, "order": following, "lang": visit.lang})
    return {
        "name": name,
        "label": words(visit.lang)[f"runs_column_{name}"],
        "link": f"{visit.root}/quality/runs?{query}",
        "sorted": {"asc": "ascending", "desc": "descending"}[order] if chosen else "",
    }
