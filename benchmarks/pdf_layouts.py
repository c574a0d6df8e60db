"""Which library reads the PDFs of offices best: how many stretches of text come out whole, and how fast.

    python -m benchmarks.pdf_layouts

compares PDFium's own order, pypdf, pdfplumber and pdfminer.six, where they are installed, with what Netral makes of PDFium's boxes. White
space, and what parts the cells of a row, counts as one space; words broken at line ends are joined for all alike.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec

from index.formats.pdf import extract_pdf
from index.line_hyphens import join_line_hyphens
from tests.index.formats.made_up_pdfs import LAYOUTS

ROUNDS = 5


def ours(data: bytes) -> str:
    """Netral: PDFium's boxes, read in their order."""
    return extract_pdf(data, "layout.pdf").text


def pdfium(data: bytes) -> str:
    """pypdfium2's text, in its own order."""
    import pypdfium2

    with pypdfium2.PdfDocument(data) as document:
        return "\n".join(page.get_textpage().get_text_range().replace("\ufffe", "-\n") for page in document)


def pypdf_plain(data: bytes) -> str:
    """pypdf's text in the order of the file."""
    import pypdf

    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def pypdf_layout(data: bytes) -> str:
    """pypdf's text laid out with spaces."""
    import pypdf

    return "\n".join(page.extract_text(extraction_mode="layout") for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def pdfplumber(data: bytes) -> str:
    """pdfplumber's text."""
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as document:
        return "\n".join(page.extract_text() for page in document.pages)


def pdfminer(data: bytes) -> str:
    """pdfminer.six's text, by its own analysis of the layout."""
    from pdfminer.high_level import extract_text

    return str(extract_text(io.BytesIO(data)))


READERS: dict[str, tuple[str, Callable[[bytes], str]]] = {
    "Netral (boxes of pypdfium2)": ("pypdfium2", ours),
    "pypdfium2": ("pypdfium2", pdfium),
    "pypdf": ("pypdf", pypdf_plain),
    "pypdf, layout mode": ("pypdf", pypdf_layout),
    "pdfplumber": ("pdfplumber", pdfplumber),
    "pdfminer.six": ("pdfminer", pdfminer),
}


def main() -> int:
    """Print the table as Markdown."""
    readers = {name: read for name, (package, read) in READERS.items() if find_spec(package)}
    print(f"| whole stretches | {' | '.join(readers)} |")
    print(f"|---|{'--:|' * len(readers)}")
    totals = dict.fromkeys(readers, 0)
    spent = dict.fromkeys(readers, 0.0)
    for layout in LAYOUTS:
        data = layout.draw()
        cells = []
        for name, read in readers.items():
            text = _plain(read(data))
            whole = sum(_plain(stretch) in text for stretch in layout.whole)
            totals[name] += whole
            spent[name] += _milliseconds(read, data)
            cells.append(f"{whole}/{len(layout.whole)}")
        print(f"| {layout.name} | {' | '.join(cells)} |")
    stretches = sum(len(layout.whole) for layout in LAYOUTS)
    print(f"| all | {' | '.join(f'{total}/{stretches}' for total in totals.values())} |")
    print(f"| ms a document | {' | '.join(f'{time_ / len(LAYOUTS):.1f}' for time_ in spent.values())} |")
    return 0


def _plain(text: str) -> str:
    return " ".join(join_line_hyphens(text).replace(" | ", " ").split())


def _milliseconds(read: Callable[[bytes], str], data: bytes) -> float:
    """The fastest of several readings."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        read(data)
        times.append(time.perf_counter() - start)
    return 1000 * min(times)


if __name__ == "__main__":
    sys.exit(main())
