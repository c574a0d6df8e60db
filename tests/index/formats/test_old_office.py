"""Files of Office 97 to 2003, which LibreOffice reads."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from pptx import Presentation

from index.errors import DocumentError
from index.formats import EXTRACTORS, Extracted, old_office
from index.load import load_file
from index.signature import OLE, read_signature
from tests.index.formats.word_files import paragraph, word

WORD = word(paragraph("Pegawai wajib netral."))


def ole(stream: str) -> bytes:
    """A compound file with a stream of this name."""
    return OLE + b"\0" * 504 + stream.encode("utf-16-le")


def extract(data: bytes, name: str) -> Extracted:
    return EXTRACTORS[Path(name).suffix](data, name)


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
            monkeypatch.setattr(old_office, "PROGRAMS", (str(script),))
            return noted

        return install

    MAKES = "folder.mkdir()\nshutil.copy(here / f'made.{target}', folder / f'source.{target}')\n"

    @pytest.mark.parametrize(
        ("stream", "ending"), [("WordDocument", "doc"), ("Workbook", "xls"), ("PowerPoint Document", "ppt")]
    )
    def test_old_files_are_converted_and_read(self, program: Callable[[str], Path], stream: str, ending: str) -> None:
        noted = program(self.MAKES)
        extracted = extract(ole(stream), f"--x {ending}.{ending}")
        assert extracted.text == "Pegawai wajib netral."
        assert extracted.warnings == ("read through LibreOffice",)
        source = Path(noted.read_text().split("\n")[-1])
        assert source.name == f"source.{ending}"  # nothing of the file's own name
        assert not source.exists()

    def test_one_under_the_name_of_a_new_file_too(self, program: Callable[[str], Path], tmp_path: Path) -> None:
        program(self.MAKES)
        file = tmp_path / "tua.docx"
        file.write_bytes(ole("WordDocument"))
        assert load_file(file).warnings == (
            "is an old Word file under the name of .docx, and was read as that",
            "read through LibreOffice",
        )

    @pytest.mark.parametrize("name", ["tua.doc", "tua.docx"])
    def test_without_libreoffice_it_is_said_what_to_do(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
    ) -> None:
        monkeypatch.setattr(old_office, "PROGRAMS", ("no-such-program",))
        (tmp_path / name).write_bytes(ole("WordDocument"))
        message = (
            rf"{name} is a file of Office 97 to 2003 \(\.doc\), .* Install LibreOffice, or save the file as \.docx"
        )
        with pytest.raises(DocumentError, match=message) as error:
            load_file(tmp_path / name)
        assert error.value.code == "converter"

    @pytest.mark.parametrize("data", [b"", b"bukan berkas", WORD])
    def test_what_is_no_old_file_is_not_given_to_it(self, program: Callable[[str], Path], data: bytes) -> None:
        noted = program(self.MAKES)
        with pytest.raises(DocumentError, match=r"a\.xls cannot be read as \.xls: it is no such file\. Save it again"):
            extract(data, "a.xls")
        assert not noted.exists()

    def test_a_file_that_it_cannot_read_is_refused(self, program: Callable[[str], Path]) -> None:
        program("sys.exit(1)")
        with pytest.raises(DocumentError, match=r"tua\.doc cannot be read by LibreOffice as \.doc\. Save it again"):
            extract(ole("WordDocument"), "tua.doc")

    def test_one_that_takes_too_long_is_stopped(
        self, program: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(old_office, "TIMEOUT", 0.3)
        program("time.sleep(60)")
        with pytest.raises(
            DocumentError, match=r"tua\.doc cannot be converted by LibreOffice: .*0\.3 seconds.*Save it as"
        ):
            extract(ole("WordDocument"), "tua.doc")

    def test_a_program_that_does_not_start_is_said(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        broken = tmp_path / "soffice"
        broken.write_bytes(b"\x7fnot a program")
        broken.chmod(0o755)
        monkeypatch.setattr(old_office, "PROGRAMS", (str(broken),))
        with pytest.raises(DocumentError, match=r"cannot be converted by LibreOffice: .*Save it as"):
            extract(ole("WordDocument"), "tua.doc")


@pytest.mark.skipif(old_office.find_program() is None, reason="LibreOffice is not installed")
class TestLibreOffice:
    """The real one, where there is one."""

    def test_a_text_goes_through_the_old_format(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(old_office.FILTERS, "docx", "MS Word 2007 XML")
        old = old_office.convert(WORD, "a.docx", "docx", "doc")
        signature = read_signature(old)
        assert signature
        assert signature.ending == ".doc"
        assert extract(old, "a.doc").text == "Pegawai wajib netral."

    def test_what_is_no_document_is_refused(self) -> None:
        with pytest.raises(DocumentError, match=r"a\.doc cannot be read by LibreOffice"):
            extract(ole("WordDocument"), "a.doc")
