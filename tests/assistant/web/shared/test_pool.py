"""The pool of questions: how many wait, what is told beyond that, who is dropped, and which answers are kept."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from typing import Any

import pytest

from assistant.answer import Answer, Lang
from assistant.quality.log_writer import LogWriter
from assistant.web.shared.pool import AskPool
from index.errors import BusyError, IndexMissingError
from tests.fakes import FakeService

SLOW = "Yang lambat?"


class Log(LogWriter):
    """Remembers what is logged."""

    def __init__(self) -> None:
        self.questions: list[str] = []

    def put(self, answer: Answer, history: tuple[str, ...]) -> None:  # noqa: ARG002 - as the real one
        self.questions.append(answer.question)

    def close(self) -> None:
        pass


def run(scenario: Coroutine[Any, Any, None]) -> None:
    asyncio.run(scenario)


async def until_asked(service: FakeService, count: int) -> None:
    while len(service.asked) < count:
        await asyncio.sleep(0.005)


def test_beyond_those_that_wait_a_question_is_refused_with_the_time_to_come_back() -> None:
    async def scenario() -> None:
        service = FakeService()
        pool = AskPool(service, 1, max_waiting=2)
        begun = [await pool.begin(SLOW, (), None) for _ in range(3)]
        assert pool.waiting == 2
        with pytest.raises(BusyError) as refused:
            await pool.ask("Kapan?", (), None)
        assert refused.value.seconds == 1  # nothing was answered yet, so nothing is known
        with pytest.raises(BusyError):
            await pool.explain("Kapan?", (), None)
        service.released.set()
        await asyncio.gather(*begun)
        assert (await pool.ask("Kapan?", (), None)).answered
        assert pool.waiting == 0
        pool.close()

    run(scenario())


@pytest.mark.parametrize(("waiting", "seconds"), [(0, 1), (3, 6), (7, 14), (1_000, 120)])
def test_the_time_to_come_back_is_that_of_those_who_wait(waiting: int, seconds: int) -> None:
    pool = AskPool(FakeService(), 2)
    pool._mean, pool._open = 4.0, 2 + waiting  # two workers, four seconds a question: two seconds for each that waits
    assert pool._seconds_to_wait() == seconds
    pool.close()


def test_a_question_whose_reader_has_left_is_never_asked_and_leaves_its_place() -> None:
    async def scenario() -> None:
        service, log = FakeService(), Log()
        pool = AskPool(service, 1, log, max_waiting=3)
        first = await pool.begin(SLOW, (), None)
        await until_asked(service, 1)
        left = [await pool.begin(f"Kapan {number}?", (), None) for number in range(3)]
        for each in left:
            each.cancel()
        await asyncio.sleep(0)
        assert pool.waiting == 0
        after = await pool.begin("Siapa?", (), None)
        service.released.set()
        await asyncio.gather(first, after)
        assert [question for question, _, _ in service.asked] == [SLOW, "Siapa?"]
        assert log.questions == [SLOW, "Siapa?"]
        pool.close()

    run(scenario())


def test_an_answer_is_kept_until_something_else_is_published_and_logged_each_time() -> None:
    async def scenario() -> None:
        service, log = FakeService(), Log()
        service.published = "first"
        pool = AskPool(service, 1, log, answers_kept=10)
        first = await pool.ask("Kapan?", (), None)
        again = await pool.ask(" Kapan? ", (), None)
        assert replace(again, timings_ms={}) == replace(first, timings_ms={})
        assert {name: again.timings_ms[name] for name in ("encode", "search", "read")} == dict.fromkeys(
            ("encode", "search", "read"), 0.0
        )
        assert "uncached" in again.timings_ms
        assert "uncached" not in first.timings_ms
        assert len(service.asked) == 1
        others: list[tuple[tuple[str, ...], Lang | None]] = [(("Siapa?",), None), ((), "en")]
        for history, lang in others:
            await pool.ask("Kapan?", history, lang)
        assert len(service.asked) == 3
        service.published = "second"
        await pool.ask("Kapan?", (), None)
        assert len(service.asked) == 4
        service.published = None  # it cannot be told what is in force
        await pool.ask("Kapan?", (), None)
        assert len(service.asked) == 5
        assert log.questions == ["Kapan?"] * 6
        pool.close()

    run(scenario())


def test_what_is_kept_is_answered_while_all_workers_and_places_are_taken() -> None:
    async def scenario() -> None:
        service = FakeService()
        service.published = "first"
        pool = AskPool(service, 1, max_waiting=0, answers_kept=10)
        await pool.ask("Kapan?", (), None)
        slow = await pool.begin(SLOW, (), None)
        assert (await pool.ask("Kapan?", (), None)).answered
        with pytest.raises(BusyError):
            await pool.ask("Siapa?", (), None)
        service.released.set()
        await slow
        pool.close()

    run(scenario())


def test_an_answer_during_which_something_was_published_is_not_kept() -> None:
    async def scenario() -> None:
        service = FakeService()
        service.published = "first"
        pool = AskPool(service, 1, answers_kept=10)
        slow = await pool.begin(SLOW, (), None)
        await until_asked(service, 1)
        service.published = "second"
        service.released.set()
        await slow
        await pool.ask(SLOW, (), None)
        assert len(service.asked) == 2
        pool.close()

    run(scenario())


def test_the_least_recently_asked_is_forgotten_and_none_is_kept_without_the_setting() -> None:
    async def scenario(kept: int, asked: int) -> None:
        service = FakeService()
        service.published = "first"
        pool = AskPool(service, 1, answers_kept=kept)
        for question in ("satu", "dua", "satu", "tiga", "satu", "dua"):
            await pool.ask(question, (), None)
        assert len(service.asked) == asked
        pool.close()

    run(scenario(2, 4))
    run(scenario(0, 6))


def test_errors_are_not_kept() -> None:
    async def scenario() -> None:
        service = FakeService()
        service.published = "first"
        pool = AskPool(service, 1, answers_kept=10)
        for _ in range(2):
            with pytest.raises(IndexMissingError):
                await pool.ask("indeks", (), None)
        assert len(service.asked) == 2
        pool.close()

    run(scenario())


def test_many_who_ask_the_same_at_once_have_it_worked_out_once_a_worker() -> None:
    class Slow(FakeService):
        def ask(self, question: str, history: Sequence[str] = (), lang: Lang | None = None) -> Answer:
            started.set()
            self.released.wait(20)
            return super().ask(question, history, lang)

    started = threading.Event()

    async def scenario() -> None:
        service = Slow()
        service.published = "first"
        pool = AskPool(service, 1, answers_kept=10)
        begun = [await pool.begin("Kapan?", (), None) for _ in range(20)]
        service.released.set()
        await asyncio.gather(*begun)
        assert len(service.asked) == 1
        pool.close()

    run(scenario())
