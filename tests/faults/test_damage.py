"""Files in which a byte was changed: an index is refused, and records are read as far as they can be, or refused in words."""

from __future__ import annotations

import random
import shutil
import sqlite3
from pathlib import Path

import pytest

from assistant.conversations.database import open_transaction
from assistant.conversations.opinions import Feedback, OpinionStore
from index.errors import NetralError, StoreError
from index.store import Index, current_generation
from tests.faults.conftest import Tally, often

SEED = 20_260_731
OPINIONS = 60


def flip(path: Path, at: int, bit: int) -> None:
    """Change one bit of a file."""
    with path.open("r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ 1 << bit]))


def test_an_index_with_a_changed_byte_is_refused(tmp_path: Path, seeds_index: Path, tally: Tally) -> None:
    tries = often(20, 200)
    folder = tmp_path / "index"
    shutil.copytree(seeds_index, folder)
    generation = folder / str(current_generation(folder))
    files = sorted(path for path in generation.rglob("*") if path.is_file())
    chance = random.Random(SEED)
    lost = 0
    for number in range(tries):
        # Each file in turn: most bytes are in the vectors, and most files are small.
        path = files[number % len(files)]
        at, bit = chance.randrange(path.stat().st_size), chance.randrange(8)
        flip(path, at, bit)
        try:
            Index(folder)
            lost += 1
        except StoreError:
            pass
        flip(path, at, bit)
    assert Index(folder).problems() == []
    tally.add("changed bytes of an index", tries, lost, "each is refused")
    assert lost == 0


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """A file of records with some opinions, all of it in the one file."""
    path = tmp_path / "records.sqlite"
    store = OpinionStore(path)
    for number in range(OPINIONS):
        store.add(Feedback("up", f"Komentar {number}. " * 20, "Kapan?", (), "id", {"text": "Besok."}, {}))
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def test_records_with_a_changed_byte_are_read_or_refused_in_words(tmp_path: Path, records: Path, tally: Tally) -> None:
    tries = often(20, 200)
    whole = records.read_bytes()
    chance = random.Random(SEED)
    unread = lost = 0
    for number in range(tries):
        folder = tmp_path / str(number)
        folder.mkdir()
        damaged = folder / "records.sqlite"
        damaged.write_bytes(whole)
        flip(damaged, chance.randrange(len(whole)), chance.randrange(8))
        try:
            OpinionStore(damaged).feedback()
            with open_transaction(damaged) as database:
                database.execute("SELECT 1")
        except NetralError:
            unread += 1
        except (sqlite3.Error, ValueError, LookupError, TypeError):  # not said in words
            lost += 1
        shutil.rmtree(folder)
    tally.add("changed bytes of records", tries, lost, f"{unread} refused in words, the others read")
    assert lost == 0
