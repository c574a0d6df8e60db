"""Made-up documents as an office has them: rules, a letter with abbreviations, an announcement in capitals, a file with parted accents."""

from __future__ import annotations

import unicodedata

TEXTS = {
    "aturan.txt": """Aturan Kampanye Sukalaya

Pegawai Sukalaya tidak boleh meminjam mobil dinas untuk mengantar pasangan calon.

Pegawai Sukalaya memiliki hak untuk mencoblos di bilik suara.

Kepala Badan Kepegawaian Sukalaya, Ratna Wijayanti, mengumumkan aturan itu di Balai Kenanga pada 12 Agustus 2024.
""",
    "larangan.txt": """Larangan bagi Perangkat Desa Mekarjati

Perangkat Desa Mekarjati dilarang:

a. memasang spanduk calon di balai desa;
b. membagikan kaus calon kepada warga.
""",
    "surat.txt": """Surat Camat Tirtajaya

Rapat koordinasi di Tirtajaya digelar tgl. 14 Okt. 2024 di Gd. Serbaguna, Jl. Anggrek No. 7, Kec. Tirtajaya.

1. Koordinator adalah pegawai yang memimpin tim pengawas.
2. Pelapor adalah warga yang melaporkan pelanggaran.
""",
    "pengumuman.txt": """PENGUMUMAN

SELURUH PEGAWAI KANTOR WILAYAH BANYUSARI WAJIB MENGIKUTI IKRAR NETRALITAS PADA 9 SEPTEMBER 2024.

PEGAWAI YANG TIDAK HADIR TANPA IZIN DIKENAI POTONGAN TUNJANGAN SEBESAR SEPULUH PERSEN.
""",
    "aksen.txt": unicodedata.normalize(
        "NFD",
        "Apel di Lapangan Désa\n\nCamat Rawalaya, Andrée Léonard, memimpin apel Désa Rawalaya pada 3 Juli 2024.\n",
    ),
    "daftar.txt": """Daftar Hadir Rapat Netralitas Cempakasari

Sari Lestari; Lurah Anggrek; 5 Juni 2024
Doni Firmansyah; Camat Melati; 6 Juni 2024
Wati Handayani; Kepala Pasar Kenanga; 7 Juni 2024
""",
    "pasar.txt": """Pasar Ikan Muaraputih

Pasar ikan di Muaraputih dibuka kembali setelah diperbaiki selama dua bulan.
""",
}
