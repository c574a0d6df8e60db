"""A whole evaluation: asks the questions, judges retrieval, makes the figures and writes them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assistant.answer import Answer
from assistant.answering.service import AnswerService
from assistant.settings import Settings
from eval.measures.figures import Retrieval
from eval.measures.judge import Judged
from eval.measures.retrieval import DEPTH, measures_by_question, qrels_lines, read_rankings, relevant_passages
from eval.measures.tables import run_tables
from eval.questions.cases import Case, DatasetError, read_cases
from eval.runs.folder import QRELS, RANKINGS, write_expected, write_tables
from eval.runs.provenance import about_library, about_questions, about_server
from eval.runs.run import run_questions
from eval.runs.server import Server
from index.files import replace_file
from index.progress import progress_bar
from index.store import Index


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What an evaluation found.

    Attributes:
        retrieval: measures by question; None where nothing was kept to judge them on.
        report: all tables, as Markdown.
        note: why some figures are missing; empty where none is.
    """

    judged: list[Judged]
    retrieval: Retrieval | None
    report: str
    note: str = ""


def ask_library(
    settings: Settings, questions: Path, out: Path | None, again: bool = False, what: str = "Asking"
) -> Evaluation:
    """Ask the answer service of this process. Retrieval is judged where there is a folder to keep its rankings in.

    Raises:
        DatasetError: the questions cannot be used, or the folder has another run.
        StoreError, EncoderError, ReaderError: the service cannot be opened.
    """
    service = AnswerService(settings)
    cases = read_cases(questions, service.source)
    about = {"questions": about_questions(questions, cases), **about_library(service, settings)}

    def ranking(answer: Answer) -> list[str]:
        return [candidate.passage.id for candidate in service.ranking(answer, DEPTH)]

    with progress_bar(what, "questions") as progress:
        judged = run_questions(service, cases, out, progress, ranking=ranking, about=about, again=again)
    if out is None:
        return _whole(judged, None, None, "Retrieval is judged where rankings are kept: --out FOLDER.")
    # From the file, which has the rankings of questions asked before an interruption too.
    retrieval, note = _judge_retrieval(cases, Index(settings.index), out)
    return _whole(judged, retrieval, out, note)


def ask_server(server: Server, questions: Path, out: Path | None, again: bool = False) -> Evaluation:
    """Ask a running server, which does not reveal its rankings.

    Raises:
        DatasetError: as `ask_library`.
        StoppedError: nothing answers, or nothing does any more.
        ServerError: the server is not ready.
    """
    ready = server.ready()
    cases = read_cases(questions, server.source)
    about = {"questions": about_questions(questions, cases), **about_server(server.url, ready)}
    with progress_bar("Asking", "questions") as progress:
        judged = run_questions(server, cases, out, progress, about=about, again=again)
    return _whole(judged, None, out, "A server does not say which passages it found: no retrieval figures.")


def _whole(judged: list[Judged], retrieval: Retrieval | None, out: Path | None, note: str) -> Evaluation:
    tables = run_tables(judged, retrieval)
    if out is not None:
        write_tables(out, tables)
        write_expected(out, (one.case for one in judged))
    return Evaluation(judged, retrieval, tables.text, note)


def _judge_retrieval(cases: list[Case], index: Index, out: Path) -> tuple[Retrieval | None, str]:
    judgements = relevant_passages(cases, (index.passage(row) for row in range(len(index))), index.document)
    replace_file(out / QRELS, "".join(f"{line}\n" for line in qrels_lines(judgements)).encode())
    try:
        return measures_by_question(judgements, read_rankings((out / RANKINGS).read_text(encoding="utf-8"))), ""
    except DatasetError as error:  # the extra is not installed: everything else is there
        return None, str(error)
