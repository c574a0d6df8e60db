"""What the page's script sends through the two components that nobody sees: questions, and commands. Nothing in it is trusted."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass

from assistant.conversations.conversation import Conversation
from assistant.conversations.memory import is_random_id


def _values(message: object) -> dict[str, object]:
    """The object that a message is; an empty one where it is none."""
    try:
        found = json.loads(message) if isinstance(message, str) else None
    except (ValueError, RecursionError):  # nested by the thousand
        return {}
    return found if isinstance(found, dict) else {}


def sendable_text(value: object) -> str:
    """`value` where it is a text, without halves of surrogate pairs: they can be neither stored nor sent back to a browser."""
    return "".join(c for c in value if unicodedata.category(c) != "Cs") if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class AskMessage:
    """A question, or the wish to ask one again.

    Attributes:
        question: its words; empty to ask the question of `replacing` again.
        replacing: the number of the turn whose place it takes.
        from_script: whether it comes from the script, and not from the box.
    """

    question: str
    replacing: int | None = None
    from_script: bool = False

    @classmethod
    def from_browser(cls, message: object) -> AskMessage | None:
        """What the script sent; None where it asks nothing."""
        values = _values(message)
        question, replacing = sendable_text(values.get("question")), values.get("replacing")
        replacing = replacing if isinstance(replacing, int) and not isinstance(replacing, bool) else None
        return cls(question, replacing, True) if question or replacing is not None else None

    def words_for(self, talk: Conversation) -> str:
        """The question as it is asked in that conversation."""
        words = self.question.strip()
        return words or next((turn.question for turn in talk.turns if turn.number == self.replacing), "")

    def replacing_in(self, talk: Conversation) -> int | None:
        """`replacing`, where the conversation has that turn: it may have been opened anew in the meantime."""
        return self.replacing if any(turn.number == self.replacing for turn in talk.turns) else None


@dataclass(frozen=True, slots=True)
class Command:
    """Something to do with a conversation of the list, or with the page.

    Attributes:
        name: what.
        id: of the conversation.
        text: its new name.
        on: whether to pin it or to take it down.
    """

    name: str
    id: str = ""
    text: str = ""
    on: bool = False

    @classmethod
    def from_browser(cls, message: object) -> Command:
        """What the script sent; values of another type, and what cannot be an id, are left out."""
        values = _values(message)
        name, talk, text = (sendable_text(values.get(key)) for key in ("do", "id", "text"))
        return cls(name, talk if is_random_id(talk) else "", text, values.get("on") is True)
