"""Sentences that say something else than the passage they are made from: one fact of them is another.

Made pairs for training and measuring entailment: ``kept_ways`` gives sentences that the passage supports, ``changed_ways`` such that it
does not. Both work on plain Indonesian text by rules; nothing here reads a model.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.reader.training.augment import NAME, PLACES, ROLES, YEAR

MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MODALS = (
    ("boleh", "dilarang"), ("dapat", "tidak dapat"), ("wajib", "tidak wajib"), ("harus", "tidak perlu"), ("dilarang", "diperbolehkan"),
    ("diperbolehkan", "dilarang"), ("diizinkan", "dilarang"), ("bisa", "tidak bisa"), ("akan", "tidak akan"), ("sudah", "belum"),
    ("telah", "belum"), ("belum", "sudah"),
)  # fmt: skip
OPPOSITES = (
    ("naik", "turun"), ("meningkat", "menurun"), ("lebih", "kurang"), ("sebelum", "setelah"), ("setelah", "sebelum"),
    ("pertama", "terakhir"),
    ("terbesar", "terkecil"), ("semua", "sebagian"), ("seluruh", "sebagian"), ("hanya", "bukan hanya"), ("menerima", "menolak"),
    ("menolak", "menerima"), ("dibuka", "ditutup"), ("ditutup", "dibuka"), ("maksimal", "minimal"), ("minimal", "maksimal"),
    ("paling lambat", "paling cepat"), ("paling banyak", "paling sedikit"),
)  # fmt: skip
SYNONYMS = (
    ("digelar", "diadakan"), ("diadakan", "dilaksanakan"), ("dilaksanakan", "digelar"), ("mengatakan", "menyatakan"), ("ujar", "kata"),
    ("memimpin", "mengepalai"), ("membuka", "meresmikan"), ("hadir", "datang"), ("sebanyak", "sejumlah"), ("berlangsung", "diadakan"),
    ("melalui", "lewat"), ("untuk", "guna"), ("agar", "supaya"), ("karena", "sebab"), ("sedangkan", "sementara"), ("namun", "tetapi"),
    ("seluruh", "semua"), ("wajib", "harus"), ("dilarang", "tidak boleh"), ("tidak boleh", "dilarang"), ("pegawai negeri sipil", "PNS"),
    ("aparatur sipil negara", "ASN"), ("membutuhkan", "memerlukan"), ("mulai", "sejak"),
)  # fmt: skip
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NUMBER_WORDS = "satu dua tiga empat lima enam tujuh delapan sembilan sepuluh belasan puluhan".split()
_LEADING = re.compile(r"^(?:Pada|Dalam|Di|Menurut|Selain itu|Sementara itu|Untuk|Saat)\b[^,]{3,60}, (?=\w)")
_TRAILING = re.compile(
    r",? (?:sehingga|sedangkan|sementara|karena|setelah|sebelum|agar|yang|dan|serta)\b[^,]{8,120}[.]$"
)
_BRACKETS = re.compile(r" \([^()]{1,80}\)")
_NOT = re.compile(r"\b(?:tidak|bukan|belum) ", re.IGNORECASE)
_VERB = re.compile(r"(?<= )(?=(?:me[nmrlwy]|di|ber|ter)[a-z]{4,})")


@dataclass(frozen=True, slots=True)
class Changed:
    """A sentence and what was changed in it."""

    kind: str
    text: str


def changed_ways(sentence: str, passage: str, names: Sequence[str], rng: random.Random) -> list[Changed]:
    """The sentence with one fact exchanged for one that the passage does not have, once for each kind of fact that it has."""
    found: list[Changed] = []
    for kind, spans in _facts(sentence):
        start, end = rng.choice(spans)
        old = sentence[start:end]
        new = _other(kind, old, names, rng)
        if new and new.lower() not in passage.lower():
            found.append(Changed(kind, sentence[:start] + new + sentence[end:]))
    for kind, table in (("modal", MODALS), ("opposite", OPPOSITES)):
        hits = [
            (old, new, at) for old, new in table if (at := _word_at(sentence, old)) >= 0 and not _denied(sentence, at)
        ]
        if hits:
            old, new, at = rng.choice(hits)
            found.append(Changed(kind, sentence[:at] + new + sentence[at + len(old) :]))
    if denied := _NOT.search(sentence):
        found.append(Changed("negation", sentence[: denied.start()] + sentence[denied.end() :]))
    elif verb := _VERB.search(sentence):
        found.append(Changed("negation", f"{sentence[: verb.start()]}tidak {sentence[verb.start() :]}"))
    return found


def kept_ways(sentence: str, rng: random.Random) -> list[str]:
    """The sentence as it is, and said shorter or in other words of the same meaning."""
    found = [sentence]
    shorter = _BRACKETS.sub("", sentence)
    if leading := _LEADING.match(shorter):
        rest = shorter[leading.end() :]
        found.append(rest[:1].upper() + rest[1:])
    if trailing := _TRAILING.search(shorter):
        cut = shorter[: trailing.start()].rstrip(",")
        if len(cut.split()) >= 5:
            found.append(f"{cut}.")
    if shorter != sentence:
        found.append(shorter)
    for text in list(found):
        hits = [(old, new, at) for old, new in SYNONYMS if (at := _word_at(text, old)) >= 0]
        if hits:
            old, new, at = rng.choice(hits)
            found.append(text[:at] + new + text[at + len(old) :])
    return found


def _facts(sentence: str) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """The kinds of facts, each with the spans where one stands."""
    years = [found.span() for found in YEAR.finditer(sentence)]
    places = [found.span() for place in PLACES for found in re.finditer(rf"\b{place}\b", sentence)]
    rows = {
        "year": years,
        "number": [f.span() for f in _NUMBER.finditer(sentence) if f.span() not in years],
        "month": [f.span() for month in MONTHS for f in re.finditer(rf"\b{month}\b", sentence)],
        "day": [f.span() for day in DAYS for f in re.finditer(rf"\b{day}\b", sentence)],
        "number word": [f.span() for word in _NUMBER_WORDS for f in re.finditer(rf"\b{word}\b", sentence)],
        "place": places,
        "role": [f.span() for role in ROLES for f in re.finditer(rf"\b{role}\b", sentence, re.IGNORECASE)],
        "name": [f.span() for f in NAME.finditer(sentence) if len(f.group()) > 3 and f.span() not in places],
    }
    return ((kind, spans) for kind, spans in rows.items() if spans)


def _other(kind: str, old: str, names: Sequence[str], rng: random.Random) -> str:
    match kind:
        case "year":
            return str(int(old) + rng.choice((-5, -3, -2, -1, 1, 2, 3, 4)))
        case "number":
            return _other_number(old, rng)
        case "month":
            return rng.choice(MONTHS)
        case "day":
            return rng.choice(DAYS)
        case "number word":
            return rng.choice(_NUMBER_WORDS)
        case "place":
            return rng.choice(PLACES)
        case "role":
            new = rng.choice(ROLES)
            return new.capitalize() if old[:1].isupper() else new
    return rng.choice(names) if names else ""


def _other_number(old: str, rng: random.Random) -> str:
    """A number of the same form: one digit is another, the first one no zero."""
    digits = [at for at, character in enumerate(old) if character.isdigit()]
    at = rng.choice(digits)
    options = [digit for digit in "123456789" if digit != old[at]]
    return old[:at] + rng.choice(options) + old[at + 1 :]


def _word_at(text: str, words: str) -> int:
    found = re.search(rf"\b{re.escape(words)}\b", text)
    return found.start() if found else -1


def _denied(sentence: str, at: int) -> bool:
    return sentence[:at].rstrip().endswith(("tidak", "bukan", "belum"))
