"""TOML that is not valid is refused with file and line, in one wording."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from index.errors import ConfigError
from index.toml import parse_toml, read_toml


def test_values_keep_their_types(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("judul = 'Rapat – “netral”'\ndate = 2024-04-18\n[[source]]\nn = 1\n", "utf-8")
    assert read_toml(tmp_path / "a.toml") == {
        "judul": "Rapat – “netral”",
        "date": dt.date(2024, 4, 18),
        "source": [{"n": 1}],
    }


@pytest.mark.parametrize("content", [b"a = ", b"a = 1\na = 2", b"a = '\xff'"], ids=["value", "twice", "encoding"])
def test_a_file_that_is_not_toml_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.toml").write_bytes(content)
    with pytest.raises(ConfigError, match=r"a\.toml is not valid TOML: .*\. Correct that line\."):
        read_toml(tmp_path / "a.toml")


def test_a_text_is_refused_by_the_name_given_for_it() -> None:
    with pytest.raises(ConfigError, match=r"^netral\.toml is not valid TOML: .*line 2"):
        parse_toml("port = 1\nhost = here", "netral.toml")


def test_a_missing_file_is_no_empty_one(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_toml(tmp_path / "a.toml")
