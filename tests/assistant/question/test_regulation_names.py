"""Regulations that questions refer to, in all their forms."""

from __future__ import annotations

import pytest

from assistant.question.regulation_names import find_pointing, find_references, numbers_agree

MINISTER = "Menteri Pendayagunaan Aparatur Negara dan Reformasi Birokrasi"


def found(text: str) -> list[tuple[str, str, int | None, str, str]]:
    """Kind, number, year, issuer and place of each reference."""
    references = find_references(text, guess=True)
    return [(each.kind.short, each.number, each.year, each.issuer, each.span.of(text)) for each in references]


@pytest.mark.parametrize(
    ("text", "kind", "number", "year", "issuer", "written"),
    [
        ("Kapan PP 55/2023 mulai berlaku?", "PP", "55", 2023, "", "PP 55/2023"),
        ("Kapan PP No. 55 Tahun 2023 berlaku?", "PP", "55", 2023, "", "PP No. 55 Tahun 2023"),
        ("apa isi pp no 55 thn 2023", "PP", "55", 2023, "", "pp no 55 thn 2023"),
        ("Peraturan Pemerintah Nomor 55 Tahun 2023", "PP", "55", 2023, "", "Peraturan Pemerintah Nomor 55 Tahun 2023"),
        ("Pasal 5 PP 94/2021", "PP", "94", 2021, "", "PP 94/2021"),
        ("Kapan itu berlaku (isi PP 55 2023)?", "PP", "55", 2023, "", "PP 55 2023"),
        ("Apa isi UU ASN?", "UU", "", None, "", "UU"),
        ("UU 2014 soal apa", "UU", "", 2014, "", "UU 2014"),
        ("apa isi perbub nomor 17?", "Perbup", "17", None, "", "perbub nomor 17"),
        ("Perbup Mekarjaya 17/2024", "Perbup", "17", 2024, "Mekarjaya", "Perbup Mekarjaya 17/2024"),
        ("Peraturan Bupati Mekarjaya Nomor 17", "Perbup", "17", None, "Mekarjaya", "Peraturan Bupati Mekarjaya Nomor 17"),
        ("Keputusan Bupati Mekarjaya 188/45", "Kepbup", "188/45", None, "Mekarjaya", "Keputusan Bupati Mekarjaya 188/45"),
        ("menurut permenpanrb 6/2022", "Permen", "6", 2022, MINISTER, "permenpanrb 6/2022"),
        ("menurut Permenpan RB 6/2022", "Permen", "6", 2022, MINISTER, "Permenpan RB 6/2022"),
        ("permen pan-rb no 6 thn 2022", "Permen", "6", 2022, MINISTER, "permen pan-rb no 6 thn 2022"),
        ("Peraturan Menteri Dalam Negeri Nomor 6 Tahun 2022", "Permen", "6", 2022, "Dalam Negeri", "..."),
        ("PMK 12/2023", "Permen", "12", 2023, "Menteri Keuangan", "PMK 12/2023"),
        ("Peraturan BKN 3/2020", "Perban", "3", 2020, "Badan Kepegawaian Negara", "Peraturan BKN 3/2020"),
        ("Perbawaslu 6 tahun 2018", "Perbawaslu", "6", 2018, "", "Perbawaslu 6 tahun 2018"),
        ("SE nomor 800/123/BKPSDM/2024 tentang apa", "SE", "800/123/BKPSDM", 2024, "", "SE nomor 800/123/BKPSDM/2024"),
        ("SE Menpan tentang apa", "SE", "", None, "", "SE"),
        ("se mendagri tentang apa", "SE", "", None, "", "se"),
        ("SKB netralitas", "SKB", "", None, "", "SKB"),
        ("Kapan peraturan ini berlaku?", "Peraturan", "", None, "", "peraturan"),
        ("Government Regulation 94 of 2021", "PP", "94", 2021, "", "Government Regulation 94 of 2021"),
        ("What does Law 20/2023 say?", "UU", "20", 2023, "", "Law 20/2023"),
        # Misspelt, with a number behind
        ("perbawslu 6/2018", "Perbawaslu", "6", 2018, "", "perbawslu 6/2018"),
        ("peraturan pemerinta nomor 55 tahun 2023", "PP", "55", 2023, "", "peraturan pemerinta nomor 55 tahun 2023"),
    ],
)  # fmt: skip
def test_a_reference_has_kind_number_year_and_issuer(
    text: str, kind: str, number: str, year: int | None, issuer: str, written: str
) -> None:
    assert found(text) == [(kind, number, year, issuer, text if written == "..." else written)]


@pytest.mark.parametrize(
    "text",
    [
        "Keputusan pemerintah bertumpu pada apa?",
        "Aturan nomor 2 apa?",
        "ASN se-Kabupaten Mekarjaya",
        "apel SE-KABUPATEN",
        "What does the 2014 civil service law say?",
        "Apakah peraturan itu berat?",
        "peran bupati 3 macam",
        "perbawslu itu apa",
    ],
)
def test_words_of_every_day_are_no_references(text: str) -> None:
    assert found(text) == []


def test_a_number_of_something_else_is_not_the_regulations() -> None:
    assert found("UU melarang 3 hal")[0][1] == ""
    assert found("UU melarang, kata pasal nomor 3 tahun 2024")[0][1] == ""


def test_several_are_found_in_order_and_what_stands_behind_one_ends_before_the_next() -> None:
    text = "Apa beda PP 94/2021 dan PP 53/2010?"
    first, second = find_references(text)
    assert (first.number, second.number) == ("94", "53")
    assert [span.of(text) for span in first.behind] == ["dan"]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Apa beda Perbup Randu 9/2021 dan 17/2024?", [("9", 2021), ("17", 2024)]),
        ("Apa beda Perbup Randu 2021 dan 2024?", [("", 2021), ("", 2024)]),
        ("Menurut PP 5/2020, 6/2021 dan nomor 7 tahun 2022?", [("5", 2020), ("6", 2021), ("7", 2022)]),
        ("Menurut PP 5/2020 dan 3 pegawai?", [("5", 2020)]),
    ],
)
def test_further_numbers_are_of_the_same_kind_and_issuer(text: str, numbers: list[tuple[str, int]]) -> None:
    references = find_references(text)
    assert [(each.number, each.year) for each in references] == numbers
    assert len({(each.kind.short, each.issuer) for each in references}) == 1


def test_what_stands_behind_a_reference_ends_at_a_mark() -> None:
    text = "Menurut UU ASN, apa sanksinya?"
    assert [span.of(text) for span in find_references(text)[0].behind] == ["ASN"]


@pytest.mark.parametrize(
    ("asked", "held", "agree"),
    [
        ("55", "55", True),
        ("055", "55", True),
        ("5", "55", False),
        ("1", "SE/01", True),
        ("800/123", "800/123/BKPSDM", True),
        ("800/BKPSDM", "800/123/BKPSDM", False),
        ("", "55", False),
    ],
)
def test_a_part_of_a_number_may_stand_for_it(asked: str, held: str, agree: bool) -> None:
    assert numbers_agree(asked, held) == agree


def test_a_text_points_at_a_regulation() -> None:
    text = "Kapan peraturan itu dan perbup tersebut berlaku?"
    assert [(kind.short, place.of(text)) for kind, place in find_pointing(text)] == [
        ("Peraturan", "peraturan itu"),
        ("Perbup", "perbup tersebut"),
    ]
