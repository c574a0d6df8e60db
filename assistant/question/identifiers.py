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
# One that may be a month, "laporan 12/2024", where no word says that it is a number.
_MONTH = re.compile(r"(?:0?[1-9]|1[0-2])/\d{4}")
_NUMBERED = re.compile(r"\b(?:nomor|nomer|no|register|reg|number)\W{0,3}$", re.IGNORECASE)


def identifiers(text: str) -> tuple[str, ...]:
    """The identifiers in a text, in order, in small letters; no dates and no "55/2023"."""
    found = (match.group().strip(".-").casefold() for match in _IDENTIFIER.finditer(text))
    return tuple(each for each in found if not _OTHER.fullmatch(each))


def entry_numbers(text: str) -> frozenset[str]:
    """All that may be numbers of entries in registers, without leading zeros: "25/2024"."""
    return frozenset(match[1] for match in _ENTRY.finditer(text))


def asked_entries(question: str) -> frozenset[str]:
    """The entries that a question names by their numbers; none that is a regulation's, or a month."""
    regulations = [reference.span for reference in find_references(question)]
    return frozenset(
        match[1]
        for match in _ENTRY.finditer(question)
        if not any(span.start <= match.start(1) < span.end for span in regulations)
        and (not _MONTH.fullmatch(match[0]) or _NUMBERED.search(question[: match.start()]))
    )
