"""How a regulation is called and numbered: "PP 55/2023", "Permendagri Nomor 6 Tahun 2022", "PP Disiplin Pegawai"."""

from __future__ import annotations

import re
from functools import cache

from index.analyzer import read_pairs
from index.document import Regulation
from index.reading_form import ACRONYMS
from index.regulation_kinds import body_code, kind_of, ministry_code

_YEAR_IN_NUMBER = re.compile(r"(?P<rest>.*\d.*)[/.-](?P<year>(?:19|20)\d\d)")


def names_of(regulation: Regulation) -> tuple[str, ...]:
    """What people call a regulation, the shortest first: "PP 55/2023", "PP Nomor 55 Tahun 2023", "PP Disiplin Pegawai"."""
    kind, number, year = short_kind(regulation), regulation.number, regulation.year
    numbered = []
    if number and year:
        numbered = [
            f"{number}/{year}" if number.startswith(f"{kind}/") else f"{kind} {number}/{year}",
            f"{kind} Nomor {number} Tahun {year}",
            f"{kind} No. {number} Tahun {year}",
        ]
    elif number:
        numbered = [f"{kind} Nomor {number}"]
    # "Permendagri" has its ministry in it, and nobody calls a joint decision by all who made it.
    within = kind != regulation.kind or kind_of(regulation).owner or "," in regulation.issuer
    issuer = "" if within else regulation.issuer
    told = [f"{kind} {said}" for said in (issuer, regulation.subject, _shortened(regulation.subject)) if said]
    return tuple(dict.fromkeys((*numbered, *told)))


def short_kind(regulation: Regulation) -> str:
    """The short form of a regulation's kind, with its ministry or body where people say it with that: "Permendagri", "Peraturan BKN"."""
    if code := ministry_code(regulation.issuer):
        return f"{regulation.kind}{code}" if regulation.kind in ("Permen", "Kepmen", "Inmen") else regulation.kind
    if regulation.kind == "Perban" and (code := body_code(regulation.issuer)):
        return f"Peraturan {code}"
    return regulation.kind


def split_number(written: str, year: str | None) -> tuple[str, int | None]:
    """A number without its year, and the year: "55/2023" is number 55 of 2023, "800/12/BKD/2024" number 800/12/BKD of 2024.

    `year` is what the rule "number" finds behind it, such as " Tahun 2023".
    """
    number = written.strip(" .,/-")
    if year is None and (match := _YEAR_IN_NUMBER.fullmatch(number)):
        return match["rest"], int(match["year"])
    return number, int(year[-4:]) if year else None


def _shortened(text: str) -> str:
    """A subject with what it spells out shortened: "Aparatur Sipil Negara" to "ASN"."""
    for acronym, spelt_out in _acronyms():
        text = spelt_out.sub(acronym, text)
    return text


@cache
def _acronyms() -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = sorted(read_pairs(ACRONYMS), key=lambda row: -len(row[1]))
    return tuple((acronym.upper(), re.compile(rf"\b{re.escape(words)}\b", re.IGNORECASE)) for acronym, words in rows)
