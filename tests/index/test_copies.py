"""One text in two files is one source; a text that differs in a word is another one."""

from __future__ import annotations

import pytest

from index.copies import leave_out_copies, text_digest
from index.document import Document, Furniture, Span

TEXT = "Posko Netralitas\n\nWakil bupati membuka posko pengaduan pada 1-5 Maret 2031. Ia meminta pegawai bekerja baik-baik."


def document(file: str, text: str = TEXT, furniture: tuple[Furniture, ...] = ()) -> Document:
    return Document(file.rpartition(".")[0], text, "Posko", file, "0", furniture=furniture)


@pytest.mark.parametrize(
    ("files", "described", "kept"),
    [
        (["berita (1).txt", "berita.txt"], [], "berita.txt"),
        (["b.txt", "a.txt"], [], "a.txt"),
        (["berita.txt", "salinan-berita.txt"], ["salinan-berita.txt"], "salinan-berita.txt"),
        (["a.txt", "2031/berita.txt", "b.txt"], ["b.txt", "2031/berita.txt"], "b.txt"),
    ],
)
def test_the_one_stays_that_somebody_described_or_that_has_the_shortest_name(
    files: list[str], described: list[str], kept: str
) -> None:
    found, copies = leave_out_copies([document(file) for file in files], described)
    assert [each.file for each in found] == [kept]
    assert {each.file for each in copies.left_out} == set(files) - {kept}
    assert {each.code for each in copies.left_out} == {"copy"}
    assert all(f"has the text of {kept}" in str(each.problem) for each in copies.left_out)
    assert set(copies.ids.values()) == {kept.rpartition(".")[0]}


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("\n", "\r\n"),
        TEXT.replace(" ", "  \n") + "\n\n",
        TEXT.replace("pengaduan", "penga-\nduan"),
        TEXT.replace("baik-baik", "baik-\nbaik"),
        TEXT.replace("bupati", "bu\u00adpati"),
        TEXT.replace("fi", "\ufb01"),
    ],
)
def test_white_space_hyphens_and_ligatures_make_no_other_text(text: str) -> None:
    assert text_digest(document("a.txt", text)) == text_digest(document("b.txt"))


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("1-5 Maret", "15 Maret"), TEXT.replace("Wakil bupati", "Bupati"), TEXT + " (Sari)", TEXT.replace("2031", "2030"),
        TEXT.replace("pegawai", "Pegawai"),
    ],
)  # fmt: skip
def test_a_text_that_differs_in_a_word_or_number_is_another_source(text: str) -> None:
    found, copies = leave_out_copies([document("a.txt", text), document("b.txt")], ())
    assert [each.file for each in found] == ["a.txt", "b.txt"]
    assert copies.left_out == ()


def test_the_running_header_of_a_page_makes_no_other_text() -> None:
    header = "Kabupaten Bukitraya 1\n"
    paged = document("a.pdf", header + TEXT, (Furniture(Span(0, len(header)), "running-header"),))
    assert text_digest(paged) == text_digest(document("b.txt"))
