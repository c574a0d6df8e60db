"""The comparisons of a run with others, kept in its folder: the evaluators' pages show them, and cannot compute them.

FOLDER/compared.json    {"runs": [{"before": run, "after": run, "differences": [...]}, ...]}, the latest first

A run is named by its folder and by when it began and ended, so that a comparison is not taken for that of a run made since.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from eval.runs.compare import Difference
from eval.runs.folder import ABOUT, TIMES
from index.files import replace_file

COMPARED = "compared.json"
MOST_KEPT = 20


def keep_comparison(before: Path, after: Path, differences: Sequence[Difference]) -> None:
    """Keep the differences of two runs in the folder of the second, in place of an earlier comparison of the two.

    A run that does not say when it was made is not kept, nor is anything in a folder that cannot be written: comparing needs neither.
    """
    one, other = _made(before), _made(after)
    if not one or not other:
        return
    row = {"before": one, "after": other, "differences": [asdict(each) for each in differences]}
    others = [kept for kept in _kept(after) if kept["after"] == other and kept["before"] != one]
    text = json.dumps({"runs": [row, *others][:MOST_KEPT]}, indent=1, ensure_ascii=False)
    with contextlib.suppress(OSError):
        replace_file(after / COMPARED, f"{text}\n".encode())


def _made(folder: Path) -> dict[str, str] | None:
    """Which run a folder has; None where it does not say."""
    try:
        about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        return {"name": folder.resolve().name, **{name: str(about[name]) for name in TIMES}}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _kept(folder: Path) -> list[dict[str, Any]]:
    """What is there already; nothing, where it cannot be read."""
    try:
        rows = json.loads((folder / COMPARED).read_text(encoding="utf-8"))["runs"]
        return [row for row in rows if {"before", "after"} <= set(row)]
    except (OSError, ValueError, KeyError, TypeError):
        return []
