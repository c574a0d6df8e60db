"""What follows a form of the operator's page."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.web.shared.notices import Notice


@dataclass(frozen=True, slots=True)
class Outcome:
    """The page that follows a form, as its address below `/operator`, and what to say there."""

    page: str
    notice: Notice | None
