"""What becomes of an uploaded file: it enters the folder, changes nothing, or waits until somebody has seen what it would replace."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.publishing.details import Details
from assistant.publishing.difference import Difference, compare_documents
from assistant.publishing.folder import PlannedFile, SourcesFolder
from assistant.publishing.similar import SimilarDocuments
from assistant.publishing.waiting import Clash, WaitingUpload, WaitingUploads
from index.bank import BankEntry
from index.document import Document
from index.errors import DocumentError

Taken = Literal["added", "same", "waiting"]
"""What became of an upload: it is in the folder, it is a document that is there already, or it waits for a decision."""


@dataclass(frozen=True, slots=True)
class TakenUpload:
    """What became of one uploaded file; `token` is that of a waiting one."""

    result: Taken
    file: str
    token: str = ""


@dataclass(frozen=True, slots=True)
class Replacement:
    """What an upload that waits would change.

    Attributes:
        upload: which.
        before, after: the document that is there, and the one that would be.
        difference: between them.
        seal: of the document that is there, as it is now.
        free_name: a name under which it could be added as another document.
    """

    upload: WaitingUpload
    before: Document
    after: PlannedFile
    difference: Difference
    seal: str
    free_name: str


class Uploads:
    """Takes uploads for one folder. Safe to share between threads."""

    def __init__(self, folder: SourcesFolder, entries: Callable[[], Sequence[BankEntry]]) -> None:
        """`entries` gives the entries of the folder's question bank."""
        self.waiting = WaitingUploads(folder.folder)
        self._folder, self._entries, self._similar = folder, entries, SimilarDocuments()

    def take(self, name: str, data: bytes, details: Details) -> TakenUpload:
        """Add an uploaded file, or let it wait where it would replace a document.

        Raises:
            SourceError: the document, its name, or the folder as it is cannot be used.
        """
        planned = self._folder.plan(name, data, details)
        clash = self._clash(planned)
        if clash is None:
            try:
                return TakenUpload("added", self._folder.add(name, data, details).file)
            except DocumentError as error:
                if error.code not in ("exists", "id"):
                    raise
                # Somebody else added one of that name just now.
                clash = self._clash(self._folder.plan(name, data, details))
                if clash is None:
                    raise
        kind, other = clash
        if details == Details() and (self._folder.folder / other).read_bytes() == data:
            return TakenUpload("same", other)
        return TakenUpload("waiting", other, self.waiting.put(name, data, kind, other, details).token)

    def replacement(self, token: str) -> Replacement:
        """What a waiting upload would change, compared with the document as it is now.

        Raises:
            SourceError: it does not wait any more, or one of the two documents cannot be read.
        """
        upload, data = self.waiting.get(token)
        # The seal first: where somebody changes the document in between, replacing it is refused.
        seal = self._folder.seal(upload.replaces)
        before = self._folder.document(upload.replaces)
        after = self._folder.plan(upload.name, data, upload.details, instead_of=upload.replaces)
        difference = compare_documents(before, after.document, self._entries())
        return Replacement(upload, before, after, difference, seal, self._free_name(upload.name))

    def replace(self, token: str, seen: str) -> str:
        """Put a waiting upload in the place of its document, which goes to the bin; returns the file's name.

        Raises:
            SourceError: as `replacement`, or somebody has changed the document since `seen`, its seal.
        """
        upload, data = self.waiting.get(token)
        planned = self._folder.add(
            upload.name,
            data,
            upload.details,
            instead_of=upload.replaces,
            seen=seen,
            removing=self.waiting.paths(token),
        )
        return planned.file

    def add_beside(self, token: str, name: str) -> str:
        """Add a waiting upload as another document, under a name of its own; returns the file's name.

        Raises:
            SourceError: it does not wait any more, or the name is taken or cannot be used.
        """
        upload, data = self.waiting.get(token)
        # Under the ending that it has: a name with another one would say that the file is of another kind.
        ending = Path(upload.name).suffix
        full = name if name.lower().endswith(ending.lower()) else name + ending
        planned = self._folder.add(full, data, upload.details, removing=self.waiting.paths(token))
        return planned.file

    def _clash(self, planned: PlannedFile) -> tuple[Clash, str] | None:
        """The document that a file would replace, and why."""
        if planned.replaces:
            return "name", planned.replaces
        if other := self._folder.displaced_by(planned.file):
            return "id", other
        others = [listed.document for listed in self._folder.documents() if listed.document]
        near = self._similar.nearest(planned.document, others)
        return ("content", near.file) if near else None

    def _free_name(self, name: str) -> str:
        """A file name like this one that no document has, and whose id none has."""
        path = Path(name)
        taken = {Path(listed.file).stem for listed in self._folder.documents()}
        stem = path.stem
        number = 2
        while stem in taken:
            stem, number = f"{path.stem}-{number}", number + 1
        return f"{stem}{path.suffix}"
