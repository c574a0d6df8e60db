"""`make lock`: every package of an installation on Linux, pinned to a version and to the hashes of its files.

`requirements.lock` is what Netral needs to run, on each Python that it supports; `release/build.lock` what builds its wheel.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from index.errors import ReleaseError
from index.toml import read_toml

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements.lock"
BUILD_LOCK = ROOT / "release/build.lock"
# The index comes from the settings of who runs this, and is not written down: the lock is good for every mirror.
COMPILE = ("pip", "compile", "--universal", "--generate-hashes", "--no-emit-index-url", "--quiet")


@dataclass(frozen=True, slots=True)
class Pin:
    """One package of a lock: its requirement, with version and marker, and the SHA-256 of each file that may be installed."""

    requirement: Requirement
    hashes: frozenset[str]

    @property
    def version(self) -> str:
        (specifier,) = self.requirement.specifier
        return specifier.version


def read_lock(path: Path = LOCK) -> dict[str, list[Pin]]:
    """Canonical names to pins: several where a package has one for each of several Pythons.

    Raises:
        ReleaseError: a line is no pin with hashes.
    """
    pins: dict[str, list[Pin]] = {}
    text = re.sub(r"^\s*#.*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for line in text.replace("\\\n", " ").splitlines():
        stated, *hashes = line.split(" --hash=sha256:")
        requirement = Requirement(stated.strip())
        if [part.operator for part in requirement.specifier] != ["=="] or not hashes:
            raise ReleaseError(f"{path.name}: {stated.strip()} is no pin with hashes. Run `make lock`.")
        pin = Pin(requirement, frozenset(text.strip() for text in hashes))
        pins.setdefault(canonicalize_name(requirement.name), []).append(pin)
    return pins


def write_locks(*, upgrade: bool = False) -> None:
    """Write both locks with uv. Versions that still fit stay, unless `upgrade`.

    Raises:
        ReleaseError: uv is missing, or finds no versions that fit.
    """
    project = read_toml(ROOT / "pyproject.toml")
    build = "\n".join(project["build-system"]["requires"])
    # Without it, uv leaves out what only Pythons older than the one that runs it need.
    oldest = project["project"]["requires-python"].removeprefix(">=")
    for source, given, lock in (("pyproject.toml", None, LOCK), ("-", build, BUILD_LOCK)):
        command = [sys.executable, "-m", "uv", *COMPILE, *(["--upgrade"] if upgrade else []), source]
        said = ["--custom-compile-command", "make lock", "--output-file", str(lock.relative_to(ROOT))]
        options = ["--python-version", oldest, *said]  # `environments` in pyproject.toml keeps both to Linux
        done = subprocess.run([*command, *options], cwd=ROOT, input=given, capture_output=True, text=True, check=False)
        if done.returncode:
            raise ReleaseError(f"uv cannot write {lock.name}: {done.stderr.strip()}. Check the network and the bounds.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the locks; the exit status is 1 if that failed."""
    parser = argparse.ArgumentParser(prog="make lock", description=__doc__)
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions that fit")
    try:
        write_locks(upgrade=parser.parse_args(arguments).upgrade)
    except ReleaseError as error:
        print(error, file=sys.stderr)
        return 1
    for lock in (LOCK, BUILD_LOCK):
        print(f"{lock.relative_to(ROOT)}: {len(read_lock(lock))} packages, each with hashes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
