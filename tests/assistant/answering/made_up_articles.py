"""Four made-up articles about other subjects than the five: two of one festival, with people named by name and by office."""

from __future__ import annotations

MANIFEST = """
[[source]]
file = "ambon.txt"
title = "Festival Perahu Ambon Dibuka"
publisher = "kabarmaluku.co.id"
place = "Ambon"
published = 2031-05-04

[[source]]
file = "batam.txt"
title = "Batam Bangun Taman Bakau"
publisher = "Harian Kepri"
place = "Batam"
published = 2031-06-12

[[source]]
file = "cirebon.txt"
title = "Pasar Ikan Cirebon Terbakar"
publisher = "Warta Jabar"
published = 2030-11-02

[[source]]
file = "festival.txt"
title = "Ribuan Warga Padati Festival Perahu"
publisher = "Harian Kepri"
published = 2031-05-05
"""

TEXTS = {
    "ambon.txt": """Festival Perahu Ambon Dibuka

Perahu hias di Teluk Ambon, Minggu (4/5/2031). (ist)

AMBON, kabarmaluku.co.id – Festival perahu hias di Teluk Ambon dibuka pada hari Minggu oleh Wali Kota Ambon Maria Latuconsina.

Sebanyak 40 perahu hias dari lima kecamatan mengikuti festival perahu itu selama tiga hari penuh. Kegiatan ini didukung para nelayan.

Jadwal Acara

“Festival perahu ini milik para nelayan dan harus tetap murah bagi semua warga,” ujar Maria Latuconsina. Ia juga menegaskan bahwa harga sewa
perahu tidak akan naik tahun depan.

Kepala Dinas Pariwisata dan Kebudayaan (Kadisparbud) Ambon, Drs. Yusuf Pattimura, M.Si menjelaskan bahwa hotel di Ambon penuh selama
festival. Namun, rumah warga masih dapat disewa.

Hadir pula Kapolres Ambon, Budi Santoso dan Ketua Panitia Rina Wattimena.
""",
    "batam.txt": """Batam Bangun Taman Bakau

Pemerintah Kota Batam membangun taman bakau seluas 12 hektare di pesisir timur untuk menahan abrasi.

“Taman bakau ini akan menahan abrasi dan menjadi tempat belajar anak sekolah,” kata Wali Kota Batam Hasan Basri, Kamis (12/6/2031).

Menurut Hasan Basri, bibit bakau berasal dari kelompok tani setempat dan ditanam mulai bulan depan.
""",
    "cirebon.txt": """Pasar Ikan Cirebon Terbakar

Pasar ikan di pelabuhan Cirebon terbakar pada Sabtu malam dan 30 kios habis dilalap api.

Polisi masih menyelidiki penyebab kebakaran pasar ikan itu, dan pedagang dipindahkan ke lapangan terdekat.
""",
    "festival.txt": """Ribuan Warga Padati Festival Perahu

Ribuan warga memadati tepi Teluk Ambon untuk menonton festival perahu hias pada hari kedua.

“Kami menutup tiga jalan agar penonton festival aman,” kata Kapolres Ambon Budi Santoso.
""",
}
