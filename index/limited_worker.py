"""The process that reads documents and draws their pages, one after the other, each under limits; `limited.py` starts and ends it."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
from math import ceil
from pathlib import Path

from index.errors import DocumentError, SourceError
from index.formats.allowances import set_warden
from index.formats.pdf_pages import quote_boxes, render_page
from index.limited_messages import (
    FOUND,
    LIMIT,
    MORE_TIME,
    PROGRAM,
    REFUSED,
    AnyRequest,
    BoxesRequest,
    DocumentRequest,
    PictureRequest,
    framed,
    packed_boxes,
    packed_error,
    packed_reading,
    read_message,
    unpacked_request,
)
from index.load import read_here

try:
    import resource
except ImportError:  # Windows: the clock alone is a limit there, kept by the process that asks
    resource = None  # type: ignore[assignment]

IDLE_SECONDS = 60.0
"""After so long without a document the process ends: it would only take memory."""
LATE_SECONDS = 5.0
"""So long after its time a document ends the process, where nobody else has: the process that asked was killed."""
PROGRAM_MEMORY = 4
"""How many times the memory of a document a program gets that is started for one."""
MESSAGE_LENGTH = 2000
"""Characters of an error, at most: a library may put half a file into one."""
SHORT = 0.9
"""The share of the memory allowed from which a document that a library calls damaged may have lacked memory."""
FULL = 3
"""The process ends after a document that leaves it with more than one part in so many of the memory allowed; a new one begins empty."""


class _Limits:
    """Keeps the limits of the document that is being read; a `Warden`."""

    def __init__(self, answers: int) -> None:
        self._answers, self._memory = answers, 0

    def begin(self, request: AnyRequest) -> None:
        self._memory = request.limits.memory_mib * 2**20
        self.lift_memory(False)
        self._set_time(request.seconds)
        with contextlib.suppress(OSError):
            # The highest use so far is that of this document from now on.
            Path("/proc/self/clear_refs").write_text("5", encoding="ascii")

    def end(self) -> None:
        if resource:
            _set_soft(resource.RLIMIT_CPU, resource.RLIM_INFINITY)
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)

    def more_time(self, seconds: float) -> None:
        _write(self._answers, framed(MORE_TIME, str(seconds).encode()))
        left = signal.getitimer(signal.ITIMER_REAL)[0] if hasattr(signal, "getitimer") else 0.0
        self._set_time(max(0.0, left - LATE_SECONDS) + seconds)

    def program_started(self, process_id: int) -> None:
        _write(self._answers, framed(PROGRAM, str(process_id).encode()))

    def lift_memory(self, lifted: bool) -> None:
        if resource:
            # What the process fills, not what it maps: libraries reserve far more addresses than they use.
            _set_soft(resource.RLIMIT_DATA, self._memory * (PROGRAM_MEMORY if lifted else 1))

    def _set_time(self, seconds: float) -> None:
        if resource:
            used = resource.getrusage(resource.RUSAGE_SELF)
            _set_soft(resource.RLIMIT_CPU, ceil(used.ru_utime + used.ru_stime + seconds) + 1)
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, seconds + LATE_SECONDS)

    def memory_was_short(self) -> bool:
        """Whether reading has come near its memory; False where the system does not tell."""
        try:
            status = Path("/proc/self/status").read_text(encoding="ascii")
        except OSError:
            return False
        peak = next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")), 0)
        return peak * 1024 >= SHORT * self._memory

    def is_full(self) -> bool:
        """Whether reading has left so much behind that the next document would have too little."""
        try:
            pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5])
        except (OSError, ValueError, IndexError):
            return False
        return pages * os.sysconf("SC_PAGE_SIZE") * FULL > self._memory


def main() -> None:
    """Do what is asked for on standard input until it ends; the answers go to what was standard output."""
    answers = os.dup(1)
    with open(os.devnull, "wb") as nothing:  # noqa: PTH123 - a library that prints must not write between the answers
        os.dup2(nothing.fileno(), 1)
    limits = _Limits(answers)
    set_warden(limits)
    while _is_asked():
        message = read_message(lambda count: os.read(0, count), sys.maxsize)
        if message is None:
            return
        if not _answer(unpacked_request(message[2]), limits, answers):
            return


def _answer(request: AnyRequest, limits: _Limits, answers: int) -> bool:
    """Do what is asked and answer; whether the process may go on."""
    kind, body = LIMIT, b"memory"
    try:
        limits.begin(request)
        kind, body = _read(request, limits)
    except MemoryError:
        pass
    finally:
        limits.end()
    if len(body) > request.limits.output_mib * 2**20:
        kind, body = LIMIT, b"output"
    _write(answers, framed(kind, body))
    return kind != LIMIT and not limits.is_full()


def _read(request: AnyRequest, limits: _Limits) -> tuple[bytes, bytes]:
    try:
        return FOUND, _found(request)
    except SourceError as error:
        code = error.code if isinstance(error, DocumentError) else ""
        if code == "unreadable" and limits.memory_was_short():
            # Parsers take a lack of memory for damage.
            return LIMIT, b"memory"
        return REFUSED, packed_error(code, str(error)[:MESSAGE_LENGTH])


def _found(request: AnyRequest) -> bytes:
    match request:
        case DocumentRequest(path, entry, name, document_id, rules):
            return packed_reading(read_here(Path(path), entry, name, document_id, rules))
        case PictureRequest(data, number, width):
            return render_page(data, number, width)
        case BoxesRequest(data, text, pages, spans, number):
            return packed_boxes(quote_boxes(data, text, pages, span).get(number, ()) for span in spans)


def _is_asked() -> bool:
    if os.name == "nt":  # where a pipe cannot be waited for with a limit
        return True
    return bool(select.select([0], [], [], IDLE_SECONDS)[0])


def _write(to: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(to, view) :]


def _set_soft(which: int, value: int) -> None:
    _, hard = resource.getrlimit(which)
    if hard != resource.RLIM_INFINITY and (value == resource.RLIM_INFINITY or value > hard):
        value = hard
    resource.setrlimit(which, (value, hard))


if __name__ == "__main__":
    main()
