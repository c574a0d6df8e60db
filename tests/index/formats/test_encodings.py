"""The bytes of text files: what they are is told rightly, said where it was guessed, and refused where it is not certain."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import DocumentError
from index.formats.encodings import decode_bytes

TEXTS = [
    "Lurah menjawab, “Saya netral”, lalu duduk.",
    "Pegawai – tanpa kecuali – wajib netral… sampai 9 Mei.",
    "Bu Désirée dan Pak Günther hadir; tamu ‘kehormatan’ tidak.",
    "Suhu ruang 27°C, luas 40 m², ongkos ±Rp2 juta.",
    "• apel pagi\n• ikrar\n• penandatanganan",
    "Jum’at, 3 Mei: Ma’mun dilantik.",
    "Nomor\u00a07 Tahun\u00a02031",
]


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        *((text, "cp1252", "Windows-1252") for text in TEXTS),
        *((text, "mac_roman", "Mac Roman") for text in TEXTS if "²" not in text),  # which it lacks
    ],
)
def test_an_older_encoding_is_told_by_what_it_makes_of_the_bytes_and_said(text: str, codec: str, name: str) -> None:
    found = decode_bytes(text.encode(codec), "a.txt")
    assert found.text == text
    assert found.warnings == (f"read as {name}, which was guessed",)


def test_a_text_of_dos_is_told_by_its_accents() -> None:
    found = decode_bytes("André, José dan Müller hadir dalam rapat.".encode("cp850"), "a.txt")
    assert found.text == "André, José dan Müller hadir dalam rapat."
    assert found.warnings == ("read as DOS code page 850, which was guessed",)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_utf8_and_what_has_a_byte_order_mark_are_read_without_a_word(text: str, codec: str) -> None:
    found = decode_bytes(text.encode(codec), "a.txt")
    assert (found.text, found.warnings) == (text, ())


@pytest.mark.parametrize("text", [*TEXTS, "Ya.", "Camat menegur lurah pada 2 Mei 2031.\n"])
@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_characters_without_a_mark_are_read_and_said(text: str, codec: str) -> None:
    found = decode_bytes(text.encode(codec), "a.txt")
    assert found.text == text
    assert found.warnings == (f"read as {codec[:6].upper()}, though it has no byte order mark",)


@pytest.mark.parametrize(
    ("data", "code", "says"),
    [
        ("Привет, это письмо о нейтралитете.".encode("koi8_r"), "encoding", "its encoding is not certain"),
        ("Привет, это письмо о нейтралитете.".encode("cp1251"), "encoding", "not UTF-8 (line 1, byte 0)"),
        ("公務員應保持中立。".encode("big5"), "encoding", "not certain"),
        ("بسم الله الرحمن الرحيم".encode("cp1256"), "encoding", "not certain"),
        ("Kata “ini”\ndan ".encode() + "“itu”.".encode("cp1252"), "encoding", "mixes UTF-8 with another encoding: line 2"),
        ("Ia berkata “netral".encode()[:-8], "encoding", "not UTF-8"),
        (b"\xff\xfeN\0e", "encoding", "is not whole"),
        ("Pegawai netral".encode("utf-16")[:-1], "encoding", "is not whole"),
        (b"Netral\0dan adil.", "binary", "has NUL"),
        ("Netral dan adil.\0".encode("utf-16"), "binary", "has NUL"),
        (bytes(range(256)) * 4, "binary", "is no text"),
        (b"\x01\x02\x03\x04 abc", "binary", "is no text"),
        (random.Random(7).randbytes(4000), "binary", "is no text"),
    ],
    ids=range(13),
)  # fmt: skip
def test_what_is_not_certain_or_no_text_is_refused(data: bytes, code: str, says: str) -> None:
    with pytest.raises(DocumentError) as refused:
        decode_bytes(data, "2031/surat.txt")
    assert refused.value.code == code
    assert str(refused.value).startswith("2031/surat.txt ")
    assert says in str(refused.value)


@given(st.binary(max_size=200))
def test_any_bytes_are_text_without_nul_or_refused_by_name(data: bytes) -> None:
    try:
        text, code = decode_bytes(data, "a.txt").text, "encoding"
    except DocumentError as error:
        text, code = "", error.code
    assert "\0" not in text
    assert code in ("binary", "encoding")
