"""The inbox of evaluators: questions that were refused, badly judged or answered with low confidence, in groups that ask alike."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Literal, get_args

import numpy as np

from assistant.answer import Answer
from assistant.conversations.opinions import Feedback, OpinionStore
from assistant.conversations.stored_rows import answer_record
from assistant.quality.question_groups import group_questions
from assistant.quality.question_log import LoggedQuestion, QuestionLog
from assistant.quality.set_aside import SetAside, question_form
from assistant.quality.verified_store import VerifiedStore
from assistant.question.query import detect_language
from index.arrays import Vectors
from index.errors import NetralError, RowDamagedError

Reason = Literal["refused", "opinion", "low"]
"""Why a question is in the inbox: it was refused, a reader thought badly of the answer, or its confidence was low."""
REASONS: tuple[Reason, ...] = get_args(Reason)


@dataclass(frozen=True, slots=True)
class Asking:
    """One time that a question was asked.

    Attributes:
        history: the questions before it in that conversation.
        searched: what was searched, which stands without them.
        reasons: why it is in the inbox.
        logged: its number in the log; 0 where only an opinion tells of it.
        opinion: the reader's, where there is one.
    """

    question: str
    history: tuple[str, ...]
    searched: str
    lang: str
    created: str
    reasons: frozenset[Reason]
    logged: int = 0
    refusal: str | None = None
    opinion: Feedback | None = None


@dataclass(frozen=True, slots=True)
class AskedWording:
    """One way in which a question was asked: what was searched, which stands without the conversation."""

    text: str
    key: str
    lang: str
    count: int
    settled: bool


@dataclass(frozen=True, slots=True)
class AskedGroup:
    """Questions that ask alike.

    Attributes:
        key: names the group in an address: that of its commonest wording.
        wordings: the commonest first.
        count: how often they were asked, well answered times included.
        askings: the times for which they are in the inbox, the latest first.
        first, last: when they were first and last asked, as UTC in ISO format.
    """

    wordings: tuple[AskedWording, ...]
    count: int
    first: str
    last: str
    askings: tuple[Asking, ...]

    @property
    def key(self) -> str:
        return self.wordings[0].key

    @property
    def name(self) -> str:
        return self.wordings[0].text

    @property
    def reasons(self) -> tuple[Reason, ...]:
        found = frozenset[Reason]().union(*(each.reasons for each in self.askings))
        return tuple(reason for reason in REASONS if reason in found)

    @property
    def example(self) -> Asking:
        """The time to show: the latest that it was asked in its commonest wording, if there is one."""
        return next((each for each in self.askings if wording_key(each.searched) == self.key), self.askings[0])

    @property
    def settled(self) -> bool:
        """Whether each wording has a verified entry, or was set aside."""
        return all(each.settled for each in self.wordings)


@dataclass(slots=True)
class _Asked:
    """What is known of one wording while the inbox is read."""

    text: str
    lang: str
    count: int = 0
    opinions: int = 0
    times: list[str] = field(default_factory=list)
    askings: list[Asking] = field(default_factory=list)


class Inbox:
    """The groups, read from the log, the opinions and what evaluators saved. Safe to share between threads; raises RecordsError."""

    def __init__(
        self,
        log: QuestionLog,
        opinions: OpinionStore,
        records: Path,
        encode: Callable[[Sequence[str]], Vectors],
        encoder: Callable[[], str],
    ) -> None:
        """`encode` gives `(n, dimension)` unit vectors of questions, around a common centre; `encoder` names what makes them."""
        self.log, self.verified, self.aside = log, VerifiedStore(records), SetAside(records)
        self.opinions, self._encode, self._encoder = opinions, encode, encoder
        self._made_by = ""
        self._vectors: dict[str, Vectors] = {}

    def groups(self, reason: Reason | None = None) -> list[AskedGroup]:
        """The groups in which something is left to do, the most asked first; with a `reason`, those that have it."""
        return [group for group in self._groups() if not group.settled and (reason is None or reason in group.reasons)]

    def group(self, key: str) -> AskedGroup | None:
        """The group in which a wording has that key, also where nothing is left to do."""
        return next((group for group in self._groups() if any(each.key == key for each in group.wordings)), None)

    def answer(self, asking: Asking) -> Answer | None:
        """The answer that was given then; None if it is no longer kept, or of a version that this one cannot read."""
        if asking.logged:
            return self.log.answer(asking.logged)
        try:
            return answer_record(asking.opinion.answer) if asking.opinion else None
        except RowDamagedError:
            return None

    def _groups(self) -> list[AskedGroup]:
        asked = {form: found for form, found in self._asked().items() if found.askings}
        settled = self.aside.hidden() | {
            wording.normal_form for entry in self.verified.entries() for wording in entry.wordings
        }
        forms = list(asked)
        texts = [asked[form].text for form in forms]
        counts = [max(asked[form].count, asked[form].opinions) for form in forms]
        return [
            _group([(asked[forms[at]], counts[at], forms[at] in settled) for at in group.members])
            for group in group_questions(texts, self.vectors_of(texts), counts)
        ]

    def _asked(self) -> dict[str, _Asked]:
        """Every wording that was asked, by its normal form."""
        found: dict[str, _Asked] = {}
        told: defaultdict[tuple[str, tuple[str, ...]], list[Feedback]] = defaultdict(list)
        for opinion in self.opinions.feedback():
            if opinion.verdict != "up":
                told[(opinion.question, opinion.history)].append(opinion)
        spelt: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for one in self.log.questions():
            form = question_form(one.searched_as)
            known = found.setdefault(form, _Asked(one.searched_as, one.lang))
            spelt[form][one.searched_as] += 1
            known.count += 1
            known.times.append(one.created)
            if reasons := _reasons(one):
                known.askings.append(
                    Asking(
                        one.question, one.history, one.searched_as, one.lang, one.created, reasons, one.id, one.reason
                    )
                )
        for opinion in (each for given in told.values() for each in given):
            searched = str(opinion.answer.get("searched_as") or opinion.question)
            form, lang = question_form(searched), detect_language(opinion.question)
            known = found.setdefault(form, _Asked(searched, lang))
            known.opinions += 1
            known.times.append(opinion.created)
            known.askings.append(
                Asking(
                    opinion.question,
                    opinion.history,
                    searched,
                    lang,
                    opinion.created,
                    frozenset({"opinion"}),
                    opinion=opinion,
                )
            )
        for form, ways in spelt.items():
            found[form].text = min(ways, key=lambda text: (-ways[text], text))
        return found

    def vectors_of(self, texts: Sequence[str]) -> Vectors:
        """The vectors of texts, each made once and kept with the log; without an index, none of them is near another."""
        try:
            encoder = self._encoder()
            if encoder != self._made_by:
                self._vectors, self._made_by = {}, encoder
            if any(text not in self._vectors for text in texts):
                kept = self.log.vectors(encoder).items()
                self._vectors.update((text, np.frombuffer(vector, np.float32)) for text, vector in kept)
            missing = [text for text in texts if text not in self._vectors]
            made = dict(zip(missing, self._encode(missing), strict=True)) if missing else {}
        except NetralError:  # the words alone still group what is asked in the same ones
            return np.zeros((len(texts), 1), np.float32)
        self.log.keep_vectors(encoder, {text: vector.tobytes() for text, vector in made.items()})
        self._vectors.update(made)
        rows = [self._vectors[text] for text in texts]
        return np.stack(rows) if rows else np.zeros((0, 1), np.float32)


def wording_key(text: str) -> str:
    """A wording in an address or a form: the same for all that differ in case, punctuation and spacing only."""
    return sha256(question_form(text).encode()).hexdigest()[:12]


def _reasons(one: LoggedQuestion) -> frozenset[Reason]:
    if one.kind == "refusal":
        return frozenset({"refused"})
    return frozenset({"low"}) if one.level == "low" else frozenset()


def _group(members: Iterable[tuple[_Asked, int, bool]]) -> AskedGroup:
    found = list(members)
    times = sorted(time for asked, _, _ in found for time in asked.times)
    return AskedGroup(
        tuple(
            AskedWording(asked.text, wording_key(asked.text), asked.lang, count, settled)
            for asked, count, settled in found
        ),
        sum(count for _, count, _ in found),
        times[0],
        times[-1],
        tuple(sorted((each for asked, _, _ in found for each in asked.askings), key=lambda each: each.created)[::-1]),
    )
