"""What a file is by its first bytes, whatever its name says."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Literal, TypeAlias

Content: TypeAlias = Literal[
    "docx", "xlsx", "pptx", "odt", "ods", "odp", "doc", "xls", "ppt", "msg", "locked", "rtf", "pdf", "html",
    "zip", "rar", "7z", "gzip", "bzip2", "xz", "tar", "unknown",
]  # fmt: skip

_SIGNATURES: tuple[tuple[bytes, Content], ...] = (
    (b"{\\rtf", "rtf"),
    (b"%PDF-", "pdf"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
)
_OLE = b"\xd0\xcf\x11\xe0"
"""How files of Office 97 to 2003 begin, and those of today that need a password."""
_STREAMS: tuple[tuple[str, Content], ...] = (
    ("EncryptedPackage", "locked"),
    ("__properties_version1.0", "msg"),
    ("WordDocument", "doc"),
    ("PowerPoint Document", "ppt"),
    ("Workbook", "xls"),
    ("Book", "xls"),
)
_FOLDERS: tuple[tuple[str, Content], ...] = (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"))
_OPEN_DOCUMENT: tuple[tuple[bytes, Content], ...] = (
    (b"opendocument.text", "odt"),
    (b"opendocument.spreadsheet", "ods"),
    (b"opendocument.presentation", "odp"),
)
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)


def content_of(data: bytes) -> Content:
    """What the bytes are; "unknown" is anything that has no form of its own, such as plain text."""
    start = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    for signature, content in _SIGNATURES:
        if start.startswith(signature):
            return content
    if data.startswith(_OLE):
        return _in_ole(data)
    if data.startswith(b"PK\x03\x04"):
        return _in_zip(data)
    if data[257:262] == b"ustar":
        return "tar"
    return "html" if _HTML.match(start) else "unknown"


def _in_ole(data: bytes) -> Content:
    for stream, content in _STREAMS:
        if stream.encode("utf-16-le") in data:
            return content
    return "doc"


def _in_zip(data: bytes) -> Content:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return "unknown"
    # An OpenDocument file says what it is in its first part, which is never compressed.
    for kind, content in _OPEN_DOCUMENT:
        if kind in data[:200]:
            return content
    for folder, content in _FOLDERS:
        if any(name.startswith(folder) and name.endswith(".xml") for name in names):
            return content
    return "zip"
