"""What kinds of regulations there are, whose they are, and how people write both. The names are those of `data/regulation_kinds.toml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from index.analyzer import word_tokens
from index.document import Regulation
from index.errors import check_keys
from index.toml import read_toml

KINDS = Path(__file__).parent / "data" / "regulation_kinds.toml"
LISTS = ("known", "about", "pointing", "asking", "going_on", "levels")
OF_MINISTRIES = {"per": "Permen", "kep": "Kepmen", "in": "Inmen"}
"""What stands before "men" and a ministry's code in the name of a kind: "Permendagri"."""
# "Menteri Hukum dan HAM" and "Menteri Hukum HAM" are one; the state is left out as often as not.
_NO_PART = frozenset({"republik", "indonesia", "ri", "dan", "serta", "the", "of", "and"})
_SAME = {"kementerian": "menteri", "kab": "kabupaten", "prov": "provinsi", "propinsi": "provinsi"}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of regulation; the head of the data file explains the fields."""

    short: str
    long: str
    itself: str
    says: tuple[str, ...] = ()
    numbered: tuple[str, ...] = ()
    group: str = ""
    owner: tuple[str, ...] = ()
    local: bool = False
    everyday: bool = False


@dataclass(frozen=True, slots=True)
class KindName:
    """A way of writing a kind.

    Attributes:
        issuer: the ministry or body that the name has within it: of "Permendagri", the minister of home affairs.
        sure: whether it names a kind of regulation without more said; "law" and "keputusan" do so only with a number.
    """

    kind: Kind
    issuer: str = ""
    sure: bool = True


@cache
def all_kinds() -> Mapping[str, Kind]:
    """The kinds by their short form."""
    listed = (_kind(row) for row in _data()["kind"])
    return {kind.short: kind for kind in listed}


def kind_of(regulation: Regulation) -> Kind:
    """The kind of a regulation; the general one where an index has a kind that is not listed any more."""
    return all_kinds().get(regulation.kind) or all_kinds()["Peraturan"]


@cache
def kind_names() -> Mapping[tuple[str, ...], KindName]:
    """The ways of writing a kind, as case-folded words."""
    found: dict[tuple[str, ...], KindName] = {}
    for kind in all_kinds().values():
        for name in (kind.short, kind.long, *kind.says, *kind.numbered):
            found.setdefault(tuple(word_tokens(name)), KindName(kind, sure=name not in kind.numbered))
    for name, known in _names_with_an_issuer():
        found.setdefault(tuple(word_tokens(name)), known)
    return found


@cache
def longest_name() -> int:
    """How many words the longest of `kind_names` has."""
    return max(map(len, kind_names()))


def kind_at(words: Sequence[str], at: int = 0) -> tuple[KindName, int] | None:
    """The kind that is written in a row of case-folded words from place `at`, and how many words it takes; the longest name counts."""
    for length in range(min(longest_name(), len(words) - at), 0, -1):
        if known := kind_names().get(tuple(words[at : at + length])):
            return known, length
    return None


def listed_words(name: str) -> tuple[str, ...]:
    """The words of a list of the data file, such as `known`."""
    return tuple(_data()[name])


def issuer_words(issuer: str) -> frozenset[str]:
    """The words by which an issuer is compared: codes written out, without "Republik Indonesia" and without "dan".

    "Menpan RB" and "Menteri Pendayagunaan Aparatur Negara dan Reformasi Birokrasi" give the same words.
    """
    words, found, at = word_tokens(issuer), set[str](), 0
    while at < len(words):
        length, written = issuer_at(words, at) or (1, (_SAME.get(words[at], words[at]),))
        found.update(written)
        at += length
    # "Wali Kota Kendari" is no "Kota".
    if {"wali", "kota"} <= found:
        found = (found - {"wali", "kota"}) | {"walikota"}
    return frozenset(found - _NO_PART)


def issuer_at(words: Sequence[str], at: int) -> tuple[int, tuple[str, ...]] | None:
    """How many words from place `at` are the code or name of a ministry or body, and the words of the name; None where none is."""
    longest = max(map(len, _issuer_codes()))
    for length in range(min(longest, len(words) - at), 0, -1):
        if written := _issuer_codes().get(tuple(words[at : at + length])):
            return length, written
    return None


def ministry_code(issuer: str) -> str:
    """The code of the ministry whose minister an issuer is: "PANRB", "dagri"; empty for none that is listed."""
    return _code_of("ministry", issuer)


def body_code(issuer: str) -> str:
    """The code of a body: "BKN"; empty for none that is listed."""
    return _code_of("body", issuer)


def _code_of(table: str, issuer: str) -> str:
    return _codes(table).get(issuer_words(issuer) - {"menteri"}, "")


@cache
def _codes(table: str) -> Mapping[frozenset[str], str]:
    """The code by the words of its name, the first of each."""
    rows = reversed(_data()[table])
    return {issuer_words(row["name"]): row["codes"][0] if table == "ministry" else row["code"] for row in rows}


@cache
def _issuer_codes() -> Mapping[tuple[str, ...], tuple[str, ...]]:
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for row in _data()["ministry"]:
        name = ("menteri", *word_tokens(row["name"]))
        for before, code in product(("men", "menteri ", "kemen", "kementerian "), row["codes"]):
            found.setdefault(tuple(word_tokens(before + code)), name)
        found.setdefault(name, name)
    for row in _data()["body"]:
        for written in (row["code"], row["name"]):
            found.setdefault(tuple(word_tokens(written)), tuple(word_tokens(row["name"])))
    return found


def _names_with_an_issuer() -> Iterator[tuple[str, KindName]]:
    for row in _data()["ministry"]:
        for (prefix, short), code in product(OF_MINISTRIES.items(), row["codes"]):
            kind = all_kinds()[short]
            known = KindName(kind, f"Menteri {row['name']}")
            general = kind.long.split()[0]
            written = (f"{prefix}men{code}", f"{prefix}men {code}", f"{general} men{code}", f"{general} menteri {code}")
            yield from ((name, known) for name in written)
        yield from ((name, KindName(all_kinds()["Permen"], f"Menteri {row['name']}")) for name in row.get("says", ()))
    for row in _data()["body"]:
        written = (
            f"peraturan {row['code']}",
            f"perban {row['code']}",
            f"perka {row['code']}",
            f"{row['code']} regulation",
        )
        yield from ((name, KindName(all_kinds()["Perban"], row["name"])) for name in written)


def _kind(row: Mapping[str, Any]) -> Kind:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    return Kind(**values)


@cache
def _data() -> Mapping[str, Any]:
    parsed = read_toml(KINDS)
    check_keys(parsed, (*LISTS, "kind", "ministry", "body"), str(KINDS))
    return parsed
