"""Folders in the folder of articles, copies, versions and warnings, as an operator sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.wording import words
from index.store import Index
from tests.assistant.web.operator.test_routes import SAY, Site

LETTER = "Surat Edaran {year}\n\nPegawai wajib apel mulai 1 Maret {year}."
NEWS = (
    "Posko Netralitas Dibuka\n\nDinas kepegawaian membuka posko pengaduan di alun-alun pada {date}. Warga dapat melapor setiap "
    "hari kerja mulai pukul delapan pagi. Laporan diteruskan kepada inspektorat dalam tiga hari."
)  # fmt: skip


@pytest.fixture
def inside(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    for year in ("2030", "2031"):
        (site.sources / year).mkdir()
        (site.sources / year / "surat.txt").write_text(LETTER.format(year=year), encoding="utf-8")
    with site.browser:
        assert site.log_in().status_code == 200
        yield site


def get(site: Site, path: str) -> str:
    response = site.browser.get(f"/operator{path}")
    assert response.status_code == 200, path
    text: str = response.text
    return text


def test_documents_of_subfolders_are_listed_previewed_and_published(inside: Site) -> None:
    page = inside.documents()
    for link in ("documents", "questions", "remove"):
        assert f"/operator/{link}/2031/surat.txt?lang=id" in page
    assert "Surat Edaran 2031" in get(inside, "/documents/2031/surat.txt")
    assert "Surat Edaran 2030" in get(inside, "/questions/2030/surat.txt")
    inside.publish()
    assert Index(inside.settings.index).document_ids == ["2030/surat", "2031/surat", "satu"]
    assert inside.documents().count(f'">{SAY["operator_state_published"]}<') == 3


def test_a_document_of_a_subfolder_is_described_removed_and_brought_back_in_its_place(inside: Site) -> None:
    inside.send("details", {"file": "2031/surat.txt", "title": "Edaran Apel", "published": "2031-02-20"})
    assert 'file = "2031/surat.txt"' in (inside.sources / "manifest.toml").read_text("utf-8")
    assert "Edaran Apel" in get(inside, "/documents/2031/surat.txt")
    removed = inside.send("remove", {"file": "2031/surat.txt"}).text
    assert not (inside.sources / "2031/surat.txt").exists()
    found = re.search(r'name="name" value="([^"]+)"', removed)
    assert found
    for page in ("/bin", f"/bin/{found[1]}", f"/delete/{found[1]}"):
        assert "2031/surat.txt" in get(inside, page)
    inside.send("restore", {"name": found[1]})
    assert (inside.sources / "2031/surat.txt").read_text("utf-8") == LETTER.format(year="2031")
    assert "Edaran Apel" in get(inside, "/documents/2031/surat.txt")


@pytest.mark.parametrize(
    "path", ["2031/none.txt", "../articles-trash/x.txt", "2031%2f..%2f..%2fr.sqlite", "2031", ".git/a.txt", "2031/.a.txt"]
)  # fmt: skip
def test_no_other_path_is_a_document(inside: Site, path: str) -> None:
    for page in ("documents", "questions", "remove"):
        assert inside.browser.get(f"/operator/{page}/{path}").status_code == 404


def test_a_new_name_that_would_take_anothers_id_waits_for_a_decision(inside: Site) -> None:
    """ "satu.md" beside "satu.txt", and a name that a document in a subfolder has alone."""
    (inside.sources / "2030/surat.txt").unlink()
    for name, other in (("satu.md", "satu.txt"), ("surat.md", "2031/surat.txt")):
        page = inside.upload(name, "Rapat kerja digelar pada 3 Mei 2031.").text
        assert SAY["operator_clash_id"].format(file=other) in page


def test_a_copy_is_said_to_be_one_and_is_neither_pending_nor_published(inside: Site) -> None:
    inside.publish()
    (inside.sources / "satu (1).txt").write_bytes((inside.sources / "satu.txt").read_bytes())
    page = inside.documents()
    assert SAY["operator_state_copy"] in page
    assert "satu (1).txt has the text of satu.txt" in page
    assert SAY["operator_pending_none"] in get(inside, "")
    assert "satu (1).txt" in get(inside, "/documents?show=problem")
    assert SAY["operator_error_copy"] in get(inside, "/documents/satu%20(1).txt")


def test_an_older_version_names_the_newer_one_in_the_list_and_on_its_page(inside: Site) -> None:
    for name, date in (("lama", "1 Maret 2031"), ("baru", "9 Maret 2031")):
        (inside.sources / f"{name}.txt").write_text(NEWS.format(date=date), encoding="utf-8")
    say = SAY["operator_older"].format(file="baru")
    assert inside.documents().count(say) == 1
    assert say in get(inside, "/documents/lama.txt")
    assert say not in get(inside, "/documents/baru.txt")
    inside.publish()
    assert Index(inside.settings.index).document("lama").superseded_by == "baru"
    assert inside.documents().count(f'">{SAY["operator_state_published"]}<') == 5


@pytest.mark.parametrize("lang", ["id", "en"])
def test_warnings_are_shown_in_the_list_before_and_after_publishing(inside: Site, lang: str) -> None:
    warning = '<q lang="en">read as Windows-1252, which was guessed</q>'
    page = inside.upload("ansi.txt", "Lurah menjawab, “Saya netral”.".encode("cp1252"), lang=lang).text
    assert f"{words(lang)['operator_warnings']}: {warning}" in page  # type: ignore[arg-type]
    assert inside.documents().count(warning) == 1
    inside.publish()
    say = words(lang)["operator_result_warnings"]  # type: ignore[arg-type]
    assert say.format(count=1, first="ansi.txt: read as Windows-1252, which was guessed") in get(
        inside, f"?lang={lang}"
    )


def test_what_waits_to_replace_a_document_shows_its_warnings(inside: Site) -> None:
    page = inside.upload("satu.txt", "Apel “akbar” digelar.".encode("cp1252")).text
    assert "read as Windows-1252, which was guessed" in page


def test_what_is_no_document_is_named_with_the_reason_in_the_pages_language(inside: Site) -> None:
    (inside.sources / "arsip.zip").write_bytes(b"PK")
    (inside.sources / "2031" / "foto.jpg").write_bytes(b"x")
    (inside.sources / "luar.txt").symlink_to("/etc/hostname")
    page = inside.documents()
    assert SAY["operator_left_out"].format(count=3) in page
    for file, code in (("arsip.zip", "archive"), ("2031/foto.jpg", "picture"), ("luar.txt", "outside")):
        assert f"<code>{file}</code> {SAY[f'operator_error_{code}']}" in page
    assert words("en")["operator_error_archive"] in get(inside, "/documents?lang=en")
