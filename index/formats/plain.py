"""Plain text: every character as it is."""

from __future__ import annotations

from index.formats.encodings import decode_bytes
from index.formats.extracted import Extracted


def extract_plain(data: bytes, name: str) -> Extracted:
    """Plain text: every character as it is."""
    found = decode_bytes(data, name)
    return Extracted(found.text, warnings=found.warnings)


def decode_text(data: bytes, name: str) -> str:
    """The text of a file whose reader has nowhere to say what was guessed of its encoding; see `decode_bytes`."""
    return decode_bytes(data, name).text
