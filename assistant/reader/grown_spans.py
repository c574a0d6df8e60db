"""Words that a model marks, cut or grown to what is asked for: a whole date, one person, the whole name of a building, a whole title."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.question.asked import Asked
from assistant.reader.headline_rules import RULES
from assistant.reader.person_names import PLAIN_WORD, person_words, without_degrees
from index.document import Span

_AND = re.compile(r",? (?:dan|serta|and|bersama) ")


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """What is asked of a question's words while short answers are chosen.

    Attributes:
        text: the question.
        own: whether words say nothing but what the question says, and so are no answer to it.
        mentions: whether the question speaks of what a word says, in whatever language.
    """

    text: str
    own: Callable[[str], bool]
    mentions: Callable[[str], bool]


def fit_span(asked: Asked, text: str, within: tuple[int, int], span: Span, question: QuestionWords) -> Span | None:
    """The words that count of a span; None where it is empty."""
    if not len(span):
        return None
    if asked.kind == "date" and "clock" not in asked.details:
        return _whole_date(text, within, span)
    if asked.kind == "person":
        return _one_name(text, _receiver(text, span) if "receiver" in asked.details else span)
    if asked.kind == "place":
        return _whole_building(text, within, span)
    if "title" in asked.details:
        return _whole_title(text, within, span, question)
    return span


def organiser(text: str, within: tuple[int, int]) -> Span | None:
    """The body behind "diselenggarakan oleh" in a sentence; None if it says so of none."""
    for rule in ("organised_by", "by_a_body"):
        if match := RULES.pattern(rule).search(text, *within):
            return Span(*match.span("body"))
    return None


def _whole_date(text: str, within: tuple[int, int], span: Span) -> Span:
    dates = [m for m in RULES.pattern("day").finditer(text, *within) if m.start() < span.end and m.end() > span.start]
    return _unbracketed(text, Span(dates[0].start(), dates[-1].end())) if dates else span


def _receiver(text: str, span: Span) -> Span:
    """What follows "kepada" in a span."""
    to = RULES.pattern("to_a_receiver").search(text, span.start, span.end)
    return Span(to.end(), span.end) if to else span


def _one_name(text: str, span: Span) -> Span:
    """A name without the date or the place that follows it, and one person of two."""
    if over := RULES.pattern("runs_on").search(text, span.start + 1, span.end):
        span = Span(span.start, over.start())
    if cut := _AND.search(text, span.start, span.end):
        # "Badan Kesatuan Bangsa dan Politik" stays whole: only what ends in a person's name is cut.
        first = text[span.start : cut.start()]
        if person_words(first)[-1:] == PLAIN_WORD.findall(without_degrees(first))[-1:]:
            return Span(span.start, cut.start())
    return span


def _whole_building(text: str, within: tuple[int, int], span: Span) -> Span:
    """A building by its whole name: "Gedung Wiswa" to "Gedung Wiswa Sabha", "Hotel" to "Stones Hotel"; up to the next building."""
    for match in RULES.pattern("name_of_a_building").finditer(text, *within):
        if match.start() <= span.start < match.end() or span.start <= match.start() < span.end:
            return Span(min(span.start, match.start()), max(span.end, match.end()))
    return span


def _whole_title(text: str, within: tuple[int, int], span: Span, question: QuestionWords) -> Span:
    """The whole title around a span; of a list of talks with their bodies, that of the body that the question names."""
    talks = list(RULES.pattern("talk").finditer(text, *within))
    if len(talks) > 1:
        named = [talk for talk in talks if any(map(question.mentions, _names(talk["body"])))]
        if len(named) == 1:
            return Span(*named[0].span("title"))
        return next((Span(*t.span("title")) for t in talks if t.start("title") <= span.start < t.end("title")), span)
    for quoted in RULES.pattern("quoted").finditer(text, *within):
        if quoted.start() <= span.start and span.end <= quoted.end():
            return Span(quoted.start() + 1, quoted.end() - 1)
    for run in RULES.pattern("title_run").finditer(text, *within):
        if run.start() <= span.start < run.end() and text[span.start].isupper():
            return Span(run.start(), max(span.end, run.end()))
    return span


def _names(words: str) -> list[str]:
    return [word for word in PLAIN_WORD.findall(words) if word[0].isupper()]


def _unbracketed(text: str, span: Span) -> Span:
    words = span.of(text)
    if words.startswith("(") and words.endswith(")"):
        return Span(span.start + 1, span.end - 1)
    if words.endswith(")") and "(" not in words:
        return Span(span.start, span.end - 1)
    if words.startswith("(") and ")" not in words:
        return Span(span.start + 1, span.end)
    return span
