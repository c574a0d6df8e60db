"""`netral brand check`, and the commands that a wrong brand stops."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from assistant.branding.brand import NETRAL, brand_in_force
from assistant.cli.main import main
from tests.real import ROOT


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings except those of the test; beside them the brand of the documentation."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("NETRAL_")]:
        monkeypatch.delenv(name)
    shutil.copytree(ROOT / "docs/brand", "brand")


def spoil() -> None:
    Path("brand/brand.toml").write_text('nama = "x"\n[light]\naccent = "#ffcc00"\n', encoding="utf-8")


def test_a_good_brand_is_shown_with_every_pair(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["brand", "check", "brand"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[:2] == ["name     Tanya Kepegawaian", "tagline  Tanya jawab netralitas pegawai (id)"]
    assert out[3].startswith("logo     SVG, 32 x 32, ")
    assert out[4] == "light: accent, sunken"
    assert "  accent on page       #1f3f77 #f7f8f7   9.6 of 4.5" in out
    assert len([line for line in out if line.startswith("  ")]) == 38  # 19 pairs in two themes
    assert out[-1] == f"{Path('brand/brand.toml')}: 0 problems."


def test_every_problem_is_named_and_marked_in_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    spoil()
    assert main(["brand", "check", "brand"]) == 1
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "name     Netral"
    assert "logo     none, the mark of Netral in the accent" in out
    assert "dark: nothing set, the colours are those of Netral" in out
    # A link follows the accent: in the table it is too little, and among the problems it would only repeat them.
    assert len([line for line in out if line.endswith("TOO LITTLE")]) == 7
    assert len([line for line in out if line.startswith(f"{Path('brand/brand.toml')}: ")]) == 6
    assert f"{Path('brand/brand.toml')}: Unknown key 'nama' in brand.toml: did you mean 'name'?" in out
    assert out[-1] == f"{Path('brand/brand.toml')}: 5 problems."


def test_json_has_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["brand", "check", "brand", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["name"], found["problems"], found["logo"]["type"]) == ("Tanya Kepegawaian", [], "image/svg+xml")
    first = found["light"]["pairs"][0]
    assert first == {
        "on": "ink", "ground": "page", "colours": ["#17211f", "#f7f8f7"], "contrast": 15.48, "needs": 4.5, "fits": True,
    }  # fmt: skip
    spoil()
    assert main(["brand", "check", "brand", "--json"]) == 1
    assert len(json.loads(capsys.readouterr().out)["problems"]) == 5


def test_the_setting_is_checked_where_no_folder_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    Path("netral.toml").write_text('brand = "brand"', encoding="utf-8")
    assert main(["brand", "check"]) == 0
    assert "Tanya Kepegawaian" in capsys.readouterr().out
    Path("netral.toml").unlink()
    assert main(["brand", "check"]) == 1
    assert capsys.readouterr().err == (
        "netral: The setting `brand` is empty. Name the folder: netral brand check FOLDER\n"
    )
    assert main(["brand", "check", "elsewhere"]) == 1
    assert "but there is no elsewhere" in capsys.readouterr().err


def test_a_terminal_shows_a_word_in_each_pair(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    main(["brand", "check", "brand"])
    assert "\x1b[38;2;31;63;119m\x1b[48;2;247;248;247m Contoh \x1b[0m" in capsys.readouterr().out
    monkeypatch.setenv("NO_COLOR", "1")
    main(["brand", "check", "brand"])
    assert "\x1b" not in capsys.readouterr().out


def test_a_wide_logo_is_remarked_on(capsys: pytest.CaptureFixture[str]) -> None:
    logo = Path("brand/logo.svg")
    logo.write_text(logo.read_text(encoding="utf-8").replace("0 0 32 32", "0 0 96 32"), encoding="utf-8")
    assert main(["brand", "check", "brand"]) == 0
    assert "; as it is not square, it is small in the tab of a browser\n" in capsys.readouterr().out


def test_a_server_with_a_wrong_brand_does_not_start_and_indexes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    spoil()
    Path("netral.toml").write_text('brand = "brand"', encoding="utf-8")
    assert main(["serve"]) == 1
    err = capsys.readouterr().err
    assert err.startswith(f"netral: The brand in {Path('brand/brand.toml')} cannot be used: Unknown key 'nama'")
    assert err.endswith("(4 more: netral brand check brand)\n")
    assert not Path(".netral").exists()


@pytest.mark.parametrize("command", ["ask", "explain"])
def test_a_command_that_answers_does_so_under_the_name(
    command: str, index_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("netral.toml").write_text('brand = "brand"', encoding="utf-8")
    assert main([command, "Siapa kamu?", "--lang", "id", "--index", str(index_folder)]) == 0
    assert "Saya Tanya Kepegawaian, asisten" in capsys.readouterr().out
    assert brand_in_force() is not NETRAL
    spoil()
    assert main([command, "Siapa kamu?", "--index", str(index_folder)]) == 1


def test_the_doctor_says_which_brand_is_in_force(index_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["doctor", "--index", str(index_folder)])
    assert "ok      brand: Netral; `brand` is not set" in capsys.readouterr().out
    Path("netral.toml").write_text('brand = "brand"', encoding="utf-8")
    main(["doctor", "--index", str(index_folder)])
    assert "ok      brand: Tanya Kepegawaian, from brand" in capsys.readouterr().out
    spoil()
    assert main(["doctor", "--index", str(index_folder)]) == 1
    assert "FAILED  brand: The brand in" in capsys.readouterr().out
