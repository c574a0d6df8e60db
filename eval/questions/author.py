"""Writes a case in a dialogue with its author, who sees what the service answers and says what is right."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path
from typing import Protocol

from assistant.answer import Answer
from assistant.answering.pipeline import Trace
from assistant.question.check import check_history, check_question
from assistant.question.query import detect_language
from eval.questions.cases import LANGUAGES, REFUSALS, SPLITS, TALK, Case, DatasetError, Gold, PlacedCase, form_problems
from eval.questions.check import find_duplicates, find_near_duplicates
from index.document import Document
from index.errors import NetralError, QuestionError
from index.files import append_file

OFFERED = 10
"""Sentences that the author can choose by number, besides those cited."""
QUESTION = "question"
"""What an author types for a turn that was taken for talk and is none."""
_NUMBERED = re.compile(r"^(.*?)(\d+)$")


class AuthoringService(Protocol):
    """The part of `AnswerService` that an author needs."""

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer: ...
    def trace(self, question: str, history: Sequence[str] = ()) -> Trace | None: ...
    def sources(self) -> list[Document]: ...


class Aborted(NetralError):  # noqa: N818 - not an error, but it ends the command like one
    """The author does not want the case; nothing was written."""


@dataclass(frozen=True)
class GivenOptions:
    """What the command line gives; the author is asked for what is None. `gold` has numbers of places, or quotes."""

    turns: tuple[str, ...] = ()
    gold: tuple[str, ...] | None = None
    refusal: str | None = None
    texts: dict[str, str] = field(default_factory=dict)
    yes: bool = False


@dataclass(frozen=True)
class Author:
    """A conversation with an author.

    Attributes:
        prompt: shows a text and returns the line typed; raises EOFError at the end of the input.
        say: shows a line.
    """

    service: AuthoringService
    prompt: Callable[[str], str]
    say: Callable[[str], None]
    given: GivenOptions = GivenOptions()

    def write(self, known: Sequence[Case], today: date) -> Case:
        """A complete case that fits those of the file and may be appended to it.

        Raises:
            Aborted: the author does not want it, or the input ended too early.
            QuestionError: a question on the command line cannot be asked.
            DatasetError: an option does not fit.
        """
        try:
            return self._write(known, today)
        except (EOFError, KeyboardInterrupt):
            raise Aborted("Nothing was written.") from None

    def _write(self, known: Sequence[Case], today: date) -> Case:
        turns = self._turns()
        answer = self.service.ask(turns[-1], turns[:-1])
        offered = self._offer(answer, turns)
        talk = self._talk(answer)
        gold = () if talk else self._gold(offered)
        last = known[-1] if known else None
        kinds = ", ".join(dict.fromkeys(case.kind for case in known))
        case = Case(
            id=self._text("id", "Id", free_id([case.id for case in known])),
            split=self._text("split", "Set", last.split if last else "dev", SPLITS),
            lang=self._text("lang", "Language of the question", detect_language(turns[-1]), LANGUAGES),
            kind=self._text("kind", f"Kind (so far: {kinds})" if kinds else "Kind", "direct"),
            turns=turns,
            gold=gold,
            answers=self._list("answers", "Short answers, with ; between them") if gold else (),
            refusal=None if gold or talk else self._refusal(answer),
            tags=self._list("tags", "Tags, with ; between them"),
            notes=self._text("notes", "Notes", ""),
            author=self._text("author", "Author", last.author if last else ""),
            date=today.isoformat(),
            talk=talk,
        )
        self._settle(case, known)
        return case

    def _turns(self) -> tuple[str, ...]:
        if self.given.turns:
            check_history(self.given.turns[:-1])
            return (*self.given.turns[:-1], check_question(self.given.turns[-1]))
        self.say("The conversation, one question a line, the one to be asked last; then an empty line.")
        turns: list[str] = []
        while (line := self.prompt(f"{len(turns) + 1}> ").strip()) or not turns:
            try:
                turns.append(check_question(line))
            except QuestionError as error:
                self.say(str(error))
        return tuple(turns)

    def _offer(self, answer: Answer, turns: Sequence[str]) -> list[Gold]:
        """Shows the answer, the sentences that were read, best first, each with the citation it is part of, and other citations."""
        replied = {"answer": "Answered", "refusal": "Refused", "talk": f"Talk, {answer.intent}"}[answer.kind]
        sure = "" if answer.kind == "talk" else f" ({answer.confidence:.2f})"
        self.say(f"\n{replied}{sure}: {answer.text}\n")
        trace = self.service.trace(turns[-1], turns[:-1])
        read = [scored.reading for scored in trace.ranked[:OFFERED]] if trace else []
        offered = {Gold(r.candidate.document.id, r.sentence.of(r.candidate.document.text)): "" for r in read}
        for citation in (*answer.citations, *answer.nearest):
            # A citation whose sentences were read is offered by them; any other is offered whole.
            inside = [gold for gold in offered if gold.source_id == citation.source_id and gold.quote in citation.quote]
            mark = f"[{citation.number}] " if answer.answered else ""
            offered |= dict.fromkeys(inside or [Gold(citation.source_id, citation.quote)], mark)
        for number, (place, mark) in enumerate(offered.items(), 1):
            self.say(f"{number:3}  {mark}{place.source_id}: {' '.join(place.quote.split())}")
        return list(offered)

    def _talk(self, answer: Answer) -> tuple[str, ...]:
        """The intent of a turn that was taken for talk; empty where its author says that it is a question."""
        if answer.kind != "talk" or self.given.gold is not None or self.given.refusal is not None:
            return ()
        intent = self._text("talk", "Talk", answer.intent, (*TALK, QUESTION))
        return () if intent == QUESTION else (intent,)

    def _gold(self, offered: Sequence[Gold]) -> tuple[Gold, ...]:
        if self.given.gold is not None:
            return tuple(dict.fromkeys(gold for one in self.given.gold for gold in self._places(one, offered)))
        if self.given.refusal is not None:
            return ()
        self.say("\nEvery place that answers: numbers, or a quote of your own, one a line; then an empty line.")
        self.say("(An empty line at once: no article answers.)")
        chosen: dict[Gold, None] = {}
        while line := self.prompt("gold> ").strip():
            try:
                chosen |= dict.fromkeys(self._places(line, offered))
            except DatasetError as error:
                self.say(str(error))
        return tuple(chosen)

    def _places(self, given: str, offered: Sequence[Gold]) -> list[Gold]:
        """The places behind numbers, or every article's place with a quote, in the article's own line breaks.

        Raises:
            DatasetError: no such number, or no article has the quote.
        """
        if re.fullmatch(r"[\d ,;]+", given):
            numbers = [int(number) for number in re.findall(r"\d+", given)]
            if wrong := [number for number in numbers if not 1 <= number <= len(offered)]:
                raise DatasetError(f"There is no place {wrong[0]}: they are 1 to {len(offered)}.")
            return [offered[number - 1] for number in numbers]
        # A quote copied from a page has other line breaks than the file.
        words = re.compile(r"\s+".join(map(re.escape, given.split())))
        found = [(document.id, words.search(document.text)) for document in self.service.sources()]
        places = [Gold(name, match.group()) for name, match in found if match]
        if not places:
            raise DatasetError(f"No article contains these words: {given[:60]!r}. Copy them from the article.")
        return places

    def _refusal(self, answer: Answer) -> str:
        if self.given.refusal is not None:
            return _one_of(self.given.refusal, REFUSALS)
        default = answer.refusal.reason if answer.refusal else "not_in_sources"
        return self._text("refusal", "Reason to refuse", default, REFUSALS)

    def _list(self, name: str, what: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in self._text(name, what, "").split(";") if part.strip())

    def _text(self, name: str, what: str, default: str, values: Sequence[str] = ()) -> str:
        if name in self.given.texts:
            return _one_of(self.given.texts[name], values)
        if self.given.yes:
            return default
        choice = f", one of {', '.join(values)}" if values else ""
        while True:
            text = self.prompt(f"{what}{choice} [{default}]: ").strip() or default
            try:
                return _one_of(text, values)
            except DatasetError as error:
                self.say(str(error))

    def _settle(self, case: Case, known: Sequence[Case]) -> None:
        """Refuses what is wrong, shows what is doubtful, and asks whether to write the case."""
        # Errors first, doubts after them, and the question last: what is refused needs no decision.
        if case.id in {one.id for one in known}:
            raise DatasetError(f"The id {case.id!r} is taken. Leave it out, and one is chosen.")
        # As if in one file, so that the checks of a set apply to the new case too.
        here = [PlacedCase(Path("set"), number, one) for number, one in enumerate((*known, case), 1)]
        if same := [problem for problem in find_duplicates(here) if problem.line == len(here)]:
            raise DatasetError(f"The question {same[0].text}.")
        for near in find_near_duplicates(here):
            if near.other is here[-1]:
                self.say(f"It is near {near.one.case.id}: {' / '.join(near.one.case.turns)}")
        quotes = " ".join(gold.quote for gold in case.gold).casefold()
        self.say(
            "".join(f"No quote contains {a!r}.\n" for a in case.answers if a.casefold() not in quotes) + case.line()
        )
        if not self.given.yes and self.prompt("Write it? [y/N]: ").strip().casefold() not in ("y", "yes", "ya"):
            raise Aborted("Nothing was written.")


def _one_of(text: str, values: Sequence[str]) -> str:
    if values and text not in values:
        raise DatasetError(f"{text!r} is not one of {', '.join(values)}.")
    return text


def free_id(taken: Sequence[str]) -> str:
    """The first free id after the last one, with its beginning and length: `d-231` after `d-230`."""
    match = _NUMBERED.match(taken[-1]) if taken else None
    beginning, digits = match.groups() if match else ("n-", "000")
    numbers = count(int(digits) + 1)
    return next(name for n in numbers if (name := f"{beginning}{n:0{len(digits)}}") not in taken)


def append_cases(path: Path, cases: Sequence[Case]) -> None:
    """Add cases to the end of a file, creating it if need be.

    Raises:
        DatasetError: a case would make the set unreadable; nothing is written then.
    """
    for case in cases:
        # As it will be read: a mistake found later would make the whole file unreadable.
        if problems := form_problems(json.loads(case.line())):
            raise DatasetError(f"The case is not complete: {problems[0]}.")
    if not cases:
        return
    before = path.read_bytes() if path.exists() else b""
    # A file edited by hand may lack its last line break.
    gap = "" if not before or before.endswith(b"\n") else "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    append_file(path, (gap + "".join(f"{case.line()}\n" for case in cases)).encode())
