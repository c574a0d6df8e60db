"""Retrieval without reading, over the five articles."""

from __future__ import annotations

import pytest

from assistant.answering.engine import Engine
from assistant.answering.passage_search import MOST_FOUND, search_passages
from assistant.answering.service import AnswerService
from index.errors import QuestionError

VOTE = "Kapan Pilkada 2024 dilaksanakan?"


def test_a_search_ranks_as_an_answer_is_read(service: AnswerService) -> None:
    ranked = service.ranking(service.ask(VOTE), 12)
    assert [found.passage_id for found in service.search(VOTE, 12)] == [each.passage.id for each in ranked]


def test_each_passage_is_verbatim_and_says_where_it_stands(engine: Engine) -> None:
    for found in search_passages(engine, "sanksi bagi ASN", 10):
        document = engine.index.document(found.source_id)
        assert document.text[found.start : found.end] == found.text
        assert found.passage_id == f"{found.source_id}:{found.start}-{found.end}"
        assert found.url == f"/sources/{found.source_id}?start={found.start}&end={found.end}"
        assert (found.title, found.published) == (document.title, document.published)


def test_the_best_come_first_and_none_twice(engine: Engine) -> None:
    found = search_passages(engine, VOTE, MOST_FOUND)
    assert len({each.passage_id for each in found}) == len(found) == MOST_FOUND
    assert "27 November 2024" in found[0].text
    assert found[:3] == search_passages(engine, VOTE, 3)


@pytest.mark.parametrize("k", [0, -1, MOST_FOUND + 1])
def test_how_many_is_checked(engine: Engine, k: int) -> None:
    with pytest.raises(QuestionError, match=f"1 to {MOST_FOUND} passages, not {k}"):
        search_passages(engine, VOTE, k)


def test_a_query_is_checked_like_a_question(engine: Engine) -> None:
    with pytest.raises(QuestionError, match="empty"):
        search_passages(engine, " \u200b", 5)
