"""Zipped files, and what keeps a small one from filling the memory."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from index.errors import DocumentError
from index.formats import package
from index.formats.package import Package
from tests.index.formats.word_files import paragraph, word, zipped


def test_its_parts_and_what_they_refer_to() -> None:
    opened = Package(word(paragraph("Isi."), footnotes=""), "a.docx")
    assert opened.main_part("x") == "word/document.xml"
    (relation,) = opened.relations("word/document.xml").values()
    assert (relation.kind, relation.target) == ("footnotes", "word/footnotes.xml")
    assert opened.read("gone.xml") == b""
    assert opened.xml("gone.xml") is None
    assert opened.relations("gone.xml") == {}


def test_targets_may_be_absolute_and_those_outside_are_left_out() -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="a" Type="t/image" Target="/word/media/a.png"/>'
        '<Relationship Id="b" Type="t/image" Target="../b.png"/>'
        '<Relationship Id="c" Type="t/hyperlink" Target="https://mekarjaya.invalid" TargetMode="External"/></Relationships>'
    )
    found = Package(zipped({"word/_rels/x.xml.rels": relations}), "a.docx").relations("word/x.xml")
    assert {name: relation.target for name, relation in found.items()} == {"a": "word/media/a.png", "b": "b.png"}


class TestLimits:
    def refused(self, parts: dict[str, str | bytes], message: str) -> None:
        with pytest.raises(DocumentError, match=message) as error:
            Package(zipped(parts), "a.docx")
        assert error.value.code == "large"
        assert "Save it again" in str(error.value)

    def test_one_that_unzips_to_too_much_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(package, "MAX_UNZIPPED", 2 * 2**20)
        parts: dict[str, str | bytes] = {f"{at}.bin": b"x" * 2**20 for at in range(3)}
        self.refused(parts, r"a\.docx is refused: it would unzip to 3 MiB")
        parts.popitem()
        assert Package(zipped(parts), "a.docx").names == {"0.bin", "1.bin"}

    def test_a_part_that_shrank_far_more_than_text_does_is_refused(self) -> None:
        self.refused({"media/a.bin": b"\0" * (51 * 2**20)}, r"media/a\.bin would unzip to \d{3,4} times its size")
        # A small one may: nothing is lost by reading it.
        assert Package(zipped({"media/a.bin": b"\0" * 2**20}), "a.docx").read("media/a.bin") == b"\0" * 2**20

    def test_a_large_part_in_xml_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(package, "MAX_PART", 1000)
        self.refused({"word/document.xml": "<x/>" + " " * 1000}, r"word/document\.xml would unzip to 0 MiB")

    def test_a_part_gives_no_more_than_its_size_says(self) -> None:
        """Where the size in the directory of the file is false, reading stops there."""
        data = bytearray(zipped({"a.xml": "<x>" + "y" * 5000 + "</x>"}))
        directory = data.rindex(b"PK\x01\x02")
        data[directory + 24 : directory + 28] = (10).to_bytes(4, "little")
        with pytest.raises(DocumentError, match=r"cannot be read as DOCX: a\.xml"):
            Package(bytes(data), "a.docx").read("a.xml")

    def test_entities_that_grow_are_refused(self) -> None:
        levels = "".join(f'<!ENTITY e{at} "{f"&e{at - 1};" * 10}">' for at in range(1, 12))
        bomb = f'<!DOCTYPE x [<!ENTITY e0 "netral">{levels}]><x>&e11;</x>'
        with pytest.raises(DocumentError, match=r"a\.xml: .*amplification"):
            Package(zipped({"a.xml": bomb}), "a.docx").xml("a.xml")

    def test_nothing_is_fetched_from_outside(self, tmp_path: Path) -> None:
        (tmp_path / "rahasia").write_text("rahasia")
        outside = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{(tmp_path / "rahasia").as_uri()}">]><x>&e;</x>'
        with pytest.raises(DocumentError, match="undefined entity"):
            Package(zipped({"a.xml": outside}), "a.docx").xml("a.xml")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04sisa", word(paragraph("Isi."))[:-40]])
def test_a_damaged_file_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match=r"a\.docx cannot be read as DOCX: .*Save it again, or as \.txt"):
        Package(data, "a.docx")


def test_a_part_that_needs_a_password_is_refused() -> None:
    data = bytearray(zipped({"a.xml": "<x/>"}))
    for header, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(header) + flags] |= 1
    with pytest.raises(DocumentError, match=re.compile("password", re.IGNORECASE)):
        Package(bytes(data), "a.docx").read("a.xml")
