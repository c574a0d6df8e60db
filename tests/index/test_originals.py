"""The files of PDFs that an index keeps: whole, shared by generations, and gone when none needs them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import index.build
from index.build import build_index
from index.errors import IndexDamagedError, SourceError, SourceNotFoundError
from index.originals import ORIGINALS
from index.store import INDEX_MANIFEST, Index
from tests.index.fake_encoder import FakeEncoder
from tests.made_up_pdf import pdf_of

LETTER = pdf_of(["Surat Edaran Bupati Rimba", "Pegawai wajib netral."])
OTHER = pdf_of(["Surat Edaran Bupati Rimba", "Pegawai wajib tetap netral."])


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text("Berita A\n\nRapat dibuka di Rimba.", encoding="utf-8")
    (folder / "edaran.PDF").write_bytes(LETTER)
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


def build(source: Path, folder: Path, **more: int) -> str:
    return build_index(source, folder, encoder=FakeEncoder(), **more).fingerprint  # type: ignore[arg-type]


def kept(folder: Path) -> list[bytes]:
    """The files that the index keeps."""
    return [path.read_bytes() for path in sorted((folder / ORIGINALS).iterdir())]


def test_only_a_pdf_is_kept_and_comes_back_to_the_byte(source: Path, folder: Path) -> None:
    build(source, folder)
    opened = Index(folder)
    assert opened.original("edaran") == LETTER
    assert opened.manifest["originals"] == [f"{opened.document('edaran').sha256}.pdf"]
    assert kept(folder) == [LETTER]
    with pytest.raises(SourceNotFoundError, match="'a' is no PDF"):
        opened.original("a")
    with pytest.raises(SourceNotFoundError, match="No source 'b'"):
        opened.original("b")


def test_one_in_a_subfolder_is_kept_too(source: Path, folder: Path) -> None:
    (source / "2024").mkdir()
    (source / "edaran.PDF").rename(source / "2024" / "edaran.pdf")
    build(source, folder)
    (name,) = [each for each in Index(folder).document_ids if "edaran" in each]
    assert Index(folder).original(name) == LETTER


def test_what_only_has_the_name_of_a_pdf_is_not_kept(source: Path, folder: Path) -> None:
    (source / "edaran.PDF").write_text(
        "<!doctype html><p>Pegawai wajib netral dalam pemilihan di daerah.", encoding="utf-8"
    )
    build(source, folder)
    assert Index(folder).manifest["originals"] == []
    with pytest.raises(SourceNotFoundError):
        Index(folder).original("edaran")


def test_a_copy_does_not_change_with_the_article(source: Path, folder: Path) -> None:
    build(source, folder)
    with (source / "edaran.PDF").open("r+b") as file:  # as a program does that saves in place
        file.write(b"%PDF-9.9")
    assert Index(folder).original("edaran") == LETTER


def test_one_that_no_generation_needs_is_removed(source: Path, folder: Path) -> None:
    build(source, folder, keep=2)
    (source / "edaran.PDF").write_bytes(OTHER)
    build(source, folder, keep=2)
    assert sorted(kept(folder)) == sorted([LETTER, OTHER])  # the generation before can be put in force again
    (source / "a.txt").write_text("Berita A\n\nRapat ditutup.", encoding="utf-8")
    build(source, folder, keep=2)
    assert kept(folder) == [OTHER]
    assert Index(folder).original("edaran") == OTHER
    (source / "edaran.PDF").unlink()
    for text in ("satu", "dua"):
        (source / "a.txt").write_text(f"Berita A\n\nRapat ke-{text}.", encoding="utf-8")
        build(source, folder, keep=2)
    assert kept(folder) == []


def test_a_manifest_that_cannot_be_read_keeps_nothing_and_breaks_nothing(source: Path, folder: Path) -> None:
    first = build(source, folder)
    (folder / first / INDEX_MANIFEST).write_text("{", encoding="utf-8")
    (source / "edaran.PDF").write_bytes(OTHER)
    build(source, folder)
    assert kept(folder) == [OTHER]


@pytest.mark.parametrize("damage", ["missing", "changed"])
def test_damage_is_found_and_repaired_by_building_again(source: Path, folder: Path, damage: str) -> None:
    name = build(source, folder)
    opened = Index(folder)
    assert opened.problems() == []
    path = folder / ORIGINALS / opened.manifest["originals"][0]
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(b"%PDF" + LETTER[4:-1] + b"!")
    opened = Index(folder)  # answers need no pictures: it opens all the same
    (problem,) = opened.problems()
    assert path.name in problem
    with pytest.raises(IndexDamagedError, match="Build the index again"):
        opened.original("edaran")
    assert build(source, folder) == name
    assert Index(folder).original("edaran") == LETTER


def test_the_manifest_is_sealed_with_them(source: Path, folder: Path) -> None:
    path = folder / build(source, folder) / INDEX_MANIFEST
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(manifest | {"originals": []}), encoding="utf-8")
    with pytest.raises(IndexDamagedError):
        Index(folder)


def test_a_file_that_changes_while_it_is_indexed_is_refused(
    source: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = index.build.read_folder

    def reads(*arguments: Any) -> object:
        found = read(*arguments)
        (source / "edaran.PDF").write_bytes(OTHER)
        return found

    monkeypatch.setattr(index.build, "read_folder", reads)
    with pytest.raises(SourceError, match=r"edaran\.PDF was changed while"):
        build(source, folder)
    assert not (folder / ORIGINALS).exists()
