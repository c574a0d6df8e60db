"""Makes the pictures of `docs/documents.md`: a question to each of the example documents, and its source beside it.

`make screenshots` runs it. Needs Chromium, and Tesseract with Indonesian for the scanned page.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass

from playwright.sync_api import Page, sync_playwright

from docs.example_documents import FOLDER
from docs.screenshots import DOCS, FLAGS, SETTLE_MS, SIZES, running, save

PICTURES = DOCS / "documents"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to one of the documents; `paged` shows the pages of its source instead of the text."""

    name: str
    question: str
    paged: bool = False


ASKED = (
    Asked("regulation", "Bolehkah pegawai memasang spanduk calon di kantor?", paged=True),
    Asked("letter", "Apa saja yang diminta kepada Kepala Perangkat Daerah?"),
    Asked("scan", "Siapa yang mengetuai Tim Pengawas Netralitas?", paged=True),
    Asked("table", "Di mana sosialisasi di Kecamatan Girimulya diadakan?"),
)


def main() -> None:
    """Index the example documents in a folder of their own, and take a picture of each question."""
    with tempfile.TemporaryDirectory() as folder:
        index = {"NETRAL_INDEX": f"{folder}/index"}
        subprocess.run(
            [sys.executable, "-m", "assistant.cli", "index", "build", str(FOLDER)], check=True, env=os.environ | index
        )
        settings = {"PORT": "0", "INDEX": f"{folder}/index", "RECORDS": f"{folder}/records.sqlite", "RATE_LIMIT": "0"}
        with running(settings) as server, sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            for asked in ASKED:
                page = browser.new_page(viewport=SIZES["desktop"], locale="id-ID")  # type: ignore[arg-type]
                ask(page, server, asked)
                save(page, PICTURES / f"{asked.name}.webp")
                if asked is ASKED[0]:
                    open_article(page)
                    save(page, PICTURES / "page.webp")
                page.close()
            browser.close()


def ask(page: Page, server: str, asked: Asked) -> None:
    """Ask, and open the source of the answer beside it."""
    page.goto(server)
    page.locator("#welcome").first.wait_for()
    page.fill("#question textarea", asked.question)
    page.press("#question textarea", "Enter")
    page.locator("#chat .answer.done").wait_for()
    page.locator("#chat a.open").first.click()
    page.locator(".pane-body mark.current").first.wait_for()
    if asked.paged:
        page.locator(".pane-views label").last.click()
        for picture in page.locator(".pane-body .with-quote img").all():
            picture.evaluate("(one) => one.decode()")
    page.wait_for_timeout(SETTLE_MS)


def open_article(page: Page) -> None:
    """Go on to the article's own page, where text and pages are beside each other."""
    address = page.locator("#chat a.open").first.get_attribute("href")
    page.goto(f"{page.url.rstrip('/')}{address}")
    for picture in page.locator(".with-quote img").all():
        picture.evaluate("(one) => one.decode()")
    page.wait_for_timeout(SETTLE_MS)


if __name__ == "__main__":
    main()
