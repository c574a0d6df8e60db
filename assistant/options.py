"""Options that the command lines of the assistant and of the evaluation share."""

from __future__ import annotations

import argparse
from pathlib import Path

from assistant.settings import Settings


def add_index_option(parser: argparse.ArgumentParser) -> None:
    """Add `--index FOLDER`. It is None where it is not given, so that the setting `index` counts."""
    default = Settings.model_fields["index"].default
    parser.add_argument("--index", type=Path, metavar="FOLDER", help=f"folder of the index (default: {default})")
