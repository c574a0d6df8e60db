"""The fenced blocks of the documentation, and the commands in them with the output that a page shows."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").glob("*.md"),
        *(ROOT / "eval/data").glob("*.md"),
        *ROOT.glob("assistant/*/*.md"),
    ]
)
VARIES = "..."
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block: its page, the line of its fence, its language and text.

    `after`: the block before it, where nothing but white space is between the two.
    """

    page: Path
    line: int
    language: str
    text: str
    after: Block | None = None

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


@dataclass(frozen=True, slots=True)
class Step:
    """One command, and what it prints where the page shows that: as text, or as a JSON value."""

    where: str
    command: str
    output: str | None = None
    value: Any = None


def blocks(page: Path) -> list[Block]:
    """The blocks of a page, in order."""
    text, found, end = page.read_text(encoding="utf-8"), [], 0
    before: Block | None = None
    for match in _FENCE.finditer(text):
        adjoining = before if not text[end : match.start()].strip() else None
        before = Block(page, text.count("\n", 0, match.start()) + 1, match.group(1), match.group(2), adjoining)
        found.append(before)
        end = match.end()
    return found


def section(page: Path, heading: str) -> list[Block]:
    """The blocks below a heading of the second level."""
    lines = page.read_text(encoding="utf-8").splitlines()
    first = lines.index(f"## {heading}") + 1
    last = next((at for at in range(first, len(lines)) if lines[at].startswith("## ")), len(lines))
    return [block for block in blocks(page) if first <= block.line <= last]


def steps(page: Path) -> list[Step]:
    """The commands of a page, in order."""
    found: list[Step] = []
    for block in blocks(page):
        if block.language == "sh":
            found += [Step(str(block), command) for command in logical_lines(block.text)]
        elif block.language == "console":
            found += _console(block)
        elif block.language in ("json", "text") and block.after and block.after.language == "sh":
            command = found.pop().command
            shown = {"value": json.loads(block.text)} if block.language == "json" else {"output": block.text}
            found.append(Step(str(block), command, **shown))
    return found


def logical_lines(text: str) -> list[str]:
    """The lines of a shell script, those that a backslash continues joined."""
    return [line.strip() for line in re.sub(r"\\\n\s*", "", text).splitlines() if line.strip()]


def _console(block: Block) -> Iterator[Step]:
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield Step(str(block), command, output)


def as_shown(shown: str, printed: str) -> bool:
    """Whether a text is the one that a page shows: `...` stands for the rest of a line, alone on a line for any lines."""
    pattern = ""
    for line in shown.strip().splitlines():
        any_lines = line.strip() == VARIES
        pattern += r"(?:[^\n]*\n)*?" if any_lines else r"[^\n]*".join(map(re.escape, line.split(VARIES))) + "\n"
    lines = "".join(f"{line.rstrip()}\n" for line in printed.strip().splitlines())
    return re.fullmatch(pattern, lines) is not None


def differences(shown: Any, given: Any, where: str = "$") -> list[str]:
    """Where a JSON value is not the one that a page shows; `...` within a string stands for anything, as a whole string for any value."""
    if shown == VARIES:
        return []
    if isinstance(shown, dict) and isinstance(given, dict):
        keys = (
            [f"{where}: {sorted(shown.keys() ^ given.keys())} on one side alone"]
            if shown.keys() != given.keys()
            else []
        )
        return keys + [
            text
            for key in shown.keys() & given.keys()
            for text in differences(shown[key], given[key], f"{where}.{key}")
        ]
    if isinstance(shown, list) and isinstance(given, list) and len(shown) == len(given):
        return [
            text
            for at, pair in enumerate(zip(shown, given, strict=True))
            for text in differences(*pair, f"{where}[{at}]")
        ]
    if isinstance(shown, str) and isinstance(given, str):
        pattern = ".*".join(map(re.escape, shown.split(VARIES)))
        return [] if re.fullmatch(pattern, given, re.DOTALL) else [f"{where}: {given!r}, the page shows {shown!r}"]
    # A model's figures differ in their last digits between processors.
    alike = math.isclose(shown, given, rel_tol=0.01) if isinstance(shown, float) and isinstance(given, float) else False
    return [] if shown == given or alike else [f"{where}: {given!r}, the page shows {shown!r}"]
