"""The command `netral-eval`: its subcommands, its settings and its exit status."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from assistant.settings import load_settings
from eval.cli import calibration, questions, report, runs, studies
from eval.cli.options import apply_corpus
from index.disk_space import disk_full, is_full
from index.errors import NetralError
from index.terminal import show, until_closed


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; the exit status is 0, 1 for an error, 2 for wrong usage, 141 where the reader of the output has left."""
    return until_closed(partial(_run, argv))


def _run(argv: Sequence[str] | None) -> int:
    arguments = _parser().parse_args(argv)
    try:
        # For all commands at once: an option that was not given, or that the command does not have, changes no setting.
        settings = apply_corpus(arguments, load_settings(**runs.given_settings(arguments)))
        status: int = arguments.run(arguments, settings)
    except NetralError as error:
        show(f"netral-eval: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        raise  # no path is wrong: nobody reads on
    except OSError as error:
        if is_full(error):  # of a file that is none of ours, such as a library's
            show(f"netral-eval: {disk_full(Path(error.filename or tempfile.gettempdir()))}", file=sys.stderr)
            return 1
        show(f"netral-eval: {error}. Check the path and its permissions.", file=sys.stderr)
        return 1
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="netral-eval", description="Question sets, runs and figures.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for room in (questions, runs, calibration, studies, report):
        room.add_commands(commands)
    return parser
