"""What kind of turn it is, decided before anything is searched: a question, small talk, about the assistant, partisan, and so on.

Sure patterns come first; then the classifier that learned from example sentences (`nearest_class.py`). In doubt a turn is a question:
a talkative reply to a question costs more than a search for small talk.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path

from assistant.question.intent_examples import INTENTS, Example, load_model
from assistant.question.intent_examples import Intent as Intent  # the name that other rooms use
from assistant.question.nearest_class import NearestClass
from assistant.question.small_talk import only_small_talk, split_turn, strip_small_talk
from assistant.question.sure_intents import SureIntent, asks_what_is_permitted, sure_intents
from assistant.tuning import TUNING
from index.analyzer import WORD
from index.arrays import Vectors
from index.encoder import Encoder

TALK: frozenset[Intent] = frozenset(
    ("greeting", "thanks", "goodbye", "praise", "complaint", "identity", "ability", "articles")
)
"""Small talk, and questions about the assistant."""
_TELLING: tuple[Intent, ...] = (
    "greeting", "praise", "thanks", "goodbye", "complaint", "identity", "articles", "ability",
)  # fmt: skip
"""Talk from the kind that tells least of what is wanted to the kind that tells most."""
_REFUSED: tuple[Intent, ...] = ("partisan", "override", "off_topic")
REPEATS: frozenset[Intent] = frozenset(("again", "shorter"))
"""Turns that ask for the last answer once more."""
KEPT = 1024
"""Turns whose intent is remembered, some 4 KiB each, so that the history of a conversation is not encoded at each of its turns."""


@dataclass(frozen=True, slots=True)
class IntentDecision:
    """What kind of turn a text is.

    Attributes:
        intent: `question` where no other is probable enough.
        probability: that it is that; 1 where a pattern decided.
        text: the turn without the small talk around it, which is what was classified and is to be searched.
        nearest: the example of that intent that is nearest in meaning; empty where a pattern decided.
        probabilities: of all intents; empty where a pattern decided.
        sure: the patterns that decided, the first of them for the intent.
        vector: of `text`, as the encoder gives it for a question; None where a pattern decided.
        encode_ms: how long deciding took, which is encoding above all; hardly anything for a turn that was remembered.
    """

    intent: Intent
    probability: float
    text: str
    nearest: str = ""
    probabilities: Mapping[Intent, float] = field(default_factory=dict, hash=False)
    sure: tuple[SureIntent, ...] = ()
    vector: Vectors | None = field(default=None, compare=False, repr=False)
    encode_ms: float = field(default=0.0, compare=False)

    @property
    def talk_probability(self) -> float:
        """The probability that it is talk of any kind."""
        return sum(chance for intent, chance in self.probabilities.items() if intent in TALK)

    @property
    def is_talk(self) -> bool:
        """Whether it is small talk or about the assistant."""
        return self.intent in TALK


@dataclass(frozen=True)
class IntentClassifier:
    """Decides the intent of a turn, in the space of one encoder. Safe to share between threads."""

    encoder: Encoder
    model: NearestClass
    examples: tuple[Example, ...]

    @classmethod
    def load(cls, encoder: Encoder, own: Path | None = None) -> IntentClassifier:
        """A classifier that learned from the shipped examples and, if the file `own` exists, the operator's, which only add to them.

        Raises:
            ConfigError: `own` is not a file of example sentences.
        """
        return cls(encoder, *load_model(encoder, own))

    def decide(self, turn: str) -> IntentDecision:
        """The intent of a checked turn. A greeting with a question in it is a question."""
        started = time.perf_counter()
        decision = self._decisions(turn)
        return replace(decision, encode_ms=(time.perf_counter() - started) * 1e3)

    @cached_property
    def _decisions(self) -> Callable[[str], IntentDecision]:
        return lru_cache(maxsize=KEPT)(self._decide)

    def _decide(self, turn: str) -> IntentDecision:
        if sure := sure_intents(turn):
            return IntentDecision(sure[0].intent, 1.0, turn, sure=sure)
        if kind := only_small_talk(turn):
            return IntentDecision(kind, 1.0, turn)
        if not WORD.search(turn):
            return IntentDecision("question", 1.0, turn)  # "???" means nothing, and no example is near it
        text = strip_small_talk(turn)
        # Encoders know hardly any words in capitals; the query is made small in the same way.
        text = text.lower() if text.isupper() else text
        vector = self.encoder.encode_queries([text])[0]
        decision = self._classify(text, vector)
        if decision.intent in ("question", *TALK) and decision.talk_probability >= TUNING.maybe_talk_from:
            decision = self._by_sentence(turn) or decision
        return replace(decision, text=text, vector=vector)

    def _classify(self, text: str, vector: Vectors) -> IntentDecision:
        chances, nearest = self.model.probabilities(vector)
        probabilities = weigh_intents(dict(zip(INTENTS, chances.tolist(), strict=True)))
        intent = choose_intent(probabilities, may_refuse=not asks_what_is_permitted(text))
        example = self.examples[nearest[INTENTS.index(intent)]].text
        return IntentDecision(intent, probabilities[intent], text, example, probabilities)

    def _by_sentence(self, turn: str) -> IntentDecision | None:
        """What a turn of several sentences is: a question if it ends with one, talk if all of them are; None where that says nothing.

        "Halo, saya Rudi. Saya baru di sini. Cara bertanyanya bagaimana?" asks how to use the assistant.
        """
        sentences = split_turn(turn)
        if len(sentences) < 2:
            return None
        vectors = self.encoder.encode_queries(sentences)
        decisions = [
            IntentDecision(kind, 1.0, sentence)
            if (kind := only_small_talk(sentence))
            else self._classify(sentence, vector)
            for sentence, vector in zip(sentences, vectors, strict=True)
        ]
        if decisions[-1].intent == "question":
            return decisions[-1]  # "Halo, saya Rudi. Siapa ketuanya?" is one
        if not all(each.is_talk for each in decisions):
            return None
        # Of sentences that tell as much, the last.
        return max(reversed(decisions), key=lambda each: _TELLING.index(each.intent))


def weigh_intents(probabilities: Mapping[Intent, float]) -> dict[Intent, float]:
    """The probabilities, where all intents were equally likely beforehand, as they are where some are likelier than others."""
    prior = {"question": TUNING.question_prior} | dict.fromkeys(_REFUSED, TUNING.refused_prior)
    weighed = {intent: chance * prior.get(intent, 1.0) for intent, chance in probabilities.items()}
    total = sum(weighed.values())
    return {intent: chance / total for intent, chance in weighed.items()}


def choose_intent(probabilities: Mapping[Intent, float], may_refuse: bool = True) -> Intent:
    """The intent that its probabilities allow; `question` where none is probable enough.

    Talk is one answer with several wordings, so its kinds count together. `may_refuse` says whether the turn may be taken for a
    partisan request, or one to override, at all.
    """

    def likeliest(intents: Collection[Intent]) -> Intent:
        return max(intents, key=lambda intent: probabilities[intent])

    if sum(probabilities[intent] for intent in TALK) >= TUNING.talk_from:
        return likeliest(sorted(TALK))
    refusing = likeliest(("partisan", "override"))
    if may_refuse and probabilities["partisan"] + probabilities["override"] >= TUNING.refuse_from:
        return refusing
    if probabilities["off_topic"] >= TUNING.off_topic_from:
        return "off_topic"
    other = likeliest(("again", "shorter", "overview", "statement"))
    return other if probabilities[other] >= TUNING.other_intent_from else "question"
