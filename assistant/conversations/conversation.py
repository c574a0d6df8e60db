"""A conversation: its turns, in order. It is stored on the server; browser-supplied history is never trusted."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace

from assistant.answer import Answer
from assistant.question.check import HISTORY_LIMIT

TURNS_KEPT = 50
NAME_LIMIT = 80  # characters


def random_id() -> str:
    """A random name of 22 characters (128 bits). It is the only proof of access: knowing it is enough to read what it names."""
    return secrets.token_urlsafe(16)


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and its answer, which is None while the question waits."""

    number: int
    question: str
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """The turns of one reader.

    Attributes:
        turns: the oldest first, at most TURNS_KEPT.
        id: a random name, under which it is stored; empty before the first question.
        name: the one that the reader gave; where it is empty, the first question is shown instead.
        version: how often it was stored; 0 where it never was. The store tells by it whether another tab wrote meanwhile.
        before: the conversation as it was before the waiting question; None where nothing waits.
        wait: a random name of that question, by which it can be stopped: another tab may wait in the same conversation.
        keeping: a random name of the storing of the last answer, where that goes on behind; see `ConversationKeeper`.
    """

    turns: tuple[Turn, ...] = ()
    id: str = ""
    name: str = ""
    version: int = 0
    before: Conversation | None = None
    wait: str = field(default="", compare=False)
    keeping: str = field(default="", compare=False)

    def ask(self, question: str, replacing: int | None = None) -> Conversation:
        """The conversation with `question` waiting; the oldest turns beyond TURNS_KEPT are dropped.

        Args:
            question: what is asked.
            replacing: the number of a turn. The question takes the place of that turn and of all later ones. In place of the
                last one, the conversation goes on; in place of an earlier one, a copy of the turns before it does, under a
                new id, and the conversation itself stays as it is.

        Raises:
            ValueError: there is no turn of that number.
        """
        now = self.without_waiting()
        if replacing is None:
            # From the last turn, not from their count: the oldest are dropped, and in the file numbers are keys.
            number = now.turns[-1].number + 1 if now.turns else 1
            turns = (*now.turns, Turn(number, question))[-TURNS_KEPT:]
            return replace(now, turns=turns, id=now.id or random_id(), before=now, wait=random_id())
        kept = tuple(turn for turn in now.turns if turn.number < replacing)
        if replacing not in (turn.number for turn in now.turns):
            raise ValueError(f"there is no turn {replacing} to replace")
        turns = (*kept, Turn(replacing, question))
        if replacing == now.turns[-1].number:
            return replace(now, turns=turns, before=now, wait=random_id())
        return Conversation(turns, random_id(), before=now, wait=random_id())

    def with_answer(self, answer: Answer) -> Conversation:
        """The conversation with `answer` to the waiting question; `keeping` still names the storing of the answer before it."""
        return replace(self, turns=(*self.turns[:-1], replace(self.turns[-1], answer=answer)), before=None, wait="")

    def without_waiting(self) -> Conversation:
        """The conversation as it was before the waiting question, its id and version included; itself where none waits."""
        return self.before or self

    def moved_behind(self, shown: Conversation, stored: Conversation) -> Conversation:
        """This conversation as it goes on from what is stored of the one that it was asked in.

        Args:
            shown: that one, as the page showed it when this question was asked.
            stored: what became of it: other tabs may have added turns, or its turns are in a copy under another id.
        """
        last = self.turns[-1]
        replaced = last.number == shown.turns[-1].number
        before = stored.turns[:-1] if replaced else stored.turns
        number = stored.turns[-1].number + (0 if replaced else 1)
        return replace(stored, turns=(*before, replace(last, number=number))[-TURNS_KEPT:], keeping=self.keeping)

    @property
    def waiting(self) -> str:
        """The question that waits for its answer, or an empty text."""
        return self.turns[-1].question if self.turns and self.turns[-1].answer is None else ""

    @property
    def title(self) -> str:
        """The name to show."""
        return self.name or (short_title(self.turns[0].question) if self.turns else "")

    def history(self) -> list[str]:
        """The earlier questions that a follow-up may refer to, the oldest first; talk is none of them."""
        return [turn.question for turn in self.turns if turn.answer and turn.answer.kind != "talk"][-HISTORY_LIMIT:]


def short_title(text: str) -> str:
    """`text` on one line, cut between words if it is longer than NAME_LIMIT."""
    line = " ".join(text.split())
    if len(line) <= NAME_LIMIT:
        return line
    return line[: NAME_LIMIT - 1].rsplit(" ", 1)[0].rstrip(",.;:") + "…"
