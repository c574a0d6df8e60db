"""What follows a form of the operator's page."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.web.operator.memory import UploadResult
from assistant.web.shared.notices import Notice


@dataclass(frozen=True, slots=True)
class Outcome:
    """The page that follows a form, as its address below `/operator`, and what to say there.

    `results` are those of uploaded files; `undo` is the item of the bin that the page offers to restore.
    """

    page: str
    notice: Notice | None
    results: tuple[UploadResult, ...] = ()
    undo: str = ""
