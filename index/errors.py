"""Every error that Netral raises on purpose. Each message ends by saying what to do.

NetralError
├── ConfigError            a setting or key that does not exist, or a value out of range
├── SourceError            a folder of articles, or its manifest, that cannot be used
│   └── DocumentError        an article that cannot be read, or a change to the folder that is refused
│       └── LimitError         an article whose reading met a limit (`reading_limits.py`)
├── BankError              a question bank, or an entry of one, that cannot be used
├── EncoderError           an encoder that cannot be loaded, or gives vectors of the wrong shape
├── ReaderError            a reader model that cannot be loaded
├── StoreError             an index on disk
│   ├── IndexMissingError    there is none
│   ├── IndexDamagedError    a file is missing, or differs from its checksum
│   ├── IndexMismatchError   it was built with other settings than those in use
│   └── SwitchError          an earlier index that is not put in force
├── QuestionError          a question that cannot be asked (empty, too long, only punctuation)
├── BusyError              as many questions wait as may
├── SourceNotFoundError    a source id that is not in the index
├── RecordsError           the file of conversations and feedback cannot be read or written
│   ├── RecordsBusyError     another program holds it
│   ├── RecordsDamagedError  it is no database, or a part of it cannot be read
│   │   └── RowDamagedError    one row cannot be read; the others can
│   └── RecordsVersionError  its tables are those of a newer version
├── DiskFullError          no space left for what has to be written; an OSError, too
│   └── RecordsFullError     for conversations and feedback; a RecordsError, too
├── EditConflictError      somebody else has saved the same thing since it was opened
├── ReleaseError           what is shipped cannot be made or checked: lock, licences, bill of materials, image
└── QuoteError             a quote that is not the source's text: raised instead of shown
"""

from __future__ import annotations

import difflib
import errno
from collections.abc import Iterable
from pathlib import Path


class NetralError(Exception):
    """Base of all errors raised on purpose."""


class ConfigError(NetralError):
    """A setting or key that does not exist, or a value out of range."""


class SourceError(NetralError):
    """A folder of articles, or its manifest, that cannot be used."""


class DocumentError(SourceError):
    """An article that cannot be read, or a change to the folder that is refused.

    `code` names the reason, so that a page can give it in its own language.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class BankError(NetralError):
    """A question bank, or an entry of one, that cannot be used."""


class ReleaseError(NetralError):
    """What is shipped cannot be made or checked: the lock, the licences, the bill of materials, the image."""


class EncoderError(NetralError):
    """An encoder that cannot be loaded, or gives vectors of the wrong shape."""


class ReaderError(NetralError):
    """A reader model that cannot be loaded."""


class LanguageModelError(NetralError):
    """A language model that gave no reply that can be used. `code` is the reason: `assistant.llm.client.Failure`."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class StoreError(NetralError):
    """Base of the errors about an index on disk."""


class IndexMissingError(StoreError):
    """There is no index in the folder."""


class IndexDamagedError(StoreError):
    """A file of the index is missing, or differs from what was written."""


class IndexMismatchError(StoreError):
    """The index was built with other settings than those in use."""


class SwitchError(StoreError):
    """An earlier index that is not put in force. `code` names the reason, so that a page can give it in its own language."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class QuestionError(NetralError):
    """A question that cannot be asked. `code` names the reason, so that a page can give it in its own language."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class BusyError(NetralError):
    """As many questions wait as may. `seconds`: after how many it is worth asking again."""

    def __init__(self, seconds: int) -> None:
        unit = "second" if seconds == 1 else "seconds"
        super().__init__(f"Too many questions wait for their answers. Ask again in {seconds} {unit}.")
        self.seconds = seconds


class SourceNotFoundError(NetralError):
    """A source id that is not in the index."""


class RecordsError(NetralError):
    """The file of conversations and feedback cannot be read or written."""


class RecordsBusyError(RecordsError):
    """Another program holds the file, for longer than a request should wait."""


class RecordsDamagedError(RecordsError):
    """The file is no database, or a part of it cannot be read."""


class RowDamagedError(RecordsDamagedError):
    """One row of the file cannot be read. Lists leave it out, so that it does not hide the others."""


class RecordsVersionError(RecordsError):
    """The tables of the file are those of a newer version of this program."""


class DiskFullError(NetralError, OSError):
    """There is no space left on a disk, a quota is used up, or a file would be over the limit for files.

    An `OSError` as well: whatever goes on without a disk that refuses goes on without a full one.

    Attributes:
        folder: where the space is missing.
        needed: bytes that are needed at least; 0 where that is not known.
        free: bytes that are free.
    """

    def __init__(self, folder: Path, needed: int, free: int, advice: str) -> None:
        wanted = f"{needed:,} bytes needed, " if needed else ""
        super().__init__(f"No space left on {folder}: {wanted}{free:,} free. {advice}")
        self.folder, self.needed, self.free, self.advice = folder, needed, free, advice
        self.errno = errno.ENOSPC


class RecordsFullError(DiskFullError, RecordsError):
    """There is no space left for conversations and feedback."""


class EditConflictError(NetralError):
    """Somebody else has saved the same thing since it was opened: `by` whom and when (`on`, ISO)."""

    def __init__(self, by: str, on: str, message: str) -> None:
        super().__init__(message)
        self.by, self.on = by, on


class QuoteError(NetralError):
    """A citation whose quote is not the source's text at its offsets."""


def check_keys(given: Iterable[str], known: Iterable[str], where: str) -> None:
    """Refuse the first unknown key of `given`, naming the nearest known one.

    Raises:
        ConfigError: a key of `given` is not among `known`.
    """
    names = sorted(known)
    for key in given:
        if key not in names:
            near = difflib.get_close_matches(key, names, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(names)}."
            raise ConfigError(f"Unknown key {key!r} in {where}: {hint}")
