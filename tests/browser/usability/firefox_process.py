"""A Firefox that runs without a window, with a profile of its own, and waits for a connection."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.browser.usability.bidi import CommandError, Connection

NAMES = ("firefox-esr", "firefox")
STARTS_WITHIN = 90.0  # seconds, with a new profile on a busy machine
ENDS_WITHIN = 20.0
_ADDRESS = "WebDriverBiDiServer.json"  # Firefox writes it into the profile when it listens
MISSING = (
    "There is no Firefox for the usability tests: neither firefox-esr nor firefox is in the PATH. "
    "Run `make browser`, which installs it on Debian and says elsewhere how to."
)


def find_firefox() -> str:
    """The path of Firefox. Having none is a failure of the test, never a skip."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    pytest.fail(MISSING, pytrace=False)


class FirefoxProcess:
    """Firefox from its start to `stop`, with `preferences` on top of those that it sets itself when it is driven from outside."""

    def __init__(self, folder: Path, preferences: dict[str, str | int | bool]) -> None:
        profile = folder / "profile"
        profile.mkdir()
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in preferences.items()]
        (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
        command = [
            find_firefox(),
            "--headless",
            "--no-remote",
            "--profile",
            str(profile),
            "--remote-debugging-port",
            "0",
        ]
        self._log = folder / "firefox.log"
        with self._log.open("wb") as log:
            # In a session of its own: Debian's command may be a script that starts another process.
            self._process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        try:
            self.connection = self._connect(profile / _ADDRESS)
            self.connection.send("session.new", capabilities={})
        except BaseException:
            self._end()
            raise

    def _connect(self, address: Path) -> Connection:
        end = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < end and self._process.poll() is None:
            text = address.read_text(encoding="utf-8") if address.exists() else ""
            if text.rstrip().endswith("}"):  # it is written whole
                where = json.loads(text)
                return Connection(f"ws://{where['ws_host']}:{where['ws_port']}/session")
            time.sleep(0.1)
        raise CommandError(f"Firefox did not start: {self._log.read_text(encoding='utf-8', errors='replace')[-2000:]}")

    def stop(self) -> None:
        """Have Firefox end, by force where it does not."""
        try:
            self.connection.send("browser.close")
            self._process.wait(ENDS_WITHIN)
        except (CommandError, OSError, subprocess.TimeoutExpired):
            pass  # ended below
        finally:
            self.connection.close()
            self._end()

    def _end(self) -> None:
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(ENDS_WITHIN)
