"""The JSON object in what a model wrote. Servers without a grammar put words, a fence of code or reasoning around it."""

from __future__ import annotations

import json
from typing import Any

MOST_CHARACTERS = 100_000
"""Of a reply that are looked at."""
MOST_TRIES = 200
"""Braces from which an object is tried to be read: each try reads to the first mistake behind it."""
END_OF_REASONING = "</think>"


def json_object(text: str) -> dict[str, Any] | None:
    """The last whole object of a reply that lies in no other one; None where there is none.

    Models that reason write drafts before, so the last one counts; what stands before the end of their reasoning does not count at all.
    """
    text = text[-MOST_CHARACTERS:].rpartition(END_OF_REASONING)[2]
    decoder = json.JSONDecoder(parse_constant=lambda _: None)
    found: dict[str, Any] | None = None
    at = text.find("{")
    for _ in range(MOST_TRIES):
        if at < 0:
            break
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            found = value
        at = text.find("{", end)
    return found
