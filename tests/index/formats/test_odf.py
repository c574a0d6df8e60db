"""OpenDocument texts and spreadsheets."""

from __future__ import annotations

import pytest

from index.errors import DocumentError
from index.formats import Extracted
from index.formats.odf import extract_ods, extract_odt
from tests.index.formats.odf_files import cell, items, level, list_style, odf, p, rows
from tests.index.formats.readings import blocks, furniture, marked
from tests.index.formats.word_files import zipped

COVERED = "<table:covered-table-cell/>"


def read(body: str, **parts: str) -> Extracted:
    return extract_odt(odf(body, **parts), "a.odt")


def style(name: str, inside: str, family: str = "paragraph", attributes: str = "") -> str:
    return f'<style:style style:name="{name}" style:family="{family}" {attributes}>{inside}</style:style>'


class TestText:
    def test_spaces_tabs_breaks_and_links(self) -> None:
        body = p('Undang\u2011undang<text:s text:c="3"/>No<text:tab/><text:a>5</text:a><text:line-break/>Tahun\n 2014')
        assert read(body).text == "Undang-undang No 5\nTahun 2014"

    def test_deletions_comments_and_requests_are_left_out(self) -> None:
        changes = (
            "<text:tracked-changes><text:changed-region><text:deletion>"
            f"{p('30')}</text:deletion></text:changed-region></text:tracked-changes>"
        )
        body = p(
            'Dibina <text:change text:change-id="1"/><text:change-start text:change-id="2"/>45'
            '<text:change-end text:change-id="2"/> orang'
            f"<office:annotation>{p('catatan')}</office:annotation><text:placeholder>isi di sini</text:placeholder>."
        )
        assert read(changes + body).text == "Dibina 45 orang."

    def test_hidden_text_is_left_out(self) -> None:
        hidden = '<style:text-properties text:display="none"/>'
        automatic = style("T1", hidden, "text") + style("P1", hidden)
        body = p('Tampak<text:span text:style-name="T1"> rahasia</text:span>.') + p("rahasia", "P1")
        section = f'<text:section text:display="none">{p("rahasia")}</text:section>'
        shown = f"<text:section>{p('Selesai.')}</text:section>"
        assert read(body + section + shown, automatic=automatic).text == "Tampak.\n\nSelesai."

    def test_notes_and_boxes_come_after_their_paragraph(self) -> None:
        note = f"<text:note><text:note-citation>1</text:note-citation><text:note-body>{p('Sementara.')}</text:note-body></text:note>"
        box = f"<draw:frame><draw:text-box>{p('Batas 28 Juni.')}</draw:text-box></draw:frame>"
        shape = f"<draw:custom-shape>{p('Bagan.')}</draw:custom-shape>"
        assert blocks(read(p(f"Biaya{note} daerah.{box}{shape}") + p("Dua."))) == [
            "Biaya daerah.",
            "Batas 28 Juni.",
            "Bagan.",
            "Sementara.",
            "Dua.",
        ]

    def test_notes_of_a_table_come_after_it(self) -> None:
        note = f"<text:note><text:note-body>{p('Sementara.')}</text:note-body></text:note>"
        table = f"<table:table>{rows('Nama|Umur|Kota', f'Ani|41{note}|Bima')}</table:table>"
        assert blocks(read(table)) == ["Nama | Umur | Kota\nAni | 41 | Bima", "Sementara."]

    def test_headers_and_footers_come_last_as_furniture(self) -> None:
        pages = "".join(
            f"<style:master-page><style:header>{p('PEMKAB MEKARJAYA')}</style:header>"
            f"<style:footer>{p(f'Halaman <text:page-number>{n}</text:page-number>')}</style:footer></style:master-page>"
            for n in (1, 1)
        )
        assert furniture(read(p("Isi."), pages=pages)) == [
            ("running-header", "PEMKAB MEKARJAYA"),
            ("running-footer", "Halaman 1"),
        ]

    def test_what_has_text_that_is_not_read_is_said(self) -> None:
        def frame(width: str, inside: str) -> str:
            return f'<draw:frame svg:width="{width}" svg:height="6in">{inside}</draw:frame>'

        body = p(
            "Isi." + frame("16cm", "<draw:image/>") + frame("20mm", "<draw:image/>") + frame("9cm", "<draw:object/>")
        )
        assert read(body).warnings == (
            "left out: 1 embedded file",
            "left out: 1 large picture, in which text is not read",
        )


class TestHeadings:
    def test_headings_have_levels_and_titles_the_first(self) -> None:
        styles = style("Judul_20_Bab", "", attributes='style:parent-style-name="Title"') + style("Title", "")
        body = p("Pedoman", "Judul_20_Bab") + '<text:h text:outline-level="2">Larangan</text:h>' + p("Isi.")
        assert marked(read(body, styles=styles)) == [("heading", 1, "Pedoman"), ("heading", 2, "Larangan")]

    def test_numbers_of_headings_are_written(self) -> None:
        outline = (
            "<text:outline-style>"
            '<text:outline-level-style text:level="1" style:num-format="I" style:num-prefix="BAB "/>'
            '<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/>'
            "</text:outline-style>"
        )
        body = "".join(f'<text:h text:outline-level="{at}">x</text:h>' for at in (1, 2, 2, 1, 2))
        assert blocks(read(body, styles=outline)) == ["BAB I x", "I.1 x", "I.2 x", "BAB II x", "II.1 x"]

    def test_a_table_of_contents_is_furniture(self) -> None:
        contents = (
            "<text:table-of-content><text:table-of-content-source><text:index-title-template>Daftar"
            f"</text:index-title-template></text:table-of-content-source><text:index-body><text:index-title>{p('Daftar Isi')}"
            f"</text:index-title>{p('Umum 1')}</text:index-body></text:table-of-content>"
        )
        extracted = read(contents + p("Isi."))
        assert furniture(extracted) == [("table-of-contents", "Daftar Isi"), ("table-of-contents", "Umum 1")]


class TestLists:
    LEVELS = list_style(
        "L",
        level(1, "a", 'style:num-suffix="." style:num-letter-sync="true"'),
        level(2, "1", 'style:num-suffix=")"'),
        '<text:list-level-style-bullet text:level="3" text:bullet-char="➢"/>',
    )

    def test_items_have_numbers_and_levels(self) -> None:
        deepest = items("daring", style="")
        inner = items("peserta", f"{p('penyelenggara')}{deepest}")
        body = items("menjadi saksi;", f"{p('hadir:')}{p('termasuk')}{inner}", "mengunggah.", style="L")
        extracted = read(body, automatic=self.LEVELS)
        assert marked(extracted) == [
            ("item", 1, "a. menjadi saksi;"),
            ("item", 1, "b. hadir:"),
            ("item", 2, "1) peserta"),
            ("item", 2, "2) penyelenggara"),
            ("item", 3, "• daring"),
            ("item", 1, "c. mengunggah."),
        ]
        assert "\n\ntermasuk\n\n" in extracted.text

    @pytest.mark.parametrize(
        ("attributes", "expected"),
        [("", "a."), ('text:continue-numbering="true"', "c."), ('text:continue-list="first"', "c.")],
    )
    def test_a_list_begins_again_or_goes_on(self, attributes: str, expected: str) -> None:
        first = items("x", "x", style="L", attributes='xml:id="first"')
        text = read(first + p("Selingan.") + items("x", style="L", attributes=attributes), automatic=self.LEVELS).text
        assert text == f"a. x\nb. x\n\nSelingan.\n\n{expected} x"

    def test_an_item_may_state_its_number_and_a_header_has_none(self) -> None:
        body = (
            '<text:list text:style-name="L">'
            f'<text:list-item text:start-value="5">{p("lima")}</text:list-item><text:list-item>{p("enam")}</text:list-item>'
            f"<text:list-header>{p('tanpa')}</text:list-header></text:list>"
        )
        assert read(body, automatic=self.LEVELS).text == "e. lima\nf. enam\n\ntanpa"

    def test_an_empty_item_that_names_a_part_is_shown(self) -> None:
        levels = list_style("L", level(1, "1", 'loext:num-list-format="Pasal %1%"'))
        assert read(items("", style="L") + p("Isi."), automatic=levels).text == "Pasal 1\n\nIsi."
        assert read(items("", "x", style="L"), automatic=self.LEVELS).text == "b. x"

    def test_the_style_of_the_paragraphs_may_say_how_a_list_is_numbered(self) -> None:
        automatic = self.LEVELS + style("P1", "", attributes='style:list-style-name="L"')
        assert read(items(p("x", "P1"), p("x", "P1")), automatic=automatic).text == "a. x\nb. x"

    @pytest.mark.parametrize(
        ("form", "more", "expected"),
        [
            ("1", "", "27"),
            ("I", "", "XXVII"),
            ("a", "", "aa"),
            ("A", 'style:num-letter-sync="true"', "AA"),
            ("", 'style:num-suffix="–"', "–"),
            ("1", 'style:num-prefix="(" style:num-suffix=")"', "(27)"),
        ],
    )
    def test_forms_of_numbers(self, form: str, more: str, expected: str) -> None:
        levels = list_style("L", level(1, form, f'text:start-value="27" {more}'))
        assert read(items("x", style="L"), automatic=levels).text == f"{expected} x"

    def test_letters_go_on_with_one_that_counts_or_with_the_same_twice(self) -> None:
        """28 is ab, or, where the letters are in step, bb."""
        for more, expected in [("", "ab"), ('style:num-letter-sync="true"', "bb")]:
            levels = list_style("L", level(1, "a", f'text:start-value="28" {more}'))
            assert read(items("x", style="L"), automatic=levels).text == f"{expected} x"


class TestTables:
    def test_header_rows_merged_and_repeated_cells(self) -> None:
        header = f"<table:table-header-rows>{rows('Wilayah|Hari|Unsur')}</table:table-header-rows>"
        merged = cell("Curug", 'table:number-rows-spanned="2"') + cell("Senin", 'table:number-columns-repeated="2"')
        body = header + rows(
            merged,
            f"{COVERED}{cell('Selasa')}{cell('TNI')}",
            cell("Jumlah", 'table:number-columns-spanned="2"') + COVERED + cell("dua"),
        )
        assert marked(read(f"<table:table>{body}</table:table>")) == [
            ("header", 0, "Wilayah | Hari | Unsur"),
            ("row", 0, "Curug | Senin | Senin"),
            ("row", 0, "| Selasa | TNI"),
            ("row", 0, "Jumlah |  | dua"),
        ]

    def test_bold_cells_head_a_table(self) -> None:
        bold = style("B", '<style:text-properties fo:font-weight="bold"/>')
        head = "".join(f"<table:table-cell>{p(text, 'B')}</table:table-cell>" for text in ("Nama", "Jabatan"))
        table = f"<table:table>{rows(head, 'Ani|Camat')}</table:table>"
        assert marked(read(table, automatic=bold), "header") == [("header", 0, "Nama | Jabatan")]


class TestSheets:
    TABLE = '<table:table table:name="{}" {}>{}</table:table>'

    def test_sheets_are_headings_and_empty_rows_part_tables(self) -> None:
        wide = 'table:number-columns-repeated="16000"'
        empty = rows(cell("", wide), attributes='table:number-rows-repeated="1048000"')
        long = rows("Nama|Umur|Kota", cell("Ani") + cell("41") + cell("Bima") + cell("", wide))
        body = self.TABLE.format("Daftar", "", long + empty + rows("Catatan")) + self.TABLE.format(
            "Sheet2", "", rows("Dua")
        )
        extracted = extract_ods(odf(body, kind="spreadsheet"), "a.ods")
        assert blocks(extracted) == ["Daftar", "Nama | Umur | Kota\nAni | 41 | Bima", "Catatan", "Dua"]
        assert marked(extracted, "heading") == [("heading", 1, "Daftar")]

    def test_what_is_hidden_is_left_out_and_said(self) -> None:
        automatic = style("ta1", '<style:table-properties table:display="false"/>', "table")
        hidden = self.TABLE.format("Gaji", 'table:style-name="ta1"', rows("rahasia"))
        shown = self.TABLE.format(
            "Daftar", "", rows("Satu") + rows("dua", "tiga", attributes='table:visibility="collapse"')
        )
        columns = (
            '<table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
        )
        shown += self.TABLE.format("Kolom", "", columns + rows("Nama|Gaji|NIP|Kota", "Ani|5|1|Bima"))
        extracted = extract_ods(odf(hidden + shown, kind="spreadsheet", automatic=automatic), "a.ods")
        assert blocks(extracted) == ["Daftar", "Satu", "Kolom", "Nama | Kota\nAni | Bima"]
        assert extracted.warnings == (
            'left out: the hidden sheet "Gaji"',
            'left out: 2 hidden rows of the sheet "Daftar"',
        )


class TestFile:
    def test_its_title_is_stated_where_the_text_begins_with_it(self) -> None:
        assert read(p("Pedoman Netralitas"), title="Pedoman Netralitas").stated == {"title": "Pedoman Netralitas"}
        assert read(p("Pedoman Netralitas"), title="templat").stated == {}

    def test_one_that_needs_a_password_is_refused(self) -> None:
        data = zipped(
            {"content.xml": "??", "META-INF/manifest.xml": '<m><manifest:encryption-data xmlns:manifest="x"/></m>'}
        )
        with pytest.raises(DocumentError, match=r"a\.odt needs a password\. Save it without one\."):
            extract_odt(data, "a.odt")

    def test_one_without_a_document_is_refused(self) -> None:
        with pytest.raises(DocumentError, match=r"a\.odt cannot be read as ODT: there is no document in it"):
            extract_odt(odf("", kind="spreadsheet"), "a.odt")
