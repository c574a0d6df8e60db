"""Files of Office 97 to 2003, which LibreOffice, where it is installed, makes into files of today."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from index.errors import DocumentError

PROGRAMS = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
TIMEOUT = 120
"""Seconds that a conversion may take; the first one of a machine takes about ten, later ones two."""


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
            f"{name} is a file of Office 97 to 2003 (.{ending}), which only LibreOffice reads. Install LibreOffice, or save the file "
            f"as .{target}.",
        )
    with tempfile.TemporaryDirectory(prefix="netral-") as folder:
        source = Path(folder, f"source.{ending}")
        source.write_bytes(data)
        made = Path(folder, "made", f"source.{target}")
        # A profile of its own: LibreOffice refuses to start twice with one, and a person may be using it.
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        options = [profile, "--headless", "--norestore", "--convert-to", target, "--outdir", str(made.parent)]
        try:
            # The program is the installed one and the names are ours, so nothing of the document reaches the command.
            subprocess.run([program, *options, str(source)], capture_output=True, timeout=TIMEOUT, check=False)  # noqa: S603
        except (OSError, subprocess.TimeoutExpired) as error:
            raise DocumentError(
                "unreadable", f"{name} cannot be converted by LibreOffice: {error}. Save it as .{target}."
            ) from error
        if not made.is_file():
            raise DocumentError(
                "unreadable", f"{name} cannot be read by LibreOffice as .{ending}. Save it again, as .{target} or .txt."
            )
        return made.read_bytes()
