"""A real `netral serve`, started for a measurement and stopped after it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def served(**settings: str) -> Iterator[tuple[str, int]]:
    """(address, process id) of a server on a free port, with `settings` such as `index="runs/index"`."""
    # Port 0: the system picks a free one, which the server prints.
    given = {"port": "0", **settings}
    environment = {f"NETRAL_{name.upper()}": value for name, value in given.items()}
    command = [sys.executable, "-m", "assistant.cli", "serve"]
    # Unbuffered, or the line with the address would wait in the pipe.
    environment = {**os.environ, **environment, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        try:
            assert server.stdout is not None
            yield (
                next(found.group() for line in server.stdout if (found := re.search(r"http://[\d.:]+", line))),
                server.pid,
            )
        finally:
            server.terminate()
