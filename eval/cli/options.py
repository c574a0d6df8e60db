"""Options that several commands of `netral-eval` share."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.publishing.build_table import report_lines
from assistant.publishing.publisher import config_to_build
from assistant.settings import Settings
from eval.questions.cases import QUESTIONS
from eval.questions.corpora import find_corpus
from index.build import build_index
from index.progress import progress_bar
from index.terminal import show

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - the type has no public name


def add_questions_option(command: argparse.ArgumentParser, default: Path = QUESTIONS, text: str | None = None) -> None:
    """Add `--questions`, one file of cases."""
    command.add_argument("--questions", type=Path, default=default, metavar="FILE", help=text)


def add_corpus_option(command: argparse.ArgumentParser) -> None:
    """Add `--corpus`, which stands for a folder of documents: their questions, and an index of their own beside the one in force."""
    text = "documents of eval/corpora/ instead of the articles, such as offices"
    command.add_argument("--corpus", metavar="NAME", help=text)


def apply_corpus(arguments: argparse.Namespace, settings: Settings) -> Settings:
    """The settings for the corpus that was asked for; its questions take the place of a default, not of a file that was named.

    Raises:
        DatasetError: there is no such corpus.
    """
    if not getattr(arguments, "corpus", None):
        return settings
    corpus = find_corpus(arguments.corpus)
    # `gate` has no questions, `check` may have several files.
    default = getattr(arguments, "questions", None)
    if default == QUESTIONS:
        arguments.questions = corpus.questions
    elif default == [QUESTIONS]:
        arguments.questions = [corpus.questions, corpus.heldout]
    index = arguments.index or settings.index.with_name(f"{settings.index.name}-{corpus.name}")
    return settings.with_changes(index=index, sources=corpus.documents)


def build_corpus_index(arguments: argparse.Namespace, settings: Settings) -> None:
    """Where a corpus was asked for, bring its index up to date: how files are read may have changed since. Else nothing.

    Raises:
        SourceError, EncoderError, StoreError: as `index.build.build_index`.
    """
    if arguments.corpus:
        with progress_bar("Encoding", "texts") as progress:
            report = build_index(
                settings.sources,
                settings.index,
                config_to_build(settings),
                progress=progress,
                limits=settings.reading_limits,
            )
        show("\n".join(report_lines(settings.sources, report)))


def sentence(text: str) -> str:
    """A line of help as the sentence that begins a command's own help."""
    return f"{text[0].upper()}{text[1:]}."
