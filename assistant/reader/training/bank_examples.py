"""The question bank as reading matter: each wording with the stretches that are served for it, and where in them the answer stands.

``python -m assistant.reader.training.bank_examples --index INDEX --out bank.jsonl`` writes a line for each view of a wording. The first
view is what is served for it; the others are of more or fewer passages, cut elsewhere. Every tenth entry is for measuring.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.question.query import Query, QueryAnalyzer
from assistant.reader.stretches import Stretch, cut_stretches
from assistant.reader.told_sentences import ToldSentence
from assistant.retrieval.candidates import Candidate, candidates_to_read, candidates_with, search_candidates
from assistant.settings import Settings
from assistant.tuning import TUNING
from index.arrays import Vectors
from index.bank import LocatedEntry
from index.document import Span
from index.encoder import Encoder, load_encoder
from index.store import Index

EVERY = 10
"""Every tenth entry is for measuring, with all its wordings."""
VIEWS = 3
"""Views of a wording that is trained on."""
MOST_READ = (4, 16)
"""Passages of a view that is not the one served: from the first to the second number."""
MOST_CHARACTERS = (350, 850)
"""Likewise, the characters of a stretch."""
SHORTEST_NAME = 4
"""Letters from which a stretch with the words of the short answer may well answer, too."""

Range = tuple[int, int]


@dataclass(frozen=True)
class BankWindow:
    """A stretch as it is read.

    Attributes:
        text: what is read, the article's title, place and date before it.
        answers: character ranges of the words that answer.
        whole: those of quotes without such words: some words of them answer.
        sentences: each sentence, and whether (part of) it is quoted.
        doubtful: it has the words of the answer where nobody quotes them, or only a part of the quote; it is not trained on.
    """

    text: str
    answers: tuple[Range, ...] = ()
    whole: tuple[Range, ...] = ()
    sentences: tuple[tuple[int, int, bool], ...] = ()
    doubtful: bool = False


@dataclass(frozen=True)
class BankQuestion:
    """A wording with its windows.

    Attributes:
        split: `train` or `dev`.
        view: 0 for what is served.
        question: as it is read; in other views than the first, as it was typed.
    """

    entry: str
    kind: str
    split: str
    view: int
    question: str
    windows: tuple[BankWindow, ...]


@dataclass(frozen=True)
class Search:
    """What finds the passages of a question, as `assistant.answering.engine` puts it together: that is above this package."""

    index: Index
    encoder: Encoder
    query_analyzer: QueryAnalyzer
    settings: Settings

    @classmethod
    def open(cls, folder: Path) -> Search:
        """Over the index in a folder, with the shipped settings."""
        index, settings = Index(folder), Settings()
        encoder = load_encoder(index.config.encoder, settings.threads)

        def is_word(word: str) -> bool:
            one, given = encoder.count_tokens(["yang", word])
            return given <= one

        def is_name(word: str) -> bool:
            small, capital = encoder.count_tokens([word, word.capitalize()])
            return capital < small

        analyzer = QueryAnalyzer.load(
            index.analyzer, index.words(), None, is_word, index.names(), is_name, index.rarity
        )
        return cls(index, encoder, analyzer, settings)


def read_bank_questions(path: Path) -> list[BankQuestion]:
    """What `main` wrote."""
    found = []
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        windows = tuple(
            BankWindow(
                window["text"],
                tuple((a, b) for a, b in window["answers"]),
                tuple((a, b) for a, b in window["whole"]),
                tuple((a, b, right) for a, b, right in window["sentences"]),
                window["doubtful"],
            )
            for window in row.pop("windows")
        )
        found.append(BankQuestion(**row, windows=windows))
    return found


def bank_questions(search: Search, rng: random.Random, views: int = VIEWS) -> Iterator[BankQuestion]:
    """Every wording of the index's bank, in its views; one view of those that are for measuring."""
    for number, located in enumerate(search.index.bank.entries if search.index.bank else ()):
        split = "dev" if number % EVERY == EVERY - 1 else "train"
        queries = [search.query_analyzer.query(wording.text) for wording in located.entry.wordings]
        vectors = search.encoder.encode_queries([query.text for query in queries])
        for wording, query, vector in zip(located.entry.wordings, queries, vectors, strict=True):
            if not query.concepts:
                continue
            for view in range(views if split == "train" else 1):
                stretches = _view(search, located, query, vector, rng if view else None)
                windows = tuple(window_of(stretch, located) for stretch in stretches)
                text = wording.text if view else query.text
                yield BankQuestion(located.entry.id, located.entry.kind, split, view, text, windows)


def _view(
    search: Search, located: LocatedEntry, query: Query, vector: Vectors, rng: random.Random | None
) -> list[Stretch | ToldSentence]:
    """The stretches that are served, with the passages of the quotes among them; or, with chance, others."""
    most = rng.randint(*MOST_READ) if rng else search.settings.candidates
    longest = rng.randint(*MOST_CHARACTERS) if rng else TUNING.stretch_characters
    wanted = list(dict.fromkeys(search.index.row_with_most(quote.source_id, quote.span) for quote in located.quotes))
    ranked = search_candidates(
        query, vector, search.index, most * TUNING.ranked_per_read, search.settings.fusion, also=wanted
    )
    chosen: Sequence[Candidate] = candidates_with(candidates_to_read(ranked, most), ranked, wanted)
    return cut_stretches(chosen, longest)


def window_of(stretch: Stretch | ToldSentence, located: LocatedEntry) -> BankWindow:
    """A stretch with what in it answers."""
    text, ranges = stretch.text, stretch.ranges
    short = located.entry.short
    answers: list[Range] = []
    whole: list[Range] = []
    quoted = [False] * len(ranges)
    partly = False
    for number, quote in enumerate(located.quotes):
        if quote.source_id != stretch.document.id:
            continue
        inside = [at for at, sentence in enumerate(stretch.sentences) if sentence.overlaps(quote.span)]
        if not inside:
            continue
        for at in inside:
            quoted[at] = True
        within = _within(stretch, quote.span, ranges[inside[0]][0], ranges[inside[-1]][1])
        if within is None:
            continue
        if short is None:
            whole.append(within)
        elif words := places_of(text, short, within):
            # In the quote, the first place is the one that was checked; in the others every one may be meant.
            answers += words[:1] if number == 0 else words
        elif number == 0:
            partly = True
        else:
            whole.append(within)
    elsewhere = short is not None and len(short) >= SHORTEST_NAME and not (answers or whole or partly)
    doubtful = partly and not (answers or whole)
    if elsewhere and short is not None:
        # Not in the line before it, which is no sentence and is never quoted.
        doubtful = bool(places_of(text, short, (ranges[0][0], ranges[-1][1])))
    return BankWindow(
        text,
        tuple(sorted(set(answers))),
        tuple(sorted(set(whole))),
        tuple((a, b, right) for (a, b), right in zip(ranges, quoted, strict=True)),
        doubtful,
    )


def _within(stretch: Stretch | ToldSentence, span: Span, first: int, last: int) -> Range | None:
    """The characters of a stretch's text, between two of them, that are in a span of its document; None where none is."""
    # The text that is read is a little shorter than the document's, so the span is looked for rather than shifted.
    places = ((at, stretch.in_document(Span(at, at + 1))) for at in range(first, last))
    inside = [at for at, place in places if place and span.contains(place)]
    return (inside[0], inside[-1] + 1) if inside else None


def places_of(text: str, words: str, within: Range) -> list[Range]:
    """Every place of some words in a range of a text, whatever their case and spacing."""
    spaced = r"\s+".join(map(re.escape, words.split()))
    found = re.compile(rf"(?<!\w){spaced}(?!\w)", re.IGNORECASE).finditer(text, *within)
    return [match.span() for match in found]


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--index", type=Path, required=True, help="folder of an index of the articles and their bank")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--views", type=int, default=VIEWS, help="views of each wording that is trained on")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(arguments)
    search = Search.open(args.index)
    with args.out.open("w", encoding="utf-8") as out:
        for question in bank_questions(search, random.Random(args.seed), args.views):
            print(json.dumps(asdict(question), ensure_ascii=False), file=out)


if __name__ == "__main__":
    main()
