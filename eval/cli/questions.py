"""netral-eval check | new | from-feedback | derive: checks and writes question sets."""

from __future__ import annotations

import argparse
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answering.service import AnswerService
from assistant.options import add_index_option
from assistant.settings import Settings
from eval.cli.options import add_corpus_option, add_questions_option, build_corpus_index
from eval.questions.author import Author, GivenOptions, append_cases
from eval.questions.cases import LANGUAGES, QUESTIONS, REFUSALS, SPLITS, DatasetError, read_cases, scan_cases
from eval.questions.check import ALIKE, balance_tables, find_duplicates, find_near_duplicates
from eval.questions.drafts import draft_cases, read_export, read_records
from eval.questions.variants import SEED, TRANSFORMS, derive_set
from index.errors import ConfigError
from index.files import replace_file
from index.store import Index
from index.terminal import show

if TYPE_CHECKING:
    from eval.cli.options import Commands

ASKED_FOR = ("id", "kind", "answers", "tags", "notes", "author")


def add_commands(commands: Commands) -> None:
    """Add the commands to those of netral-eval."""
    _add_check(commands)
    _add_new(commands)
    _add_from_feedback(commands)
    _add_derive(commands)


def _add_check(commands: Commands) -> None:
    check = commands.add_parser(
        "check", help="check question sets: form, quotes, duplicates, leaks between them; show their balance"
    )
    check.add_argument(
        "--questions",
        type=Path,
        nargs="+",
        default=[QUESTIONS],
        metavar="FILE",
        help="sets that must share no question",
    )
    check.add_argument("--drafts", action="store_true", help="accept cases that nobody has reviewed yet")
    check.add_argument(
        "--alike", type=float, default=ALIKE, metavar="SHARE", help=f"likeness of near duplicates, 0 to 1 ({ALIKE})"
    )
    add_corpus_option(check)
    add_index_option(check)
    check.set_defaults(run=_check)


def _add_new(commands: Commands) -> None:
    new = commands.add_parser("new", help="write a case: ask, see what is answered, choose what is right")
    new.add_argument("--out", type=Path, required=True, metavar="FILE", help="the set to which the case is added")
    new.add_argument(
        "--turn",
        action="append",
        default=[],
        metavar="TEXT",
        help="a question; repeat it for each turn, the last is asked",
    )
    reply = new.add_mutually_exclusive_group()
    reply.add_argument(
        "--gold",
        action="append",
        metavar="PLACE",
        help="the numbers of places that are shown, or a verbatim quote; may be repeated",
    )
    reply.add_argument("--refusal", choices=REFUSALS, help="no article answers; the right reason to refuse")
    new.add_argument("--split", choices=SPLITS)
    new.add_argument("--lang", choices=LANGUAGES, help="of the question")
    for name in ASKED_FOR:
        new.add_argument(
            f"--{name}", metavar="TEXT", help="with ; between them" if name in ("answers", "tags") else None
        )
    new.add_argument(
        "--yes", action="store_true", help="accept the proposed value for every option not given, and write"
    )
    add_index_option(new)
    new.set_defaults(run=_new)


def _add_from_feedback(commands: Commands) -> None:
    drafts = commands.add_parser("from-feedback", help="draft cases from readers' opinions of answers, for review")
    source = drafts.add_mutually_exclusive_group()
    source.add_argument("export", type=Path, nargs="?", metavar="EXPORT", help="a file of `netral feedback export`")
    source.add_argument("--records", type=Path, metavar="FILE", help="the database (default: the setting `records`)")
    drafts.add_argument("--out", type=Path, required=True, metavar="FILE", help="drafts are added to this file")
    drafts.add_argument(
        "--questions",
        type=Path,
        nargs="*",
        default=[QUESTIONS],
        metavar="FILE",
        help="sets whose questions are skipped",
    )
    add_index_option(drafts)
    drafts.set_defaults(run=_from_feedback)


def _add_derive(commands: Commands) -> None:
    derived = commands.add_parser(
        "derive", help="write the questions as other people would type them, with the same gold"
    )
    derived.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="one file for each derived set")
    derived.add_argument("--seed", type=int, default=SEED, help=f"of everything drawn at random ({SEED})")
    add_questions_option(derived)
    derived.set_defaults(run=_derive)


def _check(arguments: argparse.Namespace, settings: Settings) -> int:
    if not 0 <= arguments.alike <= 1:
        raise ConfigError(f"`--alike` is {arguments.alike}: it is a likeness from 0 to 1.")
    build_corpus_index(arguments, settings)
    placed, problems = scan_cases(arguments.questions, Index(settings.index).document, arguments.drafts)
    order = {path: number for number, path in enumerate(arguments.questions)}
    # In the order of the files as given, which is not that of their names.
    problems = sorted([*problems, *find_duplicates(placed)], key=lambda problem: (order[problem.path], problem.line))
    for problem in problems:
        show(f"{problem}.")
    # Listed and no failure: whether two questions are too alike is for a person to judge.
    near = find_near_duplicates(placed, arguments.alike)
    for pair in near:
        show(str(pair))
    for path in arguments.questions:
        cases = [one.case for one in placed if one.path == path]
        show(f"\n{path}: {len(cases)} cases\n\n{balance_tables(cases)}")
    quotes = sum(len(one.case.gold) for one in placed)
    proved = "" if problems else f" Every one of {quotes} gold quotes found."
    show(f"\n{len(problems)} problems, {len(near)} near duplicates.{proved}")
    return 1 if problems else 0


def _new(arguments: argparse.Namespace, settings: Settings) -> int:
    service = AnswerService(settings)
    # A set that is being written may have drafts, and begins empty.
    known = read_cases(arguments.out, service.source, drafts=True, empty=True) if arguments.out.exists() else []
    names = (*ASKED_FOR, "split", "lang")
    given = GivenOptions(
        turns=tuple(arguments.turn),
        gold=None if arguments.gold is None else tuple(arguments.gold),
        refusal=arguments.refusal,
        texts={name: getattr(arguments, name) for name in names if getattr(arguments, name) is not None},
        yes=arguments.yes,
    )
    # The date where the author is, not that of UTC.
    case = Author(service, input, print, given).write(known, datetime.now(timezone.utc).astimezone().date())
    append_cases(arguments.out, [case])
    show(f"{arguments.out}: {case.id} added, {len(known) + 1} cases.")
    return 0


def _from_feedback(arguments: argparse.Namespace, settings: Settings) -> int:
    document = Index(settings.index).document
    opinions = (
        read_export(arguments.export) if arguments.export else read_records(arguments.records or settings.records)
    )
    # The file of drafts is one of the sets, so that the same opinions are not drafted twice.
    sets = [*arguments.questions, *([arguments.out] if arguments.out.exists() else [])]
    known = [case for path in sets for case in read_cases(path, drafts=True, empty=True)]
    drafts, skipped = draft_cases(opinions, known, document)
    for opinion, case in skipped:
        show(f"opinion {opinion.id} is skipped: {case.id} asks the same.")
    append_cases(arguments.out, drafts)
    to_do = sum("TO DO" in case.notes for case in drafts)
    show(
        f"{arguments.out}: {len(drafts)} drafts from {len(opinions)} opinions, {to_do} without a right reply yet; "
        f"{len(skipped)} opinions skipped.\nReview each draft, then remove its tag `draft`: until then no run accepts the set."
    )
    return 0


def _derive(arguments: argparse.Namespace, _: Settings) -> int:
    cases = read_cases(arguments.questions)
    if list(arguments.out.glob("*.jsonl")):
        raise DatasetError(f"{arguments.out} has sets already, which somebody may have corrected. Name another folder.")
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name in TRANSFORMS:
        made = derive_set(cases, name, arguments.seed)
        path = arguments.out / f"{name}.jsonl"
        if made:  # a set without cases could not be read back
            replace_file(path, "".join(f"{case.line()}\n" for case in made).encode())
        show(f"{path}: {len(made)} of {len(cases)} cases{'' if made else ', not written'}")
    return 0
