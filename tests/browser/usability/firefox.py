"""Firefox as it is installed, driven by WebDriver BiDi: keys and touches go through the browser as those of a person do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.browser.usability.bidi import CommandError
from tests.browser.usability.driver import WINDOWS, Input, Key
from tests.browser.usability.firefox_process import FirefoxProcess

_WATCHED = ["log.entryAdded", "network.beforeRequestSent"]
_COARSE = 1  # of Firefox's values for what a pointer can do
_CODES = {
    "Shift": "\ue008",
    "Control": "\ue009",
    "Enter": "\ue006",
    "Tab": "\ue004",
    "Escape": "\ue00c",
    "ArrowDown": "\ue015",
}
"""Keys that make no letter, as WebDriver writes them."""


def _preferences(way: Input, downloads: Path) -> dict[str, str | int | bool]:
    """A page must find what it finds on a phone: one coarse pointer that cannot hover, and touch events."""
    touch: dict[str, str | int | bool] = {
        "dom.w3c_touch_events.enabled": 1,
        "ui.primaryPointerCapabilities": _COARSE,
        "ui.allPointerCapabilities": _COARSE,
    }
    common: dict[str, str | int | bool] = {
        "intl.accept_languages": "id-ID, id",
        "browser.download.folderList": 2,  # the folder of the next line
        "browser.download.dir": str(downloads),
    }
    return common | (touch if way == "touch" else {})


class Firefox:
    """`Driver` for one page of a Firefox of its own, which `close` ends.

    With touch, the page has the size of a phone, a coarse pointer that cannot hover, and touch events, each with the click that Firefox
    makes of it. What that cannot show: the keyboard on the screen, pinching, scrolling with a finger, and Firefox for Android itself,
    which is another program around the same engine.
    """

    name = "Firefox"

    def __init__(self, way: Input, folder: Path) -> None:
        self._downloads = folder / "downloads"
        self._downloads.mkdir()
        self._process = FirefoxProcess(folder, _preferences(way, self._downloads))
        try:
            self._prepare(way)
        except BaseException:
            self.close()
            raise

    def _prepare(self, way: Input) -> None:
        self._connection = self._process.connection
        # In the tab that Firefox begins with, the address bar has the focus, and no script can take it from there.
        self._tab = self._connection.send("browsingContext.create", type="tab")["context"]
        width, height = WINDOWS[way]
        size = {"width": width, "height": height}
        self._connection.send("browsingContext.setViewport", context=self._tab, viewport=size, devicePixelRatio=1)
        self._connection.send("session.subscribe", events=_WATCHED, contexts=[self._tab])

    def close(self) -> None:
        """End this Firefox."""
        self._process.stop()

    def open(self, url: str) -> None:
        self._connection.send("browsingContext.navigate", context=self._tab, url=url, wait="complete")

    def press(self, key: Key) -> None:
        codes = [_CODES.get(part, part) for part in key.split("+")]
        down = [{"type": "keyDown", "value": code} for code in codes]
        self._act({"type": "key", "id": "keys", "actions": down + [_up(code) for code in reversed(codes)]})

    def write(self, text: str) -> None:
        keys = [part for letter in text for part in ({"type": "keyDown", "value": letter}, _up(letter))]
        self._act({"type": "key", "id": "keys", "actions": keys})

    def touch(self, x: float, y: float) -> None:
        actions = [
            {"type": "pointerMove", "x": round(x), "y": round(y)},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        self._act({"type": "pointer", "id": "finger", "parameters": {"pointerType": "touch"}, "actions": actions})

    def _act(self, source: dict[str, Any]) -> None:
        self._connection.send("input.performActions", context=self._tab, actions=[source])

    def look(self, function: str, argument: str = "") -> Any:
        done = self._connection.send(
            "script.callFunction",
            functionDeclaration=f"async (argument) => JSON.stringify((await ({function})(argument)) ?? null)",
            arguments=[{"type": "string", "value": argument}],
            target={"context": self._tab},
            awaitPromise=True,
        )
        if done["type"] == "exception":
            raise CommandError(done["exceptionDetails"]["text"])
        return json.loads(done["result"]["value"])

    def files(self) -> list[Path]:
        """A file is there before it has come: empty, beside one that ends in `.part`."""
        found = sorted(self._downloads.iterdir())
        return [] if any(one.suffix == ".part" or not one.stat().st_size for one in found) else found

    def complaints(self) -> list[str]:
        entries = [event.values for event in self._connection.events if event.name == "log.entryAdded"]
        return [f"{one['text']} ({one['type']})" for one in entries if one["level"] == "error"]

    def hosts(self) -> set[str]:
        sent = [event.values for event in self._connection.events if event.name == "network.beforeRequestSent"]
        addresses = [urlsplit(one["request"]["url"]) for one in sent]
        return {address.netloc for address in addresses if address.scheme in {"http", "https", "ws", "wss"}}


def _up(code: str) -> dict[str, str]:
    return {"type": "keyUp", "value": code}
