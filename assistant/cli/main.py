"""`netral`: reads the command line, runs the command, and turns an error into one line and an exit status."""

from __future__ import annotations

import argparse
import importlib.metadata
import logging
import sys
from collections.abc import Sequence

from assistant.cli import answers, bank, brand, doctor, explain, feedback, index, records, serve
from assistant.settings import load_settings
from index.errors import NetralError

GROUPS = (answers, explain, serve, index, bank, brand, feedback, records, doctor)
"""The modules of the commands, in the order in which `netral --help` lists them."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; the exit status is 0, 1 for an error, 2 for wrong usage, 3 for a question that was refused."""
    arguments = _parser().parse_args(argv)
    # Only what goes wrong, and on standard error. `serve` also lets its own logger say what it published.
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    try:
        # An option that was not given, or that the command does not have, is None and changes no setting.
        settings = load_settings(
            index=arguments.index,
            # The folder is an argument of `build` and two options of `serve`: --watch FOLDER counts before --sources.
            sources=getattr(arguments, "watch", None) or getattr(arguments, "sources", None),
            host=getattr(arguments, "host", None),
            port=getattr(arguments, "port", None),
        )
        status: int = arguments.run(arguments, settings)
    except NetralError as error:
        print(f"netral: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"netral: {error}. Check the path and its permissions.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130  # as a shell reports a program that Ctrl-C ended
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="netral", description="Cited answers from a set of articles, and only from them."
    )
    parser.add_argument("--version", action="version", version=f"netral {importlib.metadata.version('netral')}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for group in GROUPS:
        group.add_commands(commands)
    return parser
