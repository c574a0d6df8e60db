"""One answer of a run as a page shows it: what was asked, what was expected, what came, and the ways on."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.answer import marked_stretches
from assistant.quality.run_answers import Reply, RunAnswer
from assistant.question.check import HISTORY_LIMIT
from assistant.source_address import source_path
from assistant.web.quality.actions import trace_path
from assistant.web.quality.numbers import decimal
from assistant.web.quality.pages import Visit
from assistant.web.quality.visits import with_lang
from assistant.web.shared.pool import Service
from assistant.wording import headline_text, say_where, words
from index.bank import locate_words
from index.errors import NetralError


@dataclass(frozen=True, slots=True)
class GoldView:
    """A place that answers: its quote, and where it is among the articles that are served now (empty texts: it is not)."""

    quote: str
    title: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class ReplyView:
    """A reply. `stretches` are those of its quote, each with whether it answers, `where` says where that stands.

    `text` says what a reply without words was.
    """

    reply: Reply
    headline: str
    text: str
    stretches: tuple[tuple[str, bool], ...]
    where: tuple[str, ...]
    link: str
    confidence: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    """One answer; `fault` is empty of a right one, `others` are further short answers that count. `trace` and `case` are addresses."""

    answer: RunAnswer
    fault: str
    expected: str
    others: str
    gold: tuple[GoldView, ...]
    reply: ReplyView
    trace: str
    case: str


def view_answer(one: RunAnswer, service: Service, visit: Visit) -> AnswerView:
    """What a page shows of an answer."""
    trace = f"{visit.root}/quality{with_lang(trace_path(one.turns[-HISTORY_LIMIT - 1 :]), visit.lang)}"
    return AnswerView(
        answer=one,
        fault=words(visit.lang)[f"runs_fault_{one.fault}"] if one.fault else "",
        expected=_say_expected(one, visit),
        others=" / ".join(one.expected.answers[1:]),
        gold=tuple(_gold(source, text, service, visit) for source, text in one.expected.quotes),
        reply=view_reply(one.reply, visit),
        trace=trace,
        case=f"{trace}#case",
    )


def view_reply(reply: Reply, visit: Visit) -> ReplyView:
    """What a page shows of a reply."""
    link = ""
    if reply.source_id:
        place = f"start={reply.start}&end={reply.end}&lang={visit.lang}#quote"
        link = f"{visit.root}{source_path(reply.source_id)}?{place}"
    certain = reply.kind in ("answer", "refusal") and reply.confidence is not None
    return ReplyView(
        reply=reply,
        headline=headline_text(reply.headline) if reply.headline else "",
        text=_say_reply(reply, visit),
        stretches=marked_stretches(reply.quote, reply.marks),
        where=say_where(reply, visit.lang),
        link=link,
        confidence=decimal(reply.confidence, 2, visit.lang) if certain and reply.confidence is not None else "",
    )


def _say_expected(one: RunAnswer, visit: Visit) -> str:
    """The right reply in words; empty where the quotes alone say it."""
    say, expected = words(visit.lang), one.expected
    if expected.kind == "refusal":
        reason = say.get(f"quality_refusal_{expected.reason}", expected.reason)
        return say["runs_expected_refusal"].format(reason=reason)
    if expected.kind == "talk":
        return say["runs_expected_talk"].format(intents=", ".join(expected.talk))
    if expected.answers:
        return expected.answers[0]
    return "" if expected.told else say["runs_expected_unknown"]


def _say_reply(reply: Reply, visit: Visit) -> str:
    """What a reply was, where it has no headline of its own; empty otherwise."""
    say = words(visit.lang)
    if reply.kind == "refusal":
        return say["runs_reply_refusal"].format(reason=say.get(f"quality_refusal_{reply.reason}", reply.reason))
    if reply.kind == "talk":
        return say["runs_reply_talk"].format(intent=reply.intent)
    return say["runs_reply_error"].format(error=reply.error) if reply.kind == "error" else ""


def _gold(source_id: str, text: str, service: Service, visit: Visit) -> GoldView:
    try:
        document = service.source(source_id)
    except NetralError:
        return GoldView(text)
    span = locate_words(document.text, text)
    address = f"{visit.root}{source_path(source_id)}?"
    place = f"start={span.start}&end={span.end}&lang={visit.lang}#quote" if span else f"lang={visit.lang}"
    return GoldView(text, document.title, address + place)
