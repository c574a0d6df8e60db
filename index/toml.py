"""TOML files and texts to dictionaries. Python has a parser from 3.11 on; 3.10 borrows it from `tomli`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from index.errors import ConfigError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


def parse_toml(text: str, where: str) -> dict[str, Any]:
    """The values of a TOML text; `where` names it in the message.

    Raises:
        ConfigError: it is not valid TOML; the message gives line and column.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{where} is not valid TOML: {error}. Correct that line.") from error


def read_toml(path: Path) -> dict[str, Any]:
    """The values of a TOML file.

    Raises:
        ConfigError: it is not valid TOML, or not UTF-8.
        OSError: it cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not valid TOML: {error}. Correct that line.") from error
    return parse_toml(text, str(path))
