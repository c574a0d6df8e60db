"""Known benchmarks of Indonesian question answering: finding the passage, and reading it.

`docs/evaluation-benchmarks.md` describes the form of the files. Each question has one passage that is known to answer it; others may
too, and count as wrong. "Not answerable" means: not by the paired passage.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from assistant.answering.engine import name_test, word_test
from assistant.markdown import table as markdown_table
from assistant.question.check import check_question
from assistant.question.query import QueryAnalyzer
from assistant.reader.scoring import Measured, Pair, ReadBatch, measure_pair, read_pairs, read_passages, read_windows
from assistant.retrieval.candidates import search_candidates
from assistant.settings import FUSIONS
from eval.measures import statistics as weighted
from eval.measures.bootstrap import Estimate, Statistic, bootstrap_estimates
from eval.measures.percent import percent, with_interval
from eval.measures.retrieval import measures_by_question
from eval.questions.cases import DATA, DatasetError
from eval.studies.benchmark_index import BenchmarkIndex
from index.encoder import Encoder, Progress
from index.errors import QuestionError

BENCHMARKS = ("idk_mrc", "facqa")
RETRIEVAL = ("Success@1", "Success@5", "Success@10", "RR@10", "nDCG@10")
"""One passage answers, so that Success@k and recall at k are the same."""
NEEDED = 10
"""Passages that are looked at of each ranking: as deep as the deepest measure."""
PUBLISHED = DATA / "published.json"


@dataclass(frozen=True, slots=True)
class Benchmark:
    """The questions of one split, and every passage that is searched for them."""

    name: str
    split: str
    pairs: tuple[Pair, ...]
    passages: dict[str, str]


def read_benchmark(name: str, folder: Path, split: str, limit: int | None = None) -> Benchmark:
    """The benchmark `name` in `folder`; with `limit`, that many of its questions, evenly spread. All passages are searched.

    Raises:
        DatasetError: the files are missing or damaged, or there is no such split.
    """
    try:
        pairs = read_pairs(folder / name)
        passages = {key: row["text"] for key, row in read_passages(folder / name).items()}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DatasetError(
            f"{folder / name} has no benchmark: {error!r}. docs/evaluation-benchmarks.md says how to make it."
        ) from error
    kept = [pair for pair in pairs if pair.split == split]
    if not any(pair.answers for pair in kept):
        there = ", ".join(dict.fromkeys(pair.split for pair in pairs))
        raise DatasetError(f"{name} has no answerable questions in its split {split!r}. Its splits: {there}.")
    if limit is not None and limit < len(kept):
        # Evenly spread, so that a file in the order of its topics or passages is still represented.
        kept = [kept[number * len(kept) // limit] for number in range(limit)]
    return Benchmark(name, split, tuple(kept), passages)


def retrieval_figures(
    bench: Benchmark, pool: BenchmarkIndex, encoder: Encoder, progress: Progress | None = None
) -> dict[str, Estimate]:
    """The retrieval measures of every fusion over the answerable questions, searched as the service searches."""
    questions = QueryAnalyzer.load(pool.analyzer, pool.words, is_word=word_test(encoder), is_name=name_test(encoder))
    asked = [pair for pair in bench.pairs if pair.answers]
    rankings: dict[str, dict[str, list[str]]] = {fusion: {} for fusion in FUSIONS}
    for number, pair in enumerate(asked, 1):
        try:
            query = questions.query(check_question(pair.question))
        except QuestionError:  # the service would refuse it: nothing is found, and the question still counts
            continue
        vector = encoder.encode_queries([query.text])[0]
        for fusion in FUSIONS:
            found = search_candidates(query, vector, pool, NEEDED, fusion)
            rankings[fusion][pair.id] = [candidate.document.id for candidate in found]
        if progress:
            progress(number, len(asked))
    judgements = {pair.id: [pair.passage_id] for pair in asked}
    statistics: dict[str, tuple[int, Statistic]] = {}
    for name, ranked in rankings.items():
        values = measures_by_question(judgements, ranked)
        for measure in RETRIEVAL:
            statistics[f"{name}: {measure}"] = (
                len(asked),
                weighted.weighted_ratio([values[p.id][measure] for p in asked]),
            )
    return bootstrap_estimates(statistics, len(asked))


def reading_figures(bench: Benchmark, read: ReadBatch, progress: Progress | None = None) -> dict[str, Estimate]:
    """What the reader finds in the paired passages; `declining` is over all questions, as in SQuAD 2 (Rajpurkar et al., ACL 2018).

    Declining means a margin of at most 0: right for a question without an answer, wrong for one with an answer.
    """
    found: list[Measured] = []
    for number, pair in enumerate(bench.pairs, 1):
        found.append(measure_pair(pair, read_windows(pair, read)))
        if progress:
            progress(number, len(bench.pairs))
    return bootstrap_estimates(_reading(found), len(found))


def _reading(found: Sequence[Measured]) -> dict[str, tuple[int, Statistic]]:
    answerable = [float(one.answerable) for one in found]
    count = int(sum(answerable))
    statistics: dict[str, tuple[int, Statistic]] = {
        "reader: answer sentence": (count, weighted.weighted_ratio([float(one.sentence) for one in found], answerable)),
        "reader: span overlap": (count, weighted.weighted_ratio([float(one.overlap) for one in found], answerable)),
        "reader: exact match": (count, weighted.weighted_ratio([one.exact for one in found], answerable)),
        "reader: F1": (count, weighted.weighted_ratio([one.f1 for one in found], answerable)),
    }
    if count < len(found):
        margins = [one.margin for one in found]
        # Where every question has an answer, there is nothing to tell apart and nothing to decline.
        statistics |= {
            "reader: AUROC, answerable": (
                len(found),
                weighted.weighted_auroc(margins, [one.answerable for one in found]),
            ),
            "reader: exact match, declining": (
                len(found),
                weighted.weighted_ratio([_declining(one, one.exact) for one in found]),
            ),
            "reader: F1, declining": (len(found), weighted.weighted_ratio([_declining(one, one.f1) for one in found])),
        }
    return statistics


def _declining(one: Measured, value: float) -> float:
    return float(one.margin <= 0) if not one.answerable else value * (one.margin > 0)


@lru_cache(maxsize=1)
def _published() -> dict[str, dict[str, tuple[float, str]]]:
    found: dict[str, dict[str, tuple[float, str]]] = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    return found


def benchmark_table(bench: Benchmark, found: dict[str, Estimate]) -> str:
    """Our figures beside published ones, in percent, as Markdown."""
    rows = []
    said = ""
    for name, estimate in found.items():
        value, what = _published()[bench.name].get(name, (None, ""))
        # Published figures of one source are adjacent; the first says what they measure, for the others too.
        said = what or (said if value is not None else "")
        rows.append((name, estimate.questions, with_interval(estimate), percent(value), said))
    head = f"{bench.name}, {bench.split}: {len(bench.pairs)} questions, {len(bench.passages)} passages"
    return f"{head}\n\n{markdown_table(('figure', 'questions', '% (95 %)', 'others', 'of what'), rows, 'lrrrl')}"
