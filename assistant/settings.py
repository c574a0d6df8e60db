"""Settings: defaults, then `netral.toml` in the working folder, then environment variables (`NETRAL_PORT=8000`)."""

from __future__ import annotations

import dataclasses
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from index.errors import ConfigError, check_keys

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Fusion = Literal["weighted", "rrf", "dense", "bm25"]
"""How the two rankings become one; `dense` and `bm25` leave the other out."""
FUSIONS: tuple[Fusion, ...] = get_args(Fusion)
FILE = "netral.toml"
PREFIX = "NETRAL_"
LANGUAGES = ("id", "en")
READERS = ("spans", "sentences")
TOKEN_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator may set.

    Attributes:
        index: folder of the index.
        sources: folder of the articles, which `netral serve` indexes where there is no index yet.
        encoder: the encoder that the index must have been built with; empty: whichever it was.
        reader: `"spans"` (the trained one), `"sentences"` (none: sentences are picked by their words), or an extractive
            question-answering model by hub name or path.
        reranker: a cross-encoder by hub name or path; empty: none.
        threads: cores for encoding and reading.
        candidates: passages that are read for a question, the last of an article that the others leave out.
        fusion: how the searches by meaning and by words become one ranking: `"weighted"`, `"rrf"`, or one alone,
            `"dense"` or `"bm25"`.
        host, port: where the server listens.
        language: of the page and of messages, where a question does not say.
        allowed_origins: origins that may frame or call the server, besides its own.
        root_path: prefix under which a reverse proxy serves this server.
        user_header: header in which a reverse proxy says who is signed in; empty: anyone who reaches the server may ask.
        max_concurrent: questions answered at once; more wait.
        rate_limit: questions a minute from one address; 0 is no limit.
        records: file in which readers' feedback and conversations are kept.
        keep_days: how long a conversation is kept after its last question; 0: none is kept.
        operator_token: the secret that opens `/operator`; empty: there is no such page.
        evaluators: whether the page shows how each answer came about.
    """

    index: Path = Path(".netral/index")
    sources: Path = Path("seeds")
    encoder: str = ""
    reader: str = "spans"
    reranker: str = ""
    threads: int = 2
    candidates: int = 6
    fusion: Fusion = "weighted"
    host: str = "127.0.0.1"
    port: int = 7860
    language: str = "id"
    allowed_origins: tuple[str, ...] = ()
    root_path: str = ""
    user_header: str = ""
    max_concurrent: int = 2
    rate_limit: int = 60
    records: Path = Path(".netral/records.sqlite")
    keep_days: int = 90
    operator_token: str = dataclasses.field(default="", repr=False)
    evaluators: bool = False

    def __post_init__(self) -> None:
        for name, low, high in (
            ("threads", 1, 256),
            ("candidates", 1, 100),
            ("port", 0, 65535),
            ("max_concurrent", 1, 64),
            ("rate_limit", 0, 100_000),
            ("keep_days", 0, 3_650),
        ):
            if not low <= getattr(self, name) <= high:
                raise ConfigError(f"`{name}` is {getattr(self, name)}: it is {low} to {high}.")
        if self.reader not in READERS and not _names_a_model(self.reader):
            raise ConfigError(
                f"`reader` is {self.reader!r}: it is one of {', '.join(READERS)}, or a model as owner/name or the path of its folder."
            )
        if self.reranker and not _names_a_model(self.reranker):
            raise ConfigError(f"`reranker` is {self.reranker!r}: give a model as owner/name or the path of its folder.")
        for name, values in (("language", LANGUAGES), ("fusion", FUSIONS)):
            if getattr(self, name) not in values:
                raise ConfigError(f"`{name}` is {getattr(self, name)!r}: it is one of {', '.join(values)}.")
        self._check_access()

    def _check_access(self) -> None:
        """Where the server is reached, and by whom."""
        if self.root_path and (not self.root_path.startswith("/") or self.root_path.endswith("/")):
            raise ConfigError(f"`root_path` is {self.root_path!r}: it starts with a slash and ends without one.")
        if self.user_header and not re.fullmatch(r"[A-Za-z0-9-]+", self.user_header):
            raise ConfigError(
                f"`user_header` is {self.user_header!r}: it is the name of a header, such as X-Remote-User."
            )
        if self.operator_token and len(self.operator_token) < TOKEN_LENGTH:
            raise ConfigError(
                f"`operator_token` is too short: give at least {TOKEN_LENGTH} characters, such as `openssl rand -hex 16` prints."
            )
        for origin in self.allowed_origins:
            scheme, _, host = origin.partition("://")
            if scheme not in ("http", "https") or not host or set(host) & set("/ ;,'\"*"):
                raise ConfigError(
                    f"`allowed_origins` holds {origin!r}: write each as https://host or https://host:port."
                )


def _names_a_model(name: str) -> bool:
    return "/" in name or Path(name).expanduser().is_dir()


def load_settings(
    folder: Path | None = None, environment: Mapping[str, str] | None = None, **overrides: Any
) -> Settings:
    """The settings in force. `overrides` that are None are left out (options not given on the command line).

    Raises:
        ConfigError: an unknown key (the nearest known one is named), or a value of the wrong kind or out of range.
    """
    environment = os.environ if environment is None else environment
    path = (folder or Path.cwd()) / FILE
    values: dict[str, Any] = {}
    if path.exists():
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigError(f"{path} is not valid TOML: {error}. Mend that line.") from error
    names = [f.name for f in dataclasses.fields(Settings)]
    check_keys(values, names, str(path))
    given = {key: value for key, value in environment.items() if key.startswith(PREFIX)}
    check_keys((key[len(PREFIX) :].lower() for key in given), names, "the environment")
    values |= {key[len(PREFIX) :].lower(): value for key, value in given.items()}
    values |= {key: value for key, value in overrides.items() if value is not None}
    hints = get_type_hints(Settings)
    return Settings(**{key: _convert(key, value, hints[key]) for key, value in values.items()})


def _convert(key: str, value: Any, kind: Any) -> Any:
    try:
        if kind is Path:
            return Path(value).expanduser()
        if kind is int:
            if isinstance(value, (bool, float)):
                raise ValueError
            return int(value)
        if kind is bool:
            return value if isinstance(value, bool) else {"true": True, "false": False}[value.lower()]
        if kind is str or get_origin(kind) is Literal:
            if not isinstance(value, str):
                raise ValueError
            return value
        parts = value.split(",") if isinstance(value, str) else value
        return tuple(str(part).strip().rstrip("/") for part in parts if str(part).strip())
    except (TypeError, ValueError, KeyError, AttributeError):
        raise ConfigError(f"`{key}` is {value!r}, which does not fit. See docs/settings.md.") from None
