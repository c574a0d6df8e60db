"""Documents are read under limits, and whatever one of them does, it is one named document and no more."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from index import limited, limited_process
from index.build import build_index
from index.document import Span
from index.errors import DocumentError, SourceError
from index.formats.pdf_pages import quote_boxes, render_page
from index.furniture import shipped_rules
from index.limited import WorkerPool, boxes_limited, picture_limited, read_limited
from index.limited_messages import Reading, packed_reading, unpacked_boxes, unpacked_reading
from index.load import read_folder, read_here
from index.reading_limits import DEFAULT_LIMITS, ReadingLimits
from index.reading_stop import Stop, stopped_by
from tests.index.fake_encoder import FakeEncoder
from tests.index.hostile_files import HOSTILE
from tests.made_up_pdf import pdf_of

TEXT = "Rapat Desa\n\nRapat dibuka pada 3 Mei 2031. Hadir 40 warga.\n\nBaca juga: Lainnya\n"
LITTLE_TIME = ReadingLimits(seconds=0.01)
LITTLE_MEMORY = ReadingLimits(memory_mib=40)
NO_OUTPUT = ReadingLimits(output_mib=0)


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[WorkerPool]:
    """Processes of this test's own, which end with it."""
    made = WorkerPool()
    monkeypatch.setattr(limited, "_POOL", made)
    yield made
    made.close()
    assert made.process_ids() == []


def write(folder: Path, name: str = "rapat.txt", content: str | bytes = TEXT) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refused(code: str) -> pytest.RaisesContext[DocumentError]:
    return pytest.raises(DocumentError, check=lambda error: error.code == code)


def endless(folder: Path) -> Path:
    """A document that takes far longer than a test."""
    return write(folder, "tak-berujung.pdf", HOSTILE["forms.pdf"]())


@pytest.mark.usefixtures("pool")
def test_a_document_comes_back_as_it_is_read_here(tmp_path: Path) -> None:
    path, entry = write(tmp_path), {"title": "Rapat"}
    found = read_limited(path, entry, "2031/rapat.txt", "rapat", rules=shipped_rules())
    assert found == read_here(path, entry, "2031/rapat.txt", "rapat", shipped_rules())
    assert [item.rule for item in found.marked.furniture] == [item.rule for item in found.furniture] != []
    assert found.document.furniture == ()


@pytest.mark.usefixtures("pool")
def test_pages_are_drawn_and_quotes_found_as_they_are_here(tmp_path: Path) -> None:
    data = pdf_of(["Surat Edaran Bupati Rimba", "Pegawai wajib netral."], ["Pegawai dilarang berpihak."])
    document = read_here(write(tmp_path, "edaran.pdf", data)).document
    assert picture_limited(data, 2, 400, "edaran.pdf") == render_page(data, 2, 400)
    spans = [Span(at, at + 7) for at in (document.text.index("wajib"), document.text.index("dilarang"))]
    here = [quote_boxes(data, document.text, document.pages, span).get(2, ()) for span in spans]
    assert boxes_limited(data, document, 2, spans) == tuple(here) != ((), ())


def test_a_page_that_is_never_done_is_named_with_the_limit(pool: WorkerPool) -> None:
    with refused("too_slow"):
        picture_limited(HOSTILE["forms.pdf"](), 1, 400, "tak-berujung.pdf", LITTLE_TIME)
    assert pool.process_ids() == []


@pytest.mark.parametrize("body", [b"{", b"5", b"[[[1]]]", b"[[5]]", b'[[[1, 2, 3, "x"]]]', b"[[[[1], 2, 3, 4]]]"])
def test_what_is_no_list_of_boxes_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        unpacked_boxes(body)


def test_one_process_reads_one_document_after_the_other(pool: WorkerPool, tmp_path: Path) -> None:
    path = write(tmp_path)
    read_limited(path)
    first = pool.process_ids()
    read_limited(path)
    assert len(first) == 1
    assert pool.process_ids() == first


def test_after_so_many_documents_there_is_a_new_process(
    pool: WorkerPool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limited, "DOCUMENTS", 2)
    path = write(tmp_path)
    read_limited(path)
    first = pool.process_ids()
    read_limited(path)
    assert pool.process_ids() == []
    read_limited(path)
    assert pool.process_ids() != first


@pytest.mark.usefixtures("pool")
def test_the_error_of_a_document_is_that_of_reading_it_here(tmp_path: Path) -> None:
    for path in (write(tmp_path, "kosong.txt", ""), write(tmp_path, "rusak.pdf", b"%PDF-1.4"), tmp_path / "tiada.txt"):
        with pytest.raises(SourceError) as here:
            read_here(path)
        with pytest.raises(SourceError) as there:
            read_limited(path)
        assert str(there.value) == str(here.value)
        assert isinstance(there.value, DocumentError)
        assert isinstance(here.value, DocumentError)
        assert there.value.code == here.value.code


def test_a_document_that_takes_too_long_is_named_with_the_limit(pool: WorkerPool, tmp_path: Path) -> None:
    with refused("too_slow") as caught:
        read_limited(endless(tmp_path), limits=LITTLE_TIME)
    assert str(caught.value).startswith("tak-berujung.pdf: not read: longer than 0.01 s of reading.")
    assert pool.process_ids() == []
    read_limited(write(tmp_path))


def test_a_document_that_gives_too_much_text_is_named_with_the_limit(pool: WorkerPool, tmp_path: Path) -> None:
    with refused("too_much_text") as caught:
        read_limited(write(tmp_path), limits=NO_OUTPUT)
    assert str(caught.value).startswith("rapat.txt: not read: more than 0 MiB of text.")
    assert pool.process_ids() == []


def test_a_document_that_takes_too_much_memory_is_named(pool: WorkerPool, tmp_path: Path) -> None:
    path = write(tmp_path, "besar.html", b"<p>Pegawai wajib netral hari ini.\n" * 200_000)
    with refused("too_much_memory") as caught:
        read_limited(path, limits=LITTLE_MEMORY)
    assert "besar.html: not read: more than 40 MiB of memory" in str(caught.value)
    assert pool.process_ids() == []


def test_a_larger_file_gets_more_time_in_proportion() -> None:
    assert DEFAULT_LIMITS.seconds_for(20 * 2**20) == 30
    assert DEFAULT_LIMITS.seconds_for(50 * 2**20) == 75  # 30 * 50/20


def test_a_process_that_is_killed_is_one_document(pool: WorkerPool, tmp_path: Path) -> None:
    with _while_reading(pool, lambda process: os.kill(process, signal.SIGSEGV)), refused("crashed") as caught:
        read_limited(endless(tmp_path))
    assert "tak-berujung.pdf: not read: the process that reads it ended (SIGSEGV)" in str(caught.value)
    assert read_limited(write(tmp_path)).document.text == TEXT


def test_a_process_that_ended_since_it_had_nothing_to_do_is_replaced(pool: WorkerPool, tmp_path: Path) -> None:
    path = write(tmp_path)
    read_limited(path)
    (first,) = pool.process_ids()
    # Its input ends, as far as it can see: it ends without an error, just when the next document comes.
    pool._idle[0]._process.stdin.close()  # type: ignore[union-attr]
    pool._idle[0]._process.wait()
    assert read_limited(path).document.text == TEXT
    assert pool.process_ids() != [first]


def test_what_is_stopped_ends_its_process_and_whatever_comes_after_is_not_begun(
    pool: WorkerPool, tmp_path: Path
) -> None:
    stop = Stop()
    with stopped_by(stop):
        with _while_reading(pool, lambda _: stop.set()), refused("cancelled"):
            read_limited(endless(tmp_path))
        assert pool.process_ids() == []
        with refused("cancelled"):
            read_limited(write(tmp_path))
    assert read_limited(write(tmp_path)).document.text == TEXT


def test_ctrl_c_leaves_no_answer_for_the_next_document(
    pool: WorkerPool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(limited_process, "read_message", interrupted)
    with pytest.raises(KeyboardInterrupt):
        read_limited(write(tmp_path))
    monkeypatch.undo()
    assert pool.process_ids() == []


@pytest.mark.usefixtures("pool")
def test_the_build_goes_on_with_the_others_and_strict_fails(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    write(folder, "baik.txt")
    write(folder, "besar.html", b"<p>Pegawai wajib netral hari ini.\n" * 200_000)
    report = build_index(folder, tmp_path / "index", encoder=FakeEncoder(), limits=LITTLE_MEMORY)
    assert [row.file for row in report.table] == ["baik.txt"]
    assert [(each.file, each.code) for each in report.left_out] == [("besar.html", "too_much_memory")]
    with pytest.raises(SourceError, match=r"--strict.*\n.*besar\.html: not read: more than 40 MiB of memory"):
        build_index(folder, tmp_path / "index", encoder=FakeEncoder(), strict=True, limits=LITTLE_MEMORY)


@pytest.mark.usefixtures("pool")
def test_a_folder_read_here_and_one_read_under_limits_are_the_same(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    write(tmp_path, "b.txt", TEXT + "Hadir pula camat.")
    assert read_folder(tmp_path, rules=shipped_rules()) == read_folder(tmp_path, limits=None, rules=shipped_rules())


def test_only_records_of_a_document_are_made_of_an_answer(tmp_path: Path) -> None:
    reading = read_here(write(tmp_path))
    assert unpacked_reading(packed_reading(reading)) == reading
    hostile = packed_reading(replace(reading, document=os.system))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="is no record of a document"):
        unpacked_reading(hostile)
    with pytest.raises(ValueError, match="no document"):
        unpacked_reading(packed_reading(reading.document))  # type: ignore[arg-type]
    assert isinstance(reading, Reading)


@contextmanager
def _while_reading(pool: WorkerPool, act: object) -> Iterator[None]:
    """Within it, `act` is called with the number of the process that reads, once there is one."""
    begun = threading.Event()

    def wait() -> None:
        while not begun.is_set():
            if running := pool.process_ids():
                act(running[0])  # type: ignore[operator]
                return
            begun.wait(0.01)

    thread = threading.Thread(target=wait)
    thread.start()
    try:
        yield
    finally:
        begun.set()
        thread.join()
