"""The lock pins what `pyproject.toml` declares, with hashes, and names no machine."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from index.errors import ReleaseError
from index.toml import read_toml
from release.lock import BUILD_LOCK, LOCK, ROOT, read_lock

PROJECT = read_toml(ROOT / "pyproject.toml")
LINUX = {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"}
PYTHONS = ("3.10", "3.11", "3.12", "3.13")


def applies(requirement: Requirement, python: str) -> bool:
    machine = {**default_environment(), **LINUX, "python_version": python, "python_full_version": f"{python}.0"}
    return requirement.marker is None or requirement.marker.evaluate(machine)


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("declared", PROJECT["project"]["dependencies"])
def test_every_dependency_is_pinned_once_within_its_bounds(declared: str, python: str) -> None:
    """Where this fails, run `make lock`."""
    wanted = Requirement(declared)
    pins = [pin for pin in read_lock().get(canonicalize_name(wanted.name), []) if applies(pin.requirement, python)]
    assert len(pins) == applies(wanted, python)
    assert [pin.version for pin in pins if not wanted.specifier.contains(pin.version, prereleases=True)] == []


def test_what_builds_the_wheel_is_pinned() -> None:
    for declared in map(Requirement, PROJECT["build-system"]["requires"]):
        (pin,) = read_lock(BUILD_LOCK)[canonicalize_name(declared.name)]
        assert declared.specifier.contains(pin.version)


@pytest.mark.parametrize("lock", [LOCK, BUILD_LOCK], ids=lambda lock: lock.name)
def test_every_pin_has_hashes_of_whole_length(lock: Path) -> None:
    pins = [pin for found in read_lock(lock).values() for pin in found]
    assert pins
    assert {value for pin in pins for value in pin.hashes if not re.fullmatch("[0-9a-f]{64}", value)} == set()


@pytest.mark.parametrize("lock", [LOCK, BUILD_LOCK], ids=lambda lock: lock.name)
def test_a_lock_names_no_index_and_no_path(lock: Path) -> None:
    assert re.findall(r"https?:|file:|--(?:extra-)?index|--find-links|/(?:root|home|tmp|opt)/", lock.read_text()) == []


@pytest.mark.parametrize("line", ["numpy>=2 \\\n    --hash=sha256:00\n", "numpy==2.4.0\n"])
def test_a_line_that_pins_nothing_is_refused(line: str, tmp_path: Path) -> None:
    (tmp_path / "loose.lock").write_text(f"# by make lock\n{line}", encoding="utf-8")
    with pytest.raises(ReleaseError, match=r"numpy.* is no pin with hashes\. Run `make lock`"):
        read_lock(tmp_path / "loose.lock")


def test_a_package_may_have_a_pin_for_each_python(tmp_path: Path) -> None:
    text = "a-b==1 ; python_version < '3.12' --hash=sha256:00\na_b==2 ; python_version >= '3.12' \\\n    --hash=sha256:11\n    # via c\n"
    (tmp_path / "two.lock").write_text(text, encoding="utf-8")
    assert [pin.version for pin in read_lock(tmp_path / "two.lock")["a-b"]] == ["1", "2"]
