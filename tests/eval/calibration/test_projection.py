from __future__ import annotations

import numpy as np
import pytest

from eval.calibration.projection import WordingSet, fit_projection
from index.arrays import Floats
from index.bank import BankEntry, BankQuote, LocatedEntry, LocatedQuote, Wording
from index.document import Span
from index.projection import WordingProjection


def made_up(entries: int, wordings: int) -> tuple[WordingSet, WordingSet]:
    """Wordings to fit on, and others: what they ask is in the first four directions, how they are worded in the others."""
    draw = np.random.default_rng(1)
    asked = np.repeat(draw.normal(0, 1, (entries, 4)), 2 * wordings, axis=0)
    vectors = np.concatenate([asked, draw.normal(0, 1, (len(asked), 12))], axis=1)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    rows = np.repeat(np.arange(entries), 2 * wordings)
    seen = np.arange(len(rows)) % 2 == 0
    return WordingSet(vectors[seen], rows[seen], rows[seen]), WordingSet(vectors[~seen], rows[~seen], rows[~seen])


def nearest_of_same_entry(wordings: WordingSet, vectors: Floats) -> float:
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -1)
    return float((wordings.entries[cosines.argmax(axis=1)] == wordings.entries).mean())


def test_wordings_that_were_not_fitted_on_lie_nearer_to_those_of_their_entry() -> None:
    fitted_on, others = made_up(40, 6)
    matrix, centre = fit_projection(fitted_on, steps=400)
    projection = WordingProjection("made up", matrix.astype(np.float32), centre.astype(np.float32))
    before = nearest_of_same_entry(others, others.vectors)
    after = nearest_of_same_entry(others, projection.of(others.vectors.astype(np.float32)))
    assert after > before + 0.1


def test_the_same_wordings_give_the_same_map() -> None:
    fitted_on, _ = made_up(10, 3)
    one, other = fit_projection(fitted_on, steps=5), fit_projection(fitted_on, steps=5)
    assert np.array_equal(one[0], other[0])
    assert np.array_equal(one[1], other[1])


def test_an_entry_with_one_wording_says_nothing() -> None:
    draw = np.random.default_rng(0)
    vectors = draw.normal(0, 1, (12, 8))
    alone = WordingSet(vectors, np.arange(12), np.arange(12))
    matrix, _ = fit_projection(alone, steps=20)
    assert matrix == pytest.approx(np.eye(8))


def located(entry_id: str, start: int | None, wordings: int) -> LocatedEntry:
    texts = tuple(Wording(f"{entry_id} {number}", "id") for number in range(wordings))
    if start is None:
        return LocatedEntry(BankEntry(entry_id, "refuse", texts, refuse="not_in_sources"))
    entry = BankEntry(entry_id, "fact", texts, (BankQuote("a", "kata"),))
    return LocatedEntry(entry, (LocatedQuote("a", Span(start, start + 4)),))


def test_entries_with_one_first_quote_have_one_reply_and_refusals_each_their_own() -> None:
    entries = [located("a", 0, 2), located("b", 0, 1), located("c", 9, 1), located("d", None, 1), located("e", None, 1)]
    found = WordingSet.of_bank(entries, np.zeros((6, 3), np.float32))
    assert found.entries.tolist() == [0, 0, 1, 2, 3, 4]
    assert found.replies[0] == found.replies[1] == found.replies[2]
    assert len(set(found.replies[2:].tolist())) == 4
