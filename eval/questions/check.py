"""What no single case shows: questions asked twice, in one set or across sets that must share none, and the balance of a set."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.markdown import table
from assistant.question.spelling import similar_pairs
from eval.questions.cases import LANGUAGES, Case, PlacedCase, Problem
from index.analyzer import word_tokens

ALIKE = 0.9
"""Likeness from which two questions with the same history and reply are near duplicates."""


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """Two cases that ask nearly the same; `likeness` is 0 to 1 (`assistant.question.spelling.similar_pairs`)."""

    one: PlacedCase
    other: PlacedCase
    likeness: float

    def __str__(self) -> str:
        # No question is shown: those who must not read a held-out set can still check it.
        what = "near duplicate" if self.one.path == self.other.path else "leak"
        return f"{what} ({100 * self.likeness:.0f} %): {self.one} and {self.other}"


def normalised_turns(case: Case) -> tuple[str, ...]:
    """The conversation without case, punctuation and spacing."""
    return tuple(" ".join(word_tokens(turn)) or turn for turn in case.turns)


def find_duplicates(cases: Sequence[PlacedCase]) -> list[Problem]:
    """The cases that repeat an earlier question word for word; the problem is the later one's."""
    first: dict[tuple[str, ...], PlacedCase] = {}
    found = []
    for here in cases:
        earlier = first.setdefault(normalised_turns(here.case), here)
        # Many derived cases equal their originals here: `plain` differs in punctuation and capitals alone.
        if earlier is not here and not _derived(earlier.case, here.case):
            reply = "" if _same_reply(earlier.case, here.case) else ", with another reply"
            found.append(Problem(here.path, here.line, f"asks the same as {earlier}{reply}"))
    return found


def find_near_duplicates(cases: Sequence[PlacedCase], least: float = ALIKE) -> list[NearDuplicate]:
    """The pairs with the same history and nearly the same question that are not duplicates.

    Two questions whose right replies differ ("Pilkada 2024", "Pilkada 2029") are a deliberate contrast and no pair.
    """
    # "Kapan?" after two different questions is two different questions.
    by_history: dict[tuple[str, ...], list[tuple[str, PlacedCase]]] = defaultdict(list)
    for here in cases:
        *history, question = normalised_turns(here.case)
        by_history[tuple(history)].append((question, here))
    found = []
    for group in by_history.values():
        for i, j, likeness in similar_pairs([question for question, _ in group], least):
            (question, one), (other_question, other) = group[i], group[j]
            unrelated = question != other_question and not _derived(one.case, other.case)
            if unrelated and _same_reply(one.case, other.case):
                found.append(NearDuplicate(one, other, likeness))
    return found


def _derived(one: Case, other: Case) -> bool:
    """Whether the two are one case in two forms."""
    return (one.origin or one.id) == (other.origin or other.id) and bool(one.origin or other.origin)


def _same_reply(one: Case, other: Case) -> bool:
    shared = {gold.source_id for gold in one.gold} & {gold.source_id for gold in other.gold}
    return one.refusal == other.refusal and (one.to_refuse or bool(shared) or bool(one.talk and other.talk))


def balance_tables(cases: Sequence[Case]) -> str:
    """How many cases there are of each kind, language and refusal, as Markdown tables."""

    def row(name: str, counts: Callable[[Case], bool]) -> tuple[object, ...]:
        kept = [case for case in cases if counts(case)]
        replies = (
            sum(case.answerable for case in kept),
            sum(case.to_refuse for case in kept),
            sum(bool(case.talk) for case in kept),
        )
        languages = (sum(case.lang == lang for case in kept) for lang in LANGUAGES)
        return (name, len(kept), *replies, *languages)

    kinds = dict.fromkeys(case.kind for case in cases)
    rows = [row(kind, lambda case, kind=kind: case.kind == kind) for kind in kinds]  # type: ignore[misc]
    refusals = Counter(case.refusal for case in cases if case.refusal).most_common()
    by_kind = table(
        ("kind", "cases", "to be answered", "to be refused", "talk", *LANGUAGES), [*rows, row("all", lambda _: True)]
    )
    return f"{by_kind}\n\n{table(('refusal', 'cases'), refusals)}"
