"""Training on with the question bank: the windows of a wording, and the losses of a pool."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from assistant.reader.pieces import Feature
from assistant.reader.stretches import Stretch
from assistant.reader.training.bank_examples import window_of
from assistant.reader.training.groups import Group, shared_loss
from assistant.reader.training.loop import window_loss
from assistant.reader.training.pool import PoolWriter
from assistant.reader.training.tune import ALONE, Batch, Pool, batch_loss, make_batch
from index.bank import BankEntry, BankQuote, LocatedEntry, LocatedQuote, Wording
from index.document import Document, Span

TEXT = "Rapat dibuka Bupati Sari. Wakil Bupati Dewi menutup rapat. Warga pulang."


def stretch(first: int, last: int) -> Stretch:
    cuts = (Span(0, 25), Span(26, 58), Span(59, 72))
    return Stretch(Document("a", TEXT, title="Rapat Desa", file="a.txt", sha256="0"), cuts[first:last])


def entry(short: str | None) -> LocatedEntry:
    quote = TEXT[26:58]
    at = TEXT.index(short) if short else 0
    one = BankEntry("b1", "who", (Wording("Siapa?", "id"),), (BankQuote("a", quote),), short)
    return LocatedEntry(one, (LocatedQuote("a", Span(26, 58)),), Span(at, at + len(short)) if short else None)


def test_the_short_answer_is_marked_within_its_quote() -> None:
    window = window_of(stretch(0, 3), entry("Wakil Bupati Dewi"))
    assert [window.text[a:b] for a, b in window.answers] == ["Wakil Bupati Dewi"]
    assert [(window.text[a:b], right) for a, b, right in window.sentences] == [
        ("Rapat dibuka Bupati Sari.", False),
        ("Wakil Bupati Dewi menutup rapat.", True),
        ("Warga pulang.", False),
    ]


def test_without_a_short_answer_the_whole_quote_is() -> None:
    window = window_of(stretch(0, 2), entry(None))
    assert [window.text[a:b] for a, b in window.whole] == ["Wakil Bupati Dewi menutup rapat."]


def test_a_stretch_without_the_quote_has_no_answer_and_is_doubtful_where_its_words_are() -> None:
    assert window_of(stretch(2, 3), entry("Wakil Bupati Dewi")) == window_of(stretch(2, 3), entry("Dewi"))
    assert not window_of(stretch(2, 3), entry("Wakil Bupati Dewi")).answers
    assert window_of(stretch(0, 1), entry("Bupati")).doubtful


def drawn(tmp_path: Path, whole: bool = False) -> Batch:
    """A group of two windows, the first of which answers, and a window by itself that does not."""
    feature = Feature([0, 9, 2, 2, 7, 8, 2], 4, [(0, 1), (1, 2)])
    pool = PoolWriter()
    pool.add("bank", [feature, feature], [[(0, 1, True)] if whole else [(0, 1, False)], []])
    pool.add("single", [feature], [[]], [[(0, 1, False)]])
    pool.write(tmp_path / "pool.npz")
    read = Pool(tmp_path / "pool.npz")
    return make_batch(read, list(read.groups["bank"]), list(read.groups["single"]))


def test_the_losses_are_those_of_the_other_loop(tmp_path: Path) -> None:
    batch = drawn(tmp_path)
    assert batch.ids[0, :8].tolist() == [0, 9, 2, 2, 7, 8, 2, 1]
    torch.manual_seed(1)
    start, end, null = torch.randn(3, 16), torch.randn(3, 16), torch.randn(3)
    feature = Feature([0, 9, 2, 2, 7, 8, 2], 4, [(0, 1), (1, 2)])
    items = [(feature, (4, 5)), (feature, (0, 0)), (feature, (0, 0))]
    shared = shared_loss(start[:2], end[:2], null[:2], [Group((feature,) * 2, ((4, 5),), "bank")])
    stated = shared + ALONE * window_loss(start[:2], end[:2], null[:2], items[:2])
    stated += window_loss(start[2:], end[2:], null[2:], items[2:])
    assert float(batch_loss(start, end, null, batch)) == pytest.approx(float(stated), abs=1e-4)


def test_any_words_of_a_whole_quote_are_right(tmp_path: Path) -> None:
    batch = drawn(tmp_path, whole=True)
    losses = []
    for piece in (4, 5):
        start, end = torch.zeros(3, 16), torch.zeros(3, 16)
        start[0, piece] = end[0, piece] = 20.0
        losses.append(float(batch_loss(start, end, torch.zeros(3), batch)))
    assert losses[0] == pytest.approx(losses[1], abs=1e-3)
    assert np.isfinite(losses[0])
