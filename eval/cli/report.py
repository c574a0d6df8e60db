"""netral-eval report: a run as one HTML file."""

from __future__ import annotations

import argparse
import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answering.service import AnswerService
from assistant.options import add_index_option
from assistant.settings import Settings
from eval.cli.options import add_corpus_option, add_questions_option, sentence
from eval.questions.cases import DatasetError, read_cases
from eval.report.contents import judgements, report_figures
from eval.report.page import BaselineComparison, Report, report_html, report_markdown
from eval.report.wrong_answers import wrong_answers
from eval.runs.compare import Record, compare_runs, losses_and_wins, pair_runs, read_run
from eval.runs.folder import REPORT
from index.files import replace_file, write_output
from index.progress import progress_bar
from index.terminal import show

if TYPE_CHECKING:
    from eval.cli.options import Commands


def add_commands(commands: Commands) -> None:
    """Add `report`."""
    text = "a run as one HTML file, every wrong answer with its trace, and a summary as Markdown beside it"
    parser = commands.add_parser("report", help=text, description=sentence(text))
    parser.add_argument("run_folder", type=Path, metavar="RUN", help="folder that `netral-eval run --out` wrote")
    parser.add_argument("--out", type=Path, default=Path("report.html"), metavar="FILE", help="default: report.html")
    parser.add_argument("--baseline", type=Path, metavar="FOLDER", help="another run of the same questions")
    add_questions_option(parser, text="what the run asked")
    add_corpus_option(parser)
    add_index_option(parser)
    parser.set_defaults(run=_report)


def _report(arguments: argparse.Namespace, settings: Settings) -> int:
    out: Path = arguments.out
    if out.suffix != ".html":
        raise DatasetError(f"{out} must end in .html: the summary goes beside it under the same name, as .md.")
    run = read_run(arguments.run_folder)
    # Before the models are loaded, so that a wrong folder is reported at once.
    against = _against(arguments.baseline, run) if arguments.baseline else None
    service = AnswerService(settings)
    judged = judgements(run, read_cases(arguments.questions, service.source))
    with progress_bar("Explaining", "answers") as progress:
        wrong = wrong_answers(service, run, judged, progress)
    report = Report(
        run=arguments.run_folder.resolve().name,  # resolved: `.` has no name
        questions=arguments.questions.name,
        figures=report_figures(judged),
        wrong=wrong,
        indexes=sorted({record["answer"]["index"] for record in run.values() if record["answer"]}),
        index=str(service.ready()["index"]),
        against=against,
    )
    summary = out.with_suffix(".md")
    out.parent.mkdir(parents=True, exist_ok=True)
    page = report_html(report)
    write_output(out, page.encode())
    with contextlib.suppress(OSError):  # a run that may only be read has its report at --out alone
        replace_file(arguments.run_folder / REPORT, page.encode())
    write_output(summary, report_markdown(report).encode())
    show(f"{out}: {len(wrong)} of {len(judged)} questions wrong, each with its trace. {summary}: the summary.")
    return 0


def _against(folder: Path, run: dict[str, Record]) -> BaselineComparison:
    baseline = read_run(folder)
    pairs = pair_runs(baseline, run)
    lost, won = losses_and_wins(pairs)
    return BaselineComparison(
        folder.resolve().name, compare_runs(pairs), lost, won, len(set(baseline) | set(run)) - len(pairs)
    )
