"""The counts of what was tried and what was lost, told at the end of the run; `make faults` tries it often, other runs a few times."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.faults.server import Server
from tests.real import index_of_seeds

FULL = os.environ.get("FAULTS") == "full"
"""Whether every fault is tried as often as docs/reliability.md says."""


@dataclass
class Tally:
    """What was tried, by fault: how often, how often something was lost, and what else is to be said."""

    rows: dict[str, tuple[int, int, str]] = field(default_factory=dict)

    def add(self, fault: str, tried: int, lost: int, note: str = "") -> None:
        """Count tries of a fault; several tests may add to one."""
        before = self.rows.get(fault, (0, 0, ""))
        notes = "; ".join(filter(None, (before[2], note)))
        self.rows[fault] = before[0] + tried, before[1] + lost, notes

    def lines(self) -> list[str]:
        """The table of docs/reliability.md."""
        rows = [f"| {fault} | {tried:,} | {lost:,} | {note} |" for fault, (tried, lost, note) in self.rows.items()]
        return ["| fault | tried | lost | |", "|---|--:|--:|---|", *rows]


_TALLY = Tally()


@pytest.fixture(scope="session")
def tally() -> Tally:
    """The counts of this run."""
    return _TALLY


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the counts."""
    if _TALLY.rows:
        terminalreporter.section("faults")
        for line in _TALLY.lines():
            terminalreporter.write_line(line)


@pytest.fixture(scope="module")
def seeds_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index of the five articles."""
    return index_of_seeds(tmp_path_factory)


@pytest.fixture
def server(tmp_path: Path, seeds_index: Path) -> Iterator[Server]:
    """A server of the five articles in a process of its own."""
    with Server(tmp_path, seeds_index) as server:
        yield server


def often(few: int, many: int) -> int:
    """How often a fault is tried: `many` times by `make faults`, else `few` times."""
    return many if FULL else few
