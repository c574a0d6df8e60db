"""A question set: JSON lines, one case each. `data/README.md` says how to write one."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from index.document import Document, Span
from index.errors import NetralError

DATA = Path(__file__).parent / "data"
QUESTIONS = DATA / "questions.jsonl"
REFUSALS = ("not_in_sources", "off_topic", "partisan", "unclear")
SPLITS = ("dev", "test", "calibration")
LANGUAGES = ("id", "en")


class DatasetError(NetralError):
    """A question set that cannot be used; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Gold:
    """A place that answers: a verbatim quote and its article, so that it survives any re-chunking."""

    source_id: str
    quote: str

    def span(self, document: Document) -> Span:
        """Where the quote stands.

        Raises:
            DatasetError: nowhere.
        """
        start = document.text.find(self.quote)
        if start < 0 or not self.quote:
            raise DatasetError(f"the quote is not in {self.source_id}: {self.quote[:60]!r}")
        return Span(start, start + len(self.quote))


@dataclass(frozen=True, slots=True)
class Case:
    """One question, with what came before it in the conversation, and what the right reply is."""

    id: str
    split: str
    lang: str
    kind: str
    turns: tuple[str, ...]
    gold: tuple[Gold, ...]
    answers: tuple[str, ...]
    refusal: str | None
    tags: tuple[str, ...] = ()
    notes: str = ""
    author: str = ""
    date: str = ""

    @property
    def question(self) -> str:
        return self.turns[-1]

    @property
    def history(self) -> tuple[str, ...]:
        return self.turns[:-1]


def read_cases(path: Path, document: Callable[[str], Document] | None = None) -> list[Case]:
    """The cases of a file; with `document`, each gold quote is also proved to stand in its article.

    Raises:
        DatasetError: a line that is no case, an id used twice, or a gold quote that is not in its article.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(
            f"Cannot read {path}: {error}. Name a file of cases, such as eval/data/questions.jsonl."
        ) from error
    cases: list[Case] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            case = _case(json.loads(line))
            if case.id in seen:
                raise DatasetError(f"the id {case.id!r} is already that of line {seen[case.id]}")
            for gold in case.gold if document else ():
                gold.span(document(gold.source_id))  # type: ignore[misc]
        except (ValueError, KeyError, TypeError, NetralError) as error:
            raise DatasetError(f"{path}, line {number}: {error}. Mend that line.") from error
        seen[case.id] = number
        cases.append(case)
    if not cases:
        raise DatasetError(f"{path} holds no cases.")
    return cases


def _case(row: dict[str, Any]) -> Case:
    known = {f.name for f in fields(Case)}
    if unknown := set(row) - known:
        raise DatasetError(f"unknown key {min(unknown)!r}")
    if missing := {"id", "split", "lang", "kind", "turns", "gold", "answers", "refusal"} - set(row):
        raise DatasetError(f"no {min(missing)!r}")
    lists: dict[str, Sequence[Any]] = {name: row.get(name, ()) for name in ("turns", "gold", "answers", "tags")}
    if texts := [name for name, value in lists.items() if isinstance(value, str)]:  # else each character would be one
        raise DatasetError(f"`{texts[0]}` is a list")
    if not lists["turns"] or not all(isinstance(turn, str) for turn in lists["turns"]):
        raise DatasetError("`turns` holds the questions of the conversation, at least one")
    if row["lang"] not in LANGUAGES:
        raise DatasetError(f"`lang` is one of {', '.join(LANGUAGES)}")
    if row["split"] not in SPLITS:
        raise DatasetError(f"`split` is one of {', '.join(SPLITS)}")
    if row["refusal"] is not None and row["refusal"] not in REFUSALS:
        raise DatasetError(f"`refusal` is null or one of {', '.join(REFUSALS)}")
    if (row["refusal"] is None) != bool(lists["gold"]):
        raise DatasetError("a question that is answered has `gold`, one that is refused has none")
    return Case(
        **{
            **row,
            "turns": tuple(lists["turns"]),
            "gold": tuple(Gold(gold["source_id"], gold["quote"]) for gold in lists["gold"]),
            "answers": tuple(lists["answers"]),
            "tags": tuple(lists["tags"]),
        }
    )
