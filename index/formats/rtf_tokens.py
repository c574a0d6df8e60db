"""Rich Text Format as tokens: control words, groups and characters. Rich Text Format Specification 1.9.1."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

_TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?"
    r"|\\'(?P<hex>[0-9a-fA-F]{2})"
    r"|\\(?P<symbol>[^a-zA-Z])"
    r"|(?P<brace>[{}])"
    r"|[\r\n]+"
    r"|(?P<text>[^\\{}\r\n]+)",
    re.DOTALL,
)
SYMBOL_CHARSET = "symbol"
CHARSETS = {
    2: SYMBOL_CHARSET, 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
"""A font's `\\fcharset` to the code page of its characters, where that is not the document's. Those of a symbol font are pictures."""


@dataclass(frozen=True, slots=True)
class Token:
    r"""A control word with its number (None without), a brace, a symbol such as `~` for `\~`, or bytes in the font's code page."""

    kind: Literal["word", "open", "close", "symbol", "bytes"]
    text: str = ""
    number: int | None = None
    data: bytes = b""


def tokens(data: bytes) -> Iterator[Token]:
    r"""The tokens of a file; what `\bin` announces is passed over."""
    text = data.decode("latin-1")  # a character for each byte
    at = 0
    while found := _TOKEN.match(text, at):
        at = found.end()
        if word := found["word"]:
            number = int(found["number"]) if found["number"] else None
            if word == "bin":
                at += max(number or 0, 0)
            else:
                yield Token("word", word, number)
        elif found["brace"]:
            yield Token("open" if found["brace"] == "{" else "close")
        elif found["symbol"]:
            yield Token("symbol", found["symbol"])
        elif found["hex"]:
            yield Token("bytes", data=bytes.fromhex(found["hex"]))
        elif found["text"]:
            yield Token("bytes", data=found["text"].encode("latin-1"))
