"""How long a conversation and its answer are, in the field where OpenAI's API counts tokens."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.web.api.openai_api.replies import Usage

_TOKEN = re.compile(r"\w+|[^\w\s]")


def count_tokens(text: str) -> int:
    """The words, numbers and punctuation marks of a text.

    No language model need run here, so there are no tokens of one: this is a measure of length, the same on every machine.
    """
    return len(_TOKEN.findall(text))


def count_usage(prompt: Iterable[str], completion: str) -> Usage:
    """The counts of the texts of all messages, and of the answer."""
    asked, said = sum(map(count_tokens, prompt)), count_tokens(completion)
    return Usage(prompt_tokens=asked, completion_tokens=said, total_tokens=asked + said)
