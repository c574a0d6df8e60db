"""Small documents that once took for ever, and those that no parser can end: each is read, or refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import SourceError
from index.formats.allowances import MOST_PAGES, ask_for_page, set_warden
from index.limited import read_limited
from index.load import read_here
from index.reading_limits import ReadingLimits
from tests.index.hostile_files import HOSTILE

TIGHT = ReadingLimits(seconds=2, memory_mib=160)
SMALL = (
    "corners.xlsx", "count.pdf", "deep_pages.pdf", "forms.pdf", "laughs.docx", "letters.docx", "letters.pdf", "nested_tables.docx",
    "picture.docx", "same_page.pdf", "yaml.md", "zeros.docx",
)  # fmt: skip
ONCE_ENDLESS = {
    # Each comment once doubled the time.
    "komentar.html": "<!-- -->" * 100 + "Pegawai wajib netral.",
    # So did each list within another.
    "istilah.html": "<dl><dt>Netral<dd>Bebas" * 60,
    # For each blank, all blanks after it were looked at.
    "kosong.txt": "Rapat" + " " * 200_000 + "dibuka.",
    # For each item, all items before it.
    "butir.txt": "a. satu\n" * 20_000,
    "pasal.txt": "Pasal 1\n" * 20_000,
}


@pytest.mark.parametrize("name", SMALL)
def test_a_hostile_document_is_read_or_refused_by_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(HOSTILE[name]())
    try:
        said = read_limited(path, limits=TIGHT).document.file
    except SourceError as error:
        said = str(error)
    assert said.startswith(name)


@pytest.mark.parametrize("name", ONCE_ENDLESS)
def test_what_once_took_for_ever_is_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(ONCE_ENDLESS[name], encoding="utf-8")
    assert read_limited(path).document.text


def test_a_list_of_terms_in_another_is_read_once(tmp_path: Path) -> None:
    page = "<p>Pegawai wajib netral.</p><dl><dt>Luar</dt><dd>Isi luar. <dl><dt>Dalam</dt><dd>Isi dalam.</dd></dl></dd></dl>"
    (tmp_path / "istilah.html").write_text(page, encoding="utf-8")
    assert read_here(tmp_path / "istilah.html").document.text.count("Isi dalam.") == 1


def test_each_page_that_is_read_from_its_picture_gets_more_time_up_to_so_many() -> None:
    class Counting:
        asked = 0

        def more_time(self, _: float) -> None:
            self.asked += 1

        def program_started(self, _: int) -> None: ...
        def lift_memory(self, _: bool) -> None: ...

    warden = Counting()
    set_warden(warden)
    for number in range(1, MOST_PAGES + 10):
        ask_for_page(number)
    set_warden(None)
    ask_for_page(1)
    assert warden.asked == MOST_PAGES
