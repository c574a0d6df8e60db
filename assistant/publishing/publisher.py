"""Publishing the folder of articles while the server runs: one build at a time, whether a page or the watch asks for it."""

from __future__ import annotations

import dataclasses
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from assistant.answering.engine import Engine
from assistant.publishing.build_table import summary
from assistant.settings import Settings
from index.bank_file import BANK_FILE
from index.build import build_index, limit_to_encoder
from index.build_report import BuildReport, faults
from index.config import IndexConfig
from index.document import Document, Passage
from index.encoder import Encoder, load_encoder
from index.errors import DocumentError, NetralError, StoreError
from index.passages import cut_passages
from index.store import Index, current_generation

BUSY_SECONDS = 5.0
"""How long a change to the folder waits for a build to end."""

LOGGED = 20
"""Problems with files, and with a question bank, that are logged; `netral index build` and `netral bank check` name them all."""

log = logging.getLogger("netral")


@dataclass(frozen=True, slots=True)
class Publication:
    """One build, with `done` of `total` texts encoded; it runs as long as it has neither `report` nor `error`.

    `again`: the articles are not to blame, so the same build may succeed later.
    """

    done: int = 0
    total: int = 0
    report: BuildReport | None = None
    error: str = ""
    again: bool = False

    @property
    def running(self) -> bool:
        return self.report is None and not self.error


class Publisher:
    """Builds the index from `settings.sources`. Safe to share between threads."""

    def __init__(self, settings: Settings, engine: Callable[[], Engine], watching: bool = False) -> None:
        """`engine` gives the engine in use, whose encoder builds use too. `watching`: a `Watcher` publishes changes."""
        self.sources, self.watching = settings.sources, watching
        self._settings, self._engine = settings, engine
        self._turn = threading.Lock()
        self._last: Publication | None = None
        self._own_encoder: Encoder | None = None

    @property
    def last(self) -> Publication | None:
        """The build that is running, else the last one since the server started."""
        return self._last

    def engine(self) -> Engine | None:
        """The engine in use, or None if there is no usable index."""
        try:
            return self._engine()
        except NetralError as error:
            log.error("no usable index: %s", error)
            return None

    def index(self) -> Index | None:
        """The index in force, or None."""
        engine = self.engine() if current_generation(self._settings.index) else None
        return engine.index if engine else None

    @contextmanager
    def unpublished(self) -> Iterator[None]:
        """Keeps builds out while the folder is being changed, so that none reads it half changed.

        Raises:
            DocumentError: a build is running, and did not end within `BUSY_SECONDS`.
        """
        if not self._turn.acquire(timeout=BUSY_SECONDS):
            raise DocumentError("busy", "The articles are being published. Wait until that is done, then try again.")
        try:
            yield
        finally:
            self._turn.release()

    def publish(self, by: str = "") -> Publication:
        """Build and publish, after any build or change that is under way; `by` goes into the history of the index.

        An error is logged and part of the result, not raised; the index in force stays.
        """
        with self._turn:
            return self._run(by)

    def start(self, by: str = "") -> bool:
        """`publish` in a thread of its own; False, and nothing started, while a build or a change is under way."""
        if not self._turn.acquire(blocking=False):
            return False
        self._last = Publication()

        def run() -> None:
            try:
                self._run(by)
            finally:
                self._turn.release()

        threading.Thread(target=run, name="publish", daemon=True).start()
        return True

    def cut(self, document: Document) -> list[Passage]:
        """The passages that publishing would make of a document.

        Raises:
            EncoderError: the encoder cannot be loaded.
        """
        config, encoder = self._with()
        # Kept, since loading one takes seconds and an operator previews several documents in a row.
        encoder = encoder or self._own_encoder or load_encoder(config.encoder, self._settings.threads)
        self._own_encoder = encoder
        return cut_passages(document, limit_to_encoder(config, encoder), encoder.count_tokens)

    def _with(self) -> tuple[IndexConfig, Encoder | None]:
        """The settings to build with, and the encoder where it is loaded already."""
        engine = self.engine() if current_generation(self._settings.index) else None
        config = config_to_build(self._settings, engine.index.config if engine else None)
        return config, engine.encoder if engine and engine.index.config.encoder == config.encoder else None

    def _run(self, by: str) -> Publication:
        self._last = Publication()
        try:
            config, encoder = self._with()
            report = build_index(
                self._settings.sources,
                self._settings.index,
                config,
                encoder,
                self._step,
                by=by,
                keep=self._settings.keep_indexes,
                limits=self._settings.reading_limits,
            )
            self._last = Publication(report=report)
            log.info("%s", summary(self._settings.sources, report))
            for line in list(faults(report.table, report.left_out))[:LOGGED]:
                log.warning("%s", line)
            for problem in report.bank_problems[:LOGGED]:
                log.warning("%s, %s", BANK_FILE, problem)
        except (NetralError, OSError) as error:
            log.error("the articles were not published, the index in force stays: %s", error)
            # A build elsewhere or a full disk: the watch tries again.
            self._last = Publication(error=str(error), again=isinstance(error, StoreError | OSError))
        except Exception as error:  # a server must survive anything that a document makes a library raise
            log.exception("the articles were not published, the index in force stays")
            self._last = Publication(error=f"{type(error).__name__}: {error}")
        return self._last

    def _step(self, done: int, total: int) -> None:
        self._last = dataclasses.replace(self._last or Publication(), done=done, total=total)


def config_to_build(settings: Settings, in_force: IndexConfig | None = None, encoder: str = "") -> IndexConfig:
    """The settings to build with: those of the index in force, else the defaults, with the encoder that was asked for.

    Args:
        settings: of the server; its `encoder` counts where the argument `encoder` is empty.
        in_force: settings of the index in force, if it is open already.
        encoder: takes precedence.
    """
    # Not the defaults where an index is in force: a rebuild must not change how its passages are cut.
    if in_force is None:
        try:
            in_force = Index(settings.index).config
        except NetralError:
            in_force = IndexConfig()
    return dataclasses.replace(in_force, encoder=encoder or settings.encoder or in_force.encoder)
