"""The staff page, alone or beside another running server: ``python -m benchmarks.staff_page [--against URL]``. Needs Chromium."""

from __future__ import annotations

import argparse
import shutil
import sys

import numpy as np
from playwright.sync_api import Browser, sync_playwright

from benchmarks.measure import print_table
from benchmarks.server import served
from benchmarks.widget import Load, milliseconds_of

REPEATS = 7
QUESTION = "Apa sanksi bagi ASN yang melanggar netralitas?"
# Selectors that versions since 1.0.0 have in common.
READY = "#welcome button, #suggestions button"
FIRST_WORDS = "#chat .answer :is(.short, .text, .refusal)"
WHOLE = "#chat .answer.done"
ROWS = (
    "ms to a page that takes questions",
    "requests",
    "KB",
    "ms from Enter to the first words",
    "ms to the whole answer",
)


def visit(browser: Browser, address: str) -> tuple[float, float, float, float, float]:
    """One reader with nothing cached opens the page and asks: the numbers of ROWS."""
    context = browser.new_context(locale="id-ID")
    page = context.new_page()
    load = Load(page, address)
    opened = milliseconds_of(lambda: (page.goto(address), page.locator(READY).first.wait_for()))
    requests, kilobytes = load.take()
    page.fill("#question textarea", QUESTION)
    words, whole = page.locator(FIRST_WORDS).first, page.locator(WHOLE).first
    first = milliseconds_of(lambda: (page.press("#question textarea", "Enter"), words.wait_for()))
    rest = milliseconds_of(whole.wait_for)
    context.close()
    return opened, requests, kilobytes, first, first + rest


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--against", metavar="URL", help="another version's server, visited in turn with this one")
    other = parser.parse_args().against
    with served() as (own, _), sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        found: dict[str, list[tuple[float, ...]]] = {own: [], **({other: []} if other else {})}
        for address in found:
            visit(browser, address)  # the first question of a server is slow
        for _ in range(REPEATS):
            for address, numbers in found.items():
                numbers.append(visit(browser, address))
        browser.close()
    medians = [np.median(np.array(numbers), axis=0) for numbers in found.values()]
    rows = [
        (
            name,
            *(f"{median[at]:.0f}" for median in medians),
            *([f"{medians[0][at] / medians[1][at]:.2f} x"] if other else []),
        )
        for at, name in enumerate(ROWS)
    ]
    heads = ["what", "here", *(["there", "here against there"] if other else [])]
    print_table(f"The staff page, nothing cached, median of {REPEATS}", heads, rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
