"""Pictures for the tests of logos."""

from __future__ import annotations

import struct
import zlib

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 {size}">\n{inside}</svg>'


def svg(inside: str = '<path d="M0 0h9v9z" fill="#123456"/>', size: str = "32 32") -> bytes:
    """A drawing; what is `inside` begins on its second line."""
    return SVG.format(inside=inside, size=size).encode()


def chunk(name: bytes, content: bytes) -> bytes:
    """A part of a PNG, with its checksum."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(width: int = 4, height: int = 4) -> bytes:
    """A grey picture."""
    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
