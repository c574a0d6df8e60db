"""Follow-ups, without a language model: what a question leaves out is taken from the one before it.

The words and patterns are those of `data/follow_up.toml`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from assistant.question.check import QUESTION_LIMIT
from assistant.question.leaning import RULES, Leaning, find_leaning, without_beginning
from assistant.question.replacing import NamesOf, asked_like_before, replace_in_earlier, time_or_place_asked
from index.analyzer import WORD, Analyzer

Answered = Callable[[str], str]
"""Finds the words that answer a standalone question; empty where it is refused.

Only searching and reading can tell whom "dia" is, and they need the rewritten question first. As a parameter, this call keeps the rewriting
a pure function, which knows nothing of the index and is tested without one.
"""

ASKED_AGAIN = 2
"""Turns back whose answers are looked up. Each costs a search: without this bound, ten questions about "dia" cost ten."""


def no_answer(_: str) -> str:
    """An `Answered` that finds nothing: what was answered before is left out."""
    return ""


def no_names(_: str) -> tuple[str, ...]:
    """A `NamesOf` that knows no names: only capitals tell them."""
    return ()


@dataclass(frozen=True, slots=True)
class FollowUp:
    """How a question is understood after the questions before it.

    Attributes:
        searched: the question made whole; itself where it stands alone.
        leaning: whether that is how it must be read. `either`: `alone` makes sense too.
        alone: the question by itself, without the words by which it goes on.
        request: what is wanted: an answer; the next answer to the earlier question, which `searched` is then; or its answer in more words.
        given: answers to `searched` that were given before, and are not wanted again.
        before: the earlier question, made whole; empty where nothing was taken from it.
    """

    searched: str
    alone: str
    leaning: Leaning = "alone"
    request: Literal["answer", "another", "explanation"] = "answer"
    given: int = 0
    before: str = ""

    @property
    def likelier(self) -> str:
        """The reading that counts where nothing else decides: a question for a person ("dia") is hardly meant to stand alone."""
        if self.leaning == "either" and not RULES.pattern("about_a_person").search(self.alone):
            return self.alone
        return self.searched


@dataclass(frozen=True)
class FollowUpReader:
    """Makes follow-ups whole. Pure but for `answered`.

    Attributes:
        analyzer: says which words carry content.
        answered: called for each of the last `ASKED_AGAIN` questions of a history at most once, and only for a pronoun that stands for a
            person.
        names_of: which words of a question are names though they are typed without a capital.
    """

    analyzer: Analyzer
    answered: Answered = no_answer
    names_of: NamesOf = no_names
    _levels: int = field(default=ASKED_AGAIN, repr=False)

    def resolve(self, question: str, history: Sequence[str]) -> FollowUp:
        """How a checked question is understood after those of `history`, the oldest first and without small talk.

        The last question of the history is made whole the same way first, so that a follow-up to a follow-up reaches back to where the
        subject was named. `searched` has at most `QUESTION_LIMIT` characters, if `question` has no more.
        """
        if not history:
            return FollowUp(question, question)
        request = requested_again(question)
        leaning = "leans" if request else find_leaning(question, self.analyzer, self.names_of(question))
        if leaning == "alone":
            return FollowUp(question, question)
        first = RULES.pattern("goes_back_to_the_first").search(question)
        earlier = self._earlier(history[:1] if first else history)
        if request:
            given = earlier.given + (request == "another")
            return FollowUp(earlier.likelier, question, "leans", request, given, earlier.likelier)
        before = earlier.likelier
        return FollowUp(
            self._made_whole(question, history[-1], before), without_beginning(question), leaning, before=before
        )

    def append(self, question: str, earlier: str, found: str = "") -> str:
        """`append_earlier_words` with this analyzer."""
        return append_earlier_words(question, earlier, self.analyzer, found)

    def _earlier(self, history: Sequence[str]) -> FollowUp:
        further = self._levels - 1
        deeper = replace(self, _levels=further, answered=self.answered if further > 0 else no_answer)
        return deeper.resolve(history[-1], history[:-1])

    def _made_whole(self, question: str, asked_before: str, before: str) -> str:
        """A follow-up with what it leaves out.

        The first way that fits:

        - "Dia siapa?", after a question for a person, asks about who was the answer;
        - "Kalau bagi pegawai?" takes the place of the like part of the earlier question, and "Lalu kapan?" that of its "di mana";
        - "Dia berterima kasih kepada siapa?", after a question for a person, is followed by the earlier question's content words and by
          the answer to that;
        - any other follow-up is followed by the earlier question's content words.
        """
        # The answer to the question before says whom "dia" stands for; that question does not.
        person = RULES.pattern("about_a_person").search(question) and RULES.pattern("asks_who").search(asked_before)
        found = ""
        if person and RULES.pattern("asks_who_that_is").match(question):
            found = self.answered(before)
            if found:
                return f"Siapa {' '.join(found.split())}?"[:QUESTION_LIMIT]
        if replaced := replace_in_earlier(question, before, self.names_of):
            return replaced
        # Only now: looking up costs a search, and what takes a place in the earlier question needs none.
        found = found or (self.answered(before) if person else "")
        return self.append(
            time_or_place_asked(question) or asked_like_before(question, before) or question, before, found
        )


def requested_again(question: str) -> Literal["another", "explanation"] | None:
    """Whether a question asks for no more than another answer to the one before ("siapa lagi?"), or to explain the answer given."""
    if RULES.pattern("asks_for_another").match(question):
        return "another"
    return "explanation" if RULES.pattern("asks_to_explain").match(question) else None


def append_earlier_words(question: str, earlier: str, analyzer: Analyzer, found: str = "") -> str:
    """The question, then in brackets the content words of an earlier one and of `found`, what answered that.

    The brackets mark what is spoken of, as opposed to what is asked (`Concept.aside`). Words that would make the question longer than
    `QUESTION_LIMIT` are left out.
    """
    own = [word for word in WORD.findall(earlier) if word.casefold() not in analyzer.stopwords]
    taken = " ".join(dict.fromkeys((*own, *(word.strip(".,;:“”()") for word in found.split()))))
    asked = question.rstrip(" ?.!")
    # The trained reader has seen follow-ups in this very form (MODEL_CARD.md), so it must not change without new training.
    room = QUESTION_LIMIT - len(asked) - len(" ()?")
    if len(taken) > room:
        taken = taken[: max(0, room)].rpartition(" ")[0]
    return f"{asked} ({taken})?" if taken else question
