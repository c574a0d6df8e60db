"""What the tests share: no network, the same examples in every run, and the folder of the five articles."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from assistant.branding.brand import NETRAL, use_brand

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


@pytest.fixture(autouse=True)
def netral_again() -> Iterator[None]:
    """No test leaves another office's identity behind: there is one for the process."""
    yield
    use_brand(NETRAL)
