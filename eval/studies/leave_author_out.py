"""Leave-one-author-out: the question bank without the wordings of one author, asked that author's wordings.

An author's wordings of a question whose other wordings are somebody else's say how well the bank knows a question that is asked in words
of a person whom it has not met.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from assistant.markdown import table
from eval.measures.judge import Judged
from eval.measures.percent import with_interval
from eval.questions.cases import Case, DatasetError, Gold
from eval.studies.leave_one_out import WilsonShare
from index.bank import BankEntry
from index.bank_file import Bank

HEADER = ("author", "wordings asked", "headline right (95 %)", "to be refused", "refused (95 %)")


def wording_authors(bank: Bank) -> list[str]:
    """Everybody who wrote a wording, in alphabetical order.

    Raises:
        DatasetError: the bank has fewer than two authors.
    """
    authors = sorted({wording.author for entry in bank.entries for wording in entry.wordings if wording.author})
    if len(authors) < 2:
        raise DatasetError("The question bank has wordings of one author, or none. Leaving one out needs two or more.")
    return authors


def bank_without(author: str) -> Callable[[Bank], Bank]:
    """Leaves out of a bank the wordings of an author, and the entries that have no others."""

    def without(bank: Bank) -> Bank:
        kept = [(_without_wordings(entry, author), line) for entry, line in zip(bank.entries, bank.lines, strict=True)]
        kept = [(entry, line) for entry, line in kept if entry.wordings]
        return Bank(tuple(entry for entry, _ in kept), tuple(line for _, line in kept), bank.problems)

    return without


def author_cases(bank: Bank, author: str, most: int) -> list[Case]:
    """The author's wordings as cases, of entries that others worded too: at most `most`, evenly spread."""
    cases = [
        Case(
            id=f"{entry.id}-{number}",
            split="dev",
            lang=wording.language,
            kind=entry.kind,
            turns=(wording.text,),
            gold=tuple(Gold(quote.source_id, quote.quote) for quote in entry.quotes),
            answers=(entry.short,) if entry.short else (),
            refusal=entry.refuse,
        )
        for entry in bank.entries
        if _without_wordings(entry, author).wordings
        for number, wording in enumerate(entry.wordings)
        if wording.author == author
    ]
    if not cases:
        return []
    places = np.unique(np.linspace(0, len(cases) - 1, min(most, len(cases))).astype(int))
    return [cases[place] for place in places.tolist()]


def leave_author_out_table(found: Sequence[tuple[str, Sequence[Judged]]]) -> str:
    """One row an author, and one of all, as Markdown; shares in percent."""
    everyone = [judged for _, run in found for judged in run]
    return table(HEADER, [_row(author, run) for author, run in (*found, ("all", everyone))])


def _row(author: str, run: Sequence[Judged]) -> tuple[object, ...]:
    right = [judged.headline for judged in run if judged.answerable]
    refused = [judged.headline for judged in run if judged.to_refuse]
    return (author, len(right), _share(right), len(refused), _share(refused))


def _share(outcomes: Sequence[bool]) -> str:
    return with_interval(WilsonShare.of(outcomes)) if outcomes else "\u2013"


def _without_wordings(entry: BankEntry, author: str) -> BankEntry:
    return replace(entry, wordings=tuple(wording for wording in entry.wordings if wording.author != author))
