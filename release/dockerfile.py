"""A Dockerfile as records: the part of its language that ours uses. What else it may hold is refused, never skipped.

Written here, and small: `make clean-machine` runs on a bare Python, before anything is installed.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable
from dataclasses import dataclass

from index.errors import ReleaseError

STEPS = ("RUN", "COPY", "ENV", "WORKDIR", "USER")
"""Instructions that change the image or what runs in it afterwards."""
NOTES = ("VOLUME", "EXPOSE", "HEALTHCHECK", "CMD")
"""Instructions about the container that is started from it."""


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction, continued lines joined: `RUN`, and what follows it."""

    keyword: str
    value: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A COPY: paths in the context, or in the stage `source`, to a place in the image, for an owner."""

    paths: tuple[str, ...]
    target: str
    source: str
    owner: str


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: the image that it starts from, its name, empty if it has none, and its instructions in order."""

    base: str
    name: str
    instructions: tuple[Instruction, ...]

    def values(self, keyword: str) -> list[str]:
        """What follows each instruction with this keyword."""
        return [step.value for step in self.instructions if step.keyword == keyword]

    def environment(self) -> dict[str, str]:
        """All variables that the stage sets with ENV."""
        return {name: value for text in self.values("ENV") for name, value in variables(text).items()}


def read_stages(text: str) -> list[Stage]:
    """The stages of a Dockerfile.

    Raises:
        ReleaseError: it holds an instruction that is not known here.
    """
    stages: list[Stage] = []
    for step in _instructions(text):
        if step.keyword == "FROM":
            match = re.fullmatch(r"(\S+)(?: AS (\S+))?", step.value)
            if match is None:
                raise ReleaseError(f"Dockerfile: FROM {step.value} is not understood. Write FROM image AS name.")
            stages.append(Stage(match.group(1), match.group(2) or "", ()))
        elif step.keyword in (*STEPS, *NOTES) and stages:
            last = stages[-1]
            stages[-1] = Stage(last.base, last.name, (*last.instructions, step))
        else:
            raise ReleaseError(f"Dockerfile: {step.keyword} is not understood here. Teach release/dockerfile.py first.")
    return stages


def _instructions(text: str) -> Iterable[Instruction]:
    text = re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE)  # comments may stand between continued lines
    for line in re.sub(r"\\\n\s*", " ", text).splitlines():
        if line.strip():
            keyword, _, value = line.strip().partition(" ")
            yield Instruction(keyword.upper(), value.strip())


def variables(text: str) -> dict[str, str]:
    """The pairs of an ENV: `A=1 B="two words"`."""
    return dict(word.partition("=")[::2] for word in shlex.split(text))


def read_copy(text: str) -> Copy:
    """The parts of a COPY.

    Raises:
        ReleaseError: it has an option that is not known here.
    """
    words = shlex.split(text)
    options = dict(word.removeprefix("--").partition("=")[::2] for word in words if word.startswith("--"))
    if unknown := options.keys() - {"from", "chown"}:
        raise ReleaseError(
            f"Dockerfile: COPY --{min(unknown)} is not understood here. Teach release/dockerfile.py first."
        )
    *paths, target = [word for word in words if not word.startswith("--")]
    return Copy(tuple(paths), target, options.get("from", ""), options.get("chown", ""))


def read_command(text: str) -> list[str]:
    """The program and its arguments, of a CMD in the form of a list; options and the CMD of a HEALTHCHECK may stand before it.

    Raises:
        ReleaseError: it is a line for a shell.
    """
    match = re.search(r"\[.*\]$", text)
    if match is None:
        raise ReleaseError(f"Dockerfile: write the command as a list, not {text!r}: a shell takes no signals.")
    return [str(word) for word in json.loads(match.group())]


def allowed_context(text: str) -> list[str]:
    """The paths that a .dockerignore lets through, which keeps out all (`*`) but those (`!path`).

    Raises:
        ReleaseError: it does not begin by keeping out all.
    """
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    if lines[:1] != ["*"]:
        raise ReleaseError(".dockerignore: begin with `*`, so that nothing gets into the image by accident.")
    return [line[1:] for line in lines if line.startswith("!")]
