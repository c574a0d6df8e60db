"""What a folder holds: documents of all its folders, and everything else by name with the reason."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from index import folder_scan
from index.folder_scan import file_at, is_passed_over, scan_folder
from index.formats import EXTRACTORS


def tree(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"Isi.")
    return folder


def left_out(folder: Path) -> dict[str, str]:
    return {each.file: each.code for each in scan_folder(folder).left_out}


def test_documents_of_all_folders_are_found_in_the_order_of_their_names(tmp_path: Path) -> None:
    names = ["2023/b/surat.pdf", "2023/surat.txt", "A.TXT", "z.html"]
    tree(tmp_path, *reversed(names))
    scan = scan_folder(tmp_path)
    assert list(scan.files) == names
    assert scan.files["2023/surat.txt"] == tmp_path / "2023/surat.txt"
    assert scan.left_out == ()


def test_what_is_nobodys_document_is_passed_over(tmp_path: Path) -> None:
    tree(
        tmp_path, ".git/a.txt", ".b.txt", "~$surat.docx", "README.md", "2023/readme.txt", "Thumbs.db", "2023/desktop.ini", "__MACOSX/a.txt",
        "manifest.toml", "furniture.toml", "questions.jsonl", "a.txt",
    )  # fmt: skip
    assert list(scan_folder(tmp_path).files) == ["a.txt"]
    assert left_out(tmp_path) == {}


@pytest.mark.parametrize(
    ("name", "code", "says"),
    [
        ("arsip.ZIP", "archive", "is an archive. Unpack it"),
        ("2023/arsip.tar.gz", "archive", "is an archive"),
        ("foto.jpeg", "picture", "is a picture"),
        ("rapat.mp3", "recording", "is a recording"),
        ("tua.dot", "old", "Save it as .docx, .pdf or .txt"),
        ("data.xyz", "type", "has the ending .xyz, not one of"),
        ("catatan", "type", "has no ending, not one of"),
        ("2023/manifest.toml", "own", "counts only in the folder itself"),
        ("a\nb.txt", "name", "a�b.txt has a name that cannot be written"),
        ("a\\b.txt", "name", "has a name that cannot be written"),
    ],
)
def test_any_other_file_is_named_with_its_reason(tmp_path: Path, name: str, code: str, says: str) -> None:
    tree(tmp_path, name, "baik.txt")
    (found,) = scan_folder(tmp_path).left_out
    assert (found.file, found.code) == (folder_scan.shown_name(name), code)
    assert str(found.problem).startswith(found.file)
    assert says in str(found.problem)
    assert list(scan_folder(tmp_path).files) == ["baik.txt"]


def test_no_ending_is_both_read_and_left_out() -> None:
    assert not EXTRACTORS.keys() & folder_scan._endings().keys()
    assert all(ending == ending.lower() and ending.startswith(".") for ending in folder_scan._endings())


def test_a_format_that_is_added_is_no_longer_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, "data.csv")
    assert left_out(tmp_path) == {"data.csv": "old"}
    monkeypatch.setitem(EXTRACTORS, ".csv", EXTRACTORS[".txt"])
    assert list(scan_folder(tmp_path).files) == ["data.csv"]


def test_a_name_that_is_no_valid_text_is_named_as_it_can_be_shown(tmp_path: Path) -> None:
    tree(tmp_path, os.fsdecode(b"surat\xe9.txt"))
    assert left_out(tmp_path) == {"surat�.txt": "name"}


class TestLinks:
    def test_a_link_within_the_folder_counts_and_one_out_of_it_does_not(self, tmp_path: Path) -> None:
        """As in folders that a cluster mounts, where each name is a link to a hidden folder beside it."""
        folder = tree(tmp_path / "articles", "..data/a.txt")
        tree(tmp_path, "luar.txt")
        (folder / "a.txt").symlink_to("..data/a.txt")
        (folder / "b.txt").symlink_to(tmp_path / "luar.txt")
        (folder / "c.txt").symlink_to("tidak-ada.txt")
        assert list(scan_folder(folder).files) == ["a.txt"]
        assert left_out(folder) == {"b.txt": "outside", "c.txt": "link"}

    def test_links_to_folders_are_never_followed(self, tmp_path: Path) -> None:
        folder = tree(tmp_path / "articles", "2023/a.txt")
        tree(tmp_path, "luar/b.txt")
        (folder / "2023" / "atas").symlink_to(folder, target_is_directory=True)
        (folder / "lagi").symlink_to("2023", target_is_directory=True)
        (folder / "luar").symlink_to(tmp_path / "luar", target_is_directory=True)
        (folder / "satu").symlink_to("dua")
        (folder / "dua").symlink_to("satu")
        assert list(scan_folder(folder).files) == ["2023/a.txt"]
        assert left_out(folder) == {
            "2023/atas": "link",
            "lagi": "link",
            "luar": "outside",
            "satu": "link",
            "dua": "link",
        }

    def test_the_folder_itself_may_be_a_link(self, tmp_path: Path) -> None:
        tree(tmp_path / "benar", "a.txt")
        (tmp_path / "tautan").symlink_to("benar", target_is_directory=True)
        assert list(scan_folder(tmp_path / "tautan").files) == ["a.txt"]


def test_a_folder_that_cannot_be_read_is_named_and_stops_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree(tmp_path, "rahasia/a.txt", "2023/b.txt")
    real = os.scandir

    def refuse(path: Any) -> Any:
        if Path(path).name == "rahasia":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert list(scan_folder(tmp_path).files) == ["2023/b.txt"]
    (found,) = scan_folder(tmp_path).left_out
    assert (found.file, found.code) == ("rahasia", "folder")
    assert "Permission denied" in str(found.problem)


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipa.txt")
    assert left_out(tmp_path) == {"pipa.txt": "special"}


def test_the_bin_of_a_folder_within_is_left_out(tmp_path: Path) -> None:
    tree(tmp_path, "seeds/a.txt", "seeds-trash/b.txt", "seeds-waiting/c.txt", "lain-trash/d.txt")
    assert list(scan_folder(tmp_path).files) == ["lain-trash/d.txt", "seeds/a.txt"]
    assert left_out(tmp_path) == {"seeds-trash": "beside", "seeds-waiting": "beside"}


@pytest.mark.parametrize("name", ["a.txt", "2023/b.pdf"])
def test_one_document_is_found_by_its_name(tmp_path: Path, name: str) -> None:
    tree(tmp_path, "a.txt", "2023/b.pdf")
    assert file_at(tmp_path, name) == tmp_path / name


@pytest.mark.parametrize(
    "name",
    [
        "", "gone.txt", "../luar.txt", "2023/../a.txt", "./a.txt", "2023//b.txt", "/etc/passwd", "2023", ".git/a.txt",
        "README.md", "manifest.toml", "arsip.zip", "tautan/b.txt", "keluar.txt", "a.txt\0", "2023\\b.txt", "a.txt/b.txt",
    ],
)  # fmt: skip
def test_no_other_name_leads_to_a_file(tmp_path: Path, name: str) -> None:
    folder = tree(tmp_path / "f", "a.txt", "2023/b.txt", ".git/a.txt", "README.md", "manifest.toml", "arsip.zip")
    tree(tmp_path, "luar.txt")
    (folder / "tautan").symlink_to("2023", target_is_directory=True)
    (folder / "keluar.txt").symlink_to(tmp_path / "luar.txt")
    assert file_at(folder, name) is None


@pytest.mark.parametrize(
    ("name", "passed"), [("readme", True), ("Readme.PDF", True), ("readme2.txt", False), ("~$a.docx", True), ("~a.txt", False)]
)  # fmt: skip
def test_names_that_are_passed_over(name: str, passed: bool) -> None:
    assert is_passed_over(name) is passed
