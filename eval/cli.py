"""netral-eval check | run | calibrate | compare | gate | report."""

from __future__ import annotations

import argparse
import collections
import sys
from collections.abc import Sequence
from pathlib import Path

from assistant.config import Settings, load_settings
from assistant.gate import FILE as CALIBRATION
from assistant.gate import Calibration
from assistant.progress import progress_bar
from assistant.service import AnswerService
from eval.calibrate import calibrate, write
from eval.cli_report import add_commands as add_report_commands
from eval.compare import broken_rules, changed, compare, paired, read_run, side_by_side
from eval.compare import formatted as differences_table
from eval.dataset import read_cases
from eval.draw import draw_curve
from eval.metrics import formatted, table
from eval.run import run
from index.errors import NetralError
from index.store import Index

DATA = Path(__file__).parent / "data"
QUESTIONS = DATA / "questions.jsonl"
CALIBRATION_QUESTIONS = DATA / "calibration.jsonl"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; the exit status is 0, 1 for an error, 2 for wrong usage."""
    arguments = _parser().parse_args(argv)
    try:
        status: int = arguments.run(arguments, load_settings(index=getattr(arguments, "index", None)))
    except NetralError as error:
        print(f"netral-eval: {error}", file=sys.stderr)
        return 1
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="netral-eval", description="Question sets, runs and figures.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, function, text in (
        ("check", _check, "check a question set: form, ids, and that every gold quote stands in its article"),
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
            command.add_argument(
                "--out", type=Path, metavar="FOLDER", help="write the answer records and the table here"
            )
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
    add_report_commands(commands)
    return parser


def _check(arguments: argparse.Namespace, settings: Settings) -> int:
    cases = read_cases(arguments.questions, Index(settings.index).document)
    for kind, count in collections.Counter(case.kind for case in cases).items():
        print(f"{count:5} {kind}")
    print(
        f"{len(cases):5} cases, {sum(case.refusal is None for case in cases)} to be answered, every gold quote found."
    )
    return 0


def _run(arguments: argparse.Namespace, settings: Settings) -> int:
    service = AnswerService(settings)
    cases = read_cases(arguments.questions, service.source)
    with progress_bar("Asking", "questions") as progress:
        judged = run(service, cases, arguments.out, progress)
    print(formatted(table(judged)))
    for wrong in (j for j in judged if j.error):
        print(f"{wrong.case.id}: {wrong.error}")
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


if __name__ == "__main__":
    sys.exit(main())
