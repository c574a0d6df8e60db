"""What the operator's pages work with, put together once for the server."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from assistant.answer import Lang
from assistant.publishing.drafting import DraftQuestions
from assistant.publishing.folder import SourcesFolder
from assistant.publishing.health import SpaceMeter
from assistant.publishing.listing import ListedFile
from assistant.publishing.pending import FolderComparison, PendingChanges
from assistant.publishing.publisher import Publisher
from assistant.publishing.rollback import Rollback
from assistant.publishing.uploads import Uploads
from assistant.quality.inbox import Inbox
from assistant.settings import Settings
from assistant.web.operator.asked import AskedQuestions
from assistant.web.operator.memory import SessionMemory
from assistant.web.operator.questions import QuestionDesk
from assistant.web.security.login import Session
from index.bank import BankEntry
from index.errors import NetralError, SourceError
from index.store import Index

_log = logging.getLogger("netral")


@dataclass(frozen=True)
class Workplace:
    """Everything behind the pages; `root` is the prefix of a reverse proxy."""

    settings: Settings
    folder: SourcesFolder
    publisher: Publisher
    desk: QuestionDesk
    uploads: Uploads
    comparison: FolderComparison
    rollback: Rollback
    meter: SpaceMeter
    asked: AskedQuestions
    memory: SessionMemory
    root: str

    @classmethod
    def open(cls, settings: Settings, publisher: Publisher, inbox: Inbox, drafter: DraftQuestions | None) -> Workplace:
        """The workplace over the folder that `publisher` publishes."""
        folder = SourcesFolder(publisher.sources, publisher.unpublished, settings.reading_limits)
        try:
            folder.journal.settle()
        except (NetralError, OSError) as error:  # the server answers all the same, and the next change tries again
            _log.error("%s", error)
        desk = QuestionDesk(folder, publisher, drafter)
        return cls(
            settings,
            folder,
            publisher,
            desk,
            Uploads(folder, desk.usable_entries),
            FolderComparison(),
            Rollback(settings, publisher),
            SpaceMeter(settings),
            AskedQuestions(inbox),
            SessionMemory(),
            settings.root_path,
        )

    def listed(self) -> tuple[list[ListedFile], Exception | None]:
        """The files of the folder, or why they cannot be listed."""
        try:
            return self.folder.documents(), None
        except (SourceError, OSError) as error:
            return [], error

    def entries(self) -> tuple[BankEntry, ...]:
        """The entries of the folder's question bank; none where it cannot be read, which the pages about questions say."""
        return self.desk.usable_entries()

    def pending(self, listed: list[ListedFile], problem: Exception | None, index: Index | None) -> PendingChanges:
        """What is not published yet; nothing is known of a folder that cannot be read."""
        return PendingChanges() if problem else self.comparison.pending(listed, index, self.entries())


@dataclass(frozen=True, slots=True)
class Visit:
    """Who looks at a page, and in which language."""

    session: Session
    lang: Lang
