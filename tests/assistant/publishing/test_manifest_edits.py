"""Changing one entry of a manifest leaves everything else as it is."""

from __future__ import annotations

import datetime as dt
import difflib
from pathlib import Path

import pytest

from assistant.publishing.manifest_edits import entry_text, with_entry, without_entry
from index.errors import DocumentError
from index.manifest import read_manifest

TEXT = """# The head.

[[source]]
file = "satu.txt"  # the first
title = "Satu"
derived = ["title", "published"]
published = 2024-02-06
questions.id = [
  "Apa?",
]

# About the second.
[[source]]
file = "dua.txt"
title = 'Dua'
"""


def lines(before: str, after: str) -> list[str]:
    """The lines taken out and put in."""
    return [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]


def test_one_value_is_changed_and_nothing_else() -> None:
    assert lines(TEXT, with_entry(TEXT, "satu.txt", {"title": "Baru"})) == ['- title = "Satu"', '+ title = "Baru"']


def test_a_key_is_taken_out_by_none() -> None:
    changed = with_entry(TEXT, "satu.txt", {"derived": None, "url": None})
    assert lines(TEXT, changed) == ['- derived = ["title", "published"]']


def test_a_new_entry_goes_to_the_end() -> None:
    changed = with_entry(TEXT, "tiga.txt", {"title": 'T "3"', "published": dt.date(2031, 5, 3), "url": None})
    assert changed.startswith(TEXT)
    assert changed.removeprefix(TEXT) == (
        '\n[[source]]\nfile = "tiga.txt"\ntitle = "T \\"3\\""\npublished = 2031-05-03\n'
    )


def test_the_first_entry_makes_the_manifest(tmp_path: Path) -> None:
    (tmp_path / "manifest.toml").write_text(with_entry("", "satu.txt", {"title": "Satu"}), encoding="utf-8")
    assert read_manifest(tmp_path / "manifest.toml") == {"satu.txt": {"file": "satu.txt", "title": "Satu"}}


def test_an_entry_goes_without_the_comment_on_the_next() -> None:
    assert without_entry(TEXT, "satu.txt") == "# The head.\n\n" + TEXT[TEXT.index("# About") :]
    assert without_entry(TEXT, "dua.txt") == TEXT[: TEXT.index('[[source]]\nfile = "dua')]
    assert without_entry(TEXT, "tiga.txt") == TEXT


def test_an_entry_is_read_as_it_is() -> None:
    assert entry_text(TEXT, "satu.txt") == TEXT[TEXT.index("[[source]]") : TEXT.index("\n# About")]
    assert entry_text(TEXT, "tiga.txt") == ""


def test_every_entry_of_the_seeds_can_be_changed_and_taken_out(seeds: Path, tmp_path: Path) -> None:
    text = (seeds / "manifest.toml").read_text(encoding="utf-8")
    entries = read_manifest(seeds / "manifest.toml")
    path = tmp_path / "manifest.toml"
    for file in entries:
        path.write_text(with_entry(text, file, {"title": "X"}), encoding="utf-8")
        assert read_manifest(path) == entries | {file: entries[file] | {"title": "X"}}
        path.write_text(without_entry(text, file), encoding="utf-8")
        assert read_manifest(path) == {name: entry for name, entry in entries.items() if name != file}


def test_windows_line_ends_stay() -> None:
    text = TEXT.replace("\n", "\r\n")
    assert without_entry(text, "satu.txt") == without_entry(TEXT, "satu.txt").replace("\n", "\r\n")
    assert with_entry(text, "dua.txt", {"title": "X"}).startswith(text[: text.index("title = 'Dua'")])


@pytest.mark.parametrize("text", ['source = [{file = "satu.txt"}]\n', '[[source]]\nfile = "satu.txt"\ntitle = \n'])
def test_what_cannot_be_changed_is_refused(text: str) -> None:
    for change in (lambda: with_entry(text, "satu.txt", {"title": "X"}), lambda: without_entry(text, "satu.txt")):
        with pytest.raises(DocumentError, match=r"manifest\.toml"):
            change()
