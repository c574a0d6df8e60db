"""`python -m benchmarks.observing`: what the log, the metrics and the traces take from one question."""

from __future__ import annotations

import io
import logging
import sys
import time

from assistant.answer import Answer
from assistant.logs import JsonLines
from assistant.web.shared.metrics import Metrics
from assistant.web.shared.observer import Observer
from assistant.web.shared.traces import Traces
from benchmarks.measure import p50_p95, print_table

REQUESTS = 5_000


def an_answer() -> Answer:
    """An answer without quotes, with the times of its stages."""
    timings = {"encode": 10.0, "search": 20.0, "read": 200.0, "total": 231.0}
    empty: tuple[()] = ()
    return Answer(
        question="Kapan?", searched_as="Kapan?", answered=True, refusal=None, confidence=0.9, confidence_level="high",
        short_answer=None, text="", citations=empty, nearest=empty, disagreement=None, index="", timings_ms=timings,
    )  # fmt: skip


def times_of(observer: Observer) -> list[float]:
    """Milliseconds of each of `REQUESTS` requests that do nothing but say that they were."""
    answer, times = an_answer(), []
    for _ in range(REQUESTS):
        started = time.perf_counter()
        with observer.request() as note:
            observer.answered(answer)
            observer.finished(note, "POST", "/api/ask", 200, {})
        times.append((time.perf_counter() - started) * 1e3)
    return times


def main() -> int:
    """Print the table."""
    logger = logging.getLogger("netral.requests")
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(JsonLines())
    logger.addHandler(handler)
    logger.propagate = False
    rows = []
    logger.setLevel(logging.WARNING)
    rows.append(("nothing but the id", p50_p95(times_of(Observer()))))
    logger.setLevel(logging.INFO)
    rows.append(("log, JSON", p50_p95(times_of(Observer()))))
    rows.append(("log and metrics", p50_p95(times_of(Observer(metrics=Metrics())))))
    try:
        from opentelemetry.sdk.trace import TracerProvider
    except ImportError:
        print("traces are left out: pip install 'netral[otel]'", file=sys.stderr)
    else:
        both = Observer(metrics=Metrics(), traces=Traces(TracerProvider()))
        rows.append(("log, metrics and traces", p50_p95(times_of(both))))
    print_table("What is said of one question", ("what", "ms, median / 95 %"), rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
