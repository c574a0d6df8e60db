"""What all command modules share: how to add a command, and its exit status."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TypeAlias

from assistant.options import add_index_option
from assistant.settings import Settings

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - the type has no public name
"""What `add_subparsers` returns."""

EXIT_REFUSED = 3
"""Status of `ask` and `explain` after a refusal. It is not the status of an error, so that a script can tell the two apart."""

Run = Callable[[argparse.Namespace, Settings], int]
"""What a command does; it returns the exit status."""


def add_command(commands: Commands, name: str, run: Run, text: str) -> argparse.ArgumentParser:
    """Add the command `name`, which calls `run` and has the option `--index`; `text` says what it does."""
    # `help` is its line in the list of commands, `description` the sentence that begins its own help: one text for both.
    parser = commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
    add_index_option(parser)
    parser.set_defaults(run=run)
    return parser
