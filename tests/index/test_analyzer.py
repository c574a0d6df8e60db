"""BM25 equals rank_bm25's to the last bit, and every row of the analyzer's tables earns its place."""

from __future__ import annotations

import dataclasses
import math
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

from index import analyzer as analyzer_module
from index.analyzer import DATA, Analyzer, find_names, read_pairs, read_words, word_tokens
from index.bm25 import BM25, top_rows
from index.errors import ConfigError

ANALYZER = Analyzer.load()
K1, B, EPSILON = 1.2, 0.75, 0.25

words = st.sampled_from(["asn", "netral", "pemilu", "bima", "2024", "café", "x"])
corpora = st.lists(st.lists(words, max_size=12), min_size=1, max_size=12)
queries = st.lists(st.one_of(words, st.just("tidakada")), max_size=6)


class TestBM25:
    @given(corpora, queries, st.floats(0.1, 3), st.floats(0, 0.99), st.floats(0, 1))
    def test_scores_equal_those_of_rank_bm25(
        self, corpus: list[list[str]], query: list[str], k1: float, b: float, epsilon: float
    ) -> None:
        ours = BM25.fit(corpus, k1, b, epsilon).scores(query)
        assert ours.dtype == np.float64
        if any(corpus):
            assert (ours == BM25Okapi(corpus, k1=k1, b=b, epsilon=epsilon).get_scores(query)).all()
        else:  # which rank_bm25 divides by
            assert (ours == np.zeros(len(corpus))).all()

    @pytest.mark.parametrize(
        ("corpus", "query"),
        [
            ([["asn", "netral"]], ["asn"]),  # one passage
            ([["asn"], [], ["netral", "netral"]], ["netral", "asn"]),  # an empty passage
            ([["asn"], ["bima"], ["netral"]], ["asn", "asn", "asn"]),  # a term given three times
            ([["asn"], ["bima"], ["netral"]], ["tidakada"]),  # a term that no passage contains
            ([["asn"], ["bima"], ["netral"]], []),  # no terms
        ],
    )
    def test_scores_equal_in_the_corners(self, corpus: list[list[str]], query: list[str]) -> None:
        theirs = BM25Okapi(corpus, k1=K1, b=B, epsilon=EPSILON).get_scores(query)
        assert (BM25.fit(corpus, K1, B, EPSILON).scores(query) == theirs).all()

    def test_score_by_hand(self) -> None:
        # "asn" is once in 1 of 3 passages, which has 2 words of 4 in all.
        bm25 = BM25.fit([["asn", "netral"], ["bima"], ["rapat"]], K1, B, EPSILON)
        idf = np.log(3 - 1 + 0.5) - np.log(1 + 0.5)
        expected = idf * (1 * (1.2 + 1) / (1 + 1.2 * (1 - 0.75 + 0.75 * 2 / (4 / 3))))
        assert bm25.scores(["asn"]).tolist() == [expected, 0.0, 0.0]

    @pytest.mark.parametrize("corpus", [[], [[]], [[], []]])
    def test_a_corpus_without_terms_scores_nothing(self, corpus: list[list[str]]) -> None:
        bm25 = BM25.fit(corpus, K1, B, EPSILON)
        assert bm25.scores(["asn"]).tolist() == [0.0] * len(corpus)
        assert bm25.most(["asn"]) == 0.0
        assert "asn" not in bm25

    @given(corpora, queries)
    def test_most_is_an_upper_bound(self, corpus: list[list[str]], query: list[str]) -> None:
        """For terms that raise a score; a term of most passages may lower it."""
        bm25 = BM25.fit(corpus, K1, B, EPSILON)
        raising = [term for term in query if bm25.most([term]) >= 0]
        assert (bm25.scores(raising) <= bm25.most(raising) + 1e-9).all()

    def test_most_is_reached_by_a_passage_that_is_best_for_every_term(self) -> None:
        bm25 = BM25.fit([["asn", "netral"], ["bima"], ["rapat"], ["rapat"], ["rapat", "asn", "bima"]], K1, B, EPSILON)
        assert bm25.most(["netral"]) == bm25.scores(["netral"]).max()
        assert bm25.most(["asn", "tidakada"]) == bm25.scores(["asn"]).max()

    def test_rarity_falls_from_one_with_the_passages_that_contain_a_term(self) -> None:
        bm25 = BM25.fit([["asn", "bali"], ["asn", "bima"], ["asn"], ["asn", "bima"]], K1, B, EPSILON)
        assert bm25.rarity(["dompu"]) == 1.0
        assert 1.0 > bm25.rarity(["bali"]) > bm25.rarity(["bima"]) > bm25.rarity(["asn"]) > 0.0
        assert bm25.rarity(["bima"]) == pytest.approx(math.log(2) / math.log(10))

    def test_rarity_is_that_of_the_most_frequent_of_several_terms(self) -> None:
        bm25 = BM25.fit([["asn"], ["asn", "bima"]], K1, B, EPSILON)
        assert bm25.rarity(["bima", "asn", "dompu"]) == bm25.rarity(["asn"])

    def test_it_knows_its_terms(self) -> None:
        bm25 = BM25.fit([["asn"], ["bima"]], K1, B, EPSILON)
        assert ("asn" in bm25, "netral" in bm25) == (True, False)

    @given(corpus=corpora, query=queries)
    def test_saved_and_opened_again_it_scores_the_same(
        self, tmp_path_factory: pytest.TempPathFactory, corpus: list[list[str]], query: list[str]
    ) -> None:
        folder = tmp_path_factory.mktemp("bm25")
        written = BM25.fit(corpus, K1, B, EPSILON)
        written.save(folder)
        opened = BM25.load(folder, len(corpus))
        assert sorted(path.name for path in folder.iterdir()) == sorted(BM25.FILES)
        assert opened.scores(query).tolist() == written.scores(query).tolist()
        assert list(opened.terms) == list(written.terms)

    def test_opened_postings_are_memory_mapped(self, tmp_path: Path) -> None:
        BM25.fit([["asn"], ["bima"]], K1, B, EPSILON).save(tmp_path)
        opened = BM25.load(tmp_path, 2)
        assert isinstance(opened._weights, np.memmap)
        assert isinstance(opened._rows, np.memmap)


class TestTop:
    def test_best_first_and_equal_scores_by_number(self) -> None:
        assert top_rows(np.array([1.0, 3.0, 2.0, 3.0, 1.0]), 4).tolist() == [1, 3, 2, 0]

    def test_only_positive_scores(self) -> None:
        assert top_rows(np.array([0.0, -1.0, 0.5]), 3).tolist() == [2]

    @pytest.mark.parametrize(("scores", "k"), [([], 3), ([1.0], 0), ([0.0, 0.0], 2)])
    def test_nothing_to_give(self, scores: list[float], k: int) -> None:
        assert top_rows(np.array(scores), k).tolist() == []

    @given(st.lists(st.floats(-5, 5), max_size=30, unique=True), st.integers(0, 35))
    def test_it_is_the_head_of_the_sorted_scores(self, scores: list[float], k: int) -> None:
        positive = sorted((number for number in range(len(scores)) if scores[number] > 0), key=lambda n: -scores[n])
        assert top_rows(np.array(scores), k).tolist() == positive[:k]


def without(table: str, row: object) -> Analyzer:
    """The shipped analyzer without one row of one table."""
    rows = getattr(ANALYZER, table)
    if table == "informal" or table == "protected":
        return dataclasses.replace(ANALYZER, **{table: {key: value for key, value in rows.items() if key != row}})
    if table == "stopwords":
        return dataclasses.replace(ANALYZER, stopwords=rows - {row})
    return dataclasses.replace(ANALYZER, acronyms=tuple(other for other in rows if other != row))


class TestRows:
    @pytest.mark.parametrize("row", ANALYZER.acronyms, ids="=".join)
    def test_acronym_and_words_meet_in_a_term_and_only_by_the_row(self, row: tuple[str, str]) -> None:
        acronym, spelled = row
        assert set(ANALYZER.terms(acronym)) & set(ANALYZER.terms(spelled))
        assert set(without("acronyms", row).terms(spelled)) != set(ANALYZER.terms(spelled))

    @pytest.mark.parametrize(("given_word", "formal"), ANALYZER.informal.items())
    def test_informal_spelling_becomes_the_formal_one_and_only_by_the_row(self, given_word: str, formal: str) -> None:
        assert ANALYZER.terms(given_word) == ANALYZER.terms(formal)
        assert without("informal", given_word).terms(given_word) != ANALYZER.terms(given_word)

    @pytest.mark.parametrize(("word", "stem"), ANALYZER.protected.items())
    def test_protected_word_keeps_its_stem_and_only_by_the_row(self, word: str, stem: str) -> None:
        assert ANALYZER.terms(word) == [stem]
        assert without("protected", word).terms(word) != [stem]

    @pytest.mark.parametrize("word", sorted(ANALYZER.stopwords))
    def test_stopword_is_not_counted_and_only_by_the_row(self, word: str) -> None:
        assert ANALYZER.terms(word) == []
        assert without("stopwords", word).terms(word) != []

    @pytest.mark.parametrize("name", ["acronyms.tsv", "informal.tsv", "protected.tsv", "stopwords.txt"])
    def test_no_row_is_there_twice(self, name: str) -> None:
        rows = read_pairs(DATA / name)
        keys = rows if name == "acronyms.tsv" else [left for left, _ in rows]
        assert [key for key, count in Counter(keys).items() if count > 1] == []

    @pytest.mark.parametrize("name", ["acronyms.tsv", "informal.tsv", "protected.tsv"])
    def test_rows_are_words_as_the_analyzer_sees_them(self, name: str) -> None:
        for left, right in read_pairs(DATA / name):
            assert word_tokens(left) == [left]
            assert word_tokens(right) == right.split() != []

    @pytest.mark.parametrize("word", ["tidak", "bukan", "boleh", "dilarang", "harus", "jangan", "sebelum", "sesudah"])
    def test_words_that_turn_a_meaning_are_counted(self, word: str) -> None:
        assert ANALYZER.terms(word) == [ANALYZER.stem(word)]


class TestAnalyzer:
    def test_words_that_snowball_damages_are_whole(self) -> None:
        assert ANALYZER.terms("Pemilu Pegawai") == ["pemilu", "pegawai"]

    def test_forms_of_a_word_share_its_stem(self) -> None:
        assert set(ANALYZER.terms("melanggar pelanggaran dilanggar")) == {"langgar"}

    def test_an_acronym_in_the_question_meets_the_words_in_the_text(self) -> None:
        assert set(ANALYZER.terms("ASN")) <= set(ANALYZER.terms("para Aparatur Sipil Negara di Bima"))

    def test_a_question_in_words_meets_the_acronym_in_the_text(self) -> None:
        assert set(ANALYZER.terms("ASN wajib")) & set(ANALYZER.terms("aparatur sipil negara"))

    def test_what_a_text_spells_out_is_shortened_the_longest_first(self) -> None:
        text = "Kepala Badan Kepegawaian Negara dan Badan Kepegawaian dan Pengembangan Sumber Daya Manusia"
        assert Analyzer.load().use_acronyms(text) == "Kepala bkn dan bkpsdm"
        assert Analyzer.load().use_acronyms("Badan Kepegawaian Negaraku") == "Badan Kepegawaian Negaraku"

    def test_without_a_table_nothing_is_shortened(self) -> None:
        assert dataclasses.replace(Analyzer.load(), acronyms=()).use_acronyms("Rapat Koordinasi") == "Rapat Koordinasi"

    def test_words_that_are_not_adjacent_are_no_acronym(self) -> None:
        assert "asn" not in ANALYZER.terms("aparatur negara sipil")

    def test_repetitions_are_kept(self) -> None:
        assert ANALYZER.terms("netral netral") == ["netral", "netral"]

    def test_wide_and_ligated_letters_are_read_as_plain_ones(self) -> None:
        assert word_tokens("ＰＥＭＩＬＵ ﬁnal") == ["pemilu", "final"]

    def test_case_is_folded(self) -> None:
        assert word_tokens("STRASSE Straße") == ["strasse", "strasse"]

    def test_numbers_are_kept_whole(self) -> None:
        assert ANALYZER.terms("22 September 2024, 800 peserta, 08.30") == [
            "22",
            "september",
            "2024",
            "800",
            "peserta",
            "08",
            "30",
        ]

    def test_words_with_digits_are_not_stemmed(self) -> None:
        assert ANALYZER.stem("berita2an") == "berita2an"

    def test_marks_and_underscores_part_words(self) -> None:
        assert word_tokens("“se-Bali”, a_b (KASN)") == ["se", "bali", "a", "b", "kasn"]

    @given(st.text(max_size=80))
    def test_any_text_has_terms_of_no_white_space(self, text: str) -> None:
        assert all(term and not any(c.isspace() for c in term) for term in ANALYZER.terms(text))

    @pytest.fixture
    def _hasty(self) -> Iterator[None]:
        """Threads that take turns as often as they can."""
        before = sys.getswitchinterval()
        sys.setswitchinterval(1e-6)
        yield
        sys.setswitchinterval(before)

    @pytest.mark.usefixtures("_hasty")
    def test_threads_get_the_stems_that_one_thread_gets(self) -> None:
        given_words = [f"me{'ny' * (n % 3)}{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}kannya" for n in range(2000)]
        alone, together = Analyzer.load(), Analyzer.load()
        expected = [alone.stem(word) for word in given_words]
        found: dict[int, list[str]] = {}
        start = threading.Barrier(4)

        def work(number: int) -> None:
            start.wait()
            found[number] = [together.stem(word) for word in given_words]

        threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert list(found.values()) == [expected] * 4

    def test_stems_kept_are_bounded(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(analyzer_module, "STEMS_KEPT", 3)
        analyzer = Analyzer.load()
        analyzer.terms("satu dua tiga empat lima")
        assert analyzer._stems.cache_info().currsize == 3  # type: ignore[attr-defined]


class TestTables:
    def test_comments_and_blank_lines_are_skipped(self, tmp_path: Path) -> None:
        (tmp_path / "t.tsv").write_text("# judul\n\nyg\tyang # juga\n  gak \t tidak\n", encoding="utf-8")
        assert read_pairs(tmp_path / "t.tsv") == [("yg", "yang"), ("gak", "tidak")]
        assert read_words(tmp_path / "t.tsv") == {"yg", "gak"}

    @pytest.mark.parametrize("table", ["acronyms", "informal", "protected", "stopwords"])
    def test_version_changes_with_every_table(self, table: str) -> None:
        rows = getattr(ANALYZER, table)
        assert without(table, next(iter(rows))).version != ANALYZER.version

    def test_version_is_the_same_for_the_same_tables(self) -> None:
        assert Analyzer.load().version == ANALYZER.version

    def test_version_changes_with_the_stemmer(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("importlib.metadata.version", lambda name: f"{name} 99")
        assert Analyzer.load().version != ANALYZER.version


def test_names_are_the_words_that_keep_their_capital_within_a_sentence() -> None:
    texts = [
        "Rapat di Bali dibuka Sekda. Peserta rapat dari BKN dan Bawaslu Bali.",
        "Di Rapat itu, “Anggota” hadir; anggota lain tidak.",
    ]
    assert find_names(texts) == ["bali", "bawaslu", "bkn", "sekda"]


def test_a_word_that_has_its_capital_often_enough_is_a_name() -> None:
    assert find_names(["ke Kota, ke Kota, ke Kota, ke kota"]) == ["kota"]
    assert find_names(["ke Kota, ke Kota, ke kota"]) == []
    assert find_names([]) == []


def test_a_table_that_is_not_utf8_is_refused_with_its_name(tmp_path: Path) -> None:
    table = tmp_path / "lexicon.tsv"
    table.write_bytes(b"kata\t\xff\n")
    with pytest.raises(ConfigError, match=r"lexicon\.tsv is not UTF-8 \(byte 5\)"):
        read_pairs(table)
