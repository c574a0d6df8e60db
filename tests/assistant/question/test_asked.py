"""What a question asks for."""

from __future__ import annotations

import pytest

from assistant.question.asked import ExpectedKind, drop_tags, expected_kind, read_question


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Kapan rapat dimulai?", "date"),
        ("rapatnya hari apa", "date"),
        ("mulai jam brp ya", "date"),
        ("On what date was the meeting held?", "date"),
        ("Berapa orang yang hadir?", "number"),
        ("pesertanya brp", "number"),
        ("How long does it last?", "number"),
        ("rapatnya dmn sih", "place"),
        ("Rapat digelar di hotel apa?", "place"),
        ("In which hall was the meeting held?", "place"),
        ("Rapat itu dibuka oleh siapa?", "person"),
        ("Lembaga apa yang menggelar rapat?", "person"),
        ("Who opened the meeting?", "person"),
        ("Siapa Pj. Wali Kota Sukaraja yang membuka rapat?", "person"),
        ("knp pegawai harus netral", "reason"),
        ("apa tujuan rapat", "reason"),
        ("Bagaimana pegawai memilih?", "manner"),
        ("Siapa saja yang hadir?", "list"),
        ("dr instansi mana aja", "list"),
        ("Sebutkan tujuan rapat.", "list"),
        ("What are the sanctions?", "list"),
        ("pns boleh nyoblos gak", "yes_no"),
        ("Saya guru PNS. Bolehkah saya memilih?", "yes_no"),
        ("Can I vote?", "yes_no"),
        ("Apa itu sistem merit?", "definition"),
        ("Siapa Umar Hadi?", "definition"),
        ("Apa kata Umar Hadi tentang rapat?", "statement"),
        ("Apa tema rapat?", "other"),
        ("Apakah tema rapat?", "other"),
        ("Dalam jabatan apakah Umar hadir?", "other"),
        ("Lalu kapan (siapa yang membuka rapat)?", "date"),
    ],
)
def test_a_question_asks_for_a_kind_of_thing(question: str, kind: ExpectedKind) -> None:
    assert expected_kind(question) == kind


def test_the_situation_told_before_a_question_does_not_count() -> None:
    assert expected_kind("Saya lupa siapa yang hadir. Kapan rapat dimulai?") == "date"


def test_who_a_named_person_is_and_who_holds_an_office_are_two_questions() -> None:
    assert read_question("Siapa Umar Hadi?").details == {"role"}
    assert read_question("siapa umar hadi", {"umar", "hadi"}).kind == "definition"
    assert read_question("siapa umar hadi").kind == "person"
    assert read_question("Siapa Ketua KASN?").details == {"holder"}


def test_each_part_of_a_question_asks() -> None:
    asked = read_question("Siapa yang membuka rapat, kapan, dan di mana?")
    assert asked.kinds == ("person", "date", "place")
    assert asked.wants_sentence
    assert not read_question("Pada hari dan tanggal berapa rapat digelar?").wants_sentence
    assert read_question("Di mana boleh bicara dan di mana tidak?").wants_sentence
    assert read_question("Siapa ketuanya dan siapa wakilnya?").wants_sentence
    assert read_question("rapatnya 3 mei apa 4 mei").wants_sentence


@pytest.mark.parametrize(
    ("question", "detail"),
    [
        ("Pukul berapa rapat dimulai?", "clock"),
        ("Berapa anggaran rapat?", "money"),
        ("Berapa lama rapat itu?", "time"),
        ("Berapa persen pegawai hadir?", "share"),
        ("Instansi mana yang menggelar rapat?", "body"),
        ("Apa yang tidak boleh dilakukan pegawai?", "denied"),
        ("Apa yang boleh dilakukan pegawai?", "allowed"),
    ],
)
def test_a_question_says_more_than_the_kind(question: str, detail: str) -> None:
    assert detail in read_question(question).details


@pytest.mark.parametrize(
    "question", ["Berapa potongan tunjangan pegawai?", "Berapa gajinya dipotong?", "How much is the cut in the budget?"]
)
def test_what_is_done_to_money_may_be_told_as_a_share(question: str) -> None:
    assert "money" not in read_question(question).details


@pytest.mark.parametrize(
    ("question", "plain"),
    [
        ("pns boleh nyoblos gak?", "apakah pns boleh nyoblos?"),
        ("boleh gak pns nyoblos", "apakah boleh pns nyoblos"),
        ("rapatnya kapan ya kak", "rapatnya kapan"),
        ("pns harus netral atau tidak", "apakah pns harus netral"),
        ("dia hadir gak (rapat Sukaraja)?", "apakah dia hadir (rapat Sukaraja)?"),
        ("siapa yang tidak?", "siapa yang tidak?"),
        ("apa yang tidak boleh dilakukan?", "apa yang tidak boleh dilakukan?"),
    ],
)
def test_a_word_that_asks_for_agreement_is_dropped(question: str, plain: str) -> None:
    assert drop_tags(question) == plain


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        # A modal with a tag anywhere, a modal that begins, "kah" by itself.
        ("pns blh ga bagikan poster calon", "yes_no"),
        ("guru bisa tidak ikut kampanye kak", "yes_no"),
        ("boleh pakai kaus calon?", "yes_no"),
        ("trs boleh pakai kaus calon?", "yes_no"),
        ("oh gitu, bisa ikut rapat?", "yes_no"),
        ("camatnya ikut datang kah waktu rapat", "yes_no"),
        ("Saya guru. Apa itu diperbolehkan?", "yes_no"),
        ("As a nurse can I share a poster?", "yes_no"),
        ("so is it ok if I share a poster", "yes_no"),
        ("Apa yang boleh tidak dihadiri?", "other"),
        ("ASN boleh pasang foto calon?", "yes_no"),
        ("Camatnya hadir langsung?", "yes_no"),
        ("hadirnya langsung apa online", "yes_no"),
        ("what posts can I share", "list"),
        # Alternatives.
        ("rapatnya 3 mei apa 4 mei", "date"),
        ("Senin apa 4 Mei ya", "date"),
        # Lists.
        ("Mohon disebutkan unsur-unsur peserta rapat.", "list"),
        ("Pejabat-pejabat mana yang diundang?", "list"),
        ("Dua orang mana yang mendampingi camat?", "list"),
        ("Siapa lagi yang hadir?", "list"),
        ("Which senior ministry officials attended?", "list"),
        ("Undang-undang mana yang berlaku?", "other"),
        ("Which official said that rules are strict?", "person"),
        # Reasons, manners and statements.
        ("Apa yang menyebabkan rapat ditunda?", "reason"),
        ("What can cause a delay?", "reason"),
        ("atas apa ia berterima kasih", "reason"),
        ("Bandingkan rapat di Sukaraja dengan rapat di Sukamaju.", "manner"),
        ("camatnya mengatakan apa tentang rapat", "statement"),
        ("apa harapannya", "statement"),
        ("Apa bunyi pasal itu?", "definition"),
        # Bodies and persons.
        ("Kantor mana yang jadi panitia rapat?", "person"),
        ("Di kantor mana rapat digelar?", "place"),
        ("Name the head of the agency.", "person"),
        ("Could you tell me where the meeting was held?", "place"),
    ],
)
def test_other_ways_of_asking(question: str, kind: ExpectedKind) -> None:
    assert expected_kind(question) == kind


@pytest.mark.parametrize(
    ("question", "detail"),
    [
        ("Siapa yang menyelenggarakan rapat?", "organiser"),
        ("yg ngadain rapat siapa", "organiser"),
        ("Who organised the meeting?", "organiser"),
        ("Instansi apa yang menggelar rapat?", "organiser"),
        ("Who delivered the keynote?", "holder"),
        ("Siapa yang mengatakan hal itu?", "holder"),
        ("Kepada siapa ia berterima kasih?", "receiver"),
        ("Di gedung manakah rapat digelar?", "building"),
        ("nama aulanya lengkap apa", "building"),
        ("nama hotelnya", "building"),
        ("Tahun berapa rapat digelar?", "year"),
        ("Perangkat daerah mana yang menggelar rapat?", "organiser"),
        ("Umar itu ketua apa?", "office"),
        ("apa jabatannya", "office"),
        ("tampil sebagai apa dia", "office"),
        ("What is his position?", "office"),
        ("Di acara apa ia berbicara?", "event"),
        ("In what event did he speak?", "event"),
        ("Apa judul materi TNI?", "title"),
        ("tema rapat", "title"),
        ("What was the topic of the talk?", "title"),
        ("terus kepala dinas pasar nya", "holder"),
        ("moderator rapat", "holder"),
        ("penyelenggara rapat", "organiser"),
    ],
)
def test_a_question_says_what_sort_of_thing(question: str, detail: str) -> None:
    assert detail in read_question(question).details
    assert not read_question(question).wants_sentence


@pytest.mark.parametrize("words", ["pasal 2 asas netralitas", "pegawai perekat bangsa", "neutrality principle law"])
def test_words_to_search_for_get_a_whole_sentence(words: str) -> None:
    assert read_question(words).kinds == ("other",)
    assert read_question(words).wants_sentence


def test_an_organiser_is_a_body_and_holds_no_office() -> None:
    assert read_question("yang mengadakan rapat siapa").details == {"organiser", "body"}


def test_two_things_that_are_asked_without_a_question_word_of_their_own() -> None:
    assert read_question("Gedungnya lengkap apa, dan tanggal pastinya?").kinds == ("place", "date")
