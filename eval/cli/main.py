"""netral-eval run | calibrate | compare | gate, and the commands of the modules `cli_*`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.answering.decision import FILE as CALIBRATION
from assistant.answering.decision import Calibration
from assistant.answering.service import AnswerService
from assistant.settings import FUSIONS, READERS, Settings, load_settings
from eval.calibration.calibrate import calibrate, write
from eval.calibration.curve_plot import draw_curve
from eval.cli import benchmarks as cli_bench
from eval.cli import questions as cli_sets
from eval.cli import report as cli_report
from eval.cli import studies as cli_robust
from eval.questions.cases import DATA, QUESTIONS, read_cases
from eval.runs.compare import broken_rules, changed, compare, paired, read_run, side_by_side
from eval.runs.compare import formatted as differences_table
from eval.runs.evaluate import ask_library, ask_server
from eval.runs.folder import finished
from eval.runs.server import Server
from index.errors import ConfigError, NetralError
from index.store import Index

CALIBRATION_QUESTIONS = DATA / "calibration.jsonl"
ANSWERING = ("encoder", "reader", "reranker", "candidates", "fusion")
"""Settings of an answer that `run` takes as options."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; the exit status is 0, 1 for an error, 2 for wrong usage."""
    arguments = _parser().parse_args(argv)
    try:
        status: int = arguments.run(arguments, load_settings(**_overrides(arguments)))
    except NetralError as error:
        print(f"netral-eval: {error}", file=sys.stderr)
        return 1
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="netral-eval", description="Question sets, runs and figures.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    cli_sets.add_commands(commands)
    cli_robust.add_commands(commands)
    for name, function, text in (
        ("run", _run, "ask every question and print the figures by kind"),
        ("calibrate", _calibrate, "fit the order of readings and the decision whether to answer"),
    ):
        command = commands.add_parser(name, help=text, description=text.capitalize() + ".")
        questions = CALIBRATION_QUESTIONS if name == "calibrate" else QUESTIONS
        command.add_argument("--questions", type=Path, default=questions, metavar="FILE")
        command.add_argument(
            "--index", type=Path, metavar="FOLDER", help="folder of the index (default: .netral/index)"
        )
        command.set_defaults(run=function)
        if name == "run":
            _add_run_options(command)
        if name == "calibrate":
            command.add_argument(
                "--out", type=Path, default=CALIBRATION, metavar="FILE", help="calibration file to write"
            )
            command.add_argument(
                "--curve", type=Path, metavar="FILE", help="draw the risk-coverage curve here (.svg or .png)"
            )
    pair = commands.add_parser("compare", help="two runs, pair by pair: what changed, and whether it could be chance")
    pair.add_argument("before", type=Path, metavar="BEFORE")
    pair.add_argument("after", type=Path, metavar="AFTER")
    pair.set_defaults(run=_compare)
    gate = commands.add_parser("gate", help="fail on a significant loss against a baseline, or on a broken rule")
    gate.add_argument("--baseline", type=Path, required=True, metavar="FOLDER")
    gate.add_argument("after", type=Path, metavar="RUN")
    gate.set_defaults(run=_gate)
    gate.add_argument("--index", type=Path, metavar="FOLDER", help="folder of the index (default: .netral/index)")
    cli_bench.add_commands(commands)
    cli_report.add_commands(commands)
    return parser


def _add_run_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--out",
        type=Path,
        metavar="FOLDER",
        help="keep the records, rankings and figures here, and go on with a run broken off",
    )
    command.add_argument("--again", action="store_true", help="start over where the folder holds a run already")
    command.add_argument("--url", metavar="URL", help="ask a running server, such as http://127.0.0.1:7860")
    command.add_argument("--encoder", metavar="NAME", help="refuse an index that another encoder built")
    command.add_argument("--reader", metavar="NAME", help=f"{' or '.join(READERS)}, or a model by name or path")
    command.add_argument("--reranker", metavar="NAME", help="a cross-encoder by name or path")
    command.add_argument("--candidates", type=int, metavar="N", help="passages that are read for a question")
    command.add_argument("--fusion", choices=FUSIONS, help="how the two searches become one ranking")


def _overrides(arguments: argparse.Namespace) -> dict[str, Any]:
    """Settings given as options; None where an option was not given, or the command has none."""
    return {name: getattr(arguments, name, None) for name in ("index", *ANSWERING)}


def _run(arguments: argparse.Namespace, settings: Settings) -> int:
    before = finished(arguments.out) if arguments.out and not arguments.again else None
    if arguments.url:
        if given := [f"--{name}" for name, value in _overrides(arguments).items() if value is not None]:
            raise ConfigError(f"A server has its own settings: leave out {', '.join(given)} or --url.")
        done = ask_server(Server(arguments.url), arguments.questions, arguments.out, arguments.again)
    else:
        done = ask_library(settings, arguments.questions, arguments.out, arguments.again)
    print(done.report)
    for wrong in (j for j in done.judged if j.error):
        print(f"{wrong.case.id}: {wrong.error}")
    if done.note:
        print(done.note)
    if before:
        print(f"Nothing was asked: {arguments.out} has held this run since {before}. --again asks anew.")
    return 0


def _calibrate(arguments: argparse.Namespace, settings: Settings) -> int:
    service = AnswerService(settings, Calibration.unfitted())
    cases = read_cases(arguments.questions, service.source)
    fitted = calibrate(service, cases)
    write(arguments.out, service.reader_id, fitted.calibration)
    chosen = fitted.chosen
    print(
        f"{arguments.out}: {service.reader_id}. On questions that each fold left out: AUROC {fitted.auroc:.3f}; from a\n"
        f"probability of {chosen.threshold:.2f} on, {100 * chosen.right:.1f} % of the answerable are answered rightly and\n"
        f"{100 * chosen.refused:.1f} % of the others refused; of all answers, {100 * chosen.risk:.1f} % are wrong."
    )
    if arguments.curve:
        draw_curve(fitted, service.reader_id, arguments.curve)
        print(f"{arguments.curve}: the risk-coverage curve.")
    return 0


def _compare(arguments: argparse.Namespace, _: Settings) -> int:
    before, after = read_run(arguments.before), read_run(arguments.after)
    pairs = paired(before, after)
    print(differences_table(compare(pairs)))
    left_out = len(set(before) | set(after)) - len(pairs)
    if left_out:
        print(f"\n{left_out} questions that only one run asked, or asked in other words, are left out.")
    for name, found in zip(("Lost", "Won"), changed(pairs), strict=True):
        print(f"\n{name}: {len(found)}")
        for pair in found:
            print(f"  {side_by_side(pair)}")
    return 0


def _gate(arguments: argparse.Namespace, settings: Settings) -> int:
    after = read_run(arguments.after)
    differences = compare(paired(read_run(arguments.baseline), after))
    print(differences_table(differences))
    failures = [f"significant loss: {d.name}" for d in differences if d.significant_loss]
    failures += broken_rules(after.values(), Index(settings.index).document)
    for failure in failures:
        print(f"FAILED {failure}")
    if not failures:
        worst = max(d.detectable for d in differences)
        print(f"Passed. Differences smaller than the last column (up to {100 * worst:.0f} points) could go unseen.")
    return 1 if failures else 0
