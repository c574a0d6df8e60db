"""Which documents are older versions of others, and which regulations others amend.

An older version is no second opinion: where both answer, the newer one does. It stays in the index, and its page leads to the newer one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from itertools import islice, pairwise
from pathlib import Path

from index.analyzer import word_tokens
from index.document import Document, Regulation
from index.regulation_kinds import issuer_words
from index.word_rules import WordRules

RULES = WordRules(Path(__file__).parent / "data" / "versions.toml")
MOSTLY_SAME = 0.6
"""Share of pairs of neighbouring words (Dice's coefficient) from which documents of one title are versions of one another."""
PARTLY_SAME = 0.3
"""The same for two files of one regulation: of less, one is its appendix or an extract."""
HEAD_LINES = 20
"""Lines with text in which a letter has its number."""


def mark_versions(documents: Sequence[Document]) -> list[Document]:
    """The documents, each with the newer version of it and with what amends it, where there are any."""
    newer, amending = superseded_by(documents), amended_by(documents)
    return [
        replace(document, superseded_by=newer.get(document.id), amended_by=amending.get(document.id, ()))
        if document.id in newer or document.id in amending
        else document
        for document in documents
    ]


def superseded_by(documents: Iterable[Document]) -> dict[str, str]:
    """The id of each document of which there is a newer version, to the id of the newest.

    Two documents are versions of one another if they are the same regulation and share much of their text, or have title, publisher and
    language in common and most of their text. The newer one is that of the later date; without a date, none is known to be newer.
    Letters of one title with different numbers are different letters. A regulation is also superseded by one that revokes it.
    """
    documents = list(documents)
    groups: dict[Hashable, list[Document]] = defaultdict(list)
    for document in documents:
        if document.published:
            groups[_what_it_is(document)].append(document)
    found: dict[str, str] = {}
    for group in groups.values():
        if len(group) > 1:
            found |= _newer_in(sorted(group, key=lambda each: (each.published or "", each.id), reverse=True))
    return found | _revoked(documents)


def _revoked(documents: Sequence[Document]) -> dict[str, str]:
    """The id of each regulation that another one of its issuer revokes in so many words, to the id of that one."""
    found: dict[str, str] = {}
    for old in documents:
        regulation = old.regulation
        if regulation is None or not regulation.year:
            continue
        number = re.escape(regulation.number)
        revoking = re.compile(rf"\bNomor\s+{number}\s+Tahun\s+{regulation.year}\b[^.;]*\bdicabut\b", re.IGNORECASE)
        for new in documents:
            later = (new.published or "") > (old.published or "")
            same = new.regulation and (new.regulation.kind, new.regulation.issuer) == (
                regulation.kind,
                regulation.issuer,
            )
            if same and later and new.id != old.id and revoking.search(new.text):
                found[old.id] = new.id
    return found


def amended_by(documents: Sequence[Document]) -> dict[str, tuple[str, ...]]:
    """The id of each regulation that others amend, to their ids, the earliest first.

    An amendment has the kind and the issuer of what it amends, but for a Perppu, which also amends laws.
    """
    held: dict[tuple[str, int | None], list[Document]] = defaultdict(list)
    for document in documents:
        if document.regulation:
            held[_number(document.regulation.number), document.regulation.year].append(document)
    found: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        own = document.regulation
        match = RULES.pattern("amends").search(" ".join(own.subject.split())) if own else None
        if own and match:
            for other in held[_number(match["number"]), int(match["year"])]:
                if other.regulation and other is not document and _may_amend(own, other.regulation):
                    found[other.id].append(document)
    return {
        name: tuple(each.id for each in sorted(group, key=lambda each: (each.published or "", each.id)))
        for name, group in found.items()
    }


def without_older(documents: Iterable[Document]) -> list[Document]:
    """The documents without those of which the newer version is among them.

    A regulation that another one revokes stays: whoever asks for it by its number means it.
    """
    listed = list(documents)
    there = {document.id: document for document in listed}

    def is_older(document: Document) -> bool:
        newer = there.get(document.superseded_by or "")
        return newer is not None and (document.regulation is None or _what_it_is(newer) == _what_it_is(document))

    return [document for document in listed if not is_older(document)]


def _what_it_is(document: Document) -> Hashable:
    own = document.regulation
    if own:
        return own.kind.casefold(), _number(own.number), own.year, issuer_words(own.issuer), document.language
    return _words(document.title), _words(document.publisher or ""), document.language


def _newer_in(group: Sequence[Document]) -> dict[str, str]:
    """Of documents that may be versions of one another, the latest first: each older one to the newest that it is a version of."""
    pairs = {document.id: _word_pairs(document.text) for document in group}
    numbers = {document.id: _letter_number(document) for document in group}
    found: dict[str, str] = {}
    for at, older in enumerate(group):
        for newer in group[:at]:
            later = (newer.published or "") > (older.published or "")
            # What is itself an older version leads on to the newest, which comes first here.
            if not later or newer.id in found or len({numbers[newer.id], numbers[older.id]} - {None}) > 1:
                continue
            least = PARTLY_SAME if older.regulation else MOSTLY_SAME
            if _likeness(pairs[newer.id], pairs[older.id]) >= least:
                found[older.id] = newer.id
                break
    return found


def _letter_number(document: Document) -> str | None:
    """The number that a letter has among its first lines; None for a text without one, and for a regulation, whose record has it."""
    if document.regulation:
        return None
    lines = (line for line in document.text.splitlines() if line.strip())
    found = (RULES.pattern("letter_number").search(line) for line in islice(lines, HEAD_LINES))
    return next((match["number"].casefold() for match in found if match), None)


def _may_amend(amending: Regulation, amended: Regulation) -> bool:
    kinds = amending.kind.casefold(), amended.kind.casefold()
    issuers = issuer_words(amending.issuer), issuer_words(amended.issuer)
    return (kinds[0] == kinds[1] or kinds == ("perppu", "uu")) and (issuers[0] == issuers[1] or not all(issuers))


def _likeness(one: frozenset[int], other: frozenset[int]) -> float:
    return 2 * len(one & other) / max(1, len(one) + len(other))


def _word_pairs(text: str) -> frozenset[int]:
    # As numbers: the pairs of a long document as texts would take ten times the room.
    return frozenset(map(hash, pairwise(word_tokens(text))))


def _words(text: str) -> tuple[str, ...]:
    return tuple(word_tokens(text))


def _number(written: str) -> str:
    """A number as it is compared: "05" is 5."""
    return re.sub(r"^0+(?=\d)", "", written.casefold())
