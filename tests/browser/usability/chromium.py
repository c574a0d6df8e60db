"""Chromium, driven by Playwright."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Download

from tests.browser.conftest import Watch
from tests.browser.usability.driver import WINDOWS, Input, Key


class Chromium:
    """`Driver` for a page of its own context. With touch, it emulates a phone: its viewport, its coarse pointer, its touch events."""

    name = "Chromium"

    def __init__(self, open_context: Callable[..., BrowserContext], watch: Watch, way: Input, folder: Path) -> None:
        self._watch, self._folder = watch, folder
        width, height = WINDOWS[way]
        phone = {"has_touch": True, "is_mobile": True, "device_scale_factor": 2} if way == "touch" else {}
        self._page = open_context(viewport={"width": width, "height": height}, **phone).new_page()
        self._page.on("download", self._keep)

    def _keep(self, download: Download) -> None:
        download.save_as(self._folder / download.suggested_filename)

    def open(self, url: str) -> None:
        self._page.goto(url)

    def press(self, key: Key) -> None:
        self._page.keyboard.press(key)

    def write(self, text: str) -> None:
        self._page.keyboard.type(text)

    def touch(self, x: float, y: float) -> None:
        self._page.touchscreen.tap(x, y)

    def look(self, function: str, argument: str = "") -> Any:
        return self._page.evaluate(function, argument)

    def files(self) -> list[Path]:
        self._page.wait_for_timeout(1)  # events of the browser are handled while something is waited for
        return sorted(self._folder.iterdir())

    def complaints(self) -> list[str]:
        return self._watch.errors

    def hosts(self) -> set[str]:
        return self._watch.hosts
