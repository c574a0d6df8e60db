"""Many who ask: what a long history costs, what a kept answer costs, how many are answered a second, and the wait after many have left.

`python -m benchmarks.load` prints the table, with the index in force (`netral index build`).
All figures are of one run, so that they can be compared on a machine that does other work.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

import numpy as np

from assistant.answering.service import AnswerService
from assistant.settings import Settings
from assistant.web.shared.pool import AskPool
from benchmarks.articles import question_texts
from benchmarks.measure import median_ratio, p50_p95, print_table

REPEATS = 3
LEFT = 120
SERVED = 40
OPENING = "Siapa yang membuka rakor di Bali?"
CONVERSATIONS = {
    "ten unrelated questions": ("Siapa Plt Kepala BKN?", None),
    "a person all along": ("Dia lahir di mana?", "Dia berterima kasih kepada siapa?"),
    "one article all along": ("ringkas artikel itu", "ringkas artikel itu"),
    "four questions in one about a person": (
        "Siapa dia, kapan dia lahir, di mana dia bekerja, dan apa katanya?",
        "Dia bertemu siapa?",
    ),
}
"""The last question of each conversation, and the nine before it after the opening; None for others of the question set."""


def main() -> None:
    """Print the table."""
    settings = Settings()
    service = AnswerService(settings)
    service.ask(OPENING)  # not counted: the first question loads the models
    rows = [*asyncio.run(_pool_rows(service, settings)), *_history_rows(service)]
    print_table("Many who ask", ("what", "measured"), rows)


def _history_rows(service: AnswerService) -> list[tuple[str, str]]:
    rows, plain = [], []
    others = [text for text in question_texts() if len(text) < 80]
    measured = {}
    for name, (last, between) in CONVERSATIONS.items():
        history = [OPENING, *([between] * 9 if between else others[:9])]
        cold, warm, alone = [], [], []
        for _ in range(REPEATS):
            # In turn, so that whatever else the machine does meanwhile slows all of them alike.
            _forget(service)
            plain.append(_took(service, OPENING))
            _forget(service)
            alone.append(_took(service, last))
            _forget(service)
            cold.append(_took(service, last, history))
            _forget(service)
            for at, question in enumerate(history):
                service.ask(question, history[:at])
            warm.append(_took(service, last, history))
        measured[name] = alone, cold, warm
    rows.append(("a plain question: p50 / p95 ms", p50_p95(plain)))
    for name, (alone, cold, warm) in measured.items():
        first, again, same = (median_ratio(times, plain) for times in (cold, warm, alone))
        rows.append(
            (
                f"history of ten, {name}, against a plain question",
                f"all at once {first}, in its turn {again}, alone {same}",
            )
        )
    return rows


def _forget(service: AnswerService) -> None:
    """What the engine remembers of earlier turns goes, as after a publication."""
    engine = service.engine()
    for name in ("found_words", "turn_articles"):
        vars(engine).pop(name, None)
    vars(engine.intents).pop("_decisions", None)


def _took(service: AnswerService, question: str, history: Sequence[str] = ()) -> float:
    started = time.perf_counter()
    service.ask(question, history)
    return (time.perf_counter() - started) * 1e3


async def _pool_rows(service: AnswerService, settings: Settings) -> list[tuple[str, str]]:
    texts = question_texts()
    pool = AskPool(service, settings.max_concurrent, max_waiting=LEFT + SERVED, answers_kept=settings.answers_kept)
    try:
        started = time.perf_counter()
        await asyncio.gather(*(pool.ask(text, (), None) for text in texts[:SERVED]))
        a_second = SERVED / (time.perf_counter() - started)
        worked_out, kept, alone, after = [], [], [], []
        for number in range(REPEATS):
            _forget(service)
            question = texts[SERVED + number]
            worked_out.append(await _waited(pool, question))
            kept += [await _waited(pool, question) for _ in range(20)]
        for number in range(REPEATS):
            alone.append(await _waited(pool, f"Kapan pendaftaran dimulai pada tahun {2030 + number}?"))
            left = [await pool.begin(f"Siapa yang ke-{number} dan ke-{each}?", (), None) for each in range(LEFT)]
            for each in left:
                each.cancel()
            after.append(await _waited(pool, f"Kapan pendaftaran berakhir pada tahun {2030 + number}?"))
    finally:
        pool.close()
    return [
        (f"questions a second, {settings.max_concurrent} at once", f"{a_second:.1f}"),
        ("answer worked out: p50 / p95 ms", p50_p95(worked_out)),
        ("the same, kept: p50 / p95 ms", p50_p95(kept)),
        ("worked out against kept (medians)", f"{np.median(worked_out) / np.median(kept):.0f} x"),
        (f"a question after {LEFT} whose readers have left, against one alone (medians)", median_ratio(after, alone)),
    ]


async def _waited(pool: AskPool, question: str) -> float:
    started = time.perf_counter()
    await pool.ask(question, (), None)
    return (time.perf_counter() - started) * 1e3


if __name__ == "__main__":
    main()
