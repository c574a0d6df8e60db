"""The answers of a run as its pages show them: what was asked, what was expected, what came, and what went wrong. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from assistant.answer import Lead, leading_lines
from assistant.quality.run_figures import number_of, text_of
from assistant.quality.run_files import ANSWERS, RunFileError

ReplyKind = Literal["answer", "refusal", "talk", "error"]
Fault = Literal["refused", "answered", "words", "place", "talk", "error"]
"""What went wrong: a question that has an answer was refused; one that has none was answered; the right quote came under a wrong
short answer; another place was quoted; talk was taken for something else, or something else for talk; the question raised an error."""
FAULTS: tuple[Fault, ...] = get_args(Fault)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a run replied.

    Attributes:
        headline: the short answer; empty where there is none.
        quote: what is quoted first or, of a refusal, what came nearest; empty where nothing was.
        leading: the lines that belong before the quote, each with whether something is left out after it.
        marks: the stretches of the quote that answer, as (first, last) characters of it.
        place, page, ocr_confidence: where the quote stands, as in `Citation`.
        reason: of a refusal. `intent`: what the turn was taken for. `error`: what went wrong.
    """

    kind: ReplyKind
    headline: str = ""
    quote: str = ""
    leading: tuple[tuple[str, bool], ...] = ()
    marks: tuple[tuple[int, int], ...] = ()
    source_id: str = ""
    title: str = ""
    start: int = 0
    end: int = 0
    place: str = ""
    page: int | None = None
    ocr_confidence: float | None = None
    confidence: float | None = None
    reason: str = ""
    intent: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Expected:
    """What the right reply is.

    Attributes:
        answers: the short answers that count as right. `quotes`: (source id, quote) of places that answer.
        reason: the right reason to refuse; empty where a refusal is wrong.
        talk: the intents of a turn that is no question.
        told: whether the run says more than the record of the question itself; not of a set that is held out.
    """

    answers: tuple[str, ...] = ()
    quotes: tuple[tuple[str, str], ...] = ()
    reason: str = ""
    talk: tuple[str, ...] = ()
    told: bool = False

    @property
    def kind(self) -> ReplyKind:
        return "refusal" if self.reason else "talk" if self.talk else "answer"


@dataclass(frozen=True, slots=True)
class RunAnswer:
    """One question of a run; `right` is its headline, `misled` as `netral-eval` judged both."""

    id: str
    kind: str
    turns: tuple[str, ...]
    right: bool
    misled: bool
    place_right: bool
    reply: Reply
    expected: Expected

    @property
    def fault(self) -> Fault | None:
        """What went wrong; None of a right answer."""
        if self.right:
            return None
        if self.reply.kind == "error":
            return "error"
        if "talk" in (self.reply.kind, self.expected.kind):
            return "talk"
        if self.reply.kind != self.expected.kind:
            return "refused" if self.reply.kind == "refusal" else "answered"
        return "words" if self.place_right else "place"


@dataclass(frozen=True, slots=True)
class AnswerFilter:
    """Which answers to show; an empty text lets all through. `everything`: right ones too."""

    kind: str = ""
    fault: str = ""
    find: str = ""
    misled: bool = False
    everything: bool = False

    def keeps(self, one: RunAnswer) -> bool:
        """Whether the filter lets an answer through."""
        if one.right and not one.misled and not self.everything:
            return False
        if (self.kind and one.kind != self.kind) or (self.fault and one.fault != self.fault):
            return False
        leading = (text for text, _ in one.reply.leading)
        text = " ".join((one.id, *one.turns, one.reply.headline, *leading, one.reply.quote)).casefold()
        return (one.misled or not self.misled) and all(word in text for word in self.find.casefold().split())


def read_answers(
    rows: Sequence[Mapping[str, Any]], expected: Sequence[Mapping[str, Any]] | None
) -> tuple[RunAnswer, ...]:
    """From the lines of `answers.jsonl`, and those of `expected.jsonl` where there is one.

    Raises:
        RunFileError: a line is no record of an answer.
    """
    told = {row["id"]: row for row in expected or () if isinstance(row.get("id"), str)}
    found = []
    for number, row in enumerate(rows, 1):
        try:
            found.append(_answer(row, told.get(str(row["id"]))))
        except (KeyError, TypeError, ValueError, IndexError, AttributeError):
            raise RunFileError("runs_wrong_damaged", file=ANSWERS, line=number) from None
    return tuple(found)


def _answer(row: Mapping[str, Any], told: Mapping[str, Any] | None) -> RunAnswer:
    judged, answer = row["judged"], row["answer"]
    turns = tuple(text for text in row["turns"] if isinstance(text, str))
    if not turns:
        raise ValueError("no question")
    reply = _reply(answer) if answer else Reply("error", error=text_of(judged.get("error")))
    return RunAnswer(
        id=str(row["id"]),
        kind=text_of(row.get("kind")),
        turns=turns,
        right=bool(judged["headline"]),
        misled=bool(judged["misled"]),
        place_right=bool(judged.get("first")),
        reply=reply,
        expected=_expected(row, told),
    )


def _reply(answer: Mapping[str, Any]) -> Reply:
    refusal, short = answer["refusal"], answer["short_answer"]
    shown = (answer["citations"] or answer["nearest"] or [{}])[0]
    start, end, quote = int(shown.get("start", 0)), int(shown.get("end", 0)), text_of(shown.get("quote"))
    marks = [(int(first) - start, int(last) - start) for first, last in shown.get("highlights", ())]
    # Runs of older versions say nothing of lines before a quote, or of places.
    lead = [Lead(text_of(line["text"]), int(line["start"]), int(line["end"])) for line in shown.get("lead", ())]
    page = shown.get("page")
    kind: ReplyKind = "refusal" if refusal else "talk" if answer.get("kind") == "talk" else "answer"
    return Reply(
        kind=kind,
        headline=text_of(short["text"]) if short else "",
        quote=quote,
        leading=leading_lines(lead, start),
        marks=tuple((first, last) for first, last in marks if 0 <= first < last <= len(quote)),
        source_id=text_of(shown.get("source_id")),
        title=text_of(shown.get("title")),
        start=start,
        end=end,
        place=text_of(shown.get("place")),
        page=int(page) if page is not None else None,
        ocr_confidence=number_of(shown.get("ocr_confidence")),
        confidence=number_of(answer.get("confidence")),
        reason=text_of(refusal["reason"]) if refusal else "",
        intent=text_of(answer.get("intent")),
    )


def _expected(row: Mapping[str, Any], told: Mapping[str, Any] | None) -> Expected:
    known = told or {}
    return Expected(
        answers=tuple(map(text_of, known.get("answers", ()))),
        quotes=tuple((text_of(gold.get("source_id")), text_of(gold.get("quote"))) for gold in known.get("gold", ())),
        reason=text_of(row.get("refusal")),
        talk=tuple(map(text_of, row.get("talk") or ())),
        told=told is not None,
    )
