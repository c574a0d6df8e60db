"""The widget against the whole page in a frame: ``python -m benchmarks.widget``. Needs Chromium and playwright."""

from __future__ import annotations

import http.server
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
from playwright.sync_api import Browser, Page, Request, sync_playwright

from benchmarks.measure import print_table
from benchmarks.server import served

REPEATS = 5
HOST = '<!doctype html><html lang="id"><meta charset="utf-8"><title>Intranet</title><h1>Intranet</h1>{}'


class Load:
    """The requests of a page to one server, from now on."""

    def __init__(self, page: Page, own: str) -> None:
        self._own = own
        self._done: list[Request] = []
        page.on("requestfinished", self._note)

    def _note(self, request: Request) -> None:
        # The intranet page itself is not the widget's doing.
        if request.url.startswith(self._own):
            self._done.append(request)

    def take(self) -> tuple[int, float]:
        """(requests, kilobytes of bodies as they travelled) since the last time."""
        # Not the length of the body: the widget's files travel compressed.
        sizes = [request.sizes()["responseBodySize"] for request in self._done]
        self._done.clear()
        return len(sizes), sum(sizes) / 1024


@contextmanager
def intranet(pages: dict[str, str]) -> Iterator[str]:
    """Serves `pages` on an origin of its own, which the server must list before it may frame anything."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages.get(self.path, "").encode()
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


def milliseconds_of(act: Callable[[], object]) -> float:
    """Milliseconds that `act` takes."""
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1e3


def widget(page: Page, address: str, own: str) -> list[tuple[float, int, float]]:
    """(ms, requests, kilobytes) to the button, from the click on it to a panel that takes a question, and from there to an answer."""
    load = Load(page, own)
    button = page.locator("netral-chat button.ask")
    first = milliseconds_of(lambda: (page.goto(address), button.wait_for()))
    before = load.take()
    panel = page.frame_locator("netral-chat iframe").locator("#examples button")
    # A panel that shows examples takes questions.
    opened = (milliseconds_of(lambda: (button.click(), panel.first.wait_for())), *load.take())
    answer = page.frame_locator("netral-chat iframe").locator(".answer.done")
    answered = (milliseconds_of(lambda: (panel.first.click(), answer.wait_for())), *load.take())
    return [(first, *before), opened, answered]


def framed(page: Page, address: str, own: str) -> list[tuple[float, int, float]]:
    """The same for the chat page in a frame, until it suggests questions."""
    load = Load(page, own)
    ready = page.frame_locator("iframe").locator("#welcome .example")
    return [(milliseconds_of(lambda: (page.goto(address), ready.first.wait_for())), *load.take())]


def repeated(
    browser: Browser, run: Callable[[Page, str, str], list[tuple[float, int, float]]], *where: str
) -> np.ndarray:
    """Medians over REPEATS browsers with nothing cached."""
    found = []
    for _ in range(REPEATS):
        context = browser.new_context()
        found.append(run(context.new_page(), *where))
        context.close()
    return np.median(np.array(found), axis=0)


def main() -> int:
    """Print the table."""
    pages: dict[str, str] = {}
    with intranet(pages) as origin, served(allowed_origins=origin) as (own, _), sync_playwright() as driver:
        # Only now: the pages name the server's address, and the server had to know the intranet's origin.
        pages["/widget"] = HOST.format(f'<script src="{own}/widget.js" defer></script>')
        pages["/page"] = HOST.format(f'<iframe src="{own}/" title="Netral" width="900" height="700"></iframe>')
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        button, panel, answer = repeated(browser, widget, f"{origin}/widget", own)
        (page,) = repeated(browser, framed, f"{origin}/page", own)
        browser.close()
    rows = [
        (name, f"{ms:.0f}", f"{requests:.0f}", f"{kilobytes:.1f}", f"{page[0] / ms:.1f} x")
        for name, (ms, requests, kilobytes) in (
            ("widget: its button", button),
            ("widget: click to a ready panel", panel),
            ("widget: question to its answer", answer),
            ("baseline: the Gradio page in a frame", page),
        )
    ]
    print_table(
        "The widget, nothing cached, median of 5", ["what", "ms", "requests", "KB", "baseline against it"], rows
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
