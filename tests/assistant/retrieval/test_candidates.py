from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

from assistant.answering.engine import Engine
from assistant.question.query import Query
from assistant.retrieval.candidates import (
    Candidate,
    Retrieved,
    candidates_of_each_article,
    candidates_to_read,
    retrieve_candidates,
)
from assistant.retrieval.fusion import rank_rows, reciprocal_rank_fusion, weighted_sum
from assistant.settings import FUSIONS, Fusion
from assistant.tuning import TUNING
from index.bm25 import top_rows
from index.document import Document, Passage, Span
from index.passages import embedded_text

QUESTIONS = [
    "Kapan pendaftaran calon Pilkada 2024 dimulai?",
    "Apa sanksi bagi ASN yang melanggar netralitas?",
    "How many participants joined the webinar?",
    "Siapa Pj. Walikota Tarakan?",
    "resep rendang",
]


class Given:
    """An index of given scores: what each passage scores by meaning and by words is written down."""

    fingerprint = "given"

    def __init__(self, dense: Sequence[float], sparse: Sequence[float], texts: Sequence[str] | None = None) -> None:
        self._dense, self._sparse = np.array(dense, np.float32), np.array(sparse, np.float64)
        texts = texts or [f"Kalimat {row}." for row in range(len(dense))]
        self._documents = [Document(f"d{row}", text, "", "", "") for row, text in enumerate(texts)]

    def __len__(self) -> int:
        return len(self._dense)

    def dense(self, _: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
        rows = np.lexsort((np.arange(len(self)), -self._dense))[:k].astype(np.int64)
        return rows, self._dense[rows]

    def dense_scores(self, _: np.ndarray, rows: np.ndarray) -> np.ndarray:
        return self._dense[rows]

    def sparse(self, _: Sequence[str]) -> np.ndarray:
        return self._sparse

    def best(self, scores: np.ndarray, k: int) -> np.ndarray:
        return top_rows(scores, k)

    def document_of(self, row: int) -> Document:
        return self._documents[row]

    def passage(self, row: int) -> Passage:
        whole = Span(0, len(self._documents[row].text))
        return Passage(self._documents[row].id, whole, (whole,))


class NoEncoder:
    """The vectors do not matter where the scores are given."""

    id, dimension, max_tokens = "none", 2, 9

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        return np.ones((len(texts), 2), np.float32)

    def encode_passages(self, texts: Sequence[str], progress: object = None) -> np.ndarray:  # noqa: ARG002 (protocol)
        return self.encode_queries(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [1 for _ in texts]


def found(index: Given, k: int = 10, fusion: Fusion = "weighted", share: float = 0.5) -> Retrieved:
    return retrieve_candidates(Query("?", ("?",), (), "id"), index, NoEncoder(), k, fusion, share)


def rows(retrieved: Retrieved) -> list[int]:
    return [candidate.row for candidate in retrieved.candidates]


def test_a_candidate_keeps_both_ranks_and_both_scores() -> None:
    first, second, third = found(Given([0.5, 0.9, 0.7], [4.0, 2.0, 0.0])).candidates
    assert (first.row, first.dense_rank, first.sparse_rank) == (1, 1, 2)
    assert (second.row, second.dense_rank, second.sparse_rank) == (0, 3, 1)
    assert (third.row, third.dense_rank, third.sparse_rank) == (2, 2, None)  # no word in common: not proposed
    assert (third.dense_score, third.sparse_score) == (pytest.approx(0.7), 0.0)


def test_a_passage_that_one_search_proposed_has_the_other_score_too() -> None:
    count = TUNING.proposed + 20
    dense = np.linspace(0.9, 0.1, count)  # the last rows are far from the question
    sparse = np.zeros(count)
    sparse[-1], sparse[0] = 7.0, 1.0
    last = found(Given(dense.tolist(), sparse.tolist()), k=5, fusion="bm25").candidates[0]
    assert (last.row, last.dense_rank, last.sparse_rank) == (count - 1, None, 1)
    assert last.dense_score == pytest.approx(0.1)
    assert last.sparse_score == 7.0


@pytest.mark.parametrize("fusion", FUSIONS)
def test_a_passage_that_something_else_proposed_is_a_candidate_whatever_its_rank(fusion: Fusion) -> None:
    count = TUNING.proposed + 20
    dense, sparse = np.linspace(0.9, 0.1, count), np.zeros(count)
    sparse[:3] = 1.0
    query = Query("?", ("?",), (), "id")
    given = Given(dense.tolist(), sparse.tolist())
    candidates = retrieve_candidates(query, given, NoEncoder(), 5, fusion, also=[count - 1]).candidates
    assert len(candidates) == 6
    last = candidates[-1]
    assert (last.row, last.dense_rank, last.sparse_rank) == (count - 1, None, None)
    assert last.dense_score == pytest.approx(0.1)
    assert last.fused < min(candidate.fused for candidate in candidates[:3])


def test_more_candidates_than_the_pool_can_be_asked_for() -> None:
    count = TUNING.proposed + 20
    assert len(found(Given(np.linspace(0.9, 0.1, count).tolist(), [0.0] * count), k=count).candidates) == count


def test_fusion_by_meaning_alone_and_by_words_alone() -> None:
    index = Given([0.5, 0.9, 0.7], [4.0, 2.0, 3.0])
    assert rows(found(index, fusion="dense")) == [1, 2, 0]
    assert rows(found(index, fusion="bm25")) == [0, 2, 1]


def test_reciprocal_rank_fusion_uses_the_ranks() -> None:
    result = found(Given([0.5, 0.9, 0.7], [4.0, 0.0, 3.0]), fusion="rrf")
    fused = {c.row: c.fused for c in result.candidates}
    sums = np.array([1 / 63 + 1 / 61, 1 / 61, 1 / 62 + 1 / 62])
    assert fused == pytest.approx(dict(enumerate(((sums - sums.mean()) / sums.std()).tolist())))
    assert rows(result) == [0, 2, 1]


def test_the_weighted_sum_uses_the_scores() -> None:
    dense, sparse = [0.5, 0.9, 0.7], [4.0, 0.0, 3.0]
    fused = {c.row: c.fused for c in found(Given(dense, sparse), share=0.3).candidates}
    expected = weighted_sum(np.array(dense), np.array(sparse), 0.3)
    assert fused == pytest.approx(dict(enumerate(expected.tolist())), abs=1e-6)


def test_k_bounds_the_candidates() -> None:
    index = Given([0.5, 0.9, 0.7], [4.0, 2.0, 3.0])
    assert rows(found(index, k=2, fusion="dense")) == [1, 2]
    assert len(found(index, k=99).candidates) == 3


def test_two_passages_of_the_same_text_stay_two() -> None:
    result = found(Given([0.8, 0.8], [2.0, 2.0], ["Kalimat sama.", "Kalimat sama."]))
    assert [c.passage.id for c in result.candidates] == ["d0:0-13", "d1:0-13"]
    assert result.candidates[0].text == result.candidates[1].text


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 30)), min_size=1, max_size=80),
    st.sampled_from(["weighted", "rrf", "dense", "bm25"]),
    st.integers(1, 100),
)
def test_ids_are_unique_and_fused_scores_fall(scores: list[tuple[float, float]], fusion: Fusion, k: int) -> None:
    result = found(Given([d for d, _ in scores], [s for _, s in scores]), k, fusion)
    ids = [c.passage.id for c in result.candidates]
    fused = [c.fused for c in result.candidates]
    assert len(set(ids)) == len(ids) == min(k, len(ids))
    assert fused == sorted(fused, reverse=True)
    assert all(c.dense_rank or c.sparse_rank for c in result.candidates)


@pytest.mark.parametrize("question", QUESTIONS)
def test_scores_over_the_articles_are_exact(engine: Engine, question: str) -> None:
    """Against every passage's vector, and against rank_bm25 itself."""
    index, query = engine.index, engine.query_analyzer.query(question)
    passages = [index.passage(row) for row in range(len(index))]
    config = index.config
    corpus = [index.analyzer.terms(embedded_text(index.document(p.document_id), p, config)) for p in passages]
    bm25 = BM25Okapi(corpus, k1=config.k1, b=config.b, epsilon=config.epsilon).get_scores(list(query.terms))
    result = retrieve_candidates(query, index, engine.encoder, len(index))
    cosines = index.vectors.vectors(np.arange(len(index))) @ result.vector
    nearest = np.argsort(-cosines, kind="stable")
    assert len(result.candidates) >= TUNING.proposed
    for candidate in result.candidates:
        assert candidate.dense_score == pytest.approx(float(cosines[candidate.row]), abs=1e-5)
        assert candidate.sparse_score == pytest.approx(bm25[candidate.row], abs=1e-9)
        if candidate.dense_rank:
            at_rank = float(cosines[nearest[candidate.dense_rank - 1]])
            assert candidate.dense_score == pytest.approx(at_rank, abs=1e-5)
        if candidate.sparse_rank:
            assert candidate.sparse_rank == 1 + int((bm25 > candidate.sparse_score + 1e-9).sum()) or (
                np.isclose(bm25, candidate.sparse_score).sum() > 1
            )


@pytest.mark.parametrize("question", QUESTIONS)
def test_reciprocal_rank_fusion_over_the_articles(engine: Engine, question: str) -> None:
    result = retrieve_candidates(engine.query_analyzer.query(question), engine.index, engine.encoder, 200, "rrf")
    dense = sorted((c for c in result.candidates if c.dense_rank), key=lambda c: c.dense_rank or 0)
    sparse = sorted((c for c in result.candidates if c.sparse_rank), key=lambda c: c.sparse_rank or 0)
    expected = reciprocal_rank_fusion([[c.row for c in dense], [c.row for c in sparse]])
    assert [c.row for c in result.candidates] == rank_rows(expected)


def test_a_candidates_text_is_its_passage_in_its_document(engine: Engine) -> None:
    for c in retrieve_candidates(
        engine.query_analyzer.query("netralitas"), engine.index, engine.encoder, 10
    ).candidates:
        assert c.document.id == c.passage.document_id
        assert c.text == c.document.text[c.passage.span.start : c.passage.span.end]


def test_timings_are_reported(engine: Engine) -> None:
    result = retrieve_candidates(engine.query_analyzer.query("netralitas"), engine.index, engine.encoder, 3)
    assert result.encode_ms > 0
    assert result.search_ms > 0
    assert np.linalg.norm(result.vector) == pytest.approx(1.0, abs=1e-5)


def of_articles(articles: str) -> list[Candidate]:
    """One candidate a letter, best first; the letter names its article."""
    span = Span(0, 1)
    return [
        Candidate(row, Passage(name, span, (span,)), Document(name, "x", "", "", ""), 0.0, 0.0, None, None, -float(row))
        for row, name in enumerate(articles)
    ]


@pytest.mark.parametrize(
    ("ranked_articles", "k", "read"),
    [
        ("aaaaab", 3, [0, 1, 5]),  # the second source is heard
        ("aabbc", 3, [0, 1, 2]),  # it comes by itself
        ("abbba", 3, [0, 1, 2]),  # all articles are heard: the next best
        ("abac", 3, [0, 1, 3]),
        ("aaaa", 3, [0, 1, 2]),
        ("ab", 1, [0]),
        ("ab", 5, [0, 1]),
        ("", 3, []),
    ],
)
def test_the_last_place_is_for_an_article_that_the_others_leave_out(
    ranked_articles: str, k: int, read: list[int]
) -> None:
    assert [candidate.row for candidate in candidates_to_read(of_articles(ranked_articles), k)] == read


@pytest.mark.parametrize(
    ("ranked_articles", "k", "read"),
    [
        ("aaabc", 3, [0, 3, 4]),  # the best of each
        ("aaabc", 4, [0, 3, 4, 1]),  # then the next best
        ("abc", 2, [0, 1]),
        ("aa", 3, [0, 1]),
        ("", 3, []),
    ],
)
def test_for_a_list_the_best_of_each_article_is_read(ranked_articles: str, k: int, read: list[int]) -> None:
    assert [candidate.row for candidate in candidates_of_each_article(of_articles(ranked_articles), k)] == read


# Older versions

RULES = ["Rapat mulai pukul 08.00 pada 2030.", "Rapat mulai pukul 09.30 pada 2031.", "Apel digelar di kantor."]


def versions(question: str, newer: str | None = "d1", k: int = 10, also: Sequence[int] = ()) -> list[int]:
    """The rows found where the first document is an older version of another one."""
    index = Given([0.9, 0.8, 0.7], [0.0, 0.0, 0.0], RULES)
    index._documents[0] = dataclasses.replace(index._documents[0], superseded_by=newer)
    query = Query(question, (question,), (), "id")
    return rows(retrieve_candidates(query, index, NoEncoder(), k, also=also))


def test_an_older_version_gives_way_where_the_newer_one_is_a_candidate() -> None:
    assert versions("Pukul berapa rapat?") == [1, 2]
    assert versions("Pukul berapa rapat?", newer=None) == [0, 1, 2]


def test_an_older_version_stays_where_the_newer_one_was_not_found() -> None:
    assert versions("Pukul berapa rapat?", newer="elsewhere") == [0, 1, 2]
    assert versions("Pukul berapa rapat?", k=1) == [0]


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("Pukul berapa rapat 2030?", True),
        ("Apa yang mulai pukul 08.00?", True),
        ("Pukul berapa rapat 2031?", False),
        ("Pukul berapa rapat 2029?", False),
    ],
)
def test_a_question_that_names_what_only_the_older_version_says_gets_it(question: str, kept: bool) -> None:
    assert (0 in versions(question)) is kept


def test_what_the_question_bank_proposes_stays() -> None:
    assert versions("Pukul berapa rapat?", also=[0]) == [0, 1, 2]
