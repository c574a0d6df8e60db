"""Documents made to take for ever or to fill the memory, beside a good one: each is read or named in time, and the good one is there.

What is read becomes passages here, too, and is encoded only where it is little: that takes its time for any long text.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from index.reading_limits import DEFAULT_LIMITS
from index.store import Index
from tests.faults.conftest import FULL, Tally
from tests.faults.server import ROOT, clean_environment, netral
from tests.index.hostile_files import HOSTILE

FEW = ("aside.html", "picture.docx", "forms.pdf", "laughs.docx")
BUILT = "picture.docx"
"""That of which a whole index is built."""
AROUND = 5.0
"""Seconds for what is beside reading: to start the process that reads, and to end it."""
SECONDS_A_MB = 30.0
"""For passages of the text that was read, however little of it is words; on a busy machine of two cores it was 6 to 16."""
MEMORY_MIB = 512
UNIT = 1024 if sys.platform != "darwin" else 1024 * 1024
"""Of `ru_maxrss`: parts of a MiB."""
MEASURED = """
import json, resource, subprocess, sys
done = subprocess.run([sys.executable, "-c", sys.argv[1], *sys.argv[2:]], stdout=subprocess.PIPE, text=True)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps({"said": done.stdout, "status": done.returncode, "peak": peak}))
"""
"""Runs a program, and tells the most memory of it and of what it started.

A process counts the memory of the one that it was made from, so it must not be made from this large one.
"""
READ = """
import json, sys, time
from pathlib import Path
from index.build import limit_to_encoder
from index.config import IndexConfig
from index.encoder import load_encoder
from index.load import read_folder
from index.passages import cut_passages
encoder = load_encoder(IndexConfig().encoder)
started = time.perf_counter()
read = read_folder(Path(sys.argv[1]))
then = time.perf_counter()
cut = sum(len(cut_passages(document, limit_to_encoder(IndexConfig(), encoder), encoder.count_tokens)) for document in read.documents)
done = time.perf_counter()
text = sum(len(document.text) for document in read.documents)
print(json.dumps({"ids": [document.id for document in read.documents], "out": [str(each.problem) for each in read.left_out],
                  "read": then - started, "cut": done - then, "passages": cut, "characters": text}))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="measures the memory of a process and those that it started")
def test_hostile_documents_are_read_or_named_and_the_good_one_is_there(tmp_path: Path, tally: Tally) -> None:
    lost: list[str] = []
    longest = most = 0.0
    whole = 0
    names = sorted(HOSTILE) if FULL else FEW
    for name in names:
        sources = with_a_good_one(tmp_path, name)
        run = subprocess.run(
            [sys.executable, "-c", MEASURED, READ, str(sources)],
            cwd=ROOT,
            env=clean_environment(),
            capture_output=True,
            text=True,
        )
        measured = json.loads(run.stdout)
        mib = measured["peak"] / UNIT
        if measured["status"]:
            lost.append(f"{name}: {measured['status']}, {run.stderr[-400:]}")
            continue
        found = json.loads(measured["said"])
        longest, most = max(longest, found["read"]), max(most, mib)
        whole += len(found["ids"]) > 1
        named = len(found["ids"]) > 1 or any(name in text for text in found["out"])
        in_time = (
            found["read"] <= DEFAULT_LIMITS.seconds + AROUND
            and found["cut"] <= AROUND + found["characters"] / 1e6 * SECONDS_A_MB
        )
        if "baik" not in found["ids"] or not named or not in_time or mib > MEMORY_MIB:
            lost.append(f"{name}: {mib:.0f} MiB, {found | {'out': [text[-200:] for text in found['out']]}}")
    note = f"{whole} read, the others refused by name; the longest {longest:.0f} s, the most memory {most:.0f} MiB"
    tally.add("hostile documents", len(names), len(lost), note)
    assert lost == []


def test_an_index_is_built_of_the_good_one(tmp_path: Path) -> None:
    sources = with_a_good_one(tmp_path, BUILT)
    done = subprocess.run(
        netral("index", "build", str(sources)),
        cwd=tmp_path,
        env=clean_environment(index=tmp_path / "index"),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0
    assert f"{BUILT} is refused" in done.stdout
    assert Index(tmp_path / "index").document_ids == ["baik"]


def with_a_good_one(folder: Path, name: str) -> Path:
    """A folder of the hostile document and a good one."""
    sources = folder / name.replace(".", "-")
    sources.mkdir(parents=True)
    (sources / "baik.txt").write_text("Rapat netralitas digelar hari Senin di Mekarjaya.\n", encoding="utf-8")
    (sources / name).write_bytes(HOSTILE[name]())
    return sources
