"""netral-eval ablations | bench."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.answering.engine import reader_model
from assistant.reader.scoring import reads
from assistant.settings import Settings
from eval.questions.cases import QUESTIONS
from eval.studies.ablations import WITHOUT_READER, ablations
from eval.studies.benchmark_index import Pool
from eval.studies.benchmarks import BENCHMARKS, read_benchmark, reading_figures, retrieval_figures, table
from index.encoder import BUNDLED, load_encoder
from index.errors import ConfigError
from index.progress import progress_bar


def add_commands(commands: Any) -> None:
    """Add both to the subparsers of `netral-eval`."""
    text = "ask the same questions of every fusion, with and without the reader, and print one table"
    command = commands.add_parser("ablations", help=text, description=text.capitalize() + ".")
    command.add_argument("--questions", type=Path, default=QUESTIONS, metavar="FILE")
    command.add_argument(
        "--out", type=Path, required=True, metavar="FOLDER", help="one run in here for each configuration"
    )
    command.add_argument("--again", action="store_true", help="start over where the folder holds runs already")
    command.add_argument("--index", type=Path, metavar="FOLDER", help="folder of the index (default: .netral/index)")
    command.set_defaults(run=_ablations)
    _add_bench(commands)


def _add_bench(commands: Any) -> None:
    text = "find and read the passages of a known benchmark, and print our figures beside published ones"
    command = commands.add_parser("bench", help=text, description=text.capitalize() + ".")
    command.add_argument("benchmark", choices=BENCHMARKS)
    command.add_argument(
        "--data", type=Path, required=True, metavar="FOLDER", help="what docs/evaluation-benchmarks.md makes"
    )
    command.add_argument("--split", default="dev", metavar="NAME")
    command.add_argument(
        "--limit", type=int, metavar="N", help="ask only so many questions, evenly spread; all passages are searched"
    )
    command.add_argument("--out", type=Path, metavar="FOLDER", help="keep the passages' vectors and the figures here")
    command.add_argument("--encoder", metavar="NAME", help="another encoder, by name or path")
    command.add_argument("--reader", metavar="NAME", help="another reader model; sentences: find passages only")
    command.set_defaults(run=_bench)


def _bench(arguments: argparse.Namespace, settings: Settings) -> int:
    if arguments.limit is not None and arguments.limit < 1:
        raise ConfigError(f"`--limit` is {arguments.limit}: it is at least 1.")
    bench = read_benchmark(arguments.benchmark, arguments.data, arguments.split, arguments.limit)
    encoder = load_encoder(settings.encoder or BUNDLED, settings.threads)
    with progress_bar("Encoding", "passages") as progress:
        pool = Pool(bench.passages, encoder, arguments.out, progress)
    with progress_bar("Searching", "questions") as progress:
        found = retrieval_figures(bench, pool, encoder, progress)
    if settings.reader != WITHOUT_READER:
        with progress_bar("Reading", "questions") as progress:
            found |= reading_figures(bench, reads(reader_model(settings.reader, settings.threads)), progress)
    text = table(bench, found)
    if arguments.out:
        name = f"{bench.name}-{bench.split}-{len(bench.pairs)}"
        figures = json.dumps({key: asdict(one) for key, one in found.items()}, indent=1)
        (arguments.out / f"{name}.json").write_text(figures + "\n", encoding="utf-8")
        (arguments.out / f"{name}.md").write_text(text + "\n", encoding="utf-8")
    print(text)
    return 0


def _ablations(arguments: argparse.Namespace, settings: Settings) -> int:
    print(ablations(settings, arguments.questions, arguments.out, arguments.again))
    return 0
