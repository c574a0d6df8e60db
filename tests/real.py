"""The real index of the five articles, built once a test run with the bundled encoder."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.settings import Settings
from index.build import build_index
from index.store import current_generation

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"


def index_of_seeds(factory: pytest.TempPathFactory) -> Path:
    """The folder of the index; the first call builds it."""
    folder = factory.getbasetemp() / "index-of-seeds"
    if current_generation(folder) is None:
        build_index(SEEDS, folder)
    return folder


def settings(folder: Path, reader: str) -> Settings:
    """Settings that serve the index in `folder`."""
    return Settings(index=folder, sources=SEEDS, reader=reader)
