"""An index on disk: a folder that opens whole or not at all.

    FOLDER/CURRENT                  the name of the generation in force, replaced in one rename
    FOLDER/history.jsonl            when which generation was put in force, and by whom (`generations.py`)
    FOLDER/files/                   the files of PDFs, by their checksums, for the pictures of their pages (`originals.py`)
    FOLDER/<fingerprint>/           a generation; never changed once it has its name
        manifest.json               settings, counts, and the sha256 of every other file
        documents.jsonl             the articles with their text and furniture
        tables.npz                  passages as arrays, and where each document's line begins
        keys.npy                    what each vector was made from (sha256), so that no text is encoded twice
        words.json                  the words of the passages, for correcting typing errors, and which of them are names
        vectors.faiss, bm25_*       the two indexes
        bank/                       the question bank, where the articles have one (`bank_index.py`)

`publish.py` writes a generation under another name, syncs it to disk and renames it; then it replaces `CURRENT`. Generations that
are no longer in force can still be read, and put in force again (`generations.py`): the last few are kept.
"""

from __future__ import annotations

import hashlib
import json
import mmap
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.analyzer import Analyzer
from index.arrays import Floats, Rows, Vectors
from index.bank_index import BANK_FILES, BankIndex
from index.bm25 import BM25, top_rows
from index.bounded_cache import BoundedCache
from index.config import FORMAT, IndexConfig
from index.document import Document, Furniture, Node, Page, Passage, Regulation, Span
from index.errors import (
    BankError,
    ConfigError,
    IndexDamagedError,
    IndexMismatchError,
    IndexMissingError,
    SourceNotFoundError,
)
from index.files import file_sha256
from index.originals import has_original, original_problem, read_original
from index.projection import wording_projection
from index.vector import VECTORS_FILE as VECTORS_FILE
from index.vector import VectorIndex

CURRENT_FILE = "CURRENT"
INDEX_MANIFEST = "manifest.json"
DOCUMENTS_FILE = "documents.jsonl"
TABLES_FILE = "tables.npz"
KEYS_FILE = "keys.npy"
WORDS_FILE = "words.json"
INDEX_FILES = (DOCUMENTS_FILE, TABLES_FILE, KEYS_FILE, WORDS_FILE, VECTORS_FILE, *BM25.FILES)
REPAIR_HINT = "Build it again: netral index build FOLDER"
CHARACTERS_KEPT, LEAST_COUNTED = 8_000_000, 16_000
"""Characters of the articles that an open index keeps decoded, with a short one counted as that long: 500 short articles, or eleven
regulations of 300 pages. The text of the others stays on disk."""


def current_generation(folder: Path) -> str | None:
    """The name of the generation in force, or None where there is no index."""
    try:
        return (folder / CURRENT_FILE).read_text(encoding="utf-8", errors="replace").strip() or None
    except (FileNotFoundError, NotADirectoryError):
        return None


class Index:
    """An open index: read only, safe to share between threads. A passage's row is its number, 0 to `len(index) - 1`."""

    def __init__(self, folder: Path, generation: str = "") -> None:
        """Open the generation in force in `folder`, or the one named.

        Raises:
            IndexMissingError: there is none.
            IndexDamagedError: a file is missing, differs from its checksum, or does not fit the others.
            IndexMismatchError: another version of the format or the analyzer wrote it.
        """
        self.folder, self.manifest = _open_named(folder, generation) if generation else _open(folder)
        try:
            self.config = IndexConfig.from_dict(self.manifest["config"])
        except (ConfigError, KeyError) as error:
            raise IndexMismatchError(
                f"The index was built with settings unknown here: {error} {REPAIR_HINT}"
            ) from error
        self.fingerprint: str = self.manifest["fingerprint"]
        self.encoder_id: str = self.manifest["encoder"]
        self.analyzer = Analyzer.load()
        if self.manifest["analyzer"] != self.analyzer.version:
            raise IndexMismatchError(f"The index was built with other word tables than those in use. {REPAIR_HINT}")
        tables = np.load(self.folder / TABLES_FILE)
        self._lines: npt.NDArray[np.int64] = tables["lines"]
        self._document: npt.NDArray[np.int32] = tables["document"]
        self._spans: npt.NDArray[np.int32] = tables["spans"]
        self._first_sentence: npt.NDArray[np.int64] = tables["first_sentence"]
        self._sentences: npt.NDArray[np.int32] = tables["sentences"]
        self._ids = {str(name): row for row, name in enumerate(tables["ids"])}
        self.vectors = VectorIndex.load(self.folder)
        self.bm25 = BM25.load(self.folder, len(self._document))
        self.bank = self._load_bank() if BANK_FILES[0] in self.manifest["files"] else None
        # Each file may be whole and still be from another index.
        counts = {
            "documents": len(self._ids),
            "passages": len(self._document),
            "vectors": len(self.vectors),
            "dimension": self.vectors.dimension,
            "entries": len(self.bank.entries) if self.bank else 0,
            "wordings": len(self.bank) if self.bank else 0,
        }
        if counts != self.manifest["counts"]:
            raise IndexDamagedError(
                f"The index's parts do not fit: {counts}, not {self.manifest['counts']}. {REPAIR_HINT}"
            )
        # Mapped once, not opened for each article: the generation may be removed while a question is being answered from it.
        with (self.folder / DOCUMENTS_FILE).open("rb") as file:
            self._texts = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._document_at = BoundedCache(
            self._read_document, lambda document: max(len(document.text), LEAST_COUNTED), CHARACTERS_KEPT
        )

    def __len__(self) -> int:
        return len(self._document)

    @property
    def document_ids(self) -> list[str]:
        return list(self._ids)

    def document(self, document_id: str) -> Document:
        """The article with that id, or the one that a file of that id is a copy of.

        Raises:
            SourceNotFoundError: there is none in the index.
        """
        document_id = self.manifest["copies"].get(document_id, document_id)
        if document_id not in self._ids:
            raise SourceNotFoundError(f"No source {document_id!r}. GET /api/sources lists them.")
        return self._document_at(self._ids[document_id])

    def original(self, document_id: str) -> bytes:
        """The file of an article, where the index keeps it: that of a PDF.

        Raises:
            SourceNotFoundError: there is no such article, or its file is of a kind that is not kept.
            IndexDamagedError: the file is missing, or differs from what was indexed.
        """
        document = self.document(document_id)
        if not has_original(document):
            raise SourceNotFoundError(f"{document_id!r} is no PDF: it has no pages to show. Read its text.")
        return read_original(self.folder.parent, document)

    def passage(self, row: int) -> Passage:
        """The passage at a row."""
        start, end = self._spans[row]
        first, last = self._first_sentence[row], self._first_sentence[row + 1]
        return Passage(
            self.document_of(row).id,
            Span(int(start), int(end)),
            tuple(Span(int(a), int(b)) for a, b in self._sentences[first:last]),
        )

    def passage_counts(self) -> dict[str, int]:
        """How many passages each article has, by its id."""
        counts = np.bincount(self._document, minlength=len(self._ids))
        return {document_id: int(counts[row]) for document_id, row in self._ids.items()}

    def rows_of(self, document_id: str) -> list[int]:
        """The rows of an article's passages, in the order of its text; none for an article that the index does not have."""
        found = np.flatnonzero(self._document == self._ids.get(document_id, -1))
        return [int(row) for row in found]

    def row_with_most(self, document_id: str, span: Span) -> int:
        """The row of the article's passage that shares most with a stretch of its text; the article has one at least."""

        def shared(row: int) -> int:
            passage = self.passage(row).span
            return min(passage.end, span.end) - max(passage.start, span.start)

        return max(self.rows_of(document_id), key=shared)

    def document_of(self, row: int) -> Document:
        """The article that the passage at a row is from."""
        return self._document_at(int(self._document[row]))

    def dense(self, query: Vectors, k: int) -> tuple[Rows, Vectors]:
        """Rows and cosines of the `k` passages nearest to the query vector `(dimension,)`, best first."""
        return self.vectors.search(query, k)

    def dense_scores(self, query: Vectors, rows: Rows) -> Vectors:
        """Cosines of the given rows with the query vector, `(len(rows),)`."""
        return self.vectors.scores(query, rows)

    def sparse(self, terms: Sequence[str]) -> Floats:
        """The BM25 score of every passage for analysed terms, `(passages,)`."""
        return self.bm25.scores(terms)

    def most(self, terms: Sequence[str]) -> float:
        """The BM25 score that no passage can exceed for these terms; see `BM25.most`."""
        return self.bm25.most(terms)

    def rarity(self, terms: Iterable[str]) -> float:
        """How rare the most frequent of the terms is, 0 to 1; see `BM25.rarity`."""
        return self.bm25.rarity(terms)

    def knows(self, term: str) -> bool:
        """Whether any passage contains the term."""
        return term in self.bm25

    @staticmethod
    def best(scores: Floats, k: int) -> Rows:
        """The rows of the `k` highest positive scores, best first."""
        return top_rows(scores, k)

    def stale_entries(self) -> list[str]:
        """What is wrong with the question bank that was built in: entries and wordings that are not used, in words."""
        problems: list[str] = self.manifest["bank_problems"]
        return problems

    def _load_bank(self) -> BankIndex:
        # Wordings of one map and questions of another would be near to nothing, or to anything.
        if self.manifest.get("projection") != wording_projection(self.encoder_id).id:
            raise IndexMismatchError(f"The index's question bank was built with another wording map. {REPAIR_HINT}")
        try:
            return BankIndex.load(self.folder)
        except BankError as error:  # an entry of a form that this version does not know
            raise IndexMismatchError(
                f"The index's question bank is of another version: {error} {REPAIR_HINT}"
            ) from error

    def keys(self) -> npt.NDArray[Any]:
        """For each row the SHA-256 of what its vector was made from, `(passages, 32)` uint8."""
        # Read on demand: only a build needs them.
        keys: npt.NDArray[Any] = np.load(self.folder / KEYS_FILE)
        return keys

    def words(self) -> list[str]:
        """The words of the passages, case-folded, in alphabetical order."""
        return self._words()["words"]

    def names(self) -> list[str]:
        """Those of `words` that are names: written with a capital within sentences."""
        return self._words()["names"]

    def _words(self) -> dict[str, list[str]]:
        words: dict[str, list[str]] = json.loads((self.folder / WORDS_FILE).read_text(encoding="utf-8"))
        return words

    def problems(self) -> list[str]:
        """What is wrong with it, in words: passages outside their article or with page furniture in them, files of PDFs that are damaged.

        The checksums that opening compares cannot show the first: they only say that the files are as they were written. The files of
        PDFs are not read when an index is opened, since answers need none of them.
        """
        originals = (original_problem(self.folder.parent, name) for name in self.manifest["originals"])
        found = [problem for problem in originals if problem]
        for row in range(len(self)):
            passage, document = self.passage(row), self.document_of(row)
            inside = passage.span.end <= len(document.text)
            if not inside or not all(
                passage.span.contains(s) and s.of(document.text).strip() for s in passage.sentences
            ):
                found.append(f"{passage.id}: its sentences are not within it, or it is not within its article")
            if document.in_furniture(passage.span):
                found.append(f"{passage.id}: contains page furniture")
        return found

    def _read_document(self, row: int) -> Document:
        start = int(self._lines[row])
        values = json.loads(self._texts[start : self._texts.find(b"\n", start)])
        furniture = tuple(Furniture(Span(start, end), rule) for start, end, rule in values.pop("furniture"))
        # Tuples again, which JSON made lists: a document of the index has to equal the same one read from the folder.
        questions = tuple((lang, question) for lang, question in values["questions"])
        regulation = Regulation(**values["regulation"]) if values["regulation"] else None
        structure = tuple(
            Node(kind, label, Span(*span), Span(*head), parent)
            for kind, label, span, head, parent in values["structure"]
        )
        changed = {
            "derived": tuple(values["derived"]),
            "questions": questions,
            "furniture": furniture,
            "structure": structure,
            "pages": tuple(Page(*page) for page in values["pages"]),
            "regulation": regulation,
            "warnings": tuple(values["warnings"]),
            "amended_by": tuple(values["amended_by"]),
        }
        return Document(**(values | changed))


def _open(folder: Path) -> tuple[Path, Mapping[str, Any]]:
    """The folder of the generation in force and its manifest, after checking every file against it."""
    for _ in range(10):  # a build may publish and remove generations while this one is being checked
        name = current_generation(folder)
        if name is None:
            raise IndexMissingError(f"There is no index in {folder}. Build one: netral index build FOLDER")
        try:
            return folder / name, _checked_manifest(folder / name)
        except (OSError, ValueError, KeyError, TypeError) as error:
            if current_generation(folder) == name:  # otherwise a new one was published meanwhile: open that
                raise _incomplete(folder / name, error) from error
    raise IndexDamagedError(f"The index in {folder} changes faster than it can be opened. Stop the builds, then retry.")


def _open_named(folder: Path, name: str) -> tuple[Path, Mapping[str, Any]]:
    """The folder of a generation, in force or not, and its manifest, after checking every file against it."""
    if not (folder / name / INDEX_MANIFEST).exists():
        raise IndexMissingError(
            f"There is no index {name} in {folder} any more. Choose another one, or build it again."
        )
    try:
        return folder / name, _checked_manifest(folder / name)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _incomplete(folder / name, error) from error


def _checked_manifest(generation: Path) -> Mapping[str, Any]:
    """The manifest of a generation, after checking every file against it. A missing file or key raises as Python has it."""
    manifest: dict[str, Any] = json.loads((generation / INDEX_MANIFEST).read_text(encoding="utf-8"))
    # The format first: another one may have other files, and a rebuild is all that helps.
    if manifest["format"] != FORMAT:
        raise IndexMismatchError(f"The index has format {manifest['format']}, this is {FORMAT}. {REPAIR_HINT}")
    if manifest["seal"] != manifest_seal(manifest):
        raise IndexDamagedError(f"{generation / INDEX_MANIFEST} differs from what was written. {REPAIR_HINT}")
    for file in dict.fromkeys((*INDEX_FILES, *manifest["files"])):
        if file_sha256(generation / file) != manifest["files"][file]:
            raise IndexDamagedError(f"{generation / file} differs from what was written. {REPAIR_HINT}")
    return manifest


def _incomplete(generation: Path, error: Exception) -> IndexDamagedError:
    return IndexDamagedError(f"The index in {generation} is incomplete ({error}). {REPAIR_HINT}")


def manifest_seal(manifest: Mapping[str, Any]) -> str:
    """The SHA-256 of the manifest's other values, in hex: the checksums in it are worth no more than the manifest itself."""
    values = {key: value for key, value in manifest.items() if key != "seal"}
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
