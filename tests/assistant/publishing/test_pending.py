"""What is not published yet: the folder compared with the index in force."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assistant.publishing import pending
from assistant.publishing.details import Details
from assistant.publishing.pending import FolderComparison, PendingChanges
from index.bank_file import read_bank
from tests.assistant.publishing.test_publisher import Desk
from tests.index.made_up_bank import lines


class Compared(Desk):
    """A desk whose folder is compared with its index."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        from assistant.publishing.folder import SourcesFolder

        self.folder = SourcesFolder(self.sources, self.publisher.unpublished)
        self.comparison = FolderComparison()

    def pending(self) -> PendingChanges:
        entries = read_bank(self.sources / "questions.jsonl").entries
        return self.comparison.pending(self.folder.documents(), self.publisher.index(), entries)


@pytest.fixture
def desk(tmp_path: Path) -> Compared:
    return Compared(tmp_path)


def entry(name: str, quote: str, question: str) -> dict[str, Any]:
    return {
        "id": name,
        "kind": "when",
        "questions": [{"text": question, "language": "id"}],
        "quotes": [{"source_id": "satu", "quote": quote}],
        "short": None,
        "refuse": None,
        "author": "Sari",
        "reviewed": None,
        "origin": "shipped",
    }


GOOD = entry("a", "Rapat desa digelar pada 3 Mei 2031.", "Kapan rapat desa?")
STALE = entry("b", "Tidak ada di dokumen.", "Apa?")


def test_what_was_just_published_is_not_pending(desk: Compared) -> None:
    assert desk.pending() == PendingChanges()
    assert desk.pending().count == 0


def test_new_changed_and_removed_documents_are_counted_and_publishing_settles_them(desk: Compared) -> None:
    desk.write("dua.txt", "Pendaftaran dibuka 4 Juni 2031.")
    desk.publisher.publish()
    desk.write("tiga.txt", "Apel digelar 5 Juni 2031.")
    desk.folder.describe("satu.txt", Details("Judul lain", "", "2031-05-03"))
    desk.folder.remove("dua.txt")
    found = desk.pending()
    assert (found.new, found.changed, [document.id for document in found.leaving], found.count) == (1, 1, ["dua"], 3)
    desk.publisher.publish()
    assert desk.pending().count == 0


def test_without_an_index_every_document_is_new(desk: Compared) -> None:
    assert desk.comparison.pending(desk.folder.documents(), None, ()) == PendingChanges(new=1)


def test_a_document_that_cannot_be_read_is_a_problem_and_no_change(desk: Compared) -> None:
    (desk.sources / "rusak.pdf").write_bytes(b"%PDF-1.4 half")
    assert desk.pending() == PendingChanges(problems=1)


def test_a_broken_file_of_a_published_document_is_not_called_removed(desk: Compared) -> None:
    desk.write("satu.txt", " ")
    assert desk.pending() == PendingChanges(problems=1)


def test_questions_are_counted_where_publishing_would_change_them(desk: Compared) -> None:
    bank = desk.sources / "questions.jsonl"
    bank.write_text(lines(GOOD, STALE), encoding="utf-8")
    assert desk.pending().questions == 1  # publishing leaves the stale one out
    desk.publisher.publish()
    assert desk.pending().questions == 0
    bank.write_text(lines({**GOOD, "author": "Budi"}, STALE), encoding="utf-8")
    assert desk.pending().questions == 1
    bank.unlink()
    assert desk.pending().questions == 1  # gone from the folder, still used


def test_a_document_is_compared_once_until_it_or_the_index_changes(
    desk: Compared, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str] = []
    state = pending._state

    def watch(listed: Any, index: Any) -> Any:
        compared.append(listed.file)
        return state(listed, index)

    monkeypatch.setattr(pending, "_state", watch)
    desk.pending()
    desk.pending()
    assert compared == ["satu.txt"]
    desk.write("dua.txt", "Pendaftaran dibuka 4 Juni 2031.")
    desk.pending()
    assert compared == ["satu.txt", "dua.txt"]
    desk.publisher.publish()
    desk.pending()
    assert compared == ["satu.txt", "dua.txt", "dua.txt", "satu.txt"]
