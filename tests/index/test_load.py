"""Folders of articles, in every format, with and without a manifest, whole and broken."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import docx
import pypdf
import pytest

from index import load
from index.document_title import TITLE_LENGTH, first_line
from index.errors import SourceError
from index.formats import Extracted
from index.formats.plain import decode_text
from index.load import load_file, load_folder, read_folder
from index.signature import OLE

ARTICLE = "Rapat Koordinasi di Bima\n\nRapat digelar pada Selasa (6/2/2024) di Bima. Pegawai wajib netral.\n"

HTML = """<!doctype html>
<html lang="id"><head><title>Rapat Koordinasi di Bima - Kabar Pagi</title>
<meta property="og:title" content="Rapat Koordinasi di Bima">
<meta property="og:site_name" content="Kabar Pagi">
<meta property="og:url" content="https://kabarpagi.invalid/rapat">
<meta property="article:published_time" content="2024-02-06T08:00:00+08:00">
</head><body><nav><a href="/a">Beranda</a> <a href="/b">Politik</a></nav>
<article><h1>Rapat Koordinasi di Bima</h1>
<p>Rapat koordinasi digelar di kantor bupati pada hari Selasa dan dihadiri oleh seluruh kepala dinas kabupaten.</p>
<p>Bupati meminta seluruh pegawai menjaga netralitas sebelum, selama dan sesudah pemungutan suara berlangsung.</p>
<p>Pegawai yang melanggar akan dijatuhi sanksi menurut peraturan yang berlaku, kata bupati menutup sambutannya.</p>
</article><footer>Hak cipta Kabar Pagi</footer></body></html>
"""


def pdf(*pages: list[str], title: str | None = None, to_unicode: str = "") -> bytes:
    """A PDF of pages of lines, written by hand; `to_unicode` maps its character codes (a CMap's bfchar lines)."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    font = "/ToUnicode 4 0 R" if to_unicode else ""
    objects.append(f"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica {font} >>")
    cmap = f"begincmap\n1 begincodespacerange\n<00> <FF>\nendcodespacerange\n1 beginbfchar\n{to_unicode}\nendbfchar\nendcmap"
    objects.append(f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream")
    kids = []
    for lines in pages:
        content = "BT /F1 12 Tf 14 TL 72 720 Td " + " T* ".join(f"({line}) Tj" for line in lines) + " ET"
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {len(objects)} 0 R >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    objects.append(f"<< /Title ({title}) >>" if title else "<< >>")
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("ascii")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    trailer = (
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>\nstartxref\n{len(out)}\n%%EOF"
    )
    return out + (head + trailer).encode("ascii")


def word(*paragraphs: str, rows: tuple[tuple[str, ...], ...] = (), title: str = "") -> bytes:
    """A DOCX of paragraphs, then a table."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if rows:
        table = document.add_table(len(rows), len(rows[0]))
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    document.core_properties.title = title
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def write(folder: Path, name: str, content: str | bytes = ARTICLE) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


class TestFormats:
    @pytest.mark.parametrize("name", ["a.txt", "A.TXT"])
    def test_plain_text_is_kept_to_the_character(self, tmp_path: Path, name: str) -> None:
        document = load_file(write(tmp_path, name))
        assert document.text == ARTICLE
        assert (document.id, document.file) == (name[0], name)

    def test_line_ends_are_kept_as_delivered(self, tmp_path: Path) -> None:
        assert load_file(write(tmp_path, "a.txt", "Satu\r\n\r\nDua.\r\n")).text == "Satu\r\n\r\nDua.\r\n"

    def test_markdown_title_loses_its_hash(self, tmp_path: Path) -> None:
        assert load_file(write(tmp_path, "a.md", "# Judul Berita\n\nIsi berita.")).title == "Judul Berita"

    @pytest.mark.parametrize("name", ["a.html", "a.htm"])
    def test_html_gives_the_article_and_what_its_head_says(self, tmp_path: Path, name: str) -> None:
        document = load_file(write(tmp_path, name, HTML))
        assert "Bupati meminta seluruh pegawai menjaga netralitas" in document.text
        assert "<" not in document.text
        assert "Beranda" not in document.text
        assert document.title == "Rapat Koordinasi di Bima"
        assert document.publisher == "Kabar Pagi"
        assert document.published == "2024-02-06"
        assert document.url == "https://kabarpagi.invalid/rapat"
        assert document.derived == ()

    def test_html_without_an_article_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(SourceError, match=r"no article text found.*Save its text as \.txt"):
            load_file(write(tmp_path, "a.html", "<html><body></body></html>"))

    def test_pdf_gives_the_text_of_every_page_and_believes_no_title_that_it_does_not_show(self, tmp_path: Path) -> None:
        pages = ["Rapat digelar di Bima.", "Pegawai wajib netral."], ["Halaman kedua."]
        document = load_file(write(tmp_path, "a.pdf", pdf(*pages, title="RAPAT digelar di Bima.")))
        assert document.text == "Rapat digelar di Bima.\nPegawai wajib netral.\n\nHalaman kedua."
        assert document.title == "Rapat digelar di Bima."
        assert document.derived == ()

    def test_pdf_without_a_title_is_named_by_its_first_line(self, tmp_path: Path) -> None:
        document = load_file(write(tmp_path, "a.pdf", pdf(["Rapat digelar di Bima."])))
        assert document.title == "Rapat digelar di Bima."
        assert document.derived == ("title",)

    def test_pdf_that_names_half_a_character_can_still_be_written(self, tmp_path: Path) -> None:
        document = load_file(write(tmp_path, "a.pdf", pdf(["Xapat"], to_unicode="<58> <D83D>")))
        assert document.text.encode().decode() == document.text
        assert document.text == "\ufffdapat"

    def test_pdf_without_a_word_is_refused(self, tmp_path: Path) -> None:
        writer = pypdf.PdfWriter()
        writer.add_blank_page(200, 200)
        writer.write(tmp_path / "a.pdf")
        with pytest.raises(SourceError, match=r"a\.pdf has no text"):
            load_file(tmp_path / "a.pdf")

    def test_encrypted_pdf_is_refused(self, tmp_path: Path) -> None:
        writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(["Rahasia."])))
        writer.encrypt("sandi", algorithm="RC4-128")
        writer.write(tmp_path / "a.pdf")
        with pytest.raises(SourceError, match=r"cannot be read as PDF: it has a password.*save it again"):
            load_file(tmp_path / "a.pdf")

    def test_docx_gives_paragraphs_and_tables_in_order(self, tmp_path: Path) -> None:
        content = word(
            "Jadwal Pilkada", "", "Berikut jadwalnya.", rows=(("Tahap", "Tanggal"), ("Daftar", "27 Agustus"))
        )
        document = load_file(write(tmp_path, "a.docx", content))
        assert document.text == "Jadwal Pilkada\n\nBerikut jadwalnya.\n\nTahap | Tanggal\nDaftar | 27 Agustus"
        assert document.title == "Jadwal Pilkada"
        assert document.derived == ("title",)

    def test_docx_title_property_is_its_title_where_the_text_begins_with_it(self, tmp_path: Path) -> None:
        document = load_file(write(tmp_path, "a.docx", word("Isi berita.", title="Templat 2019")))
        assert (document.title, document.derived) == ("Isi berita.", ("title",))
        document = load_file(write(tmp_path, "b.docx", word("PEMKAB BIMA", "Jadwal", "Isi berita.", title="Jadwal")))
        assert (document.title, document.derived) == ("Jadwal", ())

    @pytest.mark.parametrize(
        "left", ["Template Nota Dinas 2019", "Microsoft Word - nota.docx", "untitled", "Surat Lama"]
    )
    def test_docx_is_named_by_its_first_line_whatever_its_properties_say(self, tmp_path: Path, left: str) -> None:
        document = load_file(write(tmp_path, "a.docx", word("Nota Dinas Lintang", "Isi berita.", title=left)))
        assert (document.title, document.derived) == ("Nota Dinas Lintang", ("title",))

    @pytest.mark.parametrize(("name", "what"), [("a.pdf", "PDF"), ("a.docx", "DOCX")])
    @pytest.mark.parametrize("content", [b"", b"bukan berkas seperti itu", b"PK\x03\x04sisa"])
    def test_what_is_not_the_format_its_name_says_is_refused(
        self, tmp_path: Path, name: str, what: str, content: bytes
    ) -> None:
        with pytest.raises(SourceError, match=rf"{name} cannot be read as {what}.*Save it again"):
            load_file(write(tmp_path, name, content))


class TestDecoding:
    @pytest.mark.parametrize("ending", ["txt", "md"])
    def test_an_encoding_that_was_guessed_is_said(self, tmp_path: Path, ending: str) -> None:
        document = load_file(write(tmp_path, f"a.{ending}", b"Ujar \x93netral\x94."))
        assert document.text == "Ujar “netral”."
        assert document.warnings == ("read as Windows-1252, which was guessed",)
        assert load_file(write(tmp_path, f"a.{ending}", "Ujar “netral”.")).warnings == ()

    @pytest.mark.parametrize("data", [b"\xff\xfeN", b"Netral \xe2\x80", b"Netral\0 dan adil."])
    def test_what_is_no_text_is_refused_by_name(self, tmp_path: Path, data: bytes) -> None:
        with pytest.raises(SourceError, match=r"a\.txt is "):
            load_file(write(tmp_path, "a.txt", data))

    @pytest.mark.parametrize("content", ["", " \n\t\u00a0\n", "\ufeff", "... --- !!!\n***"])
    def test_a_file_without_a_word_is_refused(self, tmp_path: Path, content: str) -> None:
        with pytest.raises(SourceError, match=r"a\.txt has no text. Remove it, or replace it"):
            load_file(write(tmp_path, "a.txt", content))

    def test_a_huge_file_is_refused(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(load, "MAX_BYTES", len(ARTICLE.encode()) - 1)
        with pytest.raises(SourceError, match="Split it, or remove it"):
            load_file(write(tmp_path, "a.txt"))

    def test_an_unreadable_file_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(SourceError, match="Check the file and its permissions"):
            load_file(tmp_path / "gone.txt")


class TestDerived:
    def test_without_a_manifest_title_and_date_are_derived_and_said_to_be(self, tmp_path: Path) -> None:
        document = load_file(write(tmp_path, "a.txt"))
        assert document.title == "Rapat Koordinasi di Bima"
        assert document.published == "2024-02-06"  # (6/2/2024): the day comes first
        assert document.derived == ("published", "title")
        assert (document.publisher, document.place, document.language) == (None, None, "id")

    def test_no_date_in_the_text_is_no_date(self, tmp_path: Path) -> None:
        document = load_file(write(tmp_path, "a.txt", "Pegawai wajib netral."))
        assert document.published is None
        assert document.derived == ("title",)

    def test_a_long_first_line_is_cut_at_a_word(self) -> None:
        title = first_line("\n\n" + "netral " * 40)
        assert title.endswith("netral …")
        assert len(title) <= TITLE_LENGTH + len(" …")

    def test_the_title_skips_lines_without_a_word(self) -> None:
        assert first_line("***\n\n##  Judul   Berita \nIsi.") == "Judul Berita"


class TestFolder:
    def test_articles_come_in_the_order_of_their_ids(self, tmp_path: Path) -> None:
        for name in ("c.txt", "a.md", "b.txt"):
            write(tmp_path, name, f"{ARTICLE}{name}")
        assert [document.id for document in load_folder(tmp_path)] == ["a", "b", "c"]

    def test_readme_hidden_lock_and_foreign_files_are_no_articles(self, tmp_path: Path) -> None:
        for name in ("README.md", "readme.txt", ".hidden.txt", "~$kunci.docx", "foto.jpg", "furniture.toml", "a.txt"):
            write(tmp_path, name, "" if name == "furniture.toml" else ARTICLE)
        (tmp_path / "folder.txt").mkdir()
        assert [document.file for document in load_folder(tmp_path)] == ["a.txt"]

    def test_no_folder(self, tmp_path: Path) -> None:
        with pytest.raises(SourceError, match=r"No folder .*netral index build FOLDER"):
            load_folder(tmp_path / "gone")

    def test_a_file_is_no_folder(self, tmp_path: Path) -> None:
        with pytest.raises(SourceError, match="Name the folder with the articles"):
            load_folder(write(tmp_path, "a.txt"))

    def test_empty_folder(self, tmp_path: Path) -> None:
        with pytest.raises(SourceError, match=r"No articles in .* Put \.doc, \.docx, .*\.xlsx files there"):
            load_folder(tmp_path)

    def test_the_manifest_can_tell_two_files_with_one_stem_apart(self, tmp_path: Path) -> None:
        write(tmp_path, "a.txt")
        write(tmp_path, "a.md", f"# Lain\n\n{ARTICLE}")
        write(tmp_path, "manifest.toml", '[[source]]\nfile = "a.md"\nid = "b"\n')
        assert [(document.id, document.file) for document in load_folder(tmp_path)] == [("a", "a.txt"), ("b", "a.md")]

    def test_subfolders_are_read_and_the_manifest_describes_files_in_them(self, tmp_path: Path) -> None:
        for year in ("2023", "2024"):
            (tmp_path / year).mkdir()
            write(tmp_path / year, "surat.txt", f"Surat {year}\n\nPegawai wajib netral.")
        write(tmp_path, "manifest.toml", '[[source]]\nfile = "2024/surat.txt"\ntitle = "Edaran"\n')
        found = [(document.id, document.file, document.title) for document in load_folder(tmp_path)]
        assert found == [("2023/surat", "2023/surat.txt", "Surat 2023"), ("2024/surat", "2024/surat.txt", "Edaran")]

    def test_the_good_files_are_read_and_every_other_one_is_named_with_its_reason(self, tmp_path: Path) -> None:
        (tmp_path / "lama").mkdir()
        write(tmp_path, "baik.txt")
        for name, content in {
            "kosong.txt": b" \n", "rusak.pdf": b"%PDF-1.4 half", "lama/rusak.docx": b"bukan word",
            "koi.txt": "Привет, друг".encode("koi8_r"), "biner.txt": bytes(range(256)), "surat.docx": b"\xff\xd8\xff\xe0",
            "kunci.docx": OLE + "EncryptedPackage".encode("utf-16-le"),
            "arsip.zip": b"PK", "lama/tua.doc": b"x", "foto.JPG": b"x", "catatan": b"x",
        }.items():  # fmt: skip
            write(tmp_path, name, content)
        read = read_folder(tmp_path)
        assert [document.file for document in read.documents] == ["baik.txt"]
        assert {each.file: each.code for each in read.left_out} == {
            "kosong.txt": "empty", "rusak.pdf": "unreadable", "lama/rusak.docx": "unreadable",
            "koi.txt": "encoding", "biner.txt": "binary",
            "surat.docx": "disguised", "arsip.zip": "archive", "lama/tua.doc": "unreadable", "kunci.docx": "password",
            "foto.JPG": "picture", "catatan": "type",
        }  # fmt: skip
        assert [each.file for each in read.left_out] == sorted(each.file for each in read.left_out)
        assert all(str(each.problem).startswith(f"{each.file} ") for each in read.left_out)

    def test_a_folder_without_one_good_file_is_refused_with_every_reason(self, tmp_path: Path) -> None:
        write(tmp_path, "kosong.txt", "")
        write(tmp_path, "arsip.zip", "x")
        with pytest.raises(
            SourceError, match=r"(?s)No articles in .*arsip\.zip is an archive.*kosong\.txt has no text"
        ):
            load_folder(tmp_path)

    def test_a_copy_is_left_out_and_its_id_leads_to_the_one_that_is_kept(self, tmp_path: Path) -> None:
        write(tmp_path, "berita.txt")
        write(tmp_path, "berita (1).txt")
        read = read_folder(tmp_path)
        assert [document.id for document in read.documents] == ["berita"]
        assert read.copies == {"berita (1)": "berita"}
        assert [str(each.problem) for each in read.left_out] == [
            "berita (1).txt has the text of berita.txt, and is left out as its copy."
        ]

    def test_reading_says_how_far_it_is_in_bytes(self, tmp_path: Path) -> None:
        write(tmp_path, "a.txt", "Satu dua.")
        write(tmp_path, "b.txt", "Tiga.")
        seen: list[tuple[int, int]] = []
        read_folder(tmp_path, lambda done, total: seen.append((done, total)))
        assert seen == [(9, 14), (14, 14)]

    @pytest.mark.parametrize(
        ("name", "content", "warning"),
        [
            ("a.txt", pdf(["Rapat digelar di Bima."]), "is a PDF under the name of .txt, and was read as that"),
            ("a.docx", pdf(["Rapat digelar di Bima."]), "is a PDF under the name of .docx, and was read as that"),
            ("a.pdf", word("Rapat digelar di Bima."), "is a Word file under the name of .pdf, and was read as that"),
            ("a.txt", HTML.encode(), "is a web page under the name of .txt, and was read as that"),
        ],
    )
    def test_a_file_is_read_as_what_it_is_and_that_is_said(
        self, tmp_path: Path, name: str, content: bytes, warning: str
    ) -> None:
        document = load_file(write(tmp_path, name, content))
        assert "di Bima" in document.text
        assert "<" not in document.text
        assert document.warnings == (warning,)


class TestManifest:
    def test_what_it_says_is_kept_and_not_called_derived(self, tmp_path: Path) -> None:
        write(tmp_path, "a.txt")
        write(
            tmp_path,
            "manifest.toml",
            '[[source]]\nfile = "a.txt"\nid = "x"\ntitle = "Judul"\npublisher = "P"\nplace = "Bima"\nlanguage = "en"\n'
            'published = 2024-04-18\nurl = "https://p.invalid"\nderived = ["published"]\nquestions.id = ["Kapan?"]\n',
        )
        (document,) = load_folder(tmp_path)
        assert (document.id, document.title, document.publisher, document.place) == ("x", "Judul", "P", "Bima")
        assert (document.language, document.published, document.url) == ("en", "2024-04-18", "https://p.invalid")
        assert document.derived == ("published",)
        assert document.questions == (("id", "Kapan?"),)

    def test_a_date_that_it_leaves_out_is_not_derived(self, tmp_path: Path) -> None:
        write(tmp_path, "a.txt")
        write(tmp_path, "manifest.toml", '[[source]]\nfile = "a.txt"\ntitle = "Judul"\n')
        (document,) = load_folder(tmp_path)
        assert (document.published, document.derived) == (None, ())

    def test_it_overrides_what_the_file_says_of_itself(self, tmp_path: Path) -> None:
        write(tmp_path, "a.html", HTML)
        write(tmp_path, "manifest.toml", '[[source]]\nfile = "a.html"\ntitle = "Judul"\npublished = 2020-01-02\n')
        (document,) = load_folder(tmp_path)
        assert (document.title, document.published, document.publisher) == ("Judul", "2020-01-02", "Kabar Pagi")

    def test_a_file_that_it_does_not_list_is_accepted(self, tmp_path: Path) -> None:
        write(tmp_path, "a.txt")
        write(tmp_path, "b.txt", ARTICLE + "Lain.")
        write(tmp_path, "manifest.toml", '[[source]]\nfile = "a.txt"\ntitle = "Judul"\n')
        listed, unlisted = load_folder(tmp_path)
        assert (listed.title, unlisted.title) == ("Judul", "Rapat Koordinasi di Bima")
        assert unlisted.derived == ("published", "title")

    @pytest.mark.parametrize("published", ['"2024-04-18"', "2024-04-18T08:00:00Z", "2024-04-18"])
    def test_a_date_may_be_text_or_have_a_time(self, tmp_path: Path, published: str) -> None:
        write(tmp_path, "a.txt")
        write(tmp_path, "manifest.toml", f'[[source]]\nfile = "a.txt"\npublished = {published}\n')
        assert load_folder(tmp_path)[0].published == dt.date(2024, 4, 18).isoformat()

    @pytest.mark.parametrize(
        ("manifest", "message"),
        [
            ('[[source]]\nfile = "gone.txt"', r"names gone\.txt, which is not in .* Add the file or remove its entry"),
            (
                f'[[source]]\nfile = "a.txt"\nsha256 = "{"0" * 64}"',
                r"a\.txt differs from the checksum.*Restore the file, or put its new sha256",
            ),
            (
                '[[source]]\nfile = "a.txt"\npublised = 2024-04-18',
                r"Unknown key 'publised'.*did you mean 'published'\?",
            ),
            ('[[sources]]\nfile = "a.txt"', r"Unknown key 'sources'.*did you mean 'source'\?"),
            ('[source]\nfile = "a.txt"', r"begin each article's entry with \[\[source\]\]"),
            ('source = "a.txt"', r"begin each article's entry with \[\[source\]\]"),
            ('[[source]]\nfile = "a.txt"\n[[source]]\nfile = "a.txt"', r"names a\.txt twice. Remove one"),
            ('[[source]]\ntitle = "Judul"', "source 1 has no `file`. Name the file that it describes"),
            ('[[source]]\nfile = "a.txt"\npublished = "18 April 2024"', "Write it as a date, such as 2024-04-18"),
            ('[[source]]\nfile = "a.txt"\npublished = "2024-02-30"', "Write it as a date, such as 2024-04-18"),
            ('[[source]]\nfile = "a.txt"\nquestions = ["Kapan?"]', "write `questions` as"),
            ('[[source]]\nfile = "a.txt"\nquestions = {id = "Kapan?"}', "write `questions` as"),
            ('[[source]]\nfile = "a.txt"\ntitle = 5', "`title` is 5. Write it in quotes"),
            ('[[source]]\nfile = "a.txt"\nsha256 = 5', "`sha256` is 5. Write it in quotes"),
            ('[[source]]\nfile = "a.txt"\nderived = "title"', "write `derived` as a list"),
            ('[[source]]\nfile = "a.txt"\nid = "2024/"', "`id` is '2024/', which is empty, or begins"),
            ('[[source]]\nfile = "a.txt"\nid = "../a"', "`id` is '../a', which has a part"),
            ('[[source]]\nfile = "a.txt"\nid = "a/pane"', "`id` is 'a/pane', which ends in"),
            ('[[source]]\nfile = "../a.txt"', r"names \.\./a\.txt, which is not in"),
            ('[[source]]\nfile = "README.md"', r"names README\.md, which is not in"),
            ('[[source]]\nfile = "a.txt', "is not valid TOML.*Correct that line"),
            (b'[[source]]\ntitle = "\xff"', "is not valid TOML.*Correct that line"),
        ],
        ids=range(22),
    )
    def test_a_manifest_that_does_not_fit_is_refused_with_what_to_do(
        self, tmp_path: Path, manifest: str | bytes, message: str
    ) -> None:
        write(tmp_path, "a.txt")
        write(tmp_path, "manifest.toml", manifest)
        with pytest.raises(SourceError, match=message):
            load_folder(tmp_path)

    def test_a_manifest_of_missing_files_in_an_empty_folder_names_the_file(self, tmp_path: Path) -> None:
        write(tmp_path, "manifest.toml", '[[source]]\nfile = "gone.txt"')
        with pytest.raises(SourceError, match=r"names gone\.txt"):
            load_folder(tmp_path)

    def test_one_id_given_to_two_files(self, tmp_path: Path) -> None:
        write(tmp_path, "a.txt")
        write(tmp_path, "b.txt")
        write(tmp_path, "manifest.toml", '[[source]]\nfile = "a.txt"\nid = "x"\n[[source]]\nfile = "b.txt"\nid = "x"\n')
        with pytest.raises(SourceError, match=r"Two files have the id 'x': a\.txt and b\.txt\. Rename one"):
            load_folder(tmp_path)


def test_whatever_a_library_raises_names_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setitem(load.EXTRACTORS, ".pdf", fails)
    (tmp_path / "rusak.pdf").write_bytes(b"%PDF")
    with pytest.raises(SourceError, match=r"rusak\.pdf cannot be read \(RecursionError: too deep\)"):
        load_folder(tmp_path)


def test_a_new_format_is_one_function_and_one_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def extract_csv(data: bytes, name: str) -> Extracted:
        return Extracted(decode_text(data, name).removeprefix("csv "), {"title": "Judul berkas", "publisher": None})

    write(tmp_path, "a.csv", "csv " + ARTICLE)
    with pytest.raises(SourceError, match=r"No articles in .*\.docx, \.eml, \.htm, \.html, \.md, .*\.txt, .* files"):
        load_folder(tmp_path)
    monkeypatch.setitem(load.EXTRACTORS, ".csv", extract_csv)
    (document,) = load_folder(tmp_path)
    assert (document.id, document.text, document.title) == ("a", ARTICLE, "Judul berkas")
    assert document.derived == ("published",)
