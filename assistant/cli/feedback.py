"""`netral feedback list | export`: readers' opinions of answers."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from assistant.cli.command import Commands, add_command
from assistant.conversations.conversation import short_title
from assistant.conversations.opinions import OPINION_REASONS, VERDICTS, Feedback, OpinionStore
from assistant.settings import Settings
from index.files import write_output
from index.terminal import show, visible_line


def add_commands(commands: Commands) -> None:
    """Add `feedback` with its actions."""
    text = "list or export readers' opinions of answers"
    actions = commands.add_parser("feedback", help=text).add_subparsers(required=True, metavar="ACTION")
    list_ = add_command(actions, "list", _list, "print one line for each opinion")
    export = add_command(actions, "export", _export, "write each opinion with its whole answer as one line of JSON")
    for command in (list_, export):
        command.add_argument("--verdict", choices=VERDICTS, help="only opinions with this verdict")
        command.add_argument("--reason", choices=OPINION_REASONS, help="only opinions with this reason")
    export.add_argument("--out", type=Path, metavar="FILE", help="default: standard output")


def _chosen(arguments: argparse.Namespace, settings: Settings) -> list[Feedback]:
    opinions = OpinionStore(settings.records).feedback()
    return [
        opinion
        for opinion in opinions
        if arguments.verdict in (None, opinion.verdict) and arguments.reason in (None, opinion.reason)
    ]


def _list(arguments: argparse.Namespace, settings: Settings) -> int:
    opinions = _chosen(arguments, settings)
    for opinion in opinions:
        refusal = opinion.answer.get("refusal")
        reason = refusal.get("reason", "refused") if isinstance(refusal, dict) else "refused"
        outcome = "answered" if opinion.answer.get("answered") else str(reason)
        said = f"  [{opinion.reason}]" if opinion.reason else ""
        said += f"  ({visible_line(opinion.comment)})" if opinion.comment else ""
        said += f"  right passage: {visible_line(short_title(opinion.passage))}" if opinion.passage else ""
        show(
            f"{opinion.id:5}  {opinion.created}  {opinion.verdict:12}  {outcome:14}  {visible_line(opinion.question)}{said}"
        )
    show(f"{len(opinions)} opinions in {settings.records}.")
    return 0


def _export(arguments: argparse.Namespace, settings: Settings) -> int:
    # The form that `netral-eval from-feedback` reads: `Feedback` with its fields by name.
    lines = [json.dumps(opinion.as_dict(), ensure_ascii=False) for opinion in _chosen(arguments, settings)]
    text = "".join(f"{line}\n" for line in lines)
    if arguments.out is None:
        if text:
            show(text.removesuffix("\n"))
        return 0
    write_output(arguments.out, text.encode())
    show(f"{arguments.out}: {len(lines)} opinions.")
    return 0
