"""The bytes of a text file to its text: UTF-8 and UTF-16 as they are, an older encoding by what its characters would be.

A wrong guess would corrupt every quote. So an encoding is taken only where nearly every character beyond ASCII is one that Indonesian texts
have, in a place where they have it. A general detector was tried, charset-normalizer 3.5: of 16 short texts in Windows-1252 it read 10
rightly (13 where it had three encodings to choose from), of 15 in Mac Roman 2 (6). This module reads 15 and 14 of them, and refuses two.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.errors import DocumentError
from index.toml import read_toml

ENCODINGS = Path(__file__).parents[1] / "data" / "encodings.toml"
LEAST_FIT = 0.8
"""Mean weight of the characters beyond ASCII from which an older encoding is taken."""
MOST_FOREIGN = 0.25
"""Share of all letters that may be beyond ASCII: of more, the text is in another script."""
MOST_CONTROLS = 0.01
"""Share of control characters from which a file is no text."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    # Before UTF-16, whose mark begins this one.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE = (("utf-16-le", "UTF-16"), ("utf-16-be", "UTF-16"), ("utf-32-le", "UTF-32"), ("utf-32-be", "UTF-32"))
_PLACES: Mapping[str, Callable[[str, str, str], bool]] = {
    "anywhere": lambda _before, _character, _after: True,
    "before_word": lambda before, _, after: not before.isalnum() and not after.isspace(),
    "after_word": lambda before, _, _after: bool(before.strip()),
    "before_number": lambda before, _, after: after.isdigit() or (after.isspace() and not before.isalpha()),
    "in_word": lambda before, _, after: before.isalpha() or after.islower(),
    "in_capitals": lambda before, _, after: not before.islower() and (before.isupper() or after.isalpha()),
}
"""What may stand before and after a character; both are a space at the ends of the text."""


@dataclass(frozen=True, slots=True)
class DecodedText:
    """A text, and what was guessed of its encoding, in words."""

    text: str
    warnings: tuple[str, ...] = ()


def decode_bytes(data: bytes, name: str) -> DecodedText:
    """The text of a file, without its byte order mark.

    Raises:
        DocumentError: it is no text, or its encoding cannot be told.
    """
    marked = next((codec for mark, codec in _MARKS if data.startswith(mark)), None)
    try:
        found = DecodedText(data.decode(marked or "utf-8"))
    except UnicodeDecodeError as error:
        if marked:
            raise DocumentError("encoding", f"{name} is not whole: {_position(data, error)}. Save it again.") from None
        return _guessed(data, name, error)
    if not marked and _is_binary(found.text) and (wide := _wide(data)):
        return wide
    _check_text(found.text, name)
    return found


def _guessed(data: bytes, name: str, error: UnicodeDecodeError) -> DecodedText:
    if wide := _wide(data):
        return wide
    _check_text(data.decode("latin-1"), name)
    weights = _weights()
    valid = [character for character in data.decode("utf-8", "ignore") if not character.isascii()]
    if any(character in weights for character in valid):
        raise DocumentError(
            "encoding", f"{name} mixes UTF-8 with another encoding: {_position(data, error)}. Save it as UTF-8."
        )
    fitting = [(_fit(text), known) for codec, known in _older() if (text := _decoded(data, codec)) is not None]
    best = max(fitting, key=lambda each: each[0][0], default=None)
    if best is None or best[0][0] < LEAST_FIT or _is_binary(best[0][1]):
        raise DocumentError(
            "encoding",
            f"{name} is not UTF-8 ({_position(data, error)}), and its encoding is not certain. Save it as UTF-8.",
        )
    (_, text), known = best
    return DecodedText(text, (f"read as {known}, which was guessed",))


def _wide(data: bytes) -> DecodedText | None:
    """The text where the bytes are UTF-16 or UTF-32 without a mark; None where they are not."""
    if data.count(0) < len(data) / 4:
        return None
    for codec, known in _WIDE:
        text = _decoded(data, codec)
        # In the wrong order, the bytes of Latin letters are characters of other scripts.
        if (
            text
            and not _is_binary(text)
            and sum(each.isascii() or each in _weights() for each in text) >= 0.9 * len(text)
        ):
            return DecodedText(text, (f"read as {known}, though it has no byte order mark",))
    return None


def _fit(text: str) -> tuple[float, str]:
    """How well the characters beyond ASCII fit an Indonesian text, 0 to 1; with the text."""
    found = [at for at, character in enumerate(text) if not character.isascii()]
    letters = sum(character.isalpha() for character in text)
    if sum(text[at].isalpha() for at in found) > MOST_FOREIGN * letters:
        return 0.0, text
    padded = f" {text} "
    total = sum(_weight(padded[at], padded[at + 1], padded[at + 2]) for at in found)
    return total / len(found) if found else 0.0, text


def _weight(before: str, character: str, after: str) -> float:
    return max(
        (weight for place, weight in _weights().get(character, ()) if _PLACES[place](before, character, after)),
        default=0.0,
    )


def _decoded(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _is_binary(text: str) -> bool:
    """Whether a text has what no text has: NUL, or many control characters."""
    controls = sum(character < " " and character not in "\t\n\r\v\f\x1a\x1b" for character in text)
    return "\0" in text or controls > MOST_CONTROLS * len(text)


def _check_text(text: str, name: str) -> None:
    if _is_binary(text):
        raise DocumentError("binary", f"{name} is no text: it has NUL or other control characters. Remove it.")


def _position(data: bytes, error: UnicodeDecodeError) -> str:
    line = data.count(b"\n", 0, error.start) + 1
    return f"line {line}, byte {error.start}"


@cache
def _older() -> tuple[tuple[str, str], ...]:
    """The older encodings as Python's name and ours."""
    return tuple((row["codec"], row["name"]) for row in read_toml(ENCODINGS)["encoding"])


@cache
def _weights() -> Mapping[str, tuple[tuple[str, float], ...]]:
    """Each character to the places where it is likely, with its weight there."""
    found: dict[str, tuple[tuple[str, float], ...]] = {}
    for row in read_toml(ENCODINGS)["character"]:
        for character in row["characters"]:
            found[character] = (*found.get(character, ()), (row["place"], row["weight"]))
    return found
