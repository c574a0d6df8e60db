"""Figures for Prometheus. Each server has its own; nothing in them tells what was asked, or by whom."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from index.errors import NetralError

MEDIA_TYPE = CONTENT_TYPE_PLAIN_0_0_4
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Upper bounds of the classes of times."""


class Metrics(logging.Handler):
    """Counts what a server does; as a handler of the log, what goes wrong, too. Safe to share between threads."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self._all = CollectorRegistry()
        ProcessCollector(registry=self._all)  # memory, processor time, open files; on Linux
        self._requests = Counter(
            "netral_requests", "Requests by route and status.", ("method", "route", "status"), registry=self._all
        )
        self._request_seconds = Histogram(
            "netral_request_seconds", "Time of a request.", ("route",), buckets=SECONDS, registry=self._all
        )
        self._answers = Counter(
            "netral_answers", "Answers by outcome and reason.", ("outcome", "reason", "cached"), registry=self._all
        )
        self._stage_seconds = Histogram(
            "netral_answer_stage_seconds", "Time of a stage.", ("stage",), buckets=SECONDS, registry=self._all
        )
        self._errors = Counter("netral_errors", "Errors of the log, by kind.", ("kind",), registry=self._all)
        self._errors.labels("RecordsError")  # 0 from the start, so that an alarm can watch it

    def count_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request that is over."""
        self._requests.labels(method, route, str(status)).inc()
        self._request_seconds.labels(route).observe(seconds)

    def count_answer(self, outcome: tuple[str, str], stages: Mapping[str, float], cached: bool) -> None:
        """Count an answer, its stages in seconds; the stages of one that was kept were counted before."""
        self._answers.labels(*outcome, str(cached).lower()).inc()
        for stage, seconds in {} if cached else stages.items():
            self._stage_seconds.labels(stage).observe(seconds)

    def watch(self, name: str, text: str, value: Callable[[], float]) -> None:
        """Ask `value` for a figure each time the metrics are read."""
        Gauge(name, text, registry=self._all).set_function(value)

    def emit(self, record: logging.LogRecord) -> None:
        """Count a line of the log about an error, by the kind of the error that it tells of."""
        given = record.args if isinstance(record.args, tuple) else ()
        told = [record.exc_info[1] if record.exc_info else None, *given]
        kind = next((type(each).__name__ for each in told if isinstance(each, NetralError)), "other")
        self._errors.labels(kind).inc()

    def text(self) -> bytes:
        """All figures as Prometheus reads them (`MEDIA_TYPE`)."""
        return generate_latest(self._all)


def seconds_since_change(path: Path) -> float:
    """The age of a file in seconds; not a number where there is none."""
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return float("nan")
