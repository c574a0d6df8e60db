"""The whole pipeline, top to bottom: a folder of articles to a published index."""

from __future__ import annotations

import dataclasses
import hashlib
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout

from index.analyzer import Analyzer, find_names, word_tokens
from index.arrays import Vectors
from index.bank_file import BANK_FILE, Bank, BankProblem, LocatedBank, locate_bank, read_bank
from index.bank_index import BankIndex, missing_vectors, no_vector
from index.bm25 import BM25
from index.build_report import BuildReport, built_documents, faults
from index.config import IndexConfig
from index.disk_space import room_on
from index.document import Document, Passage
from index.encoder import Encoder, load_encoder
from index.errors import BankError, SourceError, StoreError
from index.files import remove_unfinished
from index.folder_journal import FolderJournal
from index.furniture import rules_for
from index.generations import GENERATIONS_KEPT, LOCK_FILE
from index.load import read_folder
from index.originals import ORIGINALS, keep_originals
from index.passages import cut_passages, embedded_text
from index.progress import Progress
from index.publish import (
    Contents,
    index_fingerprint,
    publish_generation,
    remove_left_over,
    remove_unneeded_originals,
)
from index.reading_form import reading_form
from index.reading_limits import DEFAULT_LIMITS, ReadingLimits
from index.store import Index, current_generation
from index.vector import VectorIndex


def build_index(
    source: Path,
    folder: Path,
    config: IndexConfig | None = None,
    encoder: Encoder | None = None,
    progress: Progress | None = None,
    leave_out: Collection[str] = (),
    choose_entries: Callable[[Bank], Bank] | None = None,
    by: str = "",
    keep: int = GENERATIONS_KEPT,
    reading: Progress | None = None,
    strict: bool = False,
    limits: ReadingLimits = DEFAULT_LIMITS,
) -> BuildReport:
    """Index the articles in `source` and publish the index in `folder`; only texts that are new to it are encoded.

    Articles with an id in `leave_out` are ignored. `choose_entries` gives the part of the folder's question bank
    that is used. What is wrong with it is reported, and the rest is used. `by` and `keep`: see `publish_generation`.
    `progress` counts texts that are encoded, `reading` bytes of files that are read. A document that exceeds `limits` is left out.

    Raises:
        SourceError: no article can be used, or their manifest cannot; with `strict`, also where a file is left out or there is a
            warning about one. The index in force stays as it was.
        EncoderError: the encoder cannot be loaded.
        StoreError: another build of the same index is running.
        DiskFullError: there is no room for the index. The one in force stays.
    """
    started = time.perf_counter()
    config = config or IndexConfig()
    # A change to the folder that was interrupted: half of one might stop the build, or be published.
    FolderJournal(source).settle()
    read = read_folder(source, reading, limits, rules_for(source))
    kept = (document for document in read.documents if document.id not in leave_out)
    documents = [dataclasses.replace(document, furniture=read.furniture[document.id]) for document in kept]
    encoder = encoder or load_encoder(config.encoder)
    limited = limit_to_encoder(config, encoder)
    found = [(document, p) for document in documents for p in cut_passages(document, limited, encoder.count_tokens)]
    if not found:
        raise SourceError(
            f"The articles in {source} contain nothing but page furniture. Add articles, or correct furniture.toml."
        )
    table = built_documents(documents, (document.id for document, _ in found))
    if strict and (refused := list(faults(table, read.left_out))):
        lines = "".join(f"\n  {line}" for line in refused)
        raise SourceError(f"Nothing was published, because of --strict. Correct or remove these files:{lines}")
    texts = [embedded_text(document, passage, limited) for document, passage in found]
    bank = _located_bank(source, documents, choose_entries)
    # The encoder's id is in the key: the vectors of another encoder must not be reused.
    keys = [hashlib.sha256(f"{encoder.id}\n{text}".encode()).digest() for text in texts]
    analyzer = Analyzer.load()
    # Of everything that goes in, so it is known before anything is encoded: the same name means that there is nothing to do.
    name = index_fingerprint(limited, encoder.id, analyzer.version, documents, keys, bank, read.copies)
    # A second build is refused, not queued: most often it would repeat the first.
    with _alone(folder):
        previous = _previous(folder)
        known = _rows_by_key(previous, encoder)
        new = [row for row, key in enumerate(keys) if key not in known]
        unchanged = previous is not None and previous.fingerprint == name
        keep_originals(folder, source, documents)  # of an unchanged index too: one of them may be damaged
        if not unchanged:
            known_vectors = previous.bank.vector_of() if previous and previous.bank else no_vector
            wordings = len(missing_vectors(bank.entries, encoder.id, known_vectors))
            passage_step, wording_step = _steps(progress, len({keys[row] for row in new}), wordings)
            vectors = _vectors(texts, keys, new, known, previous, encoder, passage_step)
            contents = _contents(limited, encoder, analyzer, documents, found, keys, vectors)
            if bank.entries:
                indexed = BankIndex.build(bank.entries, encoder, analyzer, limited, known_vectors, wording_step)
                contents = dataclasses.replace(contents, bank=indexed)
            problems = [str(problem) for problem in bank.problems]
            contents = dataclasses.replace(contents, bank_problems=problems, copies=read.copies)
            publish_generation(folder, name, contents, by, keep)
    return BuildReport(
        fingerprint=name,
        passages=len(found),
        encoded=len({keys[row] for row in new}),  # by key: a text that occurs twice is encoded once
        reused=len(keys) - len(new),
        seconds=time.perf_counter() - started,
        table=table,
        left_out=read.left_out,
        unchanged=unchanged,
        entries=len(bank.entries),
        wordings=sum(len(located.entry.wordings) for located in bank.entries),
        bank_problems=bank.problems,
    )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """The folder of an index with no other build in it, and without what builds that were killed had begun to write."""
    try:
        with room_on(folder):
            folder.mkdir(parents=True, exist_ok=True)
            with FileLock(folder / LOCK_FILE, timeout=0):
                remove_left_over(folder)
                remove_unfinished(folder)
                remove_unfinished(folder / ORIGINALS)
                try:
                    yield
                except BaseException:  # Ctrl-C, too
                    remove_unneeded_originals(folder)  # those that were copied for this index
                    raise
    except Timeout:
        raise StoreError(f"Another build of {folder} is running. Wait until it ends, then run this again.") from None


def _located_bank(source: Path, documents: Sequence[Document], choose: Callable[[Bank], Bank] | None) -> LocatedBank:
    try:
        bank = read_bank(source / BANK_FILE)
    except BankError as error:  # the articles are not to blame, and can be asked about without it
        return LocatedBank(problems=(BankProblem(0, "", str(error)),))
    by_id = {document.id: document for document in documents}
    return locate_bank(choose(bank) if choose else bank, by_id.get)


def _steps(progress: Progress | None, passages: int, wordings: int) -> tuple[Progress | None, Progress | None]:
    """One progress over passages and then wordings, as each of the two reports its own."""
    if progress is None:
        return None, None
    total = passages + wordings
    return lambda done, _: progress(done, total), lambda done, _: progress(passages + done, total)


def limit_to_encoder(config: IndexConfig, encoder: Encoder) -> IndexConfig:
    """The settings, with passages no longer than the encoder reads; it would silently ignore the rest of a longer one."""
    return dataclasses.replace(config, passage_tokens=min(config.passage_tokens, encoder.max_tokens))


def _previous(folder: Path) -> Index | None:
    """The index in force, or None if there is none or it cannot be used: then everything is encoded."""
    try:
        return Index(folder) if current_generation(folder) else None
    except StoreError:
        return None


def _rows_by_key(previous: Index | None, encoder: Encoder) -> dict[bytes, int]:
    """The rows of the previous index by key; none if another encoder made its vectors."""
    if previous is None or previous.encoder_id != encoder.id:
        return {}
    return {key.tobytes(): row for row, key in enumerate(previous.keys())}


def _vectors(
    texts: Sequence[str],
    keys: Sequence[bytes],
    new: Sequence[int],
    known: dict[bytes, int],
    previous: Index | None,
    encoder: Encoder,
    progress: Progress | None,
) -> Vectors:
    """`(len(texts), dimension)`: vectors of the previous index where the text is known, encoded where it is not."""
    first = {keys[row]: row for row in reversed(new)}  # a text that occurs twice is encoded once
    rows = sorted(first.values())
    fresh = encoder.encode_passages([texts[row] for row in rows], progress)
    place = {keys[row]: number for number, row in enumerate(rows)}
    vectors = np.empty((len(texts), encoder.dimension), np.float32)
    for row, key in enumerate(keys):
        if key in place:
            vectors[row] = fresh[place[key]]
        elif previous is not None:
            vectors[row] = previous.vectors.vectors(np.array([known[key]]))[0]
    return vectors


def _contents(
    config: IndexConfig,
    encoder: Encoder,
    analyzer: Analyzer,
    documents: Sequence[Document],
    found: Sequence[tuple[Document, Passage]],
    keys: Sequence[bytes],
    vectors: Vectors,
) -> Contents:
    # Words and names are of what is quoted; terms are of what is searched, which begins with title, place and date.
    texts = [reading_form(document.text).of(passage.span) for document, passage in found]
    terms = [analyzer.terms(embedded_text(document, passage, config)) for document, passage in found]
    return Contents(
        config=config,
        encoder_id=encoder.id,
        analyzer_version=analyzer.version,
        documents=documents,
        passages=[passage for _, passage in found],
        keys=keys,
        words=sorted({word for text in texts for word in word_tokens(text)}),
        names=find_names(texts),
        vectors=VectorIndex.build(vectors, config.hnsw_from),
        bm25=BM25.fit(terms, config.k1, config.b, config.epsilon),
    )
