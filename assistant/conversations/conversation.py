"""A conversation: its turns, in order. Kept on the server: what a browser sends back is never taken for it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from assistant.answer import Answer
from assistant.question.check import HISTORY_LIMIT

TURNS_KEPT = 50
NAME_LIMIT = 80


def new_id() -> str:
    """A random name that nobody guesses, of 22 characters: who knows it may read what it names."""
    return secrets.token_urlsafe(16)


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what came of it; None while it is being answered."""

    number: int
    question: str
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """The turns of one reader.

    Attributes:
        turns: the oldest first, at most TURNS_KEPT.
        id: a random name, under which it is stored; empty before the first question.
        name: as the reader called it; empty: by its first question.
        editing: whether the next question takes the place of the last.
        replaced: the turn whose place the waiting question takes; it comes back where no answer does.
    """

    turns: tuple[Turn, ...] = ()
    id: str = ""
    name: str = ""
    editing: bool = False
    replaced: tuple[Turn, ...] = ()

    def ask(self, question: str) -> Conversation:
        """With `question` waiting for its answer; the oldest turns beyond TURNS_KEPT are let go."""
        kept = self.settled().turns
        kept, replaced = (kept[:-1], kept[-1:]) if self.editing else (kept, ())
        number = kept[-1].number + 1 if kept else 1
        turns = (*kept, Turn(number, question))[-TURNS_KEPT:]
        return Conversation(turns, self.id or new_id(), self.name, replaced=replaced)

    def settle(self, answer: Answer) -> Conversation:
        """With the waiting question answered."""
        return replace(self, turns=(*self.turns[:-1], replace(self.turns[-1], answer=answer)), replaced=())

    def settled(self) -> Conversation:
        """Without a question that still waits."""
        answered = tuple(turn for turn in self.turns if turn.answer)
        editing = self.editing or bool(self.replaced)
        return replace(self, turns=answered + self.replaced, editing=editing, replaced=())

    @property
    def waiting(self) -> str:
        """The question that still waits, or nothing."""
        return self.turns[-1].question if self.turns and self.turns[-1].answer is None else ""

    @property
    def title(self) -> str:
        """What to call it."""
        return self.name or (titled(self.turns[0].question) if self.turns else "")

    def history(self) -> list[str]:
        """The earlier questions that a follow-up may refer to, the oldest first."""
        return [turn.question for turn in self.turns if turn.answer][-HISTORY_LIMIT:]


def titled(text: str) -> str:
    """`text` on one line, cut between words where it is too long for a name."""
    line = " ".join(text.split())
    if len(line) <= NAME_LIMIT:
        return line
    return line[: NAME_LIMIT - 1].rsplit(" ", 1)[0].rstrip(",.;:") + "…"
