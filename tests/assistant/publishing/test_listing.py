"""The files of a folder as publishing would take them."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.publishing import listing
from assistant.publishing.listing import FolderListing
from index.errors import SourceError
from index.load import read_folder

NEWS = "Posko Dibuka\n\nDinas membuka posko pengaduan di alun-alun pada {date}. Warga dapat melapor setiap hari kerja."


def write(folder: Path, **files: str) -> FolderListing:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return FolderListing(folder)


def test_documents_copies_and_versions_are_those_of_a_build(tmp_path: Path) -> None:
    made = write(
        tmp_path / "f", lama=NEWS.format(date="1 Maret 2031"), baru=NEWS.format(date="9 Maret 2031"),
        salinan=NEWS.format(date="9 Maret 2031"),
        a__surat="Surat satu.", b__surat="Surat dua.", kosong="",
    )  # fmt: skip
    (tmp_path / "f" / "arsip.zip").write_bytes(b"PK")
    found, read = made.read(), read_folder(tmp_path / "f")
    documents = {one.document.id: one.document for one in found.files if one.document}
    assert {document.id: (document.text, document.superseded_by) for document in read.documents} == {
        name: (document.text, document.superseded_by) for name, document in documents.items()
    }
    assert sorted(documents) == ["a/surat", "b/surat", "baru", "lama"]
    problems = [(one.file, str(one.problem)) for one in found.files if one.problem]
    assert [file for file, _ in problems] == ["kosong.txt", "salinan.txt"]
    assert [each.file for each in found.left_out] == ["arsip.zip"]


def test_only_what_changed_is_read_again_and_nothing_is_compared_if_nothing_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = write(tmp_path / "f", a="Apel digelar.", b="Rapat digelar.")
    first = made.read()
    read: list[str] = []
    real = listing.read_limited
    monkeypatch.setattr(listing, "read_limited", lambda path, *rest: (read.append(path.name), real(path, *rest))[1])
    monkeypatch.setattr(listing, "leave_out_copies", lambda *_: pytest.fail("compared again"))
    assert made.read().files is first.files
    assert read == []
    monkeypatch.undo()
    monkeypatch.setattr(listing, "read_limited", lambda path, *rest: (read.append(path.name), real(path, *rest))[1])
    write(tmp_path / "f", b="Rapat ditunda.")
    second = made.read()
    assert read == ["b.txt"]
    assert second.files[0] is first.files[0]
    assert second.files[1].document != first.files[1].document


def test_a_document_gets_another_id_when_a_new_file_has_its_name(tmp_path: Path) -> None:
    made = write(tmp_path / "f", a__surat="Surat satu.")
    assert [one.document.id for one in made.read().files if one.document] == ["surat"]
    write(tmp_path / "f", b__surat="Surat dua.")
    assert [one.document.id for one in made.read().files if one.document] == ["a/surat", "b/surat"]


def test_a_folder_that_is_not_there_is_empty_and_a_manifest_that_is_wrong_is_an_error(tmp_path: Path) -> None:
    assert FolderListing(tmp_path / "none").read().files == ()
    made = write(tmp_path / "f", a="Apel.")
    (tmp_path / "f" / "manifest.toml").write_text("[[source]", encoding="utf-8")
    with pytest.raises(SourceError):
        made.read()
