"""Drafts of cases from readers' opinions on answers, for a person to review."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from assistant.conversations.opinions import Feedback, OpinionStore
from assistant.question.query import detect_language
from eval.questions.cases import DRAFT, REFUSALS, Case, DatasetError, Gold, Sources
from eval.questions.check import normalised_turns
from index.errors import NetralError

KIND = "feedback"
"""Kind and author of every draft, so that a set can tell what came from readers."""


def read_export(path: Path) -> list[Feedback]:
    """The opinions in a file that `netral feedback export` wrote.

    Raises:
        DatasetError: it is not such a file; the message names the line.
    """
    opinions = []
    try:
        lines = path.read_text(encoding="utf-8").split("\n")  # not splitlines: a quote may contain U+2028
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(
            f"Cannot read {path}: {error}. Name a file that `netral feedback export` wrote, or a database: --records FILE."
        ) from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                row: dict[str, Any] = json.loads(line)
                opinions.append(Feedback(**{**row, "history": tuple(row["history"])}))
            except (ValueError, KeyError, TypeError) as error:
                raise DatasetError(
                    f"{path}, line {number}: {error}. That is not an opinion; export them again: netral feedback export --out {path}"
                ) from error
    return opinions


def read_records(path: Path) -> list[Feedback]:
    """The opinions in a database.

    Raises:
        DatasetError: there is no such file.
        RecordsError: it is damaged, or not a database of ours.
    """
    if not path.exists():
        raise DatasetError(f"There is no {path}. Name the file of the setting `records`, or an export.")
    return OpinionStore(path).feedback()


def draft_cases(
    opinions: Iterable[Feedback], known: Sequence[Case], source: Sources
) -> tuple[list[Case], list[tuple[Feedback, Case]]]:
    """(drafts, skipped): a case for each conversation that has opinions, and the opinions on conversations that are in `known`.

    Where every opinion is "up", the praised reply becomes the right one: its citations as gold, or its refusal. Elsewhere the reviewer
    has to say what is right, and the notes say so.
    """
    # A case that somebody reviewed is worth more than an opinion on the same question.
    already = {normalised_turns(case): case for case in known}
    taken = {case.id for case in known}
    groups: dict[tuple[str, ...], list[Feedback]] = {}
    skipped = []
    for one in opinions:
        case = _empty(one)
        if normalised_turns(case) in already:
            skipped.append((one, already[normalised_turns(case)]))
        else:
            groups.setdefault(normalised_turns(case), []).append(one)
    drafts = []
    for group in groups.values():
        drafts.append(_draft(group, _free_id(group[0], taken), source))
        taken.add(drafts[-1].id)
    return drafts, skipped


def _empty(one: Feedback, id_: str = "?") -> Case:
    return Case(id_, "dev", detect_language(one.question), KIND, (*one.history, one.question), (), (), None)


def _free_id(one: Feedback, taken: Collection[str]) -> str:
    name, number = f"f-{one.id:04}", 2
    while name in taken:
        name, number = f"f-{one.id:04}-{number}", number + 1
    return name


def _draft(group: Sequence[Feedback], id_: str, source: Sources) -> Case:
    last = group[-1]  # the newest: earlier opinions may be on the reply of an older index
    notes = [_opinion(one) for one in group]
    gold: tuple[Gold, ...] = ()
    answers: tuple[str, ...] = ()
    refusal = None
    if any(one.verdict != "up" for one in group):
        notes.append(f"{_shown(last.answer)} TO DO: say what the right reply is, in `gold` or `refusal`.")
    elif last.answer["answered"]:
        gold, lost = _gold(last.answer["citations"], source)
        short = last.answer["short_answer"]
        answers = (short["text"],) if short and gold else ()
        if lost:
            notes.append(f"TO DO: quotes that are no longer in the articles: {lost}.")
    elif last.answer["refusal"]["reason"] in REFUSALS:
        refusal = str(last.answer["refusal"]["reason"])
    return replace(
        _empty(last, id_),
        gold=gold,
        answers=answers,
        refusal=refusal,
        tags=(DRAFT,),
        notes=" ".join(notes),
        author=KIND,
        date=last.created[:10],
    )


def _opinion(one: Feedback) -> str:
    said = [one.verdict, *([one.reason] if one.reason else [])]
    passage = f"Right passage, as the reader pasted it: {one.passage}" if one.passage.strip() else ""
    told = " ".join(f"{one.comment} {passage}".split())
    return f"[{', '.join(said)}{told and ': ' + told}]"


def _shown(answer: dict[str, Any]) -> str:
    if not answer["answered"]:
        return f"It was refused as {answer['refusal']['reason']}."
    return f"It was answered from {', '.join(dict.fromkeys(c['source_id'] for c in answer['citations']))}."


def _gold(citations: Sequence[dict[str, Any]], source: Sources) -> tuple[tuple[Gold, ...], int]:
    """The citations that are still in their articles, and how many are not."""
    kept = []
    for citation in citations:
        gold = Gold(citation["source_id"], citation["quote"])
        try:
            gold.span(source(gold.source_id))
        # The article was changed or removed since then; the notes tell the reviewer how many.
        except NetralError:
            continue
        kept.append(gold)
    return tuple(dict.fromkeys(kept)), len(citations) - len(kept)
