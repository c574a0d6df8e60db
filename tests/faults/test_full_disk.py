"""A full disk is said as that, leaves nothing half-written, and spoils nothing that is in force; later the same works."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.publishing.details import Details
from index import limited
from index.build import build_index
from index.errors import DiskFullError
from index.generations import HISTORY_FILE, LOCK_FILE
from index.originals import ORIGINALS
from index.store import INDEX_MANIFEST, Index, current_generation
from tests.faults.conftest import Tally
from tests.faults.filesystem_steps import full_at, no_fault, refuse, watched
from tests.faults.operator_changes import CHANGES, Office
from tests.index.fake_encoder import FakeEncoder
from tests.index.made_up_bank import ANSWER, folder_with_bank
from tests.made_up_pdf import pdf_of

ROOT = Path(__file__).parents[2]
SIZES = range(8, 400, 10)
"""KiB that are free on the small disks."""


def build(source: Path, folder: Path) -> str:
    return build_index(source, folder, encoder=FakeEncoder()).fingerprint


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A text with a bank about it, and a PDF, of which the index keeps the file."""
    folder = folder_with_bank(tmp_path / "articles", ANSWER)
    (folder / "edaran.pdf").write_bytes(pdf_of(["Surat Edaran Bupati Rimba", "Pegawai wajib netral."]))
    return folder


@pytest.fixture
def changed(source: Path, tmp_path: Path) -> Path:
    return with_changes(source, tmp_path)


def with_changes(source: Path, tmp_path: Path, sentences: int = 12) -> Path:
    """The same articles, one changed and one more."""
    folder = tmp_path / "changed" / "articles"
    shutil.copytree(source, folder)
    (folder / "edaran.pdf").write_bytes(pdf_of(["Surat Edaran Bupati Rimba", "Pegawai wajib tetap netral."]))
    lines = "\n\n".join(f"Kalimat {number} berita panjang selesai dibacakan warga." for number in range(sentences))
    (folder / "panjang.txt").write_text(f"Berita Panjang\n\n{lines}\n", encoding="utf-8")
    return folder


def assert_clean(folder: Path, *generations: str) -> None:
    """The index is whole, and nothing is there but these generations with the files that they need."""
    needed = {name for one in generations for name in Index(folder, one).manifest["originals"]}
    expected = {*generations, "CURRENT", HISTORY_FILE, LOCK_FILE, ORIGINALS}
    assert {path.name for path in folder.iterdir()} <= expected
    assert {path.name for path in (folder / ORIGINALS).iterdir()} == needed
    assert Index(folder).problems() == []


@pytest.fixture
def one_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process that reads documents stays the same, so that every build takes the same steps."""
    monkeypatch.setattr("index.limited.DOCUMENTS", 1_000_000)


@pytest.mark.usefixtures("one_reader")
@pytest.mark.parametrize("stays", [True, False], ids=["stays full", "is full once"])
def test_a_build_on_a_disk_that_fills_up_at_any_step(
    source: Path, changed: Path, tmp_path: Path, stays: bool, tally: Tally
) -> None:
    start = tmp_path / "start"
    before = build(source, start)
    with watched(no_fault) as steps:
        after = build(changed, shutil.copytree(start, tmp_path / "counted"))
    said = []
    for number in range(1, steps.count + 1):
        folder = shutil.copytree(start, tmp_path / f"index-{number}")
        try:
            with watched(full_at(number, stays)):
                build(changed, folder)
        except DiskFullError as error:
            said.append(str(error))
        in_force = current_generation(folder)
        assert in_force in (before, after)
        assert_clean(folder, *{before, in_force})
        with watched(no_fault):  # faster, since nothing is synced
            assert build(changed, folder) == after
        assert_clean(folder, before, after)
        shutil.rmtree(folder)
    tally.add("builds on a full disk", steps.count, 0)
    assert [text for text in said if not text.startswith(f"No space left on {tmp_path}")] == []
    assert (
        len(said) > steps.count // 3
    )  # the others met it only where nothing is lost: in the history, or when clearing up


def test_a_full_disk_for_what_is_kept_for_a_while_is_said_as_that(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(source, tmp_path / "index")
    monkeypatch.setattr("index.limited_process.tempfile.mkdtemp", lambda **_: refuse(errno.ENOSPC))
    for worker in limited._POOL._idle:
        worker.end()
    with pytest.raises(DiskFullError, match=f"No space left on {tempfile.gettempdir()}"):
        build(source, tmp_path / "index")


@pytest.mark.usefixtures("one_reader")
@pytest.mark.parametrize("stays", [True, False], ids=["stays full", "is full once"])
def test_a_change_of_an_operator_on_a_disk_that_fills_up_at_any_step(tmp_path: Path, stays: bool, tally: Tally) -> None:
    with watched(no_fault):
        start = Office.made(tmp_path / "start")
    tried = 0
    for name, change in CHANGES.items():
        shutil.copytree(start.parent, tmp_path / "whole")
        whole = Office(tmp_path / "whole")
        before = whole.snapshot()
        with watched(no_fault) as steps:
            change(whole)
        after = whole.snapshot()
        shutil.rmtree(whole.parent)
        for number in range(1, steps.count + 1):
            office = Office(shutil.copytree(start.parent, tmp_path / "full"))
            refused = False
            try:
                with watched(full_at(number, stays)):
                    change(office)
            except DiskFullError:
                refused = True
            with watched(no_fault):
                office.folder.journal.settle()
            assert office.snapshot() in ((before, after) if refused else (after,)), (name, number)
            assert office.builds()
            shutil.rmtree(office.parent)
            tried += 1
    tally.add("operator changes on a full disk", tried, 0)


def test_what_was_removed_can_be_deleted_where_nothing_can_be_written(tmp_path: Path) -> None:
    office = Office.made(tmp_path)
    # The first three steps take the lock, which is there already.
    with watched(full_at(4, stays=True)):
        office.folder.bin.empty(office.folder.bin.items()[0].name)
    with watched(full_at(4, stays=True)):
        office.uploads.waiting.drop(office.token())
    assert list(office.folder.bin.folder.iterdir()) == list(office.uploads.waiting.folder.iterdir()) == []


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_quota_and_a_limit_on_files_are_full_disks_with_advice_of_their_own(tmp_path: Path, code: int) -> None:
    advice = {errno.ENOSPC: "Free some there", errno.EDQUOT: "quota", errno.EFBIG: "ulimit -f"}[code]
    with Office.made(tmp_path / "a").folder.journal.change("nothing"):
        pass
    office = Office(tmp_path / "a")
    with watched(full_at(8, stays=False, code=code)), pytest.raises(DiskFullError, match=advice) as raised:
        office.folder.describe("apel.txt", Details(title="Apel Pagi"))
    assert (raised.value.needed > 0, raised.value.free > 0) == (True, True)


# Real disks, where root may mount one


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 640 KiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=640k,nr_inodes=2k", "tmpfs", str(disk)]
    if sys.platform != "linux" or os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small disk can be mounted by root on Linux alone")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def leave_free(disk: Path, size: int) -> Path:
    filler = disk / "filler"
    filler.write_bytes(b"x" * max(0, shutil.disk_usage(disk).free - size))
    return filler


def test_builds_on_a_small_disk(source: Path, tmp_path: Path, small_disk: Path, tally: Tally) -> None:
    changed = with_changes(source, tmp_path, sentences=400)
    folder = small_disk / "index"
    before = build(source, folder)
    refused: list[DiskFullError] = []
    for size in SIZES:
        filler = leave_free(small_disk, size * 1024)
        try:
            build(changed, folder)
        except DiskFullError as error:
            refused.append(error)
            assert_clean(folder, before)
            assert current_generation(folder) == before
        else:
            break
        filler.unlink()
    tally.add("builds on a small disk", len(refused), 0)
    assert len(refused) > 3
    assert [error for error in refused if not error.folder.is_relative_to(folder)] == []
    filler.unlink()
    assert_clean(folder, before, build(changed, folder))


def test_the_command_says_so_in_one_line(source: Path, small_disk: Path) -> None:
    leave_free(small_disk, 8 * 1024)
    done = netral("index", "build", str(source), "--index", str(small_disk / "index"), cwd=small_disk)
    assert (done.returncode, done.stdout) == (1, "")
    lines = [line for line in done.stderr.splitlines() if line.startswith("netral: ")]
    assert len(lines) == 1
    assert "No space left on" in lines[0]
    assert "Traceback" not in done.stderr
    assert not list(small_disk.glob(f"index/*/{INDEX_MANIFEST}"))


def netral(*arguments: str, cwd: Path, limit: int = 0) -> subprocess.CompletedProcess[str]:
    """The command, with a limit in bytes on the size of a file, where one is given."""
    code = "import sys; from assistant.cli.main import main; sys.exit(main(sys.argv[1:]))"
    if limit:
        code = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit})); {code}"
    environment: dict[str, Any] = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of a file")
def test_a_limit_on_files_is_said_by_the_command_too(source: Path, tmp_path: Path) -> None:
    done = netral("index", "build", str(source), "--index", str(tmp_path / "index"), cwd=tmp_path, limit=700)
    assert done.returncode == 1
    assert "bytes needed" in done.stderr
    assert "ulimit -f" in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in (tmp_path / "index").iterdir() if path.name not in (LOCK_FILE, ORIGINALS)] == []
