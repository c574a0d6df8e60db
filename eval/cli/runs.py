"""netral-eval run | compare | gate: asks a question set, and compares runs."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.options import add_index_option
from assistant.settings import FUSIONS, READERS, Settings
from eval.cli.options import add_corpus_option, add_questions_option, build_corpus_index, sentence
from eval.runs.compare import (
    broken_rules,
    compare_runs,
    differences_table,
    losses_and_wins,
    pair_runs,
    read_run,
    side_by_side,
)
from eval.runs.compared import keep_comparison
from eval.runs.evaluate import ask_library, ask_server
from eval.runs.folder import finished_at
from eval.runs.server import Server
from index.errors import ConfigError
from index.store import Index
from index.terminal import show, visible_line

if TYPE_CHECKING:
    from eval.cli.options import Commands

ANSWERING = ("encoder", "reader", "reranker", "candidates", "fusion")
"""The settings that change answers and that `run` takes as options."""


def add_commands(commands: Commands) -> None:
    """Add the commands to those of netral-eval."""
    text = "ask every question and print the figures by kind"
    run = commands.add_parser("run", help=text, description=sentence(text))
    add_questions_option(run)
    add_corpus_option(run)
    add_index_option(run)
    _add_run_options(run)
    run.set_defaults(run=_run)

    pair = commands.add_parser("compare", help="two runs, pair by pair: what changed, and whether it could be chance")
    pair.add_argument("before", type=Path, metavar="BEFORE")
    pair.add_argument("after", type=Path, metavar="AFTER")
    pair.set_defaults(run=_compare)

    gate = commands.add_parser("gate", help="fail on a significant loss against a baseline, or on a broken rule")
    gate.add_argument("--baseline", type=Path, required=True, metavar="FOLDER")
    gate.add_argument("after", type=Path, metavar="RUN")
    add_corpus_option(gate)
    add_index_option(gate)
    gate.set_defaults(run=_gate)


def _add_run_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--out",
        type=Path,
        metavar="FOLDER",
        help="keep the records, rankings and figures here; an interrupted run continues",
    )
    command.add_argument("--again", action="store_true", help="start over where the folder has a run already")
    command.add_argument("--url", metavar="URL", help="ask a running server, such as http://127.0.0.1:7860")
    command.add_argument("--encoder", metavar="NAME", help="refuse an index that another encoder built")
    command.add_argument("--reader", metavar="NAME", help=f"{' or '.join(READERS)}, or a model by name or path")
    command.add_argument("--reranker", metavar="NAME", help="a cross-encoder by name or path")
    command.add_argument("--candidates", type=int, metavar="N", help="passages to read for a question")
    command.add_argument("--fusion", choices=FUSIONS, help="how the two searches become one ranking")


def given_settings(arguments: argparse.Namespace) -> dict[str, Any]:
    """The settings given as options; None where an option was not given, or the command does not have it."""
    return {name: getattr(arguments, name, None) for name in ("index", *ANSWERING)}


def _run(arguments: argparse.Namespace, settings: Settings) -> int:
    # Looked up before asking, because afterwards every run is finished.
    before = finished_at(arguments.out) if arguments.out and not arguments.again else None
    if arguments.url:
        if given := [f"--{name}" for name, value in given_settings(arguments).items() if value is not None]:
            raise ConfigError(f"A server has its own settings: leave out {', '.join(given)} or --url.")
        done = ask_server(Server(arguments.url), arguments.questions, arguments.out, arguments.again)
    else:
        build_corpus_index(arguments, settings)
        done = ask_library(settings, arguments.questions, arguments.out, arguments.again)
    show(done.report)
    # One by one, because a table only counts them.
    for wrong in (j for j in done.judged if j.error):
        show(f"{wrong.case.id}: {visible_line(wrong.error)}")
    if done.note:
        show(done.note)
    if before:
        show(f"Nothing was asked: {arguments.out} has had this run since {before}. To ask again, add --again.")
    return 0


def _compare(arguments: argparse.Namespace, _: Settings) -> int:
    before, after = read_run(arguments.before), read_run(arguments.after)
    pairs = pair_runs(before, after)
    differences = compare_runs(pairs)
    keep_comparison(arguments.before, arguments.after, differences)
    show(differences_table(differences))
    # Said, not hidden: a comparison over a part of the questions is about that part alone.
    left_out = len(set(before) | set(after)) - len(pairs)
    if left_out:
        show(f"\n{left_out} questions that only one run asked, or asked in other words, are left out.")
    for name, found in zip(("Lost", "Won"), losses_and_wins(pairs), strict=True):
        show(f"\n{name}: {len(found)}")
        for pair in found:
            show(f"  {side_by_side(pair)}")
    return 0


def _gate(arguments: argparse.Namespace, settings: Settings) -> int:
    after = read_run(arguments.after)
    differences = compare_runs(pair_runs(read_run(arguments.baseline), after))
    show(differences_table(differences))
    failures = [f"significant loss: {d.name}" for d in differences if d.significant_loss]
    # Whatever the figures: a single quote that is not in its article fails the gate.
    failures += broken_rules(after.values(), Index(settings.index).document)
    for failure in failures:
        show(f"FAILED {failure}")
    if not failures:
        # So that "passed" is not read as "nothing changed".
        worst = max(d.detectable for d in differences)
        show(f"Passed. Differences smaller than the last column (up to {100 * worst:.0f} points) could go unseen.")
    return 1 if failures else 0
