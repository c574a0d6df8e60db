"""The five articles are those that were delivered, and the manifest says of them only what they say themselves."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from index.dates import month_spellings
from index.load import load_folder
from index.toml import read_toml

SEEDS = Path(__file__).parents[2] / "seeds"
ENTRIES: list[dict[str, Any]] = read_toml(SEEDS / "manifest.toml")["source"]


def squeezed(text: str) -> str:
    """The text without white space or case: «SUDUTPANDANG. ID» is SUDUTPANDANG.ID."""
    return "".join(text.split()).casefold()


def test_the_manifest_lists_the_five_articles_and_no_other() -> None:
    assert len(ENTRIES) == 5
    assert {entry["file"] for entry in ENTRIES} == {path.name for path in SEEDS.glob("*.txt")}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["id"])
class TestEntry:
    def test_checksum_is_that_of_the_file(self, entry: dict[str, Any]) -> None:
        assert hashlib.sha256((SEEDS / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]

    def test_id_is_the_stem_of_the_file(self, entry: dict[str, Any]) -> None:
        assert entry["id"] == Path(entry["file"]).stem

    def test_file_is_utf8_without_a_byte_order_mark(self, entry: dict[str, Any]) -> None:
        assert not (SEEDS / entry["file"]).read_bytes().decode("utf-8").startswith("\ufeff")

    @pytest.mark.parametrize("field", ["title", "publisher", "place"])
    def test_value_is_in_the_text(self, entry: dict[str, Any], field: str) -> None:
        if field in entry:
            assert squeezed(entry[field]) in squeezed((SEEDS / entry["file"]).read_text(encoding="utf-8"))

    def test_date_is_in_the_text_as_day_month_year(self, entry: dict[str, Any]) -> None:
        text, day = (SEEDS / entry["file"]).read_text(encoding="utf-8"), entry["published"]
        spelled = f"{day.day} {month_spellings()[day.month - 1][0]} {day.year}"
        assert f"({day.day}/{day.month}/{day.year})" in text or spelled in text.casefold()

    def test_title_is_the_first_line_unless_it_is_said_to_be_derived(self, entry: dict[str, Any]) -> None:
        first = (SEEDS / entry["file"]).read_text(encoding="utf-8").splitlines()[0]
        assert (entry["title"] == first) == ("title" not in entry.get("derived", []))

    def test_suggested_questions_are_in_both_languages(self, entry: dict[str, Any]) -> None:
        assert set(entry["questions"]) == {"id", "en"}
        assert all(question.endswith("?") for questions in entry["questions"].values() for question in questions)


def test_the_loaded_text_is_the_file_to_the_character() -> None:
    for document in load_folder(SEEDS):
        assert document.text.encode() == (SEEDS / document.file).read_bytes()
