"""Office files are read by what they are; what cannot be read says what it is."""

from __future__ import annotations

import io
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from pptx import Presentation

from index.errors import DocumentError
from index.formats import EXTRACTORS, converted
from index.formats.content import content_of
from index.formats.office import extract_office
from tests.index.formats.odf_files import odf, p, rows
from tests.index.formats.word_files import paragraph, word, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
"""How files of Office 97 to 2003 begin."""
RTF = rb"{\rtf1 Pegawai wajib netral.}"
WORD = word(paragraph("Pegawai wajib netral."))
TEXT = odf(p("Pegawai wajib netral."))


def ole(stream: str) -> bytes:
    """Such a file with a stream of this name."""
    return OLE + stream.encode("utf-16-le")


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["Pegawai wajib netral."])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def slides() -> bytes:
    presentation = Presentation()
    presentation.slides.add_slide(presentation.slide_layouts[5]).shapes.title.text = "Pegawai wajib netral."
    buffer = io.BytesIO()
    presentation.save(buffer)
    return buffer.getvalue()


def tar(mode: str) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:
        archive.addfile(tarfile.TarInfo("a.txt"))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (WORD, "docx"),
        (workbook(), "xlsx"),
        (slides(), "pptx"),
        (TEXT, "odt"),
        (odf("", kind="spreadsheet"), "ods"),
        (odf("", kind="presentation"), "odp"),
        (RTF, "rtf"),
        (b"\xef\xbb\xbf \n" + RTF, "rtf"),
        (ole("WordDocument"), "doc"),
        (ole("Workbook"), "xls"),
        (ole("PowerPoint Document"), "ppt"),
        (ole("EncryptedPackage"), "locked"),
        (ole("__properties_version1.0"), "msg"),
        (OLE, "ole"),
        (b"%PDF-1.7", "pdf"),
        (b"\n<!-- x --><!DOCTYPE HTML><html>", "html"),
        (b"<html xmlns:o='x'><head>", "html"),
        (zipped({"a.txt": "x"}), "zip"),
        (b"Rar!\x1a\x07\x01\x00", "rar"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (tar("w:gz"), "gzip"),
        (tar("w:bz2"), "bzip2"),
        (tar("w:xz"), "xz"),
        (tar("w"), "tar"),
        (b"", "unknown"),
        (b"PK\x03\x04sisa", "unknown"),
        (b"Pegawai <html> netral", "unknown"),
    ],
)
def test_what_a_file_is_by_its_bytes(data: bytes, expected: str) -> None:
    assert content_of(data) == expected


class TestEndings:
    @pytest.mark.parametrize(
        ("name", "data"),
        [
            ("a.docx", WORD),
            ("A.DOCX", WORD),
            ("a.xlsx", workbook()),
            ("a.pptx", slides()),
            ("a.odt", TEXT),
            ("a.rtf", RTF),
        ],
    )
    def test_a_right_one_is_read_without_a_word(self, name: str, data: bytes) -> None:
        extracted = extract_office(data, name)
        assert (extracted.text, extracted.warnings) == ("Pegawai wajib netral.", ())

    @pytest.mark.parametrize(
        ("name", "data", "kind"),
        [
            ("surat.docx", RTF, "RTF"),
            ("surat.doc", WORD, "DOCX"),
            ("surat.doc", RTF, "RTF"),
            ("surat.docx", TEXT, "ODT"),
            ("surat.xlsx", WORD, "DOCX"),
        ],
    )
    def test_with_a_wrong_one_it_is_read_and_said(self, name: str, data: bytes, kind: str) -> None:
        extracted = extract_office(data, name)
        assert extracted.text == "Pegawai wajib netral."
        ending = Path(name).suffix
        assert extracted.warnings == (
            f"the ending {ending} is wrong: it is a file of the kind {kind}, and was read as one",
        )

    def test_a_web_page_under_the_name_of_a_spreadsheet_is_read(self) -> None:
        page = (
            "<html><body><p>Pegawai wajib netral pada pemilihan kepala daerah di seluruh kabupaten.</p></body></html>"
        )
        extracted = extract_office(page.encode(), "rekap.xls")
        assert "Pegawai wajib netral" in extracted.text
        assert extracted.warnings[0].startswith("the ending .xls is wrong: it is a file of the kind HTML")

    def test_every_ending_of_an_office_file_has_a_reader(self) -> None:
        for ending in (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".rtf", ".doc", ".xls", ".ppt"):
            assert EXTRACTORS[ending] is extract_office


class TestRefused:
    @pytest.mark.parametrize(
        ("data", "code", "message"),
        [
            (zipped({"a.txt": "x"}), "archive", r"a\.docx is a ZIP archive\. Unpack it, and add the documents in it"),
            (b"Rar!\x1a\x07\x01\x00", "archive", "is a RAR archive"),
            (tar("w:gz"), "archive", "is a gzip archive"),
            (ole("EncryptedPackage"), "password", r"needs a password\. Save it without one"),
            (ole("__properties_version1.0"), "unreadable", r"message of Outlook \(\.msg\)\. Save it as \.eml"),
            (odf("", kind="presentation"), "unreadable", r"presentation of OpenDocument \(\.odp\)\. Save it as \.pptx"),
            (OLE, "unreadable", r"is a file of Office 97 to 2003 \(such as \.doc\) without any text"),
            (b"", "unreadable", r"a\.docx cannot be read as DOCX: it is no such file\. Save it again, or as \.txt"),
            (b"bukan berkas seperti itu", "unreadable", "cannot be read as DOCX"),
        ],
    )
    def test_it_is_said_what_the_file_is_and_what_to_do(self, data: bytes, code: str, message: str) -> None:
        with pytest.raises(DocumentError, match=message) as error:
            extract_office(data, "a.docx")
        assert error.value.code == code


class TestConversion:
    """Old files, through a program that stands in for LibreOffice."""

    @pytest.fixture
    def program(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
        """Installs a program of these lines of Python; gives where it notes its arguments."""

        def install(lines: str) -> Path:
            for target, made in {"docx": WORD, "xlsx": workbook(), "pptx": slides()}.items():
                (tmp_path / f"made.{target}").write_bytes(made)
            script, noted = tmp_path / "soffice", tmp_path / "noted"
            start = (
                f"#!{sys.executable}\nimport pathlib, shutil, sys, time\nhere = pathlib.Path({str(tmp_path)!r})\n"
                "arguments = sys.argv[1:]\n(here / 'noted').write_text('\\n'.join(arguments))\n"
                "target = arguments[arguments.index('--convert-to') + 1]\n"
                "folder = pathlib.Path(arguments[arguments.index('--outdir') + 1])\n"
            )
            script.write_text(start + lines)
            script.chmod(0o755)
            monkeypatch.setattr(converted, "PROGRAMS", (str(script),))
            return noted

        return install

    MAKES = "folder.mkdir()\nshutil.copy(here / f'made.{target}', folder / f'source.{target}')\n"

    @pytest.mark.parametrize(
        ("stream", "ending"), [("WordDocument", "doc"), ("Workbook", "xls"), ("PowerPoint Document", "ppt")]
    )
    def test_old_files_are_converted_and_read(self, program: Callable[[str], Path], stream: str, ending: str) -> None:
        noted = program(self.MAKES)
        extracted = extract_office(ole(stream), f"--x {ending}.{ending}")
        assert extracted.text == "Pegawai wajib netral."
        assert extracted.warnings == ("read through LibreOffice",)
        source = Path(noted.read_text().split("\n")[-1])
        assert source.name == f"source.{ending}"  # nothing of the file's own name
        assert not source.exists()

    def test_one_under_the_name_of_a_new_file_too(self, program: Callable[[str], Path]) -> None:
        program(self.MAKES)
        assert extract_office(ole("WordDocument"), "tua.docx").warnings == (
            "the ending .docx is wrong: it is a file of the kind DOC, and was read as one",
            "read through LibreOffice",
        )

    @pytest.mark.parametrize("name", ["tua.doc", "tua.docx"])
    def test_without_libreoffice_it_is_said_what_to_do(self, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
        monkeypatch.setattr(converted, "PROGRAMS", ("no-such-program",))
        message = (
            rf"{name} is a file of Office 97 to 2003 \(\.doc\), .* Install LibreOffice, or save the file as \.docx"
        )
        with pytest.raises(DocumentError, match=message) as error:
            extract_office(ole("WordDocument"), name)
        assert error.value.code == "converter"

    def test_a_file_that_it_cannot_read_is_refused(self, program: Callable[[str], Path]) -> None:
        program("sys.exit(1)")
        with pytest.raises(DocumentError, match=r"tua\.doc cannot be read by LibreOffice as \.doc\. Save it again"):
            extract_office(ole("WordDocument"), "tua.doc")

    def test_one_that_takes_too_long_is_stopped(
        self, program: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(converted, "TIMEOUT", 0.3)
        program("time.sleep(60)")
        with pytest.raises(
            DocumentError, match=r"tua\.doc cannot be converted by LibreOffice: .*0\.3 seconds.*Save it as"
        ):
            extract_office(ole("WordDocument"), "tua.doc")

    def test_a_program_that_does_not_start_is_said(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        broken = tmp_path / "soffice"
        broken.write_bytes(b"\x7fnot a program")
        broken.chmod(0o755)
        monkeypatch.setattr(converted, "PROGRAMS", (str(broken),))
        with pytest.raises(DocumentError, match=r"cannot be converted by LibreOffice: .*Save it as"):
            extract_office(ole("WordDocument"), "tua.doc")


@pytest.mark.skipif(converted.find_program() is None, reason="LibreOffice is not installed")
class TestLibreOffice:
    """The real one, where there is one."""

    def test_a_text_goes_through_the_old_format(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(converted.FILTERS, "docx", "MS Word 2007 XML")
        old = converted.convert(WORD, "a.docx", "docx", "doc")
        assert content_of(old) == "doc"
        assert extract_office(old, "a.doc").text == "Pegawai wajib netral."

    def test_what_is_no_document_is_refused(self) -> None:
        with pytest.raises(DocumentError, match=r"a\.doc cannot be read by LibreOffice"):
            extract_office(ole("WordDocument"), "a.doc")


def test_a_spreadsheet_of_openoffice_is_read() -> None:
    sheet = f'<table:table table:name="Rekap">{rows("Curug|120")}</table:table>'
    assert extract_office(odf(sheet, kind="spreadsheet"), "a.ods").text == "Rekap\n\nCurug | 120"
