"""Page furniture is marked, each rule by its own example, and nothing of the text is lost."""

from __future__ import annotations

import dataclasses
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.document import Document, Span
from index.errors import SourceError
from index.formats.extracted import Mark
from index.furniture import SHIPPED_RULES, Rule, mark_furniture, read_rules, rules_for, shipped_rules
from index.load import load_folder
from index.structure import find_structure

BODY = "Rapat dibuka pukul delapan.\n\n{}\n\nRapat ditutup pukul empat."
SIGN = ("dateline", "SUKA, kabar.com – ")
"""Shows that a text is an article of the press."""


def document(text: str, title: str = "Judul yang tidak ada di dalam teks", marks: tuple[Mark, ...] = ()) -> Document:
    return Document(id="a", text=text, title=title, file="a.txt", sha256="", structure=find_structure(text, marks))


def marked(text: str, rules: tuple[Rule, ...] | None = None, title: str = "Judul lain") -> list[tuple[str, str]]:
    """(rule, text) of each stretch of furniture."""
    found = mark_furniture(document(text, title), rules).furniture
    return [(item.rule, item.span.of(text)) for item in found]


def of_the_press(text: str, title: str = "Judul lain") -> list[tuple[str, str]]:
    """The same of a text with a sign of the press in its last paragraph, which is left out of the answer."""
    found = marked(f"{text}\n\n{SIGN[1]}Rapat digelar lagi besok pagi.", title=title)
    assert SIGN in found
    return [each for each in found if each != SIGN]


each_rule = pytest.mark.parametrize("rule", shipped_rules(), ids=lambda rule: rule.name)


class TestShippedRules:
    @each_rule
    def test_example_marks_exactly_what_it_says(self, rule: Rule) -> None:
        assert rule.marks
        assert rule.marks in rule.example
        found = marked(rule.example)
        assert [mark for name, mark in found if name == rule.name] == [rule.marks]
        assert len(found) == 1 or rule.press == "needs"  # what shows that the text is of the press is marked, too

    @each_rule
    def test_keeps_is_left_alone(self, rule: Rule) -> None:
        assert rule.keeps
        for kept in rule.keeps:
            assert marked(kept) == []
            assert marked(BODY.format(kept)) == []

    @each_rule
    def test_without_the_rule_its_example_is_not_marked_so(self, rule: Rule) -> None:
        others = tuple(other for other in shipped_rules() if other is not rule)
        assert rule.marks not in [text for _, text in marked(rule.example, others)]

    @each_rule
    def test_example_is_marked_among_paragraphs_too(self, rule: Rule) -> None:
        assert (rule.name, rule.marks) in marked(BODY.format(rule.example))

    def test_names_are_unique(self) -> None:
        names = [rule.name for rule in shipped_rules()]
        assert sorted(set(names)) == sorted(names)


FURNITURE = {
    "000_160acfd26db8958d": [("dateline", "Garda Asakota.com.-"), ("initials", " (GA. 212*)")],
    "001_354e1def9f1e9756": [
        ("title", "ASN Diminta Tegakkan Netralitas dalam Pilkada Gubernur dan Bupati 2024"),
        ("repeated-title", "ASN Diminta Tegakkan Netralitas dalam Pilkada Gubernur dan Bupati 2024"),
        (
            "caption",
            "Suasana Rakor pengawasan netralitas ASN di lingkungan pemerintah provinsi Bali, Kamis 18 April 2024, "
            "di Gedung Wiswa Sabha Utama Kantor Gubernur Bali. (ist)",
        ),
        ("dateline-alone", "DENPASAR – baliprawara.com"),
        ("see-also", "See also\u00a0 Gempabumi Tektonik Kembali Guncang Kuta"),
        ("initials", " (MBP)"),
        ("desk", "redaksi"),
        ("related", "Related post"),
    ],
    "002_6b41e5aa56ac73a2": [
        ("title", "Wujudkan Netralitas ASN, Pemkab Pasuruan Lakukan Ini"),
        (
            "caption",
            "Rakor ASN\nRakor Pengawasan dan Pengendalian Badan Kepegawaian Negara (BKN) di Bali, Selasa (6/2/2024). "
            "Dok.Kominfo Pemkab Pasuruan",
        ),
        ("dateline", "PASURUAN|SUDUTPANDANG. ID – "),
        ("lone-line", "Kemenkumham Bali"),
        ("see-also", "BACA JUGA\u00a0 Bawaslu Trenggalek Gelar Konsolidasi Pengawasan Pemilu 2024"),
        ("initials", "(acz/01)"),
    ],
    "003_ebacaaa0a9dd11c2": [
        ("dateline", "TARAKAN, teropongborneo.my.id – "),
        ("initials", " (*)"),
        ("byline", "By admin."),
    ],
    "004_b15925bd33c63a9e": [
        ("title", "Menjaga Netralitas ASN Pada Tahun Politik 2024"),
        (
            "caption-repeated",
            "Webinar tema “Menjaga Netralitas Penyelenggara Dalam Pelaksanaan Tahapan Pemilu 2024” oleh Direktorat "
            "Jenderal Politik dan Pemerintahan Umum, Kementerian Dalam Negeri Republik Indonesia.",
        ),
        ("agency", " MC Kalsel/Fuz"),
        ("related", "Mungkin Anda Menyukai"),
    ],
}
"""All the furniture there is in the five articles, read by a person."""


def test_the_five_articles_have_exactly_this_furniture(seeds: Path) -> None:
    found = {item.id: marked(item.text, title=item.title) for item in load_folder(seeds)}
    assert found == FURNITURE


class TestTitle:
    def test_title_and_its_repetition_are_marked_and_named_apart(self) -> None:
        text = "Netral Itu Wajib\n\n  NETRAL  ITU WAJIB\n\nPegawai wajib netral."
        expected = [("title", "Netral Itu Wajib"), ("repeated-title", "NETRAL  ITU WAJIB")]
        assert marked(text, title="Netral itu wajib") == expected

    def test_markdown_heading_of_the_title_is_the_title(self) -> None:
        assert marked("# Netral\n\nPegawai wajib netral.", title="Netral") == [("title", "# Netral")]

    @pytest.mark.parametrize(("derived", "expected"), [(("title",), []), ((), [("title", "Pegawai wajib netral.")])])
    def test_a_first_sentence_that_names_an_article_without_a_headline_is_body(
        self, derived: tuple[str, ...], expected: list[tuple[str, str]]
    ) -> None:
        text = "Pegawai wajib netral."
        found = mark_furniture(dataclasses.replace(document(text, title=text), derived=derived)).furniture
        assert [(item.rule, item.span.of(text)) for item in found] == expected

    def test_a_sentence_that_contains_the_title_is_body(self) -> None:
        assert marked("Netral itu wajib, kata bupati.", title="Netral itu wajib") == []


class TestRepeatedLead:
    LEAD = "Webinar tentang netralitas pegawai."
    SECOND = "Bupati membuka webinar tentang netralitas pegawai di balai kota."

    def test_a_first_paragraph_whose_words_all_return_in_the_second_is_a_caption(self) -> None:
        assert of_the_press(f"{self.LEAD}\n\n{self.SECOND}") == [("caption-repeated", self.LEAD)]

    def test_it_is_found_below_the_title(self) -> None:
        found = of_the_press(f"Netral\n\n{self.LEAD}\n\n{self.SECOND}", title="Netral")
        assert found == [("title", "Netral"), ("caption-repeated", self.LEAD)]

    def test_one_new_word_makes_it_body(self) -> None:
        assert of_the_press(f"Kemarin, {self.LEAD}\n\n{self.SECOND}") == []

    def test_an_offices_first_paragraph_is_body(self) -> None:
        assert marked(f"{self.LEAD}\n\n{self.SECOND}") == []

    def test_only_the_first_paragraph_can_be_one(self) -> None:
        assert of_the_press(f"Rapat dibuka kemarin.\n\n{self.LEAD}\n\n{self.SECOND}") == []


class TestLoneLine:
    def test_a_few_capitalised_words_between_paragraphs_are_an_advertisement(self) -> None:
        assert of_the_press(BODY.format("Kabar Pagi Nusantara")) == [("lone-line", "Kabar Pagi Nusantara")]

    @pytest.mark.parametrize(
        "line",
        ["Rapat selesai", "Rapat Selesai.", "Kabar Pagi Siang Sore Malam Nusantara", "Kabar Pagi\nKabar Sore", "— — —"],
    )
    def test_other_lines_are_body(self, line: str) -> None:
        assert of_the_press(BODY.format(line)) == []

    @pytest.mark.parametrize("before", ["Rapat dibuka.", "rapat dibuka pagi"])
    @pytest.mark.parametrize("after", ["Rapat ditutup.", "rapat ditutup sore"])
    def test_it_is_between_two_paragraphs_that_are_sentences(self, before: str, after: str) -> None:
        sentences = before.endswith(".") and after.endswith(".")
        assert of_the_press(f"{before}\n\nKabar Pagi\n\n{after}") == (
            [("lone-line", "Kabar Pagi")] if sentences else []
        )

    def test_first_and_last_lines_are_body(self) -> None:
        assert marked(f"Kabar Pagi\n\n{SIGN[1]}Rapat dibuka.\n\nKabar Sore") == [SIGN]

    @pytest.mark.parametrize("line", ["Sumber Daya Manusia", "Bidang Kepegawaian", "Editor Naskah Dinas"])
    def test_an_offices_headings_are_body(self, line: str) -> None:
        assert marked(BODY.format(line)) == []
        assert of_the_press(BODY.format(line)) == [("lone-line", line)]

    def test_what_the_format_calls_a_heading_is_body(self) -> None:
        text = f"{SIGN[1]}Rapat dibuka.\n\nKabar Pagi\n\nRapat ditutup."
        heading = Mark("heading", Span(text.index("Kabar"), text.index("Pagi") + 4), 2)
        found = mark_furniture(document(text, marks=(heading,))).furniture
        assert [item.rule for item in found] == ["dateline"]

    @pytest.mark.parametrize(
        "part", ["Pasal 1\n(1) Pegawai netral.", "1. Satu.\n2. Dua.", "A | B | C\n1 | 2 | 3\n4 | 5 | 6"]
    )
    def test_a_text_with_articles_lists_or_tables_has_no_advertisements(self, part: str) -> None:
        assert of_the_press(f"{BODY.format('Kabar Pagi')}\n\n{part}") == []

    @pytest.mark.parametrize(("lines", "left"), [(2, False), (3, True), (4, True)])
    def test_from_three_on_they_are_headings(self, lines: int, left: bool) -> None:
        text = "Rapat dibuka.\n\n" + "\n\n".join(f"Bagian {'I' * n}\n\nIsi ke-{n}." for n in range(1, lines + 1))
        expected = [] if left else [("lone-line", "Bagian I"), ("lone-line", "Bagian II")]
        assert of_the_press(text) == expected


class TestRecords:
    @pytest.mark.parametrize(
        "text",
        [
            "Dinas Pasar: 4 pelanggar\nSatpol PP: 9 pelanggar",
            "Ani | Camat\nBudi | Lurah",
            "1. Apel pagi\n2. Rapat sore",
            "Ani; Camat\nUmar; Lurah",
        ],
    )
    def test_the_first_of_several_records_is_no_headline(self, text: str) -> None:
        first = dataclasses.replace(document(text, title=text.splitlines()[0]), derived=("title",))
        assert mark_furniture(first).furniture == ()

    @pytest.mark.parametrize("text", ["Imbauan: Netral\nPegawai wajib netral.", "Imbauan: Netral\n\nWaktu: Senin"])
    def test_a_headline_with_a_colon_is_one(self, text: str) -> None:
        first = dataclasses.replace(document(text, title="Imbauan: Netral"), derived=("title",))
        assert [item.rule for item in mark_furniture(first).furniture] == ["title"]


class TestMoments:
    MOMENT = "Kamis, 3 Oktober 2024 | 08:00 WIB"

    def test_one_between_the_title_and_a_paragraph_is_the_texts_own(self) -> None:
        assert marked(f"Judul\n\n{self.MOMENT}\n\nRapat dibuka.", title="Judul") == [
            ("title", "Judul"),
            ("published", self.MOMENT),
        ]

    @pytest.mark.parametrize("line", ["Diterbitkan: 3 Oktober 2024, 08:00 WIB", "Diperbarui 3 Oktober 2024 08.00"])
    def test_a_word_says_that_it_is(self, line: str) -> None:
        assert marked(f"Rapat dibuka.\n\n{line}") == [("published", line)]

    @pytest.mark.parametrize("line", [MOMENT, "Kamis, 3 Oktober 2024, 08.00 WIB", "Diterbitkan: 3 Oktober 2024"])
    def test_near_an_end_of_an_article_of_the_press_all_are(self, line: str) -> None:
        assert of_the_press(f"{line}\n\nRapat dibuka.") == [("published", line)]
        middle = "\n\n".join(["Rapat dibuka."] * 8)
        assert of_the_press(f"{middle}\n\n{line}\n\n{middle}") == []

    @pytest.mark.parametrize(
        "text",
        [
            "Judul\n\nSenin, 9 September 2024, 08.00 WIB\nLapangan Kantor Bupati\n\nSeluruh pegawai wajib hadir.",
            "Judul\n\nSenin, 9 September 2024 | 08.00 WIB\nLapangan Kantor Bupati\n\nSeluruh pegawai wajib hadir.",
            "Judul\n\nSenin, 9 September 2024\n\nSeluruh pegawai wajib hadir.",
            "Judul\n\nSenin, 9 September 2024 | 08.00 WIB\n\nApel Netralitas\n\nSelasa, 10 September 2024 | 09.00 WIB",
            "Judul\n\nKaliurip, 17 Mei 2024\n\nYth. Camat.",
        ],
    )
    def test_appointments_and_the_days_of_letters_are_body(self, text: str) -> None:
        assert marked(text, title="Judul") == [("title", "Judul")]


@pytest.mark.parametrize(
    ("rule", "line"),
    [
        ("byline", "Sumber: Antara"), ("byline", "Laporan: Budi"), ("byline", "Editor : Rina Wati"),
        ("byline", "Penulis: Adi | Editor: Budi"),
        ("byline", "Oleh Rina Wati"), ("byline", "Pewarta: Sinta M."), ("byline", "Diposting oleh Admin di 08.10"), ("byline", "BY RINA"),
        ("see-also", "Baca juga: Bupati Lantik Pejabat."), ("see-also", "Berita terkait"), ("see-also", "SIMAK JUGA Tiga Camat Dimutasi"),
        ("sharing", "12 Shares"), ("sharing", "Dibaca 1.234 kali"), ("sharing", "1.2K views"),
        ("sharing", "Facebook 12 Twitter 3 WhatsApp"),
        ("sharing", "Copyright 2024 Kabar Suka"), ("sharing", "Hak Cipta © 2024 Kabar Suka"), ("sharing", "0 Komentar"),
        ("sharing", "ShareTweet"),
        ("caption", "Foto: Humas Pemkab"), ("caption", "Bupati memimpin apel. Foto: Istimewa"),
        ("caption", "Apel pagi (Foto: dok. Humas)"),
    ],
)  # fmt: skip
def test_lines_of_pages_are_furniture(rule: str, line: str) -> None:
    assert marked(BODY.format(line)) == [(rule, line)]


@pytest.mark.parametrize(
    "dateline",
    [
        "JAKARTA, KOMPASKITA.com – ", "Jakarta, kompaskita.com - ", "TEMPOHARI.CO, Jakarta - ", "REPUBLIKITA.CO.ID, SUKA -- ",
        "Jakarta (ANTARA) - ",
        "TRIBUN-SUKA.COM, SUKA - ", "Merdekaku.com - ", "Suka, CNN Indonesia -- ", "PASURUAN|SUDUTKOTA. ID – ", "Garda Kota.com.-",
    ],
)  # fmt: skip
def test_datelines_of_all_forms(dateline: str) -> None:
    found = marked(f"{dateline}Bupati Suka membuka rapat.")
    assert found in ([("dateline", dateline)], [("dateline-agency", dateline)])


OFFICES = {
    "regulation": "BUPATI SUKA\nPERATURAN BUPATI SUKA\nNOMOR 5 TAHUN 2024\n\nMenimbang : a. bahwa perlu aturan;\n\n"
    "Pasal 1\nIklan kampanye\n"
    "Lihat juga Pasal 7\nHak cipta atas logo dipegang daerah.\n\nPasal 2\n(1) Humas\n(2) Laporan Tahunan\n"
    "a. Editor: pejabat bagian hukum;\nb. Sumber: dana daerah.\n\nDitetapkan di Suka\npada tanggal 4 April 2024\nBUPATI SUKA,",
    "letter": "Nomor : 800/1\nSifat : Penting\nLaporan : Terlampir\nHal : Laporan Tahunan\n\nYth. Camat\ndi Suka\n\n"
    "Laporan disusun oleh Bagian Hubungan Masyarakat (Humas).\n\nHumas\n\nKaliurip, 17 Mei 2024\n\nOleh Bupati Suka",
    "minutes": "NOTULEN RAPAT\nNo. Dok: FM-01/Rev.2\n\n"
    "Hari/Tanggal : Senin, 9 September 2024\nTopik: Netralitas\nPenulis: Ani\nPeserta: 31 orang\n\n"
    "Hasil rapat:\n1. Laporan Inspektorat diterima.\n2. Editor: Bagian Humas.",
    "table": "Unit | Laporan | Sumber\nHumas | 4 | Admin\nRedaksi | 9 | Iklan\n\nSumber: Inspektorat Kota Suka",
    "questions": "TANYA JAWAB\n\nHumas\n\nApa tugas humas? Menyiarkan imbauan.\n\nWhatsApp\n\nKirim pesan ke 0812-555-010.\n\n"
    "Foto\n\nPas foto: 4 x 6 (foto berwarna)\n\nSumber Daya Manusia\n\nBidang itu membina pegawai.\n\nLaman lapor.go.id: buka setiap hari.",
    "report": "LAPORAN TRIWULAN INSPEKTORAT\n\nLaporan Tahunan 2024\n\nInspektorat mencatat 18 pelanggaran.\n\nEditor Naskah Dinas\n\n"
    "Editor memeriksa naskah.\n\nLaporan disampaikan pegawai\noleh Kepala Dinas Pasar Kota Suka kepada\nBupati Suka setiap bulan.",
    "wrapped": "Imbauan\n\nSeluruh pegawai kantor kecamatan diharap\nbaca juga papan pengumuman\ndan mengisi daftar hadir yang disediakan\n"
    "Oleh Rina Wati\nselaku petugas piket.",
}
"""Texts of offices, with words that furniture has, too."""


@pytest.mark.parametrize("name", OFFICES)
def test_the_texts_of_offices_have_no_furniture(name: str) -> None:
    assert marked(OFFICES[name]) == []


class TestSeveralLines:
    def test_a_link_with_its_headline_on_the_next_line(self) -> None:
        assert marked(BODY.format("BACA JUGA:\nBupati Lantik Pejabat")) == [
            ("see-also", "BACA JUGA:\nBupati Lantik Pejabat")
        ]

    def test_the_next_line_is_body_when_it_is_a_sentence(self) -> None:
        assert marked("Rapat dibuka.\nBaca juga:\nBupati melantik pejabat.") == [("see-also", "Baca juga:")]

    def test_a_list_of_headlines_ends_at_a_sentence(self) -> None:
        text = "Rapat dibuka.\n\nBerita Terbaru\nHarga Cabai Naik\nJembatan Dibuka\nBupati menutup rapat itu."
        assert marked(text) == [("related", "Berita Terbaru\nHarga Cabai Naik\nJembatan Dibuka")]

    def test_a_photo_credit_marks_the_line_alone_where_lines_are_long_paragraphs(self) -> None:
        prose = "Pegawai wajib menjaga netralitas selama pemilihan. " * 8
        assert len(prose) > 400 - len("Suasana rapat. (ist)")
        assert marked(f"{prose}\nSuasana rapat. (ist)") == [("caption", "Suasana rapat. (ist)")]

    def test_carriage_returns_are_no_part_of_a_line(self) -> None:
        assert marked("Rapat dibuka.\r\n\r\nBACA JUGA Bupati\r\n\r\nRapat ditutup.\r\n") == [
            ("see-also", "BACA JUGA Bupati")
        ]


class TestExtension:
    RULE = "[[rule]]\nname = 'poll'\nwhere = 'line'\npattern = 'polling hari ini.*'\n"

    def test_a_folder_adds_its_own_rules_to_the_shipped_ones(self, tmp_path: Path) -> None:
        (tmp_path / "furniture.toml").write_text(self.RULE, encoding="utf-8")
        rules = rules_for(tmp_path)
        assert rules[:-1] == shipped_rules()
        text = BODY.format("Polling hari ini: siapa calon anda?")
        assert marked(text) == []
        assert marked(text, rules) == [("poll", "Polling hari ini: siapa calon anda?")]

    def test_a_folder_without_one_has_the_shipped_rules(self, tmp_path: Path) -> None:
        assert rules_for(tmp_path) == shipped_rules() == read_rules(SHIPPED_RULES)

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (RULE.replace("where", "wher"), r"rule 1: did you mean 'where'\?"),
            ("[[rules]]\nname = 'poll'", r"Unknown key 'rules'.*did you mean 'rule'\?"),
            (RULE.replace("'line'", "'page'"), r"`where` is 'page'\. Use one of line, start, end, block\."),
            (RULE.replace("polling", "(polling"), "the pattern is not a regular expression.*Correct that pattern"),
            ("[[rule]]\nname = 'poll'\nwhere = 'line'\n", "has no 'pattern'. Add it"),
            ("[[rule]]\nname = poll", "Invalid value.*Correct that line"),
            (RULE.replace("[[rule]]", "[rule]"), r"begin each rule with \[\[rule\]\]"),
            (RULE.replace("'polling hari ini.*'", "5"), "`pattern` is 5. Write it in quotes"),
        ],
        ids=["key", "table", "where", "pattern", "missing", "toml", "one table", "number"],
    )
    def test_a_bad_file_is_refused_with_what_to_do(self, tmp_path: Path, content: str, message: str) -> None:
        (tmp_path / "furniture.toml").write_text(content, encoding="utf-8")
        with pytest.raises(SourceError, match=message) as caught:
            rules_for(tmp_path)
        assert "furniture.toml" in str(caught.value)


lines = st.sampled_from(
    [rule.example for rule in shipped_rules()]
    + [kept for rule in shipped_rules() for kept in rule.keeps]
    + ["Judul", "Kabar Pagi", "", " ", "Rapat dibuka.", "“Netral,” katanya. (acz/01)", "(ist)", "😀", "\r", "\u00a0"]
)
texts = st.one_of(st.text(max_size=200), st.lists(lines, max_size=12).map("\n".join))


@given(texts)
def test_furniture_is_ordered_disjoint_inside_the_text_and_changes_nothing(text: str) -> None:
    before = document(text, "Judul")
    after = mark_furniture(before)
    assert after.text == text
    end = 0
    for item in after.furniture:
        assert end <= item.span.start < item.span.end <= len(text)
        assert item.rule
        end = item.span.end


@given(texts)
def test_marking_twice_is_marking_once(text: str) -> None:
    once = mark_furniture(document(text, "Judul"))
    assert mark_furniture(once) == once


def test_furniture_is_found_where_accents_stand_apart() -> None:
    """A rule sees composed letters, and marks them with their accents."""
    text = unicodedata.normalize("NFD", "Rapat dibuka.\n\nOleh: André Saragé\n\nRapat ditutup.")
    found = mark_furniture(document(text))
    assert [item.span.of(text) for item in found.furniture] == [unicodedata.normalize("NFD", "Oleh: André Saragé")]
