"""Small talk around a question, and small talk that is all there is. The words and patterns are those of `data/small_talk.toml`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from index.analyzer import WORD
from index.word_rules import WordRules

RULES = WordRules(Path(__file__).parent / "data" / "small_talk.toml")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")
_DRAWN_OUT = re.compile(r"([^\W\d_])(?:\1{2,}|\1+\b)", re.IGNORECASE)
_KINDS: tuple[tuple[str, Literal["goodbye", "thanks", "greeting"]], ...] = (
    # In this order: "Selamat malam, sampai jumpa" is a goodbye, "Halo, terima kasih" thanks, "Selamat sore 🙏" a greeting.
    ("says_goodbye", "goodbye"),
    ("says_thanks", "thanks"),
    ("says_hello", "greeting"),
    ("agrees_or_signs", "thanks"),
)


def strip_small_talk(question: str) -> str:
    """The question without the greeting, thanks or address around it: "kapan pilkada?" of "pagi min, kapan pilkada?".

    A question that consists of nothing else comes back as it is, and so does one with a word of greeting that means something in it.
    """
    bare = RULES.pattern("opening").sub("", question)
    closing = RULES.pattern("closing").search(bare)
    if closing:
        asks = "?" if "?" in closing.group() else ""
        bare = bare[: closing.start()] + asks
    return bare.strip() if WORD.search(bare) else question


def only_small_talk(question: str) -> Literal["goodbye", "thanks", "greeting"] | None:
    """What a turn is that has no other word than those of greeting, thanks and address; None for any other turn."""
    said = next((form for form in (question, _squeeze(question)) if RULES.pattern("nothing_else").search(form)), None)
    return next((kind for rule, kind in _KINDS if said and RULES.pattern(rule).search(said)), None)


def split_turn(turn: str) -> list[str]:
    """The sentences of a turn that have a word in them."""
    return [sentence for sentence in _SENTENCE_END.split(turn) if WORD.search(sentence)]


def _squeeze(text: str) -> str:
    """Letters that are drawn out, at the end of a word or three times, once: "makasi ya" of "makasiii yaa"."""
    return _DRAWN_OUT.sub(r"\1", text)
