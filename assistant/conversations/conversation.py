"""A conversation: its turns, in order. It is stored on the server; browser-supplied history is never trusted."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

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
        editing: whether the next question replaces the last.
        replaced: the turn that the waiting question replaces; it comes back if no answer does.
    """

    turns: tuple[Turn, ...] = ()
    id: str = ""
    name: str = ""
    editing: bool = False
    replaced: tuple[Turn, ...] = ()

    def ask(self, question: str) -> Conversation:
        """The conversation with `question` waiting; the oldest turns beyond TURNS_KEPT are dropped."""
        kept = self.without_waiting().turns
        kept, replaced = (kept[:-1], kept[-1:]) if self.editing else (kept, ())
        # From the last turn, not from their count: the oldest are dropped, and in the file numbers are keys.
        number = kept[-1].number + 1 if kept else 1
        turns = (*kept, Turn(number, question))[-TURNS_KEPT:]
        return Conversation(turns, self.id or random_id(), self.name, replaced=replaced)

    def with_answer(self, answer: Answer) -> Conversation:
        """The conversation with `answer` to the waiting question."""
        return replace(self, turns=(*self.turns[:-1], replace(self.turns[-1], answer=answer)), replaced=())

    def without_waiting(self) -> Conversation:
        """The conversation without the waiting question, and with the turn that it would have replaced."""
        answered = tuple(turn for turn in self.turns if turn.answer)
        # An edited question that got no answer has replaced nothing: the next one may still replace the turn.
        editing = self.editing or bool(self.replaced)
        return replace(self, turns=answered + self.replaced, editing=editing, replaced=())

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
