"""Regulations, circulars and decisions of places that do not exist, and texts that only refer to them; all of it made up."""

from __future__ import annotations

GOVERNMENT_REGULATION = """\
PRESIDEN
REPUBLIK CONTOH

PERATURAN PEMERINTAH REPUBLIK CONTOH
NOMOR 61 TAHUN 2024
TENTANG
DISIPLIN PEGAWAI NEGERI SIPIL

DENGAN RAHMAT TUHAN YANG MAHA ESA

PRESIDEN REPUBLIK CONTOH,

Menimbang : bahwa pegawai perlu dibina supaya tertib;

Mengingat : Undang-Undang Nomor 30 Tahun 2022 tentang Aparatur Sipil Negara;

MEMUTUSKAN:

Pasal 3
Pegawai wajib masuk kerja pada hari dan jam yang ditetapkan.

Pasal 9
Pegawai yang bolos tiga hari dalam sebulan dijatuhi teguran tertulis.

Pasal 40
Pada saat Peraturan Pemerintah ini mulai berlaku, Peraturan Pemerintah Nomor 12 Tahun 2010 tentang Jam Kerja dicabut.

Pasal 41
Peraturan Pemerintah ini mulai berlaku pada tanggal diundangkan.

Ditetapkan di Kotaraja
pada tanggal 7 Oktober 2024

PRESIDEN REPUBLIK CONTOH

Diundangkan di Kotaraja
pada tanggal 9 Oktober 2024
"""

REGENT_REGULATION = """\
SALINAN

BUPATI MEKARJAYA

PERATURAN BUPATI MEKARJAYA
NOMOR: 17 TAHUN 2023

TENTANG

NETRALITAS PEGAWAI ASN
DI LINGKUNGAN PEMERINTAH KABUPATEN MEKARJAYA

DENGAN RAHMAT TUHAN YANG MAHA ESA

BUPATI MEKARJAYA,

Menimbang : a. bahwa pegawai ASN harus melayani semua warga;

Pasal 2
Pegawai dilarang mengunggah foto bersama calon di media sosial.

Pasal 5
Pelanggaran dikenai pemotongan tunjangan sebesar 15 persen selama empat bulan.

Pasal 11
Peraturan Bupati ini mulai berlaku pada tanggal 1 Januari 2024.

Ditetapkan di Mekarjaya
pada tanggal 4 Desember 2023

BUPATI MEKARJAYA,
"""

MAYOR_REGULATION = """\
PERATURAN WALIKOTA RAWAJAYA NOMOR 8 TAHUN 2022 TENTANG
KODE ETIK DAN NETRALITAS PEGAWAI

Pasal 2
Pegawai dilarang memasang stiker calon di kendaraan dinas.

Pasal 6
Pelanggaran dikenai penundaan kenaikan pangkat selama satu tahun.

Pasal 14
Peraturan Wali Kota ini mulai berlaku setelah 6 (enam) bulan terhitung sejak tanggal diundangkan.

Ditetapkan di Rawajaya pada tanggal 11 Mei 2022
"""

CIRCULAR = """\
PEMERINTAH KABUPATEN LINTANGGIRI
SEKRETARIAT DAERAH
Jalan Kenanga Nomor 4, Telepon 0000-123

SURAT EDARAN
NOMOR : 800/123/BKPSDM/2024
TENTANG
PEMAKAIAN KENDARAAN DINAS PADA MASA KAMPANYE

Yth. Kepala Perangkat Daerah

Kendaraan dinas disimpan di kantor pada hari libur selama masa kampanye.
Kunci kendaraan diserahkan kepada kepala bagian umum paling lambat pukul 16.00.
Surat Edaran ini berlaku sejak tanggal ditetapkan.

Lintanggiri, 23 September 2024
Sekretaris Daerah
"""

DECISION = """\
KEPUTUSAN BUPATI MEKARJAYA
NOMOR 188/45 TAHUN 2024
TENTANG
SATUAN TUGAS PENGAWASAN NETRALITAS

Menimbang : bahwa pengawasan perlu dipusatkan;

MEMUTUSKAN:

KESATU : Satuan Tugas beranggotakan sembilan orang.

KEDUA : Keputusan ini mulai berlaku pada tanggal ditetapkan.

Ditetapkan di Mekarjaya
pada tanggal 2 Februari 2024
"""

MINISTER_REGULATION = """\
# Peraturan Menteri Pendayagunaan Aparatur Negara dan Reformasi Birokrasi Nomor 9 Tahun 2021 tentang Pengaduan Pegawai

Menimbang: bahwa pengaduan perlu ditangani dengan cepat.

## Pasal 4

Pengaduan dijawab paling lama lima hari kerja setelah diterima.

Ditetapkan di Kotaraja pada tanggal 30 Juni 2021
"""

LAW = """\
UNDANG-UNDANG REPUBLIK CONTOH
NOMOR 30 TAHUN 2022
TENTANG
APARATUR SIPIL NEGARA

Pasal 12
Pegawai ASN berhak atas cuti tahunan selama 14 hari kerja.

Disahkan di Kotaraja
pada tanggal 19 Agustus 2022
"""

JOINT_DECISION = """\
KEPUTUSAN BERSAMA
MENTERI DALAM NEGERI,
KEPALA BADAN KEPEGAWAIAN NEGARA,
DAN KETUA BADAN PENGAWAS PEMILIHAN UMUM
NOMOR 800-21 TAHUN 2023
NOMOR 5 TAHUN 2023
TENTANG
PENANGANAN PELANGGARAN NETRALITAS

KESATU : Laporan ditangani bersama paling lama tujuh hari.
"""

NEWS = """\
Bawaslu Argaluhur Sosialisasikan Aturan Pengawasan

ARGALUHUR - Bawaslu Argaluhur menyosialisasikan Perbawaslu Nomor 12 Tahun 2020 pada Selasa, 3 September 2024.

Menurut Ketua Bawaslu Argaluhur, Perbawaslu itu mewajibkan laporan disampaikan paling lambat tujuh hari setelah kejadian.

Kepala Inspektorat menyinggung pula Peraturan Pemerintah Nomor 61 Tahun 2024. Ia menyebut denda bolos akan dibahas tahun depan.
"""

LETTER = """\
Mekarjaya, 12 Maret 2024

Nomor : 005/77/2024
Hal : Pelaksanaan Peraturan Bupati Mekarjaya

Yth. para camat

Peraturan Bupati Mekarjaya Nomor 17 Tahun 2023 tentang Netralitas Pegawai
dibacakan dalam apel pagi setiap Senin.

Ditetapkan di Mekarjaya
"""

TEXTS = {
    "pp.txt": GOVERNMENT_REGULATION,
    "perbup.txt": REGENT_REGULATION,
    "perwali.txt": MAYOR_REGULATION,
    "edaran.txt": CIRCULAR,
    "keputusan.txt": DECISION,
    "permen.md": MINISTER_REGULATION,
    "uu.txt": LAW,
    "skb.txt": JOINT_DECISION,
    "berita.txt": NEWS,
    "surat.txt": LETTER,
}
"""A file's name to its text."""
