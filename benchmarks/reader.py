"""The reader: the time for a question and for a candidate, at several numbers of candidates, and the memory that it adds."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from assistant.answering.engine import Engine
from assistant.answering.service import AnswerService
from assistant.reader.bundled import BundledModel
from assistant.reader.stretches import cut_stretches
from assistant.retrieval.candidates import retrieve_candidates
from assistant.settings import Settings
from benchmarks.articles import QUESTION, SEEDS, question_texts
from benchmarks.measure import median_ratio, p50_p95, print_table
from index.build import build_index
from index.passages import article_context

CANDIDATES = (6, 8, 12)
PEAK_MEMORY = """
import re, sys
from pathlib import Path
from assistant.settings import Settings
from assistant.answering.service import AnswerService
service = AnswerService(Settings(index=Path(sys.argv[1]), reader=sys.argv[2]))
for question in sys.argv[3:]:
    service.ask(question)
# Not getrusage: its peak is handed down from the process that started this one.
status = Path("/proc/self/status")
print(int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text()).group(1)) / 1024 if status.exists() else float("nan"))
"""
ASKED_FOR_MEMORY = 20
TIMED = 30


def run_reader() -> None:
    """Print the table of the reader."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "index"
        build_index(SEEDS, folder)
        rows = [row for candidates in CANDIDATES for row in _rows(folder, candidates)]
        plain, spans = _peak_mib(folder, "sentences"), _peak_mib(folder, "spans")
        rows.append(
            (
                f"peak memory after {ASKED_FOR_MEMORY} questions: reader, none, difference",
                f"{spans:.0f}, {plain:.0f}, {spans - plain:.0f} MiB",
            )
        )
        print_table("The reader", ("what", "measured"), rows)


def _rows(folder: Path, candidates: int) -> list[tuple[str, str]]:
    settings = Settings(index=folder, candidates=candidates)
    engine, model, service = Engine.open(settings), BundledModel(settings.threads), AnswerService(settings)
    service.ask(QUESTION)  # not counted: the first question loads the models
    together: list[float] = []
    apart: list[float] = []
    whole: list[float] = []
    for question in question_texts()[:TIMED]:
        whole.append(service.ask(question).timings_ms["total"])
        query = engine.query_analyzer.query(question)
        found = retrieve_candidates(query, engine.index, engine.encoder, candidates).candidates
        # As served: overlapping candidates in stretches, each sentence once.
        started = time.perf_counter()
        model.logits(query.text, [stretch.text for stretch in cut_stretches(found)])
        middle = time.perf_counter()
        # The baseline reads what candidates share again with each of them.
        for candidate in found:
            model.logits(query.text, [article_context(candidate.document) + candidate.text])
        together.append((middle - started) * 1e3)
        apart.append((time.perf_counter() - middle) * 1e3)
    return [
        (f"{candidates} candidates, model: p50 / p95 ms a question", p50_p95(together)),
        (f"{candidates} candidates, model: p50 / p95 ms a candidate", p50_p95([t / candidates for t in together])),
        (f"{candidates} candidates, whole answer: p50 / p95 ms", p50_p95(whole)),
        (f"{candidates} candidates, baseline, each read by itself: p50 / p95 ms a question", p50_p95(apart)),
        ("baseline against ours (medians)", median_ratio(apart, together)),
    ]


def _peak_mib(folder: Path, reader: str) -> float:
    # In a process of its own: a peak never falls, and this process has had others.
    command = [sys.executable, "-c", PEAK_MEMORY, str(folder), reader, *question_texts()[:ASKED_FOR_MEMORY]]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
