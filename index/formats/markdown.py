"""Markdown."""

from __future__ import annotations

from index.formats.encodings import decode_bytes
from index.formats.extracted import Extracted


def extract_markdown(data: bytes, name: str) -> Extracted:
    """Every character as it is, Markdown's marks too."""
    found = decode_bytes(data, name)
    return Extracted(found.text, warnings=found.warnings)
