"""The files around the code: the changelog's form, the version, the hook before a commit."""

from __future__ import annotations

import re
from datetime import date

import yaml

from index.toml import read_toml
from tests.docs.blocks import ROOT

CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
KINDS = ("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")


def test_the_changelog_begins_with_what_is_unreleased_and_goes_back_in_time() -> None:
    first, *releases = re.findall(r"^## (.*)$", CHANGELOG, re.MULTILINE)
    assert first == "[Unreleased]"
    found = [re.fullmatch(r"\[(\d+)\.(\d+)\.(\d+)\] - (\d{4}-\d\d-\d\d)", release) for release in releases]
    keys = [(tuple(map(int, match.groups()[:3])), date.fromisoformat(match.group(4))) for match in found if match]
    assert len(keys) == len(releases) >= 1
    assert keys == sorted(keys, reverse=True)


def test_changes_are_grouped_by_kind_in_order() -> None:
    for release in CHANGELOG.split("\n## ")[1:]:
        kinds = re.findall(r"^### (.*)$", release, re.MULTILINE)
        assert kinds == [kind for kind in KINDS if kind in kinds]


def test_the_version_is_that_of_the_newest_release() -> None:
    project = read_toml(ROOT / "pyproject.toml")["project"]
    assert re.findall(r"^## \[(\d.*?)\]", CHANGELOG, re.MULTILINE)[0] == project["version"]
    major, minor, _ = project["version"].split(".")
    assert f"Today that is {major}.{minor}." in (ROOT / "SECURITY.md").read_text(encoding="utf-8")


def test_a_commit_is_linted_by_what_make_lint_runs() -> None:
    (repository,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    (hook,) = repository["hooks"]
    assert (repository["repo"], hook["language"], hook["entry"]) == ("local", "system", "make lint")
    assert re.search(r"^lint:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
