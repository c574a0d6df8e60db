"""The generations that are kept: their history, and putting an earlier one in force again."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from index.build import build_index
from index.errors import IndexDamagedError, IndexMissingError, StoreError
from index.generations import (
    HISTORY_FILE,
    HISTORY_LENGTH,
    LOCK_FILE,
    Switch,
    kept_generations,
    note_switch,
    put_in_force,
    read_history,
    surplus_generations,
)
from index.store import Index, current_generation
from tests.index.fake_encoder import FakeEncoder


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "articles").mkdir()
    return tmp_path / "articles"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


def build(source: Path, folder: Path, text: str, **more: Any) -> str:
    (source / "a.txt").write_text(f"Judul\n\n{text}", encoding="utf-8")
    return build_index(source, folder, encoder=FakeEncoder(), **more).fingerprint


def test_each_build_is_noted_with_who_published_and_an_unchanged_one_is_not(source: Path, folder: Path) -> None:
    first = build(source, folder, "Rapat dibuka.")
    second = build(source, folder, "Rapat ditutup.", by="Sari")
    build(source, folder, "Rapat ditutup.", by="Budi")
    assert [(each.index, each.did, each.by) for each in read_history(folder)] == [
        (second, "publish", "Sari"),
        (first, "publish", ""),
    ]
    now, before = kept_generations(folder)
    assert (now.name, now.in_force, now.by, now.documents, now.passages) == (second, True, "Sari", 1, 1)
    assert (before.name, before.in_force, before.size > 1000) == (first, False, True)
    assert now.since > before.since


def test_an_earlier_one_is_put_in_force_and_the_later_one_stays(source: Path, folder: Path) -> None:
    first = build(source, folder, "Rapat dibuka.")
    second = build(source, folder, "Rapat ditutup.")
    put_in_force(folder, first, "Sari", seen=second)
    assert Index(folder).fingerprint == first
    assert [each.name for each in kept_generations(folder)] == [first, second]
    assert (read_history(folder)[0].did, read_history(folder)[0].by) == ("back", "Sari")
    assert Index(folder, second).fingerprint == second


def test_what_was_put_back_counts_as_the_last_used_when_others_are_removed(source: Path, folder: Path) -> None:
    names = [build(source, folder, f"Rapat ke-{n}.") for n in range(3)]
    put_in_force(folder, names[0])
    last = build(source, folder, "Rapat terakhir.")
    assert {each.name for each in kept_generations(folder)} == {last, names[0], names[2]}


@pytest.mark.parametrize("name", ["0" * 16, "../index", ""])
def test_one_that_is_not_there_is_refused(source: Path, folder: Path, name: str) -> None:
    now = build(source, folder, "Rapat dibuka.")
    with pytest.raises(StoreError, match="any more"):
        put_in_force(folder, name)
    assert current_generation(folder) == now


def test_of_two_who_decide_at_once_the_later_is_told(source: Path, folder: Path) -> None:
    names = [build(source, folder, f"Rapat ke-{n}.") for n in range(3)]
    put_in_force(folder, names[1], seen=names[2])
    with pytest.raises(StoreError, match="meanwhile"):
        put_in_force(folder, names[0], seen=names[2])
    assert current_generation(folder) == names[1]


def test_nothing_is_switched_while_a_build_runs(source: Path, folder: Path) -> None:
    first, second = build(source, folder, "Rapat dibuka."), build(source, folder, "Rapat ditutup.")
    with FileLock(folder / LOCK_FILE, timeout=0), pytest.raises(StoreError, match="running"):
        put_in_force(folder, first)
    assert current_generation(folder) == second


def test_an_open_index_answers_on_while_another_is_put_in_force(source: Path, folder: Path) -> None:
    first, second = build(source, folder, "Rapat dibuka."), build(source, folder, "Rapat ditutup.")
    opened, wrong, stop = Index(folder), [], threading.Event()

    def read() -> None:
        while not stop.is_set():
            if "ditutup" not in opened.document("a").text or Index(folder).fingerprint not in (first, second):
                wrong.append(1)

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(20):
        put_in_force(folder, first)
        put_in_force(folder, second)
    stop.set()
    reader.join()
    assert wrong == []


def test_a_named_generation_is_checked_as_any_other(source: Path, folder: Path) -> None:
    first = build(source, folder, "Rapat dibuka.")
    build(source, folder, "Rapat ditutup.")
    (folder / first / "words.json").write_text("{}", encoding="utf-8")
    with pytest.raises(IndexDamagedError):
        Index(folder, first)
    with pytest.raises(IndexMissingError, match="Choose"):
        Index(folder, "0" * 16)


def test_without_a_history_the_times_of_the_files_count(source: Path, folder: Path) -> None:
    names = [build(source, folder, f"Rapat ke-{n}.") for n in range(3)]
    (folder / HISTORY_FILE).unlink()
    for at, name in enumerate(names):
        os.utime(folder / name / "manifest.json", (1e9 + at, 1e9 + at))
    assert [each.name for each in kept_generations(folder)] == names[::-1]
    assert [path.name for path in surplus_generations(folder, 2)] == names[:1]


def test_lines_of_the_history_that_cannot_be_read_are_passed_over(source: Path, folder: Path) -> None:
    name = build(source, folder, "Rapat dibuka.")
    good = (folder / HISTORY_FILE).read_text(encoding="utf-8")
    bad = [
        "{",
        "[]",
        '{"on": 3}',
        json.dumps({"on": "now", "index": name, "did": "publish"}),
        '{"on":"2031-01-01","index":1,"did":"back"}',
    ]
    (folder / HISTORY_FILE).write_text("\n".join(bad) + "\n" + good, encoding="utf-8")
    assert [each.index for each in read_history(folder)] == [name]
    assert len(kept_generations(folder)) == 1


def test_the_history_does_not_grow_for_ever(folder: Path) -> None:
    folder.mkdir()
    for n in range(HISTORY_LENGTH + 3):
        note_switch(folder, Switch.now(f"{n:016x}", "publish"))
    history = read_history(folder)
    assert (len(history), history[0].index) == (HISTORY_LENGTH, f"{HISTORY_LENGTH + 2:016x}")


def test_a_folder_without_an_index_has_no_generations(folder: Path) -> None:
    assert (kept_generations(folder), read_history(folder), surplus_generations(folder, 3)) == ([], [], [])
