"""The journal of changes to a folder: what is interrupted is finished or undone, and what somebody did meanwhile stays."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from filelock import FileLock

from index.build import build_index
from index.errors import DocumentError, SourceError
from index.folder_journal import FolderJournal
from tests.index.fake_encoder import FakeEncoder

TEXT = b"Rapat Desa\n\nRapat dibuka pada 3 Mei 2031.\n"


class KilledError(BaseException):
    pass


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "articles"
    made.mkdir()
    (made / "a.txt").write_bytes(TEXT)
    return made


def interrupted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> FolderJournal:
    """A change of `a.txt` and of a file in a new folder that ends when it has just been decided on."""
    journal = FolderJournal(folder)

    def killed(*_: object) -> None:
        raise KilledError

    def replace(journal: FolderJournal) -> None:
        with journal.change("replace a.txt") as change:
            change.write(folder / "a.txt", b"Rapat ditunda.")
            change.write(folder / "2031" / "b.txt", b"Rapat lain.")

    with monkeypatch.context() as patch:
        patch.setattr(FolderJournal, "_settle_quietly", lambda _: None)
        patch.setattr("index.folder_journal._finish", killed)
        with pytest.raises(KilledError):
            replace(journal)
    assert journal.path.exists()
    return journal


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.parent.rglob("*") if not path.name.endswith(".lock"))


def test_a_change_is_carried_out_in_one_go_and_leaves_nothing_else(folder: Path) -> None:
    with FolderJournal(folder).change("x") as change:
        change.write(folder / "b.txt", b"b")
        change.copy(folder / "a.txt", folder / "c" / "d.txt")
        change.remove(folder / "a.txt", folder / "never there")
        assert names(folder) == ["a.txt", "articles"]
    assert names(folder) == ["articles", "b.txt", "c", "d.txt"]
    assert (folder / "c" / "d.txt").read_bytes() == TEXT


def test_an_error_within_the_block_changes_nothing(folder: Path) -> None:
    def stopped() -> None:
        with FolderJournal(folder).change("x") as change:
            change.remove(folder / "a.txt")
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        stopped()
    assert names(folder) == ["a.txt", "articles"]


def test_a_build_finishes_what_was_decided_on_and_says_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    journal = interrupted(folder, monkeypatch)
    with caplog.at_level(logging.WARNING):
        report = build_index(folder, folder.parent / "index", encoder=FakeEncoder())
    assert report.documents == 2
    assert (folder / "a.txt").read_bytes() == b"Rapat ditunda."
    assert not journal.path.exists()
    assert [each.message for each in caplog.records if "finished: replace a.txt" in each.message]
    assert not [name for name in names(folder) if name.endswith(".writing")]


def test_the_next_change_finishes_it_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupted(folder, monkeypatch)
    with FolderJournal(folder).change("remove a.txt") as change:
        assert (folder / "a.txt").read_bytes() == b"Rapat ditunda."
        change.remove(folder / "a.txt")
    assert names(folder) == ["2031", "articles", "b.txt"]


def test_what_somebody_changed_meanwhile_stays(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    journal = interrupted(folder, monkeypatch)
    (folder / "a.txt").write_bytes(b"By hand.")
    with caplog.at_level(logging.WARNING):
        journal.settle()
    assert (folder / "a.txt").read_bytes() == b"By hand."
    assert (folder / "2031" / "b.txt").read_bytes() == b"Rapat lain."
    assert "a.txt was changed by somebody meanwhile" in caplog.text
    assert names(folder) == ["2031", "a.txt", "articles", "b.txt"]


def test_a_folder_that_was_moved_with_its_journal_is_settled_where_it_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupted(folder, monkeypatch)
    moved = folder.parent.rename(folder.parent.with_name("moved")) / "articles"
    FolderJournal(moved).settle()
    assert (moved / "a.txt").read_bytes() == b"Rapat ditunda."


def test_a_step_that_fails_is_told_and_tried_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = interrupted(folder, monkeypatch)

    def denied(*_: object) -> None:
        raise PermissionError("denied")

    with monkeypatch.context() as patch:
        patch.setattr("index.folder_journal._finish", denied)
        with pytest.raises(SourceError, match=r"replace a\.txt\) cannot be completed: denied"):
            journal.settle()
    journal.settle()
    assert (folder / "a.txt").read_bytes() == b"Rapat ditunda."


def test_two_programs_change_one_after_the_other(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.folder_journal.WAIT_SECONDS", 0.05)
    with FileLock(folder.with_name(".articles.changes.lock")):
        with pytest.raises(DocumentError, check=lambda error: error.code == "busy"), FolderJournal(folder).change("x"):
            pass
        FolderJournal(folder).settle()  # there is nothing to settle, so nothing to wait for


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"state": "finish", "what": "x", "steps": [], "folders": ["../elsewhere"]}', '{"state": "x"}']
)
def test_a_damaged_journal_is_refused_and_named(folder: Path, text: str) -> None:
    journal = FolderJournal(folder)
    journal.path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match="is damaged"):
        journal.settle()


def test_a_journal_touches_nothing_outside_the_folder_and_those_beside_it(folder: Path) -> None:
    other = folder.parent / "records.sqlite"
    other.write_bytes(b"x")
    step = {"target": "records.sqlite", "staged": None, "before": [1, other.stat().st_mtime_ns]}
    journal = FolderJournal(folder)
    journal.path.write_text(
        json.dumps({"state": "finish", "what": "x", "steps": [step], "folders": []}), encoding="utf-8"
    )
    with pytest.raises(SourceError, match="is damaged"):
        journal.settle()
    assert other.exists()
