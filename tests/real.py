"""The real index of the five articles, built once a test run with the bundled encoder, and the readers there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.config import READERS, Settings
from assistant.live import Engine
from index.build import build
from index.errors import ReaderError
from index.store import current

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"


def index_of_seeds(factory: pytest.TempPathFactory) -> Path:
    """The folder of the index; whoever asks first builds it."""
    folder = factory.getbasetemp() / "index-of-seeds"
    if current(folder) is None:
        build(SEEDS, folder)
    return folder


def settings(folder: Path, reader: str) -> Settings:
    """Settings that serve the index in `folder`."""
    return Settings(index=folder, sources=SEEDS, reader=reader)


def readers(folder: Path) -> list[str]:
    """The readers whose model and calibration are there; the one that needs no model always is."""
    return [name for name in READERS if _opens(folder, name)]


def _opens(folder: Path, reader: str) -> bool:
    try:
        Engine.open(settings(folder, reader))
    except ReaderError:
        return False
    return True
