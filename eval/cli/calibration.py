"""netral-eval calibrate: fits the order of readings, and the decision when to answer."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answering.decision import SHIPPED_CALIBRATION as CALIBRATION
from assistant.answering.decision import Calibration
from assistant.answering.service import AnswerService
from assistant.options import add_index_option
from assistant.settings import Settings
from eval.calibration.calibrate import fit_calibration, write_calibration
from eval.calibration.curve_plot import draw_curve
from eval.cli.options import add_questions_option, sentence
from eval.measures.percent import percent
from eval.questions.cases import DATA, read_cases

if TYPE_CHECKING:
    from eval.cli.options import Commands

CALIBRATION_QUESTIONS = DATA / "calibration.jsonl"


def add_commands(commands: Commands) -> None:
    """Add `calibrate`."""
    text = "fit the order of readings and the decision whether to answer"
    command = commands.add_parser("calibrate", help=text, description=sentence(text))
    add_questions_option(command, CALIBRATION_QUESTIONS)
    add_index_option(command)
    command.add_argument("--out", type=Path, default=CALIBRATION, metavar="FILE", help="calibration file to write")
    command.add_argument("--curve", type=Path, metavar="FILE", help="draw the risk-coverage curve here (.svg or .png)")
    command.set_defaults(run=_calibrate)


def _calibrate(arguments: argparse.Namespace, settings: Settings) -> int:
    # Unfitted, so that a reader without a calibration can get its first one.
    service = AnswerService(settings, Calibration.unfitted())
    cases = read_cases(arguments.questions, service.source)
    fitted = fit_calibration(service, cases)
    write_calibration(arguments.out, service.reader_id, fitted.calibration)
    chosen = fitted.chosen
    print(
        f"{arguments.out}: {service.reader_id}. On questions that each fold left out: AUROC {fitted.auroc:.3f}; from a\n"
        f"probability of {chosen.threshold:.2f} on, {percent(chosen.right)} % of the answerable are answered rightly and\n"
        f"{percent(chosen.refused)} % of the others refused; of all answers, {percent(chosen.risk)} % are wrong."
    )
    if arguments.curve:
        draw_curve(fitted, service.reader_id, arguments.curve)
        print(f"{arguments.curve}: the risk-coverage curve.")
    return 0
