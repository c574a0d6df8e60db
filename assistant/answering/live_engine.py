"""The engine of the index in force; a newly published index, and what evaluators save, are taken up between two questions."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace

from assistant.answering.decision import Calibration
from assistant.answering.engine import Engine
from assistant.answering.open_bank import open_bank
from assistant.retrieval.question_bank import VerifiedEntries
from assistant.settings import Settings
from index.errors import IndexMissingError, NetralError, RecordsError
from index.store import current_generation

log = logging.getLogger("netral")


class LiveEngine:
    """Hands out the engine of the index in force. Safe to share between threads; no question waits for a swap."""

    def __init__(
        self, settings: Settings, calibration: Calibration | None = None, verified: VerifiedEntries | None = None
    ) -> None:
        self._settings = settings
        self._calibration = calibration
        self._verified = verified
        self._saved: int | None = None  # the version of what is verified, as the engine has it
        self._engine: Engine | None = None
        self._refused: str | None = None  # the generation that could not be opened: not tried again at every question
        self._opening = threading.Lock()

    def get(self) -> Engine:
        """The engine of the index in force; the one before it while that is being opened, or if it cannot be.

        Raises:
            StoreError, EncoderError: there is no engine yet and none can be opened.
        """
        engine = self._current()
        unused = self._verified is None or not self._settings.question_bank
        if unused or not self._opening.acquire(blocking=False):
            return engine
        try:
            return self._with_verified(self._engine or engine)
        except RecordsError as error:  # it must not cost an answer
            log.error("the verified answers cannot be read, those in use stay: %s", error)
            return engine
        finally:
            self._opening.release()

    def generation(self) -> object | None:
        """What stands for the engine that `get` would hand out; None where that has to be opened first, or cannot be told."""
        engine = self._engine
        if engine is None or current_generation(self._settings.index) not in (engine.index.fingerprint, self._refused):
            return None
        if self._verified is not None and self._settings.question_bank:
            try:
                if self._verified.version() != self._saved:
                    return None
            except RecordsError:  # logged where an answer is wanted
                return None
        return engine.generation if engine is self._engine else None

    def _with_verified(self, engine: Engine) -> Engine:
        """The engine with what evaluators have saved by now. Only its bank is another, and questions under way go on with the old one."""
        saved = self._verified.version() if self._verified else None
        if saved != self._saved:
            bank = open_bank(engine.index, engine.encoder, self._verified, engine.bank)
            engine = self._engine = replace(engine, bank=bank)
            self._saved = saved
        return engine

    def _current(self) -> Engine:
        name = current_generation(self._settings.index)
        engine = self._engine
        if engine is not None and name == engine.index.fingerprint:
            self._refused = None  # an operator went back: what could not be opened before may be tried again later
            return engine
        if engine is not None and name == self._refused:
            return engine
        if engine is not None:
            # The first call opens the new index; the others are answered from the old one meanwhile.
            if self._opening.acquire(blocking=False):
                try:
                    self._swap(engine, name)
                finally:
                    self._opening.release()
            return self._engine or engine
        with self._opening:
            if self._engine is None:
                self._engine = Engine.open(self._settings, calibration=self._calibration)
            return self._engine

    def _swap(self, engine: Engine, name: str | None) -> None:
        try:
            if name is None:
                raise IndexMissingError(f"The index in {self._settings.index} was removed. Build it again.")
            self._engine = Engine.open(self._settings, engine.encoder, self._calibration)
            self._saved = None  # the new one has no verified answers yet
            log.info("index %s is in force", self._engine.index.fingerprint)
        except (NetralError, OSError) as error:  # OSError: it was replaced twice and removed while it was being opened
            log.error("index %s cannot be opened, %s stays in force: %s", name, engine.index.fingerprint, error)
            self._refused = name
