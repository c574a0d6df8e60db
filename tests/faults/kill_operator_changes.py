"""Kills every change of an operator at every step that touches the disk, lets it recover, and prints what was lost as JSON.

Every second recovery is killed too, and recovers again. A program of its own, since it forks.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.faults.filesystem_steps import At, killed_at, no_fault, watched
from tests.faults.operator_changes import CHANGES, Office


def copied(office: Office, to: Path) -> Office:
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(office.parent, to)
    return Office(to)


def run_forked(what: Callable[[], object], at: At) -> int:
    """Signal that ended a process which does something; 0 where it came to its end."""
    if (child := os.fork()) == 0:
        try:
            with watched(at):
                what()
        except BaseException as error:  # noqa: BLE001 - the parent has to go on
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
            os._exit(1)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise SystemExit("a change failed that was not killed")
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def tally(name: str, start: Office, scratch: Path) -> dict[str, object]:
    whole = copied(start, scratch / "whole")
    before = whole.snapshot()
    with watched(no_fault) as steps:
        CHANGES[name](whole)
    after = whole.snapshot()
    kept = {"before": before, "after": after}
    found = {"name": name, "tried": 0, "before": 0, "after": 0, "lost": []}
    for number in range(1, steps.count + 1):
        office = copied(start, scratch / "killed")
        if not run_forked(lambda office=office: CHANGES[name](office), killed_at(number)):  # type: ignore[misc]
            raise SystemExit(f"{name} was not killed at step {number} of {steps.count}")
        again = Office(office.parent)
        if number % 2:
            run_forked(again.folder.journal.settle, killed_at(1 + number // 2 % 7))
        with watched(no_fault):
            again.folder.journal.settle()
        found["tried"] += 1  # type: ignore[operator]
        result = next((key for key, one in kept.items() if one == again.snapshot()), "")
        try:
            again.builds()
        except Exception as error:  # noqa: BLE001 - whatever stops a build is a loss
            result = f"does not build: {error}"
        if result in kept:
            found[result] += 1  # type: ignore[operator]
        else:
            differs = sorted({key for key, _ in set(again.snapshot()) ^ set(before)})
            found["lost"].append([number, result, differs])  # type: ignore[attr-defined]
    return found


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        start = Office.made(Path(folder, "start"))
        for name in CHANGES:
            sys.stdout.write(json.dumps(tally(name, start, Path(folder))) + "\n")
            sys.stdout.flush()  # before the next fork, which would write it twice


if __name__ == "__main__":
    main()
