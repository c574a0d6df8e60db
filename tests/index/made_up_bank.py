"""A made-up article, and a bank of two entries about it as lines of a `questions.jsonl`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from index.document import Document, Furniture, Span

TITLE = "Rapat Desa Digelar"
QUOTE = "Rapat desa digelar pada 15 Mei 2031, lalu 5 Mei 2032."
TEXT = f"{TITLE}\n\n{QUOTE}\nHadir\n40 warga.\n\nBaca juga: Harga Cabai\n\n{TITLE}, kata lurah."
FURNITURE = tuple(
    Furniture(Span(TEXT.index(part), TEXT.index(part) + len(part)), rule)
    for part, rule in ((TITLE, "title"), ("Baca juga: Harga Cabai", "see-also"))
)
DOCUMENT = Document("rapat", TEXT, TITLE, "rapat.txt", "0" * 64, furniture=FURNITURE)

ANSWER: dict[str, Any] = {
    "id": "a",
    "kind": "when",
    "questions": [
        {"text": "Kapan rapat desa digelar?", "language": "id"},
        {"text": "When was the meeting?", "language": "en", "author": "Budi"},
    ],
    "quotes": [{"source_id": "rapat", "quote": QUOTE}],
    "short": "15 Mei 2031",
    "refuse": None,
    "author": "Sari",
    "reviewed": {"by": "Budi", "on": "2026-11-26"},
    "origin": "shipped",
}
REFUSAL: dict[str, Any] = {
    "id": "r",
    "kind": "refuse",
    "questions": [{"text": "Berapa biaya rapat desa?", "language": "id"}],
    "quotes": [],
    "short": None,
    "refuse": "not_in_sources",
    "author": "Sari",
    "reviewed": None,
    "origin": "shipped",
}


def lines(*values: object) -> str:
    """Values as lines of a file; a text is a line as it stands."""
    return "".join((one if isinstance(one, str) else json.dumps(one, ensure_ascii=False)) + "\n" for one in values)


def folder_with_bank(folder: Path, *values: object) -> Path:
    """A folder with the article and a bank of these lines."""
    folder.mkdir(exist_ok=True)
    (folder / "rapat.txt").write_text(TEXT, encoding="utf-8")
    (folder / "questions.jsonl").write_text(lines(*values), encoding="utf-8")
    return folder
