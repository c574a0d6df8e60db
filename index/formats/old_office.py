"""Files of Office 97 to 2003, which LibreOffice, where it is installed, makes into files of today."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from index.disk_space import room_on
from index.errors import DocumentError
from index.files import write_file
from index.formats.allowances import announce_program, room_for_program
from index.formats.docx import extract_docx
from index.formats.extracted import Extracted
from index.formats.pptx import extract_pptx
from index.formats.xlsx import extract_xlsx
from index.signature import OLE

FILTERS = {"doc": "MS Word 97", "xls": "MS Excel 97", "ppt": "MS PowerPoint 97"}
"""LibreOffice's names of what reads a file. Left to choose, it takes a damaged one for plain text."""
PROGRAMS = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
TIMEOUT = 120.0
"""Seconds that a conversion may take. It takes about five, most of them for starting."""


def extract_doc(data: bytes, name: str) -> Extracted:
    """The text of an old Word file, as `extract_docx` gives it; errors as of `convert`."""
    return _through_libreoffice(data, name, "doc", "docx", extract_docx)


def extract_xls(data: bytes, name: str) -> Extracted:
    """The text of an old spreadsheet, as `extract_xlsx` gives it; errors as of `convert`."""
    return _through_libreoffice(data, name, "xls", "xlsx", extract_xlsx)


def extract_ppt(data: bytes, name: str) -> Extracted:
    """The text of old slides, as `extract_pptx` gives it; errors as of `convert`."""
    return _through_libreoffice(data, name, "ppt", "pptx", extract_pptx)


def find_program() -> str | None:
    """LibreOffice's program, if it is installed."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


def convert(data: bytes, name: str, ending: str, target: str) -> bytes:
    """The bytes of a file (`doc`, `xls` or `ppt`) as `target` (`docx`, `xlsx` or `pptx`).

    Raises:
        DocumentError: LibreOffice is not installed (`converter`), or cannot read the file (`unreadable`).
    """
    program = find_program()
    if program is None:
        raise DocumentError(
            "converter",
            f"{name} is a file of Office 97 to 2003 (.{ending}), which only LibreOffice reads. "
            f"Install LibreOffice, or save the file as .{target}.",
        )
    with room_on(Path(tempfile.gettempdir()), len(data)), tempfile.TemporaryDirectory(prefix="netral-") as folder:
        source, made = Path(folder, f"source.{ending}"), Path(folder, "made", f"source.{target}")
        write_file(source, data)
        # A profile of its own: LibreOffice refuses to start twice with one, and a person may be using it.
        options = [f"-env:UserInstallation={Path(folder, 'profile').as_uri()}", "--headless"]
        options += [f"--infilter={FILTERS[ending]}", "--convert-to", target, "--outdir", str(made.parent), str(source)]
        try:
            _run([program, *options])
        except (OSError, subprocess.TimeoutExpired) as error:
            raise DocumentError(
                "unreadable", f"{name} cannot be converted by LibreOffice: {error}. Save it as .{target}."
            ) from error
        if not made.is_file():
            raise DocumentError(
                "unreadable", f"{name} cannot be read by LibreOffice as .{ending}. Save it again, as .{target}."
            )
        return made.read_bytes()


def _through_libreoffice(
    data: bytes, name: str, ending: str, target: str, read: Callable[[bytes, str], Extracted]
) -> Extracted:
    if not data.startswith(OLE[:4]):
        raise DocumentError(
            "unreadable", f"{name} cannot be read as .{ending}: it is no such file. Save it again, as .{target}."
        )
    extracted = read(convert(data, name, ending, target), name)
    return replace(extracted, warnings=("read through LibreOffice", *extracted.warnings))


def _run(command: Sequence[str]) -> None:
    """Run a command to its end, or to the end of its time; then all that it has started ends, too.

    LibreOffice is started by a script and by a splash screen, and would outlive both.
    """
    # The program is the installed one and the names are ours: nothing of the document reaches the command.
    nothing = subprocess.DEVNULL
    with room_for_program():
        process = subprocess.Popen(  # noqa: S603
            command, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True
        )
    with process:
        announce_program(process.pid)
        try:
            process.wait(TIMEOUT)
        except subprocess.TimeoutExpired:
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
            raise
