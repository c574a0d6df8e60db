"""A server in a process of its own, as an operator starts it; it can be killed and started again on the same files."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

import httpx

ROOT = Path(__file__).parents[2]
STARTS_WITHIN = 120.0
"""Seconds in which it answers `/readyz`, also on a busy machine."""


def clean_environment(**settings: object) -> dict[str, str]:
    """The environment of a command: that of this process without its settings, and with these."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NETRAL_")}
    given = {f"NETRAL_{name.upper()}": str(value) for name, value in settings.items()}
    return {**kept, "PYTHONPATH": str(ROOT), **given}


def netral(*arguments: str) -> list[str]:
    """A command of Netral, as arguments of a process."""
    return [sys.executable, "-m", "assistant.cli", *arguments]


def free_port() -> int:
    """A port of the loopback address that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """`netral serve` in a working folder of its own, which has the records."""

    def __init__(self, folder: Path, index: Path, **settings: object) -> None:
        self.folder, self.port = folder, free_port()
        self.records = folder / "records.sqlite"
        given = {"index": index, "sources": ROOT / "seeds", "records": self.records, "rate_limit": 0, **settings}
        self._environment = clean_environment(port=self.port, **given)
        self.log = folder / f"server-{self.port}.log"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address, with a slash at the end."""
        return f"http://127.0.0.1:{self.port}/"

    def start(self) -> None:
        """Start it, and wait until it can answer.

        Raises:
            AssertionError: it ended, or does not answer in time; the message is its log.
        """
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                netral("serve"), cwd=self.folder, env=self._environment, stdout=log, stderr=log
            )
        until = time.monotonic() + STARTS_WITHIN
        while not self.is_ready():
            waiting = self.process.poll() is None and time.monotonic() < until
            assert waiting, self.log.read_text(encoding="utf-8")
            time.sleep(0.1)

    def is_ready(self) -> bool:
        """Whether it can answer now."""
        try:
            return httpx.get(f"{self.url}readyz", timeout=5).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    def kill(self) -> None:
        """End it as a power cut does."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it as an operator does."""
        self._end(signal.SIGTERM)

    def _end(self, by: signal.Signals) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(by)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(30)

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.stop()
