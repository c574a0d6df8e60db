"""The first page: what is published and what is not, the last build, whether all is in order, and what readers ask.

It is cheap: documents are read again only where they changed, sizes on disk at most every half minute, and questions are counted aside.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.answer import Lang
from assistant.html import template_environment
from assistant.publishing.health import check_health
from assistant.publishing.publisher import Publication
from assistant.quality.inbox import wording_key
from assistant.web.operator.asked import PERIOD, AskedList
from assistant.web.operator.frame import render_operator
from assistant.web.operator.moments import say_ago
from assistant.web.operator.notices import say_error
from assistant.web.operator.workplace import Visit, Workplace
from assistant.wording import say_moment, words
from index.build_report import BuildReport
from index.generations import Generation
from index.store import Index


@dataclass(frozen=True, slots=True)
class InForce:
    """The index in force in words: since when, how long ago, by whom; `went_back` where an earlier one was put in force again."""

    name: str
    since: str
    ago: str
    by: str
    went_back: bool


def dashboard_page(place: Workplace, visit: Visit) -> str:
    """The page."""
    index, (listed, problem) = place.publisher.index(), place.listed()
    last, lang = place.publisher.last, visit.lang
    pending = place.pending(listed, problem, index)
    kept = place.rollback.kept()
    space = place.meter.space()
    current = next((each for each in kept if each.in_force), None)
    return render_operator(
        place,
        visit,
        "operator.html",
        "",
        "",
        pending.count,
        index=index,
        documents=len(listed),
        pending=pending,
        problem=say_error(problem, lang) if problem else None,
        folder=place.folder.folder,
        in_force=in_force_words(current, lang) if current else None,
        earlier=len(kept) > 1,
        watching=place.publisher.watching,
        running=last if last and last.running else None,
        last=last,
        result=result_lines(last, lang),
        derived=derived_lines(last, lang),
        warnings=[] if last and last.report else index_warnings(index, lang),
        stale=stale_questions(last, index),
        checks=check_health(place.settings, place.publisher, space),
        space=space,
        **asked_values(place.asked.last()),
    )


def asked_fragment(place: Workplace, lang: Lang) -> str:
    """The lists of questions alone, for the page's script to put in when they are counted."""
    template = template_environment().get_template("operator_asked.html")
    return template.render(say=words(lang), lang=lang, root=place.root, **asked_values(place.asked.last()))


def asked_values(asked: AskedList) -> dict[str, object]:
    """What the lists of questions need."""
    keys = {each.refused_name: wording_key(each.refused_name) for each in asked.refused}
    return {"asked": asked, "asked_days": PERIOD, "asked_keys": keys}


def in_force_words(generation: Generation, lang: Lang) -> InForce:
    """The index in force in words."""
    since = generation.since
    return InForce(
        generation.name, say_moment(since, lang), say_ago(since, lang), generation.by, generation.did == "back"
    )


def result_lines(last: Publication | None, lang: Lang) -> list[str]:
    """What the last build of this server did, in sentences."""
    report, say = last.report if last else None, words(lang)
    if report is None:
        return []
    counts = {
        "documents": report.documents,
        "passages": report.passages,
        "encoded": report.encoded,
        "reused": report.reused,
        "seconds": f"{report.seconds:.1f}",
        "index": report.fingerprint,
    }
    return [
        say["operator_result_unchanged" if report.unchanged else "operator_result"].format(**counts),
        *(say["operator_result_furniture"].format(id=name) for name in report.without_passages),
        *_reading_lines(report, lang),
        *_bank_lines(report, lang),
    ]


def derived_lines(last: Publication | None, lang: Lang) -> list[str]:
    """Which details the last build of this server took from the texts of documents, because nobody stated them."""
    report, say = last.report if last else None, words(lang)
    names = {"title": say["operator_title"].lower(), "published": say["operator_published"].lower()}
    return [
        say["operator_result_derived"].format(id=name, fields=", ".join(names.get(field, field) for field in fields))
        for name, fields in (report.derived if report else {}).items()
    ]


def index_warnings(index: Index | None, lang: Lang) -> list[str]:
    """What is to be noted of an index that this server has not built itself."""
    if index is None:
        return []
    empty = [name for name, count in index.passage_counts().items() if not count]
    flawed = [problem for problem in index.stale_entries() if not _is_stale(problem)]
    say = words(lang)
    lines = [say["operator_result_furniture"].format(id=name) for name in empty]
    if flawed:
        lines.append(say["operator_result_bank_problems"].format(count=len(flawed), first=flawed[0]))
    return lines


def stale_questions(last: Publication | None, index: Index | None) -> int:
    """How many entries of the question bank are not used because their quotes are gone."""
    if last and last.report:
        return sum(problem.stale for problem in last.report.bank_problems)
    return sum(map(_is_stale, index.stale_entries())) if index else 0


def _is_stale(problem: str) -> bool:
    """Whether an index's problem, which it keeps in words, is that of a quote that is gone."""
    return ": stale: " in problem


def _reading_lines(report: BuildReport, lang: Lang) -> list[str]:
    """What the build left out, and what it warns of."""
    say, lines = words(lang), []
    if report.left_out:
        lines.append(say["operator_result_left_out"].format(count=len(report.left_out)))
    warnings = [f"{row.file}: {warning}" for row in report.table for warning in row.warnings]
    if warnings:
        lines.append(say["operator_result_warnings"].format(count=len(warnings), first=warnings[0]))
    return lines


def _bank_lines(report: BuildReport, lang: Lang) -> list[str]:
    """What the index has of the question bank; nothing where the folder has none."""
    say, flawed = words(lang), [problem for problem in report.bank_problems if not problem.stale]
    lines = [say["operator_result_bank"].format(entries=report.entries, wordings=report.wordings)]
    if flawed:
        lines.append(say["operator_result_bank_problems"].format(count=len(flawed), first=str(flawed[0])))
    return lines if report.entries or report.bank_problems else []
