"""What the tests share: no network, the same examples in every run, and the folder of the five articles."""

from __future__ import annotations

import os
from pathlib import Path

import hypothesis
import pytest

os.environ["HF_HUB_OFFLINE"] = "1"  # no test reaches a model hub

# Without a deadline: how long an example takes depends on what else the machine does.
hypothesis.settings.register_profile(
    "netral", deadline=None, derandomize=True, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("netral")


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder of the five articles."""
    return Path(__file__).parents[1] / "seeds"
