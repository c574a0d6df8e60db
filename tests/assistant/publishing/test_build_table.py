"""What a build did, for a terminal: a table that is readable at 100 columns, and every file that was left out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from assistant.publishing.build_table import WIDTH, left_out_lines, report_json, report_lines, table_lines
from index.build_report import BuildReport, BuiltDocument
from index.errors import DocumentError
from index.folder_scan import LeftOut


def row(file: str, **more: Any) -> BuiltDocument:
    name, _, ending = file.rpartition(".")
    values = {"regulation": "", "title": "Apel", "published": "2031-03-01", "pages": None, "passages": 3}
    return BuiltDocument(name, file, ending, **(values | more))


def report(*rows: BuiltDocument, **more: Any) -> BuildReport:
    return BuildReport("0123456789abcdef", 3, 2, 1, 0.25, rows, **more)


def left_out(file: str, code: str, reason: str) -> LeftOut:
    return LeftOut(file, DocumentError(code, f"{file} {reason}"))


def test_the_table_has_a_line_for_each_document_and_says_what_was_derived() -> None:
    found = table_lines(
        report(
            row("apel.txt", derived=("title",)),
            row("perbup.pdf", regulation="Perbup 17/2030", title="Disiplin Pegawai", pages=12, passages=148),
            row("surat.docx", published=None, derived=("title", "published")),
        )
    )
    assert found == [
        "  file        kind                 title             date        pages  passages",
        "  apel.txt    txt                  Apel*             2031-03-01      -         3",
        "  perbup.pdf  Perbup 17/2030, pdf  Disiplin Pegawai  2031-03-01     12       148",
        "  surat.docx  docx                 Apel*             -*              -         3",
        "  * taken from the text",
    ]


def test_a_table_of_long_names_and_titles_fits_and_keeps_what_tells_them_apart() -> None:
    rows = (
        row(f"{'arsip-lama/' * 9}surat-{number}.txt", title=f"{number} " + "Peraturan tentang Netralitas " * 9, derived=("title",))
        for number in (1, 2)
    )  # fmt: skip
    lines = table_lines(report(*rows, row("a.pdf", regulation="Permenpanrb 1234567890/2031")))
    assert all(len(line) <= WIDTH for line in lines)
    first, second = (line for line in lines if "Peraturan" in line)
    for line, number in ((first, 1), (second, 2)):
        assert line.startswith("  …")
        assert f"surat-{number}.txt " in line
        assert f"  {number} Peraturan" in line
        assert "…*  2031-03-01" in line


def test_what_is_to_be_said_of_a_document_stands_below_its_line() -> None:
    found = table_lines(
        report(
            row("2030/surat.txt"),
            row("a.txt", warnings=("read as Windows-1252, which was guessed", "lain " * 40), passages=0),
            row("b.txt", superseded_by="2031/b"),
            row("c.txt", amended_by=("d", "e")),
        )
    )
    assert all(len(line) <= WIDTH for line in found)
    text = "\n".join(found)
    assert "      id: 2030/surat\n" in text
    assert "      warning: read as Windows-1252, which was guessed\n      warning: lain lain" in text
    assert "      warning: nothing but page furniture; see `netral index inspect --source a`\n" in text
    assert "      an older version of 2031/b, which answers in its place\n" in text
    assert "      amended by d, e" in text


def test_an_id_is_told_where_it_is_not_the_files_name_without_its_ending() -> None:
    assert "      id: x" in table_lines(report(BuiltDocument("x", "a.txt", "txt", "", "A", None, None, 1)))
    assert not any("id:" in line for line in table_lines(report(row("a.txt"))))


def test_every_file_that_is_left_out_is_named_with_its_reason_and_fits() -> None:
    found = left_out_lines(
        report(left_out=(left_out("arsip.zip", "archive", "is an archive."), left_out("b.txt", "empty", "has no text. " * 20)))
    )  # fmt: skip
    assert found[:2] == ["  Left out: 2", "    arsip.zip is an archive."]
    assert found[2].startswith("    b.txt has no text. has no text.")
    assert all(len(line) <= WIDTH for line in found)
    assert left_out_lines(report()) == []


def test_the_first_line_says_it_all_in_short() -> None:
    first = report_lines(Path("seeds"), report(row("a.txt"), left_out=(left_out("b.txt", "empty", "has no text."),)))[0]
    assert first == (
        "Index 0123456789abcdef is now in force: 1 articles from seeds, 1 left out, 3 passages (2 encoded, 1 kept) in 0.2 s."
    )


def test_the_same_as_json() -> None:
    found = json.loads(
        report_json(report(row("a.txt", warnings=("w",)), left_out=(left_out("b.txt", "empty", "has no text."),)))
    )
    assert found["left_out"] == [{"file": "b.txt", "code": "empty", "reason": "b.txt has no text."}]
    assert (found["documents"][0]["file"], found["documents"][0]["warnings"]) == ("a.txt", ["w"])
    assert (found["index"], found["passages"], found["unchanged"]) == ("0123456789abcdef", 3, False)
