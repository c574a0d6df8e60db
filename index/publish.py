"""Writing an index: aside, synced to disk, renamed. `store.py` opens it and says what its files are."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.bm25 import BM25
from index.config import FORMAT, IndexConfig
from index.document import Document, Passage
from index.store import CURRENT, DOCUMENTS, FILES, KEYS, MANIFEST, TABLES, WORDS, current, file_sha256, seal
from index.vector import VectorIndex

_GENERATION = re.compile(r"[0-9a-f]{16}|\.(?:writing|replaced)-\d+")
"""The folders that are ours to remove: whatever else lies beside an index is somebody's."""


@dataclass(frozen=True, slots=True)
class Contents:
    """All that goes into a generation. `vectors[i]`, `keys[i]` and the terms of `bm25`'s row i belong to `passages[i]`."""

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


def fingerprint(
    config: IndexConfig, encoder_id: str, analyzer_version: str, documents: Iterable[Document], keys: Iterable[bytes]
) -> str:
    """16 hex digits that are the same for the same articles, settings, encoder and analyzer."""
    digest = hashlib.sha256(
        json.dumps([FORMAT, config.as_dict(), encoder_id, analyzer_version], sort_keys=True).encode()
    )
    for document in documents:
        digest.update(json.dumps(_document_row(document), sort_keys=True, ensure_ascii=False).encode())
    for key in keys:
        digest.update(key)
    return digest.hexdigest()[:16]


def publish(folder: Path, name: str, contents: Contents) -> None:
    """Write a generation and put it in force; readers see the old one or the new one, never a part."""
    folder.mkdir(parents=True, exist_ok=True)
    previous = current(folder)
    aside = folder / f".writing-{os.getpid()}"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    try:
        _write(aside, name, contents)
        for path in aside.iterdir():
            _sync(path)
        _sync(aside)
        final = folder / name
        if final.exists():  # the same contents, damaged or not: put it out of the way, then in its place
            final.rename(folder / f".replaced-{os.getpid()}")
        aside.rename(final)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    pointer = folder / f".{CURRENT}-{os.getpid()}"
    pointer.write_text(name + "\n", encoding="utf-8")
    _sync(pointer)
    pointer.replace(folder / CURRENT)
    _sync(folder)
    for old in folder.iterdir():
        if old.is_dir() and _GENERATION.fullmatch(old.name) and old.name not in (name, previous):
            shutil.rmtree(old, ignore_errors=True)


def _write(folder: Path, name: str, contents: Contents) -> None:
    rows = {document.id: row for row, document in enumerate(contents.documents)}
    lines = []
    with (folder / DOCUMENTS).open("wb") as file:
        for document in contents.documents:
            lines.append(file.tell())
            file.write(json.dumps(_document_row(document), ensure_ascii=False).encode() + b"\n")
    passages = contents.passages
    sentences = [(s.start, s.end) for passage in passages for s in passage.sentences]
    np.savez(
        folder / TABLES,
        ids=np.array(list(rows), dtype=np.str_),
        lines=np.array(lines, np.int64),
        document=np.array([rows[passage.document_id] for passage in passages], np.int32),
        spans=np.array([(passage.span.start, passage.span.end) for passage in passages], np.int32).reshape(-1, 2),
        first_sentence=np.cumsum([0, *(len(passage.sentences) for passage in passages)], dtype=np.int64),
        sentences=np.array(sentences, np.int32).reshape(-1, 2),
    )
    np.save(folder / KEYS, np.frombuffer(b"".join(contents.keys), np.uint8).reshape(-1, 32))
    words = {"words": list(contents.words), "names": list(contents.names)}
    (folder / WORDS).write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
    contents.vectors.save(folder)
    contents.bm25.save(folder)
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
        },
        "files": {file: file_sha256(folder / file) for file in FILES},
    }
    manifest["seal"] = seal(manifest)
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def _document_row(document: Document) -> dict[str, Any]:
    row = asdict(document)
    row["furniture"] = [[item.span.start, item.span.end, item.rule] for item in document.furniture]
    return row


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError:
        if os.name != "nt":  # Windows cannot sync a folder or a file opened for reading
            raise
    finally:
        os.close(descriptor)
