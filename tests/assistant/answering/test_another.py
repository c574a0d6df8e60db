"""Which readings count as the same answer, so that "siapa lagi?" gets another one."""

from __future__ import annotations

from dataclasses import replace

from assistant.answering.another import gives_the_same, without_given
from assistant.answering.engine import Engine
from assistant.answering.pipeline import search_and_read


def test_readings_of_one_sentence_give_one_answer(engine: Engine) -> None:
    trace = search_and_read(engine, "Siapa yang membuka rakor di Gedung Wiswa Sabha?")
    assert trace
    best = trace.ranked[0]
    assert gives_the_same(best.reading, replace(best.reading, answer=None))
    assert without_given(trace.ranked, 0) == trace.ranked
    assert best not in without_given(trace.ranked, 1)
    assert without_given(trace.ranked[:1], 3) == ()
