"""Documents made to take for ever or to fill the memory, beside a good one: the build ends, has the good one, and names the other."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.reading_limits import DEFAULT_LIMITS
from index.store import Index
from tests.faults.conftest import FULL, Tally
from tests.faults.server import clean_environment, netral
from tests.index.hostile_files import HOSTILE

FEW = ("picture.docx", "forms.pdf", "laughs.docx")
"""Those that are quick to end."""
AROUND = 30.0
"""Seconds for the rest of a build: a start of Python, the encoder, the index."""
MEMORY_MIB = 512
UNIT = 1024 if sys.platform != "darwin" else 1024 * 1024
"""Of `ru_maxrss`: parts of a MiB."""
MEASURED = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[2:])
open(sys.argv[1], "w").write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(code if code >= 0 else 128 - code)
"""
"""Runs a command and writes the most memory of it, and of what it started, to a file.

A process counts the memory of the one that it was made from, so it must not be made from this large one.
"""


@pytest.mark.skipif(sys.platform == "win32", reason="measures the memory of a process and those that it started")
def test_hostile_documents_are_read_or_named_and_the_good_one_is_indexed(tmp_path: Path, tally: Tally) -> None:
    lost: list[str] = []
    longest = most = 0.0
    read = 0
    names = sorted(HOSTILE) if FULL else FEW
    for name in names:
        folder = tmp_path / name.replace(".", "-")
        sources = folder / "articles"
        sources.mkdir(parents=True)
        (sources / "baik.txt").write_text("Rapat netralitas digelar hari Senin di Mekarjaya.\n", encoding="utf-8")
        (sources / name).write_bytes(HOSTILE[name]())
        started = time.monotonic()
        peak = folder / "peak.txt"
        with (folder / "said.txt").open("wb") as said:
            process = subprocess.run(
                [sys.executable, "-c", MEASURED, str(peak), *netral("index", "build", str(sources))],
                cwd=folder,
                env=clean_environment(index=folder / "index"),
                stdout=said,
                stderr=said,
            )
        took, mib = time.monotonic() - started, int(peak.read_text()) / UNIT
        longest, most = max(longest, took), max(most, mib)
        text = (folder / "said.txt").read_text(encoding="utf-8", errors="replace")
        documents = Index(folder / "index").document_ids if process.returncode == 0 else ()
        read += len(documents) > 1
        good = "baik" in documents and name in text and "Traceback" not in text
        if not good or took > DEFAULT_LIMITS.seconds + AROUND or mib > MEMORY_MIB:
            lost.append(f"{name}: {process.returncode}, {took:.0f} s, {mib:.0f} MiB, {text[-300:]}")
    note = f"{read} read, the others refused by name; the longest build {longest:.0f} s, the most memory {most:.0f} MiB"
    tally.add("hostile documents", len(names), len(lost), note)
    assert lost == []
