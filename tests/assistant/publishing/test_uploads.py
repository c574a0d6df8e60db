"""What becomes of an uploaded file: nothing is replaced before somebody has seen the difference."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pytest

from assistant.publishing import folder as folder_module
from assistant.publishing.details import Details
from assistant.publishing.folder import SourcesFolder
from assistant.publishing.similar import SimilarDocuments, sample_of
from assistant.publishing.uploads import Uploads
from assistant.publishing.waiting import MOST_WAITING, WAITING_SECONDS, WaitingUploads
from index.bank_form import entry_of
from index.document import Document
from index.errors import DocumentError, SourceError
from index.limited import read_limited
from index.reading_limits import ReadingLimits
from tests.index.made_up_bank import ANSWER

DATA = b"Rapat Desa\n\nRapat desa digelar pada 15 Mei 2031, lalu 5 Mei 2032.\n"
LONG = " ".join(f"Warga nomor {n} datang ke balai desa pada hari ke-{n} membawa surat undangan." for n in range(40))


@pytest.fixture
def folder(tmp_path: Path) -> SourcesFolder:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "rapat.txt").write_bytes(DATA)
    return SourcesFolder(tmp_path / "articles", nullcontext)


@pytest.fixture
def uploads(folder: SourcesFolder) -> Uploads:
    return Uploads(folder, lambda: (entry_of({**ANSWER, "quotes": [ANSWER["quotes"][0]]}),))


def refused(code: str) -> pytest.RaisesContext[DocumentError]:
    return pytest.raises(DocumentError, check=lambda error: error.code == code)


def test_a_new_document_enters_the_folder_at_once(uploads: Uploads, folder: SourcesFolder) -> None:
    taken = uploads.take("Surat Edaran.md", b"# Edaran\n\nApel digelar pada 1 Juni 2031.", Details())
    assert (taken.result, taken.file, taken.token) == ("added", "Surat-Edaran.md", "")
    assert folder.holds("Surat-Edaran.md")


def test_the_same_file_again_changes_nothing(uploads: Uploads, folder: SourcesFolder) -> None:
    assert uploads.take("rapat.txt", DATA, Details()).result == "same"
    assert uploads.take("salinan.txt", DATA, Details()).result == "same"
    assert uploads.waiting.waiting() == []
    assert folder.bin.items() == []


def test_a_file_of_a_known_name_waits_and_shows_what_it_changes(uploads: Uploads, folder: SourcesFolder) -> None:
    taken = uploads.take("rapat.txt", DATA.replace(b"15 Mei", b"16 Mei"), Details(publisher="Kabar"))
    assert (taken.result, taken.file) == ("waiting", "rapat.txt")
    assert (folder.folder / "rapat.txt").read_bytes() == DATA
    found = uploads.replacement(taken.token)
    assert (found.upload.clash, found.upload.replaces, found.free_name) == ("name", "rapat.txt", "rapat-2.txt")
    assert found.difference.count("changed") == 1
    assert [each.field for each in found.difference.details] == ["publisher", "published"]
    assert [entry.id for entry in found.difference.stale] == ["a"]
    assert uploads.replace(taken.token, found.seal) == "rapat.txt"
    assert b"16 Mei" in (folder.folder / "rapat.txt").read_bytes()
    assert [folder.in_bin(item.name).text for item in folder.bin.items()] == [DATA.decode()]
    assert uploads.waiting.waiting() == []


def test_a_file_of_a_known_name_with_another_ending_waits(uploads: Uploads, folder: SourcesFolder) -> None:
    taken = uploads.take("rapat.md", b"# Rapat\n\nRapat ditunda sampai pemberitahuan.", Details())
    found = uploads.replacement(taken.token)
    assert (found.upload.clash, found.after.file) == ("id", "rapat.md")
    uploads.replace(taken.token, found.seal)
    assert [listed.file for listed in folder.documents()] == ["rapat.md"]


def test_a_new_version_under_another_name_is_recognised_by_its_text(uploads: Uploads, folder: SourcesFolder) -> None:
    folder.add("undangan.txt", LONG.encode(), Details())
    taken = uploads.take("undangan final.txt", LONG.replace("nomor 7 ", "nomor tujuh ").encode(), Details())
    found = uploads.replacement(taken.token)
    assert (found.upload.clash, found.upload.replaces, found.after.file) == ("content", "undangan.txt", "undangan.txt")


def test_a_waiting_file_can_become_another_document(uploads: Uploads, folder: SourcesFolder) -> None:
    taken = uploads.take("rapat.txt", b"Rapat lain sama sekali.", Details())
    with refused("exists"):
        uploads.add_beside(taken.token, "rapat.txt")
    assert uploads.add_beside(taken.token, "Rapat Kedua") == "Rapat-Kedua.txt"
    assert [listed.file for listed in folder.documents()] == ["Rapat-Kedua.txt", "rapat.txt"]
    with refused("waiting_gone"):
        uploads.replace(taken.token, "")


def test_who_decides_on_an_old_difference_is_told_and_nothing_is_replaced(
    uploads: Uploads, folder: SourcesFolder
) -> None:
    mine = uploads.take("rapat.txt", b"Rapat ditunda.", Details())
    seen = uploads.replacement(mine.token).seal
    theirs = uploads.take("rapat.txt", b"Rapat batal.", Details())
    uploads.replace(theirs.token, uploads.replacement(theirs.token).seal)
    with refused("changed"):
        uploads.replace(mine.token, seen)
    assert folder.document("rapat.txt").text == "Rapat batal."
    uploads.replace(mine.token, uploads.replacement(mine.token).seal)
    assert folder.document("rapat.txt").text == "Rapat ditunda."
    assert len(folder.bin.items()) == 2


def test_details_that_changed_meanwhile_count_as_a_change_too(uploads: Uploads, folder: SourcesFolder) -> None:
    mine = uploads.take("rapat.txt", b"Rapat ditunda.", Details())
    seen = uploads.replacement(mine.token).seal
    folder.describe("rapat.txt", Details("Judul", "Kabar", "2031-05-15"))
    with refused("changed"):
        uploads.replace(mine.token, seen)


def test_a_bad_file_is_refused_and_does_not_wait(uploads: Uploads) -> None:
    for name, data in (("rapat.txt", b" \n"), ("rapat.exe", b"x"), ("rapat.pdf", b"%PDF-1.4 half")):
        with pytest.raises(SourceError):
            uploads.take(name, data, Details())
    assert uploads.waiting.waiting() == []


def test_two_who_send_one_name_at_once_get_one_document_and_one_decision(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    lock, both = threading.Lock(), threading.Barrier(2)

    @contextmanager
    def changing() -> Iterator[None]:
        both.wait(20)  # both have found the name free by now
        with lock:
            yield

    uploads = Uploads(SourcesFolder(tmp_path / "articles", changing), tuple)
    results: list[str] = []
    texts = (b"Rapat dibuka.", b"Apel ditutup.")
    threads = [
        threading.Thread(target=lambda text=text: results.append(uploads.take("a.txt", text, Details()).result))
        for text in texts
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["added", "waiting"]


# Waiting


def test_what_waits_outlives_a_restart_and_is_deleted_after_a_day(tmp_path: Path) -> None:
    now = [1e9]
    waiting = WaitingUploads(tmp_path / "articles", lambda: now[0])
    upload = waiting.put("a.txt", b"x", "name", "a.txt", Details(title="é"))
    assert WaitingUploads(tmp_path / "articles", lambda: now[0]).get(upload.token) == (upload, b"x")
    now[0] += WAITING_SECONDS + 1
    assert waiting.waiting() == []
    with refused("waiting_gone"):
        waiting.get(upload.token)
    kept = waiting.put("b.txt", b"y", "name", "b.txt", Details())
    assert sorted(path.stem for path in waiting.folder.iterdir()) == [kept.token] * 2


def test_the_same_file_waits_once_and_only_so_many_wait(tmp_path: Path) -> None:
    waiting = WaitingUploads(tmp_path / "articles")
    first = waiting.put("a.txt", b"x", "name", "a.txt", Details())
    assert waiting.put("a.txt", b"x", "name", "a.txt", Details()) == first
    for n in range(MOST_WAITING - 1):
        waiting.put("a.txt", f"{n}".encode(), "name", "a.txt", Details())
    with refused("many_waiting"):
        waiting.put("a.txt", b"too many", "name", "a.txt", Details())


@pytest.mark.parametrize("token", ["", "../articles/rapat", "0" * 24, "x" * 24])
def test_a_made_up_token_names_nothing(uploads: Uploads, folder: SourcesFolder, token: str) -> None:
    with refused("waiting_gone"):
        uploads.waiting.get(token)
    uploads.waiting.drop(token)
    assert folder.holds("rapat.txt")


# Alike


def test_short_and_different_texts_are_not_taken_for_versions() -> None:
    similar = SimilarDocuments()
    short = Document("a", "Rapat desa digelar pada 15 Mei 2031.", "A", "a.txt", "1")
    long = Document("b", LONG, "B", "b.txt", "2")
    assert (
        similar.nearest(Document("c", "Rapat desa digelar pada 16 Mei 2031.", "C", "c.txt", "3"), [short, long]) is None
    )
    assert similar.nearest(Document("c", short.text, "C", "c.txt", "3"), [short, long]) == short
    half = LONG[: len(LONG) // 3]
    assert similar.nearest(Document("c", half, "C", "c.txt", "3"), [short, long]) is None


def test_the_sample_of_a_text_is_the_same_in_every_process() -> None:
    assert len(sample_of(LONG)) > 50
    assert min(sample_of(LONG)) == min(sample_of(LONG.upper()))


# Reading under limits


def test_the_lock_is_not_held_while_an_upload_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[bool] = []
    inside = False

    @contextmanager
    def changing() -> Iterator[None]:
        nonlocal inside
        inside = True
        yield
        inside = False

    def read(*given: Any, **more: Any) -> Any:
        held.append(inside)
        return read_limited(*given, **more)

    monkeypatch.setattr(folder_module, "read_limited", read)
    folder = SourcesFolder(tmp_path / "articles", changing)
    uploads = Uploads(folder, tuple)
    uploads.take("rapat.txt", DATA, Details(publisher="Kabar"))
    waiting = uploads.take("rapat.txt", DATA.replace(b"15 Mei", b"16 Mei"), Details())
    uploads.replace(waiting.token, uploads.replacement(waiting.token).seal)
    folder.restore(folder.bin.items()[0].name)
    assert held
    assert not any(held)


def test_a_document_is_read_again_where_its_entry_has_changed_meanwhile(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    changes = ['[[source]]\nfile = "rapat.txt"\ntitle = "Sidang"\n']

    @contextmanager
    def changing() -> Iterator[None]:
        if changes:
            (tmp_path / "articles" / "rapat.txt").write_bytes(DATA)
            (tmp_path / "articles" / "manifest.toml").write_text(changes.pop(), encoding="utf-8")
        yield

    folder = SourcesFolder(tmp_path / "articles", changing)
    assert folder.add("rapat.txt", DATA, Details(), replace=True).document.title == "Sidang"


def test_who_changes_the_folder_each_time_is_said(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    numbers = iter(range(100))

    @contextmanager
    def changing() -> Iterator[None]:
        (tmp_path / "articles" / "rapat.txt").write_bytes(DATA)
        text = f'[[source]]\nfile = "rapat.txt"\ntitle = "Rapat {next(numbers)}"\n'
        (tmp_path / "articles" / "manifest.toml").write_text(text, encoding="utf-8")
        yield

    with refused("changed"):
        SourcesFolder(tmp_path / "articles", changing).add("rapat.txt", DATA, Details(), replace=True)


def test_an_upload_over_a_limit_never_enters_the_folder(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    folder = SourcesFolder(tmp_path / "articles", nullcontext, ReadingLimits(output_mib=0))
    with refused("too_much_text"):
        Uploads(folder, tuple).take("rapat.txt", DATA, Details())
    assert list((tmp_path / "articles").iterdir()) == []
