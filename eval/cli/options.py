"""Options that several commands of `netral-eval` share."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from eval.questions.cases import QUESTIONS

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - the type has no public name


def add_questions_option(command: argparse.ArgumentParser, default: Path = QUESTIONS, text: str | None = None) -> None:
    """Add `--questions`, one file of cases."""
    command.add_argument("--questions", type=Path, default=default, metavar="FILE", help=text)


def sentence(text: str) -> str:
    """A line of help as the sentence that begins a command's own help."""
    return f"{text[0].upper()}{text[1:]}."
