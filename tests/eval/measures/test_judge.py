from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Lead
from eval.measures.judge import Judged, at_gold, judge_answer
from eval.measures.kinds import kind_rows
from eval.measures.tables import kinds_table
from eval.measures.unweighted import auroc, calibration_error
from index.document import Span
from tests.eval.made_up import ARTICLE, END, OPENING, START, TEXT, answered, case, refused, source, talked

scores = st.lists(st.sampled_from([0.0, 0.1, 0.5, 0.5, 0.9, 1.0]), min_size=1, max_size=12)


def test_a_citation_of_the_gold_quote_is_at_gold() -> None:
    assert at_gold(ARTICLE.id, Span(0, len(OPENING)), case("c", OPENING), source)


@pytest.mark.parametrize(("start", "right"), [(20, True), (31, True), (32, False), (42, False), (9, True), (8, False)])
def test_half_of_the_shorter_of_the_two_must_be_shared(start: int, right: bool) -> None:
    """The gold is at 20-42; a citation of the same 22 characters must share 11 of them."""
    assert TEXT[20:42] == START
    end = min(start + 22, len(TEXT))
    shorter = min(end - start, 22)
    shared = max(0, min(end, 42) - max(start, 20))
    assert right == (shared >= shorter / 2)  # the rule, worked out by hand
    assert at_gold(ARTICLE.id, Span(start, end), case("c", START), source) is right


def test_a_citation_within_a_longer_gold_quote_counts_and_one_around_it_does_too() -> None:
    assert at_gold(ARTICLE.id, Span(22, 26), case("c", START), source)
    assert at_gold(ARTICLE.id, Span(0, len(TEXT)), case("c", START), source)


def test_the_same_place_of_another_article_is_not_at_gold() -> None:
    assert not at_gold("kabar", Span(0, 19), case("c", OPENING), source)


def test_any_gold_place_will_do() -> None:
    assert at_gold(ARTICLE.id, Span(43, 57), case("c", OPENING, END), source)


def test_an_answer_is_right_by_any_citation_and_first_by_the_first() -> None:
    judged = judge_answer(case("c", START), answered(OPENING, START), source)
    assert (judged.right, judged.first, judged.citations, judged.right_citations) == (True, False, 2, 1)
    assert judge_answer(case("c", START), answered(START), source).first


def test_a_refused_question_that_has_an_answer_is_wrong() -> None:
    judged = judge_answer(case("c", START), refused("not_in_sources", START), source)
    assert (judged.answered, judged.right, judged.first, judged.citations) == (False, False, False, 0)


def test_a_refusal_is_right_where_one_is_and_its_reason_is_judged_apart() -> None:
    judged = judge_answer(case(refusal="partisan"), refused("off_topic"), source)
    assert (judged.right, judged.first, judged.reason) == (True, True, False)
    assert judge_answer(case(refusal="partisan"), refused("partisan"), source).reason is True


def test_an_answer_where_a_refusal_is_right_is_wrong_and_its_citations_count_against_it() -> None:
    judged = judge_answer(case(refusal="partisan"), answered(OPENING, END), source)
    assert (judged.right, judged.citations, judged.right_citations, judged.reason) == (False, 2, 0, None)


def test_no_answer_is_wrong_whatever_was_expected() -> None:
    assert not judge_answer(case("c", START), None, source, "broke").right
    judged = judge_answer(case(refusal="partisan"), None, source, "broke")
    assert (judged.right, judged.first, judged.error) == (False, False, "broke")


def test_the_short_answer_is_judged_where_the_case_names_one() -> None:
    named = case("c", START, answers=("Mei", "bulan Mei"))
    assert judge_answer(named, answered(START, short="mulai Mei."), source).short is True
    assert judge_answer(named, answered(START, short="Juni"), source).short is False
    assert judge_answer(named, answered(START), source).short is None
    assert judge_answer(case("c", START), answered(START, short="Mei"), source).short is None


def test_the_table_has_one_denominator_for_errors_and_refusals_too() -> None:
    judged = [
        judge_answer(case("a", START), answered(START, OPENING), source),
        judge_answer(case("b", START), refused(), source),
        judge_answer(case("c", START), None, source, "broke"),
        judge_answer(case("d", START, kind="other"), answered(START), source),
        judge_answer(case("e", refusal="unclear", kind="odd"), refused("off_topic"), source),
        judge_answer(case("f", refusal="unclear", kind="odd"), answered(END), source),
        judge_answer(case("g", talk=("thanks",), kind="small"), talked("thanks"), source),
    ]
    rows = {row.name: row for row in kind_rows(judged)}
    assert list(rows) == ["direct", "other", "odd", "small", "answerable", "refusals", "talk", "all"]
    direct = rows["direct"]
    assert (direct.questions, direct.errors) == (3, 1)
    assert (direct.answered, direct.right, direct.first) == (1 / 3, 1 / 3, 1 / 3)
    assert direct.precision == 1 / 2
    assert rows["answerable"].right == 2 / 4
    assert rows["refusals"].right == 1 / 2
    assert rows["refusals"].reason == 0.0
    assert rows["refusals"].precision == 0.0
    assert rows["talk"].right == 1.0
    assert rows["all"].right == 4 / 7
    assert rows["all"].precision == 2 / 4


def test_calibration_error_is_the_distance_from_what_came_true() -> None:
    assert calibration_error([(0.75, True), (0.75, True), (0.75, True), (0.75, False)]) == 0.0
    assert calibration_error([(1.0, False), (1.0, False)]) == 1.0
    # One bin 0.3 off with three, one 0.1 off with one.
    assert calibration_error([(0.3, False)] * 3 + [(0.9, True)]) == pytest.approx((3 * 0.3 + 1 * 0.1) / 4)
    assert calibration_error([]) is None


def test_a_withheld_answer_counts_against_its_confidence_too() -> None:
    withheld = refused("not_in_sources", START, confidence=0.4)
    judged = judge_answer(case("a", START), withheld, source)
    assert (judged.right, judged.supported, judged.confidence) == (False, True, 0.4)
    assert judge_answer(case("r", refusal="partisan"), refused("partisan"), source).supported is None


def test_short_answers_are_counted_where_some_were_given() -> None:
    shorts = ("22 September", "Selasa", None)
    judged = [
        judge_answer(case(name, START, answers=("22 September",)), answered(START, short=short), source)
        for name, short in zip("abc", shorts, strict=True)
    ]
    assert kind_rows(judged)[0].short == 1 / 2


def test_a_share_of_nothing_is_none_and_printed_as_a_dash() -> None:
    (row, _, whole) = kind_rows([judge_answer(case(refusal="unclear", kind="odd"), refused("unclear"), source)])
    assert row.precision is None
    lines = kinds_table([row, whole]).splitlines()
    assert lines[2] == "| odd | 1 | 0.0 | 100.0 | 0.0 | 100.0 | 100.0 | – | – | 100.0 | – | 0 |"
    assert len({line.count("|") for line in lines}) == 1


def test_auroc_by_hand() -> None:
    # pairs (0.9, 0.5) (0.9, 0.1) (0.5, 0.5) (0.5, 0.1): 1 + 1 + 1/2 + 1 of 4
    assert auroc([0.9, 0.5], [0.5, 0.1]) == 3.5 / 4
    assert auroc([1.0], [0.0]) == 1.0
    assert auroc([0.0], [1.0]) == 0.0
    assert auroc([0.3, 0.3], [0.3]) == 0.5


@given(scores, scores)
def test_auroc_is_the_share_of_pairs_in_order_ties_counting_half(positive: list[float], negative: list[float]) -> None:
    pairs = [(p > n) + (p == n) / 2 for p in positive for n in negative]
    assert auroc(positive, negative) == pytest.approx(sum(pairs) / len(pairs))
    assert auroc(negative, positive) == pytest.approx(1 - auroc(positive, negative))


@pytest.mark.parametrize(("positive", "negative"), [([], [1.0]), ([1.0], []), ([], [])])
def test_auroc_of_one_class_is_refused(positive: list[float], negative: list[float]) -> None:
    with pytest.raises(ValueError, match="at least one"):
        auroc(positive, negative)


def test_a_judgement_cannot_be_changed() -> None:
    judged = Judged(case(), answered=False, right=False, first=False)
    with pytest.raises(AttributeError):
        judged.right = True  # type: ignore[misc]


@pytest.mark.parametrize(("shift", "verbatim"), [(0, 1), (1, 0)])
def test_the_lines_before_a_quote_are_proved_too(shift: int, verbatim: int) -> None:
    answer = answered(START)
    line = Lead(OPENING, shift, shift + len(OPENING))
    led = replace(answer, citations=(replace(answer.citations[0], lead=(line,)),))
    judged = judge_answer(case("c", START), led, source)
    assert (judged.quotes, judged.verbatim) == (1, verbatim)


WHOLE = replace(case("c", OPENING, END), every=True)


def test_where_every_place_must_be_shown_some_are_not_enough() -> None:
    some = judge_answer(WHOLE, answered(OPENING), source)
    assert (some.right, some.headline, some.first, some.found_gold, some.gold) == (False, False, True, 1, 2)
    every = judge_answer(WHOLE, answered(OPENING, END), source)
    assert (every.right, every.headline, every.found_gold) == (True, True, 2)
    assert judge_answer(replace(WHOLE, every=False), answered(OPENING), source).headline


def test_one_quote_around_all_places_shows_them_all() -> None:
    assert judge_answer(WHOLE, answered(TEXT), source).headline


def test_every_place_below_a_wrong_headline_is_a_wrong_headline() -> None:
    judged = judge_answer(WHOLE, answered(START, OPENING, END), source)
    assert (judged.right, judged.headline) == (True, False)
    assert not judge_answer(WHOLE, answered(OPENING, END, short="Mei"), source).headline


def test_a_line_that_is_told_before_a_quote_is_shown() -> None:
    told = answered(END)
    lead = Lead(OPENING, 0, len(OPENING))
    with_lead = replace(told, citations=(replace(told.citations[0], lead=(lead,)),))
    judged = judge_answer(replace(WHOLE, gold=tuple(reversed(WHOLE.gold))), with_lead, source)
    assert (judged.headline, judged.found_gold, judged.citations) == (True, 2, 1)
    assert not judge_answer(WHOLE, told, source).headline


def test_a_refusal_of_what_must_be_shown_whole_is_wrong() -> None:
    judged = judge_answer(WHOLE, refused("not_in_sources", OPENING, END), source)
    assert (judged.right, judged.headline) == (False, False)
