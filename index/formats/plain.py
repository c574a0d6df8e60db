"""Plain text: every character as it is."""

from __future__ import annotations

from index.errors import DocumentError
from index.formats.extracted import Extracted


def decode_text(data: bytes, name: str) -> str:
    """Bytes to text: UTF-8 (with or without a byte order mark), or UTF-16 with one.

    Raises:
        DocumentError: neither; nothing is guessed, since a wrong guess would corrupt every quote.
    """
    # "sig": a byte order mark is no part of the text.
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise DocumentError(
            "encoding",
            f"{name} is not UTF-8 (byte {error.start}). Convert it, for example: "
            f"iconv -f WINDOWS-1252 -t UTF-8 {name} > new.txt",
        ) from None


def extract_plain(data: bytes, name: str) -> Extracted:
    """Plain text: every character as it is."""
    return Extracted(decode_text(data, name))
