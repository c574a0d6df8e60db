"""Publishing and watching a folder while the server runs, with an encoder that needs no model."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.publishing.build_table import report_lines
from assistant.publishing.publisher import LOGGED, Publication, Publisher
from assistant.publishing.watch import RETRY_SECONDS, Watcher, folder_snapshot
from assistant.settings import Settings
from index.build import build_index
from index.encoder import Progress, Vectors
from index.errors import DocumentError, IndexMissingError
from index.store import Index, current_generation
from tests.index.fake_encoder import FakeEncoder
from tests.index.made_up_bank import REFUSAL, lines


class Slow(FakeEncoder):
    """Waits in the middle of encoding until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.entered, self.go_on = threading.Event(), threading.Event()

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        if progress:
            progress(1, len(texts))
        self.entered.set()
        assert self.go_on.wait(20)
        return super().encode_passages(texts, progress)


class Desk:
    """A folder of articles, its index built once, and a publisher over both."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(index=folder / "index", sources=folder / "articles")
        self.sources = self.settings.sources
        self.sources.mkdir()
        self.write("satu.txt", "Rapat desa digelar pada 3 Mei 2031.")
        self.encoder = FakeEncoder()
        build_index(self.sources, self.settings.index, encoder=self.encoder)
        self.publisher = Publisher(self.settings, self.engine)

    def engine(self) -> Any:
        if current_generation(self.settings.index) is None:
            raise IndexMissingError("none")
        return SimpleNamespace(index=Index(self.settings.index), encoder=self.encoder)

    def write(self, name: str, text: str) -> None:
        (self.sources / name).write_text(text, encoding="utf-8")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_publishing_encodes_what_is_new_and_says_what_it_did(desk: Desk) -> None:
    desk.write("dua.txt", "Pendaftaran dibuka 4 Juni 2031.")
    report = desk.publisher.publish().report
    assert report
    assert (report.documents, report.encoded, report.reused) == (2, 1, 1)
    assert current_generation(desk.settings.index) == report.fingerprint
    assert desk.publisher.last == Publication(report=report)


def test_a_file_in_error_is_logged_by_name_and_stops_no_other(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    (desk.sources / "rusak.pdf").write_bytes(b"%PDF-1.4 half")
    desk.write("dua.txt", "Pendaftaran dibuka 4 Juni 2031.")
    done = desk.publisher.publish()
    assert done.report
    assert [each.file for each in done.report.left_out] == ["rusak.pdf"]
    assert "rusak.pdf" in caplog.text
    assert Index(desk.settings.index).document_ids == ["dua", "satu"]


def test_a_folder_without_a_good_file_is_logged_and_leaves_the_index_in_force(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    before = current_generation(desk.settings.index)
    desk.write("satu.txt", "")
    done = desk.publisher.publish()
    assert "satu.txt has no text" in done.error
    assert not done.running
    assert not done.again
    assert "satu.txt has no text" in caplog.text
    assert current_generation(desk.settings.index) == before


def test_an_unforeseen_failure_leaves_the_index_in_force_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(desk.encoder, "count_tokens", fails)
    assert desk.publisher.publish().error == "RuntimeError: boom"
    monkeypatch.undo()
    assert desk.publisher.publish().report


def test_one_build_at_a_time_with_its_progress_and_no_change_meanwhile(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.publishing.publisher.BUSY_SECONDS", 0.01)
    desk.encoder = Slow()
    desk.write("dua.txt", "Pendaftaran dibuka 4 Juni 2031.")
    desk.write("tiga.txt", "Rapat ditutup 5 Juni 2031.")
    assert desk.publisher.start()
    assert desk.encoder.entered.wait(20)
    last = desk.publisher.last
    assert last
    assert (last.running, last.done, last.total) == (True, 1, 2)
    assert not desk.publisher.start()
    with pytest.raises(DocumentError, match="being published"), desk.publisher.unpublished():
        pass
    desk.encoder.go_on.set()
    assert desk.publisher.publish().report  # waits for the other, and then for nothing
    with desk.publisher.unpublished():
        assert not desk.publisher.start()


def test_the_settings_of_the_index_are_kept(desk: Desk) -> None:
    config = Index(desk.settings.index).config
    desk.write("dua.txt", "Pendaftaran dibuka 4 Juni 2031.")
    desk.publisher.publish()
    assert Index(desk.settings.index).config == config


def test_the_preview_is_what_is_published(desk: Desk) -> None:
    desk.publisher.publish()
    index = Index(desk.settings.index)
    rows = [index.passage(row) for row in range(len(index))]
    assert desk.publisher.cut(index.document("satu")) == rows
    assert index.passage_counts() == {"satu": len(rows)}


# Watching


@pytest.fixture
def watcher(desk: Desk) -> Watcher:
    found = Watcher(desk.publisher, settle=2)
    found.look(0)
    found.look(2)
    return found


def documents(desk: Desk) -> int:
    return len(Index(desk.settings.index).document_ids)


def test_what_changed_while_the_server_was_down_is_published(desk: Desk) -> None:
    desk.write("dua.txt", "Pendaftaran dibuka 4 Juni 2031.")
    watcher = Watcher(desk.publisher, settle=2)
    watcher.look(0)
    assert documents(desk) == 1
    watcher.look(2)
    assert documents(desk) == 2


def test_a_file_being_written_waits_until_it_rests(desk: Desk, watcher: Watcher) -> None:
    text = "Pendaftaran dibuka 4 Juni 2031. " * 3
    for second, end in enumerate(range(10, len(text), 10), 3):
        desk.write("dua.txt", text[:end])
        watcher.look(second)
        assert documents(desk) == 1
    desk.write("dua.txt", text)
    watcher.look(100)
    watcher.look(101)
    assert documents(desk) == 1
    watcher.look(102)
    assert Index(desk.settings.index).document("dua").text == text


def test_the_question_bank_is_watched_and_what_is_wrong_with_it_is_said(
    desk: Desk, watcher: Watcher, caplog: pytest.LogCaptureFixture
) -> None:
    watcher.look(10)
    watcher.look(12)
    desk.write("questions.jsonl", lines({**REFUSAL, "id": "r"}, "{"))
    watcher.look(20)
    watcher.look(22)
    bank = Index(desk.settings.index).bank
    assert bank
    assert [located.entry.id for located in bank.entries] == ["r"]
    assert "questions.jsonl, line 2: it is not JSON" in caplog.text
    last = desk.publisher.last
    assert last
    assert last.report
    assert report_lines(desk.sources, last.report)[-2:] == [
        "  1 expected questions with 1 wordings",
        "  questions.jsonl, line 2: it is not JSON (Expecting property name enclosed in double quotes, character 2). "
        "Write one object a line.",
    ]


def test_a_bank_that_cannot_be_read_costs_no_article(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    (desk.sources / "questions.jsonl").mkdir()
    done = desk.publisher.publish()
    assert done.report
    assert done.report.documents == 1
    assert "questions.jsonl, Cannot read" in caplog.text


def test_no_more_problems_of_a_bank_are_logged_than_a_log_can_bear(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.write("questions.jsonl", lines(*["{"] * (LOGGED + 5)))
    report = desk.publisher.publish().report
    assert report
    assert len(report.bank_problems) == LOGGED + 5
    assert caplog.text.count("it is not JSON") == LOGGED
    assert len(report_lines(desk.sources, report)) >= LOGGED + 5


def test_removing_and_describing_are_changes_other_files_are_not(desk: Desk, watcher: Watcher) -> None:
    seen = folder_snapshot(desk.sources)
    for name in (".rapat.txt.swp", "~$surat.docx", "README.md", "catatan.csv"):
        desk.write(name, "x")
    assert folder_snapshot(desk.sources) == seen
    desk.write("manifest.toml", '[[source]]\nfile = "satu.txt"\ntitle = "Judul"\n')
    watcher.look(10)
    watcher.look(12)
    assert Index(desk.settings.index).document("satu").title == "Judul"
    desk.write("dua.txt", "Pendaftaran dibuka 4 Juni 2031.")
    (desk.sources / "satu.txt").unlink()
    (desk.sources / "manifest.toml").unlink()
    watcher.look(20)
    watcher.look(22)
    assert Index(desk.settings.index).document_ids == ["dua"]


def test_an_error_is_logged_once_and_cleared_by_the_next_change(
    desk: Desk, watcher: Watcher, caplog: pytest.LogCaptureFixture
) -> None:
    (desk.sources / "dua.docx").write_bytes(b"PK half")
    for second in range(10, 20):
        watcher.look(second)
    assert [record.levelno for record in caplog.records if "dua.docx" in record.message] == [logging.WARNING]
    assert documents(desk) == 1
    (desk.sources / "dua.docx").unlink()
    desk.write("dua.txt", "Pendaftaran dibuka 4 Juni 2031.")
    watcher.look(20)
    watcher.look(22)
    assert documents(desk) == 2


def test_a_folder_that_is_gone_leaves_the_index_in_force_until_it_is_back(
    desk: Desk, watcher: Watcher, caplog: pytest.LogCaptureFixture
) -> None:
    away = desk.sources.rename(desk.sources.with_name("away"))
    watcher.look(10)
    watcher.look(12)
    assert "No folder" in caplog.text
    assert documents(desk) == 1
    away.rename(desk.sources)
    desk.write("dua.txt", "Pendaftaran dibuka 4 Juni 2031.")
    watcher.look(20)
    watcher.look(22)
    assert documents(desk) == 2


def test_a_temporary_failure_is_tried_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    results = iter([Publication(error="another build", again=True), Publication(error="bad", again=False)])
    tried: list[float] = []
    now = 0.0

    def publish() -> Publication:
        tried.append(now)
        return next(results)

    monkeypatch.setattr(desk.publisher, "publish", publish)
    watcher = Watcher(desk.publisher, settle=2)
    while now < 100:
        watcher.look(now)
        now += 1
    assert tried == [2, 2 + RETRY_SECONDS]


def test_watching_runs_beside_and_ends(desk: Desk) -> None:
    published = threading.Event()
    publish = desk.publisher.publish

    def tell() -> Publication:
        try:
            return publish()
        finally:
            published.set()

    desk.publisher.publish = tell  # type: ignore[method-assign]
    with Watcher(desk.publisher, every=0.01, settle=0.01) as watcher:
        assert published.wait(20)
    assert not watcher._thread.is_alive()
