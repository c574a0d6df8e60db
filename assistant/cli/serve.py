"""`netral serve`: serves the chat page and the API, and can watch the folder of articles."""

from __future__ import annotations

import argparse
import ctypes
import logging
import os
from contextlib import nullcontext
from pathlib import Path

from assistant.cli.command import Commands, add_command
from assistant.cli.index import build_and_report
from assistant.settings import Settings

HEAPS = 2
"""Heaps of the C library that all threads share. By default each of a server's threads may get one of its own, up to eight a core, and
what one of them has given back serves no other: the memory of a server grows with every thread that has once answered."""
_M_ARENA_MAX = -8  # of glibc's malloc.h


def add_commands(commands: Commands) -> None:
    """Add `serve`."""
    serve = add_command(commands, "serve", _serve, "serve the chat page and the API")
    serve.add_argument("--host", help="address to listen on (default: the setting `host`)")
    serve.add_argument("--port", type=int, help="port to listen on (default: the setting `port`)")
    serve.add_argument("--sources", type=Path, metavar="FOLDER", help="articles to index if there is no index yet")
    serve.add_argument(
        "--watch",
        nargs="?",
        const="",  # given without a folder: not None, so watching, but no folder that would replace the setting
        metavar="FOLDER",
        help="index the articles again whenever a file changes (default: the setting `sources`)",
    )


def _serve(arguments: argparse.Namespace, settings: Settings) -> int:
    from assistant.answering.service import AnswerService
    from assistant.branding.brand_file import load_brand
    from assistant.publishing.publisher import Publisher
    from assistant.publishing.watch import Watcher
    from assistant.quality.verified_store import VerifiedStore
    from assistant.web.serve import serve
    from index.config import IndexConfig
    from index.store import current_generation

    share_heaps()  # before there are threads
    load_brand(settings.brand)  # a wrong one is refused now, and not after the minutes that an index may take
    if current_generation(settings.index) is None:
        build_and_report(settings, IndexConfig())
    service = AnswerService(settings, verified=VerifiedStore(settings.records))
    service.ready()  # loads the models now, so that the first reader does not wait for them
    publisher = Publisher(settings, service.engine, watching=arguments.watch is not None)
    logging.getLogger("netral").setLevel(logging.INFO)  # what was published, and which index is in force
    with Watcher(publisher) if publisher.watching else nullcontext():
        serve(service, settings, publisher)
    return 0


def share_heaps() -> bool:
    """Let all threads share `HEAPS` heaps, unless MALLOC_ARENA_MAX says how many; whether this C library can (glibc)."""
    if os.environ.get("MALLOC_ARENA_MAX"):
        return False
    try:
        return bool(ctypes.CDLL(None).mallopt(_M_ARENA_MAX, HEAPS))
    except (AttributeError, OSError, TypeError):  # another C library, or none that can be named
        return False
