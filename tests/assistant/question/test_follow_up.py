from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.question.check import QUESTION_LIMIT
from assistant.question.follow_up import Answered, FollowUpReader, append_earlier_words, no_answer
from assistant.question.leaning import RULES, find_leaning
from index.analyzer import Analyzer


def rewritten(question: str, history: list[str], analyzer: Analyzer, answered: Answered = no_answer) -> str:
    """The question made whole."""
    return FollowUpReader(analyzer, answered).resolve(question, history).searched


BEFORE = "Siapa yang membuka Rakor Pengawasan dan Pengendalian BKN 2024?"

FOLLOW_UPS = [
    "Siapa saja yang hadir?",
    "lalu kapan?",
    "Apa yang beliau katakan tentang Pemilu?",
    "Berapa pesertanya?",
    "Kalau pematerinya berapa?",
    "Pendaftarannya mulai kapan?",
    "Di mana hak itu boleh dipakai?",
    "Kalau disampaikan di media sosial bagaimana?",
    "Kalau bagi pegawainya sendiri?",
    "Siapa narasumber di acara yang beliau buka?",
    "Dia berterima kasih kepada siapa?",
    "tujuannya apa aja?",
    "Kenapa begitu?",
    "Terus sanksinya apa?",
    "gimana dgn pns?",
    "Siapa yang membukanya?",
    "Kapan itu?",
    "Siapa Pj Bupati?",
]
FOLLOW_UPS_EN = [
    "And where was it held?",
    "What about sanctions?",
    "Who opened it?",
    "And when did registration start?",
    "Why?",
    "Where did they meet?",
    "Then what happens to them?",
    "But who was there?",
    "Was he the keynote speaker?",
    "What was its theme?",
    "How about the voters?",
    "When was that?",
    "Did she attend?",
    "What did he say about voting?",
    "And the second goal?",
    "Also on social media?",
    "Why is that important?",
    "What are those factors?",
    "Are these rules strict?",
]
STANDALONE = [
    "Kapan pendaftaran calon Pilkada 2024 dimulai?",
    "Apa sanksi bagi ASN yang melanggar netralitas?",
    "Apakah ASN memiliki hak untuk memilih?",
    "Siapa Pj Bupati Pasuruan yang menghadiri rakor?",
    "Apa tujuan sosialisasi netralitas ASN di Tarakan?",
    "Faktor apa yang dapat memunculkan ketidaknetralan ASN?",
    "Berapa peserta yang mengikuti webinar netralitas?",
    "Apa manfaat netralitas bagi kepala daerah?",
    "Siapa yang mewakili Bupati Bima pada rakor di Denpasar?",
    "Apa tema rakor yang digelar Badan Kepegawaian Negara?",
    "Mengapa ASN harus netral?",
    "Siapa Ketua KASN?",
    "Siapa Heriansyah?",
    "Apa itu netralitas ASN?",
    "Apa itu meritokrasi?",
    "Siapa itu Dewa Made Indra?",
    "Tanggal berapa Pilkada serentak 2024 dilaksanakan?",
    "Di gedung mana rakor Pemprov Bali berlangsung?",
    "sanksi asn melanggar",
    "Apa kepanjangan BKN?",
    "Apa yang sebaiknya dilakukan ASN saat Pemilu?",
]
STANDALONE_EN = [
    "When does candidate registration for the 2024 regional election start?",
    "What sanctions await civil servants who violate neutrality?",
    "Who attended the BKN meeting in Legian, Bali?",
    "Which factors can lead to civil servants not being neutral?",
    "How many participants joined the webinar?",
    "What was the theme of the BKN coordination meeting?",
    "Why must civil servants be neutral?",
    "Who is Heriansyah?",
    "Who chairs the KASN?",
    "What is ASN neutrality?",
    "Do civil servants have the right to vote?",
    "Where may civil servants use their right to vote?",
    "Who represented the Regent of Bima in Denpasar?",
    "What did Agus Pramusinto say about social media?",
    "Which law states the principle of neutrality?",
    "Who opened the outreach event in Tarakan?",
    "How many speakers presented at the Kemendagri webinar?",
    "When was the Bali coordination meeting held?",
    "Why is neutrality important for public trust?",
    "Is there a theme for the Tarakan event?",
]


@pytest.mark.parametrize("question", FOLLOW_UPS + FOLLOW_UPS_EN)
def test_a_follow_up_is_searched_with_what_the_question_before_it_was_about(analyzer: Analyzer, question: str) -> None:
    assert find_leaning(question, analyzer) != "alone"
    joined = rewritten(question, [BEFORE], analyzer)
    asked, _, taken = joined.partition(" (")
    assert asked == question.rstrip("?")
    assert {"BKN", "2024"} <= set(taken.removesuffix(")?").split())


@pytest.mark.parametrize("question", STANDALONE + STANDALONE_EN)
def test_a_standalone_question_is_searched_as_it_is(analyzer: Analyzer, question: str) -> None:
    assert rewritten(question, [BEFORE], analyzer) == question


@pytest.mark.parametrize("question", ["lalu kapan?", "Siapa?", "Berapa pesertanya?"])
def test_without_history_nothing_is_joined(analyzer: Analyzer, question: str) -> None:
    assert rewritten(question, [], analyzer) == question


def test_an_elliptic_follow_up_takes_over_what_was_asked(analyzer: Analyzer) -> None:
    """What it asks is only in the question before it."""
    joined = rewritten("Kalau bagi pegawainya?", ["Apa manfaat netralitas ASN bagi kepala daerah?"], analyzer)
    assert {"manfaat", "netralitas", "ASN"} <= set(joined.split())


def test_a_follow_up_that_asks_something_of_its_own_takes_over_what_it_is_about(analyzer: Analyzer) -> None:
    joined = rewritten("Pendaftarannya mulai kapan?", ["Tanggal berapa Pilkada Bali 2024 dilaksanakan?"], analyzer)
    assert joined == "Pendaftarannya mulai kapan (Tanggal Pilkada Bali 2024 dilaksanakan)?"


@pytest.mark.parametrize(
    ("earlier", "question", "searched"),
    [
        ("Di mana sosialisasi di Tarakan diadakan?", "lalu kapan?", "kapan sosialisasi di Tarakan diadakan?"),
        ("Kapan rapat BKN itu?", "terus di mana ya?", "di mana rapat BKN itu?"),
        ("Rakor Pemprov Bali tanggal berapa?", "di gedung apa?", "Rakor Pemprov Bali di gedung apa?"),
        ("When was the Bali meeting held?", "And where?", "where was the Bali meeting held?"),
    ],
)
def test_a_bare_when_or_where_takes_the_place_of_the_one_before(
    analyzer: Analyzer, earlier: str, question: str, searched: str
) -> None:
    assert rewritten(question, [earlier], analyzer) == searched


@pytest.mark.parametrize(
    ("earlier", "question"),
    [
        ("Siapa yang membuka rakor di Denpasar?", "terus kapan?"),
        ("Kapan rakor di Denpasar?", "Siapa?"),
        ("How many people joined the Denpasar meeting?", "When?"),
    ],
)
def test_a_question_for_something_else_does_not(analyzer: Analyzer, earlier: str, question: str) -> None:
    assert rewritten(question, [earlier], analyzer).startswith(f"{question.rstrip('?')} (")


def test_a_follow_up_to_a_follow_up_reaches_back_to_the_first(analyzer: Analyzer) -> None:
    history = ["Apa tema webinar Ditjen Polpum Kemendagri tentang netralitas?", "Pesertanya berapa orang?"]
    joined = rewritten("Kalau pematerinya?", history, analyzer)
    assert {"Ditjen", "Polpum", "Kemendagri"} <= set(joined.split())


def test_a_follow_up_reaches_no_further_than_the_last_standalone_question(analyzer: Analyzer) -> None:
    history = ["Siapa Pj Bupati Pasuruan yang menghadiri rakor?", "Apa sanksi bagi ASN yang melanggar netralitas?"]
    joined = rewritten("lalu kapan?", history, analyzer)
    assert "Pasuruan" not in joined
    assert "sanksi" in joined


def test_what_is_searched_is_never_longer_than_a_question_may_be(analyzer: Analyzer) -> None:
    earlier = "Sebutkan " + " ".join(f"syarat{n}" for n in range(45))
    joined = rewritten("Kalau bagi pegawai yang mengikuti kegiatan tersebut tadi?", [earlier], analyzer)
    assert len(joined) <= QUESTION_LIMIT
    question, _, taken = joined.partition(" (")
    assert question == "Kalau bagi pegawai yang mengikuti kegiatan tersebut tadi"
    assert set(taken.removesuffix(")?").split()) <= set(earlier.split())  # cut between words


def test_a_follow_up_that_fills_the_room_stands_by_itself(analyzer: Analyzer) -> None:
    question = "lalu " + "x" * (QUESTION_LIMIT - 5)
    assert rewritten(question, [BEFORE], analyzer) == question


@given(st.lists(st.text(min_size=1, max_size=500), max_size=10), st.text(min_size=1, max_size=500))
def test_any_conversation_stays_within_bounds_and_begins_with_the_question(history: list[str], question: str) -> None:
    joined = rewritten(question, history, Analyzer.load())
    assert len(joined) <= QUESTION_LIMIT
    assert joined.startswith(question.rstrip(" ?.!"))


@pytest.mark.parametrize(
    ("earlier", "question", "searched"),
    [
        (
            "Apa manfaat netralitas bagi kepala daerah?",
            "Kalau bagi pegawainya?",
            "Apa manfaat netralitas bagi pegawainya?",
        ),
        (
            "Apa manfaat netralitas bagi kepala daerah?",
            "dan untuk birokrasi",
            "Apa manfaat netralitas untuk birokrasi?",
        ),
        ("Kapan rakor di Bali digelar?", "kalo di Pasuruan?", "Kapan rakor di Pasuruan digelar?"),
        ("Apa alasannya menurut Menpan RB?", "Kalau menurut KASN gimana?", "Apa alasannya menurut KASN?"),
        ("When is the vote in Bali?", "And in Pasuruan?", "When is the vote in Pasuruan?"),
        ("Kapan rakor digelar?", "Kalau di Pasuruan?", "Kapan rakor digelar di Pasuruan?"),
        ("Apa manfaat netralitas bagi ASN di daerah?", "bagi warga?", "Apa manfaat netralitas bagi warga di daerah?"),
    ],
)
def test_a_part_alone_takes_the_place_of_the_like_part(
    analyzer: Analyzer, earlier: str, question: str, searched: str
) -> None:
    assert rewritten(question, [earlier], analyzer) == searched


@pytest.mark.parametrize(
    ("earlier", "question"),
    [
        ("Siapa yang membuka rakor di Bali?", "Di mana?"),
        ("Apa sanksi bagi ASN?", "Untuk siapa aturan itu?"),
    ],
)
def test_what_asks_itself_or_has_no_like_part_is_put_behind(analyzer: Analyzer, earlier: str, question: str) -> None:
    assert rewritten(question, [earlier], analyzer).startswith(f"{question[:-1]} (")


def test_a_pronoun_for_a_person_takes_over_who_was_answered(analyzer: Analyzer) -> None:
    asked: list[str] = []

    def answered(question: str) -> str:
        asked.append(question)
        return "Dewi Sari"

    who = "Siapa yang membuka rakor?"
    searched = rewritten("Dia berterima kasih kepada siapa?", [who], analyzer, answered)
    assert searched == "Dia berterima kasih kepada siapa (membuka rakor Dewi Sari)?"
    assert asked == [who]
    assert "Dewi Sari" not in rewritten("Kapan itu?", [who], analyzer, answered)
    assert "Dewi Sari" not in rewritten("Apa kata beliau?", ["Kapan rakor dibuka?"], analyzer, answered)
    assert asked == [who]


def test_a_role_before_a_name_is_part_of_it(analyzer: Analyzer) -> None:
    assert rewritten("Kapan itu?", ["Siapa Pj. Wali Kota Tarakan?"], analyzer) == "Kapan itu (Pj Wali Kota Tarakan)?"


def test_what_answered_before_is_taken_over_without_its_punctuation(analyzer: Analyzer) -> None:
    assert (
        append_earlier_words("Siapa yang hadir?", "Kapan rakor?", analyzer, "(Senin), 5 Mei.")
        == "Siapa yang hadir (rakor Senin 5 Mei)?"
    )


def test_what_is_taken_over_never_makes_a_question_too_long(analyzer: Analyzer) -> None:
    long = "Apa manfaat netralitas bagi kepala daerah " + "yang jujur " * 38 + "itu?"
    assert len(long) > QUESTION_LIMIT - 40
    for question in ("Kalau bagi semua pegawai negeri sipil di daerah terpencil?", "Dia berterima kasih kepada siapa?"):
        assert len(rewritten(question, [long], analyzer, lambda _: "kata " * 200)) <= QUESTION_LIMIT


@pytest.mark.parametrize("word", RULES.words["asking"])
def test_a_part_that_asks_takes_no_place(analyzer: Analyzer, word: str) -> None:
    earlier = "Apa manfaat bagi ASN?"
    assert rewritten(f"untuk {word} itu?", [earlier], analyzer) == f"untuk {word} itu (manfaat ASN)?"
    assert rewritten("untuk warga itu?", [earlier], analyzer) == "Apa manfaat untuk warga itu?"


def test_a_word_in_letters_of_another_alphabet_is_no_error(analyzer: Analyzer) -> None:
    """Patterns take the Turkish "ı" for an "i"; the lists know no such word."""
    assert rewritten("dı Bima?", ["Kapan rakor di Bali?"], analyzer) == "dı Bima (rakor Bali)?"
