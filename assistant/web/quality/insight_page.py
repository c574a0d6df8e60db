"""`/quality/insight`: what readers ask, as figures, drawings and lists, and the same as CSV."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Annotated
from urllib.parse import quote

from fastapi import FastAPI, Query, Request
from fastapi.responses import HTMLResponse, Response

from assistant.answer import Lang
from assistant.quality.inbox import Inbox, wording_key
from assistant.quality.insight import PERIODS, TRAILING_DAYS, AskedSubject, Figures, Insight, read_insight
from assistant.quality.insight_csv import days_csv, subjects_csv
from assistant.quality.question_groups import QuestionGroup, group_questions
from assistant.web.quality.charts import axis_top, curve_lines, share_top, stacked_bars
from assistant.web.quality.login import EvaluatorLogin
from assistant.web.quality.pages import Visit, render_quality
from assistant.web.quality.visits import visit_of
from assistant.web.shared.language import PageLanguage
from assistant.web.shared.problems import Problem
from assistant.wording import spell_date, words

DEFAULT_PERIOD = 30
_CSV: dict[str, Callable[[Insight], str]] = {"days": days_csv, "subjects": subjects_csv}
_Period = Annotated[int, Query(alias="days")]


def add_insight_routes(app: FastAPI, door: EvaluatorLogin, inbox: Inbox, kept: int, root: str) -> None:
    """The page and its files, for those whom `door` lets in; questions are kept `kept` days."""

    # Plain functions, which run in threads: reading the log must not delay people who ask.
    @app.get("/quality/insight")
    def quality_insight(request: Request, lang: PageLanguage, days: _Period = DEFAULT_PERIOD) -> Response:
        visit = visit_of(request, door, lang, root)
        if isinstance(visit, Response):
            return visit
        return HTMLResponse(insight_page(inbox, _known_period(days), kept, visit))

    def download(request: Request, table: str, days: int) -> Response:
        if door.session(request.cookies.get(door.cookie)) is None:
            return Problem(401, "logged_out", "Log in at /quality.").response()
        text = _CSV[table](insight_of(inbox, _known_period(days)))
        headers = {"Content-Disposition": f'attachment; filename="netral-{table}.csv"'}
        # With a byte order mark: without one, spreadsheets read UTF-8 as something else.
        return Response(("\ufeff" + text).encode(), media_type="text/csv; charset=utf-8", headers=headers)

    @app.get("/quality/insight/days.csv")
    def quality_insight_days(request: Request, days: _Period = DEFAULT_PERIOD) -> Response:
        return download(request, "days", days)

    @app.get("/quality/insight/subjects.csv")
    def quality_insight_subjects(request: Request, days: _Period = DEFAULT_PERIOD) -> Response:
        return download(request, "subjects", days)


def insight_of(inbox: Inbox, period: int) -> Insight:
    """The figures of the last days, today included; raises RecordsError."""

    def group(texts: Sequence[str], counts: Sequence[int]) -> Sequence[QuestionGroup]:
        return group_questions(texts, inbox.vectors_of(texts), counts)

    today = dt.datetime.now().astimezone().date()
    return read_insight(inbox.log.questions(), inbox.opinions.feedback(), group, today, period)


def insight_page(inbox: Inbox, period: int, kept: int, visit: Visit) -> str:
    """The HTML of one period."""
    found, lang, say = insight_of(inbox, period), visit.lang, words(visit.lang)
    days = found.days
    top = axis_top(max(day.own.questions for day in days))
    highest = max((s.questions for s in (*found.asked, *found.refused)), default=1)
    answered = [(day.own.questions - day.own.refused, day.own.refused) for day in days]
    dates = [spell_date(day.day.isoformat(), lang) for day in days]
    labels = [
        say["insight_bar"].format(day=date, questions=day.own.questions, refused=day.own.refused)
        for date, day in zip(dates, days, strict=True)
    ]
    return render_quality(
        "insight.html",
        f"/insight?days={period}",
        visit,
        logging=inbox.log.keeps,
        period=period,
        periods=PERIODS,
        kept=kept,
        trailing=TRAILING_DAYS,
        first=dates[0],
        last=dates[-1],
        total=found.total,
        tiles=_tiles(found, lang),
        # Without the year, which the line above the figures has.
        dates=[dates[at].rsplit(" ", 1)[0] for at in (0, len(dates) // 2, -1)],
        volume={
            "ticks": [str(top * n // 4) for n in (4, 3, 2, 1, 0)],
            "bars": stacked_bars(answered, top),
            "labels": labels,
        },
        refused=_curves(lang, [day.trailing.refused_share for day in days]),
        opinions=_curves(lang, [d.trailing.judged_share for d in days], [d.trailing.bad_share for d in days]),
        confidence=_curves(lang, [day.trailing.confidence for day in days], top=1.0),
        asked=[_subject_row(subject, highest, visit) for subject in found.asked],
        refused_subjects=[_subject_row(subject, highest, visit) for subject in found.refused],
        table=[
            {
                "day": date,
                "questions": day.own.questions,
                "refused": day.own.refused,
                "judged": day.own.judged,
                "bad": day.own.bad,
                "confidence": _percent(day.own.confidence, lang),
            }
            for date, day in reversed(list(zip(dates, days, strict=True)))
        ],
    )


def _known_period(days: int) -> int:
    return days if days in PERIODS else DEFAULT_PERIOD


def _tiles(found: Insight, lang: Lang) -> list[dict[str, str]]:
    """The figures of the period in large, each with that of the period before, where there were questions in it."""
    shown: tuple[tuple[str, Callable[[Figures], str]], ...] = (
        (words(lang)["insight_questions_short"], lambda figures: _number(figures.questions, lang)),
        (words(lang)["insight_refused"], lambda figures: _percent(figures.refused_share, lang)),
        (words(lang)["insight_opinion"], lambda figures: _percent(figures.judged_share, lang)),
        (words(lang)["insight_bad"], lambda figures: _percent(figures.bad_share, lang)),
        (words(lang)["insight_confidence_short"], lambda figures: _percent(figures.confidence, lang)),
    )
    return [
        {
            "label": label,
            "value": figure(found.total),
            "before": figure(found.before) if found.before.questions else "",
        }
        for label, figure in shown
    ]


def _curves(lang: Lang, *curves: Sequence[float | None], top: float = 0.0) -> dict[str, object]:
    """The lines of curves of shares on one axis, and the labels of that axis, the highest first."""
    top = top or share_top(max((value for curve in curves for value in curve if value is not None), default=0.0))
    # Four steps: 2.5 % where the axis ends at 10.
    ticks = [_percent(top * n / 4, lang, exact=True) for n in (4, 3, 2, 1, 0)]
    return {"ticks": ticks, "lines": [curve_lines(curve, top) for curve in curves]}


def _subject_row(subject: AskedSubject, highest: int, visit: Visit) -> dict[str, object]:
    # A refused question is in the inbox, where somebody can answer it.
    link = ""
    if subject.refused_name:
        link = f"{visit.root}/quality/question/{quote(wording_key(subject.refused_name))}?lang={visit.lang}"
    return {
        "name": subject.name,
        "questions": subject.questions,
        "refused": subject.refused,
        "wordings": subject.wordings,
        "link": link,
        "answered_width": round(100 * (subject.questions - subject.refused) / highest, 2),
        "refused_width": round(100 * subject.refused / highest, 2),
    }


def _number(value: int, lang: Lang) -> str:
    return f"{value:,}".replace(",", "." if lang == "id" else ",")


def _percent(share: float | None, lang: Lang, exact: bool = False) -> str:
    """A share in percent; small ones, and those of an axis, with one decimal where that says more."""
    if share is None:
        return "–"
    value = 100 * share
    text = f"{value:g}" if exact else f"{value:.1f}" if 0 < value < 10 else f"{value:.0f}"
    return f"{text.replace('.', ',') if lang == 'id' else text} %"
