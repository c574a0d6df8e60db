"""Makes the pixel pictures of the mark in assistant/static/ from icon.svg there: `python docs/icons.py`, after the drawing has changed.

Committed, because a server needs neither a browser nor a drawing library to have them.
"""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

STATIC = Path(__file__).parents[1] / "assistant" / "static"
ICO_SIDES = (16, 32, 48)
ROUNDED = {"icon-192.png": 192, "icon-512.png": 512}
# Phones cut these to a shape of their own, at worst a circle over 80 % of the side: no corners, and the scale smaller.
CUT = {"apple-touch-icon.png": (180, 0.9), "icon-maskable.png": (512, 0.82)}


def main() -> None:
    """Draw each picture in Chromium, which draws them for readers, too, and write it with as few colours as it needs."""
    drawing = (STATIC / "icon.svg").read_text(encoding="utf-8")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        small = [picture(page, drawing, side) for side in ICO_SIDES]
        small[-1].save(STATIC / "favicon.ico", sizes=[(side, side) for side in ICO_SIDES], append_images=small[:-1])
        for name, side in ROUNDED.items():
            save(picture(page, drawing, side), name)
        for name, (side, scale) in CUT.items():
            save(picture(page, without_corners(drawing, scale), side), name)
        browser.close()


def without_corners(drawing: str, scale: float) -> str:
    """The drawing with its ground up to the edges, and the scale in it made smaller around the middle."""
    moved = f'<g id="scale" transform="translate({16 * (1 - scale):g} {16 * (1 - scale):g}) scale({scale})"'
    whole = re.sub(r' rx="8"', "", drawing, count=1)
    return whole.replace('<g id="scale"', moved)


def picture(page: Page, drawing: str, side: int) -> Image.Image:
    """The drawing as a picture of `side` pixels, transparent around it."""
    page.set_viewport_size({"width": side, "height": side})
    page.set_content(f"<style>body {{ margin: 0 }} svg {{ display: block; width: {side}px }}</style>{drawing}")
    return Image.open(io.BytesIO(page.screenshot(omit_background=True))).convert("RGBA")


def save(image: Image.Image, name: str) -> None:
    """Write a picture of a few dozen shades as such."""
    image.quantize(64, method=Image.Quantize.FASTOCTREE).save(STATIC / name, optimize=True)
    print(f"{name}: {(STATIC / name).stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
