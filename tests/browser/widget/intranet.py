"""A page of another site with the widget in it, and what its tests do there."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from playwright.sync_api import Frame, FrameLocator, Page, expect

from tests.browser.conftest import WAIT_MS, Site, Watch

expect.set_options(timeout=WAIT_MS)

ASK, SHUT = "Tanya Netral", "Tutup"
DESKTOP = {"width": 1280, "height": 800}
KB = 1000


class Host:
    """An intranet: pages under `http://localhost`, which to a browser is another site than Netral's 127.0.0.1."""

    def __init__(self) -> None:
        host = self
        self.pages: dict[str, tuple[str, str]] = {}

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                policy, body = host.pages.get(self.path, ("", ""))
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                if policy:
                    self.send_header("Content-Security-Policy", policy)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    @property
    def origin(self) -> str:
        return f"http://localhost:{self._server.server_port}"

    @property
    def near(self) -> str:
        """The same pages as another origin of Netral's own site."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def serve(
        self,
        site: Site,
        attributes: str = "",
        body: str = "",
        path: str = "/",
        policy: str | None = None,
        lang: str = "id",
        head: str = "",
    ) -> str:
        """Serve a page with the widget of `site`; its address. The policy is as strict as the widget allows."""
        home = site.url.removesuffix("/").removesuffix("/netral")
        strict = f"default-src 'none'; script-src {home}; frame-src {home}; style-src 'none'"
        script = f'<script src="{site.url}widget.js" {attributes} defer></script>'
        # The second script stands for one of the page's own; a page this strict could not have it inline.
        self.pages[path] = (
            strict if policy is None else policy,
            f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width"><title>Intranet</title>{head}{script}</head>'
            f'<body><h1>Intranet</h1><p><a href="/next">Berikutnya</a></p>{body}</body></html>',
        )
        return self.origin + path


def panel(page: Page) -> FrameLocator:
    """The inside of the panel, once it has loaded."""
    inner = page.frame_locator("netral-chat iframe")
    expect(inner.locator("#question[aria-invalid]")).to_be_attached()  # its script has run
    return inner


def frame(page: Page) -> Frame:
    """The frame of the panel, for scripts."""
    panel(page)
    return next(found for found in page.frames if "/panel?" in found.url)


def launch(page: Page) -> FrameLocator:
    """Click on the button."""
    page.get_by_role("button", name=ASK).click()
    return panel(page)


def ask(inner: FrameLocator, question: str) -> None:
    """Type a question, send it with Enter, and wait for the end of its answer."""
    before = inner.locator(".answer.done").count()
    inner.locator("#question").fill(question)
    inner.locator("#question").press("Enter")
    expect(inner.locator(".answer.done")).to_have_count(before + 1)
    expect(inner.locator("#send")).to_be_visible()


def listen(page: Page) -> None:
    """Note the widget's events from now on."""
    page.evaluate("""() => {
        window.heard = [];
        for (const type of ["open", "close", "ready", "ask", "answer", "error"])
            document.addEventListener("netral:" + type, ({ detail }) => window.heard.push([type, detail]));
    }""")


def heard(page: Page, kind: str, count: int = 1) -> list[Any]:
    """The details of that kind of event, once there are as many as asked for."""
    found = page.wait_for_function(
        "([kind, count]) => { const all = heard.filter(([type]) => type === kind); return all.length >= count && all; }",
        arg=[kind, count],
    )
    return [detail for _, detail in found.json_value()]


def complaints(watch: Watch) -> list[str]:
    """Errors, but for the icon that a browser looks for at the root of a host."""
    return [error for error in watch.errors if "favicon.ico" not in error]
