"""The bin: what was removed or replaced comes back with its entry, and goes for good only when somebody says so."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest

from assistant.publishing.bin import Bin
from assistant.publishing.details import Details
from assistant.publishing.folder import SourcesFolder
from index.errors import DocumentError, SourceError
from index.load import load_folder

DATA = b"Rapat Desa\n\nRapat dibuka pada 3 Mei 2031.\n"


@pytest.fixture
def folder(tmp_path: Path) -> SourcesFolder:
    (tmp_path / "articles").mkdir()
    made = SourcesFolder(tmp_path / "articles", nullcontext)
    made.add("lain.txt", b"Apel digelar pada 1 Juni 2031.", Details(title="Lain"))
    return made


def refused(code: str) -> pytest.RaisesContext[DocumentError]:
    return pytest.raises(DocumentError, check=lambda error: error.code == code)


def manifest(folder: SourcesFolder) -> str:
    return (folder.folder / "manifest.toml").read_text(encoding="utf-8")


def test_a_removed_document_comes_back_with_its_entry_and_leaves_the_bin(folder: SourcesFolder) -> None:
    folder.add("rapat.txt", DATA, Details(title="Rapat", publisher="Kabar"))
    before, document = manifest(folder), folder.document("rapat.txt")
    name = folder.remove("rapat.txt")
    (item,) = folder.bin.items()
    assert (item.name, item.file, item.title, item.size) == (name, "rapat.txt", "Rapat", len(DATA))
    assert "Rapat" not in manifest(folder)
    assert folder.restore(name) == ("rapat.txt", False)
    assert folder.document("rapat.txt") == document
    assert set(manifest(folder).split()) == set(before.split())
    assert folder.bin.items() == []
    assert list(folder.bin.folder.iterdir()) == []


def test_a_document_without_an_entry_comes_back_without_one(folder: SourcesFolder) -> None:
    folder.add("rapat.txt", DATA, Details())
    before = manifest(folder)
    folder.restore(folder.remove("rapat.txt"))
    assert manifest(folder) == before
    assert folder.document("rapat.txt").title == "Rapat Desa"


def test_an_earlier_version_comes_back_and_the_later_one_goes_to_the_bin(folder: SourcesFolder) -> None:
    checked = f'\n[[source]]\nfile = "rapat.txt"\ntitle = "Rapat"\nsha256 = "{hashlib.sha256(DATA).hexdigest()}"\n'
    (folder.folder / "rapat.txt").write_bytes(DATA)
    (folder.folder / "manifest.toml").write_text(manifest(folder) + checked, encoding="utf-8")
    folder.add("rapat.txt", b"Rapat ditunda.", Details(title="Rapat Ditunda"), replace=True)
    (item,) = folder.bin.items()
    assert folder.in_bin(item.name).text == DATA.decode()
    assert folder.restore(item.name) == ("rapat.txt", True)
    document = folder.document("rapat.txt")
    assert (document.text, document.title) == (DATA.decode(), "Rapat")
    (later,) = folder.bin.items()
    assert folder.in_bin(later.name).title == "Rapat Ditunda"
    assert [each.title for each in load_folder(folder.folder)] == ["Lain", "Rapat"]


def test_of_two_who_restore_the_later_is_told_and_nothing_is_lost(folder: SourcesFolder) -> None:
    folder.add("rapat.txt", DATA, Details())
    folder.add("rapat.txt", b"Rapat ditunda.", Details(), replace=True)
    (item,) = folder.bin.items()
    seen = folder.seal("rapat.txt")
    folder.add("rapat.txt", b"Rapat batal.", Details(), replace=True)
    with refused("changed"):
        folder.restore(item.name, seen)
    assert folder.document("rapat.txt").text == "Rapat batal."
    assert len(folder.bin.items()) == 2


def test_a_document_whose_id_is_taken_meanwhile_is_not_restored(folder: SourcesFolder) -> None:
    folder.add("rapat.txt", DATA, Details())
    name = folder.remove("rapat.txt")
    folder.add("rapat.md", b"Rapat lain.", Details())
    with refused("id"):
        folder.restore(name)
    assert len(load_folder(folder.folder)) == 2
    assert folder.bin.item(name)


def test_what_cannot_be_read_stays_in_the_bin(folder: SourcesFolder) -> None:
    folder.add("rapat.txt", DATA, Details(title="Rapat"))
    name = folder.remove("rapat.txt")
    (folder.bin.folder / f"{name}.manifest.toml").write_text("[[source]\n", encoding="utf-8")
    with refused("manifest"):
        folder.restore(name)
    (folder.bin.folder / name).write_bytes(b" \n")
    with pytest.raises(SourceError):
        folder.in_bin(name)
    assert folder.bin.items()[0].title == ""


def test_the_last_one_put_there_is_the_first_of_the_list(tmp_path: Path) -> None:
    path = tmp_path / "articles" / "satu.txt"
    path.parent.mkdir()
    path.write_bytes(DATA)
    kept = Bin(path.parent)
    names = [kept.keep(path, "") for _ in range(8)]
    assert [item.name for item in kept.items()] == names[::-1]


@pytest.mark.parametrize(
    "name", ["../articles/lain.txt", "lain.txt", "", "20310101-000000-abcd-x.txt", "20319999-000000-abcd-x.txt"]
)
def test_only_what_is_in_the_bin_can_be_restored_or_deleted(folder: SourcesFolder, name: str) -> None:
    folder.bin.folder.mkdir()
    (folder.bin.folder / "20319999-000000-abcd-x.txt").write_bytes(DATA)  # no date, so none of ours
    for act in (folder.restore, folder.in_bin, folder.bin.item, folder.bin.drop, folder.bin.contents):
        with refused("bin_gone"):
            act(name)
    assert (folder.folder / "lain.txt").exists()


def test_emptying_deletes_what_was_seen_and_is_old_enough_and_nothing_else(folder: SourcesFolder) -> None:
    bin_ = folder.bin
    bin_.folder.mkdir()
    for name in ("20200101-120000-aaaa-tua.txt", "20200101-120000-aaaa-tua.txt.manifest.toml", "catatan.txt"):
        (bin_.folder / name).write_bytes(b"x")
    folder.add("rapat.txt", DATA, Details())
    newer = folder.remove("rapat.txt")
    assert [item.file for item in bin_.old_items(30)] == ["tua.txt"]
    assert bin_.empty(bin_.items()[-1].name) == 1  # what came after the question was asked stays
    assert [item.name for item in bin_.items()] == [newer]
    assert bin_.empty(newer, days=30) == 0
    assert bin_.empty(newer) == 1
    assert [path.name for path in bin_.folder.iterdir()] == ["catatan.txt"]
    assert bin_.size() == 1


def test_a_bin_that_does_not_exist_is_empty(tmp_path: Path) -> None:
    bin_ = Bin(tmp_path / "none")
    assert (bin_.items(), bin_.size(), bin_.empty("z")) == ([], 0, 0)
    assert not bin_.folder.exists()


def test_every_change_keeps_builds_out(tmp_path: Path) -> None:
    entered: list[str] = []

    @contextmanager
    def changing() -> Iterator[None]:
        entered.append("in")
        yield
        entered.append("out")

    folder = SourcesFolder(tmp_path / "articles", changing)
    folder.add("rapat.txt", DATA, Details())
    folder.restore(folder.remove("rapat.txt"))
    assert entered == ["in", "out"] * 3


# Replacing under another name, and two who describe at once


def test_a_file_takes_the_place_of_one_with_another_ending_and_keeps_its_entry_and_id(folder: SourcesFolder) -> None:
    entry = '\n[[source]]\nfile = "rapat.txt"\nid = "r1"\ntitle = "Rapat"\nquestions = { id = ["Kapan?"] }\n'
    (folder.folder / "rapat.txt").write_bytes(DATA)
    (folder.folder / "manifest.toml").write_text(manifest(folder) + entry, encoding="utf-8")
    planned = folder.add("Versi Baru.md", b"# Rapat\n\nRapat ditunda.", Details(), instead_of="rapat.txt")
    assert (planned.file, planned.replaces) == ("rapat.md", "rapat.txt")
    documents = {document.file: document for document in load_folder(folder.folder)}
    assert sorted(documents) == ["lain.txt", "rapat.md"]
    assert (documents["rapat.md"].id, documents["rapat.md"].title) == ("r1", "Rapat")
    assert documents["rapat.md"].questions == (("id", "Kapan?"),)
    assert [item.file for item in folder.bin.items()] == ["rapat.txt"]


def test_a_plan_writes_nothing(folder: SourcesFolder) -> None:
    before = sorted(path.name for path in folder.folder.iterdir())
    planned = folder.plan("lain.txt", b"Apel batal.", Details(publisher="Kabar"))
    assert (planned.replaces, planned.document.title, planned.document.publisher) == ("lain.txt", "Lain", "Kabar")
    assert sorted(path.name for path in folder.folder.iterdir()) == before
    assert folder.document("lain.txt").text == "Apel digelar pada 1 Juni 2031."


def test_two_who_change_different_details_both_keep_theirs(folder: SourcesFolder) -> None:
    seen = Details.shown(folder.document("lain.txt"))
    folder.describe("lain.txt", Details(seen.title, "Kabar", seen.published), seen)
    folder.describe("lain.txt", Details("Apel", "", seen.published), seen)
    document = folder.document("lain.txt")
    assert (document.title, document.publisher) == ("Apel", "Kabar")


def test_of_two_who_change_the_same_detail_the_later_is_told(folder: SourcesFolder) -> None:
    seen = Details.shown(folder.document("lain.txt"))
    folder.describe("lain.txt", Details("Apel", "", seen.published), seen)
    with refused("details_changed"):
        folder.describe("lain.txt", Details("Upacara", "", seen.published), seen)
    folder.describe("lain.txt", Details("Apel", "", seen.published), seen)  # both wanted the same
    assert folder.document("lain.txt").title == "Apel"
