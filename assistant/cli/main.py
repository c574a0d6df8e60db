"""`netral`: reads the command line, runs the command, and turns an error into one line and an exit status."""

from __future__ import annotations

import argparse
import importlib.metadata
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from assistant.cli import answers, bank, brand, doctor, explain, feedback, index, mcp, records, serve
from assistant.logs import set_up_logging
from assistant.settings import load_settings
from index.disk_space import disk_full, is_full
from index.errors import NetralError
from index.terminal import show, until_closed

GROUPS = (answers, explain, serve, mcp, index, bank, brand, feedback, records, doctor)
"""The modules of the commands, in the order in which `netral --help` lists them."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; the exit status is 0, 1 for an error, 2 for wrong usage, 3 for a question that was refused.

    141, as a shell reports it, where the reader of the output has left.
    """
    return until_closed(partial(_run, argv))


def _run(argv: Sequence[str] | None) -> int:
    arguments = _parser().parse_args(argv)
    set_up_logging("text")
    try:
        # An option that was not given, or that the command does not have, is None and changes no setting.
        settings = load_settings(
            index=arguments.index,
            # The folder is an argument of `build` and two options of `serve`: --watch FOLDER counts before --sources.
            sources=getattr(arguments, "watch", None) or getattr(arguments, "sources", None),
            host=getattr(arguments, "host", None),
            port=getattr(arguments, "port", None),
        )
        set_up_logging(settings.log_format)
        status: int = arguments.run(arguments, settings)
    except NetralError as error:
        show(f"netral: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        raise  # no path is wrong: nobody reads on
    except OSError as error:
        if is_full(error):  # of a file that is none of ours, such as a library's
            show(f"netral: {disk_full(Path(error.filename or tempfile.gettempdir()))}", file=sys.stderr)
            return 1
        show(f"netral: {error}. Check the path and its permissions.", file=sys.stderr)
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
