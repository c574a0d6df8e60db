"""What a file is, told by its bytes."""

from __future__ import annotations

import io
import zipfile

import pytest

from index.signature import OLE, Signature, is_alike, read_signature
from tests.index.test_load import pdf, word


def archive(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return buffer.getvalue()


def compound(stream: str) -> bytes:
    return OLE + b"\0" * 500 + stream.encode("utf-16-le") + b"\0" * 500


@pytest.mark.parametrize(
    ("data", "ending"),
    [
        (pdf(["Rapat."]), ".pdf"),
        (b"\n %PDF-1.7", ".pdf"),
        (word("Rapat."), ".docx"),
        (archive(**{"xl/workbook.xml": b"x"}), ".xlsx"),
        (archive(**{"ppt/presentation.xml": b"x"}), ".pptx"),
        (archive(mimetype=b"application/vnd.oasis.opendocument.text"), ".odt"),
        (archive(mimetype=b"application/epub+zip"), ".epub"),
        (archive(mimetype=b"x" * 10_000_000), ".zip"),
        (archive(**{"surat.txt": b"Isi."}), ".zip"),
        (b"{\\rtf1\\ansi Surat}", ".rtf"),
        (b"\xef\xbb\xbf{\\rtf1 Surat}", ".rtf"),
        (compound("WordDocument"), ".doc"),
        (compound("Workbook"), ".xls"),
        (compound("PowerPoint Document"), ".ppt"),
        (compound("__properties_version1.0"), ".msg"),
        (compound("Lain"), ".doc"),
        (OLE[:5], ".doc"),
        (b"<!DOCTYPE html><p>Isi", ".html"),
        (b'\n<?xml version="1.0"?>\n<!-- dari web -->\n<html lang="id">', ".html"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n", ".mht"),
        (b"\xff\xd8\xff\xe0", ".jpg"),
        (b"\x89PNG\r\n\x1a\n", ".png"),
    ],
    ids=range(22),
)
def test_a_file_is_what_its_bytes_say(data: bytes, ending: str) -> None:
    found = read_signature(data)
    assert found
    assert found.ending == ending


def test_an_office_file_under_a_password_is_said_to_be_one() -> None:
    assert read_signature(compound("EncryptedPackage")) == Signature("an Office file under a password", "")


@pytest.mark.parametrize(
    "data",
    [
        b"", b"Surat Edaran\n\nIsi.", b"PKPU Nomor 4 Tahun 2031", b"PK\x03\x04sisa", b"# Judul\n\n<p>HTML di dalam Markdown</p>",
        b"Berkas %PDF-1.4 dikirim.", "“Netral”".encode(), b"<htmlx>", b"GIF itu singkatan.",
    ],
)  # fmt: skip
def test_plain_text_says_nothing(data: bytes) -> None:
    assert read_signature(data) is None


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (".htm", ".html", True), (".pdf", ".pdf", True), (".eml", ".mht", True), (".txt", ".html", False), (".docx", ".doc", False),
    ],
)  # fmt: skip
def test_endings_of_one_kind(one: str, other: str, alike: bool) -> None:
    assert is_alike(one, other) is alike
