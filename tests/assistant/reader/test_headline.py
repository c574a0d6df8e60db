"""The short answer: words of the kind that is asked for, and not cut out of a denial."""

from __future__ import annotations

import pytest

from assistant.question.asked import read_question
from assistant.reader.grown_spans import QuestionWords
from assistant.reader.headline import choose_words, forbids_instead, is_denied, sentence_fits
from assistant.reader.person_names import names_person
from index.document import Span


def choose(question: str, sentence: str, *words: str) -> str | None:
    """The headline among `words`, the best first, of a sentence; words of the question are those in it, letter by letter."""
    places = [
        (Span(sentence.index(each), sentence.index(each) + len(each)), -float(at)) for at, each in enumerate(words)
    ]
    own = set(question.casefold().rstrip("?").split())
    chosen = choose_words(
        read_question(question),
        sentence,
        (0, len(sentence)),
        places,
        QuestionWords(
            question, lambda text: own.issuperset(text.casefold().split()), lambda word: word.casefold() in own
        ),
    )
    return chosen[0].of(sentence) if chosen else None


@pytest.mark.parametrize(
    ("question", "sentence", "words", "headline"),
    [
        (
            "Kapan rapat dimulai?",
            "Tahapan rapat dimulai Kamis (4/7/2024).",
            ("Tahapan", "4/7/2024"),
            "Kamis (4/7/2024)",
        ),
        ("Kapan Pemilu 2024?", "Tahapan Pemilu 2024.", ("Tahapan", "2024"), None),
        ("Kapan rapat?", "Rapat menjelang Pemilu 2024.", ("2024",), None),
        ("Tahun berapa rapat?", "Rapat digelar pada 2024.", ("2024",), "2024"),
        ("Kapan rapat?", "Pada 2024, rapat digelar 5 Mei 2024.", ("2024", "5 Mei"), "5 Mei 2024"),
        ("Pukul berapa rapat?", "Rapat digelar 5 Mei pukul 9.", ("5 Mei", "pukul 9"), "pukul 9"),
        ("Berapa orang yang hadir?", "Banyak pegawai, 84 orang, hadir.", ("Banyak", "84 orang"), "84 orang"),
        ("Berapa lama hukumannya?", "Dua orang dihukum satu tahun.", ("Dua orang", "satu tahun"), "satu tahun"),
        (
            "Di mana rapat digelar?",
            "Bingkai Merit digelar di Aula Melati.",
            ("Bingkai Merit", "Aula Melati"),
            "Aula Melati",
        ),
        ("Di mana rapat digelar?", "Rapat bulan ini digelar di Legian.", ("bulan ini", "Legian"), "Legian"),
        (
            "Siapa yang membuka rapat?",
            "Bawaslu RI hadir, Umar Hadi membuka rapat.",
            ("Bawaslu RI", "Umar Hadi"),
            "Umar Hadi",
        ),
        (
            "Siapa Ketua KASN?",
            "Hadir Ketua KASN, Agus Hadi dan Bawaslu RI.",
            ("Agus Hadi dan Bawaslu RI",),
            "Agus Hadi",
        ),
        (
            "Siapa yang menggelar rapat?",
            "Badan Amal dan Zakat menggelar rapat.",
            ("Badan Amal dan Zakat",),
            "Badan Amal dan Zakat",
        ),
        ("Instansi mana yang hadir?", "Umar Hadi dan Dinas Pasar hadir.", ("Umar Hadi", "Dinas Pasar"), "Dinas Pasar"),
        ("Siapa keynote speaker rapat?", "Rapat digelar Inspektorat Daerah.", ("Inspektorat Daerah",), None),
        ("Siapa yang dirugikan?", "Pelanggaran merugikan masyarakat.", ("Pelanggaran", "masyarakat"), "masyarakat"),
        ("Apa yang boleh dilakukan?", "Pegawai tidak boleh memasang spanduk.", ("memasang spanduk",), None),
        ("Apa yang boleh dilakukan?", "Pegawai tidak boleh memasang spanduk.", ("tidak boleh memasang",), None),
        (
            "Apa yang tidak boleh dilakukan?",
            "Pegawai tidak boleh memasang spanduk.",
            ("memasang spanduk",),
            "memasang spanduk",
        ),
        ("Apa dasarnya?", "Dasarnya aturan, bukan kepentingan politik.", ("kepentingan politik", "aturan"), "aturan"),
        ("Apa temanya?", "Rapat digelar agar tertib.", ("agar tertib",), None),
        # A person: no body, place or date.
        ("Siapa moderator rapat?", "Rapat digelar di Kantor Gubernur Bali.", ("Kantor Gubernur Bali",), None),
        ("Who delivered the keynote?", "Rapat digelar Inspektorat Bali, Kamis.", ("Inspektorat Bali, Kamis",), None),
        ("Siapa yang membuka rapat?", "Rapat dibuka Umar Hadi, Kamis (4/7).", ("Umar Hadi, Kamis (4/7)",), "Umar Hadi"),
        ("Siapa ketuanya?", "Rapat di Gedung Wiswa Sabha Utama.", ("Sabha Utama",), None),
        ("Siapa ketuanya?", "Di Gedung Wiswa Sabha Kantor Bali.", ("Wiswa Sabha Kantor Bali",), None),
        (
            "Kepada siapa ia berterima kasih?",
            "Sekda Umar Hadi berterima kasih kepada seluruh pegawai.",
            ("Sekda Umar Hadi", "berterima kasih kepada seluruh pegawai"),
            "seluruh pegawai",
        ),
        # An organiser: a body, and not who heads one.
        (
            "Siapa yang menggelar rapat?",
            "Kepala Dinas Pasar, Umar Hadi menyambut rapat yang digelar oleh Badan Amal dan Zakat Daerah, Kamis.",
            ("Umar Hadi",),
            "Badan Amal dan Zakat Daerah",
        ),
        (
            "Who organised the webinar?",
            "Webinar “Netral” oleh Dinas Pasar Kota, Kamis.",
            ("Kamis",),
            "Dinas Pasar Kota",
        ),
        ("Siapa yang menggelar rapat?", "Umar Hadi senang.", ("Umar Hadi",), None),
        # Places.
        (
            "Di gedung mana rapat digelar?",
            "Rapat Bali digelar Inspektorat Bali di Gedung Wiswa Sabha Utama Kantor Gubernur, Denpasar.",
            ("Inspektorat Bali", "Denpasar", "Wiswa Sabha"),
            "Gedung Wiswa Sabha Utama",
        ),
        ("Di hotel apa rapat digelar?", "Rapat digelar di Stones Hotel Legian.", ("Hotel",), "Stones Hotel Legian"),
        ("Di mana rapat digelar?", "Hadir Inspektorat Provinsi Bali.", ("Inspektorat Provinsi Bali",), None),
        ("Di mana boleh bicara?", "Jangan bicara di media sosial.", ("Jangan bicara di media sosial",), None),
        # An event, an office, a duty.
        (
            "Di acara apa ia bicara?",
            "Ia bicara di Gedung Sabha dalam Rapat Koordinasi.",
            ("Gedung Sabha", "Rapat Koordinasi"),
            "Rapat Koordinasi",
        ),
        ("Umar itu ketua apa?", "Ketua KASN, Umar, dan Bawaslu RI.", ("Bawaslu RI", "Ketua KASN"), "Ketua KASN"),
        ("Tampil sebagai apa ia?", "Ia tampil di Kantor Gubernur Bali.", ("Kantor Gubernur Bali",), None),
        ("Apa sikap pegawai?", "Pegawai harus netral.", ("Pegawai harus netral",), None),
        # Titles.
        (
            "Apa tema rapat?",
            "Rapat bertemakan Menuju Desa Bersih: Merawat Taman dalam Bingkai Gotong Royong.",
            ("Merawat Taman",),
            "Menuju Desa Bersih: Merawat Taman dalam Bingkai Gotong Royong",
        ),
        ("Apa tema rapat?", "Rapat mengusung “Desa bersih dan asri”.", ("Desa bersih",), "Desa bersih dan asri"),
        (
            "Apa judul materi TNI?",
            "Pemateri yaitu Bawaslu – Pemilu Jujur, TNI – Netralitas Kita dalam Pemilu, dan Polri – Aman Bersama.",
            ("Pemilu Jujur",),
            "Netralitas Kita dalam Pemilu",
        ),
        (
            "Apa topik yang terakhir?",
            "Pemateri yaitu Bawaslu – Pemilu Jujur, dan Polri – Aman dan Damai.",
            ("Aman",),
            "Aman dan Damai",
        ),
    ],
)
def test_the_headline_is_the_best_words_that_fit(
    question: str, sentence: str, words: tuple[str, ...], headline: str | None
) -> None:
    assert choose(question, sentence, *words) == headline


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("Umar Hadi", True),
        ("Sekda Provinsi Bali Dewa Made Indra", True),
        ("Drs. Haryono Dwi Putranto, M. Hum", True),
        ("Kantor Gubernur Bali", False),
        ("Bawaslu RI", False),
        ("Gedung Wiswa Sabha Utama", False),
        ("Stones Hotel", False),
        ("Kepala Dinas Pasar Umar Hadi", True),
        ("Aparatur Negara", False),
        ("Menjaga Netralitas", False),
        ("Denpasar", False),
    ],
)
def test_a_person_is_told_from_bodies_offices_and_places(words: str, named: bool) -> None:
    assert names_person(words) is named


@pytest.mark.parametrize(
    ("question", "sentence", "fits"),
    [
        ("Kapan rapat digelar?", "Rapat digelar 5 Mei 2024.", 1.0),
        ("Kapan rapat digelar?", "Rapat digelar pada November 2024.", 0.5),
        ("Kapan rapat digelar?", "Rapat digelar di aula.", 0.0),
        ("Jam berapa rapat digelar?", "Rapat digelar 5 Mei 2024.", 0.0),
        ("Berapa yang hadir?", "Yang hadir 84 orang.", 1.0),
        ("Berapa yang hadir?", "Yang hadir pada 5 Mei 2024 banyak.", 0.0),
        ("Di mana rapat digelar?", "Rapat digelar di aula.", 1.0),
        ("Di mana rapat digelar?", "Rapat digelar kemarin.", 0.0),
        ("Siapa yang membuka rapat?", "Rapat dibuka Umar Hadi.", 1.0),
        ("Siapa yang membuka rapat?", "Rapat dibuka oleh Badan Amal.", 0.0),
        ("Siapa yang menggelar rapat?", "Rapat digelar oleh Badan Amal.", 1.0),
        ("Mengapa rapat digelar?", "Rapat digelar agar tertib.", 1.0),
        ("Mengapa rapat digelar?", "Rapat digelar kemarin.", 0.0),
        ("Apa saja larangannya?", "Dilarang memotret, merekam, dan menyiarkan.", 1.0),
        ("Apa yang boleh dilakukan?", "Pegawai tidak boleh memihak.", 0.0),
        ("Bolehkah pegawai memihak?", "Pegawai tidak boleh memihak.", 1.0),
        ("Apa yang dilarang?", "Pegawai boleh memilih.", 0.0),
        ("Apa tema rapat?", "Warga senang.", 1.0),
    ],
)
def test_a_sentence_has_what_is_asked_for_or_not(question: str, sentence: str, fits: float) -> None:
    assert sentence_fits(read_question(question), sentence, lambda _: False) == fits


@pytest.mark.parametrize(
    ("before", "lead", "denied"),
    [
        ("Pegawai tidak boleh ", "", True),
        ("Pegawai boleh ", "", False),
        ("a. ", "Pegawai dilarang:\n", True),
        ("a. ", "Pegawai dilarang melakukan hal berikut:\n", True),
        ("a. ", "Pegawai wajib:\n", False),
        ("a. ", "Yang tidak netral dihukum. Pegawai berhak:\n", False),
    ],
)
def test_words_are_denied_by_their_sentence_or_by_the_line_that_introduces_it(
    before: str, lead: str, denied: bool
) -> None:
    assert is_denied(before, lead) is denied


@pytest.mark.parametrize(
    ("question", "sentence", "forbids"),
    [
        ("Apa yang boleh dilakukan?", "Pegawai tidak boleh memihak.", True),
        ("Apa saja yang diperbolehkan?", "Pegawai dilarang:\na. memasang spanduk", True),
        ("What may they do?", "Pegawai tidak boleh memihak.", True),
        ("Apa yang boleh dilakukan?", "Pegawai boleh memilih, tetapi tidak boleh memihak.", False),
        ("Apa yang boleh dilakukan?", "Pegawai wajib netral.", False),
        ("Bolehkah pegawai memihak?", "Pegawai tidak boleh memihak.", False),
        ("Apa yang dilarang?", "Pegawai tidak boleh memihak.", False),
    ],
)
def test_what_may_be_done_is_not_said_by_what_may_not(question: str, sentence: str, forbids: bool) -> None:
    assert forbids_instead(read_question(question), sentence) is forbids
