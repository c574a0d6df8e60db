"""netral-eval calibrate | fit-bank: fits the order of readings and the decision when to answer, and how the question bank is matched."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answering.decision import SHIPPED_CALIBRATION as CALIBRATION
from assistant.answering.decision import Calibration
from assistant.answering.service import AnswerService
from assistant.options import add_index_option
from assistant.retrieval.bank_model import SHIPPED_MODEL
from assistant.settings import Settings
from eval.calibration.bank import fit_bank_model, write_bank_model
from eval.calibration.calibrate import fit_calibration, write_calibration
from eval.calibration.curve_plot import draw_curve
from eval.calibration.projection import WordingSet, fit_projection
from eval.cli.options import add_corpus_option, add_questions_option, build_corpus_index, sentence
from eval.measures.percent import percent
from eval.questions.cases import DATA, DatasetError, read_cases
from index.bank_index import encode_wordings
from index.encoder import load_encoder
from index.progress import progress_bar
from index.projection import PROJECTION_FILE, save_projection
from index.store import Index
from index.terminal import show

if TYPE_CHECKING:
    from eval.cli.options import Commands

CALIBRATION_QUESTIONS = DATA / "calibration.jsonl"


def add_commands(commands: Commands) -> None:
    """Add `calibrate` and `fit-bank`."""
    text = "fit the order of readings and the decision whether to answer"
    command = commands.add_parser("calibrate", help=text, description=sentence(text))
    add_questions_option(command, CALIBRATION_QUESTIONS)
    add_corpus_option(command)
    add_index_option(command)
    command.add_argument("--out", type=Path, default=CALIBRATION, metavar="FILE", help="calibration file to write")
    command.add_argument("--curve", type=Path, metavar="FILE", help="draw the risk-coverage curve here (.svg or .png)")
    command.set_defaults(run=_calibrate)
    _add_fit_bank(commands)


def _add_fit_bank(commands: Commands) -> None:
    text = "fit how the entries of the question bank are matched"
    command = commands.add_parser("fit-bank", help=text, description=sentence(text))
    add_questions_option(command, CALIBRATION_QUESTIONS)
    add_index_option(command)
    command.add_argument(
        "--projection",
        action="store_true",
        help="fit the space of wordings too, on the bank alone; then build the index again",
    )
    command.set_defaults(run=_fit_bank)


def _fit_bank(arguments: argparse.Namespace, settings: Settings) -> int:
    if arguments.projection:
        return _fit_projection(settings)
    service = AnswerService(settings, Calibration.unfitted())
    model = fit_bank_model(service, read_cases(arguments.questions, service.source))
    write_bank_model(SHIPPED_MODEL, model)
    show(f"{SHIPPED_MODEL}: the matching of {len(service.engine().bank.entries)} entries.")
    return 0


def _fit_projection(settings: Settings) -> int:
    index = Index(settings.index)
    encoder = load_encoder(index.config.encoder, settings.threads)
    if index.bank is None:
        raise DatasetError("The index has no question bank. Add questions.jsonl to its articles and build it again.")
    wordings = [wording.text for located in index.bank.entries for wording in located.entry.wordings]
    with progress_bar("Encoding", "wordings") as progress:
        vectors = encode_wordings(encoder, wordings, progress)
    matrix, centre = fit_projection(WordingSet.of_bank(index.bank.entries, vectors))
    save_projection(PROJECTION_FILE, encoder.id, matrix, centre)
    show(f"{PROJECTION_FILE}: fitted on {len(wordings)} wordings. Build the index again: netral index build")
    return 0


def _calibrate(arguments: argparse.Namespace, settings: Settings) -> int:
    build_corpus_index(arguments, settings)
    # Unfitted, so that a reader without a calibration can get its first one.
    service = AnswerService(settings, Calibration.unfitted())
    cases = read_cases(arguments.questions, service.source)
    fitted = fit_calibration(service, cases)
    write_calibration(arguments.out, service.reader_id, fitted.calibration)
    chosen = fitted.chosen
    show(
        f"{arguments.out}: {service.reader_id}. On questions that each fold left out: AUROC {fitted.auroc:.3f}; from a\n"
        f"probability of {chosen.threshold:.2f} on, {percent(chosen.right)} % of the answerable are answered rightly and\n"
        f"{percent(chosen.refused)} % of the others refused; of all answers, {percent(chosen.risk)} % are wrong."
    )
    if arguments.curve:
        draw_curve(fitted, service.reader_id, arguments.curve)
        show(f"{arguments.curve}: the risk-coverage curve.")
    return 0
