"""`/quality/runs/one`: one evaluation run, its figures, and its wrong answers to filter."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from assistant.answer import Lang
from assistant.quality.run_answers import FAULTS, AnswerFilter, RunAnswer
from assistant.quality.run_figures import GROUPS, MEASURES, Figure, KindFigures
from assistant.quality.runs import RunDetails, RunSummary
from assistant.web.quality.numbers import decimal, percent, percent_range
from assistant.web.quality.pages import Visit, render_quality
from assistant.web.quality.run_answer_view import view_answer
from assistant.web.quality.runs_page import measure_cell, run_row, run_url, say_wrong
from assistant.web.shared.pool import Service
from assistant.wording import words

PAGE = 25
"""Answers on a page."""


def run_page(details: RunDetails, wanted: AnswerFilter, page: str, service: Service, visit: Visit) -> str:
    """The HTML of one run; `page` is a number as the address has it, and the first where it is none."""
    summary = details.summary
    kept = [one for one in details.answers if wanted.keeps(one)]
    pages = max(1, -(-len(kept) // PAGE))
    at = min(max(int(page), 1), pages) if page.isascii() and page.isdigit() and len(page) < 9 else 1
    address = _address(summary.name, wanted)
    return render_quality(
        "quality_run.html",
        f"/runs/one?{urlencode([*address, ('page', str(at))])}",
        visit,
        row=run_row(summary, visit),
        wrong=[say_wrong(error, visit.lang) for error in details.wrong],
        tiles=[measure_cell(summary, one.key, visit.lang) for one in MEASURES],
        kinds=[_kind_row(kind, summary, visit) for kind in summary.figures.kinds] if summary.figures else [],
        groups=[_group_row(group, visit.lang) for group in summary.figures.groups] if summary.figures else [],
        sections=_sections(summary, visit.lang),
        latency=_latency(summary, visit.lang),
        facts=summary.about.facts,
        compare=run_url("compare", visit, ("after", summary.name)),
        wanted=wanted,
        answers=[view_answer(one, service, visit) for one in kept[(at - 1) * PAGE : at * PAGE]],
        total=len(kept),
        asked=len(details.answers),
        kind_names=list(dict.fromkeys(one.kind for one in details.answers if one.kind)),
        faults=_faults(details.answers),
        at=at,
        pages=pages,
        before=run_url("one", visit, *address, ("page", str(at - 1))) if at > 1 else "",
        after=run_url("one", visit, *address, ("page", str(at + 1))) if at < pages else "",
    )


def _address(name: str, wanted: AnswerFilter) -> list[tuple[str, str]]:
    values = {
        "kind": wanted.kind,
        "fault": wanted.fault,
        "find": wanted.find,
        "misled": "1" if wanted.misled else "",
        "show": "all" if wanted.everything else "",
    }
    return [("run", name), *((key, value) for key, value in values.items() if value)]


def _faults(answers: tuple[RunAnswer, ...]) -> list[tuple[str, int]]:
    """(fault, how many answers have it), those that none has left out."""
    counts = {fault: sum(one.fault == fault for one in answers) for fault in FAULTS}
    return [(fault, count) for fault, count in counts.items() if count]


def _kind_row(kind: KindFigures, summary: RunSummary, visit: Visit) -> dict[str, object]:
    link = f"{run_url('one', visit, ('run', summary.name), ('kind', kind.name))}#answers"
    return {"name": kind.name, "link": link, **_shares(kind, visit.lang)}


def _group_row(group: KindFigures, lang: Lang) -> dict[str, object]:
    known = group.name in GROUPS
    return {"name": words(lang)[f"runs_group_{group.name}"] if known else group.name, **_shares(group, lang)}


def _shares(row: KindFigures, lang: Lang) -> dict[str, object]:
    shares = (row.headline, row.misled, row.right, row.answered, row.precision)
    return {"questions": row.questions, "shares": [percent(share, lang) for share in shares], "errors": row.errors}


def _sections(summary: RunSummary, lang: Lang) -> Mapping[str, list[tuple[str, int, str, str]]]:
    """Every figure by section: (name, questions, percent, interval)."""
    found: Mapping[str, Mapping[str, Figure]] = summary.figures.sections if summary.figures else {}
    return {
        section: [
            (name, one.questions, percent(one.value, lang), percent_range(one.low, one.high, lang))
            for name, one in named.items()
        ]
        for section, named in found.items()
        if named
    }


def _latency(summary: RunSummary, lang: Lang) -> list[tuple[str, str, str]]:
    stages = summary.figures.latency if summary.figures else ()
    return [(one.stage, decimal(one.p50, 1, lang), decimal(one.p95, 1, lang)) for one in stages]
