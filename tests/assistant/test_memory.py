"""What a server keeps of questions and words is bounded: there is no end of them."""

from __future__ import annotations

import ctypes

import pytest

from assistant.answering import said_by
from assistant.cli.serve import share_heaps
from assistant.question import offices, regulation_names, spelling
from assistant.reader.bundled import BundledModel, load_onnxruntime
from benchmarks.soak import distinct_questions


@pytest.mark.parametrize(
    "kept",
    [offices.offices_of_a_question, regulation_names._guessed_word, said_by.name_words, spelling._grouped],
    ids=["offices", "regulation_names", "said_by", "spelling"],
)
def test_what_is_kept_of_questions_is_bounded(kept: object) -> None:
    assert kept.cache_parameters()["maxsize"] is not None  # type: ignore[attr-defined]


def test_the_reader_keeps_no_plan_for_each_shape(monkeypatch: pytest.MonkeyPatch) -> None:
    onnxruntime = load_onnxruntime()
    seen = []
    opened = onnxruntime.InferenceSession

    def watched(path: str, options: object, **more: object) -> object:
        seen.append(options.enable_mem_pattern)  # type: ignore[attr-defined]
        return opened(path, options, **more)

    monkeypatch.setattr(onnxruntime, "InferenceSession", watched)
    BundledModel()
    assert seen == [False]


def test_heaps_are_left_as_the_operator_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MALLOC_ARENA_MAX", "4")
    monkeypatch.setattr(ctypes, "CDLL", lambda _: pytest.fail("the heaps were set"))
    assert not share_heaps()


def test_another_c_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MALLOC_ARENA_MAX", raising=False)
    monkeypatch.setattr(ctypes, "CDLL", lambda _: object())
    assert not share_heaps()


def test_the_soak_asks_nothing_twice_and_the_same_each_time() -> None:
    questions = list(distinct_questions(300))
    assert len(set(questions)) == 300
    assert questions == list(distinct_questions(300))
    assert all(0 < len(question) <= 500 for question in questions)
