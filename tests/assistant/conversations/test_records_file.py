"""A records file is checked, backed up, restored and pruned; damage in it is declared, and hides nothing that can still be read."""

from __future__ import annotations

import logging
import random
import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from subprocess import PIPE
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.cli import doctor
from assistant.cli.main import main
from assistant.conversations import records_file, stored_rows
from assistant.conversations.citations import count_citations
from assistant.conversations.conversation import Conversation, random_id
from assistant.conversations.database import open_transaction
from assistant.conversations.opinions import Feedback, Opinion, OpinionStore
from assistant.conversations.pruning import days_ago, prune_records
from assistant.conversations.records_check import check_records
from assistant.conversations.records_file import backup_records, hold_records, restore_records
from assistant.conversations.store import ConversationStore
from assistant.quality.question_log import QuestionLog
from assistant.quality.saved_changes import Edit, SavedChanges
from assistant.settings import Settings
from assistant.web import app
from index.errors import (
    RecordsBusyError,
    RecordsDamagedError,
    RecordsError,
    RecordsFullError,
    RecordsVersionError,
    RowDamagedError,
)
from tests.fakes import FakeService, answered, make_app

ROOT = Path(__file__).parents[3]
READER = "R" * 22
FLIPS = 100


def opinion(number: int) -> Feedback:
    return Feedback("down", f"Opini {number}", "Kapan?", ("Apa?",), "id", answered("Kapan?").as_dict(), {})


def fill(path: Path, many: int) -> None:
    store, opinions, log, changes = (
        ConversationStore(path, 90),
        OpinionStore(path),
        QuestionLog(path, 90),
        SavedChanges(path),
    )
    for number in range(many):
        talk = Conversation()
        for part in range(2):
            talk = talk.ask(f"Percakapan {number}, pertanyaan {part}?")
            talk = store.save(READER, talk.with_answer(answered(talk.waiting)))
        opinions.add(opinion(number), f"kunci {number}")
        log.add(answered(f"Dicatat {number}?"), ("Apa?",), "id")
        changes.save([Edit("question", f"soal {number}", {"hidden": True})], "hide", "Sari")


@pytest.fixture
def records(tmp_path: Path) -> Path:
    path = tmp_path / "records.sqlite"
    fill(path, 6)
    return path


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("full") / "records.sqlite"
    fill(path, 20)
    return path


def change(path: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA ignore_check_constraints = ON")
        database.execute(statement, values)


# One row


BROKEN = ["{", "[]", "5", "null", '"text"', '{"answered": 1}', b"\xff\xfe", "[" * 100_000]


@pytest.mark.parametrize("value", BROKEN, ids=[str(each)[:12] for each in BROKEN])
def test_one_bad_row_does_not_hide_the_others(records: Path, value: object, caplog: pytest.LogCaptureFixture) -> None:
    stored_rows._told.clear()
    store, opinions, log = ConversationStore(records, 90), OpinionStore(records), QuestionLog(records, 90)
    first = store.listed(READER)[0].id
    change(records, "UPDATE turn SET answer = ? WHERE conversation = ? AND number = 1", value, first)
    change(records, "UPDATE feedback SET answer = ? WHERE id = 3", value)
    change(records, "UPDATE question_log SET history = ? WHERE id = 2", value if value != "[]" else "{}")
    change(records, "UPDATE saved_item SET value = ? WHERE name = 'soal 1'", "{" if value != b"\xff\xfe" else value)
    with caplog.at_level(logging.ERROR):
        for _ in range(2):
            assert len(store.listed(READER)) == 6
            talk = store.load(first, READER)
            assert talk
            assert [turn.number for turn in talk.turns] == [2]
            kept = [each.id for each in opinions.feedback()]
            assert kept == ([1, 2, 4, 5, 6] if value != '{"answered": 1}' else [1, 2, 3, 4, 5, 6])
            assert [each.id for each in log.questions()] == [1, 3, 4, 5, 6]
            assert len(SavedChanges(records).items("question")) == 5
            assert opinions.cited("001_bali")
            assert count_citations(records, 90)["001_bali"]
            assert store.listed(READER, "percakapan")
    assert caplog.text.count("rows of 'turn'") == 1
    found = check_records(records)
    assert found.unreadable["turn"] == 1
    assert found.unreadable["question_log"] == 1
    assert not found.good


def test_a_text_that_is_no_utf8_hides_no_other_row(records: Path) -> None:
    change(records, "UPDATE conversation SET name = CAST(x'ff41' AS TEXT) WHERE rowid = 2")
    change(records, "UPDATE feedback SET comment = CAST(x'ff41' AS TEXT) WHERE id = 2")
    change(records, "UPDATE question_log SET question = CAST(x'ff41' AS TEXT) WHERE id = 2")
    change(records, "UPDATE saved_change SET author = CAST(x'ff41' AS TEXT) WHERE number = 2")
    assert len(ConversationStore(records, 90).listed(READER)) == 5
    assert len(ConversationStore(records, 90).listed(READER, "pertanyaan")) == 5
    assert len(OpinionStore(records).feedback()) == 5
    assert len(QuestionLog(records, 90).questions()) == 5
    assert [each.number for each in SavedChanges(records).trail(3)] == [6, 5, 4]
    assert check_records(records).unreadable == {"conversation": 1, "feedback": 1, "question_log": 1, "saved_change": 1}


def test_a_conversation_of_which_no_turn_can_be_read_is_not_one_that_is_gone(records: Path) -> None:
    store = ConversationStore(records, 90)
    talk = store.listed(READER)[0].id
    change(records, "UPDATE turn SET answer = '{' WHERE conversation = ?", talk)
    with pytest.raises(RowDamagedError):
        store.load(talk, READER)
    assert store.load(random_id(), READER) is None


def test_a_table_that_is_missing_and_a_version_that_is_none_are_declared(records: Path) -> None:
    change(records, "DROP TABLE cited")
    with pytest.raises(RecordsError, match="no such table"):
        ConversationStore(records, 90).cited("001_bali")
    assert check_records(records).problems == ("the table 'cited' is missing",)
    change(records, "PRAGMA user_version = -5")
    with pytest.raises(RecordsDamagedError, match="restore FILE"):
        OpinionStore(records).feedback()
    with pytest.raises(RecordsDamagedError, match="not one of"):
        check_records(records)
    change(records, "PRAGMA user_version = 99")
    with pytest.raises(RecordsVersionError):
        check_records(records)


def test_a_file_of_an_earlier_version_is_checked_as_it_is() -> None:
    path = Path(__file__).parent / "data" / "records-2.sqlite"
    before = path.read_bytes()
    assert check_records(path).good
    assert path.read_bytes() == before


# Flipped bytes


def contents(path: Path) -> dict[str, set[str]]:
    """What can be read through every store, by name."""
    store, log, opinions = ConversationStore(path, 90), QuestionLog(path, 90), OpinionStore(path)
    changes = SavedChanges(path)
    found: dict[str, set[str]] = {}
    reads: dict[str, Callable[[], set[str]]] = {
        "listed": lambda: {one.id for one in store.listed(READER)},
        "searched": lambda: {one.id for one in store.listed(READER, "pertanyaan")},
        "feedback": lambda: {str(one.id) for one in opinions.feedback()},
        "log": lambda: {str(one.id) for one in log.questions()},
        "items": lambda: {one.name for one in changes.items("question")},
        "trail": lambda: {str(one.number) for one in changes.trail()},
        "version": lambda: {str(changes.version())},
        "cited": lambda: {str(place) for place in (*store.cited("001_bali"), *opinions.cited("001_bali"))},
        "counted": lambda: {str(count_citations(path, 90))},
        "answers": lambda: {str(number) for number in range(1, 21) if log.answer(number)},
        "vectors": lambda: set(log.vectors("x")),
    }
    for name, read in reads.items():
        try:
            found[name] = read()
        except RecordsError:
            found[name] = set()
    turns = set()
    for one in found["listed"]:
        try:
            talk = store.load(one, READER)
        except RecordsError:
            continue
        turns |= {f"{one} {turn.number}" for turn in talk.turns} if talk else set()
    found["turns"] = turns
    return found


def test_a_damaged_name_of_a_table_is_declared(full: Path, tmp_path: Path) -> None:
    """SQLite's message then has letters that are none, which Python cannot read."""
    whole = bytearray(full.read_bytes())
    for found in re.finditer(rb"table(\w)", bytes(whole[:4096])):
        whole[found.start(1)] |= 0x80
    path = tmp_path / "named.sqlite"
    path.write_bytes(whole)
    with pytest.raises(RecordsDamagedError):
        OpinionStore(path).feedback()
    with pytest.raises(RecordsDamagedError):
        OpinionStore(path).add(opinion(1))


def test_flipped_bytes_are_declared_and_lose_nothing_silently(full: Path, tmp_path: Path) -> None:
    """Each of FLIPS files has one byte that is another: nothing but a declared error comes out, writing included."""
    whole, before = full.read_bytes(), contents(full)
    drawn = random.Random(20261127)
    refused = partly = unharmed = 0
    for number in range(FLIPS):
        at = drawn.randrange(len(whole))
        damaged = bytearray(whole)
        damaged[at] ^= 1 << drawn.randrange(8)
        path = tmp_path / f"{number}.sqlite"
        path.write_bytes(damaged)
        try:
            good = check_records(path).good
        except RecordsError:
            good = False
        found = contents(path)
        # A list may be short, or have another name in it, only where the check says that the file is damaged; a changed letter
        # within a text, which no check can see, keeps every row.
        for name in ("listed", "feedback", "log", "items", "trail", "turns"):
            assert len(found[name]) == len(before[name]) or not good, (number, at, name)
        for write in (
            lambda path=path: OpinionStore(path).add(opinion(99)),
            lambda path=path: OpinionStore(path).change("kunci 3", Opinion("up")),
            lambda path=path: QuestionLog(path, 90).add(answered("Baru?"), (), "id"),
            lambda path=path: SavedChanges(path).save([Edit("question", "baru", {})], "hide", "Sari"),
            lambda path=path: prune_records(path, days_ago(90), days_ago(90)),
            lambda path=path: backup_records(path, path.with_suffix(".backup")),
        ):
            with suppress(RecordsError):
                write()
        refused += not any(found[name] for name in ("listed", "feedback", "log"))
        unharmed += found == before
        partly += bool(found["listed"] or found["feedback"] or found["log"]) and found != before
    sys.stdout.write(f"{FLIPS} flips: {unharmed} read as before, {partly} in part, {refused} refused; 0 tracebacks\n")
    assert unharmed + partly + refused >= FLIPS


def test_a_page_that_is_overwritten_costs_its_rows_alone(full: Path, tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    path.write_bytes(full.read_bytes())
    with closing(sqlite3.connect(path)) as database:
        size = database.execute("PRAGMA page_size").fetchone()[0]
        pages = [
            number
            for (number,) in database.execute(
                "SELECT pageno FROM dbstat WHERE name = 'feedback' AND pagetype = 'leaf' ORDER BY pageno"
            )
        ]
    damaged = bytearray(path.read_bytes())
    at = (pages[len(pages) // 2] - 1) * size
    damaged[at : at + size] = b"\x00" * size
    path.write_bytes(damaged)
    read = [one.id for one in OpinionStore(path).feedback()]
    assert 20 > len(read) >= 20 - size // 1000
    assert {1, 20} <= set(read)  # on both sides of the damage
    check = check_records(path)
    assert check.rows["feedback"] == len(read)
    assert check.unreadable["feedback"] == 20 - len(read)
    assert len(ConversationStore(path, 90).listed(READER)) == 20


# Backup and restore


def test_a_backup_is_of_one_moment_while_others_write(records: Path, tmp_path: Path) -> None:
    """Writers store pairs; a backup never has one half of a pair."""
    stop = threading.Event()

    def writer(name: str) -> None:
        changes = SavedChanges(records)
        for number in range(10_000):
            if stop.is_set():
                return
            changes.save([Edit("case", f"{name}{number}{half}", {}) for half in "ab"], "case", name)

    threads = [threading.Thread(target=writer, args=(name,)) for name in ("x", "y")]
    for thread in threads:
        thread.start()
    try:
        sizes = []
        for number in range(5):
            backup = tmp_path / f"{number}.sqlite"
            assert backup_records(records, backup).good
            names = {item.name for item in SavedChanges(backup).items("case")}
            assert all(name[:-1] + half in names for name in names for half in "ab")
            sizes.append(len(names))
        assert sizes == sorted(sizes)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert not list(tmp_path.glob(".*part*"))


def test_a_backup_comes_back_and_what_was_there_is_kept(records: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup.sqlite"
    backup_records(records, backup)
    before = contents(records)
    OpinionStore(records).add(opinion(7))
    kept = restore_records(records, backup)
    assert contents(records) == before
    assert kept
    assert len(OpinionStore(kept).feedback()) == 7
    assert not list(tmp_path.glob(".*part*"))
    restored = tmp_path / "new.sqlite"
    assert restore_records(restored, backup) is None
    assert contents(restored) == before


def test_a_damaged_file_gives_place_to_its_backup_and_is_kept(records: Path, tmp_path: Path) -> None:
    backup_records(records, tmp_path / "backup.sqlite")
    before = contents(records)
    records.write_bytes(b"no database " * 100)
    Path(f"{records}-wal").write_bytes(b"damaged")
    kept = restore_records(records, tmp_path / "backup.sqlite")
    assert contents(records) == before
    assert kept
    assert kept.read_bytes() == b"no database " * 100


def test_nothing_is_restored_that_is_not_whole(records: Path, tmp_path: Path) -> None:
    backup, before = tmp_path / "backup.sqlite", records.read_bytes()
    for name in (backup, records):
        with pytest.raises(RecordsError):
            restore_records(records, name)
    backup.write_bytes(b"no database " * 100)
    with pytest.raises(RecordsDamagedError):
        restore_records(records, backup)
    backup.unlink()
    backup_records(records, backup)
    change(backup, "UPDATE feedback SET answer = '{' WHERE id = 1")
    with pytest.raises(RecordsDamagedError, match="1 rows cannot be read"):
        restore_records(records, backup)
    assert records.read_bytes() == before


def test_a_server_that_runs_keeps_its_file(records: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup.sqlite"
    with hold_records(records), hold_records(records):  # two servers on one file
        backup_records(records, backup)
        with pytest.raises(RecordsBusyError, match="Stop it"):
            restore_records(records, backup)
    restore_records(records, backup)


def test_a_backup_without_room_or_of_a_damaged_file_leaves_the_old_one(
    records: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = tmp_path / "backup.sqlite"
    backup_records(records, backup)
    before = backup.read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(records_file, "free_bytes", lambda _: 10)
        with pytest.raises(RecordsFullError, match=r"No space left on .*[\d,]+ bytes needed, 10 free"):
            backup_records(records, backup)
    change(records, "DROP TABLE cited")
    with pytest.raises(RecordsDamagedError, match="No backup was written"):
        backup_records(records, backup)
    with pytest.raises(RecordsError, match="itself"):
        backup_records(records, records)
    with pytest.raises(RecordsError, match="There is no folder"):
        backup_records(records, tmp_path / "none" / "backup.sqlite")
    assert backup.read_bytes() == before
    assert not list(tmp_path.glob(".*part*"))


def test_what_is_acknowledged_as_stored_survives_a_kill(tmp_path: Path) -> None:
    code = (
        "import asyncio, sys; from pathlib import Path; from assistant.conversations.memory import *\n"
        "from tests.fakes import answered\n"
        "async def main():\n"
        "    keeper, reader = ConversationKeeper(ConversationStore(Path(sys.argv[1]), 90)), BrowserMemory(reader='R' * 22)\n"
        "    while True:\n"
        "        talk = await keeper.stored(keeper.put(Conversation().ask('Kapan?').with_answer(answered('Kapan?')), reader))\n"
        "        print(talk.id, flush=True)\n"
        "asyncio.run(main())"
    )
    path = tmp_path / "records.sqlite"
    acknowledged: list[str] = []
    for _ in range(3):
        with subprocess.Popen([sys.executable, "-c", code, str(path)], cwd=ROOT, stdout=PIPE, text=True) as program:
            assert program.stdout
            acknowledged += [program.stdout.readline().strip() for _ in range(20)]
            program.kill()
    with open_transaction(path) as database:
        found = {talk for (talk,) in database.execute("SELECT id FROM conversation")}
    assert [talk for talk in acknowledged if talk not in found] == []
    assert len(acknowledged) == 60
    assert check_records(path).good


# Pruning, the server, the doctor and the command


OLD, NEW = "2020-01-01T00:00:00.000000+00:00", "2099-01-01T00:00:00.000000+00:00"


def test_conversations_questions_and_opinions_are_pruned(records: Path) -> None:
    change(records, "UPDATE conversation SET updated = ? WHERE rowid < 3", OLD)
    change(records, "UPDATE question_log SET created = ? WHERE id < 4", OLD)
    change(records, "UPDATE feedback SET created = ? WHERE id < 5", OLD)
    change(records, "UPDATE feedback SET changed = ? WHERE id = 1", NEW)
    removed = prune_records(records, days_ago(90), days_ago(730))
    assert (removed.conversations, removed.questions, removed.opinions) == (2, 3, 3)
    assert check_records(records).rows["turn"] == 8
    assert prune_records(records.with_name("none.sqlite"), days_ago(0), days_ago(0)).opinions == 0


@pytest.fixture
def here(records: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(records.parent)
    monkeypatch.setenv("NETRAL_RECORDS", "records.sqlite")
    return records


def test_the_command_checks_backs_up_and_restores(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["records", "check"]) == 0
    assert "6 conversations, 12 answers, 6 opinions, 6 logged questions" in capsys.readouterr().out
    assert main(["records", "backup", "backup.sqlite"]) == 0
    change(here, "UPDATE feedback SET answer = '{' WHERE id = 1")
    assert main(["records", "check"]) == 1
    assert "1 rows of 'feedback' cannot be read" in capsys.readouterr().out
    assert (
        main(["records", "backup", "partly.sqlite"]) == 0
    )  # what can be read is worth keeping, and it says what cannot
    assert "1 rows of 'feedback' cannot be read" in capsys.readouterr().out
    assert main(["records", "check", "backup.sqlite"]) == 0
    assert main(["records", "restore", "backup.sqlite"]) == 0
    assert "are kept in records.before-" in capsys.readouterr().out
    assert main(["records", "check"]) == 0
    assert main(["records", "check", "none.sqlite"]) == 1
    assert "There are no records in none.sqlite" in capsys.readouterr().err


@pytest.mark.usefixtures("here")
def test_the_command_prunes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["records", "prune"]) == 0
    assert main(["records", "prune", "--before", "2020-01-31"]) == 0
    assert capsys.readouterr().out.count("0 conversations, 0 opinions and 0 logged questions removed") == 2
    assert main(["records", "prune", "--days", "0"]) == 0
    assert "6 conversations, 6 opinions and 6 logged questions removed" in capsys.readouterr().out
    for wrong in (
        ["--days", "-1"],
        ["--days", "x"],
        ["--before", "kemarin"],
        ["--days", "1", "--before", "2020-01-01"],
    ):
        with pytest.raises(SystemExit):
            main(["records", "prune", *wrong])


def test_a_changed_opinion_is_as_old_as_its_change(tmp_path: Path) -> None:
    opinions = OpinionStore(tmp_path / "r.sqlite")
    opinions.add(replace(opinion(1), comment=""), "kunci")
    change(tmp_path / "r.sqlite", "UPDATE feedback SET created = ?", OLD)
    opinions.change("kunci", Opinion("up"))
    assert prune_records(tmp_path / "r.sqlite", days_ago(1), datetime.now(timezone.utc)).opinions in (0, 1)
    assert prune_records(tmp_path / "r.sqlite", days_ago(1), days_ago(1)).opinions == 0


@pytest.mark.parametrize("keep_days", [0, 90])
def test_a_server_prunes_while_it_runs_whatever_is_kept(
    records: Path, monkeypatch: pytest.MonkeyPatch, keep_days: int
) -> None:
    monkeypatch.setattr(app, "PRUNE_SECONDS", 0.01)
    pruned, seen = app.prune_records, threading.Semaphore(0)

    def counted(*values: Any) -> object:
        found = pruned(*values)
        seen.release()
        return found

    monkeypatch.setattr(app, "prune_records", counted)
    settings = Settings(records=records, keep_days=keep_days, question_log=False)
    with TestClient(make_app(FakeService(), settings, page=False)):
        for table in ("feedback", "question_log"):
            change(records, f"UPDATE {table} SET created = ?", OLD)
        change(records, "UPDATE conversation SET updated = ?", OLD)
        for _ in range(4):  # one may be under way, and nobody asks
            assert seen.acquire(timeout=20)
        rows = check_records(records).rows
    assert (rows["conversation"], rows["turn"], rows["question_log"], rows["feedback"]) == (0, 0, 0, 0)


def test_a_server_that_cannot_prune_goes_on(
    records: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(app, "PRUNE_SECONDS", 0.01)
    tried = threading.Semaphore(0)

    def broken(*_: Any) -> object:
        tried.release()
        raise ValueError("surprise")

    application = make_app(FakeService(), Settings(records=records), page=False)
    monkeypatch.setattr(app, "prune_records", broken)
    with TestClient(application) as client:
        assert all(tried.acquire(timeout=20) for _ in range(2))
        assert client.get("/healthz").status_code == 200
        with pytest.raises(RecordsBusyError):
            restore_records(records, records.with_name("records-copy.sqlite") if backup_beside(records) else records)
    assert "old records could not be removed" in caplog.text


def backup_beside(records: Path) -> bool:
    return backup_records(records, records.with_name("records-copy.sqlite")).good


def doctor_on_records(records: Path) -> str:
    return doctor._check_records(Settings(records=records))


def test_the_doctor_checks_the_records(records: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "6 conversations" in doctor_on_records(records)
    assert "none yet" in doctor_on_records(records.with_name("none.sqlite"))
    monkeypatch.setattr(doctor, "LEAST_FREE", 10**18)
    for path in (records, records.with_name("none.sqlite")):
        with pytest.raises(RecordsFullError, match=r"bytes needed, [\d,]+ free"):
            doctor_on_records(path)
    change(records, "UPDATE turn SET answer = '{' WHERE number = 1")
    with pytest.raises(RecordsDamagedError, match=r"6 rows of 'turn' cannot be read.*restore FILE"):
        doctor_on_records(records)
