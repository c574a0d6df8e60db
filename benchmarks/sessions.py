"""`python -m benchmarks.sessions`: what the staff page's sessions cost in memory, and whether they are given back."""

from __future__ import annotations

import argparse
import json
import re
import time
from pathlib import Path

import httpx2 as httpx

from benchmarks.measure import print_table
from benchmarks.server import served

STEP = 1_000
"""Sessions between two readings."""
QUESTION = "Kapan pendaftaran calon Pilkada 2024 dimulai?"


def resident_mib(process: int) -> float:
    """What a process has in memory now, in MiB (Linux)."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())
    assert found
    return int(found[1]) / 1024


class StaffPage:
    """The requests of the staff page's script, without a browser."""

    def __init__(self, address: str) -> None:
        self._client = httpx.Client(base_url=address, timeout=60)
        page = self._client.get("/").text
        found = re.search(r"window\.gradio_config\s*=\s*(\{.*?\});\s*(?:</script>|window\.)", page, re.DOTALL)
        assert found, "the page has no configuration"
        config = json.loads(found[1])
        events = config["dependencies"]
        self._load = next(each for each in events if any(name == "load" for _, name in each["targets"]))
        self._ask = next(each for each in events if any(name == "submit" for _, name in each["targets"]))

    def open(self, session: str) -> None:
        """Load the page."""
        self._post("/gradio_api/run/predict", session, self._load, [{}])

    def ask(self, session: str) -> None:
        """Ask one question, and read its answer to the end."""
        self._post("/gradio_api/queue/join", session, self._ask, [QUESTION, None, None, {}, ""])
        with self._client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as stream:
            for line in stream.iter_lines():
                if '"msg":"close_stream"' in line:
                    break

    def _post(self, path: str, session: str, event: dict[str, object], data: list[object]) -> None:
        body = {"data": data, "fn_index": event["id"], "session_hash": session, "trigger_id": None, "event_data": None}
        self._client.post(path, json=body).raise_for_status()


def run_sessions(sessions: int, asking: bool) -> None:
    """Open `sessions` sessions on a real server, each with a question where `asking`, and print what the server has in memory."""
    rows = []
    with served(rate_limit="0") as (address, process):
        page = StaffPage(address)
        page.ask("warm")  # the models are loaded and used once before anything is counted
        first = before = resident_mib(process)
        for count in range(1, sessions + 1):
            name = f"s{count}x{time.time_ns()}"
            page.open(name)
            if asking:
                page.ask(name)
            if count % STEP == 0:
                now = resident_mib(process)
                rows.append((f"{count:,}", f"{now:.0f}", f"{now - before:+.0f}", f"{now - first:+.0f}"))
                before = now
    title = "Sessions of the staff page" + (", one question each" if asking else "")
    print_table(title, ("sessions", "RSS, MiB", f"of these {STEP:,}", "of all"), rows)


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sessions", description="Memory of sessions.")
    parser.add_argument("--sessions", type=int, default=3 * STEP, help="sessions to open (default: %(default)s)")
    parser.add_argument("--asking", action="store_true", help="ask one question in each")
    arguments = parser.parse_args()
    run_sessions(arguments.sessions, arguments.asking)


if __name__ == "__main__":
    main()
