"""`python -m benchmarks.soak`: the memory of a real server over thousands of questions, none of them asked twice."""

from __future__ import annotations

import argparse
import http.client
import itertools
import json
import random
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.measure import print_table
from benchmarks.server import served

QUESTIONS = Path(__file__).parents[1] / "eval" / "data" / "questions.jsonl"
ASKED, REPORTED = 20_000, 1_000
"""Questions by default, and those between two lines of the table."""
PLACES = ("Bali", "Tarakan", "Bima", "Kota Kupang", "Sumba", "Papua", "Malang", "Depok", "Aceh", "Jambi", "Sleman")
NAMES = ("Made", "Siti", "Budi", "Wayan", "Dewi", "Yusuf", "Agus", "Rina", "Ketut", "Fatah", "Lestari", "Hamzah")
OFFICES = ("bupati", "sekretaris daerah", "kepala dinas", "camat", "lurah", "gubernur", "inspektur")
AROUND = (
    "{question}",
    "Menurut {name}, {question}",
    "Di {place}, {question}",
    "{question} Saya {name} dari {place}.",
    "Saya {office} {place}. {question}",
    "Pada {day}/{month}/{year}, {question}",
    "Kata {office} {place} {name}, {question}",
    "Apakah {name} pada tahun {year} juga {question}",
)
"""What is put around a question of the development set, so that no cache has met it."""


def distinct_questions(count: int, seed: int = 7) -> Iterator[str]:
    """`count` questions, each once: those of the development set with other names, places, dates, numbers and slips of the hand."""
    rows = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    known = [turn for row in rows for turn in row["turns"]]
    draw, seen = random.Random(seed), set[str]()
    while len(seen) < count:
        question = draw.choice(AROUND).format(
            question=_with_a_slip(draw, draw.choice(known)),
            name=f"{draw.choice(NAMES)} {_made_up(draw).capitalize()}",
            place=draw.choice(PLACES),
            office=draw.choice(OFFICES),
            day=draw.randint(1, 28),
            month=draw.randint(1, 12),
            year=draw.randint(1990, 2030),
        )[:500]
        if question not in seen:
            seen.add(question)
            yield question


def _with_a_slip(draw: random.Random, question: str) -> str:
    """The question with one letter of a word doubled or left out, and its numbers changed; half of them as they are."""
    words = question.split()
    at = draw.randrange(len(words))
    if draw.random() < 0.5 and len(words[at]) > 4:
        letter = draw.randrange(1, len(words[at]) - 1)
        words[at] = words[at][:letter] + draw.choice(("", words[at][letter] * 2)) + words[at][letter + 1 :]
    changed = " ".join(words)
    return re.sub(r"\d+", lambda _: str(draw.randint(1, 200)), changed) if draw.random() < 0.5 else changed


def _made_up(draw: random.Random) -> str:
    return "".join(draw.choice("bdgklmnprst") + draw.choice("aiueo") for _ in range(draw.randint(2, 4)))


def rss_mib(pid: int) -> float:
    """The resident memory of a process, in MiB (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]


def ask(address: str, question: str) -> int:
    """Ask one question; the HTTP status."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=120)
    try:
        connection.request("POST", "/api/ask", json.dumps({"question": question}), {"Content-Type": "application/json"})
        response = connection.getresponse()
        response.read()
        return response.status
    finally:
        connection.close()


def run_soak(count: int, every: int = REPORTED, askers: int = 2) -> int:
    """Ask `count` questions of a server, and print its memory after each `every`; the number of answers other than 200."""
    failed, asked, rows = 0, 0, []
    questions = distinct_questions(count)
    with tempfile.TemporaryDirectory() as folder:
        records = str(Path(folder) / "records.sqlite")
        with served(rate_limit="0", records=records) as (address, pid), ThreadPoolExecutor(askers) as threads:
            while asked < count:
                started, before = time.perf_counter(), asked
                part = list(itertools.islice(questions, min(every, count - asked)))
                failed += sum(status != 200 for status in threads.map(lambda each: ask(address, each), part))
                asked += len(part)
                ms = (time.perf_counter() - started) * 1e3 * askers / (asked - before)
                rows.append((f"{asked:,}", f"{rss_mib(pid):.0f}", f"{ms:.0f}", failed))
                print(f"{asked:,} questions: {rss_mib(pid):.0f} MiB", file=sys.stderr, flush=True)
    print_table("Memory over many questions", ("questions", "RSS, MiB", "ms a question", "failed"), rows)
    return failed


def main() -> int:
    """Run the soak; 1 where a question failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("questions", type=int, nargs="?", default=ASKED, help="how many (default: %(default)s)")
    return 1 if run_soak(parser.parse_args().questions) else 0


if __name__ == "__main__":
    sys.exit(main())
