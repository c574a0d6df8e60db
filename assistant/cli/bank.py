"""`netral bank check | list | show`: the question bank of a folder, and the entries in force."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.cli.command import Commands, add_command
from assistant.settings import Settings
from index.errors import BankError, SourceError
from index.terminal import show, visible_line

if TYPE_CHECKING:
    from index.bank import BankEntry, LocatedEntry
    from index.bank_file import LocatedBank
    from index.document import Document


def add_commands(commands: Commands) -> None:
    """Add `bank` with its actions."""
    text = "check a question bank, or look at the entries in force"
    actions = commands.add_parser("bank", help=text).add_subparsers(required=True, metavar="ACTION")
    check = add_command(actions, "check", _check, "name every problem of a question bank with its line")
    check.add_argument("file", type=Path, nargs="?", metavar="FILE", help="default: the one of the setting `sources`")
    listed = add_command(actions, "list", _list, "print one line for each entry in force")
    listed.add_argument("--source", metavar="ID", help="only entries that quote this article")
    show = add_command(actions, "show", _show, "print one entry in force with its quotes")
    show.add_argument("id", metavar="ID")
    for command in (check, listed, show):
        command.add_argument("--json", action="store_true", help="print it as JSON")


def _check(arguments: argparse.Namespace, settings: Settings) -> int:
    from index.bank_file import BANK_FILE, BankProblem, LocatedBank, locate_bank, read_bank

    path = arguments.file or settings.sources / BANK_FILE
    if not path.exists():
        raise BankError(f"There is no {path}. Name the file: netral bank check FILE")
    bank = read_bank(path)
    try:
        located = locate_bank(bank, _documents(path.resolve().parent, settings).get)
    except SourceError as error:  # what is wrong with the file itself can be said without them
        unread = BankProblem(0, "", f"the quotes could not be compared with the articles. {error}")
        located = LocatedBank(problems=(*bank.problems, unread))
    counts = _counts(located)
    if arguments.json:
        shown = [
            {"line": each.line, "entry": each.entry, "message": each.message, "stale": each.stale, "entry_lost": each.entry_lost}
            for each in located.problems
        ]  # fmt: skip
        show(json.dumps({"file": str(path), **counts, "problems": shown}, indent=2, ensure_ascii=False))
    else:
        show(_check_text(path, located, counts))
    return 1 if located.problems else 0


def _documents(beside: Path, settings: Settings) -> Mapping[str, Document]:
    """The articles that a bank is compared with, by id: those beside it, or, where there are none, those of the setting `sources`."""
    from index.folder_scan import scan_folder
    from index.furniture import rules_for
    from index.load import read_folder

    folder = beside if scan_folder(beside).files else settings.sources
    read = read_folder(folder, limits=settings.reading_limits, rules=rules_for(folder))
    return {document.id: replace(document, furniture=read.furniture[document.id]) for document in read.documents}


def _counts(bank: LocatedBank) -> dict[str, Any]:
    """How many there are of what, among the entries that can be used."""
    entries = [located.entry for located in bank.entries]
    wordings = [wording for entry in entries for wording in entry.wordings]
    return {
        "entries": len(entries),
        "wordings": len(wordings),
        "languages": dict(sorted(Counter(wording.language for wording in wordings).items())),
        "kinds": dict(Counter(entry.kind for entry in entries).most_common()),
        "refusals": sum(entry.refuse is not None for entry in entries),
        "drafts": sum(entry.is_draft for entry in entries),
        "reviewed": sum(entry.reviewed is not None for entry in entries),
        "stale": sum(problem.stale for problem in bank.problems),
    }


def _check_text(path: Path, bank: LocatedBank, counts: Mapping[str, Any]) -> str:
    languages = ", ".join(f"{count:,} {language}" for language, count in counts["languages"].items())
    parts = (("answers", "entries"), ("refusals", "refusals"), ("reviewed", "reviewed"), ("drafts", "drafts"))
    of_entries = {**counts, "entries": counts["entries"] - counts["refusals"]}
    return "\n".join(
        [
            *(f"{path}, {visible_line(problem)}" for problem in bank.problems),
            f"{path}: {counts['entries']:,} expected questions with {counts['wordings']:,} wordings"
            + (f" ({languages})." if languages else "."),
            "  " + ", ".join(f"{of_entries[key]:,} {name}" for name, key in parts),
            f"{len(bank.problems):,} problems, {counts['stale']:,} of them stale entries.",
        ]
    )


def _in_force(settings: Settings) -> dict[str, LocatedEntry]:
    """The entries of the index in force, and over them what evaluators saved, by id."""
    from assistant.answering.open_bank import located_entries
    from assistant.quality.verified_store import VerifiedStore
    from index.store import Index

    index, store = Index(settings.index), VerifiedStore(settings.records)
    saved = located_entries(index, store.entries())
    off = store.removed()
    shipped = index.bank.entries if index.bank else ()
    entries = {located.entry.id: located for located in (*shipped, *saved)}
    return {name: located for name, located in entries.items() if name not in off}


def _list(arguments: argparse.Namespace, settings: Settings) -> int:
    entries = [
        located.entry
        for located in _in_force(settings).values()
        if arguments.source in (None, *(quote.source_id for quote in located.quotes))
    ]
    if arguments.json:
        for entry in entries:
            show(json.dumps(entry.as_dict(), ensure_ascii=False))
        return 0
    for entry in entries:
        reply = entry.refuse or entry.short or "…"
        more = f" (+{len(entry.wordings) - 1})" if len(entry.wordings) > 1 else ""
        show(
            f"{entry.id}  {entry.kind:10}  {' '.join(entry.wordings[0].text.split())}{more}  →  {' '.join(reply.split())}{_mark(entry)}"
        )
    show(f"{len(entries):,} entries in force.")
    return 0


def _mark(entry: BankEntry) -> str:
    if entry.origin == "feedback" and entry.reviewed:
        return f"  [{visible_line(entry.reviewed.by)}, {entry.reviewed.on}]"
    return "  [draft]" if entry.is_draft else ""


def _show(arguments: argparse.Namespace, settings: Settings) -> int:
    located = _in_force(settings).get(arguments.id)
    if located is None:
        raise BankError(f"No entry {arguments.id!r} is in force. List them: netral bank list")
    entry = located.entry
    if arguments.json:
        places = [[quote.source_id, quote.span.start, quote.span.end] for quote in located.quotes]
        show(json.dumps({**entry.as_dict(), "places": places}, indent=2, ensure_ascii=False))
        return 0
    review = (
        f", reviewed by {visible_line(entry.reviewed.by)} on {entry.reviewed.on}"
        if entry.reviewed
        else ", not reviewed"
    )
    show(f"{entry.id}  {entry.kind}, {entry.origin}{review}")
    for wording in entry.wordings:
        show(f"  {wording.language}  {' '.join(wording.text.split())}")
    if entry.refuse:
        show(f"refused: {visible_line(entry.refuse)}")
    if entry.short:
        show(f"short answer: {visible_line(entry.short)}")
    for number, (quote, place) in enumerate(zip(entry.quotes, located.quotes, strict=True), 1):
        show(f"[{number}] {place.source_id} {place.span.start}-{place.span.end}  {' '.join(quote.quote.split())}")
    return 0
