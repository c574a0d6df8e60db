"""What the next page of a session shows once, besides its notice: the results of an upload, and what can be undone."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Literal

from assistant.web.security.login import SESSIONS_KEPT, Session
from assistant.web.shared.notices import Notice

UploadState = Literal["added", "same", "waiting", "failed"]


@dataclass(frozen=True, slots=True)
class UploadResult:
    """What became of one uploaded file.

    Attributes:
        name: as it was sent.
        state: whether it is in the folder, changes nothing, waits for a decision, or cannot be used.
        notice: says so.
        page: where to go on, below `/operator`; "" for nowhere.
    """

    name: str
    state: UploadState
    notice: Notice
    page: str = ""


@dataclass(frozen=True, slots=True)
class Remembered:
    """The results of the last upload, and the item of the bin that "undo" restores."""

    results: tuple[UploadResult, ...] = ()
    undo: str = ""


class SessionMemory:
    """Keeps it for each session until its next page; of the sessions that are over, the oldest are forgotten."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Remembered] = OrderedDict()

    def put(self, session: Session, remembered: Remembered) -> None:
        """Keep it for the session's next page."""
        self._kept[session.form_token] = remembered
        while len(self._kept) > SESSIONS_KEPT:
            self._kept.popitem(last=False)

    def take(self, session: Session) -> Remembered:
        """What was kept, once."""
        return self._kept.pop(session.form_token, Remembered())
