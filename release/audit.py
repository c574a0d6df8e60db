"""`make audit`: the versions in `requirements.lock` against published vulnerabilities, with pip-audit.

pip-audit ends with "No known vulnerabilities found" also where its source knows none of the packages, as a mirror without advisories
does. So a release with well-known vulnerabilities is asked about, too: where the source knows of none, nothing was checked, and that is
said, with an exit status of its own.

Exit status: 0 clean, 1 vulnerabilities, 3 not checked.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from index.errors import ReleaseError
from release.lock import read_lock

CLEAN, VULNERABLE, NOT_CHECKED = 0, 1, 3
SOURCES = ("pypi", "osv")
"""Where pip-audit can ask; the second is tried where the first knows nothing."""
CANARY = ("jinja2", "2.10")
"""A release with published vulnerabilities (CVE-2019-10906 among them): a source that knows none has no advisories."""
_PATIENCE = 15
"""Seconds that pip-audit waits for one reply."""


@dataclass(frozen=True, slots=True)
class Audit:
    """What one source says of the lock.

    Attributes:
        vulnerable: lines "name version: identifiers, fixed in ...".
        skipped: packages that the source does not know.
        checked: how many it knows.
    """

    vulnerable: tuple[str, ...]
    skipped: tuple[str, ...]
    checked: int

    @property
    def status(self) -> int:
        return VULNERABLE if self.vulnerable else NOT_CHECKED if self.skipped else CLEAN


def audit(source: str, pins: Sequence[tuple[str, str]]) -> Audit:
    """Ask one source of advisories about (name, version) pairs.

    Raises:
        ReleaseError: it cannot be reached, or has no advisories.
    """
    return judge(_ask(source, [*pins, CANARY]), source)


def judge(report: Mapping[str, Any], source: str) -> Audit:
    """What pip-audit's JSON says, once its source has shown that it knows vulnerabilities.

    Raises:
        ReleaseError: it knows none of the release that is known to be vulnerable.
    """
    entries = [(canonicalize_name(entry["name"]), entry) for entry in report["dependencies"]]
    canary = [entry for name, entry in entries if (name, entry.get("version", CANARY[1])) == CANARY]
    if not any(entry.get("vulns") for entry in canary):
        raise ReleaseError(f"{source}: it has no advisories (none for {' '.join(CANARY)}, which has some).")
    others = [(name, entry) for name, entry in entries if not any(entry is known for known in canary)]
    return Audit(
        vulnerable=tuple(_line(name, entry) for name, entry in others if entry.get("vulns")),
        skipped=tuple(name for name, entry in others if "skip_reason" in entry),
        checked=sum("skip_reason" not in entry for _, entry in others),
    )


def _line(name: str, entry: Mapping[str, Any]) -> str:
    of = [f"{found['id']} (fixed in {', '.join(found['fix_versions']) or 'no release'})" for found in entry["vulns"]]
    return f"{name} {entry['version']}: {'; '.join(of)}"


def _ask(source: str, pins: Sequence[tuple[str, str]]) -> dict[str, Any]:
    options = ["--no-deps", "--disable-pip", "--progress-spinner=off", "--format=json", f"--timeout={_PATIENCE}"]
    reports: list[dict[str, Any]] = []
    for group in _without_repeats(pins):
        with tempfile.TemporaryDirectory() as folder:
            asked = Path(folder, "pins.txt")
            asked.write_text("".join(f"{name}=={version}\n" for name, version in group), encoding="utf-8")
            command = [sys.executable, "-m", "pip_audit", "-s", source, *options, "-r", str(asked)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        try:
            reports.append(json.loads(done.stdout))
        except json.JSONDecodeError:
            reason = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
            raise ReleaseError(f"{source}: pip-audit got no answer: {reason}") from None
    return {"dependencies": [entry for report in reports for entry in report["dependencies"]]}


def _without_repeats(pins: Sequence[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """pip-audit takes a package once: one with several versions, for several Pythons, goes into several groups."""
    groups: list[dict[str, str]] = []
    for name, version in dict.fromkeys(pins):
        free = next((group for group in groups if name not in group), None)
        if free is None:
            groups.append(free := {})
        free[name] = version
    return [list(group.items()) for group in groups]


def main() -> int:
    """Ask the sources in turn; print what is found. See the module for the exit status."""
    pins = [(name, pin.version) for name, found in read_lock().items() for pin in found]
    for source in SOURCES:
        try:
            found = audit(source, pins)
        except ReleaseError as error:
            print(error, file=sys.stderr)
            continue
        for line in found.vulnerable:
            print(line)
        print(f"{source}: {found.checked} of {len(pins)} pins checked, {len(found.vulnerable)} vulnerable")
        if found.skipped:
            print(f"NOT CHECKED, since {source} does not know them: {', '.join(found.skipped)}", file=sys.stderr)
        return found.status
    print(
        f"NOT CHECKED: no source of advisories answered. This says nothing about the {len(pins)} pins.", file=sys.stderr
    )
    print("Run `make audit` on a machine that reaches pypi.org or osv.dev.", file=sys.stderr)
    return NOT_CHECKED


if __name__ == "__main__":
    sys.exit(main())
