"""The folder of articles as an operator changes it."""

from __future__ import annotations

import hashlib
from contextlib import nullcontext
from pathlib import Path

import pytest

from assistant.publishing.details import Details
from assistant.publishing.folder import UPLOAD_LIMIT, SourcesFolder, safe_name
from index.errors import DocumentError, SourceError
from index.load import load_folder
from index.manifest import read_manifest

TEXT = "Rapat Desa\n\nRapat dibuka pada 3 Mei 2031.\n\nBaca juga: Lainnya\n"
DATA = TEXT.encode()


@pytest.fixture
def folder(tmp_path: Path) -> SourcesFolder:
    (tmp_path / "articles").mkdir()
    return SourcesFolder(tmp_path / "articles", nullcontext)


def refused(code: str) -> pytest.RaisesContext[DocumentError]:
    return pytest.raises(DocumentError, check=lambda error: error.code == code)


def entries(folder: SourcesFolder) -> dict[str, dict[str, object]]:
    return read_manifest(folder.folder / "manifest.toml")


def listed(folder: SourcesFolder, kept: str) -> list[Path]:
    return sorted(path for path in folder.bin.folder.iterdir() if path.name.endswith(kept))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("rapat.txt", "rapat.txt"),
        ("Rapat Desa (2).PDF", "Rapat-Desa-2.pdf"),
        ("../../etc/rapat.md", "rapat.md"),
        ("C:\\kantor\\surat.docx", "surat.docx"),
        (".tersembunyi.html", "tersembunyi.html"),
        ("~$surat.docx", "surat.docx"),
        ("a\x00b\n<script>.txt", "a-b-script.txt"),
        ("Jum'at – édisi.txt", "Jum-at-édisi.txt"),
        ("x" * 300 + ".txt", "x" * 100 + ".txt"),
    ],
)
def test_a_file_name_is_made_safe(given: str, kept: str) -> None:
    assert safe_name(given) == kept


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("program.exe", "type"), ("manifest.toml", "type"), ("", "type"), (".txt", "type"), ("rapat", "type"),
        ("readme.md", "name"), ("README.txt", "name"), ("字" * 99 + ".txt", "name"),
    ],
)  # fmt: skip
def test_a_file_name_that_cannot_be_used_is_refused(given: str, code: str) -> None:
    with refused(code):
        safe_name(given)


def test_a_document_without_details_needs_no_entry(folder: SourcesFolder) -> None:
    assert folder.add("rapat.txt", DATA, Details()).file == "rapat.txt"
    assert (folder.folder / "rapat.txt").read_bytes() == DATA
    assert entries(folder) == {}
    (found,) = folder.documents()
    assert found.document
    assert (found.document.title, found.document.published) == ("Rapat Desa", "2031-05-03")
    assert [item.rule for item in found.document.furniture] == ["title", "see-also"]


def test_details_become_an_entry_and_the_date_in_the_text_is_not_lost_by_it(folder: SourcesFolder) -> None:
    folder.add("rapat.txt", DATA, Details(publisher="Kabar", url="https://kabar.example/1"))
    (document,) = load_folder(folder.folder)
    assert (document.publisher, document.url) == ("Kabar", "https://kabar.example/1")
    assert (document.title, document.published, document.derived) == (
        "Rapat Desa",
        "2031-05-03",
        ("published", "title"),
    )


def test_a_stated_date_is_not_derived(folder: SourcesFolder) -> None:
    folder.add("rapat.txt", DATA, Details(title="Rapat", published="2031-05-04"))
    (document,) = load_folder(folder.folder)
    assert (document.published, document.derived) == ("2031-05-04", ())


def test_nothing_is_overwritten_unless_asked_for(folder: SourcesFolder) -> None:
    folder.add("rapat.txt", DATA, Details())
    with refused("exists"):
        folder.add("rapat.txt", b"Lain.", Details())
    assert (folder.folder / "rapat.txt").read_bytes() == DATA


def test_a_replaced_document_is_kept_and_its_checksum_is_that_of_the_new_one(folder: SourcesFolder) -> None:
    old = (
        "[[source]]\n"
        + f'file = "rapat.txt"\ntitle = "Lama"\nderived = ["title"]\nsha256 = "{hashlib.sha256(DATA).hexdigest()}"\n'
    )
    (folder.folder / "rapat.txt").write_bytes(DATA)
    (folder.folder / "manifest.toml").write_text("# ours\n" + old, encoding="utf-8")
    assert folder.add("rapat.txt", b"Isi baru.", Details(publisher="Kabar"), replace=True).replaces == "rapat.txt"
    (document,) = load_folder(folder.folder)  # would refuse a file that differs from its checksum
    assert (document.text, document.title, document.publisher, document.derived) == (
        "Isi baru.", "Lama", "Kabar", ("title",),
    )  # fmt: skip
    assert (folder.folder / "manifest.toml").read_text(encoding="utf-8").startswith("# ours\n")
    assert [path.read_bytes() for path in listed(folder, "rapat.txt")] == [DATA]
    assert [path.read_text(encoding="utf-8") for path in listed(folder, "rapat.txt.manifest.toml")] == [old]


def test_a_document_that_cannot_be_used_never_reaches_the_folder(folder: SourcesFolder) -> None:
    for name, data in (
        ("rusak.pdf", b"%PDF-1.4 half"),
        ("kosong.txt", b" \n"),
        ("koi.txt", "Привет, друг".encode("koi8_r")),
    ):
        with pytest.raises(SourceError, match=name):
            folder.add(name, data, Details(title="X"))
    with refused("large"):
        folder.add("besar.txt", b"x" * (UPLOAD_LIMIT + 1), Details())
    assert list(folder.folder.iterdir()) == []


def test_two_documents_with_one_id_are_refused_before_they_break_the_build(folder: SourcesFolder) -> None:
    folder.add("rapat.txt", DATA, Details())
    with refused("id"):
        folder.add("rapat.md", DATA, Details())
    assert len(load_folder(folder.folder)) == 1


def test_details_are_changed_one_by_one_and_what_was_derived_stays_derived(folder: SourcesFolder) -> None:
    folder.add("rapat.txt", DATA, Details())
    shown = Details.shown(folder.document("rapat.txt"))
    folder.describe("rapat.txt", shown)
    assert entries(folder) == {}
    folder.describe("rapat.txt", Details("Rapat Besar", "Kabar", shown.published, ""))
    document = folder.document("rapat.txt")
    assert (document.title, document.publisher, document.published) == ("Rapat Besar", "Kabar", "2031-05-03")
    assert document.derived == ("published",)
    folder.describe("rapat.txt", Details("Rapat Besar", "", "2031-05-05", ""))
    document = folder.document("rapat.txt")
    assert (document.publisher, document.published, document.derived) == (None, "2031-05-05", ())
    folder.describe("rapat.txt", Details("Rapat Besar", "", "", ""))
    assert folder.document("rapat.txt").published is None


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"published": "3 Mei"}, "date"), ({"published": "2031-02-30"}, "date"), ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "kabar.example"}, "url"), ({"title": "x" * 501}, "details"), ({"title": "a\x07b"}, "details"),
    ],
)  # fmt: skip
def test_details_that_cannot_be_are_refused(values: dict[str, str], code: str) -> None:
    with refused(code):
        Details.of(values)


def test_details_are_plain_text_on_one_line() -> None:
    assert Details.of({"title": " Rapat\n  Desa ", "other": "x"}) == Details(title="Rapat Desa")


def test_a_removed_document_and_its_entry_can_be_brought_back(folder: SourcesFolder) -> None:
    folder.add("rapat.txt", DATA, Details(title="Rapat"))
    folder.add("lain.txt", DATA + b"Lain.", Details(title="Lain"))
    before = (folder.folder / "manifest.toml").read_text(encoding="utf-8")
    folder.remove("rapat.txt")
    assert [document.title for document in load_folder(folder.folder)] == ["Lain"]
    (file,), (entry,) = listed(folder, "-rapat.txt"), listed(folder, ".manifest.toml")
    file.rename(folder.folder / "rapat.txt")
    manifest = folder.folder / "manifest.toml"
    manifest.write_text(manifest.read_text("utf-8") + entry.read_text("utf-8"), encoding="utf-8")
    assert {document.title for document in load_folder(folder.folder)} == {"Rapat", "Lain"}
    assert set(manifest.read_text("utf-8").split()) == set(before.split())


@pytest.mark.parametrize("file", ["none.txt", "../articles/rapat.txt", "manifest.toml", ".rapat.txt", ""])
def test_only_documents_of_the_folder_can_be_read_or_removed(folder: SourcesFolder, file: str) -> None:
    folder.add("rapat.txt", DATA, Details(title="Rapat"))
    for act in (folder.document, folder.remove):
        with refused("gone"):
            act(file)


def test_a_broken_document_is_listed_with_its_problem_and_read_again_once_corrected(folder: SourcesFolder) -> None:
    path = folder.folder / "rusak.pdf"
    path.write_bytes(b"%PDF-1.4 half")
    (folder.folder / "baik.txt").write_bytes(DATA)
    good, bad = folder.documents()
    assert good.document
    assert bad.document is None
    assert isinstance(bad.problem, DocumentError)
    assert bad.problem.code == "unreadable"
    path.unlink()
    assert [one.file for one in folder.documents()] == ["baik.txt"]
    (folder.folder / "manifest.toml").write_text('[[source]]\nfile = "baik.txt"\ntitle = "T"\n', encoding="utf-8")
    (found,) = folder.documents()
    assert found.document
    assert found.document.title == "T"
