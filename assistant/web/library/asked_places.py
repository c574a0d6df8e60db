"""The places of an article that an address asks to be marked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Query

from assistant.articles.marks import Marks, parse_marks
from index.document import Document


@dataclass(frozen=True, slots=True)
class AskedPlaces:
    """The places of an article that an address asks to be marked."""

    # Texts, not numbers: people edit and shorten addresses, and a wrong place must not cost them the article.
    start: str | None = None
    end: str | None = None
    mark: Annotated[list[str] | None, Query()] = None

    def of(self, document: Document) -> Marks:
        """Those that the article has."""
        return parse_marks(document, self.start, self.end, self.mark or [])
