from __future__ import annotations

import pytest

from eval.measures import shares
from eval.measures.headline import same_answer
from eval.measures.judge import judge_answer
from tests.eval.made_up import END, START, answered, case, refused, source, talked

DATED = case("c", START, answers=("Mei",))


@pytest.mark.parametrize(
    ("given_answer", "accepted", "same"),
    [
        ("22 September 2024", "22 september 2024.", True),
        ("pada 22 September 2024", "22 September 2024", True),
        ("September 2024", "22 September 2024", True),
        ("2 September 2024", "22 September 2024", False),
        ("Haryono", "Haryomo", False),
        ("", "22", False),
        ("…", "22", False),
        ("ﬁnal", "final", True),
        ("Drs. Haryono", "Haryono, M.Hum", True),
        ("Pj. Bupati", "Pj Bupati", True),
        ("14/2/2024", "Rabu, 14 Februari 2024", True),
        ("15 Februari 2024", "Rabu, 14 Februari 2024", False),
        ("2024", "14 Februari 2024", False),
        ("2024", "tahun 2024", True),
        ("ASN", "ASN harus netral", False),
        ("Rina", "Rina, Sari, Wayan dan Dewi", False),
        ("mendukung calon", "tidak mendukung calon", False),
        ("tidak mendukung", "tidak mendukung calon", True),
    ],
)
def test_short_answers_are_compared_by_whole_words(given_answer: str, accepted: str, same: bool) -> None:
    assert same_answer(given_answer, accepted) is same


def test_a_short_answer_is_the_headline_and_has_to_be_accepted() -> None:
    assert judge_answer(DATED, answered(START, short="mulai Mei"), source).headline
    assert not judge_answer(DATED, answered(START, short="Pendaftaran"), source).headline


def test_without_a_short_answer_the_first_quote_is_the_headline() -> None:
    assert judge_answer(DATED, answered(START, END), source).headline
    below = judge_answer(DATED, answered(END, START), source)
    assert (below.right, below.headline) == (True, False)


def test_a_question_that_only_a_sentence_answers_has_no_right_short_answer() -> None:
    assert judge_answer(case("c", START), answered(START), source).headline
    assert not judge_answer(case("c", START), answered(START, short="Mei"), source).headline


def test_what_is_refused_has_no_headline_and_what_is_to_be_refused_must_be() -> None:
    assert not judge_answer(DATED, refused("not_in_sources", START), source).headline
    assert judge_answer(case(refusal="unclear"), refused(), source).headline
    assert not judge_answer(case(refusal="unclear"), talked("thanks"), source).headline
    assert not judge_answer(case(refusal="unclear"), answered(END), source).headline


def test_talk_is_right_where_it_is_due_and_of_an_intent_that_may_be_seen() -> None:
    thanks = case("c", talk=("thanks", "praise"))
    judged = [judge_answer(thanks, reply, source) for reply in (talked("praise"), talked("greeting"), answered(END))]
    assert [one.headline for one in judged] == [one.right for one in judged] == [True, False, False]
    assert shares.TALK_RIGHT.value(judged) == 1 / 3
    assert shares.HEADLINE_RIGHT.value(judged) is None


def test_only_a_wrong_headline_that_is_called_certain_misleads() -> None:
    replies = [answered(END, level="high"), answered(END, level="medium"), answered(START, level="high")]
    judged = [judge_answer(DATED, reply, source) for reply in replies]
    assert [one.misled for one in judged] == [True, False, False]
    assert judge_answer(case(refusal="unclear"), answered(END, level="high"), source).misled
    assert judge_answer(case(talk=("thanks",)), answered(END, level="high"), source).misled
    assert shares.MISLED.value(judged) == 1 / 3


def test_a_disagreement_misleads_unless_all_its_answers_are_accepted() -> None:
    both = case("c", START, answers=("Mei", "Juni"))
    assert not judge_answer(both, answered(START, short="Mei", differ=("Mei", "Juni")), source).misled
    assert judge_answer(DATED, answered(START, short="Mei", differ=("Mei", "Juni")), source).misled


def test_confidence_is_about_the_headline_also_where_it_is_withheld() -> None:
    assert judge_answer(DATED, answered(END, START), source).supported is False
    assert judge_answer(DATED, refused("not_in_sources", START), source).supported is True
    assert judge_answer(DATED, refused("not_in_sources", END, START), source).supported is False
    assert judge_answer(case(refusal="partisan"), refused("partisan"), source).supported is None
