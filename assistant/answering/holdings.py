"""What answers come from, in two facts that any page may say."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Holdings:
    """How many articles there are, and the ISO date of the newest; None where none has a date."""

    articles: int = 0
    newest: str | None = None
