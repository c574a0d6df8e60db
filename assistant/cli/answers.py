"""`netral ask`: one question, its answer for a terminal or as JSON."""

from __future__ import annotations

import argparse
import json
from typing import get_args

from assistant.answer import Answer, Citation, Lang
from assistant.cli.command import EXIT_REFUSED, Commands, add_command
from assistant.settings import Settings
from assistant.wording import as_lang, headline_text, say_verified, say_where, words
from index.terminal import show, visible_line

LANGUAGES: tuple[Lang, ...] = get_args(Lang)


def add_commands(commands: Commands) -> None:
    """Add `ask`."""
    ask = add_command(commands, "ask", _ask, "answer one question")
    add_question_options(ask, "answer record")


def add_question_options(command: argparse.ArgumentParser, whole: str) -> None:
    """Add the options of a command that asks a question; `whole` names what its `--json` prints."""
    command.add_argument("question")
    command.add_argument(
        "--after",
        action="append",
        default=[],
        metavar="QUESTION",
        help="an earlier question of the same conversation; may be repeated, the oldest first",
    )
    command.add_argument("--lang", choices=("id", "en"), help="language of the reply; quotes stay in their own")
    command.add_argument("--json", action="store_true", help=f"print the whole {whole} as JSON")


def _ask(arguments: argparse.Namespace, settings: Settings) -> int:
    from assistant.answering.service import AnswerService
    from assistant.branding.brand import use_brand
    from assistant.branding.brand_file import load_brand
    from assistant.quality.verified_store import VerifiedStore

    use_brand(load_brand(settings.brand))
    answer = AnswerService(settings, verified=VerifiedStore(settings.records)).ask(
        arguments.question, arguments.after, arguments.lang
    )
    lang = as_lang(arguments.lang, settings.language)
    show(json.dumps(answer.as_dict(), ensure_ascii=False, indent=2) if arguments.json else answer_text(answer, lang))
    return EXIT_REFUSED if answer.kind == "refusal" else 0


def answer_text(answer: Answer, lang: Lang) -> str:
    """An answer for a terminal: its text, then its sources; on a refusal the nearest passages, labelled as no answer.

    `lang` is that of what says where a quote stands.
    """
    lines = [answer.text, ""]
    # A follow-up is searched with words of the question before it: what was searched has to be seen to be judged.
    if answer.searched_as != answer.question:
        lines.insert(0, f"({answer.searched_as})\n")
    if not answer.answered and answer.nearest:
        # In both languages: the reader of a terminal may not be the one whose language the question was in.
        lines.append("Bukan jawaban, hanya bagian yang terdekat / not an answer, only the nearest passages:")
        lines += [f"  - {citation.told}" for citation in answer.nearest]
    if found := answer.disagreement:
        lines.append(" / ".join(words(each)[f"disagreement_{found.kind}"] for each in LANGUAGES))
        lines += [*(f"  - {headline_text(short.text)} [{short.citation}]" for short in found.answers), ""]
    if answer.verified:
        lines += [" / ".join(say_verified(answer.verified, each) for each in LANGUAGES), ""]
    for citation in answer.citations or answer.nearest:
        lines.append(f"[{citation.number}] {_source_line(citation, lang)}")
    return "\n".join(lines).rstrip()


def _source_line(citation: Citation, lang: Lang) -> str:
    """Title, publisher, date and place in the document and its text. A date that the source does not state itself is in brackets."""
    date = f"({citation.published})" if citation.published and "published" in citation.derived else citation.published
    at = f"{citation.source_id} {citation.start}-{citation.end}"
    parts = [citation.title, citation.publisher, date, *say_where(citation, lang), at]
    return visible_line(", ".join(part for part in parts if part))
