"""The records' file when several come to it at once."""

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import pytest

from assistant.conversations import database
from assistant.conversations.database import transaction
from index.errors import RecordsError

SCHEMA = "CREATE TABLE IF NOT EXISTS note (body TEXT)"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "records.sqlite"


def written(path: Path, body: str) -> None:
    with transaction(path, SCHEMA) as records:
        records.execute("INSERT INTO note VALUES (?)", (body,))


def bodies(path: Path) -> list[str]:
    with transaction(path, SCHEMA) as records:
        return sorted(body for (body,) in records.execute("SELECT body FROM note"))


def held(path: Path) -> sqlite3.Connection:
    """A file not yet switched to write-ahead logging, with somebody writing to it."""
    other = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    other.execute("CREATE TABLE other (x)")
    other.execute("BEGIN IMMEDIATE")
    return other


def test_the_first_to_open_a_new_file_wait_for_each_other(path: Path) -> None:
    with ThreadPoolExecutor(1) as thread, closing(held(path)) as other:
        waiting = thread.submit(written, path, "a")
        time.sleep(0.1)
        assert not waiting.done()
        other.execute("COMMIT")
        waiting.result()
    assert bodies(path) == ["a"]


def test_a_file_that_stays_locked_is_said(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    with closing(held(path)), pytest.raises(RecordsError, match=r"locked.*set `records`"):
        written(path, "a")


def test_many_threads_make_a_new_file_together(path: Path) -> None:
    many = 16
    start = Barrier(many)

    def one(number: int) -> None:
        start.wait()
        written(path, f"{number:02}")

    with ThreadPoolExecutor(many) as threads:
        list(threads.map(one, range(many)))
    assert bodies(path) == [f"{number:02}" for number in range(many)]


def test_an_error_leaves_nothing_behind(path: Path) -> None:
    def stopped() -> None:
        with transaction(path, SCHEMA) as records:
            records.execute("INSERT INTO note VALUES ('a')")
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        stopped()
    assert bodies(path) == []


def test_readers_do_not_keep_a_writer_waiting(path: Path) -> None:
    written(path, "a")
    with transaction(path, SCHEMA) as records:
        records.execute("BEGIN")
        assert records.execute("SELECT count(*) FROM note").fetchone() == (1,)
        written(path, "b")
    assert bodies(path) == ["a", "b"]
