"""Going back to an earlier index, while the server answers."""

from __future__ import annotations

import time

from assistant.publishing.publisher import Publisher
from assistant.settings import Settings
from index.errors import IndexMissingError, StoreError, SwitchError
from index.generations import Generation, Switch, kept_generations, put_in_force, read_history
from index.store import Index, current_generation

OPEN_SECONDS = 20.0
"""How long the server may take to open the index that was put in force; after that the one before is put back."""
_LOOK_SECONDS = 0.1


class Rollback:
    """Lists the indexes that are kept, and puts one of them in force. Safe to share between threads."""

    def __init__(self, settings: Settings, publisher: Publisher) -> None:
        self._settings, self._publisher = settings, publisher

    def kept(self) -> list[Generation]:
        """The indexes on disk, the one in force first."""
        return kept_generations(self._settings.index)

    def history(self) -> list[Switch]:
        """When which index was put in force, the newest first."""
        return read_history(self._settings.index)

    def put_back(self) -> Switch | None:
        """How the index in force came back, where it is an earlier one that was put in force again."""
        name = current_generation(self._settings.index)
        last = next((switch for switch in self.history() if switch.index == name), None)
        return last if last and last.did == "back" else None

    def go_back(self, name: str, seen: str, by: str = "") -> None:
        """Put an earlier index in force; questions under way end with the one that they began with.

        It is opened and checked before anything is switched. If the server then cannot open it, the one before comes back.

        Args:
            name: of the index.
            seen: the one that was in force when somebody decided on this.
            by: who that is, for the history.

        Raises:
            SwitchError: it is gone, damaged or of other settings, a build is running, or another index came into force meanwhile.
            DocumentError: the articles are being published.
        """
        folder = self._settings.index
        with self._publisher.unpublished():
            before = current_generation(folder)
            self._check(name)
            put_in_force(folder, name, by, seen)
            if not self._opened(name):
                if before:
                    put_in_force(folder, before, by)
                raise SwitchError(
                    "unusable", f"The server cannot open the index {name}. The one before stays in force."
                )

    def _check(self, name: str) -> None:
        try:
            index = Index(self._settings.index, name)
        except IndexMissingError as error:
            raise SwitchError("gone", str(error)) from error
        except StoreError as error:
            raise SwitchError("unusable", str(error)) from error
        wanted = self._settings.encoder
        if wanted and wanted != index.config.encoder:
            message = f"The index {name} was built with the encoder {index.config.encoder!r}, not {wanted!r}. Choose another one."
            raise SwitchError("unusable", message)

    def _opened(self, name: str) -> bool:
        """Whether the server answers from the index; asking for its engine makes it open it."""
        deadline = time.monotonic() + OPEN_SECONDS
        while True:
            engine = self._publisher.engine()
            if engine is not None and engine.index.fingerprint == name:
                return True
            # Another thread may be opening it: that takes seconds, and the one before answers meanwhile.
            if time.monotonic() > deadline:
                return False
            time.sleep(_LOOK_SECONDS)
