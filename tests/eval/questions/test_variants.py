"""Derived sets: other words, the same question, the same right reply."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from assistant.question.check import check_history, check_question
from assistant.reader.training.augment import INFORMAL_SPELLINGS
from eval.cli.main import main
from eval.questions.cases import DATA, QUESTIONS, Case, DatasetError, read_cases
from eval.questions.variants import SHORTEST_SLIP, TRANSFORMS, derive_set, read_derived, typing_slip
from eval.questions.word_order import reorder_question
from index.analyzer import Analyzer, read_pairs, word_tokens
from tests.eval.made_up import START, case, source

SHIPPED = read_cases(QUESTIONS)


def asking(*turns: str, **changes: Any) -> Case:
    return replace(case("c", START), turns=turns, **changes)


def made(name: str, *turns: str, **changes: Any) -> Case | None:
    return next(iter(derive_set([asking(*turns, **changes)], name)), None)


@pytest.mark.parametrize("name", TRANSFORMS)
def test_a_derived_case_keeps_the_reply_and_names_its_origin(name: str) -> None:
    translated = [replace(one, english=tuple(f"{turn} (en)" for turn in one.turns)) for one in SHIPPED]
    origins = {one.id: one for one in translated}
    derived = derive_set(translated, name)
    assert derived
    for one in derived:
        origin = origins[one.origin]
        assert (one.id, one.gold, one.answers) == (f"{origin.id}~{name}", origin.gold, origin.answers)
        assert (one.refusal, one.kind, one.split) == (origin.refusal, origin.kind, origin.split)
        assert one.tags == (*origin.tags, name)
        assert one.turns != origin.turns
        check_question(one.question)
        check_history(one.history)


@pytest.mark.parametrize("name", TRANSFORMS)
def test_equal_seeds_give_equal_sets_and_no_case_depends_on_another(name: str) -> None:
    assert derive_set(SHIPPED, name) == derive_set(SHIPPED, name)
    assert derive_set(SHIPPED[5:9], name) == [
        one for one in derive_set(SHIPPED, name) if one.origin in {c.id for c in SHIPPED[5:9]}
    ]


def test_another_seed_gives_other_slips() -> None:
    assert derive_set(SHIPPED, "misspelt", 1) != derive_set(SHIPPED, "misspelt", 2)


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=SHORTEST_SLIP, max_size=12), st.integers(0, 10_000))
def test_a_slip_is_one_edit_behind_the_first_letter(word: str, seed: int) -> None:
    mistyped = typing_slip(word, np.random.default_rng(seed))
    assert mistyped[0] == word[0]
    assert OSA.distance(word, mistyped) == 1


def test_ordinary_words_and_names_are_misspelt_apart() -> None:
    question = "Kapan rakor Netralitas ASN 2024 di Tarakan digelar?"
    for seed in range(20):
        (ordinary,), (name,) = (derive_set([asking(question)], set_, seed) for set_ in ("misspelt", "misspelt-names"))
        assert [word for word in question.split() if word not in ordinary.question.split()] != []
        assert {"Netralitas", "ASN", "2024", "Tarakan"} <= set(tokens_of(ordinary))
        assert {"Kapan", "rakor", "ASN", "2024", "di"} <= set(tokens_of(name))
        assert len({"Netralitas", "Tarakan"} & set(tokens_of(name))) == 1
    assert made("misspelt", "Apa itu KASN?") is None
    assert made("misspelt-names", "Kapan rapat itu?") is None


def tokens_of(one: Case) -> list[str]:
    return one.question.rstrip("?").split()


def test_informal_is_written_as_in_a_chat_in_indonesian_alone() -> None:
    one = made("informal", "Siapa yang tidak hadir?")
    assert one is not None
    assert one.question == one.question.lower().rstrip("?")
    assert {"siapa", "yang", "tidak"} & set(one.question.replace("siapa sih", "").split()) == set()
    assert made("informal", "Who was not there?", lang="en") is None
    assert made("informal", "Kabar ASN?") is None  # no row of the table; without its capitals alone it is in `plain`


def test_the_informal_table_is_not_the_one_that_the_reader_or_the_search_knows() -> None:
    """Otherwise the set would test nothing but what was built in."""
    rows = [
        (formal, written) for formal, spellings in read_pairs(DATA / "informal.tsv") for written in spellings.split("|")
    ]
    known = set(Analyzer.load().informal.items()) | {
        (w, formal) for formal, ways in INFORMAL_SPELLINGS.items() for w in ways
    }
    new = [row for row in rows if (row[1], row[0]) not in known]
    assert len(new) >= len(rows) / 4
    assert all(formal == formal.lower() for formal, _ in rows)


def test_plain_has_no_marks_and_no_capitals() -> None:
    one = made("plain", "Siapa “Pj.” Wali-Kota José?")
    assert one is not None
    assert one.question == "siapa pj wali kota jose"
    assert made("plain", "?") is None
    assert made("plain", "sanksi asn") is None


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("Kapan pendaftaran dimulai?", "Pendaftaran dimulai kapan?"),
        ("siapa sih pj walkot tarakan", "pj walkot tarakan siapa sih"),
        ("Siapa Pj. Wali Kota Tarakan?", "Pj. Wali Kota Tarakan siapa?"),
        ("Siapa saja yang hadir?", "Yang hadir siapa saja?"),
        ("Apa tema rakor BKN?", "Tema rakor BKN apa?"),
        ("Berapa jumlah peserta?", "Jumlah peserta berapa?"),
        ("Kalau pegawai berpihak, apa hukumannya?", "Apa hukumannya kalau pegawai berpihak?"),
        ("Siapa yang dirugikan menurut MenPAN-RB?", "Menurut MenPAN-RB, siapa yang dirugikan?"),
        ("Menurut menteri, siapa dirugikan?", "Siapa dirugikan menurut menteri?"),
        ("Apa ASN boleh memilih?", None),  # whether, not what
        ("Apakah ASN boleh memilih?", None),
        ("Berapa lama rapat berlangsung?", None),
        ("Kapan dan di mana rapat digelar?", None),
        ("Siapa yang hadir dan kapan?", None),
        ("Apa dampaknya bila bawahan mengurusi politik?", None),
        ("Menurut menteri, siapa yang wajib menegur pegawai?", None),  # else the minister would go with the staff
        ("Apa yang menurut menteri penting?", "Yang menurut menteri penting apa?"),
        ("Saya staf. Kapan rapatnya?", None),
        ("sanksi asn", None),
    ],
)
def test_words_are_moved_only_where_the_question_stays_the_same(question: str, other: str | None) -> None:
    assert reorder_question(question, "id") == other


def test_english_clauses_are_swapped_and_nothing_else() -> None:
    assert reorder_question("According to BKN, who came?", "en") == "Who came according to BKN?"
    assert reorder_question("When was it held?", "en") is None


def test_reordering_moves_words_and_changes_none() -> None:
    for one in derive_set(SHIPPED, "reordered"):
        origin = next(case for case in SHIPPED if case.id == one.origin)
        assert sorted(word_tokens(one.question)) == sorted(word_tokens(origin.question))


def test_an_unrelated_turn_comes_first_in_the_questions_own_language() -> None:
    one, english = made("earlier-turn", "Rapat apa?", "Kapan?"), made("earlier-turn", "When?", lang="en")
    rows = read_pairs(DATA / "unrelated.tsv")
    assert one is not None
    assert english is not None
    assert one.turns[1:] == ("Rapat apa?", "Kapan?")
    assert ("id", one.turns[0]) in rows
    assert ("en", english.turns[0]) in rows
    assert made("earlier-turn", "yang tadi?", gold=(), refusal="unclear") is None
    assert made("earlier-turn", *["Kapan?"] * 11) is None


def test_the_translation_is_a_set_of_its_own() -> None:
    one = made("english", "Kapan?", "Di mana?", english=("When?", "Where?"))
    assert one is not None
    assert (one.turns, one.lang, one.english) == (("When?", "Where?"), "en", ())
    assert made("english", "Kapan?") is None


def test_written_sets_are_read_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["derive", "--out", str(tmp_path)]) == 0
    assert f"english.jsonl: 0 of {len(SHIPPED)} cases, not written" in capsys.readouterr().out
    for path in tmp_path.glob("*.jsonl"):
        assert read_cases(path) == derive_set(SHIPPED, path.stem)


def test_sets_that_may_have_been_corrected_are_not_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "plain.jsonl").write_text("corrected", encoding="utf-8")
    assert main(["derive", "--out", str(tmp_path)]) == 1
    assert "has sets already" in capsys.readouterr().err
    assert (tmp_path / "plain.jsonl").read_text("utf-8") == "corrected"


def test_sets_of_other_questions_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="netral-eval derive"):
        read_derived(tmp_path, SHIPPED, source)
    stray = replace(case("x~plain", START), origin="x")
    (tmp_path / "plain.jsonl").write_text(stray.line() + "\n", encoding="utf-8")
    with pytest.raises(DatasetError, match=r"plain\.jsonl: the `origin` of 'x~plain'"):
        read_derived(tmp_path, SHIPPED, source)
    assert list(read_derived(tmp_path, [case("x", START)], source)) == ["plain"]
