"""The records file: several users at once, and a layout of another version."""

import errno
import shutil
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from subprocess import PIPE
from threading import Barrier

import pytest

from assistant.conversations import database
from assistant.conversations.database import open_transaction
from assistant.conversations.opinions import Opinion, OpinionStore
from assistant.conversations.schema import MIGRATIONS
from assistant.conversations.store import ConversationStore
from index.errors import RecordsError, RecordsFullError

ROOT = Path(__file__).parents[3]
CENTURY = 36_500  # days: no conversation is too old
NOTES = ("CREATE TABLE note (body TEXT)",)
DATES = ("ALTER TABLE note ADD COLUMN written TEXT", "UPDATE note SET written = '2024'")
BEFORE_VERSIONS = Path(__file__).parent / "data" / "records-0.sqlite"
"""Written by the program as it was before its file had a version, through `Conversations` and `Records`."""
VERSION_2 = Path(__file__).parent / "data" / "records-2.sqlite"
"""Written by the program as it was before conversations had versions, through `ConversationStore` and `OpinionStore`."""


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file whose layout is one table of notes."""
    monkeypatch.setattr(database, "MIGRATIONS", (NOTES,))
    return tmp_path / "records.sqlite"


def written(path: Path, body: str) -> None:
    with open_transaction(path) as records:
        records.execute("INSERT INTO note VALUES (?)", (body,))


def bodies(path: Path) -> list[str]:
    with open_transaction(path) as records:
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


def test_a_file_that_stays_locked_is_reported(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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
        with open_transaction(path) as records:
            records.execute("INSERT INTO note VALUES ('a')")
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        stopped()
    assert bodies(path) == []


def test_readers_do_not_keep_a_writer_waiting(path: Path) -> None:
    written(path, "a")
    with open_transaction(path) as records:
        records.execute("BEGIN")
        assert records.execute("SELECT count(*) FROM note").fetchone() == (1,)
        written(path, "b")
    assert bodies(path) == ["a", "b"]


# Versions of the layout


def version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as other:
        return int(other.execute("PRAGMA user_version").fetchone()[0])


def layout(path: Path) -> list[tuple[str, str, str]]:
    """The tables and indexes of a file, as they were defined, whatever the spaces."""
    with closing(sqlite3.connect(path)) as other:
        rows = other.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name").fetchall()
    return [(kind, name, " ".join(sql.split())) for kind, name, sql in rows]


def test_a_file_gets_the_migrations_that_it_lacks_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(path, "a")
    assert version(path) == 1
    monkeypatch.setattr(database, "MIGRATIONS", (NOTES, DATES))
    for _ in range(2):  # the second time, the column would be there already
        with open_transaction(path) as records:
            assert records.execute("SELECT * FROM note").fetchall() == [("a", "2024")]
    assert version(path) == 2


def test_a_new_file_gets_all_of_them(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "MIGRATIONS", (NOTES, DATES))
    with open_transaction(path) as records:
        records.execute("INSERT INTO note VALUES ('a', '2025')")
    assert version(path) == 2


def test_a_migration_that_fails_changes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(path, "a")
    monkeypatch.setattr(database, "MIGRATIONS", (NOTES, DATES, ("CREATE TABLE more (x)", "no SQL")))
    before = layout(path)
    with pytest.raises(RecordsError, match="cannot be used"):
        written(path, "b")
    assert (version(path), layout(path)) == (1, before)
    monkeypatch.setattr(database, "MIGRATIONS", (NOTES,))
    assert bodies(path) == ["a"]


def test_a_file_of_a_newer_version_is_refused_and_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as newer:
        newer.execute("CREATE TABLE unheard_of (x)")
        newer.execute("PRAGMA user_version = 2")
    before = path.read_bytes()
    with pytest.raises(RecordsError, match=r"version 2, made by a newer Netral.*up to 1\. Upgrade Netral, or set"):
        written(path, "a")
    assert path.read_bytes() == before


def test_a_file_that_a_newer_program_has_just_changed_keeps_its_version(path: Path) -> None:
    written(path, "a")
    with closing(sqlite3.connect(path, isolation_level=None)) as newer:
        newer.execute("PRAGMA user_version = 2")
        database._migrate(newer)
    assert version(path) == 2


def test_two_programs_make_a_new_file_together(path: Path) -> None:
    """Programs, not threads: each has locks of its own, and both find the file missing."""
    code = (
        "import sys; from pathlib import Path; from assistant.conversations.opinions import Feedback, OpinionStore\n"
        "one = Feedback('up', sys.argv[2], 'Kapan?', (), 'id', {}, {})\n"
        "print('ready', flush=True); sys.stdin.readline(); OpinionStore(Path(sys.argv[1])).add(one)"
    )
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(path), name], cwd=ROOT, stdin=PIPE, stdout=PIPE, stderr=PIPE, text=True
        )
        for name in "abc"
    ]
    for program in programs:
        assert program.stdout
        assert program.stdout.readline() == "ready\n"
    for program in programs:
        assert program.stdin
        program.stdin.write("\n")
        program.stdin.flush()
    for program in programs:
        assert (program.communicate(timeout=30)[1], program.returncode) == ("", 0)
    with closing(sqlite3.connect(path)) as found:
        assert sorted(found.execute("SELECT comment FROM feedback")) == [("a",), ("b",), ("c",)]


@pytest.fixture
def before_versions(tmp_path: Path) -> Path:
    return Path(shutil.copy(BEFORE_VERSIONS, tmp_path / "records.sqlite"))


def test_a_file_from_before_there_were_versions_is_migrated_with_every_row(before_versions: Path) -> None:
    assert version(before_versions) == 0
    first, second = OpinionStore(before_versions).feedback()
    assert version(before_versions) == len(MIGRATIONS)
    assert (first.id, first.verdict, first.comment, first.question) == (1, "up", "", "Kapan pendaftaran calon dimulai?")
    assert (second.id, second.verdict, second.comment) == (2, "no_answer", "Seharusnya ada: “siapa”?")
    assert (first.history, first.lang, first.settings) == (("Apa?",), "id", {"reader": "spans"})
    assert first.created.startswith("2026-11-26T")
    assert first.answer["citations"][0]["quote"].endswith("Proses pendaftaran calon, dimulai 22 September 2024.")
    assert second.answer["refusal"]["reason"] == "not_in_sources"

    store = ConversationStore(before_versions, CENTURY)
    assert [(one.id, one.title) for one in store.listed("R" * 22)] == [("A" * 22, "Tanggal penting")]
    talk, other = store.load("A" * 22, "R" * 22), store.load("B" * 22, "S" * 22)
    assert talk
    assert other
    assert [(turn.number, turn.question) for turn in talk.turns] == [(1, "Kapan?"), (2, "Lalu siapa?")]
    assert [bool(turn.answer and turn.answer.answered) for turn in talk.turns] == [True, False]
    assert (other.title, [turn.question for turn in other.turns]) == ("Apa?", ["Apa?"])
    places = [(1203, 1392), (1504, 1614)]
    assert [(start, end) for start, end, _ in sorted(store.cited("001_bali"))] == places
    assert [(start, end) for start, end, _ in sorted(OpinionStore(before_versions).cited("001_bali"))] == places


def test_a_new_file_and_a_migrated_one_have_the_same_layout(before_versions: Path, tmp_path: Path) -> None:
    old, new = before_versions, tmp_path / "new.sqlite"
    for file in (old, new):
        with open_transaction(file):
            pass
    assert layout(old) == layout(new)
    assert len(layout(new)) == 17


def test_a_file_from_before_conversations_had_versions_goes_on_with_every_row(tmp_path: Path) -> None:
    path = Path(shutil.copy(VERSION_2, tmp_path / "records.sqlite"))
    assert version(path) == 2
    store, opinions = ConversationStore(path, CENTURY), OpinionStore(path)
    (listed,) = store.listed("R" * 22)
    assert version(path) == len(MIGRATIONS)
    assert (listed.id, listed.title, listed.pinned) == ("A" * 22, "Tanggal penting", False)
    talk, other = store.load("A" * 22), store.load("B" * 22)
    assert talk
    assert other
    assert (talk.version, [turn.question for turn in talk.turns]) == (1, ["Kapan?", "Lalu siapa?"])
    # Two tabs go on with it, and replace its last turn, as with a new one.
    answer = other.turns[0].answer
    assert answer
    first = store.save("R" * 22, talk.ask("satu").with_answer(answer))
    merged = store.save("R" * 22, talk.ask("dua").with_answer(answer))
    assert [turn.question for turn in merged.turns] == ["Kapan?", "Lalu siapa?", "satu", "dua"]
    assert store.save("R" * 22, first.ask("tiga", replacing=3).with_answer(answer)).id != talk.id
    replaced = store.save("S" * 22, other.ask("Bilamana?", replacing=1).with_answer(answer))
    assert (replaced.id, [turn.question for turn in replaced.turns]) == (other.id, ["Bilamana?"])
    (opinion,) = opinions.feedback()
    assert (opinion.verdict, opinion.comment, opinion.history) == ("down", "Kurang lengkap.", ("Apa?",))
    assert (opinion.reason, opinion.passage, opinion.changed) == (None, "", "")
    assert opinions.change("", Opinion("up")) is None  # it was stored without a key, and the empty one is none
    assert opinions.add(replace(opinion, reason="incomplete"), "kunci") == 2
    assert opinions.change("kunci", Opinion("up")) == 2


@pytest.mark.parametrize("missing", [("feedback",), ("cited", "turn", "conversation"), ("cited",)])
def test_a_file_with_some_of_the_tables_gets_the_others_and_loses_nothing(
    before_versions: Path, missing: tuple[str, ...]
) -> None:
    """Opinions and conversations each made their own tables, when something was first stored."""
    with closing(sqlite3.connect(before_versions)) as old:
        for table in missing:
            old.execute(f"DROP TABLE {table}")
    rows = {"feedback": 2, "conversation": 2, "turn": 3, "cited": 4}
    with open_transaction(before_versions) as records:
        for table, count in rows.items():
            (found,) = records.execute(f"SELECT count(*) FROM {table}").fetchone()
            assert found == (0 if table in missing else count)
    assert version(before_versions) == len(MIGRATIONS)


def test_a_full_disk_is_said_as_that(path: Path) -> None:
    written(path, "a")

    def filled() -> None:
        with open_transaction(path) as records:
            pages = records.execute("PRAGMA page_count").fetchone()[0]
            records.execute(f"PRAGMA max_page_count = {pages}")  # SQLite's own way to a full disk
            records.execute("INSERT INTO note VALUES (?)", ("x" * 100_000,))

    with pytest.raises(RecordsFullError, match=rf"No space left on {path.parent}: 65,536 bytes needed") as raised:
        filled()
    assert isinstance(raised.value, RecordsError)
    assert bodies(path) == ["a"]


def test_an_unclear_error_is_a_full_disk_only_where_little_is_free(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failed() -> None:
        with open_transaction(path):
            raise sqlite3.OperationalError("disk I/O error")

    with pytest.raises(RecordsError, match="cannot be used"):
        failed()
    monkeypatch.setattr(database, "free_in", lambda _: 4096)
    with pytest.raises(RecordsFullError):
        failed()


def test_one_that_cannot_be_made_for_want_of_room_is_said_as_that(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "mkdir", full)
    with pytest.raises(RecordsFullError):
        written(path, "a")
