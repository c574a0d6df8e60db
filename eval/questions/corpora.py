"""The corpora of the repository: documents beside the five articles, each folder with its question sets and the run to compare with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from eval.questions.cases import DatasetError

CORPORA = Path(__file__).parents[1] / "corpora"


@dataclass(frozen=True, slots=True)
class Corpus:
    """A folder of `corpora/`, with the documents, the questions for developing and those for judging."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def documents(self) -> Path:
        return self.folder / "documents"

    @property
    def questions(self) -> Path:
        return self.folder / "questions.jsonl"

    @property
    def heldout(self) -> Path:
        return self.folder / "heldout.jsonl"


def find_corpus(name: str) -> Corpus:
    """The corpus of that name.

    Raises:
        DatasetError: there is none.
    """
    known = sorted(path.parent.name for path in CORPORA.glob("*/questions.jsonl"))
    if name not in known:
        named = (
            f"It is one of: {', '.join(known)}."
            if known
            else "There are corpora in a checkout of the repository alone."
        )
        raise DatasetError(f"There is no corpus {name!r}. {named}")
    return Corpus(CORPORA / name)
