"""Slides, as `python-pptx` writes them."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from lxml import etree
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.util import Cm

from index.errors import DocumentError
from index.formats import Extracted
from index.formats.pptx import extract_pptx
from tests.index.formats.readings import blocks, furniture, marked
from tests.index.formats.word_files import NAMES, zipped

P = "http://schemas.openxmlformats.org/presentationml/2006/main"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
BOX = Cm(1), Cm(1), Cm(12), Cm(6)
TITLE_SLIDE, TITLE_AND_BULLETS, ONLY_TITLE = 0, 1, 5


def read(make: Callable[[Any], object]) -> Extracted:
    """What is read of a presentation, which `make` gets empty."""
    presentation = Presentation()
    make(presentation)
    buffer = io.BytesIO()
    presentation.save(buffer)
    return extract_pptx(buffer.getvalue(), "a.pptx")


def slide(presentation: Any, title: str, layout: int = ONLY_TITLE) -> Any:
    made = presentation.slides.add_slide(presentation.slide_layouts[layout])
    made.shapes.title.text = title
    return made


def bulleted(presentation: Any, *items: tuple[str, int]) -> Any:
    """A slide of a title and paragraphs with their levels."""
    made = slide(presentation, "Larangan", TITLE_AND_BULLETS)
    frame = made.placeholders[1].text_frame
    for at, (text, depth) in enumerate(items):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        paragraph.text, paragraph.level = text, depth
    return made


def test_a_slide_is_a_page_with_its_title_as_heading() -> None:
    def make(presentation: Any) -> None:
        slide(presentation, "Netralitas", TITLE_SLIDE).placeholders[1].text = "Sosialisasi 2024"
        presentation.slides.add_slide(presentation.slide_layouts[ONLY_TITLE])
        slide(presentation, "Jadwal")

    extracted = read(make)
    assert extracted.text == "Netralitas\n\nSosialisasi 2024\n\nJadwal"
    assert marked(extracted) == [("heading", 1, "Netralitas"), ("heading", 1, "Jadwal")]
    third = extracted.text.index("Jadwal")
    assert [page.start for page in extracted.pages] == [0, third, third]  # nothing is on the second


def test_bullets_of_the_layout_are_items_with_their_levels() -> None:
    extracted = read(lambda made: bulleted(made, ("berkampanye", 0), ("di media sosial", 1), ("", 0), ("memihak", 0)))
    assert marked(extracted, "item") == [
        ("item", 1, "• berkampanye"),
        ("item", 2, "• di media sosial"),
        ("item", 1, "• memihak"),
    ]
    assert extracted.text.endswith("• berkampanye\n  • di media sosial\n• memihak")


def properties(paragraph: Any, xml: str) -> None:
    """Put XML into the properties of a paragraph."""
    paragraph._p.get_or_add_pPr().append(etree.fromstring(xml.replace("/>", f' xmlns:a="{A[1:-1]}"/>', 1)))


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        ('type="arabicPeriod"', ["1.", "2."]),
        ('type="arabicPeriod" startAt="4"', ["4.", "5."]),
        ('type="alphaLcParenR"', ["a)", "b)"]),
        ('type="alphaUcPeriod"', ["A.", "B."]),
        ('type="romanUcPeriod"', ["I.", "II."]),
        ('type="arabicParenBoth"', ["(1)", "(2)"]),
    ],
)
def test_automatic_numbers_are_written_and_begin_again_below_others(scheme: str, expected: list[str]) -> None:
    def make(presentation: Any) -> None:
        made = bulleted(presentation, ("x", 0), ("y", 1), ("x", 0), ("y", 1))
        for paragraph in made.placeholders[1].text_frame.paragraphs:
            properties(paragraph, f"<a:buAutoNum {scheme}/>")

    texts = [text for _, _, text in marked(read(make), "item")]
    assert texts == [f"{expected[0]} x", f"{expected[0]} y", f"{expected[1]} x", f"{expected[0]} y"]


def test_a_paragraph_may_have_no_bullet() -> None:
    def make(presentation: Any) -> None:
        made = bulleted(presentation, ("Pegawai dilarang:", 0), ("memihak", 0))
        properties(made.placeholders[1].text_frame.paragraphs[0], "<a:buNone/>")

    extracted = read(make)
    assert blocks(extracted) == ["Larangan", "Pegawai dilarang:", "• memihak"]


def test_boxes_have_no_bullets_and_groups_are_read() -> None:
    def make(presentation: Any) -> None:
        made = slide(presentation, "Kontak")
        made.shapes.add_textbox(*BOX).text_frame.text = "Telepon\v0370 1234"
        made.shapes.add_group_shape().shapes.add_textbox(*BOX).text_frame.text = "Surel kami"

    assert blocks(read(make)) == ["Kontak", "Telepon\n0370 1234", "Surel kami"]


def test_a_table_has_its_header_and_merged_cells_once() -> None:
    def make(presentation: Any) -> None:
        table = slide(presentation, "Rekap").shapes.add_table(4, 3, *BOX).table
        rows = [
            ("Kecamatan", "Hari", "Unsur"),
            ("Curug", "Senin", "ASN"),
            ("", "Selasa", "TNI"),
            ("Jumlah", "", "2 unsur"),
        ]
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                table.cell(at, column).text = text
        table.cell(1, 0).merge(table.cell(2, 0))
        table.cell(3, 0).merge(table.cell(3, 1))

    assert marked(read(make), "header", "row") == [
        ("header", 0, "Kecamatan | Hari | Unsur"),
        ("row", 0, "Curug | Senin | ASN"),
        ("row", 0, "| Selasa | TNI"),
        ("row", 0, "Jumlah |  | 2 unsur"),
    ]


def test_notes_come_after_their_slide() -> None:
    def make(presentation: Any) -> None:
        bulleted(presentation, ("memihak", 0)).notes_slide.notes_text_frame.text = "Beri contoh kasus."
        slide(presentation, "Penutup")

    assert blocks(read(make)) == ["Larangan", "• memihak", "Beri contoh kasus.", "Penutup"]


def test_footers_are_furniture_and_slide_numbers_go() -> None:
    def make(presentation: Any) -> None:
        made = slide(presentation, "Penutup")
        for kind, text in [("ftr", "BKPSDM Mekarjaya"), ("sldNum", "7"), ("dt", "3 Juni 2024")]:
            box = made.shapes.add_textbox(*BOX)
            box.text_frame.text = text
            etree.SubElement(box._element.nvSpPr.nvPr, box._element.tag.replace("}sp", "}ph"), type=kind)

    extracted = read(make)
    assert blocks(extracted) == ["Penutup", "BKPSDM Mekarjaya", "3 Juni 2024"]
    assert furniture(extracted) == [("slide-footer", "BKPSDM Mekarjaya"), ("slide-footer", "3 Juni 2024")]


def test_what_is_hidden_or_not_read_is_said() -> None:
    def make(presentation: Any) -> None:
        slide(presentation, "Rahasia")._element.set("show", "0")
        made = slide(presentation, "Grafik")
        data = CategoryChartData()
        data.categories = ["Curug"]
        data.add_series("Peserta", (120,))
        made.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *BOX, data)
        hidden = made.shapes.add_textbox(*BOX)
        hidden.text_frame.text = "tersembunyi"
        hidden._element.nvSpPr.cNvPr.set("hidden", "1")

    extracted = read(make)
    assert extracted.text == "Grafik"
    assert extracted.warnings == ("left out: 1 chart", "left out: 1 hidden slide")
    assert len(extracted.pages) == 2  # the numbers of the slides stay


def shape(presentation: Any, xml: str) -> None:
    """Put the XML of a shape on a slide of its own."""
    spaces = " ".join(f'xmlns:{prefix}="{NAMES[prefix]}"' for prefix in ("a", "dgm", "mc", "r"))
    made = slide(presentation, "Bagan")
    made.shapes._spTree.append(etree.fromstring(f'<x {spaces} xmlns:p="{P}">{xml}</x>')[0])


def test_a_large_picture_is_said_and_a_logo_is_not() -> None:
    def make(presentation: Any) -> None:
        for side in (7_000_000, 700_000):
            size = f'<p:spPr><a:xfrm><a:ext cx="{side}" cy="{side}"/></a:xfrm></p:spPr>'
            shape(presentation, f"<p:pic>{size}</p:pic>")

    assert read(make).warnings == ("left out: 1 large picture, in which text is not read",)


def test_of_alternatives_the_newer_is_read() -> None:
    def box(text: str) -> str:
        return f"<p:sp><p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"

    def make(presentation: Any) -> None:
        either = f"<mc:Choice>{box('baru')}</mc:Choice><mc:Fallback>{box('lama')}</mc:Fallback>"
        shape(presentation, f"<mc:AlternateContent>{either}</mc:AlternateContent>")

    assert blocks(read(make)) == ["Bagan", "baru"]


def test_a_diagram_gives_the_text_of_its_boxes() -> None:
    def make(presentation: Any) -> None:
        diagram = '<a:graphic><a:graphicData><dgm:relIds r:dm="d1"/></a:graphicData></a:graphic>'
        shape(presentation, f"<p:graphicFrame>{diagram}</p:graphicFrame>")
        points = "<dgm:pt><dgm:t><a:p><a:r><a:t>Bupati</a:t></a:r></a:p></dgm:t></dgm:pt>"
        spaces = f'xmlns:dgm="{NAMES["dgm"]}" xmlns:a="{NAMES["a"]}"'
        part = Part(
            PackURI("/ppt/diagrams/data1.xml"),
            "application/xml",
            presentation.part.package,
            f"<dgm:dataModel {spaces}>{points}</dgm:dataModel>".encode(),
        )
        made = presentation.slides[0]
        name = made.part.relate_to(part, "x/diagramData")
        made._element.find(f".//{{{NAMES['dgm']}}}relIds").set(f"{{{NAMES['r']}}}dm", name)

    assert blocks(read(make)) == ["Bagan", "Bupati"]


@pytest.mark.parametrize("depth", ["x", "-1", "99"])
def test_a_level_that_there_is_not_harms_nothing(depth: str) -> None:
    def make(presentation: Any) -> None:
        paragraph = bulleted(presentation, ("memihak", 1)).placeholders[1].text_frame.paragraphs[0]
        paragraph._p.pPr.set("lvl", depth)

    assert "memihak" in read(make).text


def test_a_damaged_file_is_refused() -> None:
    with pytest.raises(DocumentError, match=r"a\.pptx cannot be read as PPTX: there are no slides in it"):
        extract_pptx(zipped({"ppt/slides/slide1.xml": "<x/>"}), "a.pptx")
