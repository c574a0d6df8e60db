"""The title of a web page: what its readers see, without the site's name."""

from __future__ import annotations

import pytest

from index.formats.html_title import PageTitle, PageWords, host_name, page_title, site_name_in

HEADLINE = "Bawaslu Sindang Terima Enam Laporan"


@pytest.mark.parametrize(
    "stated",
    [
        f"{HEADLINE} - Kabar Sindang", f"{HEADLINE} | Kabar Sindang", f"{HEADLINE} – Kabar Sindang", f"Kabar Sindang: {HEADLINE}",
        f"Kabar Sindang | {HEADLINE}", f"{HEADLINE} — Kabar Sindang Online", f"{HEADLINE} :: kabarsindang", f"{HEADLINE}|Kabar Sindang",
        HEADLINE,
    ],
)  # fmt: skip
def test_the_name_of_the_site_is_cut(stated: str) -> None:
    assert page_title([stated], "", PageWords(), ["Kabar Sindang"]) == PageTitle(HEADLINE, True)


@pytest.mark.parametrize(
    "tab", [f"{HEADLINE} - Politik - Kabar Kita", f"Kabar Kita » {HEADLINE}", f"{HEADLINE.upper()} | Kabar Kita"]
)
def test_a_heading_shows_what_is_the_site(tab: str) -> None:
    assert page_title([], tab, PageWords(main=[HEADLINE]), []) == PageTitle(HEADLINE, True)
    assert page_title([], tab, PageWords(other=["Umum", HEADLINE]), []) == PageTitle(HEADLINE, True)


@pytest.mark.parametrize(
    "title",
    [
        "Netralitas ASN - Pilkada 2024",
        "Panduan: Netralitas Pegawai",
        "Non-ASN dan Netralitas",
        "Rapat Suka-Maju | Hari Kedua",
    ],
)
def test_what_is_no_site_stays(title: str) -> None:
    assert page_title([title], "", PageWords(), ["Kabar Sindang"]).text == title


def test_a_heading_that_says_nearly_the_same_is_what_readers_see() -> None:
    assert (
        page_title(["Enam Laporan Netralitas Diterima Bawaslu Sindang"], "", PageWords(main=[HEADLINE]), []).text
        == HEADLINE
    )


def test_metadata_count_where_the_heading_is_a_section_or_the_site() -> None:
    assert page_title([HEADLINE], "", PageWords(main=["Berita Hari Ini"]), []).text == HEADLINE
    assert page_title([HEADLINE], "", PageWords(main=["Kabar Sindang"]), ["Kabar Sindang"]).text == HEADLINE


def test_a_heading_counts_before_the_tab_where_they_say_different_things() -> None:
    assert page_title([], "JDIH Kabupaten Suka", PageWords(main=["Peraturan Bupati"]), []) == PageTitle(
        "Peraturan Bupati", True
    )


def test_the_part_of_the_tab_that_stands_on_the_page_is_the_title() -> None:
    lines = ["Koran Senja", "Lurah Cempaka Ditegur", "Isi berita."]
    assert page_title([], "Lurah Cempaka Ditegur - Koran Senja", PageWords(lines=lines), []) == PageTitle(
        "Lurah Cempaka Ditegur", True
    )


def test_what_only_the_tab_has_is_not_sure() -> None:
    assert page_title([], "Layanan", PageWords(other=["Layanan Pengaduan Netralitas"]), []) == PageTitle(
        "Layanan", False
    )


@pytest.mark.parametrize(
    "tab", ["Untitled Document", "Beranda", "Microsoft Word - edaran.doc", "edaran_v2.html", "Kabar Sindang"]
)
def test_what_says_nothing_is_no_title(tab: str) -> None:
    assert page_title([], tab, PageWords(), ["Kabar Sindang"]) == PageTitle("", False)


@pytest.mark.parametrize(
    ("whole", "name"),
    [
        (f"{HEADLINE} - Kabar Sindang", "Kabar Sindang"),
        (f"{HEADLINE} | Politik | Kabar", "Kabar"),
        (HEADLINE, ""),
        (f"{HEADLINE} Lagi", ""),
        ("Lain", ""),
    ],
)
def test_what_follows_the_title_is_the_site(whole: str, name: str) -> None:
    assert site_name_in(whole, HEADLINE) == name


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.kabarsindang.co.id/a", "kabarsindang"),
        ("https://m.kabar.com", "kabar"),
        ("https://setda.suka.go.id/x", "setda"),
        ("", ""),
    ],
)
def test_the_name_of_a_host(url: str, name: str) -> None:
    assert host_name(url) == name
