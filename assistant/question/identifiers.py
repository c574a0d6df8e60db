"""Identifiers: the number of a letter, "700/846/INSP", "800.1.6/1175/BKPSDM", or of an entry in a register, "025/2024"."""

from __future__ import annotations

import re

from assistant.question.regulation_names import find_references

# Two parts or more between slashes, one of them with a digit; "6/2/2024" and "dan/atau" are none.
_IDENTIFIER = re.compile(r"(?<![\w/])(?=\S*\d)[\w.-]+(?:/[\w.-]+)+(?![\w/])")
# A date, a year's or a regulation's number in its short form: "PP 55/2023" is written "Nomor 55 Tahun 2023".
_OTHER = re.compile(r"\d{1,2}/\d{1,2}/\d{4}|\d+[a-z]?/\d+")
# The number is no year: "2023/2024" is a time.
_ENTRY = re.compile(r"(?<![\w/.-])0*(?!(?:19|20)\d\d/)(\d+/(?:19|20)\d\d)(?![\w/-])")


def identifiers(text: str) -> tuple[str, ...]:
    """The identifiers in a text, in order, in small letters; no dates and no "55/2023"."""
    found = (match.group().strip(".-").casefold() for match in _IDENTIFIER.finditer(text))
    return tuple(each for each in found if not _OTHER.fullmatch(each))


def entry_numbers(text: str) -> tuple[str, ...]:
    """The numbers of entries in registers, in order, without leading zeros: "25/2024"; none that a regulation has."""
    regulations = [reference.span for reference in find_references(text)]
    found = _ENTRY.finditer(text)
    return tuple(m[1] for m in found if not any(span.start <= m.start(1) < span.end for span in regulations))
