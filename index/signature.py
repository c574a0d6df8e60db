"""What a file is by its first bytes, whatever its name says: offices rename files, and programs save one format under another's ending."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How the files of Office 97 to 2003 begin, and those of later ones under a password."""
LOOKED_AT = 4096
"""Bytes in which a page or a letter says what it is."""
ALIKE = (frozenset({".htm", ".html"}), frozenset({".txt", ".md"}), frozenset({".eml", ".mht", ".mhtml"}))
"""Endings of one kind of file."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What a file is: in words ("a PDF"), and the ending that such files have."""

    words: str
    ending: str


_BEGINNINGS = (
    (b"%PDF-", Signature("a PDF", ".pdf")),
    (b"{\\rtf", Signature("an RTF file", ".rtf")),
    (b"\xff\xd8\xff", Signature("a JPEG picture", ".jpg")),
    (b"\x89PNG\r\n", Signature("a PNG picture", ".png")),
    (b"GIF8", Signature("a GIF picture", ".gif")),
    (b"II*\0", Signature("a TIFF picture", ".tif")),
    (b"MM\0*", Signature("a TIFF picture", ".tif")),
    (b"Rar!", Signature("a RAR archive", ".rar")),
    (b"7z\xbc\xaf\x27\x1c", Signature("a 7z archive", ".7z")),
    (b"\x1f\x8b", Signature("a gzip archive", ".gz")),
)
_IN_ZIP = (
    ("word/", Signature("a Word file", ".docx")),
    ("xl/", Signature("an Excel file", ".xlsx")),
    ("ppt/", Signature("a PowerPoint file", ".pptx")),
)
_OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": Signature("an OpenDocument text", ".odt"),
    b"application/vnd.oasis.opendocument.spreadsheet": Signature("an OpenDocument table", ".ods"),
    b"application/vnd.oasis.opendocument.presentation": Signature("an OpenDocument presentation", ".odp"),
    b"application/epub+zip": Signature("an e-book", ".epub"),
}
# The names of the streams in a compound file, which are UTF-16.
_IN_OLE = (
    ("EncryptedPackage", Signature("an Office file under a password", "")),
    ("__properties_version1.0", Signature("a message of Outlook", ".msg")),
    ("WordDocument", Signature("an old Word file", ".doc")),
    ("Workbook", Signature("an old Excel file", ".xls")),
    ("Book", Signature("an old Excel file", ".xls")),
    ("PowerPoint Document", Signature("an old PowerPoint file", ".ppt")),
)
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype html|html)[\s>]", re.IGNORECASE | re.DOTALL
)
_MHTML = re.compile(rb"(?:\A|\n)Content-Type:\s*multipart/related", re.IGNORECASE)


def read_signature(data: bytes) -> Signature | None:
    """What the bytes of a file say that it is; None where they say nothing, as those of plain text."""
    start = data[:LOOKED_AT].removeprefix(b"\xef\xbb\xbf").lstrip()
    if data.startswith(b"PK\x03\x04"):
        return _of_zip(data)
    # The whole mark is 8 bytes; a file that is cut off after fewer is one all the same.
    if data.startswith(OLE[:4]):
        return _of_compound(data)
    if found := next((signature for beginning, signature in _BEGINNINGS if start.startswith(beginning)), None):
        return found
    if _HTML.match(start):
        return Signature("a web page", ".html")
    return Signature("a web page in one file", ".mht") if _MHTML.search(start) and b"MIME-Version" in start else None


def is_alike(ending: str, other: str) -> bool:
    """Whether two endings are those of one kind of file."""
    return ending == other or any({ending, other} <= kind for kind in ALIKE)


def _of_zip(data: bytes) -> Signature | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            kind = _first_bytes(archive, "mimetype") if "mimetype" in names else b""
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError):
        return None  # damaged, or plain text that begins with these letters: the reader of its ending says so
    if kind in _OPEN_DOCUMENT:
        return _OPEN_DOCUMENT[kind]
    inside = next((signature for folder, signature in _IN_ZIP if any(name.startswith(folder) for name in names)), None)
    return inside or Signature("a ZIP archive", ".zip")


def _first_bytes(archive: zipfile.ZipFile, name: str) -> bytes:
    # No more: a few bytes may unpack to gigabytes.
    with archive.open(name) as file:
        return file.read(80).strip()


def _of_compound(data: bytes) -> Signature:
    found = (signature for stream, signature in _IN_OLE if stream.encode("utf-16-le") in data)
    return next(found, Signature("a file of old Office", ".doc"))
