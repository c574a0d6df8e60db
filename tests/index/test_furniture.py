"""Page furniture is marked, each rule by its own example, and nothing of the text is lost."""

from __future__ import annotations

import dataclasses
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.document import Document
from index.errors import SourceError
from index.furniture import SHIPPED_RULES, Rule, mark_furniture, read_rules, rules_for, shipped_rules
from index.load import load_folder

BODY = "Rapat dibuka pukul delapan.\n\n{}\n\nRapat ditutup pukul empat."


def document(text: str, title: str = "Judul yang tidak ada di dalam teks") -> Document:
    return Document(id="a", text=text, title=title, file="a.txt", sha256="")


def marked(text: str, rules: tuple[Rule, ...] | None = None, title: str = "Judul lain") -> list[tuple[str, str]]:
    """(rule, text) of each stretch of furniture."""
    found = mark_furniture(document(text, title), rules).furniture
    return [(item.rule, item.span.of(text)) for item in found]


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
        assert marked(f"{self.LEAD}\n\n{self.SECOND}") == [("caption-repeated", self.LEAD)]

    def test_it_is_found_below_the_title(self) -> None:
        found = marked(f"Netral\n\n{self.LEAD}\n\n{self.SECOND}", title="Netral")
        assert found == [("title", "Netral"), ("caption-repeated", self.LEAD)]

    def test_one_new_word_makes_it_body(self) -> None:
        assert marked(f"Kemarin, {self.LEAD}\n\n{self.SECOND}") == []

    def test_only_the_first_paragraph_can_be_one(self) -> None:
        assert marked(f"Rapat dibuka kemarin.\n\n{self.LEAD}\n\n{self.SECOND}") == []


class TestLoneLine:
    def test_a_few_capitalised_words_between_paragraphs_are_an_advertisement(self) -> None:
        assert marked(BODY.format("Kabar Pagi Nusantara")) == [("lone-line", "Kabar Pagi Nusantara")]

    @pytest.mark.parametrize(
        "line",
        ["Rapat selesai", "Rapat Selesai.", "Kabar Pagi Siang Sore Malam Nusantara", "Kabar Pagi\nKabar Sore", "— — —"],
    )
    def test_other_lines_are_body(self, line: str) -> None:
        assert marked(BODY.format(line)) == []

    @pytest.mark.parametrize("before", ["Rapat dibuka.", "rapat dibuka pagi"])
    @pytest.mark.parametrize("after", ["Rapat ditutup.", "rapat ditutup sore"])
    def test_it_is_between_two_paragraphs_that_are_sentences(self, before: str, after: str) -> None:
        sentences = before.endswith(".") and after.endswith(".")
        assert marked(f"{before}\n\nKabar Pagi\n\n{after}") == ([("lone-line", "Kabar Pagi")] if sentences else [])

    def test_first_and_last_lines_are_body(self) -> None:
        assert marked("Kabar Pagi\n\nRapat dibuka.\n\nKabar Sore") == []

    @pytest.mark.parametrize(("lines", "left"), [(2, False), (3, True), (4, True)])
    def test_from_three_on_they_are_headings(self, lines: int, left: bool) -> None:
        text = "Rapat dibuka.\n\n" + "\n\n".join(f"Bagian {'I' * n}\n\nIsi ke-{n}." for n in range(1, lines + 1))
        expected = [] if left else [("lone-line", "Bagian I"), ("lone-line", "Bagian II")]
        assert marked(text) == expected


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
