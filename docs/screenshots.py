"""Makes the pictures in docs/ from the real pages: `make screenshots`."""

from __future__ import annotations

import http.server
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

DOCS = Path(__file__).parent
ASKED = {
    "id": (
        "Apa sanksi bagi ASN yang melanggar netralitas?",
        "Siapa Plt. Kepala BKN?",
        "Kapan Pilkada 2029 dilaksanakan?",
    ),
    "en": (
        "When does registration of candidates begin?",
        "Who is the acting head of BKN?",
        "When is the 2029 election?",
    ),
}
# In CSS pixels.
DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
# Chromium run by root (in a container) cannot have its sandbox; and in the background it must contact nobody.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SETTLE_MS = 1000


def main() -> None:
    """Serve without any records, and take a picture of every page."""
    with tempfile.TemporaryDirectory() as folder, http.server.ThreadingHTTPServer(("127.0.0.1", 0), Intranet) as host:
        threading.Thread(target=host.serve_forever, daemon=True).start()
        intranet = f"http://127.0.0.1:{host.server_address[1]}"
        # Records of its own: nobody's conversations may end up in the pictures.
        # Port 0 is any free one; the server prints which. The widget is on the page of another origin, which has to be listed.
        settings = {"PORT": "0", "RECORDS": f"{folder}/records.sqlite", "ALLOWED_ORIGINS": intranet}
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"} | {
            f"NETRAL_{name}": value for name, value in settings.items()
        }
        command = [sys.executable, "-m", "assistant.cli", "serve"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
            try:
                assert server.stdout is not None
                address = next(found.group() for line in server.stdout if (found := re.search(r"http://\S+", line)))
                with sync_playwright() as driver:
                    browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
                    photograph(browser, address, intranet)
                    photograph_report(browser, Path(folder))
                    browser.close()
            finally:
                server.terminate()
        host.shutdown()


class Intranet(http.server.BaseHTTPRequestHandler):
    """An office's own page with the widget; the path of its address names the server of the widget."""

    def do_GET(self) -> None:
        """The page."""
        body = (
            '<!doctype html><html lang="id"><meta charset="utf-8"><title>Intranet</title><style>body{margin:3rem;'
            "font:1.1rem/1.6 Georgia,serif;max-width:40rem}</style><h1>Intranet Sekretariat Daerah</h1><p>Pengumuman, agenda, "
            f'dan layanan pegawai.</p><script src="http://{self.path[1:]}/widget.js" defer></script>'
        ).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Log nothing."""


def photograph(browser: Browser, address: str, intranet: str) -> None:
    """Take all pictures of the pages: languages, themes, sizes."""

    def shoot(
        name: str, act: Callable[[Page], object], size: dict[str, int], theme: str = "light", lang: str = "id"
    ) -> None:
        context = browser.new_context(viewport=size, color_scheme=theme, locale=f"{lang}-ID")  # type: ignore[arg-type]
        page = context.new_page()
        shown = act(page)
        page = shown if isinstance(shown, Page) else page
        page.wait_for_timeout(SETTLE_MS)  # until fonts are drawn and animations are over
        page.screenshot(path=DOCS / f"{name}.png")
        context.close()

    def staff(page: Page, number: int, lang: str = "id") -> None:
        page.goto(address)
        page.locator("#suggestions button").first.wait_for()
        if lang == "en":
            page.click("#switch")
            page.get_by_role("button", name="Send").wait_for()
        page.fill("#question textarea", ASKED[lang][number])
        page.press("#question textarea", "Enter")
        page.locator("#chat .answer.done").wait_for()

    def refusal(page: Page) -> None:
        staff(page, 2)
        page.locator("#chat summary").click()

    def talks(page: Page) -> None:
        staff(page, 0)
        page.click("#clear")
        staff(page, 1)
        page.click("#show-talks")
        page.locator("#talks-list label").first.wait_for()

    def source(page: Page) -> Page:
        staff(page, 0)
        with page.context.expect_page() as opened:
            page.locator("#chat .card-link a").first.click()
        opened.value.locator("#quote").wait_for()
        return opened.value

    def library(page: Page) -> None:
        page.goto(f"{address}/sources")

    def widget(page: Page) -> None:
        page.goto(f"{intranet}/{address.removeprefix('http://')}")
        page.locator("netral-widget button.ask").click()
        panel = page.frame_locator("netral-widget iframe")
        panel.locator("#question").fill(ASKED["id"][0])
        panel.locator("#question").press("Enter")
        panel.locator(".answer.done").wait_for()

    shoot("answer", lambda page: staff(page, 0), DESKTOP)
    shoot("answer-phone-dark", lambda page: staff(page, 1), PHONE, "dark")
    shoot("answer-english-dark", lambda page: staff(page, 0, "en"), DESKTOP, "dark")
    shoot("refusal", refusal, DESKTOP)
    shoot("conversations", talks, DESKTOP)
    shoot("source", source, DESKTOP)
    shoot("source-phone", source, PHONE)
    shoot("library", library, DESKTOP)
    shoot("widget", widget, DESKTOP)
    shoot("widget-phone-dark", widget, PHONE, "dark")


def photograph_report(browser: Browser, folder: Path) -> None:
    """The head of the report of the committed baseline."""
    # The baseline is in the repository, so that the picture does not change with a run of one's own.
    report = folder / "report.html"
    command = [
        sys.executable,
        "-m",
        "eval.cli",
        "report",
        str(DOCS.parent / "eval" / "baseline"),
        "--out",
        str(report),
    ]
    subprocess.run(command, check=True)
    page = browser.new_page(viewport=DESKTOP)
    page.goto(report.as_uri())
    page.screenshot(path=DOCS / "report.png")


if __name__ == "__main__":
    main()
