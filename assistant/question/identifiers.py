"""Identifiers, such as the number of a letter: "700/846/INSP", "800.1.6/1175/BKPSDM"."""

from __future__ import annotations

import re

# Two parts or more between slashes, one of them with a digit; "6/2/2024" and "dan/atau" are none.
_IDENTIFIER = re.compile(r"(?<![\w/])(?=\S*\d)[\w.-]+(?:/[\w.-]+)+(?![\w/])")
# A date, a year's or a regulation's number in its short form: "PP 55/2023" is written "Nomor 55 Tahun 2023".
_OTHER = re.compile(r"\d{1,2}/\d{1,2}/\d{4}|\d+[a-z]?/\d+")


def identifiers(text: str) -> tuple[str, ...]:
    """The identifiers in a text, in order, in small letters; no dates and no "55/2023"."""
    found = (match.group().strip(".-").casefold() for match in _IDENTIFIER.finditer(text))
    return tuple(each for each in found if not _OTHER.fullmatch(each))
