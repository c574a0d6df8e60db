"""Sentences of Indonesian news, with offsets; nothing of the body is lost."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest
import sentencex
from hypothesis import given
from hypothesis import strategies as st

from index.document import Document, Furniture, Span
from index.furniture import mark_furniture, shipped_rules
from index.line_units import RULES
from index.load import load_folder
from index.sentences import LONGEST, body_runs, body_sentences, split_sentences

WORDS = RULES.words


def document(text: str, *furniture: Span) -> Document:
    marks = tuple(Furniture(span, "test") for span in furniture)
    return Document(id="a", text=text, title="Judul", file="a.txt", sha256="", furniture=marks)


def cut(text: str, *furniture: Span) -> list[str]:
    return [span.of(text) for run in body_sentences(document(text, *furniture)) for span in run]


class TestAbbreviations:
    @pytest.mark.parametrize("title", [*WORDS["title"], "H", "K.H", "Drs", "Prof", "dr"])
    def test_a_sentence_goes_on_after_a_title(self, title: str) -> None:
        text = f"Rapat dipimpin {title}. Andi Bima pada Senin."
        assert cut(f"{text} Rapat selesai.") == [text, "Rapat selesai."]

    @pytest.mark.parametrize("opening", ["“", "(", '"', "", "Kata Plt. ", "wakil/"])
    def test_a_title_counts_after_a_mark_and_after_another(self, opening: str) -> None:
        assert len(cut(f"{opening}Pj. Bupati Bima hadir.")) == 1

    def test_a_word_that_ends_like_a_title_ends_its_sentence(self) -> None:
        assert cut("Mereka masih di jalan Tol. Rapat ditunda.") == ["Mereka masih di jalan Tol.", "Rapat ditunda."]

    @pytest.mark.parametrize(
        "text",
        [
            "Pemungutan suara digelar tgl. 27 Nop. 2024 di 310 TPS.",
            "Surat 5 Agt. 2024 dijawab Sen. 9 Sept. 2024 oleh Camat.",
            "PEMUNGUTAN SUARA DIGELAR TGL. 27 DES. 2024 DI 310 TPS.",
            "Ketentuan itu diatur ps. 3 ay. (2) jo. UU No. 5 Th. 2014 dan PP no. 94.",
            "Kantor di Jl. Melati No. 5 RT. 03 RW. 05, Ds. Cempaka, Kec. Sukaraja, Kab. Palemsari, Telp. (0251) 123.",
            "Lihat hlm. 12 dan Hal. 14 buku itu.",
            "Surat ditandatangani a.n. Bupati Palemsari u.p. Sekretaris Daerah.",
            "Rapat berlangsung Senin s.d. Rabu dan surat dikirim d.a. Kantor Camat.",
            "Kepada Yth. Bapak Camat cq. Sekretaris Camat di Sukaraja.",
            "Anggaran Rp. 1.500.000,00 dan Rp1.500.000,00 dibagi rata.",
            "Rapat dibuka A. M. Yusuf dan M. Yusuf pukul 08.00 WIB.",
            "Pegawai membawa spanduk, bendera, dll. dan pulang.",
            "Peserta dari Kab./Kota hadir di Gd. Serbaguna Lt. 3 pada pk. 08.00.",
        ],
    )
    def test_no_abbreviation_within_a_sentence_ends_it(self, text: str) -> None:
        assert cut(f"{text} Rapat selesai.")[0] == text

    @pytest.mark.parametrize(
        "text",
        [
            "Rapat digelar Kamis, 5 Des.",
            "Pegawai membawa spanduk, bendera, dll.",
            "Pegawai membawa spanduk, dst.",
            "Anggaran rapat Rp1.500.000,00.",
            "Itu rapat yang ke-2.",
            "Rapat dimulai pukul 08.00 WIB.",
            "Rapat dihadiri siswa SD.",
            "Lihat buku itu, hlm. 12.",
            "Sanksi diatur dalam PP 94 Th. 2021.",
        ],
    )
    def test_what_ends_a_sentence_still_does(self, text: str) -> None:
        assert cut(f"{text} Rapat selesai.") == [text, "Rapat selesai."]

    @pytest.mark.parametrize("number", ["1.", "12.", "2.1.", "(3)", "a.", "B.", "IV.", "iv)", "3)"])
    def test_a_numbered_line_is_whole(self, number: str) -> None:
        text = f"{number} Daerah adalah Kabupaten Batupanjang."
        assert cut(text) == [text]
        assert cut(f"{text}\n\nRapat selesai.") == [text, "Rapat selesai."]

    def test_numbered_items_in_one_line_are_cut_before_their_numbers(self) -> None:
        text = "1. Daerah adalah Kabupaten. 2. Pegawai adalah pegawai negeri."
        assert cut(text) == ["1. Daerah adalah Kabupaten.", "2. Pegawai adalah pegawai negeri."]


class TestQuotations:
    def test_a_quotation_of_several_sentences_stays_whole_with_its_speaker(self) -> None:
        text = "“ASN harus netral. ASN tidak boleh memihak. Itu wajib,” tandasnya."
        assert cut(f"Rapat dibuka. {text} Rapat ditutup.") == ["Rapat dibuka.", text, "Rapat ditutup."]

    def test_two_quotations_are_two_sentences(self) -> None:
        one, two = "“Kita netral,” ajak Dewa.", "“Mari jaga. Jangan ragu,” katanya."
        assert cut(f"{one} {two}") == [one, two]

    def test_a_quotation_that_never_closes_does_not_swallow_the_paragraph(self) -> None:
        assert cut("“Kita netral. Rapat ditutup. Peserta pulang.") == [
            "“Kita netral.",
            "Rapat ditutup.",
            "Peserta pulang.",
        ]

    def test_a_quotation_that_ends_in_a_full_stop_keeps_its_lower_case_speaker(self) -> None:
        text = "“Kita semua netral.” paparnya kemarin."
        assert cut(text) == [text]

    def test_a_quotation_does_not_cross_paragraphs(self) -> None:
        assert cut("“Kita netral.\n\nRapat ditutup.” Selesai.") == ["“Kita netral.", "Rapat ditutup.”", "Selesai."]


class TestBoundaries:
    def test_a_line_break_within_a_sentence_is_kept_in_it(self) -> None:
        assert cut("Hadir seluruh\njajaran BKN. Rapat dibuka.") == ["Hadir seluruh\njajaran BKN.", "Rapat dibuka."]

    @pytest.mark.parametrize("gap", ["\n\n", "\n \n", "\r\n\r\n", "\n\u00a0\n", "\n\t\n\n"])
    def test_a_blank_line_ends_a_sentence(self, gap: str) -> None:
        assert cut(f"Jadwal Pilkada{gap}pendaftaran dibuka hari ini") == [
            "Jadwal Pilkada",
            "pendaftaran dibuka hari ini",
        ]

    @pytest.mark.parametrize("bullet", ["-", "•", "*", "–", "1.", "12)", "a.", "b)"])
    def test_list_items_are_sentences_of_their_own(self, bullet: str) -> None:
        items = [f"{bullet} netral dalam pemilu", f"{bullet} adil kepada warga"]
        assert cut("ASN wajib:\n" + "\n".join(items)) == ["ASN wajib:", *items]

    def test_a_markdown_heading_is_a_sentence_of_its_own(self) -> None:
        assert cut("Rapat dibuka\n# Sanksi\n\nSanksi berat.") == ["Rapat dibuka", "# Sanksi", "Sanksi berat."]

    @pytest.mark.parametrize(
        "text",
        [
            "Pilkada digelar pada Rabu (27/11/2024) di Bali.",
            "Peserta 1.500 orang hadir pukul 08.30 WITA.",
            "Direktorat Jenderal (Ditjen) hadir, S.Pd., M.Si dan lain-lain.",
        ],
    )
    def test_numbers_dates_and_degrees_do_not_end_a_sentence(self, text: str) -> None:
        assert cut(text) == [text]

    def test_marks_without_a_word_are_no_sentence(self) -> None:
        assert cut("*** \n\n — \n\nRapat dibuka.\n\n…") == ["Rapat dibuka."]

    def test_empty_text_has_no_sentences(self) -> None:
        assert body_sentences(document("")) == []


class TestFurniture:
    TEXT = "Rapat dibuka. BACA JUGA Bupati. Rapat ditutup."
    LINK = Span(TEXT.index("BACA"), TEXT.index("Rapat ditutup"))

    def test_each_stretch_between_furniture_is_a_run_of_its_own(self) -> None:
        found = body_sentences(document(self.TEXT, self.LINK))
        assert [[span.of(self.TEXT) for span in run] for run in found] == [["Rapat dibuka."], ["Rapat ditutup."]]

    def test_runs_and_furniture_make_up_the_text(self) -> None:
        first, last = body_runs(document(self.TEXT, self.LINK))
        assert (first.end, last.start) == (self.LINK.start, self.LINK.end)
        assert (first.start, last.end) == (0, len(self.TEXT))

    def test_a_text_of_furniture_alone_has_no_runs(self) -> None:
        assert list(body_runs(document(self.TEXT, Span(0, len(self.TEXT))))) == []


def check(whole: Document) -> None:
    """Sentences are ordered, disjoint and stripped, and contain every letter and digit that is not furniture."""
    text, end, covered = whole.text, 0, set[int]()
    for run in body_sentences(whole):
        assert run
        for span in run:
            assert end <= span.start < span.end <= len(text)
            assert span.of(text) == span.of(text).strip()
            assert not any(span.overlaps(item.span) for item in whole.furniture)
            covered |= set(range(span.start, span.end))
            end = span.end
    body = {at for run in body_runs(whole) for at in range(run.start, run.end)}
    letters = {match.start() for match in re.finditer(r"[^\W_]", text)}
    assert letters & body <= covered


def test_nothing_of_the_five_articles_is_lost(seeds: Path) -> None:
    for item in load_folder(seeds):
        check(mark_furniture(item))


parts = st.sampled_from(
    [
        "Rapat dibuka. ",
        "Pj. Bupati ",
        "“Kita netral. ",
        "Wajib,” katanya. ",
        "\n",
        "\n\n",
        "\r\n",
        "- butir",
        "😀",
        " ",
        "1. ",
        "#",
        "(6/2/2024)",
        "\u00a0",
        "\x00",
        "dr. ",
        "...",
        "Apa? ",
        *(rule.example for rule in shipped_rules()),
    ]
)
texts = st.one_of(st.text(max_size=200), st.lists(parts, max_size=20).map("".join))


@given(texts)
def test_nothing_is_lost_of_any_text(text: str) -> None:
    check(mark_furniture(document(text)))


@given(texts, st.lists(st.integers(0, 200), max_size=6, unique=True))
def test_nothing_is_lost_between_furniture_anywhere(text: str, cuts: list[int]) -> None:
    ends = sorted(at for at in cuts if at <= len(text))
    check(document(text, *(Span(a, b) for a, b in zip(ends[::2], ends[1::2], strict=False))))


def test_sentencex_counts_characters_as_we_do() -> None:
    """Offsets in characters, not in bytes or UTF-16 units, even after an emoji."""
    text = "😀 Halo. Apa kabar?"
    first, second = sentencex.get_sentence_boundaries("id", text)
    assert (first["start_index"], second["end_index"]) == (0, len(text))
    assert text[second["start_index"] :] == "Apa kabar?"


def wrapped(text: str, width: int) -> str:
    paragraphs = (" ".join(paragraph.split()) for paragraph in text.split("\n\n"))
    return "\n\n".join(
        "\n".join(textwrap.wrap(paragraph, width, break_long_words=False, break_on_hyphens=False))
        for paragraph in paragraphs
    )


@pytest.mark.parametrize("width", [36, 60, 80, 110])
def test_the_five_articles_in_lines_of_any_width_have_their_sentences(seeds: Path, width: int) -> None:
    """A line that the page's edge ended ends no sentence, whatever the next begins with."""
    for item in load_folder(seeds):
        whole, lines = wrapped(item.text, 10**6), wrapped(item.text, width)
        assert lines.count("\n") > whole.count("\n")
        found = [" ".join(span.of(lines).split()) for span in split_sentences(lines)]
        assert found == [span.of(whole) for span in split_sentences(whole)]


def test_a_paragraph_without_an_end_is_cut_in_parts_and_loses_nothing() -> None:
    sentence = "Rapat digelar di kantor desa."
    text = " ".join([sentence] * 1_000)
    assert [span.of(text) for span in split_sentences(text)] == [sentence] * 1_000
    words = "netral " * 5_000
    found = split_sentences(words)
    assert len(found) > 1
    assert " ".join(span.of(words) for span in found).split() == words.split()
    letters = "a" * (3 * LONGEST + 7)
    assert [len(span.of(letters)) for span in split_sentences(letters)] == [LONGEST] * 3 + [7]
