"""An operator's change that is killed anywhere is finished or undone: the folder builds, nothing is lost, nothing is left over."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.conftest import Tally
from tests.faults.operator_changes import CHANGES

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills processes that it forks")
def test_every_change_survives_a_kill_at_every_step(tally: Tally) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.kill_operator_changes"],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    found = [json.loads(line) for line in done.stdout.splitlines()]
    tried, lost = sum(one["tried"] for one in found), sum(len(one["lost"]) for one in found)
    tally.add("kills of operator changes", tried, lost, f"{len(found)} kinds of change, at every step")
    assert [one["name"] for one in found] == list(CHANGES)
    assert [(one["name"], one["lost"]) for one in found if one["lost"]] == []
    # Killed early, a change is undone; killed late, it is finished.
    assert all(one["before"] and one["after"] for one in found)
