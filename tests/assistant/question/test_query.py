from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.engine import name_test
from assistant.answering.service import AnswerService
from assistant.question.check import HISTORY_LIMIT, QUESTION_LIMIT, check_history, check_question
from assistant.question.query import DATA, QueryAnalyzer, detect_language
from assistant.question.spelling import is_typing_slip
from index.analyzer import Analyzer, read_pairs, word_tokens
from index.errors import QuestionError

LEXICON = read_pairs(DATA / "lexicon.tsv")


def code(question: str) -> str:
    with pytest.raises(QuestionError) as raised:
        check_question(question)
    return raised.value.code


@pytest.mark.parametrize("question", ["", "   ", "\n\t ", "\u200b\ufeff", "\u00a0\u2003"])
def test_a_question_without_visible_characters_is_empty(question: str) -> None:
    assert code(question) == "empty"


def test_500_characters_are_read_and_501_are_not() -> None:
    assert check_question("a" * QUESTION_LIMIT) == "a" * 500
    assert code("a" * 501) == "too_long"


def test_white_space_around_and_between_does_not_count_towards_the_length() -> None:
    assert check_question("  " + "a" * 499 + "  \n") == "a" * 499
    assert check_question("kapan" + " " * 600 + "mulai?") == "kapan mulai?"


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\x9b"])
def test_control_characters_are_refused(character: str) -> None:
    assert code(f"Kapan{character} pilkada?") == "control"


def test_line_breaks_and_tabs_are_spaces() -> None:
    assert check_question("Kapan\r\nPilkada\t2024?") == "Kapan Pilkada 2024?"


@pytest.mark.parametrize("character", ["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u202e"])
def test_invisible_characters_are_left_out(character: str) -> None:
    assert check_question(f"Pil{character}kada{character} kapan?") == "Pilkada kapan?"


def test_a_lone_surrogate_is_left_out() -> None:
    assert check_question("Kapan\ud800 pilkada?") == "Kapan pilkada?"


@given(st.text(max_size=600))
def test_a_checked_question_passes_the_check_unchanged(text: str) -> None:
    try:
        checked = check_question(text)
    except QuestionError:
        return
    assert 1 <= len(checked) <= QUESTION_LIMIT
    assert check_question(checked) == checked


@pytest.mark.parametrize("question", ["?", "?!...", "¿¡", "…", "-- --", "🙂", "_", "()"])
def test_only_punctuation_is_refused_as_unclear_and_no_error(service: AnswerService, question: str) -> None:
    answer = service.ask(question)
    assert not answer.answered
    assert answer.refusal is not None
    assert answer.refusal.reason == "unclear"
    assert answer.nearest == ()


def test_ten_earlier_questions_are_read_and_eleven_are_not() -> None:
    assert len(check_history([f"Apa {n}?" for n in range(HISTORY_LIMIT)])) == 10
    with pytest.raises(QuestionError) as raised:
        check_history([f"Apa {n}?" for n in range(11)])
    assert raised.value.code == "history"


def test_an_earlier_question_is_checked_like_the_question() -> None:
    assert check_history([" Kapan\u200b? "]) == ["Kapan?"]
    with pytest.raises(QuestionError) as raised:
        check_history(["Kapan?", ""])
    assert raised.value.code == "empty"


@pytest.mark.parametrize(
    "question",
    [
        "Kapan pendaftaran calon Pilkada 2024 dimulai?",
        "asn boleh nyoblos gak sih?",
        "Siapa keynote speaker rakor di Bali?",
        "temanya webinar Kemendagri apa",
        "brp org yg ikut zoom meeting",
        "sanksi asn melanggar",
        "Apa itu merit system?",
        "pj walkot tarakan",
        "Apakah Dewa Indra berterima kasih?",
        "Mengapa?",
        "2024",
    ],
)
def test_indonesian_is_recognised(question: str) -> None:
    assert detect_language(question) == "id"


@pytest.mark.parametrize(
    "question",
    [
        "When does candidate registration start?",
        "Who opened the meeting in Tarakan?",
        "Why must civil servants be neutral?",
        "What is KASN?",
        "What sanctions await civil servants who violate neutrality?",
        "Is there a hotline number to contact KASN about violations?",
        "How many participants joined the webinar?",
        "Do ASN have the right to vote?",
        "Siapa is the head of KASN and what did he say?",
    ],
)
def test_english_is_recognised(question: str) -> None:
    assert detect_language(question) == "en"


@pytest.mark.parametrize(
    ("given_text", "formal"),
    [
        ("asn boleh nyoblos gak sih?", "apakah asn boleh mencoblos?"),
        ("pilkada 2024 tgl brp ya", "pilkada 2024 tanggal berapa"),
        ("knp pns hrs netral", "mengapa pns harus netral"),
        ("siapa yg ngadain rakor, dmn?", "siapa yang mengadakan rakor, dimana?"),
    ],
)
def test_informal_spelling_is_made_formal(questions: QueryAnalyzer, given_text: str, formal: str) -> None:
    assert questions.query(given_text).text == formal


@pytest.mark.parametrize(
    ("given_text", "corrected"),
    [
        ("pendftaran calon pilkda", {"pendftaran": "pendaftaran", "pilkda": "pilkada"}),
        (
            "sosialsasi netralits di trakan",
            {"sosialsasi": "sosialisasi", "netralits": "netralitas", "trakan": "tarakan"},
        ),
        ("apa sankis bagi asn", {"sankis": "sanksi"}),
        ("Menghdiri webinr", {"Menghdiri": "menghadiri", "webinr": "webinar"}),
        ("PENDFTARAN CALON", {"pendftaran": "pendaftaran"}),
        ("beraap hkuman bagi asn", {"beraap": "berapa", "hkuman": "hukuman"}),
        ("Siapa itu Haryano?", {"Haryano": "Haryono"}),
        ("Apa kata Suhajar Diantaro?", {"Diantaro": "Diantoro"}),
        ("Siapa ketua Pengawasna rakor?", {"Pengawasna": "pengawasan"}),
        ("When is the campagn?", {"campagn": "campaign"}),
        ("Who attended the meetng in Legian?", {"meetng": "meeting"}),
    ],
)
def test_misspelt_words_are_corrected_to_those_of_the_articles(
    questions: QueryAnalyzer, given_text: str, corrected: dict[str, str]
) -> None:
    assert dict(questions.query(given_text).corrected) == corrected


@pytest.mark.parametrize(
    "question",
    [
        "Siapa Bupati Badung?",
        "Berapa gaji pegawai honorer?",
        "Apa yang terjadi di kota Malang?",
        "apa kode B1ma42?",
        "rkor kpn",
    ],
)
def test_other_names_and_short_words_are_left_alone(questions: QueryAnalyzer, question: str) -> None:
    corrected = dict(questions.query(question).corrected)
    assert corrected.keys() <= questions.analyzer.informal.keys()


@pytest.mark.parametrize(
    "word",
    [
        *("saksi", "melaporkan", "teman", "pesan", "kotak", "bernama", "memuat", "sebelah", "tanda", "dengar", "kabar"),
        *("mengingatkan", "membagikan", "pengadilan", "menyatakan", "dihabiskan", "pembenahan", "keberatan"),
    ],
)
def test_a_word_that_is_in_no_article_is_not_corrected_to_another(questions: QueryAnalyzer, word: str) -> None:
    """saksi (witness) is near sanksi (sanction), melaporkan (report) near memaparkan (present)."""
    assert word not in questions.vocabulary
    assert questions.query(f"apa {word} itu").corrected == ()


@pytest.mark.parametrize(
    ("given_word", "meant"),
    [("sankis", "sanksi"), ("pemlu", "pemilu"), ("pemillu", "pemilu"), ("calom", "calon"), ("netrel", "netral")],
)
def test_typing_slips_are_recognised(given_word: str, meant: str) -> None:
    """Two letters swapped, one left out, one doubled, a neighbouring key, another vowel."""
    assert is_typing_slip(given_word, meant)


@pytest.mark.parametrize(("given_word", "other"), [("sebelah", "setelah"), ("kotak", "kota"), ("pesan", "peran")])
def test_words_that_no_slip_turns_into_each_other_are_recognised(given_word: str, other: str) -> None:
    assert not is_typing_slip(given_word, other)


def test_a_common_misspelling_that_is_not_a_slip_is_in_the_lexicon(questions: QueryAnalyzer) -> None:
    assert "sanksi" in questions.query("apa sangsi bagi asn").terms


def test_the_encoder_decides_what_is_a_word(analyzer: Analyzer) -> None:
    def made(*words: str) -> QueryAnalyzer:
        return QueryAnalyzer.load(analyzer, ["sanksi"], is_word=words.__contains__)

    assert made().query("apa saksi").corrected == (("saksi", "sanksi"),)
    assert made("saksi").query("apa saksi").corrected == ()


def test_every_word_of_the_articles_is_left_alone(questions: QueryAnalyzer) -> None:
    words = [word for word in sorted(questions.vocabulary) if word not in questions.analyzer.informal]
    assert [word for word in words if questions.query(f"tentang {word} itu").text != f"tentang {word} itu"] == []


@pytest.mark.parametrize(
    "word", ["narasumbernya", "pesertanya", "diselenggarakan", "menetralkan", "pendaftar", "gubernurnya"]
)
def test_a_word_that_differs_by_an_affix_is_not_misspelt(questions: QueryAnalyzer, word: str) -> None:
    assert questions.query(f"apa {word} itu").corrected == ()


def test_only_the_nearest_word_of_a_small_vocabulary_is_used(analyzer: Analyzer) -> None:
    small = QueryAnalyzer.load(analyzer, ["jembatan", "jabatan"])
    assert small.query("jembatn").corrected == (("jembatn", "jembatan"),)
    assert small.query("kembatan").corrected == ()  # an error in the first letter is not looked for


def test_names_and_numbers_are_recognised(questions: QueryAnalyzer) -> None:
    concepts = questions.query("Siapa calon di Bandung pada pilkada 2029?").concepts
    assert {c.term: c.name for c in concepts} == {"calon": False, "bandung": True, "pilkada": True, "2029": True}


@pytest.mark.parametrize(
    "question", ["siapa calon di denpasar 2029", "SIAPA CALON DI DENPASAR 2029?", "siapa calon ASN di denpasar 2029"]
)
def test_names_are_recognised_without_their_capitals(questions: QueryAnalyzer, question: str) -> None:
    named = {c.term: c.name for c in questions.query(question).concepts}
    assert (named["calon"], named["denpasar"], named["2029"]) == (False, True, True)


def test_a_question_in_capitals_is_searched_as_in_small_letters(questions: QueryAnalyzer) -> None:
    asked = "Siapa yang mewakili bupati dalam rakor di Denpasar?"
    assert questions.query(asked.upper()) == questions.query(asked.lower())


def test_the_articles_decide_what_is_a_name_then_the_encoder(analyzer: Analyzer) -> None:
    class Cased:
        """Knows Surabaya and Saksi better with their capitals."""

        def count_tokens(self, texts: Sequence[str]) -> list[int]:
            return [3 if text in ("Surabaya", "Saksi") else 4 for text in texts]

    is_name = name_test(Cased())  # type: ignore[arg-type]
    small = QueryAnalyzer.load(analyzer, ["bali", "saksi"], names=["bali"], is_name=is_name)
    named = [concept.term for concept in small.query("bali saksi surabaya denda").concepts if concept.name]
    assert named == ["bali", "surabaya"]


def test_concepts_come_in_order_and_once(questions: QueryAnalyzer) -> None:
    assert [c.term for c in questions.query("rakor apa, rakor siapa, tema rakor").concepts] == ["rakor", "tema"]


def test_a_question_of_function_words_has_no_concepts(questions: QueryAnalyzer) -> None:
    assert questions.query("apa itu yang mana?").concepts == ()


def test_the_lexicon_adds_terms_and_takes_none_away(questions: QueryAnalyzer, analyzer: Analyzer) -> None:
    query = questions.query("hukuman bagi birokrat")
    own = analyzer.terms("hukuman bagi birokrat")
    assert list(query.terms[: len(own)]) == own
    assert "sanksi" in query.terms
    assert query.concepts[0].found_in({"sanksi"})
    assert not query.concepts[0].found_in({"birokrasi"})


def test_a_row_of_several_words_applies_where_they_are_adjacent(questions: QueryAnalyzer) -> None:
    together, apart = questions.query("the polling station"), questions.query("the station of polling")
    assert {"bilik", "suara"} <= set(together.terms)
    assert "bilik" not in apart.terms
    assert all(c.found_in({"bilik"}) for c in together.concepts)


def test_an_added_term_appears_once(questions: QueryAnalyzer) -> None:
    terms = questions.query("candidate candidates").terms
    assert terms.count("calon") == 1


def test_the_operators_lexicon_comes_on_top(analyzer: Analyzer, tmp_path: Path) -> None:
    path = tmp_path / "lexicon.tsv"
    path.write_text("lurah\tkepala kelurahan\nhukuman\tteguran\n", encoding="utf-8")
    query = QueryAnalyzer.load(analyzer, [], path).query("hukuman lurah")
    assert {"sanksi", analyzer.stem("teguran"), analyzer.stem("kelurahan")} <= set(query.terms)


def test_a_missing_lexicon_of_the_operator_is_none(analyzer: Analyzer, tmp_path: Path) -> None:
    assert QueryAnalyzer.load(analyzer, [], tmp_path / "none.tsv").lexicon == QueryAnalyzer.load(analyzer, []).lexicon


def test_every_line_of_the_lexicon_has_two_columns() -> None:
    lines = (DATA / "lexicon.tsv").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line and not line.startswith("#") and len(line.split("\t")) != 2] == []
    assert [row for row in LEXICON if not all(row)] == []


def test_the_left_side_is_lower_case() -> None:
    assert [said for said, _ in LEXICON if said != said.lower()] == []


def test_no_left_side_appears_twice() -> None:
    assert [said for said, count in Counter(tuple(word_tokens(said)) for said, _ in LEXICON).items() if count > 1] == []


@pytest.mark.parametrize(("said", "written"), LEXICON, ids=[said for said, _ in LEXICON])
def test_every_row_adds_something(analyzer: Analyzer, said: str, written: str) -> None:
    """A question with the left side of the row finds more with the row than without it."""
    key = tuple(word_tokens(said))
    without = QueryAnalyzer(analyzer, frozenset(), {}).query(said)
    with_row = QueryAnalyzer(analyzer, frozenset(), {key: tuple(written.split())}).query(said)
    assert with_row.concepts != without.concepts


def test_english_function_words_are_no_content_words(questions: QueryAnalyzer) -> None:
    concepts = questions.query("Who has been in the meeting because of it?").concepts
    assert [concept.term for concept in concepts] == [questions.analyzer.stem("meeting")]


def test_the_lexicon_is_looked_up_without_an_enclitic(questions: QueryAnalyzer) -> None:
    one, other = (questions.query(f"apa {word} asn").concepts[0].others for word in ("hukuman", "hukumannya"))
    assert one <= other | {questions.analyzer.stem("hukumannya")}
    assert "sanksi" in other
