"""Word files: the text that a reader sees, whatever it is stored in."""

from __future__ import annotations

import io

import docx
import pytest

from index.errors import DocumentError
from index.formats.docx import extract_docx
from tests.index.formats.readings import blocks, furniture, marked
from tests.index.formats.word_files import (
    NAMES,
    cell,
    definition,
    item,
    level,
    numbering,
    paragraph,
    rewritten,
    row,
    run,
    table,
    word,
    zipped,
)

BOX = "<w:txbxContent>{}</w:txbxContent>"
OLD_BOX = "<w:pict><v:shape><v:textbox>{}</v:textbox></v:shape></w:pict>"
GRAPHIC = "<w:drawing><wp:inline><a:graphic><a:graphicData>{}</a:graphicData></a:graphic></wp:inline></w:drawing>"
NEW_BOX = GRAPHIC.format("<wps:wsp><wps:txbx>{}</wps:txbx></wps:wsp>")
EITHER = (
    "<mc:AlternateContent><mc:Choice Requires='wps'>{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>"
)


def text_of(body: str, **parts: str) -> str:
    return extract_docx(word(body, **parts), "a.docx").text


def one(*inside: str) -> str:
    """A paragraph of runs and the like."""
    return f"<w:p>{''.join(inside)}</w:p>"


class TestRevisions:
    def test_insertions_are_read_and_deletions_left_out(self) -> None:
        deleted = '<w:del w:id="1" w:author="x"><w:r><w:delText>30</w:delText></w:r></w:del>'
        inserted = f'<w:ins w:id="2" w:author="x">{run("45")}</w:ins>'
        assert text_of(one(run("Dibina "), deleted, inserted, run(" orang."))) == "Dibina 45 orang."

    def test_what_was_moved_is_read_where_it_is_now(self) -> None:
        gone = f'<w:moveFrom w:id="1" w:author="x">{run("Sanksi ringan.")}</w:moveFrom>'
        here = f'<w:moveTo w:id="2" w:author="x">{run("Sanksi ringan.")}</w:moveTo>'
        assert text_of(one(run("Satu."), gone) + one(run("Dua. "), here)) == "Satu.\n\nDua. Sanksi ringan."

    def test_an_insertion_within_a_deletion_is_left_out(self) -> None:
        both = '<w:del w:id="1"><w:ins w:id="2"><w:r><w:delText>lama</w:delText></w:r></w:ins></w:del>'
        assert text_of(one(run("Tetap"), both)) == "Tetap"

    @pytest.mark.parametrize("mark", ["<w:del/>", "<w:moveFrom/>", "<w:vanish/>", "<w:specVanish/>"])
    def test_a_paragraph_whose_end_is_deleted_or_hidden_goes_on_with_the_next(self, mark: str) -> None:
        first = paragraph("Pegawai wajib ", properties=f"<w:rPr>{mark}</w:rPr>")
        assert text_of(first + paragraph("netral.") + paragraph("Selesai.")) == "Pegawai wajib netral.\n\nSelesai."

    def test_a_deleted_item_does_not_count(self) -> None:
        deleted = (
            '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:del w:id="9"/></w:rPr></w:pPr>'
            '<w:del w:id="8"><w:r><w:delText>gugur</w:delText></w:r></w:del></w:p>'
        )
        levels = definition(0, level(0, "lowerLetter", "%1.")) + numbering(1, 0)
        assert text_of(item("satu", 1) + deleted + item("dua", 1), numbering=levels) == "a. satu\nb. dua"

    def test_a_deleted_row_is_left_out(self) -> None:
        rows = row("Kecamatan", "Peserta"), row("Curug", "120", properties="<w:del/>"), row("Parung", "95")
        assert text_of(table(*rows)) == "Kecamatan | Peserta\nParung | 95"


class TestBoxes:
    @pytest.mark.parametrize(
        "box", [OLD_BOX, NEW_BOX, EITHER.format(NEW_BOX, OLD_BOX), EITHER.format("<w:drawing/>", OLD_BOX)], ids=range(4)
    )
    def test_a_text_box_is_read_once_after_its_paragraph(self, box: str) -> None:
        inside = BOX.format(paragraph("Batas akhir 28 Juni 2024."))
        body = one(run("Laporan dikirim."), f"<w:r>{box.replace('{}', inside)}</w:r>")
        assert text_of(body) == "Laporan dikirim.\n\nBatas akhir 28 Juni 2024."

    def test_tables_and_items_in_a_box_are_tables_and_items(self) -> None:
        inside = table(row("Tahap", "Tanggal"), row("Daftar", "27 Agustus")) + item("hadir", 1)
        levels = definition(0, level(0, "decimal", "%1)")) + numbering(1, 0)
        extracted = extract_docx(
            word(one(f"<w:r>{OLD_BOX.format(BOX.format(inside))}</w:r>"), numbering=levels), "a.docx"
        )
        assert marked(extracted) == [
            ("header", 0, "Tahap | Tanggal"),
            ("row", 0, "Daftar | 27 Agustus"),
            ("item", 1, "1) hadir"),
        ]

    def test_boxes_of_a_group_are_read_in_order(self) -> None:
        group = "".join(f"<v:shape><v:textbox>{BOX.format(paragraph(text))}</v:textbox></v:shape>" for text in "AB")
        assert text_of(one(f"<w:r><w:pict><v:group>{group}</v:group></w:pict></w:r>")) == "A\n\nB"

    def test_of_alternatives_within_a_drawing_one_is_read(self) -> None:
        boxes = [f"<v:textbox>{BOX.format(paragraph(text))}</v:textbox>" for text in ("baru", "lama")]
        group = f"<w:pict><v:group><v:shape>{EITHER.format(*boxes)}</v:shape></v:group></w:pict>"
        assert text_of(one(f"<w:r>{group}</w:r>")) == "baru"

    def test_a_diagram_gives_the_text_of_its_boxes(self) -> None:
        diagram = GRAPHIC.format('<dgm:relIds r:dm="d1"/>')
        points = "".join(
            f'<dgm:pt type="{kind}"><dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t></dgm:pt>'
            for kind, text in [("doc", "x"), ("node", "Bupati"), ("sibTrans", "y"), ("node", "Sekretaris Daerah")]
        )
        spaces = " ".join(f'xmlns:{prefix}="{NAMES[prefix]}"' for prefix in ("dgm", "a"))
        files = {
            "word/diagrams/data1.xml": f"<dgm:dataModel {spaces}>{points}</dgm:dataModel>",
            "relations": '<Relationship Id="d1" Type="x/diagramData" Target="diagrams/data1.xml"/>',
        }
        assert (
            extract_docx(word(one(f"<w:r>{diagram}</w:r>"), files=files), "a.docx").text
            == "Bupati\n\nSekretaris Daerah"
        )

    def test_what_has_text_that_is_not_read_is_said(self) -> None:
        chart = "<w:r><w:drawing><a:graphic><c:chart/></a:graphic></w:drawing></w:r>"
        page = (
            '<w:r><w:drawing><wp:inline><wp:extent cx="5000000" cy="7000000"/><pic:pic/></wp:inline></w:drawing></w:r>'
        )
        logo = page.replace("5000000", "900000")
        sheet = "<w:r><w:object><v:shape/><o:OLEObject/></w:object></w:r>"
        body = one(run("Isi."), chart, chart, page, logo, sheet) + '<w:altChunk r:id="x"/>'
        assert extract_docx(word(body), "a.docx").warnings == (
            "left out: 2 charts",
            "left out: 2 embedded files",
            "left out: 1 large picture, in which text is not read",
        )


class TestControls:
    def test_content_controls_are_read_around_blocks_words_rows_and_cells(self) -> None:
        def control(inside: str) -> str:
            return f"<w:sdt><w:sdtPr/><w:sdtContent>{inside}</w:sdtContent></w:sdt>"

        rows = row("Nama", "Umur") + control(row("Dewi", "41")) + f"<w:tr>{cell('Budi')}{control(cell('37'))}</w:tr>"
        body = control(control(paragraph("Satu."))) + one(run("Dua "), control(run("tiga."))) + table(rows)
        assert text_of(body) == "Satu.\n\nDua tiga.\n\nNama | Umur\nDewi | 41\nBudi | 37"

    def test_a_request_to_fill_in_is_no_text(self) -> None:
        asks = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('Klik di sini')}</w:sdtContent></w:sdt>"
        assert text_of(one(run("Nama: "), asks)) == "Nama:"


class TestNotes:
    NOTE = '<w:footnote w:id="{}"><w:p><w:r><w:footnoteRef/></w:r>{}</w:p></w:footnote>'

    def test_a_note_comes_after_the_paragraph_that_refers_to_it(self) -> None:
        refers = one(run("Biaya daerah"), '<w:r><w:footnoteReference w:id="2"/></w:r>', run(" ditanggung."))
        notes = self.NOTE.format(2, run(" Sebesar 80 juta rupiah."))
        text = text_of(refers + paragraph("Selesai."), footnotes=notes)
        assert text == "Biaya daerah ditanggung.\n\nSebesar 80 juta rupiah.\n\nSelesai."

    def test_endnotes_come_there_too_and_separators_are_none(self) -> None:
        refers = one(run("Satu."), '<w:r><w:endnoteReference w:id="1"/></w:r>')
        notes = (
            f'<w:endnote w:type="separator" w:id="0">{paragraph("garis")}</w:endnote>'
            f'<w:endnote w:id="1">{paragraph("Akhir.")}</w:endnote>'
        )
        assert text_of(refers + paragraph("Dua."), endnotes=notes) == "Satu.\n\nAkhir.\n\nDua."

    def test_notes_of_a_table_come_after_it(self) -> None:
        refers = cell(inside=one(run("95"), '<w:r><w:footnoteReference w:id="3"/></w:r>'))
        body = table(row("Kecamatan", "Peserta"), row("Parung", refers)) + paragraph("Selesai.")
        text = text_of(body, footnotes=self.NOTE.format(3, run("Sementara.")))
        assert text == "Kecamatan | Peserta\nParung | 95\n\nSementara.\n\nSelesai."

    def test_a_note_that_refers_to_itself_ends(self) -> None:
        refers = '<w:r><w:footnoteReference w:id="1"/></w:r>'
        assert text_of(one(run("A"), refers), footnotes=self.NOTE.format(1, run("B") + refers)) == "A\n\nB"


class TestCharacters:
    def test_the_result_of_a_field_is_read_and_not_its_code(self) -> None:
        def mark(kind: str) -> str:
            return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

        code = "<w:r><w:instrText>IF </w:instrText></w:r>"
        inner = mark("begin") + code + mark("separate") + run("RAHASIA") + mark("end")
        field = mark("begin") + code + inner + run("kode") + mark("separate") + run("3 Juni 2024") + mark("end")
        simple = f'<w:fldSimple w:instr="PAGE">{run("7")}</w:fldSimple>'
        assert text_of(one(run("Tanggal "), field, run(", halaman "), simple)) == "Tanggal 3 Juni 2024, halaman 7"

    def test_a_field_may_go_on_over_paragraphs(self) -> None:
        begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r>'
        body = one(begin, run("kode")) + one(
            run("kode"), '<w:r><w:fldChar w:fldCharType="separate"/></w:r>', run("Hasil")
        )
        assert text_of(body + one('<w:r><w:fldChar w:fldCharType="end"/></w:r>', run("Isi."))) == "Hasil\n\nIsi."

    def test_hyphens_tabs_breaks_and_links_are_as_a_reader_sees_them(self) -> None:
        inside = (
            run("Undang"),
            "<w:r><w:noBreakHyphen/></w:r>",
            run("un"),
            "<w:r><w:softHyphen/></w:r>",
            run("dang\xad\t  No"),
            "<w:r><w:tab/></w:r>",
            f'<w:hyperlink r:id="x">{run("5")}</w:hyperlink>',
            "<w:r><w:br/></w:r>",
            run("Tahun 2014"),
        )
        assert text_of(one(*inside)) == "Undang-undang No 5\nTahun 2014"

    def test_hidden_text_is_left_out_by_its_own_or_its_style(self) -> None:
        styles = (
            '<w:style w:type="character" w:styleId="H"><w:name w:val="hid"/><w:rPr><w:vanish/></w:rPr></w:style>'
            '<w:style w:type="character" w:styleId="K"><w:name w:val="kid"/><w:basedOn w:val="H"/></w:style>'
        )
        body = one(
            run("Tampak "),
            run("satu ", "<w:vanish/>"),
            run("dua ", '<w:rStyle w:val="K"/>'),
            run("tiga", '<w:rStyle w:val="H"/><w:vanish w:val="0"/>'),
        )
        assert text_of(body, styles=styles) == "Tampak tiga"

    def test_comments_are_left_out(self) -> None:
        body = one('<w:commentRangeStart w:id="0"/>', run("Isi."), '<w:r><w:commentReference w:id="0"/></w:r>')
        assert text_of(body, comments=f'<w:comment w:id="0">{paragraph("Catatan rahasia")}</w:comment>') == "Isi."

    def test_the_parts_of_a_formula_stay_apart(self) -> None:
        def part(text: str) -> str:
            return f"<m:r><m:t>{text}</m:t></m:r>"

        half = f"<m:f><m:num>{part('1')}</m:num><m:den>{part('2')}</m:den></m:f>"
        power = f"<m:sSup><m:e>{part('10')}</m:e><m:sup>{part('3')}</m:sup></m:sSup>"
        assert text_of(one(run("Rumus "), f"<m:oMath>{half}{part('×')}{power}</m:oMath>")) == "Rumus 1/2×10^3"

    def test_check_boxes_of_forms_are_kept(self) -> None:
        body = one('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', run(" Setuju"))
        assert text_of(body) == "☒ Setuju"


class TestHeadings:
    STYLES = (
        '<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Bab"><w:name w:val="Bab"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="SubBab"><w:name w:val="Sub Bab"/><w:basedOn w:val="Bab"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="J3"><w:name w:val="Judul 3"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Teks"><w:name w:val="heading 4"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>'
    )

    @pytest.mark.parametrize(("style", "expected"), [("H2", 2), ("Bab", 1), ("SubBab", 1), ("J3", 3), ("T", 1)])
    def test_a_heading_is_told_by_outline_level_or_name_of_its_style(self, style: str, expected: int) -> None:
        extracted = extract_docx(word(paragraph("Larangan", style), styles=self.STYLES), "a.docx")
        assert marked(extracted) == [("heading", expected, "Larangan")]

    def test_a_paragraph_may_have_an_outline_level_of_its_own(self) -> None:
        extracted = extract_docx(word(paragraph("Sanksi", properties='<w:outlineLvl w:val="1"/>')), "a.docx")
        assert marked(extracted) == [("heading", 2, "Sanksi")]

    @pytest.mark.parametrize("style", ["", "Teks", "unknown"])
    def test_other_paragraphs_are_no_headings(self, style: str) -> None:
        assert marked(extract_docx(word(paragraph("Isi.", style), styles=self.STYLES), "a.docx")) == []

    def test_a_heading_has_one_line_and_its_number(self) -> None:
        numbered = '<w:outlineLvl w:val="0"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
        heading = f"<w:p><w:pPr>{numbered}</w:pPr>{run('KETENTUAN')}<w:r><w:br/></w:r>{run('UMUM')}</w:p>"
        levels = definition(0, level(0, "upperRoman", "BAB %1")) + numbering(1, 0)
        assert marked(extract_docx(word(heading, numbering=levels), "a.docx")) == [
            ("heading", 1, "BAB I KETENTUAN UMUM")
        ]

    def test_a_table_of_contents_is_furniture(self) -> None:
        body = paragraph("Umum 1", "TOC1") + paragraph("Umum", "H2") + paragraph("Isi.")
        extracted = extract_docx(word(body, styles=self.STYLES), "a.docx")
        assert furniture(extracted) == [("table-of-contents", "Umum 1")]
        assert marked(extracted) == [("heading", 2, "Umum")]


class TestPages:
    def test_headers_and_footers_come_last_once_each_as_furniture(self) -> None:
        sections = "".join(
            f'<w:sectPr><w:{kind}Reference w:type="{which}" r:id="{part}"/></w:sectPr>'
            for kind, which, part in [
                ("header", "first", "header1"),
                ("header", "default", "header2"),
                ("footer", "default", "footer1"),
            ]
        )
        extracted = extract_docx(
            word(
                paragraph("Isi.") + sections,
                header1=table(row("PEMERINTAH KABUPATEN", "MEKARJAYA")),
                header2=paragraph("PEMERINTAH KABUPATEN | MEKARJAYA") + paragraph("RAHASIA"),
                footer1=paragraph("Halaman 1"),
            ),
            "a.docx",
        )
        assert blocks(extracted) == ["Isi.", "PEMERINTAH KABUPATEN | MEKARJAYA", "RAHASIA", "Halaman 1"]
        assert furniture(extracted) == [
            ("running-header", "PEMERINTAH KABUPATEN | MEKARJAYA"),
            ("running-header", "RAHASIA"),
            ("running-footer", "Halaman 1"),
        ]


class TestTitle:
    @pytest.mark.parametrize("title", ["Template Nota Dinas 2019", "Microsoft Word - nota_rev3.docx", "untitled", ""])
    def test_the_title_of_the_properties_is_not_trusted(self, title: str) -> None:
        assert extract_docx(word(paragraph("Nota Dinas Lintanggiri"), title=title), "a.docx").stated == {}

    def test_it_is_stated_where_the_document_begins_with_it(self) -> None:
        body = paragraph("PEMERINTAH KABUPATEN") + paragraph("EDARAN  NETRALITAS")
        assert extract_docx(word(body, title="Edaran Netralitas"), "a.docx").stated == {"title": "Edaran Netralitas"}

    def test_a_line_far_down_does_not_make_it_one(self) -> None:
        body = "".join(paragraph(f"Baris {at}.") for at in range(10)) + paragraph("Lampiran")
        assert extract_docx(word(body, title="Lampiran"), "a.docx").stated == {}


class TestFile:
    def test_strict_open_xml_is_read_alike(self) -> None:
        data = word(paragraph("Pegawai wajib netral."))
        ordinary = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        strict = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
        changed = rewritten(data, lambda part: part.replace(ordinary, strict))
        assert changed != data
        assert extract_docx(changed, "a.docx").text == "Pegawai wajib netral."

    def test_what_python_docx_writes_is_read(self) -> None:
        document = docx.Document()
        document.add_heading("Nota Dinas", 0)
        document.add_heading("Larangan", 1)
        document.add_paragraph("menjadi saksi", style="List Bullet")
        document.add_paragraph("hadir di kampanye", style="List Number")
        buffer = io.BytesIO()
        document.save(buffer)
        assert marked(extract_docx(buffer.getvalue(), "a.docx")) == [
            ("heading", 1, "Nota Dinas"),
            ("heading", 1, "Larangan"),
            ("item", 1, "• menjadi saksi"),
            ("item", 1, "1. hadir di kampanye"),
        ]

    @pytest.mark.parametrize("part", ["word/document.xml", "word/numbering.xml"])
    def test_a_damaged_part_is_named(self, part: str) -> None:
        data = word(paragraph("Isi."), files={part: "<w:document"})
        with pytest.raises(DocumentError, match=rf"a\.docx cannot be read as DOCX: {part}: .*Save it again"):
            extract_docx(data, "a.docx")

    def test_a_package_without_a_document_is_refused(self) -> None:
        with pytest.raises(DocumentError, match="there is no document in it"):
            extract_docx(zipped({"word/styles.xml": "<w/>"}), "a.docx")
