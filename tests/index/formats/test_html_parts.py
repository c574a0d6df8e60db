"""Tables, lists and left-out elements of web pages, one by one."""

from __future__ import annotations

import pytest

from index.formats.html import html_blocks


def seen(html: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in html_blocks(html)]


def rows(*rows: str) -> str:
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


class TestTables:
    def test_a_first_row_in_bold_letters_is_the_header(self) -> None:
        table = rows(
            "<td><b>Unit</b></td><td><strong>Kepala</strong></td>",
            "<td>Pasar</td><td>Ani</td>",
            "<td>Balai</td><td>Umar</td>",
        )
        assert [kind for kind, _ in seen(table)] == ["header", "row", "row"]

    def test_a_first_row_of_words_above_numbers_is_the_header(self) -> None:
        table = rows("<td>Unit</td><td>Kasus</td>", "<td>Pasar</td><td>4</td>", "<td>Balai</td><td>9</td>")
        assert [kind for kind, _ in seen(table)] == ["header", "row", "row"]

    @pytest.mark.parametrize(
        "table",
        [
            rows("<td>Nama</td><td>Ani</td>", "<td>Jabatan</td><td>Camat</td>"),
            rows("<td>Nama</td><td>Ani</td>", "<td>Umur</td><td>54</td>"),
            rows("<td>Apel 1</td><td>84</td>", "<td>Apel 2</td><td>90</td>", "<td>Apel 3</td><td>91</td>"),
            rows("<td></td><td>84</td>", "<td>Apel</td><td>90</td>", "<td>Apel</td><td>91</td>"),
        ],
    )
    def test_pairs_and_numbers_have_no_header(self, table: str) -> None:
        assert {kind for kind, _ in seen(table)} == {"row"}

    def test_a_column_of_names_is_no_header(self) -> None:
        assert [kind for kind, _ in seen(rows("<th>Nama</th><td>Ani</td>", "<th>Umur</th><td>54</td>"))] == [
            "row",
            "row",
        ]

    def test_a_table_of_headers_alone_keeps_a_row(self) -> None:
        assert seen(rows("<th>A</th><th>B</th>", "<th>C</th><th>D</th>")) == [("header", "A | B"), ("row", "C | D")]

    def test_cells_have_their_words_on_one_line(self) -> None:
        assert seen(rows("<td>Apel<br>pagi</td><td><p>Senin</p><p>Selasa</p></td>", "<td>Rapat</td><td>Rabu</td>"))[
            0
        ] == (
            "row",
            "Apel pagi | Senin Selasa",
        )

    def test_a_list_in_a_cell_under_a_header_stays_in_its_row(self) -> None:
        table = rows("<th>Unit</th><th>Tugas</th>", "<td>Pasar</td><td><ul><li>buka</li><li>tutup</li></ul></td>")
        assert seen(table) == [("header", "Unit | Tugas"), ("row", "Pasar | - buka - tutup")]

    def test_merged_cells_are_written_once(self) -> None:
        table = rows(
            "<th>A</th><th>B</th><th>C</th>",
            "<td rowspan=3>1</td><td colspan=2>x</td>",
            "<td>y</td><td rowspan=2>z</td>",
            "<td>w</td>",
        )
        assert [text for _, text in seen(table)] == ["A | B | C", "1 | x", "| y | z", "| w |"]

    @pytest.mark.parametrize("span", ["0", "-2", "dua", "99999999", ""])
    def test_a_span_that_is_no_number_is_one_cell(self, span: str) -> None:
        assert seen(rows(f"<td colspan='{span}'>a</td><td>b</td>", "<td>c</td><td>d</td>"))[0] == ("row", "a | b")

    def test_empty_rows_are_left_out(self) -> None:
        assert seen(rows("<td>a</td><td>b</td>", "<td></td><td> </td>")) == [("row", "a | b")]

    def test_a_frame_and_columns_of_text_are_no_table(self) -> None:
        assert seen(rows("<td><p>Satu.</p><p>Dua.</p></td>")) == [("paragraph", "Satu."), ("paragraph", "Dua.")]
        long = "Camat memimpin apel. " * 10
        assert seen(rows(f"<td><p>{long}</p><p>Dua.</p></td><td>Tiga.</td>")) == [
            ("paragraph", long.strip()), ("paragraph", "Dua."), ("paragraph", "Tiga."),
        ]  # fmt: skip

    def test_two_tables_stay_apart(self) -> None:
        one = rows("<td>a</td><td>b</td>")
        assert [block.begins for block in html_blocks(one + one)] == [True, True]


class TestLists:
    @pytest.mark.parametrize(
        ("attributes", "markers"),
        [
            ("", "1. 2."), ("start='4'", "4. 5."), ("type='a'", "a. b."), ("type='A' start='3'", "C. D."), ("type='i'", "i. ii."),
            ("type='I' start='39'", "XXXIX. XL."), ("style='list-style-type: lower-alpha'", "a. b."), ("reversed", "2. 1."),
            ("style='list-style: upper-roman inside'", "I. II."), ("type='a' start='30'", "ad. ae."), ("start='x'", "1. 2."),
        ],
    )  # fmt: skip
    def test_a_list_counts_as_a_browser_does(self, attributes: str, markers: str) -> None:
        items = [block.text.split()[0] for block in html_blocks(f"<ol {attributes}><li>satu</li><li>dua</li></ol>")]
        assert " ".join(items) == markers

    @pytest.mark.parametrize(
        ("html", "text"),
        [
            ("<ul><li>netral</li></ul>", "- netral"),
            ("<ul><li>a. netral</li></ul>", "a. netral"),
            ("<ul><li>• netral</li></ul>", "• netral"),
            ("<ol><li>1. netral</li></ol>", "1. netral"),
            ("<ol><li>(1) netral</li></ol>", "1. (1) netral"),
            ("<ol style='list-style:none'><li>(1) netral</li></ol>", "(1) netral"),
            ("<ul style='list-style-type: none'><li>netral</li></ul>", "netral"),
            ("<ul><li><h3>netral</h3></li></ul>", "- netral"),
        ],
    )
    def test_an_item_has_its_marker_once(self, html: str, text: str) -> None:
        assert [(block.kind, block.text) for block in html_blocks(html)] == [("item", text)]

    def test_lists_lie_in_items_and_in_lists(self) -> None:
        html = "<ul><li>satu<ul><li>dua</li></ul>tiga</li><ul><li>empat</li></ul></ul>"
        assert [(block.kind, block.level, block.text) for block in html_blocks(html)] == [
            ("item", 1, "- satu"), ("item", 2, "- dua"), ("paragraph", 0, "tiga"), ("item", 2, "- empat"),
        ]  # fmt: skip

    def test_paragraphs_of_an_item_go_on_with_it(self) -> None:
        assert seen("<ol><li><p>satu</p><p>dua</p></li></ol>") == [("item", "1. satu"), ("continued", "dua")]

    @pytest.mark.parametrize(
        ("term", "said"),
        [("Bolehkah?", "Boleh"), ("Netral", "Tidak memihak siapa pun."), ("Netral", "kata " * 40), ("Camat", "")],
    )
    def test_terms_with_questions_and_sentences_are_headings(self, term: str, said: str) -> None:
        assert seen(f"<dl><dt>{term}</dt><dd>{said}</dd></dl>")[0] == ("heading", term)


class TestLeftOut:
    TEXT = "<p>Pegawai wajib netral selama pemilihan berlangsung dan sesudahnya.</p>"

    @pytest.mark.parametrize(
        "html",
        [
            "<nav>Beranda</nav>", "<div class='share-buttons'>Bagikan</div>", "<div id='cookieConsent'>Kuki</div>",
            "<div role='navigation'>Beranda</div>", "<div class='post-comments'>Setuju.</div>", "<script>x</script>",
            "<div class='relatedPosts'><a href='/x'>Lain</a></div>", "<footer><a href='/x'>Lain</a></footer>", "<style>x</style>",
            "<form><input> Cari</form>", "<ul><li><a href='#a'>Satu</a></li><li><a href='#b'>Dua</a></li></ul>",
            "<select><option>Satu</option></select>", "<button>Cari</button>", "<noscript>x</noscript>", "<!-- x -->",
        ],
    )  # fmt: skip
    def test_what_its_author_calls_so(self, html: str) -> None:
        assert [text for _, text in seen(html + self.TEXT)] == [
            "Pegawai wajib netral selama pemilihan berlangsung dan sesudahnya."
        ]

    @pytest.mark.parametrize(
        "html",
        [
            "<div class='no-sidebar comments-open'>{}</div>", "<form><input>{}</form>", "<div class='related'>{}</div>",
            "<div class='share'><h1>Judul</h1>{}</div>", "<footer>{}</footer>", "<article class='social'>{}</article>",
        ],
    )  # fmt: skip
    def test_not_what_has_the_text_of_the_page(self, html: str) -> None:
        assert "Pegawai wajib netral selama pemilihan berlangsung dan sesudahnya." in [
            text for _, text in seen(html.format(self.TEXT))
        ]


class TestBoldLines:
    def test_a_short_line_in_bold_letters_is_a_heading(self) -> None:
        assert seen("<h2>Umum</h2><p><b>Syarat</b> <strong>umum</strong></p><p>Isi.</p>") == [
            ("heading", "Umum"), ("heading", "Syarat umum"), ("paragraph", "Isi."),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        "text",
        [
            "Pegawai wajib netral.",
            "Syarat:",
            "Editor: Rina",
            "Oleh Rina Wati",
            "3 Oktober 2024",
            "PERATURAN<br>NOMOR 5",
            "kata " * 13,
            "***",
        ],
    )
    def test_other_lines_are_not(self, text: str) -> None:
        assert [kind for kind, _ in seen(f"<p><b>{text}</b></p>")] in (["paragraph"], [])
