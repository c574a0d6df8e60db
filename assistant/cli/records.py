"""`netral records check | backup | restore | prune`: the file of conversations, opinions and logged questions."""

from __future__ import annotations

import argparse
from datetime import datetime, timezone
from pathlib import Path

from assistant.cli.command import Commands, add_command
from assistant.conversations.pruning import days_ago, prune_records
from assistant.conversations.records_check import RecordsCheck, check_records
from assistant.conversations.records_file import backup_records, restore_records
from assistant.settings import Settings
from index.terminal import show

MOST_DAYS = 36_500


def add_commands(commands: Commands) -> None:
    """Add `records` with its actions."""
    text = "check, back up, restore or prune the file of conversations, opinions and logged questions"
    actions = commands.add_parser("records", help=text).add_subparsers(required=True, metavar="ACTION")
    check = add_command(actions, "check", _check, "check every page and row of the records, or of a backup")
    check.add_argument("file", nargs="?", type=Path, metavar="FILE", help="default: the setting `records`")
    backup = add_command(actions, "backup", _backup, "copy the records to FILE, also while a server runs, and check it")
    backup.add_argument("file", type=Path, metavar="FILE", help="written whole or not at all")
    restore = add_command(actions, "restore", _restore, "put a backup in place of the records; the server must not run")
    restore.add_argument("file", type=Path, metavar="FILE", help="the backup, which is checked first")
    prune = add_command(
        actions, "prune", _prune, "remove conversations, opinions and logged questions that are too old"
    )
    age = prune.add_mutually_exclusive_group()
    age.add_argument(
        "--before", type=_day, metavar="DATE", help="what is older than that day, such as 2026-01-31 (UTC)"
    )
    age.add_argument(
        "--days",
        type=_days,
        metavar="N",
        help="what is older than N days (default: the settings `keep_days` and `keep_opinions_days`)",
    )


def describe(check: RecordsCheck) -> str:
    """A file that is in order, in one line."""
    rows = ", ".join(
        f"{check.rows.get(table, 0):,} {name}"
        for table, name in (
            ("conversation", "conversations"),
            ("turn", "answers"),
            ("feedback", "opinions"),
            ("question_log", "logged questions"),
            ("saved_item", "saved by evaluators"),
        )
    )
    return f"{check.path}, {rows}; {check.bytes / 2**20:,.1f} MiB, {check.free / 2**20:,.0f} MiB free on its disk"


def wrong_with(check: RecordsCheck) -> list[str]:
    """What is not in order, a line each."""
    lost = [f"{count} rows of {table!r} cannot be read" for table, count in check.unreadable.items()]
    return [*lost, *check.problems]


def _check(arguments: argparse.Namespace, settings: Settings) -> int:
    found = check_records(arguments.file or settings.records)
    show(describe(found))
    for line in wrong_with(found):
        show(f"  {line}")
    if found.good:
        show("whole")
        return 0
    show("Damaged: what can be read is served. Put a backup in its place: netral records restore FILE")
    return 1


def _backup(arguments: argparse.Namespace, settings: Settings) -> int:
    found = backup_records(settings.records, arguments.file)
    show(f"{arguments.file}: {found.bytes:,} bytes, {sum(found.rows.values()):,} rows.")
    for line in wrong_with(found):
        show(f"  {line}")
    return 0


def _restore(arguments: argparse.Namespace, settings: Settings) -> int:
    kept = restore_records(settings.records, arguments.file)
    show(f"{settings.records} is that of {arguments.file} now.")
    if kept:
        show(f"The records before it are kept in {kept}; delete them when you no longer need them.")
    return 0


def _prune(arguments: argparse.Namespace, settings: Settings) -> int:
    given = arguments.before or (None if arguments.days is None else days_ago(arguments.days))
    removed = prune_records(
        settings.records,
        given or days_ago(settings.keep_days),
        given or days_ago(settings.keep_opinions_days),
    )
    show(
        f"{removed.conversations:,} conversations, {removed.opinions:,} opinions and {removed.questions:,} logged questions "
        f"removed from {settings.records}."
    )
    return 0


def _day(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=timezone.utc)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day: write it like 2026-01-31") from None


def _days(text: str) -> int:
    if not text.isdecimal() or int(text) > MOST_DAYS:
        raise argparse.ArgumentTypeError(f"{text!r} must be a whole number from 0 to {MOST_DAYS}")
    return int(text)
