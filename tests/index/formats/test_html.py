"""Web pages: the article is kept whole, and what stands around it is left out or furniture."""

from __future__ import annotations

import pytest

from index.errors import DocumentError
from index.formats.extracted import Extracted
from index.formats.html import extract_html
from index.formats.inline import STRUCK_OUT
from tests.index.formats.reading import body, marked_lines


def read(page: str | bytes) -> Extracted:
    return extract_html(page if isinstance(page, bytes) else page.encode(), "a.html")


def page(body: str, head: str = "", title: str = "Judul") -> str:
    return (
        f'<!DOCTYPE html><html lang="id"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f"<body>{body}</body></html>"
    )


class TestArticlesOfThePress:
    """Made after the way of Indonesian news sites of different years."""

    def test_line_breaks_for_paragraphs_and_boxes_between_them(self) -> None:
        extracted = read(
            page(
                '<div id="atas"><a href="/">Portal Kita</a> <a href="/pol">Politik</a> <a href="/olah">Olahraga</a></div>'
                '<div class="isi"><div class="date">Kamis 03 Mar 2016, 08:15 WIB</div><h1>Camat Rawasari Larang Kampanye</h1>'
                '<div class="share_box"><a href="http://a.invalid">Facebook</a> <span>12 Shares</span></div>'
                '<div class="detail"><b>Rawasari</b> - Camat Rawasari melarang pegawai kecamatan berkampanye di kantor.<br><br>'
                '"Kantor ini milik warga," kata camat, Rabu (2/3/2016).<br><br>'
                '<table class="linksisip"><tr><td><b>Baca juga:</b> <a href="/x">Lima Lurah Dipanggil Bawaslu karena Foto</a>'
                "</td></tr></table>Larangan itu berlaku untuk 84 pegawai.<br>Pelanggar dipanggil camat.<br><br>"
                "Camat memeriksa grup pesan setiap pekan.</div>"
                '<div class="terkait"><h3>Berita Terkait</h3><ul><li><a href="/a">Wali Kota Lantik Sepuluh Pejabat</a></li></ul></div>'
                '<div class="komentar"><p>Setuju sekali, pegawai memang harus netral.</p></div></div>'
                '<div class="kanan"><h3>Terpopuler</h3><ol><li><a href="/p">Harga Cabai Naik Dua Kali</a></li></ol></div>'
                '<div id="footer">Hak Cipta © 2016 Portal Kita</div>'
            )
        )
        assert body(extracted) == [
            "Kamis 03 Mar 2016, 08:15 WIB",
            "Camat Rawasari Larang Kampanye",
            "Rawasari - Camat Rawasari melarang pegawai kecamatan berkampanye di kantor.",
            '"Kantor ini milik warga," kata camat, Rabu (2/3/2016).',
            "Larangan itu berlaku untuk 84 pegawai.",
            "Pelanggar dipanggil camat.",
            "Camat memeriksa grup pesan setiap pekan.",
        ]

    def test_headlines_of_others_without_links_and_a_table_of_makers(self) -> None:
        extracted = read(
            page(
                "<div><ul><li>Beranda</li><li>Politik</li></ul></div><div><h1>KPU Lembah Terima Berkas</h1>"
                "<div>Kamis, 3 Oktober 2024 | 08:00 WIB</div><p>KPU Lembah menerima berkas lima pasangan calon.</p>"
                "<p>Berkas diperiksa tujuh hari.</p><ul><li>Rabu, 2 Oktober 2024 Panwas Bukit Menetapkan Sembilan Pengawas</li>"
                "<li>02/10/2024 Dua Puluh Pegawai Dipecat di Lembah Timur</li></ul>"
                "<table><tr><td>Penulis</td><td>: Adi</td></tr><tr><td>Editor</td><td>: Budi</td></tr></table></div>",
                '<meta property="article:published_time" content="2024-10-03T08:00:00+07:00">',
                "KPU Lembah Terima Berkas - Kabar Lembah",
            )
        )
        assert marked_lines(extracted) == [
            ("heading 1", "KPU Lembah Terima Berkas"),
            ("[published]", "Kamis, 3 Oktober 2024 | 08:00 WIB"),
            ("", "KPU Lembah menerima berkas lima pasangan calon."),
            ("", "Berkas diperiksa tujuh hari."),
            ("item 1 [other-articles]", "- Rabu, 2 Oktober 2024 Panwas Bukit Menetapkan Sembilan Pengawas"),
            ("item 1 [other-articles]", "- 02/10/2024 Dua Puluh Pegawai Dipecat di Lembah Timur"),
            ("[byline]", "Penulis : Adi"),
            ("[byline]", "Editor : Budi"),
        ]

    def test_teasers_within_an_article_and_the_author_above_it(self) -> None:
        extracted = read(
            page(
                '<header><p><a href="/">Suara Tanjung</a></p><nav><a href="/politik">Politik</a></nav></header><main><article>'
                '<header><h1>Bawaslu Tanjung Panggil Sekda</h1><div>Oleh <a href="/w">Wulan Sari</a> 5 Oktober 2024</div></header>'
                "<p>Bawaslu Tanjung memanggil Sekretaris Daerah terkait unggahan di media sosial.</p><h2>Klarifikasi</h2>"
                "<p>Sekda datang pukul 09.00 dan menjawab 21 pertanyaan.</p>"
                '<div><h3><a href="/lain">Panwas Lembah Terima Laporan</a></h3><p>Panwas Lembah menerima tiga laporan.</p></div>'
                "<p>Hasilnya diumumkan pada 12 Oktober 2024.</p>"
                '<div class="sharedaddy"><h3>Share this:</h3><a href="?s=t">Twitter</a></div></article>'
                '<section class="related-posts"><h3>Related Posts</h3><article><h4><a href="/r">Sekda Baru Dilantik</a></h4>'
                "<p>Sekda baru dilantik di pendopo.</p></article></section></main><footer>© 2024 Suara Tanjung</footer>",
                '<meta name="author" content="Wulan Sari">',
            )
        )
        assert marked_lines(extracted) == [
            ("heading 1", "Bawaslu Tanjung Panggil Sekda"),
            ("[byline]", "Oleh Wulan Sari 5 Oktober 2024"),
            ("", "Bawaslu Tanjung memanggil Sekretaris Daerah terkait unggahan di media sosial."),
            ("heading 2", "Klarifikasi"),
            ("", "Sekda datang pukul 09.00 dan menjawab 21 pertanyaan."),
            ("heading 3 [other-articles]", "Panwas Lembah Terima Laporan"),
            ("[other-articles]", "Panwas Lembah menerima tiga laporan."),
            ("", "Hasilnya diumumkan pada 12 Oktober 2024."),
        ]

    def test_a_page_laid_out_by_tables(self) -> None:
        extracted = read(
            page(
                '<table><tr><td colspan="2"><a href="/k">Kota</a> <a href="/d">Desa</a></td></tr><tr><td><b>Lurah Cempaka Ditegur</b>'
                "<br><br>Lurah Cempaka ditegur camat karena memasang spanduk calon di kantor kelurahan.<br><br>"
                "Spanduk itu diturunkan hari itu juga. Camat memberi waktu tiga hari untuk menjawab.<br><br>"
                "Warga menyambut baik langkah itu.</td>"
                '<td><b>Berita Lain</b><br><a href="/1">Pasar Kembang Terbakar Lagi</a><br><a href="/2">Sungai Meluap, Warga Pergi</a>'
                "</td></tr></table>"
            )
        )
        assert body(extracted) == [
            "Lurah Cempaka Ditegur",
            "Lurah Cempaka ditegur camat karena memasang spanduk calon di kantor kelurahan.",
            "Spanduk itu diturunkan hari itu juga. Camat memberi waktu tiga hari untuk menjawab.",
            "Warga menyambut baik langkah itu.",
        ]

    def test_links_between_paragraphs_with_and_without_words_before_them(self) -> None:
        extracted = read(
            page(
                "<h1>Tiga ASN Disidang di Bukit</h1><p>Tiga pegawai disidang etik karena menghadiri kampanye.</p>"
                '<p><strong>Baca juga:</strong></p><p><a href="/a">Bawaslu Bukit Buka Posko Pengaduan</a></p>'
                "<p>Sidang digelar tertutup di kantor Inspektorat.</p><p>Berita Terkait</p>"
                '<ul><li><a href="/b">Guru Honorer Diminta Netral</a></li></ul><p>Putusan dibacakan pekan depan.</p>'
                '<p><a href="/c">Camat Bukit Dilarang Hadiri Deklarasi</a></p><p>Rapat berikutnya digelar Senin.</p>'
            )
        )
        assert body(extracted) == [
            "Tiga ASN Disidang di Bukit",
            "Tiga pegawai disidang etik karena menghadiri kampanye.",
            "Sidang digelar tertutup di kantor Inspektorat.",
            "Putusan dibacakan pekan depan.",
            "Rapat berikutnya digelar Senin.",
        ]

    def test_a_caption_is_furniture_and_one_of_a_drawing_is_not(self) -> None:
        figure = "<figure><img src='x.jpg'><figcaption>{}</figcaption></figure>"
        extracted = read(
            page(
                "<article><h1>Apel</h1><p>Camat Suka memimpin apel netralitas di lapangan.</p>"
                + figure.format("Suasana apel di lapangan")
                + "<p>Apel diikuti 84 pegawai dan selesai pukul sembilan.</p>"
                + figure.format("Gambar 1. Laporan diteruskan camat ke Inspektorat")
                + "<p>Laporan diterima setiap hari.</p></article>"
            )
        )
        assert ("[caption]", "Suasana apel di lapangan") in marked_lines(extracted)
        assert "Gambar 1. Laporan diteruskan camat ke Inspektorat" in body(extracted)

    def test_text_that_only_the_linked_data_has(self) -> None:
        data = '{"@type":"NewsArticle","headline":"Panwas Awasi Grup","articleBody":"Panwas mengawasi 40 grup.\\nKetuanya Sinta."}'
        extracted = read(
            page(
                '<div id="root"></div><script src="/a.js"></script>',
                f'<script type="application/ld+json">{data}</script>',
            )
        )
        assert extracted.text == "Panwas mengawasi 40 grup.\n\nKetuanya Sinta."
        assert extracted.stated["title"] == "Panwas Awasi Grup"


class TestPagesOfOffices:
    def test_a_regulation_loses_nothing(self) -> None:
        extracted = read(
            page(
                '<div id="menu"><a href="/">Beranda</a> <a href="/produk">Produk Hukum</a></div><div id="content">'
                '<p align="center"><b>PERATURAN BUPATI WANASARI<br>NOMOR 17 TAHUN 2024<br>TENTANG<br>NETRALITAS PEGAWAI</b></p>'
                "<table><tr><td>Menimbang</td><td>:</td><td><ol type='a'><li>bahwa pegawai wajib netral;</li>"
                "<li>bahwa perlu aturan;</li></ol></td></tr><tr><td>Mengingat</td><td>:</td><td>Undang-Undang Nomor 20 Tahun 2023;</td>"
                '</tr></table><p align="center">BAB I<br>KETENTUAN UMUM</p><p align="center"><b>Pasal 1</b></p>'
                "<p>(1) Pegawai dilarang:</p><ol type='a'><li>memasang spanduk calon;</li><li value='4'>menjadi saksi:"
                "<ol><li>di TPS; dan</li><li>di kantor.</li></ol></li></ol><p>Pasal 2</p><p>Peraturan ini berlaku.</p>"
                "<p>Ditetapkan di Wanasari<br>pada tanggal 4 April 2024</p></div><div id='footer'>JDIH Wanasari</div>"
            )
        )
        assert marked_lines(extracted) == [
            ("", "PERATURAN BUPATI WANASARI"),
            ("", "NOMOR 17 TAHUN 2024"),
            ("", "TENTANG"),
            ("", "NETRALITAS PEGAWAI"),
            ("", "Menimbang :"),
            ("item 1", "a. bahwa pegawai wajib netral;"),
            ("item 1", "b. bahwa perlu aturan;"),
            ("", "Mengingat : Undang-Undang Nomor 20 Tahun 2023;"),
            ("", "BAB I"),
            ("", "KETENTUAN UMUM"),
            ("heading 2", "Pasal 1"),
            ("", "(1) Pegawai dilarang:"),
            ("item 1", "a. memasang spanduk calon;"),
            ("item 1", "d. menjadi saksi:"),
            ("item 2", "1. di TPS; dan"),
            ("item 2", "2. di kantor."),
            ("", "Pasal 2"),
            ("", "Peraturan ini berlaku."),
            ("", "Ditetapkan di Wanasari"),
            ("", "pada tanggal 4 April 2024"),
        ]

    def test_questions_and_answers_in_every_form(self) -> None:
        extracted = read(
            page(
                '<nav class="navbar"><a href="/">Beranda</a></nav><div class="container"><h1>Tanya Jawab</h1>'
                "<p>Halaman ini menjawab pertanyaan yang sering masuk.</p><h2>Umum</h2>"
                "<dl><dt>Apakah pegawai boleh memilih?</dt><dd>Boleh.</dd><dt>Siapa yang mengawasi?</dt><dd>Inspektorat.</dd></dl>"
                "<details><summary>Bolehkah menyukai unggahan?</summary><p>Tidak boleh.</p></details>"
                '<div class="accordion"><h2><button>Ke mana melapor?</button></h2><div class="collapse" style="display:none">'
                "Kirim ke loket 3.</div></div><button>Berapa lama laporan diproses?</button><div hidden><p>14 hari kerja.</p></div>"
                "<h2>Kontak</h2><dl><dt>Telepon</dt><dd>(0370) 555-0101</dd><dt>Jam layanan</dt><dd>08.00 sampai 15.00</dd></dl></div>"
                '<div class="cookie-banner"><p>Situs ini memakai kuki.</p><button>Setuju</button></div><footer>Hak cipta 2024</footer>'
            )
        )
        assert marked_lines(extracted) == [
            ("heading 1", "Tanya Jawab"),
            ("", "Halaman ini menjawab pertanyaan yang sering masuk."),
            ("heading 2", "Umum"),
            ("heading 3", "Apakah pegawai boleh memilih?"),
            ("", "Boleh."),
            ("heading 3", "Siapa yang mengawasi?"),
            ("", "Inspektorat."),
            ("heading 3", "Bolehkah menyukai unggahan?"),
            ("", "Tidak boleh."),
            ("heading 2", "Ke mana melapor?"),
            ("", "Kirim ke loket 3."),
            ("heading 3", "Berapa lama laporan diproses?"),
            ("", "14 hari kerja."),
            ("heading 2", "Kontak"),
            ("row", "Telepon | (0370) 555-0101"),
            ("row", "Jam layanan | 08.00 sampai 15.00"),
        ]

    def test_an_agenda_and_a_list_of_services_are_not_headlines_of_others(self) -> None:
        extracted = read(
            page(
                "<h1>Agenda Oktober</h1><p>Kegiatan terbuka untuk semua pegawai.</p><h2>Jadwal</h2>"
                "<ul><li>Senin, 7 Oktober 2024 Apel Netralitas Seluruh Pegawai</li></ul><p>Rapat lain:</p>"
                "<ul><li>Rabu, 9 Oktober 2024 Rapat Koordinasi Panitia Pengawas</li></ul><h2>Unduhan</h2>"
                '<p>Formulir tersedia di bawah.</p><ul><li><a href="/f.pdf">Formulir Pengaduan Pelanggaran Netralitas</a></li></ul>'
            )
        )
        assert [text for what, text in marked_lines(extracted) if "item" in what] == [
            "- Senin, 7 Oktober 2024 Apel Netralitas Seluruh Pegawai",
            "- Rabu, 9 Oktober 2024 Rapat Koordinasi Panitia Pengawas",
            "- Formulir Pengaduan Pelanggaran Netralitas",
        ]
        assert extracted.furniture == ()

    def test_a_page_of_nothing_but_a_table(self) -> None:
        extracted = read(
            page(
                "<h1>Rekap</h1><table><caption>Sampai Oktober</caption><thead><tr><th rowspan='2'>Unit</th><th colspan='2'>Kasus</th></tr>"
                "<tr><th>Ringan</th><th>Berat</th></tr></thead><tbody><tr><td rowspan='2'>Dinas Pasar</td><td>4</td><td>1</td></tr>"
                "<tr><td>5</td><td></td></tr><tr><td>Satpol PP</td><td colspan='2'>tidak ada</td></tr></tbody></table>"
                "<p>Sumber: Inspektorat</p>"
            )
        )
        assert marked_lines(extracted) == [
            ("heading 1", "Rekap"),
            ("", "Sampai Oktober"),
            ("header", "Unit | Kasus"),
            ("header", "| Ringan | Berat"),
            ("row", "Dinas Pasar | 4 | 1"),
            ("row", "| 5 |"),
            ("row", "Satpol PP | tidak ada"),
            ("", "Sumber: Inspektorat"),
        ]

    def test_the_head_of_a_letter_in_a_table(self) -> None:
        extracted = read(
            page(
                "<center>PEMERINTAH KABUPATEN MEKARJAYA<br>SEKRETARIAT DAERAH</center><table><tr><td>Nomor</td><td>: 800/112</td></tr>"
                "<tr><td>Hal</td><td>:</td><td>Imbauan Netralitas</td></tr></table><p>Mekarjaya, 20 Mei 2024</p>"
                "<p>Yth. Para Camat</p><p>Camat diminta mengingatkan pegawai di wilayahnya.</p>"
            )
        )
        assert body(extracted)[:5] == [
            "PEMERINTAH KABUPATEN MEKARJAYA",
            "SEKRETARIAT DAERAH",
            "Nomor : 800/112",
            "Hal : Imbauan Netralitas",
            "Mekarjaya, 20 Mei 2024",
        ]

    def test_a_page_within_a_form_and_its_notes(self) -> None:
        extracted = read(
            page(
                '<form><input type="hidden"><div><a href="/b">Berita</a></div><main><h2>Layanan Pengaduan</h2>'
                '<ul class="tabs"><li><a href="#a">Syarat</a></li><li><a href="#b">Biaya</a></li></ul>'
                '<div id="a"><h3>Syarat</h3><p>Membawa kartu pegawai dan surat pengantar.</p></div>'
                '<div id="b" hidden><h3>Biaya</h3><p>Gratis.</p></div><aside><p>Catatan: loket tutup pada hari libur.</p></aside></main>'
                '<aside class="sidebar"><h3>Tentang Kami</h3><p>Kecamatan Batu melayani dua belas desa.</p></aside>'
                '<div><label>Cari</label><input type="text"></div></form>'
            )
        )
        assert body(extracted) == [
            "Layanan Pengaduan",
            "Syarat",
            "Membawa kartu pegawai dan surat pengantar.",
            "Biaya",
            "Gratis.",
            "Catatan: loket tutup pada hari libur.",
        ]

    @pytest.mark.parametrize("element", ["del", "s", "strike"])
    def test_struck_text_is_left_out_and_said_to_be(self, element: str) -> None:
        extracted = read(page(f"<p>Denda <{element}>lima</{element}> sepuluh persen.</p>"))
        assert extracted.text == "Denda sepuluh persen."
        assert extracted.warnings == (STRUCK_OUT,)


class TestLetters:
    TEXT = "<p>Ujar camat, “netral” – René.</p>"

    @pytest.mark.parametrize(
        ("data", "warnings"),
        [
            (page(TEXT).encode(), ()),
            (page(TEXT).replace("utf-8", "iso-8859-1").encode(), ()),  # converted, and its declaration forgotten
            (page(TEXT).encode("utf-8-sig"), ()),
            (page(TEXT).encode("utf-16"), ()),
            (page(TEXT).replace("utf-8", "windows-1252").encode("cp1252"), ()),
            (page(TEXT).replace("utf-8", "iso-8859-1").encode("cp1252"), ()),
            (f'<?xml version="1.0" encoding="utf-8"?>{page(TEXT)}'.encode(), ()),
            (f"<html><body>{TEXT}</body></html>".encode("cp1252"), ("read as Windows-1252, which was guessed",)),
            (page(TEXT).encode("cp1252"), ("read as Windows-1252, which was guessed",)),
            (page(TEXT).replace("utf-8", "x-tidak-ada").encode("cp1252"), ("read as Windows-1252, which was guessed",)),
        ],
    )
    def test_are_read_in_the_encoding_they_are_in(self, data: bytes, warnings: tuple[str, ...]) -> None:
        extracted = read(data)
        assert extracted.text == "Ujar camat, “netral” – René."
        assert extracted.warnings == warnings

    def test_small_digits_do_not_make_another_number(self) -> None:
        extracted = read(page("<p>Sejak 2024<sup>1</sup> di tanah 20 m<sup>2</sup>, H<sub>2</sub>O.</p>"))
        assert extracted.text == "Sejak 2024¹ di tanah 20 m², H₂O."

    def test_invisible_signs_are_no_part_of_words(self) -> None:
        assert read(page("<p>Netra&shy;litas\u200b pega&nbsp;wai&nbsp; ASN.</p>")).text == "Netralitas pega wai ASN."


@pytest.mark.parametrize(
    "empty",
    ["", "<html></html>", "<html><body></body></html>", "<nav><a href='/a'>Beranda</a></nav>", "<script>x</script>"],
)
def test_a_page_without_an_article_is_refused(empty: str) -> None:
    with pytest.raises(DocumentError, match=r"a\.html: no article text found.*Save its text as \.txt"):
        read(empty)


@pytest.mark.parametrize("fragment", ["<p>Netral.</p>", "Netral.", "<div>Netral.", "<b>Netral.</b>"])
def test_a_fragment_is_a_page(fragment: str) -> None:
    assert read(fragment).text == "Netral."
