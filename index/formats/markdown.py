"""Markdown."""

from __future__ import annotations

from index.formats.extracted import Extracted
from index.formats.plain import decode_text


def extract_markdown(data: bytes, name: str) -> Extracted:
    """Every character as it is, Markdown's marks too."""
    return Extracted(decode_text(data, name))
