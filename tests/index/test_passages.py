"""Windows of sentences: none is lost, too long or has furniture in it; context is embedded and never quoted."""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.config import IndexConfig
from index.document import Document, Furniture, Passage, Span
from index.errors import ConfigError
from index.furniture import mark_furniture, shipped_rules
from index.load import load_folder
from index.passages import article_context, cut_passages, embedded_text
from index.sentences import body_sentences

WINDOW = IndexConfig(window_sentences=3, stride_sentences=1, passage_tokens=64, context=False)


def count(texts: Sequence[str]) -> list[int]:
    """A token a word, and two special ones."""
    return [len(text.split()) + 2 for text in texts]


def document(text: str, *furniture: Span, title: str = "Judul", published: str | None = None) -> Document:
    marks = tuple(Furniture(span, "test") for span in furniture)
    return Document(id="a", text=text, title=title, file="a.txt", sha256="", published=published, furniture=marks)


def numbered(sentence_count: int, words: int = 3) -> str:
    """`Kalimat satu1 ... . Kalimat ...`: sentences that can be told apart."""
    return " ".join(f"Kalimat nomor{n} {'kata ' * (words - 3)}selesai." for n in range(1, sentence_count + 1))


def windows(text: str, config: IndexConfig = WINDOW) -> list[list[int]]:
    """The sentences of each passage by their number, from 1."""
    whole = document(text)
    number = {span: n for n, span in enumerate((s for run in body_sentences(whole) for s in run), 1)}
    return [[number[span] for span in passage.sentences] for passage in cut_passages(whole, config, count)]


class TestWindows:
    def test_three_sentences_moving_by_one(self) -> None:
        assert windows(numbered(5)) == [[1, 2, 3], [2, 3, 4], [3, 4, 5]]

    @pytest.mark.parametrize("sentence_count", [1, 2, 3])
    def test_a_short_text_is_one_passage(self, sentence_count: int) -> None:
        assert windows(numbered(sentence_count)) == [list(range(1, sentence_count + 1))]

    def test_stride_of_two(self) -> None:
        config = dataclasses.replace(WINDOW, stride_sentences=2)
        assert windows(numbered(6), config) == [[1, 2, 3], [3, 4, 5], [5, 6]]

    def test_a_window_shrinks_to_the_token_limit(self) -> None:
        # Two sentences of 10 words and the 2 special tokens are 22; three would be 32.
        config = dataclasses.replace(WINDOW, passage_tokens=22)
        assert windows(numbered(4, words=10), config) == [[1, 2], [2, 3], [3, 4]]

    def test_one_token_less_has_room_for_one_sentence_less(self) -> None:
        config = dataclasses.replace(WINDOW, passage_tokens=21)
        assert windows(numbered(3, words=10), config) == [[1], [2], [3]]

    @pytest.mark.parametrize(("sentence_count", "stride"), [(2, 2), (3, 3), (5, 3), (7, 2)])
    def test_a_stride_over_one_loses_nothing_where_windows_shrink(self, sentence_count: int, stride: int) -> None:
        config = dataclasses.replace(WINDOW, stride_sentences=stride, passage_tokens=21)
        assert windows(numbered(sentence_count, words=10), config) == [[n] for n in range(1, sentence_count + 1)]

    def test_a_stride_beyond_the_window_is_no_setting(self) -> None:
        with pytest.raises(ConfigError, match=r"sentences would be left out. Lower it"):
            IndexConfig(window_sentences=3, stride_sentences=4)

    def test_no_window_crosses_furniture(self) -> None:
        text = "Rapat dibuka. BACA JUGA Bupati. Rapat ditutup."
        link = Span(text.index("BACA"), text.index("Rapat ditutup"))
        found = cut_passages(document(text, link), WINDOW, count)
        assert [passage.span.of(text) for passage in found] == ["Rapat dibuka.", "Rapat ditutup."]

    def test_an_id_names_document_and_characters(self) -> None:
        (passage,) = cut_passages(document("Rapat dibuka."), WINDOW, count)
        assert (passage.document_id, passage.id) == ("a", "a:0-13")

    def test_furniture_alone_gives_no_passage(self) -> None:
        assert cut_passages(document("Iklan", Span(0, 5)), WINDOW, count) == []


class TestLongSentence:
    def test_it_is_cut_at_words_and_nothing_is_lost(self) -> None:
        words = [f"kata{n}" for n in range(100)]
        text = " ".join(words) + "."
        found = cut_passages(document(text), dataclasses.replace(WINDOW, passage_tokens=30), count)
        pieces = sorted({span for passage in found for span in passage.sentences})
        assert " ".join(span.of(text) for span in pieces) == text
        assert all(count([passage.span.of(text)])[0] <= 30 for passage in found)

    def test_one_endless_word_is_cut_anyway(self) -> None:
        text = "x" * 1000
        found = cut_passages(document(text), WINDOW, lambda texts: [len(t) + 2 for t in texts])
        assert "".join(span.of(text) for span in sorted({s for p in found for s in p.sentences})) == text
        assert max(len(passage.span) for passage in found) <= WINDOW.passage_tokens - 2


class TestContext:
    WITH = dataclasses.replace(WINDOW, context=True)

    def test_title_and_date_are_embedded_and_not_quoted(self) -> None:
        whole = document("Rapat\n dibuka.", title="Rapat Bima", published="2024-02-06")
        (passage,) = cut_passages(whole, self.WITH, count)
        assert article_context(whole) == "Rapat Bima. 2024-02-06.\n"
        assert embedded_text(whole, passage, self.WITH) == "Rapat Bima. 2024-02-06.\nRapat dibuka."
        assert passage.span.of(whole.text) == whole.text

    def test_without_a_date_it_is_the_title(self) -> None:
        assert article_context(document("Rapat dibuka.", title="Rapat Bima")) == "Rapat Bima.\n"

    def test_it_can_be_left_out(self) -> None:
        (passage,) = cut_passages(document("Rapat  dibuka."), WINDOW, count)
        assert embedded_text(document("Rapat  dibuka."), passage, WINDOW) == "Rapat dibuka."

    def test_it_counts_towards_the_token_limit(self) -> None:
        # 64 - (4 words of title + 2) = 58 tokens are left: 5 sentences of 10 words are 52, 6 are 62.
        config = dataclasses.replace(self.WITH, window_sentences=9)
        whole = document(numbered(9, words=10), title="Rapat Bima Hari Ini")
        longest = max(len(passage.sentences) for passage in cut_passages(whole, config, count))
        assert longest == 5
        assert all(count([embedded_text(whole, p, config)])[0] <= 64 for p in cut_passages(whole, config, count))

    def test_a_nul_is_embedded_as_a_space(self) -> None:
        whole = document("Rapat\x00dibuka.")
        (passage,) = cut_passages(whole, WINDOW, count)
        assert embedded_text(whole, passage, WINDOW) == "Rapat dibuka."


def check(whole: Document, config: IndexConfig) -> None:
    """Checks what is true of the passages of any document."""
    found, runs = cut_passages(whole, config, count), body_sentences(whole)
    room = config.passage_tokens
    pieces = {span for passage in found for span in passage.sentences}
    for sentence in (s for run in runs for s in run):
        inside = sorted(span for span in pieces if sentence.contains(span))
        assert "".join("".join(s.of(whole.text).split()) for s in inside) == "".join(sentence.of(whole.text).split())
    for passage in found:
        assert 1 <= len(passage.sentences) <= config.window_sentences
        assert passage.span == Span(passage.sentences[0].start, passage.sentences[-1].end)
        assert not any(item.span.overlaps(passage.span) for item in whole.furniture)
        assert count([embedded_text(whole, passage, config)])[0] <= room
        assert all(a.end <= b.start for a, b in zip(passage.sentences, passage.sentences[1:], strict=False))
    assert len({passage.id for passage in found}) == len(found)
    spans = [passage.span for passage in found]
    assert spans == sorted(spans)
    assert not any(a is not b and a.contains(b) for a in spans for b in spans)


def test_the_five_articles(seeds: Path) -> None:
    for item in load_folder(seeds):
        check(mark_furniture(item), IndexConfig())
        check(mark_furniture(item), dataclasses.replace(WINDOW, context=True))


parts = st.sampled_from(
    [
        "Rapat dibuka. ",
        "Pj. Bupati ",
        "“Kita netral. ",
        "Wajib,” katanya. ",
        "\n",
        "\n\n",
        "- butir\n",
        "😀 ",
        "kata " * 15,
        f"{'panjang ' * 40}.",
        "x" * 50,
        *(rule.example for rule in shipped_rules()),
    ]
)
texts = st.one_of(st.text(max_size=200), st.lists(parts, max_size=25).map("".join))
configs = st.builds(
    lambda window, stride, tokens, with_context: IndexConfig(
        window_sentences=window, stride_sentences=min(stride, window), passage_tokens=tokens, context=with_context
    ),
    st.integers(1, 5),
    st.integers(1, 5),
    st.integers(16, 60),
    st.booleans(),
)


@given(texts, configs)
def test_any_text_with_any_settings(text: str, config: IndexConfig) -> None:
    check(mark_furniture(document(text, published="2024-02-06")), config)


def test_machines_see_composed_letters_and_small_ones_and_a_quote_stays_as_it_is() -> None:
    text = unicodedata.normalize("NFD", "PEGAWAI KAFÉ WAJIB HADIR PADA SENIN.")
    document = Document("d", text, unicodedata.normalize("NFD", "Kafé"), "d.txt", "")
    passage = Passage("d", Span(0, len(text)), (Span(0, len(text)),))
    assert embedded_text(document, passage, IndexConfig()) == "Kafé.\nPegawai kafé wajib hadir pada senin."


def test_a_word_that_is_too_long_is_never_cut_between_a_letter_and_its_accent() -> None:
    text = "e\u0301" * 41
    document = Document("d", text, "Judul", "d.txt", "")
    # A token a character, so that one word is cut again and again.
    passages = cut_passages(
        document, dataclasses.replace(WINDOW, passage_tokens=16), lambda texts: [len(t) for t in texts]
    )
    pieces = sorted({span for passage in passages for span in passage.sentences})
    assert len(pieces) > 2
    assert "".join(span.of(text) for span in pieces) == text
    assert not any(text[span.start] == "\u0301" for span in pieces)
