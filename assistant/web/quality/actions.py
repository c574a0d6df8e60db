"""What each form of the evaluators' pages does, and what the next page says about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.datastructures import FormData, UploadFile

from assistant.quality.inbox import Inbox
from assistant.quality.set_aside import DraftCase
from assistant.quality.verified_store import Imported, checked_entry, entry_with_reply
from assistant.question.check import HISTORY_LIMIT, QUESTION_LIMIT, check_question
from assistant.question.query import detect_language
from assistant.web.quality.choice import parse_place
from assistant.web.quality.subject import Subject, entry_subject, group_subject
from assistant.web.shared.notices import Notice
from assistant.web.shared.pool import Service
from index.bank import ENTRY_KINDS, REASONS, BankEntry, BankQuote, Wording
from index.document import Document
from index.errors import NetralError, SourceNotFoundError

PROBLEMS_SHOWN = 50
NOTES_LENGTH = 500
CASE_REPLIES = ("answer", "refuse", "later")
"""What the right reply of a new case is: the ticked quotes, a refusal, or left to whoever reviews the draft."""


class FormError(NetralError):
    """A form that cannot be saved as it is. `key` is the sentence that says what to do, with its `values`."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key, self.values = key, values


@dataclass(frozen=True, slots=True)
class Outcome:
    """The page that follows a form, as its address below `/quality`, and what to say there; `problems` are lines to list."""

    page: str
    notice: Notice
    problems: tuple[str, ...] = ()


Action = Callable[[FormData, str], Outcome]
"""From a form and the name of who sent it. May raise a `NetralError`."""


class Actions:
    """The actions over one inbox."""

    def __init__(self, inbox: Inbox, service: Service) -> None:
        self._inbox, self._service = inbox, service

    def by_name(self) -> dict[str, Action]:
        """Each action by its name in the address."""
        return {
            "answer": self.answer,
            "refuse": self.refuse,
            "aside": self.set_aside,
            "case": self.make_case,
            "trace_case": self.case_of_trace,
            "undo": self.undo,
            "remove": self.remove,
            "off": self.switch_off,
            "import": self.import_file,
        }

    def answer(self, form: FormData, person: str) -> Outcome:
        """Save a verified answer: an entry of its own or, where one answers the same, more wordings of that."""
        subject, wordings = self._chosen(form)
        short = " ".join(str(form.get("short", "")).split())
        quotes = self._quotes(form, short)
        if not quotes:
            raise FormError("quality_error_no_quote")
        if short and " ".join(short.split()) not in " ".join(quotes[0].quote.split()):
            raise FormError("quality_error_short")
        kind = _one_of(form, "kind", tuple(kind for kind in ENTRY_KINDS if kind != "refuse"), subject.kind)
        entry = self._entry(subject, kind, wordings, quotes=quotes, short=short or None)
        twin = None if subject.entry else entry_with_reply(entry, (one.entry for one in self._service.entries()))
        if twin and _seen(form) == self._inbox.verified.find(entry.id).version:
            seen = self._inbox.verified.find(twin.id).version
            step = self._inbox.verified.add_wordings(twin, wordings, seen, person, self._otherwise(entry))
            return Outcome("", Notice("quality_said_wording", {"entry": twin.id}, undo=step))
        step = self._inbox.verified.save(entry, _seen(form), person, taken_from=self._otherwise(entry))
        return Outcome("", Notice("quality_said_answer", {"question": subject.name}, undo=step))

    def refuse(self, form: FormData, person: str) -> Outcome:
        """Save that the sources do not answer, and why."""
        subject, wordings = self._chosen(form)
        reason = _one_of(form, "reason", REASONS, REASONS[0])
        entry = self._entry(subject, "refuse", wordings, refuse=reason)
        step = self._inbox.verified.save(entry, _seen(form), person, "refuse", self._otherwise(entry))
        return Outcome("", Notice("quality_said_refuse", {"question": subject.name}, undo=step))

    def set_aside(self, form: FormData, person: str) -> Outcome:
        """Take the chosen wordings out of the inbox: they are no question."""
        subject, wordings = self._chosen(form)
        step = self._inbox.aside.hide([wording.text for wording in wordings], person)
        return Outcome("", Notice("quality_said_aside", {"question": subject.name}, undo=step))

    def make_case(self, form: FormData, person: str) -> Outcome:
        """Draft an evaluation case of the conversation, with the quotes chosen so far."""
        subject, wordings = self._chosen(form)
        asking = subject.group.example if subject.group else None
        turns = (*asking.history, asking.question) if asking else (wordings[0].text,)
        short = " ".join(str(form.get("short", "")).split())
        case = DraftCase(
            turns, detect_language(turns[-1]), tuple(self._quotes(form, short)), short or None, notes="/quality"
        )
        step = self._inbox.aside.add_case(case, person)
        return Outcome(subject.path, Notice("quality_said_case", undo=step))

    def case_of_trace(self, form: FormData, person: str) -> Outcome:
        """Draft an evaluation case of any conversation whose trace is open, with the right reply as the form says it."""
        turns = conversation_of(form)
        if not turns:
            raise FormError("quality_error_gone")
        reply = _one_of(form, "reply", CASE_REPLIES, "later")
        short = " ".join(str(form.get("short", "")).split()) if reply == "answer" else ""
        quotes = self._quotes(form, short) if reply == "answer" else []
        if reply == "answer" and not quotes:
            raise FormError("quality_error_no_quote")
        if short and not any(short in " ".join(one.quote.split()) for one in quotes):
            raise FormError("quality_error_short")
        case = DraftCase(
            turns=turns,
            lang=detect_language(turns[-1]),
            quotes=tuple(quotes),
            short=short or None,
            refusal=_one_of(form, "reason", REASONS, REASONS[0]) if reply == "refuse" else None,
            notes=" ".join(str(form.get("notes", "")).split())[:NOTES_LENGTH] or "/quality/trace",
        )
        step = self._inbox.aside.add_case(case, person)
        return Outcome(trace_path(turns), Notice("quality_said_case", undo=step))

    def undo(self, form: FormData, person: str) -> Outcome:
        """Put back what a step changed."""
        step = self._inbox.verified.changes.undo(_number(form, "step"), person)
        page = "/trail" if form.get("back") == "trail" else ""
        return Outcome(page, Notice("quality_said_undo", undo=step))

    def remove(self, form: FormData, person: str) -> Outcome:
        """Take a saved entry away; or, of a shipped one that is switched off, switch it on again."""
        entry_id = str(form.get("entry", ""))
        step = self._inbox.verified.remove(entry_id, _seen(form), person)
        return Outcome("/entries", Notice("quality_said_remove", {"entry": entry_id}, undo=step))

    def switch_off(self, form: FormData, person: str) -> Outcome:
        """Use an entry of the documents' own bank no longer."""
        entry_id = str(form.get("entry", ""))
        step = self._inbox.verified.switch_off(entry_id, _seen(form), person)
        return Outcome("/entries", Notice("quality_said_off", {"entry": entry_id}, undo=step))

    def import_file(self, form: FormData, person: str) -> Outcome:
        """Save the entries of a file."""
        sent = form.get("bank")
        if not isinstance(sent, UploadFile) or not sent.filename:
            raise FormError("quality_error_no_file")
        try:
            text = sent.file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise FormError("quality_error_utf8") from None
        done: Imported = self._inbox.verified.import_lines(text, person, self.document)
        values = {"saved": done.saved, "same": done.same, "problems": len(done.problems)}
        lines = tuple(str(problem) for problem in done.problems[:PROBLEMS_SHOWN])
        error = bool(done.problems) and not done.saved
        return Outcome("/entries", Notice("quality_said_import", values, undo=done.step, error=error), lines)

    def document(self, source_id: str) -> Document | None:
        """The document of that id; None if there is none."""
        try:
            return self._service.source(source_id)
        except SourceNotFoundError:
            return None

    def subject(self, form: FormData) -> Subject:
        """What the form is about.

        Raises:
            FormError: it is no longer there.
        """
        entry_id, key = str(form.get("entry", "")), str(form.get("key", ""))
        found = group_subject(self._inbox, key) if key else entry_subject(self._inbox, self._service, entry_id)
        if found is None:
            raise FormError("quality_error_gone")
        return found

    def _chosen(self, form: FormData) -> tuple[Subject, tuple[Wording, ...]]:
        """What the form is about, and the ways of asking that it chose or added."""
        subject = self.subject(form)
        keys = set(map(str, form.getlist("wording")))
        chosen = [one.wording for one in subject.wordings if one.key in keys]
        lines = (" ".join(line.split()) for line in str(form.get("more", "")).splitlines())
        more = [Wording(line, detect_language(line)) for line in lines if line]
        if any(len(wording.text) > QUESTION_LIMIT for wording in more):
            raise FormError("error_too_long", limit=QUESTION_LIMIT)
        wordings = {wording.normal_form: wording for wording in (*chosen, *more)}
        if not wordings:
            raise FormError("quality_error_no_wording")
        return subject, tuple(wordings.values())

    def _quotes(self, form: FormData, short: str) -> list[BankQuote]:
        """The marked places as quotes, the one that contains the short answer first: a reader sees it first."""
        quotes = []
        for place in map(parse_place, map(str, form.getlist("quote"))):
            document = self.document(place.source_id) if place else None
            there = place and document and place.span.end <= len(document.text)
            words = place.span.of(document.text) if there and place and document else ""
            if not place or not words.strip():
                raise FormError("quality_error_place")
            quotes.append(BankQuote(place.source_id, words))
        quotes = list(dict.fromkeys(quotes))
        return sorted(quotes, key=lambda one: bool(short) and short not in " ".join(one.quote.split()))

    def _entry(self, subject: Subject, kind: str, wordings: tuple[Wording, ...], **reply: object) -> BankEntry:
        author = subject.entry.author if subject.entry else ""
        entry = BankEntry(subject.entry_id, kind, wordings, author=author, **reply)  # type: ignore[arg-type]
        return checked_entry(entry, self.document)

    def _otherwise(self, entry: BankEntry) -> list[BankEntry]:
        """The entries that came with the documents and answer a wording of `entry` otherwise: the evaluator knows better.

        Raises:
            FormError: another evaluator's entry does; then it is for people to agree.
        """
        forms = {wording.normal_form for wording in entry.wordings}
        found = []
        for other in (one.entry for one in self._service.entries()):
            taken = [each for each in other.wordings if each.normal_form in forms]
            if not taken or other.id == entry.id or other.reply == entry.reply:
                continue
            if other.origin == "feedback":
                raise FormError("quality_error_taken", question=taken[0].text, entry=other.id)
            found.append(other)
        return found


def conversation_of(form: FormData) -> tuple[str, ...]:
    """The questions that a form about a trace carries, the last being asked; none where it carries none.

    Raises:
        QuestionError: one of them cannot be asked.
    """
    turns = [check_question(str(turn)) for turn in form.getlist("turn")]
    return tuple(turns[-HISTORY_LIMIT - 1 :])


def trace_path(turns: Sequence[str]) -> str:
    """The address of a conversation's trace, below `/quality`."""
    asked = [("question", turns[-1]), *(("after", before) for before in turns[:-1])]
    return f"/trace?{urlencode(asked)}"


def _seen(form: FormData) -> int:
    return _number(form, "seen")


def _number(form: FormData, name: str) -> int:
    text = str(form.get(name, ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _one_of(form: FormData, name: str, known: tuple[str, ...], default: str) -> str:
    found = str(form.get(name, ""))
    return found if found in known else default
