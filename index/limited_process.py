"""The process that reads documents, as seen by the one that asks it: started, asked, and ended at a limit."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, cast

from index.disk_space import room_on
from index.errors import DocumentError, SourceError
from index.formats.allowances import MOST_PAGES, PAGE_SECONDS
from index.limited_messages import (
    FOUND,
    LIMIT,
    MORE_TIME,
    PROGRAM,
    REFUSED,
    Request,
    framed,
    packed_request,
    read_message,
    unpacked_error,
)
from index.reading_limits import Limit, cancelled, crashed, over_limit
from index.reading_stop import Stop

# Its path is ours, so that it finds the same modules, wherever this program was started.
_START = "import sys; sys.path[:] = {path!r}; from index.limited_worker import main; main()"
_OUT_OF_TIME = frozenset(-getattr(signal, name) for name in ("SIGXCPU", "SIGALRM") if hasattr(signal, name))
"""How the process ends that keeps its own time."""


class EndedIdleError(Exception):
    """The process had just ended, since nothing was to be read: another one has to be asked."""


class Worker:
    """One process. Used by one thread at a time; only `kill` may be called by others.

    Raises:
        DiskFullError: there is no room for what it writes for a while.
    """

    def __init__(self) -> None:
        self.documents = 0
        self._lock = threading.Lock()
        self._groups: list[int] = []
        with room_on(Path(tempfile.gettempdir())):
            self._folder = tempfile.mkdtemp(prefix="netral-read-")
        start = _START.format(path=[part for part in sys.path if isinstance(part, str)])
        self._process = subprocess.Popen(  # noqa: S603 - this program, and a text of ours
            [sys.executable, "-c", start],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            # What it leaves behind when it is killed goes with this folder.
            env={**os.environ, "TMPDIR": self._folder},
            # A group of its own: the programs that it starts end with it.
            start_new_session=True,
        )

    @property
    def alive(self) -> bool:
        with self._lock:
            return self._process.poll() is None

    @property
    def process_id(self) -> int:
        return self._process.pid

    def answer(self, request: Request[Any], stop: Stop) -> Any:
        """What is asked about one document.

        Raises:
            SourceError: see `index.limited.read_limited`. After a limit, a crash or a stop this worker is not alive any more.
            EndedIdleError: see there.
        """
        self.documents += 1
        try:
            with Deadline(request.seconds, self.kill) as deadline, stop.ending(self.kill):
                said = self._said(request, deadline)
        except BaseException:  # Ctrl+C: the answer to come must not be taken for that to the next document
            self.end()
            raise
        if deadline.passed or stop.is_set:
            self.end()  # killed just when it had answered, it must not be asked again
        if said is None or isinstance(said, SourceError):
            raise said or self._why_none(request, deadline, stop)
        return said

    def kill(self) -> None:
        """End the process and all that it has started; whoever waits for its answer gets none."""
        with self._lock:
            # Not reaped yet, so the number is still that of this process.
            if self._process.poll() is None:
                for group in (self._process.pid, *self._groups):
                    _kill_group(group)
                self._process.kill()

    def end(self) -> int:
        """`kill`, and wait until it is gone; how it ended, as `Popen.returncode`."""
        self.kill()
        how = self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with contextlib.suppress(OSError):
                    pipe.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        return how

    def _why_none(self, request: Request[Any], deadline: Deadline, stop: Stop) -> Exception:
        how = self.end()
        if stop.is_set:
            return cancelled(request.name)
        if deadline.passed or how in _OUT_OF_TIME:
            return over_limit("time", request.name, deadline.seconds)
        return EndedIdleError() if how == 0 else crashed(request.name, _in_words(how))

    def _said(self, request: Request[Any], deadline: Deadline) -> Any:
        """What was asked for, or what is wrong with the document; None where the process has ended, or says what it must not."""
        asked, answers = cast(IO[bytes], self._process.stdin), cast(IO[bytes], self._process.stdout)
        pages = 0
        try:
            _write_all(asked, framed(b"Q", packed_request(request)))
            while message := read_message(answers.read, request.limits.output_mib * 2**20):
                kind, length, body = message
                if kind == MORE_TIME and pages < MOST_PAGES:
                    pages += 1
                    deadline.extend(PAGE_SECONDS)
                elif kind == PROGRAM:
                    self._groups.append(int(body))
                else:
                    return self._result(kind, body if len(body) == length else None, request)
        except (OSError, ValueError):
            self.kill()
        return None

    def _result(self, kind: bytes, body: bytes | None, request: Request[Any]) -> Any:
        if kind == FOUND and body is not None:
            return request.unpacked(body)
        if kind == REFUSED and body is not None:
            code, message = unpacked_error(body)
            return DocumentError(code, message) if code else SourceError(message)
        if kind != LIMIT and body is not None:
            raise ValueError("an unknown kind of answer")
        self.end()
        limit: Limit = "memory" if body == b"memory" else "output"
        value = request.limits.memory_mib if limit == "memory" else request.limits.output_mib
        return over_limit(limit, request.name, value)


class Deadline:
    """Calls `kill` when the time is over. A thread of its own does: the one that asks waits for the answer."""

    def __init__(self, seconds: float, kill: Callable[[], None]) -> None:
        self.seconds, self.passed, self._kill = seconds, False, kill
        self._begun = time.monotonic()
        self._lock, self._over = threading.Lock(), False
        self._timer: threading.Timer | None = None

    def __enter__(self) -> Deadline:
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._timer:
            self._timer.cancel()
        with self._lock:  # after this, it does not strike any more
            self._over = True

    def extend(self, seconds: float) -> None:
        """Allow so many seconds more."""
        if self._timer:
            self._timer.cancel()
        self.seconds += seconds
        self._start()

    def _start(self) -> None:
        self._timer = threading.Timer(max(0.0, self._begun + self.seconds - time.monotonic()), self._strike)
        self._timer.daemon = True
        self._timer.start()

    def _strike(self) -> None:
        with self._lock:
            if self._over:
                return
            if time.monotonic() < self._begun + self.seconds:  # it was put off when it was on its way already
                self._start()
                return
            self.passed = True
            self._kill()


def _kill_group(group: int) -> None:
    if hasattr(os, "killpg"):
        with contextlib.suppress(OSError):  # it has ended
            os.killpg(group, signal.SIGKILL)


def _write_all(to: Any, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[to.write(view) :]


def _in_words(how: int) -> str:
    if how >= 0:
        return f"status {how}"
    try:
        name = signal.Signals(-how).name
        return f"{name}, as where a library lacks memory" if name in ("SIGABRT", "SIGTRAP") else name
    except ValueError:
        return f"signal {-how}"
