from __future__ import annotations

import math

import pytest

from eval.measures.retrieval import (
    MEASURES,
    measures_by_question,
    qrels_lines,
    ranking_lines,
    read_rankings,
    relevant_passages,
)
from index.document import Passage, Span
from tests.eval.made_up import ARTICLE, OPENING, START, TEXT, case, source


def passage(start: int, end: int) -> Passage:
    return Passage(ARTICLE.id, Span(start, end), ())


def test_a_passage_answers_that_shares_half_of_a_gold_quote_or_of_itself() -> None:
    whole, touching, other = passage(0, len(TEXT)), passage(0, 24), Passage("kabar", Span(0, 57), ())
    found = relevant_passages([case("a", START), case("r", refusal="unclear")], [whole, touching, other], source)
    assert found == {"a": [whole.id]}
    assert relevant_passages([case("a", START, OPENING)], [whole, touching], source) == {"a": [whole.id, touching.id]}


def test_the_measures_by_hand() -> None:
    pytest.importorskip("ir_measures")
    judged = {"a": ["p", "q"], "b": ["p"], "none": ["p"], "nowhere": []}
    values = measures_by_question(judged, {"a": ["x", "p", "y"], "b": ["p"], "stranger": ["p"]})
    assert set(values) == set(judged)
    a = values["a"]
    assert (a["R@1"], a["R@5"], a["Success@1"], a["Success@5"], a["RR@10"]) == (0, 1 / 2, 0, 1, 1 / 2)
    ideal = 1 / math.log2(2) + 1 / math.log2(3)
    assert a["nDCG@10"] == pytest.approx(1 / math.log2(3) / ideal)
    assert values["b"] == dict.fromkeys(MEASURES, 1.0)
    assert values["none"] == values["nowhere"] == dict.fromkeys(MEASURES, 0.0)


def test_where_nothing_is_found_at_all_everything_is_0() -> None:
    pytest.importorskip("ir_measures")
    assert measures_by_question({"a": ["p"]}, {}) == {"a": dict.fromkeys(MEASURES, 0.0)}


def test_the_files_have_the_columns_of_trec_whatever_the_ids() -> None:
    lines = [*ranking_lines("a b", ["berita baik:0-9", "c%20d:1-2"]), *ranking_lines("z", ["e"])]
    assert lines[0] == "a%20b Q0 berita%20baik:0-9 1 2 netral"
    assert all(len(line.split()) == 6 for line in lines)
    assert read_rankings("\n".join(lines)) == {"a b": ["berita baik:0-9", "c%20d:1-2"], "z": ["e"]}
    assert qrels_lines({"a b": ["p q"]}) == ["a%20b 0 p%20q 1"]


def test_a_line_that_was_cut_off_is_left_out() -> None:
    assert read_rankings("a Q0 p 1 2 netral\na Q0 q 2 1 net") == {"a": ["p"]}
