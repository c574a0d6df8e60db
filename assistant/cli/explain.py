"""`netral explain`: one question, its answer, and how the answer came about."""

from __future__ import annotations

import argparse
import json

from assistant.cli.answers import add_question_options
from assistant.cli.command import EXIT_REFUSED, Commands, add_command
from assistant.settings import Settings
from index.terminal import show


def add_commands(commands: Commands) -> None:
    """Add `explain`."""
    text = "answer one question and show how the answer came about"
    add_question_options(add_command(commands, "explain", _explain, text), "trace")


def _explain(arguments: argparse.Namespace, settings: Settings) -> int:
    from assistant.answering.service import AnswerService
    from assistant.branding.brand import use_brand
    from assistant.branding.brand_file import load_brand
    from assistant.cli.explain_text import explanation_text
    from assistant.quality.verified_store import VerifiedStore

    use_brand(load_brand(settings.brand))
    found = AnswerService(settings, verified=VerifiedStore(settings.records)).explain(
        arguments.question, arguments.after, arguments.lang
    )
    show(json.dumps(found.as_dict(), ensure_ascii=False, indent=2) if arguments.json else explanation_text(found))
    return EXIT_REFUSED if found.answer.kind == "refusal" else 0
