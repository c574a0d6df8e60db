"""Writing an index: beside the one in force, synced to disk, then renamed. `store.py` describes the files and opens them."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from index.arrays import save_array
from index.bank_file import LocatedBank
from index.bank_index import BANK_FILES, BankIndex, bank_digest
from index.bm25 import BM25
from index.config import FORMAT, IndexConfig
from index.disk_space import check_room, room_on
from index.document import Document, Passage
from index.files import file_sha256, new_file, replace_file, sync_to_disk, write_file
from index.generations import GENERATIONS_KEPT, Switch, note_switch, surplus_generations
from index.originals import original_names, remove_originals
from index.projection import wording_projection
from index.store import (
    CURRENT_FILE,
    DOCUMENTS_FILE,
    INDEX_FILES,
    INDEX_MANIFEST,
    KEYS_FILE,
    TABLES_FILE,
    WORDS_FILE,
    current_generation,
    manifest_seal,
)
from index.vector import VectorIndex

NO_BANK = LocatedBank()
"""The bank of articles that have none."""
NO_COPIES: Mapping[str, str] = MappingProxyType({})
_ASIDE = re.compile(r"\.(?:writing|replaced)-\d+")
"""What a build that was killed may have left in the index's folder."""


@dataclass(frozen=True, slots=True)
class Contents:
    """All that goes into a generation. Row i of `vectors`, `keys` and `bm25` belongs to `passages[i]`.

    Attributes:
        keys: for each passage the SHA-256, 32 bytes, of what its vector was made from.
        words, names: the words of the passages, and those of them that are names, case-folded.
        bank: the question bank; None where the articles have none that can be used.
        bank_problems: what is wrong with entries that are not used.
        copies: ids of files that are left out as copies, to the ids of the documents that have their text.
    """

    config: IndexConfig
    encoder_id: str
    analyzer_version: str
    documents: Sequence[Document]
    passages: Sequence[Passage]
    keys: Sequence[bytes]
    words: Sequence[str]
    names: Sequence[str]
    vectors: VectorIndex
    bm25: BM25
    bank: BankIndex | None = None
    bank_problems: Sequence[str] = ()
    copies: Mapping[str, str] = field(default_factory=dict)

    @property
    def least_bytes(self) -> int:
        """Bytes that they take on disk at least: of the texts one a character, of vectors and matrices all."""
        texts = sum(len(document.text) for document in self.documents)
        vectors = len(self.vectors) * self.vectors.dimension * 4
        bank = len(self.bank) * self.bank.vectors.dimension * 4 + self.bank.bm25.nbytes if self.bank else 0
        return texts + vectors + self.bm25.nbytes + 32 * len(self.keys) + bank


def index_fingerprint(
    config: IndexConfig,
    encoder_id: str,
    analyzer_version: str,
    documents: Iterable[Document],
    keys: Iterable[bytes],
    bank: LocatedBank = NO_BANK,
    copies: Mapping[str, str] = NO_COPIES,
) -> str:
    """16 hex digits that differ where articles, question bank, settings, encoder or analyzer do; they name the generation."""
    digest = hashlib.sha256(
        json.dumps([FORMAT, config.as_dict(), encoder_id, analyzer_version], sort_keys=True).encode()
    )
    for document in documents:
        digest.update(json.dumps(_document_row(document), sort_keys=True, ensure_ascii=False).encode())
    for key in keys:
        digest.update(key)
    digest.update(bank_digest(bank.entries, encoder_id))
    digest.update(json.dumps([str(problem) for problem in bank.problems]).encode())
    digest.update(json.dumps(sorted(copies.items())).encode())
    return digest.hexdigest()[:16]


def publish_generation(folder: Path, name: str, contents: Contents, by: str = "", keep: int = GENERATIONS_KEPT) -> None:
    """Write a generation and put it in force; readers see the old one or the new one, never a part.

    `keep` generations stay, this one included, so that an earlier one can be put in force again; the one before stays always,
    so that whatever has it open can go on reading. `by` is who publishes, for the history.

    Raises:
        DiskFullError: there is no room for it. The generation before stays in force, and nothing of this one is left.
    """
    folder.mkdir(parents=True, exist_ok=True)
    previous = current_generation(folder)
    aside = folder / f".writing-{os.getpid()}"
    # Another process may have had this id, and been killed while it wrote.
    shutil.rmtree(aside, ignore_errors=True)
    check_room(folder, contents.least_bytes)
    with _all_or_nothing(folder, name):
        aside.mkdir()
        _write(aside, name, contents)
        for path in aside.rglob("*"):
            sync_to_disk(path)
        sync_to_disk(aside)
        final = folder / name
        if final.exists():  # the same contents, and most likely damaged: a folder cannot be renamed onto another
            final.rename(folder / f".replaced-{os.getpid()}")
        aside.rename(final)
        # Last: until here the index opens as the generation before.
        replace_file(folder / CURRENT_FILE, f"{name}\n".encode())
    sync_to_disk(folder)
    note_switch(folder, Switch.now(name, "publish", by))
    remove_left_over(folder)
    for old in surplus_generations(folder, max(keep, 1), previous):
        shutil.rmtree(old, ignore_errors=True)
    remove_unneeded_originals(folder)


def remove_left_over(folder: Path) -> None:
    """Remove what builds that were killed had begun to write. No other build of the index may be running."""
    for path in folder.iterdir():
        if path.is_dir() and _ASIDE.fullmatch(path.name):
            shutil.rmtree(path, ignore_errors=True)


def remove_unneeded_originals(folder: Path) -> None:
    """Remove the files that none of the generations on disk needs."""
    remove_originals(folder, folder.glob(f"*/{INDEX_MANIFEST}"))


@contextmanager
def _all_or_nothing(folder: Path, name: str) -> Iterator[None]:
    """Where the block fails, nothing of the generation is left that was not there before."""
    final, aside, replaced = folder / name, folder / f".writing-{os.getpid()}", folder / f".replaced-{os.getpid()}"
    there = final.exists()
    try:
        with room_on(folder):
            yield
    except BaseException:  # Ctrl-C, too
        shutil.rmtree(aside, ignore_errors=True)
        if not there and current_generation(folder) != name:  # Ctrl-C may come when it is in force already
            shutil.rmtree(final, ignore_errors=True)
        if replaced.exists() and not final.exists():
            replaced.rename(final)
        shutil.rmtree(replaced, ignore_errors=True)
        raise


def _write(folder: Path, name: str, contents: Contents) -> None:
    rows = {document.id: row for row, document in enumerate(contents.documents)}
    lines = []
    with new_file(folder / DOCUMENTS_FILE) as file:
        for document in contents.documents:
            lines.append(file.tell())  # in bytes: `store` maps the file and reads from there
            file.write(json.dumps(_document_row(document), ensure_ascii=False).encode() + b"\n")
    passages = contents.passages
    sentences = [(s.start, s.end) for passage in passages for s in passage.sentences]
    # In memory first: NumPy tells nothing of a disk that is full when it closes a file, and these tables are small.
    tables = io.BytesIO()
    np.savez(
        tables,
        ids=np.array(list(rows), dtype=np.str_),
        lines=np.array(lines, np.int64),
        document=np.array([rows[passage.document_id] for passage in passages], np.int32),
        spans=np.array([(passage.span.start, passage.span.end) for passage in passages], np.int32).reshape(-1, 2),
        first_sentence=np.cumsum([0, *(len(passage.sentences) for passage in passages)], dtype=np.int64),
        sentences=np.array(sentences, np.int32).reshape(-1, 2),
    )
    write_file(folder / TABLES_FILE, tables.getvalue())
    save_array(folder / KEYS_FILE, np.frombuffer(b"".join(contents.keys), np.uint8).reshape(-1, 32))
    words = {"words": list(contents.words), "names": list(contents.names)}
    write_file(folder / WORDS_FILE, json.dumps(words, ensure_ascii=False).encode())
    contents.vectors.save(folder)
    contents.bm25.save(folder)
    files = [*INDEX_FILES]
    if contents.bank:
        contents.bank.save(folder)
        files += BANK_FILES
    # Last, because it contains the checksums of all the others.
    manifest = {
        "format": FORMAT,
        "fingerprint": name,
        "config": contents.config.as_dict(),
        "encoder": contents.encoder_id,
        "analyzer": contents.analyzer_version,
        "counts": {
            "documents": len(contents.documents),
            "passages": len(passages),
            "vectors": len(contents.vectors),
            "dimension": contents.vectors.dimension,
            "entries": len(contents.bank.entries) if contents.bank else 0,
            "wordings": len(contents.bank) if contents.bank else 0,
        },
        "projection": wording_projection(contents.encoder_id).id,
        "bank_problems": list(contents.bank_problems),
        "copies": dict(contents.copies),
        "files": {file: file_sha256(folder / file) for file in files},
        "originals": original_names(contents.documents),
    }
    manifest["seal"] = manifest_seal(manifest)
    write_file(folder / INDEX_MANIFEST, f"{json.dumps(manifest, indent=1)}\n".encode())


def _document_row(document: Document) -> dict[str, Any]:
    row = {each.name: getattr(document, each.name) for each in fields(document)}
    row["furniture"] = [[item.span.start, item.span.end, item.rule] for item in document.furniture]
    row["structure"] = [
        [node.kind, node.label, [node.span.start, node.span.end], [node.head.start, node.head.end], node.parent]
        for node in document.structure
    ]
    row["regulation"] = asdict(document.regulation) if document.regulation else None
    row["pages"] = [[page.start, page.confidence] for page in document.pages]
    return row
