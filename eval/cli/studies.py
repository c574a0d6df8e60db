"""netral-eval derive | robustness | leave-one-out: what becomes of right replies when questions or articles change."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answering.service import AnswerService
from assistant.settings import Settings
from eval.measures.judge import Judged
from eval.questions.cases import QUESTIONS, Case, DatasetError, read_cases
from eval.questions.variants import SEED, TRANSFORMS, derive, read_derived
from eval.runs.compare import formatted as differences_table
from eval.runs.run import run
from eval.studies.leave_one_out import formatted, measure, rebuilt
from eval.studies.robustness import robustness
from index.encoder import load_encoder
from index.load import load_folder
from index.progress import progress_bar
from index.store import Index

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - the type has no public name

FULL = "full"


def add_commands(commands: Commands) -> None:
    """Add the commands to those of netral-eval."""
    derived = commands.add_parser("derive", help="write the questions as others would type them, with the same gold")
    derived.set_defaults(run=_derive)
    derived.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="one file for each derived set")

    robust = commands.add_parser(
        "robustness", help="ask the questions and their derived sets: what is lost, and how sure"
    )
    robust.set_defaults(run=_robustness)
    robust.add_argument("--sets", type=Path, metavar="FOLDER", help="derived sets to use (default: derive them anew)")

    left = commands.add_parser("leave-one-out", help="without each article in turn: is what only it answers refused?")
    left.set_defaults(run=_leave_one_out)
    left.add_argument("--sources", type=Path, metavar="FOLDER", help="the articles (default: the setting `sources`)")

    for command in (robust, left):
        command.add_argument("--out", type=Path, metavar="FOLDER", help="write the table and each run's records here")
        command.add_argument(
            "--index", type=Path, metavar="FOLDER", help="folder of the index (default: .netral/index)"
        )
    for command in (derived, robust):
        command.add_argument("--seed", type=int, default=SEED, help=f"of what is drawn ({SEED})")
    for command in (derived, robust, left):
        command.add_argument("--questions", type=Path, default=QUESTIONS, metavar="FILE")


def _derive(arguments: argparse.Namespace, _: Settings) -> int:
    cases = read_cases(arguments.questions)
    if list(arguments.out.glob("*.jsonl")):
        raise DatasetError(f"{arguments.out} holds sets already, which somebody may have mended. Name another folder.")
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name in TRANSFORMS:
        made = derive(cases, name, arguments.seed)
        path = arguments.out / f"{name}.jsonl"
        if made:
            path.write_text("".join(f"{case.line()}\n" for case in made), encoding="utf-8")
        print(f"{path}: {len(made)} of {len(cases)} cases{'' if made else ', not written'}")
    return 0


def _robustness(arguments: argparse.Namespace, settings: Settings) -> int:
    service = AnswerService(settings)
    cases = read_cases(arguments.questions, service.source)
    sets = (
        read_derived(arguments.sets, cases, service.source)
        if arguments.sets
        else {name: derive(cases, name, arguments.seed) for name in TRANSFORMS}
    )
    found = robustness(lambda name, asked: _ask(service, name, asked, arguments.out), cases, sets)
    lines = [differences_table([difference for one in found for difference in one.differences]), ""]
    lines += [f"{one.name}: lost {_named(one.lost)}; won {_named(one.won)}" for one in found]
    lines += [f"{name}: no question lends itself to it." for name, derived in sets.items() if not derived]
    _tell("\n".join(lines), arguments.out)
    return 0


def _leave_one_out(arguments: argparse.Namespace, settings: Settings) -> int:
    sources = arguments.sources or settings.sources
    cases = read_cases(arguments.questions, Index(settings.index).document)
    names = [document.id for document in load_folder(sources)]
    if len(names) < 2:
        raise DatasetError(f"{sources} holds one article. Leaving one out needs two or more.")
    encoder = load_encoder(Index(settings.index).config.encoder, settings.threads)
    with tempfile.TemporaryDirectory(prefix="netral-") as folder:
        full = rebuilt(sources, settings.index, Path(folder) / FULL, encoder)

        def ask(name: str, asked: Sequence[Case]) -> list[Judged]:
            index = rebuilt(sources, full, Path(folder) / f"without-{name}", encoder, {name})
            service = AnswerService(settings.with_changes(index=index))
            return _ask(service, f"without {name}", asked, arguments.out)

        whole = AnswerService(settings.with_changes(index=full))
        rows = measure(_ask(whole, FULL, cases, arguments.out), names, ask)
    lines = [formatted(rows), ""]
    lines += [
        f"without {row.name}: answered all the same {_named(row.answered)}; lost {_named(row.lost)}"
        for row in rows[:-1]
    ]
    _tell("\n".join(lines), arguments.out)
    return 0


def _ask(service: AnswerService, name: str, cases: Sequence[Case], out: Path | None) -> list[Judged]:
    with progress_bar(name, "questions") as progress:
        return run(service, cases, out / name.replace(" ", "-") if out else None, progress)


def _tell(text: str, out: Path | None) -> None:
    print(text)
    if out:
        (out / "table.md").write_text(f"{text}\n", encoding="utf-8")


def _named(ids: Sequence[str]) -> str:
    return ", ".join(ids) or "none"
