"""Makes the pictures that the README shows: `make screenshots`."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

QUESTION = "Apa sanksi bagi ASN yang melanggar netralitas?"
SIZE = {"width": 1280, "height": 800}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def main() -> None:
    """Serve, ask the question in a real browser, and save what it shows."""
    server = subprocess.Popen(
        [sys.executable, "-m", "assistant.cli", "serve"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "NETRAL_PORT": "0", "PYTHONUNBUFFERED": "1"},
    )
    try:
        assert server.stdout is not None
        address = next(found.group() for line in server.stdout if (found := re.search(r"http://\S+", line)))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            page = browser.new_page(viewport=SIZE, locale="id-ID")
            page.goto(address)
            page.locator("#question textarea").fill(QUESTION)
            page.locator("#question textarea").press("Enter")
            page.locator("mark").first.wait_for()
            page.wait_for_timeout(1500)
            page.screenshot(path=Path(__file__).parent / "answer.png")
            browser.close()
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
