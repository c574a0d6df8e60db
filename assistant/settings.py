"""Settings: options, then environment variables (`NETRAL_PORT=8000`), secret files, `netral.toml`, and defaults."""

from __future__ import annotations

import ipaddress
import json
import os
import re
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    SecretsSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from index.errors import ConfigError, check_keys
from index.reading_limits import DEFAULT_LIMITS, ReadingLimits

Fusion = Literal["weighted", "rrf", "dense", "bm25"]
"""How the two rankings become one; `dense` and `bm25` use one of them alone."""
FUSIONS: tuple[Fusion, ...] = get_args(Fusion)
SETTINGS_FILE = "netral.toml"
VARIABLE_PREFIX = "NETRAL_"
SECRETS_DIR = "secrets_dir"
"""With PREFIX, the variable that names the folder of secret files. It says where to read, so it is no setting."""
SYSTEMD_SECRETS = "CREDENTIALS_DIRECTORY"
READERS = ("spans", "sentences")
TOKEN_LENGTH = 16
_HOST = re.compile(r"(\*\.)?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*|\[[0-9A-Fa-f:.]+\]")
"""A name or an address as it stands in a Host header, or all names below one."""


def _whole_number(value: object) -> object:
    return int(value) if isinstance(value, str) else value


def _switch(value: object) -> object:
    return {"true": True, "false": False}.get(value.lower(), value) if isinstance(value, str) else value


def _path(value: object) -> object:
    return Path(value).expanduser() if isinstance(value, str | Path) else value


def _texts(value: object) -> object:
    if isinstance(value, str):
        value = json.loads(value) if value.lstrip().startswith("[") else value.split(",")
    if not isinstance(value, list | tuple) or not all(isinstance(part, str) for part in value):
        return value
    return tuple(part.strip() for part in value if part.strip())


def _origins(value: object) -> object:
    texts = _texts(value)
    return tuple(text.rstrip("/") for text in texts) if isinstance(texts, tuple) else texts


# Pydantic alone is too lenient ("80.0", true and "on" pass as numbers and switches) or, in its strict mode, refuses every
# number that comes as text. So the model is strict, and these say which texts of a variable or file count.
_WholeNumber = Annotated[int, BeforeValidator(_whole_number)]
_Switch = Annotated[bool, BeforeValidator(_switch)]
_Path = Annotated[Path, BeforeValidator(_path)]
_Origins = Annotated[tuple[str, ...], BeforeValidator(_origins)]
_Addresses = Annotated[tuple[str, ...], BeforeValidator(_texts)]


class Settings(BaseModel):
    """What an operator may set. A record made in code reads no file and no environment; `load_settings` does.

    Attributes:
        index: folder of the index.
        sources: folder of the articles, which `netral serve` indexes where there is no index yet.
        encoder: the encoder that the index must have been built with; empty: accept any.
        reader: `"spans"` (the trained one), `"sentences"` (no model: sentences are picked by their words), or an extractive
            question-answering model by hub name or path.
        reranker: a cross-encoder by hub name or path; empty: none.
        threads: cores for encoding and reading.
        candidates: passages read for a question; the last is of an article that the others leave out.
        fusion: how the searches by meaning and by words become one ranking: `"weighted"`, `"rrf"`, or one alone,
            `"dense"` or `"bm25"`.
        question_bank: whether the expected questions of the articles are used; verified answers belong to them.
        host, port: where the server listens.
        language: of the page, and of messages where a question does not tell.
        allowed_origins: origins that may frame or call the server, besides its own.
        allowed_hosts: names under which the server is opened, without port; `*.` before a name: all below it; `*`: any. Names of
            this machine are always among them. Empty: what `host` allows, see `web.security.hosts`.
        root_path: prefix under which a reverse proxy serves this server.
        user_header: header in which a reverse proxy names the signed-in user; empty: everyone who reaches the server may ask.
        trusted_proxies: addresses and networks of reverse proxies that are believed when they say where a request comes from
            (`X-Forwarded-For`, `X-Forwarded-Proto`); empty: nobody is.
        max_concurrent: questions answered at once; more wait.
        max_connections: connections open at once, each with a descriptor; beyond them, those that wait for nothing are closed.
        max_waiting: questions that wait, at most, over all surfaces; beyond it, a question is refused with the time to come back (503).
        answers_kept: answers kept in memory for those who ask the same; 0: none.
        rate_limit: questions a minute of one signed-in reader or conversation, or from one address where neither is known; as many
            opinions, and ten times as many requests of pages; 0: no limit.
        address_rate_limit: the same for all readers of one address together, whatever conversations they name.
        records: file that stores readers' feedback and conversations.
        keep_days: days that a conversation is stored after its last question; 0: none is stored.
        keep_opinions_days: days that a reader's opinion is stored after it was given or last changed.
        question_log: whether questions are logged with their answers, without names, for evaluators; each for `keep_days`.
        document_seconds: of reading one document of up to 20 MiB; a larger one gets more in proportion.
        document_memory: MiB that reading one document may fill.
        keep_indexes: indexes that are kept, the one in force included: the operator's page can go back to the others.
        operator_token: the secret that opens `/operator`; empty: there is no such page.
        evaluator_token: the secret that opens `/quality`, as `operator_token` does; with neither there is no such page.
        evaluators: whether the page shows how each answer came about.
        brand: the folder with the office's `brand.toml` (name, colours, logo), or that file; empty: Netral's own.
        log_format: how a line of the log is written: `"text"` for people, or `"json"`, one object a line.
        log_questions: whether the line of a request has the question that was asked.
        metrics: whether `/metrics` has figures for Prometheus.
        mcp: whether language models' programs may ask at `/mcp` (Model Context Protocol); needs the extra `mcp`.
        runs: folder of the evaluation runs that `/quality/runs` shows; nothing outside of it is read there.
        openai_api: whether programs that speak OpenAI's protocol may ask, at `/v1`.
        openai_keys: the keys that open `/v1`; empty: it asks for none.
    """

    model_config = ConfigDict(frozen=True, strict=True, hide_input_in_errors=True)

    index: _Path = Path(".netral/index")
    sources: _Path = Path("seeds")
    encoder: str = ""
    reader: str = "spans"
    reranker: str = ""
    # Two: with as many threads as the machine would give, encoding a question took 257 ms under load, with one or two 12 ms.
    threads: _WholeNumber = Field(default=2, ge=1, le=256)
    # Six: with eight, and no place kept for another article, no figure differed significantly, and an answer took 20 to 40 ms longer.
    candidates: _WholeNumber = Field(default=6, ge=1, le=100)
    # On both known benchmarks it finds the right passage first more often than reciprocal rank fusion does: 87 to 80 % and 78 to 74 %
    # (docs/evaluation-benchmarks.md). The shipped calibration was fitted with it: another one needs a new fit.
    fusion: Fusion = "weighted"
    question_bank: _Switch = True
    # Loopback, and below no origin: nothing reaches the server from outside until its operator says so.
    host: str = "127.0.0.1"
    port: _WholeNumber = Field(default=7860, ge=0, le=65_535)
    language: Literal["id", "en"] = "id"
    allowed_origins: _Origins = ()
    allowed_hosts: _Origins = ()
    root_path: str = ""
    user_header: str = ""
    # A proxy on the same machine, as in docs/deploy.md; nothing from outside can send from these.
    trusted_proxies: _Addresses = ("127.0.0.1", "::1")
    max_concurrent: _WholeNumber = Field(default=2, ge=1, le=64)
    # An open page holds one, and a second one while it asks.
    max_connections: _WholeNumber = Field(default=1_000, ge=10, le=100_000)
    # At a quarter of a second a question, some six to twelve seconds for the last of them: who waits longer leaves.
    max_waiting: _WholeNumber = Field(default=50, ge=0, le=10_000)
    answers_kept: _WholeNumber = Field(default=500, ge=0, le=100_000)
    rate_limit: _WholeNumber = Field(default=60, ge=0, le=100_000)
    # Of an office of 200 behind one address, each may ask six questions in the same minute.
    address_rate_limit: _WholeNumber = Field(default=1_200, ge=1, le=1_000_000)
    records: _Path = Path(".netral/records.sqlite")
    keep_days: _WholeNumber = Field(default=90, ge=0, le=3_650)
    keep_opinions_days: _WholeNumber = Field(default=730, ge=1, le=36_500)
    question_log: _Switch = True
    document_seconds: _WholeNumber = Field(default=int(DEFAULT_LIMITS.seconds), ge=1, le=86_400)
    # At least what the libraries of a PDF take; a page of a scan, or a letter in Word, needs little more.
    document_memory: _WholeNumber = Field(default=DEFAULT_LIMITS.memory_mib, ge=128, le=65_536)
    # Two at least: the one before may still be open.
    keep_indexes: _WholeNumber = Field(default=3, ge=2, le=50)
    # A secret has both: `repr` keeps it out of logs, `exclude` out of `as_dict` and so out of every record.
    operator_token: str = Field(default="", repr=False, exclude=True)
    evaluator_token: str = Field(default="", repr=False, exclude=True)
    evaluators: _Switch = False
    brand: str = ""
    log_format: Literal["text", "json"] = "text"
    log_questions: _Switch = False
    metrics: _Switch = False
    mcp: _Switch = False
    runs: _Path = Path("runs")
    openai_api: _Switch = False
    openai_keys: _Addresses = Field(default=(), repr=False, exclude=True)

    @model_validator(mode="wrap")
    @classmethod
    def _say_what_fits(cls, values: Any, validate: ModelWrapValidatorHandler[Settings]) -> Settings:
        """A `ValidationError` never reaches a user: it speaks of Pydantic and shows secrets."""
        check_keys(values, cls.model_fields, "the settings")
        try:
            return validate(values)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            name = str(first["loc"][0])
            shown = "does not fit" if cls.model_fields[name].exclude else f"is {first['input']!r}"
            raise ConfigError(f"`{name}` {shown}: it must be {_what_fits(name)}. See docs/settings.md.") from None

    # A ConfigError raised by a validator passes through Pydantic as it is, since it is no ValueError.

    @field_validator("reader")
    @classmethod
    def _check_reader(cls, reader: str) -> str:
        if reader not in READERS and not _names_a_model(reader):
            raise ConfigError(
                f"`reader` is {reader!r}: it must be {', '.join(READERS)}, or a model as owner/name or the path of its folder."
            )
        return reader

    @field_validator("reranker")
    @classmethod
    def _check_reranker(cls, reranker: str) -> str:
        if reranker and not _names_a_model(reranker):
            raise ConfigError(f"`reranker` is {reranker!r}: give a model as owner/name or the path of its folder.")
        return reranker

    @field_validator("root_path")
    @classmethod
    def _check_root_path(cls, root_path: str) -> str:
        if root_path and (not root_path.startswith("/") or root_path.endswith("/")):
            raise ConfigError(f"`root_path` is {root_path!r}: it must start with a slash and end without one.")
        return root_path

    @field_validator("user_header")
    @classmethod
    def _check_user_header(cls, header: str) -> str:
        if header and not re.fullmatch(r"[A-Za-z0-9-]+", header):
            raise ConfigError(f"`user_header` is {header!r}: it must be the name of a header, such as X-Remote-User.")
        return header

    @field_validator("operator_token", "evaluator_token")
    @classmethod
    def _check_token(cls, token: str, info: ValidationInfo) -> str:
        if token and len(token) < TOKEN_LENGTH:
            raise ConfigError(
                f"`{info.field_name}` is too short: give at least {TOKEN_LENGTH} characters, such as `openssl rand -hex 16` prints."
            )
        return token

    @field_validator("openai_keys")
    @classmethod
    def _check_keys(cls, keys: tuple[str, ...]) -> tuple[str, ...]:
        # A header carries them. None is shown: the message goes to logs.
        if not all(len(key) >= TOKEN_LENGTH and re.fullmatch(r"[!-~]+", key) for key in keys):
            raise ConfigError(
                f"`openai_keys` has a key that does not fit: give each at least {TOKEN_LENGTH} ASCII characters without spaces, "
                "such as `openssl rand -hex 16` prints."
            )
        return keys

    @field_validator("allowed_origins")
    @classmethod
    def _check_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            scheme, _, host = origin.partition("://")
            # They go into a Content-Security-Policy: none may carry a directive of its own, or match every site.
            if scheme not in ("http", "https") or not host or set(host) & set("/ ;,'\"*"):
                raise ConfigError(f"`allowed_origins` has {origin!r}: write each as https://host or https://host:port.")
        return origins

    @field_validator("allowed_hosts")
    @classmethod
    def _check_hosts(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        for host in hosts:
            if host != "*" and not _HOST.fullmatch(host):
                raise ConfigError(
                    f"`allowed_hosts` has {host!r}: write the name alone, such as intranet.example.go.id, without https:// and port."
                )
        return tuple(host.lower() for host in hosts)

    @field_validator("trusted_proxies")
    @classmethod
    def _check_proxies(cls, proxies: tuple[str, ...]) -> tuple[str, ...]:
        for proxy in proxies:
            try:
                ipaddress.ip_network(proxy)
            except ValueError:
                raise ConfigError(
                    f"`trusted_proxies` has {proxy!r}: write each as an address, such as 10.0.0.5, or a network, such as 10.0.0.0/24."
                ) from None
        return proxies

    @property
    def reading_limits(self) -> ReadingLimits:
        """What reading one document may cost."""
        return ReadingLimits(self.document_seconds, self.document_memory)

    def as_dict(self) -> dict[str, Any]:
        """The settings as plain values for JSON: paths as text, secrets left out."""
        return self.model_dump(mode="json")

    def with_changes(self, **changes: Any) -> Settings:
        """These settings with `changes`, checked like any others; `model_copy` would not check them.

        Raises:
            ConfigError: an unknown key, or a value that does not fit.
        """
        return Settings(**(dict(self) | changes))


def _names_a_model(name: str) -> bool:
    return "/" in name or Path(name).expanduser().is_dir()


def _what_fits(name: str) -> str:
    schema = Settings.model_json_schema()["properties"][name]
    if "enum" in schema:
        return f"one of {', '.join(schema['enum'])}"
    if schema["type"] == "integer":
        return f"a whole number from {schema['minimum']} to {schema['maximum']}"
    if schema.get("format") == "path":
        return "a path, as text"
    return {"boolean": "true or false", "array": "a list, as JSON or with commas between"}.get(schema["type"], "text")


class _Sources(Settings, BaseSettings):
    """The settings as the sources of pydantic-settings ask for them. Never made: it says which names there are."""

    # `case_sensitive`: otherwise PORT in the file counts in some versions of pydantic-settings and is unknown in others.
    # `enable_decoding`: otherwise a list in a variable could be JSON only. `strict`: otherwise a source reads "80.0" as 80.
    model_config = SettingsConfigDict(
        env_prefix=VARIABLE_PREFIX.lower(), case_sensitive=True, enable_decoding=False, strict=False, defer_build=True
    )


def load_settings(
    folder: Path | None = None, environment: Mapping[str, str] | None = None, **overrides: Any
) -> Settings:
    """The settings in force.

    Args:
        folder: where `netral.toml` may be; None: the working folder.
        environment: the variables; None: those of this process.
        overrides: options of a command line, which win over everything; one that is None was not given.

    Raises:
        ConfigError: an unknown key (the nearest known one is named), a value that does not fit, or a file or folder that
            cannot be read.
    """
    environment = os.environ if environment is None else environment
    file = _from_file((folder or Path.cwd()) / SETTINGS_FILE)
    given = {name: value for name, value in overrides.items() if value is not None}
    return Settings(**(file | _from_secrets(environment) | _from_environment(environment) | given))


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    source = EnvSettingsSource(_Sources)
    source.env_vars = {name.lower(): value for name, value in environment.items() if name.startswith(VARIABLE_PREFIX)}
    # The source passes over variables that it does not know, so a misspelt one would go unnoticed.
    names = (name.removeprefix(VARIABLE_PREFIX.lower()) for name in source.env_vars)
    check_keys(names, [*Settings.model_fields, SECRETS_DIR], "the environment")
    return source()


def _from_secrets(environment: Mapping[str, str]) -> dict[str, Any]:
    """Settings in files of their own, such as `netral_operator_token`, in a folder that the environment names."""
    variable = VARIABLE_PREFIX + SECRETS_DIR.upper()
    if not environment.get(variable):
        variable = SYSTEMD_SECRETS
        # A program inherits this variable from whatever service started it, and that one's secrets are no business of ours.
        if not os.access(environment.get(variable, ""), os.R_OK | os.X_OK):
            return {}
    folder = Path(environment[variable]).expanduser()
    try:
        if not folder.is_dir():
            raise ConfigError(f"`{variable}` is {str(folder)!r}, which is no folder. Create it, or unset the variable.")
        files = [path.name.lower() for path in folder.iterdir()]
        names = (
            name.removeprefix(VARIABLE_PREFIX.lower()) for name in files if name.startswith(VARIABLE_PREFIX.lower())
        )
        check_keys(names, Settings.model_fields, str(folder))
        with warnings.catch_warnings():
            # The source only warns of a secret that it passes over, such as a link out of the folder.
            warnings.simplefilter("error")
            return SecretsSettingsSource(_Sources, folder, case_sensitive=False)()
    except (OSError, SettingsError, UserWarning) as error:
        raise ConfigError(f"The secrets in {folder} cannot be read: {error.__cause__ or error}.") from None


def _from_file(path: Path) -> dict[str, Any]:
    if path.is_dir():
        raise ConfigError(f"{path} is a folder, but settings come from a file of that name. Rename the folder.")
    try:
        values = TomlConfigSettingsSource(_Sources, path)()
    except ValueError as error:  # no TOML, or no UTF-8
        raise ConfigError(f"{path} is not valid TOML: {error}. Correct that line.") from error
    check_keys(values, Settings.model_fields, str(path))
    return values
