"""Answers and conversations as clean text, Markdown and JSON, with full references. Pure functions."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from assistant.answer import Answer, Citation, Lang
from assistant.articles.references import reference
from assistant.conversations.conversation import Conversation
from assistant.wording import words

# Everything that starts or ends markup in Markdown, raw HTML included: a source's text must stay text.
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#+|~!$&-])")


def as_text(answer: Answer, lang: Lang, base: str = "") -> str:
    """One answer with its question and its sources, as plain text to paste anywhere."""
    say = words(lang)
    lines = [answer.question, "", answer.text]
    if found := answer.disagreement:
        lines += ["", say[f"disagreement_{found.kind}"]]
        lines += [f"- {short.text} [{short.citation}]" for short in found.answers]
    if answer.citations:
        lines += ["", f"{say['export_sources']}:"]
        lines += [f"[{c.number}] {reference(c, lang, base and base + c.url)}" for c in answer.citations]
    return "\n".join(lines)


def as_markdown(talk: Conversation, lang: Lang, base: str = "") -> str:
    """A conversation as Markdown, each quote with its reference. No text of a source acts as markup."""
    say = words(lang)
    parts = [f"# {_plain(talk.title)}", f"_{_plain(say['footer'])}_"]
    for number, turn in enumerate(talk.settled().turns, 1):
        if turn.answer:
            parts += [f"## {number}. {_plain(turn.question)}", *_answer_parts(turn.answer, lang, base)]
    return "\n\n".join(parts) + "\n"


def as_json(talk: Conversation) -> str:
    """A conversation with the whole record of each answer."""
    turns = [{"question": t.question, "answer": t.answer.as_dict()} for t in talk.settled().turns if t.answer]
    return json.dumps({"title": talk.title, "turns": turns}, ensure_ascii=False, indent=1) + "\n"


def _answer_parts(answer: Answer, lang: Lang, base: str) -> list[str]:
    say = words(lang)
    if answer.refusal:
        return [f"**{_plain(say['refusal_title'])}.** {_plain(answer.refusal.message)}"]
    parts = []
    if answer.searched_as != answer.question:
        parts.append(f"_{_plain(say['searched_as'])}: {_plain(answer.searched_as)}_")
    if answer.short_answer:
        parts.append(f"**{_plain(answer.short_answer.text)}** \\[{answer.short_answer.citation}\\]")
    parts += _disagreement(answer, lang)
    return parts + [_quoted(citation, lang, base) for citation in answer.citations]


def _disagreement(answer: Answer, lang: Lang) -> Sequence[str]:
    found = answer.disagreement
    if not found:
        return ()
    rows = [f"- {_plain(short.text)} \\[{short.citation}\\]" for short in found.answers]
    return ("\n".join([_plain(words(lang)[f"disagreement_{found.kind}"]), "", *rows]),)


def _quoted(citation: Citation, lang: Lang, base: str) -> str:
    lines = [f"> {_plain(line)}" if line.strip() else ">" for line in citation.quote.split("\n")]
    said = f"{_plain(words(lang)['speaker'].format(name=citation.speaker))}. " if citation.speaker else ""
    source = f"\\[{citation.number}\\] {said}{_plain(reference(citation, lang))}"
    return "\n".join([*lines, "", source + (f", <{base}{citation.url}>" if base else "")])


def _plain(text: str) -> str:
    """`text` on one line with everything escaped that Markdown reads."""
    return re.sub(r"^(\d+)([.)])", r"\1\\\2", _SPECIAL.sub(r"\\\1", " ".join(text.split())))
