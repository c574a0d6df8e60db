"""What an article is about, by the words of a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.articles.subjects import load_subjects, read_subjects, subjects_of
from index.document import Document, Furniture, Span
from index.errors import ConfigError
from index.load import load_folder
from tests.assistant.web.site import client

TABLE = {"key": "x", "id": "Nama", "en": "Name", "words": ["kata"]}


def keys(text: str, title: str = "Judul", furniture: str = "") -> list[str]:
    """The keys of the subjects of such an article."""
    at = text.index(furniture) if furniture else 0
    marked = (Furniture(Span(at, at + len(furniture)), "caption"),) if furniture else ()
    return [subject.key for subject in subjects_of(Document("d", text, title, "d", "0", furniture=marked))]


def test_a_passing_mention_is_no_subject() -> None:
    assert keys("Ada sanksi di sini.") == []
    assert keys("Ada sanksi di sini.\n\nSANKSI itu berat.") == ["sanctions"]


def test_a_title_is_enough() -> None:
    assert keys("Isi.", "Sanksi bagi ASN") == ["sanctions"]


def test_what_stands_in_furniture_does_not_count() -> None:
    assert keys("Ada sanksi di sini.\n\nBaca juga: sanksi lain", furniture="Baca juga: sanksi lain") == []


def test_words_are_whole_words_across_line_breaks() -> None:
    assert keys("Bersanksi dan sanksinya.") == []
    assert keys("hak\npilih, lalu hak  pilih") == ["voting"]


def test_letters_and_accents_are_found_however_they_are_written() -> None:
    assert keys("Café. Sanksi dan sanksi.") == ["sanctions"]


def test_the_articles_that_come_along_have_subjects_of_which_some_tell_them_apart() -> None:
    found = [frozenset(subject.key for subject in subjects_of(document)) for document in load_folder(Path("seeds"))]
    assert all(found)
    assert len(set(found)) > 1


def test_the_names_are_there_in_both_languages_and_tell_the_subjects_apart() -> None:
    subjects = load_subjects()
    assert all(subject.name("id") and subject.name("en") for subject in subjects)
    assert len({subject.name("id") for subject in subjects}) == len({s.name("en") for s in subjects}) == len(subjects)


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The file of an operator's own subjects, which is not there yet."""
    monkeypatch.chdir(tmp_path)
    for function in (load_subjects, subjects_of):
        function.cache_clear()
    yield tmp_path / "subjects.toml"
    for function in (load_subjects, subjects_of):
        function.cache_clear()


def test_an_operator_adds_subjects_and_replaces_one(own: Path) -> None:
    shipped = [subject.key for subject in load_subjects()]
    load_subjects.cache_clear()
    own.write_text(
        '[[subject]]\nkey = "budget"\nid = "Anggaran"\nen = "Budget"\nwords = ["anggaran"]\n'
        '[[subject]]\nkey = "sanctions"\nid = "Sanksi"\nen = "Sanctions"\nwords = ["denda"]\n'
    )
    assert [subject.key for subject in load_subjects()] == [*shipped, "budget"]
    assert keys("Anggaran dan denda.", "Anggaran, denda") == ["sanctions", "budget"]
    assert keys("Sanksi, sanksi.") == []


def test_a_file_of_an_operator_that_cannot_be_used_stops_the_server_with_what_to_do(own: Path) -> None:
    own.write_text("[[subjects]]\n")
    with pytest.raises(ConfigError, match="did you mean 'subject'"), client():
        pass


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ([TABLE, TABLE], "two subjects with the key 'x'"),
        ([TABLE | {"key": "a b"}], "needs a `key` of letters"),
        ([TABLE | {"words": []}], "needs a `key` of letters"),
        ([TABLE | {"words": ["kata", " "]}], "'x' needs a name"),
        ([TABLE | {"en": ""}], "'x' needs a name"),
        ([{"key": "x", "id": "Nama", "words": ["kata"]}], "'x' needs a name"),
        ([TABLE | {"word": ["x"]}], "did you mean 'words'"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_what_to_do(tables: list[dict[str, object]], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        read_subjects(tables, "subjects.toml")
