"""ZIP files that are the same bytes each time: what DOCX, XLSX and ODT files are."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping

MADE = (2024, 11, 1, 8, 0, 0)
"""When every file says that it was made."""


def archive(parts: Mapping[str, str | bytes], stored: Iterable[str] = ()) -> bytes:
    """A ZIP file of these parts, in this order; those in `stored` are not compressed."""
    file, plain = io.BytesIO(), set(stored)
    with zipfile.ZipFile(file, "w") as packed:
        for name, data in parts.items():
            about = zipfile.ZipInfo(name, MADE)
            about.compress_type = zipfile.ZIP_STORED if name in plain else zipfile.ZIP_DEFLATED
            packed.writestr(about, data)
    return file.getvalue()


def archive_again(data: bytes) -> bytes:
    """The same parts with one time for all of them."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return archive({name: packed.read(name) for name in packed.namelist()})
