"""netral-eval robustness | leave-one-out | leave-author-out | ablations | bench: the larger experiments."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answering.engine import reader_model
from assistant.answering.service import AnswerService
from assistant.options import add_index_option
from assistant.reader.scoring import batch_reader
from assistant.settings import Settings
from eval.cli.options import add_questions_option, sentence
from eval.measures.judge import Judged
from eval.questions.cases import Case, DatasetError, read_cases
from eval.questions.variants import SEED, TRANSFORMS, derive_set, read_derived
from eval.runs.compare import differences_table as differences_table
from eval.runs.folder import TABLE
from eval.runs.run import run_questions
from eval.studies.ablations import WITHOUT_READER, run_ablations
from eval.studies.benchmark_index import BenchmarkIndex
from eval.studies.benchmarks import BENCHMARKS, benchmark_table, read_benchmark, reading_figures, retrieval_figures
from eval.studies.leave_author_out import author_cases, bank_without, leave_author_out_table, wording_authors
from eval.studies.leave_one_out import leave_each_out, leave_one_out_table, rebuild_without
from eval.studies.robustness import measure_robustness
from index.bank_file import BANK_FILE, read_bank
from index.encoder import BUNDLED, load_encoder
from index.errors import ConfigError
from index.files import replace_file
from index.load import load_folder
from index.progress import progress_bar
from index.store import Index
from index.terminal import show

if TYPE_CHECKING:
    from eval.cli.options import Commands

FULL = "full"
MOST_WORDINGS = 200


def add_commands(commands: Commands) -> None:
    """Add the commands to those of netral-eval."""
    robust = commands.add_parser(
        "robustness", help="ask the questions and their derived sets: what is lost, and how certain that is"
    )
    robust.set_defaults(run=_robustness)
    robust.add_argument("--sets", type=Path, metavar="FOLDER", help="derived sets to use (default: derive them now)")
    robust.add_argument("--seed", type=int, default=SEED, help=f"of everything drawn at random ({SEED})")

    left = commands.add_parser(
        "leave-one-out", help="ask without each article in turn: are the questions that only it answers refused?"
    )
    left.set_defaults(run=_leave_one_out)
    left.add_argument("--sources", type=Path, metavar="FOLDER", help="the articles (default: the setting `sources`)")

    authors = commands.add_parser(
        "leave-author-out", help="ask each author's wordings of the question bank that has none of them"
    )
    authors.set_defaults(run=_leave_author_out)
    authors.add_argument("--sources", type=Path, metavar="FOLDER", help="the articles (default: the setting `sources`)")
    authors.add_argument("--out", type=Path, metavar="FOLDER", help="write the table and each run's records here")
    authors.add_argument("--most", type=int, default=MOST_WORDINGS, metavar="N", help="wordings asked of each author")
    add_index_option(authors)

    for command in (robust, left):
        command.add_argument("--out", type=Path, metavar="FOLDER", help="write the table and each run's records here")
        add_index_option(command)
        add_questions_option(command)
    _add_ablations(commands)
    _add_bench(commands)


def _add_ablations(commands: Commands) -> None:
    text = "ask the same questions of every fusion, with and without the reader, and print one table"
    command = commands.add_parser("ablations", help=text, description=sentence(text))
    add_questions_option(command)
    command.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="a run for each configuration")
    command.add_argument("--again", action="store_true", help="start over where the folder has runs already")
    add_index_option(command)
    command.set_defaults(run=_ablations)


def _add_bench(commands: Commands) -> None:
    text = "find and read the passages of a known benchmark, and print our figures beside published ones"
    command = commands.add_parser("bench", help=text, description=sentence(text))
    command.add_argument("benchmark", choices=BENCHMARKS)
    command.add_argument(
        "--data",
        type=Path,
        required=True,
        metavar="FOLDER",
        help="the files that docs/evaluation-benchmarks.md describes",
    )
    command.add_argument("--split", default="dev", metavar="NAME")
    command.add_argument(
        "--limit", type=int, metavar="N", help="ask only N questions, evenly spread; all passages are searched"
    )
    command.add_argument("--out", type=Path, metavar="FOLDER", help="keep the passages' vectors and the figures here")
    command.add_argument("--encoder", metavar="NAME", help="another encoder, by name or path")
    command.add_argument("--reader", metavar="NAME", help='another reader model; "sentences": find passages only')
    command.set_defaults(run=_bench)


def _robustness(arguments: argparse.Namespace, settings: Settings) -> int:
    service = AnswerService(settings)
    cases = read_cases(arguments.questions, service.source)
    # Sets on disk may have been corrected by people; those derived here are as the rules make them.
    sets = (
        read_derived(arguments.sets, cases, service.source)
        if arguments.sets
        else {name: derive_set(cases, name, arguments.seed) for name in TRANSFORMS}
    )
    found = measure_robustness(lambda name, asked: _ask(service, name, asked, arguments.out), cases, sets)
    lines = [differences_table([difference for one in found for difference in one.differences]), ""]
    lines += [f"{one.name}: lost {_named(one.lost)}; won {_named(one.won)}" for one in found]
    lines += [f"{name}: no question can be changed this way." for name, derived in sets.items() if not derived]
    _tell("\n".join(lines), arguments.out)
    return 0


def _leave_one_out(arguments: argparse.Namespace, settings: Settings) -> int:
    sources = arguments.sources or settings.sources
    cases = read_cases(arguments.questions, Index(settings.index).document)
    names = [document.id for document in load_folder(sources)]
    if len(names) < 2:
        raise DatasetError(f"{sources} has one article. Leaving one out needs two or more.")
    # The encoder of the index in force, whose vectors every rebuild takes over.
    encoder = load_encoder(Index(settings.index).config.encoder, settings.threads)
    # The index in force is never touched: it may be serving.
    with tempfile.TemporaryDirectory(prefix="netral-") as folder:
        # Built like the others, so that nothing but the article differs; the index in force may be older than the folder.
        full = rebuild_without(sources, settings.index, Path(folder) / FULL, encoder)

        def ask(name: str, asked: Sequence[Case]) -> list[Judged]:
            index = rebuild_without(sources, full, Path(folder) / f"without-{name}", encoder, {name})
            service = AnswerService(settings.with_changes(index=index))
            return _ask(service, f"without {name}", asked, arguments.out)

        whole = AnswerService(settings.with_changes(index=full))
        rows = leave_each_out(_ask(whole, FULL, cases, arguments.out), names, ask)
    lines = [leave_one_out_table(rows), ""]
    lines += [
        f"without {row.name}: answered all the same {_named(row.answered)}; lost {_named(row.lost)}"
        for row in rows[:-1]  # the last is of all articles, whose questions the others name
    ]
    _tell("\n".join(lines), arguments.out)
    return 0


def _leave_author_out(arguments: argparse.Namespace, settings: Settings) -> int:
    if arguments.most < 1:
        raise ConfigError(f"`--most` is {arguments.most}: it is at least 1.")
    sources = arguments.sources or settings.sources
    bank = read_bank(sources / BANK_FILE)
    encoder = load_encoder(Index(settings.index).config.encoder, settings.threads)
    found = []
    with tempfile.TemporaryDirectory(prefix="netral-") as folder:
        for author in wording_authors(bank):
            index = rebuild_without(
                sources, settings.index, Path(folder) / author, encoder, choose_entries=bank_without(author)
            )
            service = AnswerService(settings.with_changes(index=index))
            cases = author_cases(bank, author, arguments.most)
            found.append((author, _ask(service, f"without {author}", cases, arguments.out)))
    _tell(leave_author_out_table(found), arguments.out)
    return 0


def _ablations(arguments: argparse.Namespace, settings: Settings) -> int:
    show(run_ablations(settings, arguments.questions, arguments.out, arguments.again))
    return 0


def _bench(arguments: argparse.Namespace, settings: Settings) -> int:
    if arguments.limit is not None and arguments.limit < 1:
        raise ConfigError(f"`--limit` is {arguments.limit}: it is at least 1.")
    bench = read_benchmark(arguments.benchmark, arguments.data, arguments.split, arguments.limit)
    encoder = load_encoder(settings.encoder or BUNDLED, settings.threads)
    with progress_bar("Encoding", "passages") as progress:
        pool = BenchmarkIndex(bench.passages, encoder, arguments.out, progress)
    with progress_bar("Searching", "questions") as progress:
        found = retrieval_figures(bench, pool, encoder, progress)
    if settings.reader != WITHOUT_READER:
        with progress_bar("Reading", "questions") as progress:
            found |= reading_figures(bench, batch_reader(reader_model(settings.reader, settings.threads)), progress)
    text = benchmark_table(bench, found)
    if arguments.out:
        name = f"{bench.name}-{bench.split}-{len(bench.pairs)}"
        # Named by size, so that a quick look with --limit does not overwrite the whole benchmark.
        figures = json.dumps({key: asdict(one) for key, one in found.items()}, indent=1)
        replace_file(arguments.out / f"{name}.json", f"{figures}\n".encode())
        replace_file(arguments.out / f"{name}.md", f"{text}\n".encode())
    show(text)
    return 0


def _ask(service: AnswerService, name: str, cases: Sequence[Case], out: Path | None) -> list[Judged]:
    with progress_bar(name, "questions") as progress:
        return run_questions(service, cases, out / name.replace(" ", "-") if out else None, progress)


def _tell(text: str, out: Path | None) -> None:
    show(text)
    if out:
        replace_file(out / TABLE, f"{text}\n".encode())


def _named(ids: Sequence[str]) -> str:
    return ", ".join(ids) or "none"
