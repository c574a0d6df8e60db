"""A made-up article, cases about it, and a service with prepared answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.real import index_of_seeds


@pytest.fixture(scope="session")
def index_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of `seeds/`."""
    return index_of_seeds(tmp_path_factory)
