"""What evaluators do with a question besides answering it: it is *not a question*, or it becomes an evaluation case."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from assistant.quality.saved_changes import ANY, Edit, SavedChanges, today
from index.bank import BankQuote, Wording

DRAFT = "draft"
"""The tag of a case that nobody has reviewed yet, as `netral-eval` knows it."""


@dataclass(frozen=True, slots=True)
class DraftCase:
    """A question as a case for `netral-eval`, which reads it from the line.

    Attributes:
        turns: the conversation's questions, the last being asked.
        quotes: every place that answers; none of a refusal, or where the reviewer has to say.
        short: the short answer that counts as right.
        refusal: the right reason to refuse.
    """

    turns: tuple[str, ...]
    lang: str
    quotes: tuple[BankQuote, ...] = ()
    short: str | None = None
    refusal: str | None = None
    notes: str = ""

    def as_dict(self, name: str, author: str) -> dict[str, Any]:
        """The case in the form of a line of a question set."""
        return {
            "id": name,
            "split": "dev",
            "lang": self.lang,
            "kind": "feedback",
            "turns": list(self.turns),
            "gold": [{"source_id": each.source_id, "quote": each.quote} for each in self.quotes],
            "answers": [self.short] if self.short else [],
            "refusal": self.refusal,
            "tags": [DRAFT],
            "notes": self.notes,
            "author": author,
            "date": today(),
        }


class SetAside:
    """Questions that were set aside, and drafts of cases, in a records file. Each step can be undone; raises RecordsError."""

    def __init__(self, path: Path) -> None:
        self._changes = SavedChanges(path)

    def hide(self, questions: Sequence[str], author: str) -> int:
        """Set questions aside as none: their group is not listed any more. Returns the step."""
        forms = dict.fromkeys(question_form(each) for each in questions)
        return self._changes.save([Edit("question", form, {"hidden": True}, ANY) for form in forms], "hide", author)

    def hidden(self) -> frozenset[str]:
        """The normal forms of the questions that are set aside."""
        return frozenset(item.name for item in self._changes.items("question"))

    def add_case(self, case: DraftCase, author: str) -> int:
        """Collect a draft; the same conversation has one draft, the latest. Returns the step."""
        name = f"q-{_short_hash(case.turns)}"
        return self._changes.save([Edit("case", name, case.as_dict(name, author), ANY)], "case", author)

    def case_lines(self) -> str:
        """The drafts as the text of a question set, for `netral-eval`."""
        return "".join(json.dumps(i.value, ensure_ascii=False) + "\n" for i in self._changes.items("case"))


def question_form(question: str) -> str:
    """A question without case, punctuation and spacing: two with the same are one."""
    return Wording(question, "id").normal_form


def _short_hash(turns: Sequence[str]) -> str:
    return sha256("\n".join(map(question_form, turns)).encode()).hexdigest()[:10]
