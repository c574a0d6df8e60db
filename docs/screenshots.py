"""Makes `docs/gallery.md` and its pictures from the real pages: `make screenshots`. Needs Chromium."""

from __future__ import annotations

import argparse
import http.server
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from docs.screens import EVALUATOR_TOKEN, OPERATOR_TOKEN, SECTIONS, Screen, Site

DOCS = Path(__file__).parent
GALLERY = DOCS / "gallery"
# In CSS pixels.
SIZES = {"desktop": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}
THEMES = ("light", "dark")
QUALITY = 60  # of WebP: text stays sharp, and a picture takes 10 to 40 KB
# Chromium run by root (in a container) cannot have its sandbox; and in the background it must contact nobody.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SETTLE_MS = 900
EVERY = 8  # of the development questions, one in so many is asked for the pages of evaluation runs


def main() -> None:
    """Serve a copy of the seeds without any records, and take a picture of every screen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="of the screens to take; all of them by default")
    names = parser.parse_args().names
    with (
        tempfile.TemporaryDirectory() as folder,
        intranet() as origin,
        serving(Path(folder), origin) as server,
        sync_playwright() as driver,
    ):
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for _, screens in SECTIONS:
            for screen in screens:
                if not names or screen.name in names:
                    photograph(browser, Site(server, origin), screen)
        if not names:
            photograph_report(browser, Path(folder))
        browser.close()
    write_gallery()


@contextmanager
def serving(folder: Path, origin: str) -> Iterator[str]:
    """The address of a server of its own: nobody's conversations, and no change to the seeds, may end up in the pictures."""
    shutil.copytree(DOCS.parent / "seeds", folder / "seeds")
    shutil.copytree(DOCS.parent / ".netral" / "index", folder / "index")  # `make screenshots` has built it
    evaluate(folder)
    settings = {
        # Port 0 is any free one; the server prints which. The widget is on the page of another origin, which has to be listed.
        "PORT": "0",
        "RECORDS": f"{folder}/records.sqlite",
        "ALLOWED_ORIGINS": origin,
        "SOURCES": f"{folder}/seeds",
        "INDEX": f"{folder}/index",
        "EVALUATORS": "true",
        "OPERATOR_TOKEN": OPERATOR_TOKEN,
        "EVALUATOR_TOKEN": EVALUATOR_TOKEN,
        "RATE_LIMIT": "0",
        "RUNS": f"{folder}/runs",
    }
    with running(settings) as address:
        yield address


@contextmanager
def running(settings: Mapping[str, str]) -> Iterator[str]:
    """The address of a server under these settings, named as in the environment, but for the beginning."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"} | {f"NETRAL_{name}": text for name, text in settings.items()}
    command = [sys.executable, "-m", "assistant.cli", "serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        try:
            assert server.stdout is not None
            yield next(found.group() for line in server.stdout if (found := re.search(r"http://\S+", line)))
        finally:
            server.terminate()


def evaluate(folder: Path) -> None:
    """Two small evaluation runs below `folder`, without the question bank and with it, so that there is something to compare."""
    questions = folder / "questions.jsonl"
    lines = (DOCS.parent / "eval" / "data" / "questions.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    questions.write_text("".join(lines[::EVERY]), encoding="utf-8")
    for run, bank in (("without-bank", "false"), ("with-bank", "true")):
        command = [
            sys.executable,
            "-m",
            "eval.cli",
            "run",
            "--questions",
            str(questions),
            "--out",
            str(folder / "runs" / run),
        ]
        subprocess.run(command, check=True, env=os.environ | {"NETRAL_QUESTION_BANK": bank})
    compared = [str(folder / "runs" / run) for run in ("without-bank", "with-bank")]
    subprocess.run([sys.executable, "-m", "eval.cli", "compare", *compared], check=True)


class Intranet(http.server.BaseHTTPRequestHandler):
    """An office's own page with the widget; the path of its address names the server of the widget."""

    def do_GET(self) -> None:
        """The page."""
        body = (
            '<!doctype html><html lang="id"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
            "<title>Intranet</title><style>body{margin:2rem;font:1.1rem/1.6 Georgia,serif;max-width:40rem}</style>"
            "<h1>Intranet Sekretariat Daerah</h1><p>Pengumuman, agenda, dan layanan pegawai.</p>"
            f'<script src="http://{self.path[1:]}/widget.js" defer></script>'
        ).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@contextmanager
def intranet() -> Iterator[str]:
    """The address of the office's own page."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Intranet) as host:
        threading.Thread(target=host.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{host.server_address[1]}"
        host.shutdown()


def photograph(browser: Browser, site: Site, screen: Screen) -> None:
    """Take the pictures of one screen: each size in each theme."""
    for size, viewport in SIZES.items():
        for theme in THEMES:
            context = browser.new_context(
                viewport=viewport,  # type: ignore[arg-type]
                color_scheme=theme,
                locale="id-ID",
                has_touch=size == "phone",
            )
            page = context.new_page()
            screen.act(page, site)
            if not screen.passing:
                page.wait_for_timeout(SETTLE_MS)  # until fonts are drawn and animations are over
            save(page, GALLERY / f"{screen.name}-{size}-{theme}.webp")
            context.close()


def photograph_report(browser: Browser, folder: Path) -> None:
    """The head of the report of the committed baseline."""
    # The baseline is in the repository, so that the picture does not change with a run of one's own.
    report = folder / "report.html"
    baseline = DOCS.parent / "eval" / "baseline"
    subprocess.run([sys.executable, "-m", "eval.cli", "report", str(baseline), "--out", str(report)], check=True)
    page = browser.new_page(viewport=SIZES["desktop"])  # type: ignore[arg-type]
    page.goto(report.as_uri())
    save(page, DOCS / "report.png")


def save(page: Page, path: Path) -> None:
    """What the window shows, as a small file."""
    path.parent.mkdir(exist_ok=True)
    Image.open(io.BytesIO(page.screenshot())).save(path, quality=QUALITY, method=6)


def write_gallery() -> None:
    """The page that shows all pictures; a screen that has none yet is left out."""
    lines = [
        "# Gallery",
        "",
        "Every screen, on a desktop and on a phone, light and dark. `make screenshots` makes this page from the real ones.",
    ]
    for heading, screens in SECTIONS:
        lines += ["", f"## {heading}"]
        for screen in screens:
            names = {f"{size}, {theme}": f"{screen.name}-{size}-{theme}.webp" for size in SIZES for theme in THEMES}
            if not all((GALLERY / name).exists() for name in names.values()):
                continue
            shown = [f"![{screen.title}: {how}](gallery/{name})" for how, name in names.items()]
            lines += [
                "",
                f"### {screen.title}",
                "",
                "| desktop, light | desktop, dark | phone, light | phone, dark |",
                "|---|---|---|---|",
                f"| {' | '.join(shown)} |",
            ]
    (DOCS / "gallery.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
