"""Answers and conversations as clean text, Markdown and JSON, with full references. Pure functions."""

from __future__ import annotations

import json
from collections.abc import Sequence

from assistant.answer import Answer, Citation, Lang
from assistant.articles.references import reference_line
from assistant.conversations.conversation import Conversation
from assistant.markdown import escape_markdown
from assistant.wording import headline_text, say_verified, words


def answer_as_text(answer: Answer, lang: Lang, base: str = "") -> str:
    """One answer with its question and its sources, as plain text to paste anywhere."""
    # `base` is the server's address. Without it a source has no link: where the text is pasted, `/sources/...` leads nowhere.
    say = words(lang)
    lines = [answer.question, "", answer.text]
    if found := answer.disagreement:
        lines += ["", say[f"disagreement_{found.kind}"]]
        lines += [f"- {headline_text(short.text)} [{short.citation}]" for short in found.answers]
    if answer.verified:
        lines += ["", say_verified(answer.verified, lang)]
    if answer.citations:
        lines += ["", f"{say['export_sources']}:"]
        lines += [f"[{c.number}] {reference_line(c, lang, base and base + c.url)}" for c in answer.citations]
    return "\n".join(lines)


def conversation_as_markdown(talk: Conversation, lang: Lang, base: str = "") -> str:
    """A conversation as Markdown, each quote with its reference. No text of a source acts as markup."""
    say = words(lang)
    parts = [f"# {escape_markdown(talk.title)}", f"_{escape_markdown(say['footer'])}_"]
    for number, turn in enumerate(talk.without_waiting().turns, 1):
        if turn.answer:
            parts += [f"## {number}. {escape_markdown(turn.question)}", *_answer_parts(turn.answer, lang, base)]
    return "\n\n".join(parts) + "\n"


def conversation_as_json(talk: Conversation) -> str:
    """A conversation with the whole record of each answer."""
    turns = [{"question": t.question, "answer": t.answer.as_dict()} for t in talk.without_waiting().turns if t.answer]
    return json.dumps({"title": talk.title, "turns": turns}, ensure_ascii=False, indent=1) + "\n"


def _answer_parts(answer: Answer, lang: Lang, base: str) -> list[str]:
    say = words(lang)
    if answer.kind == "talk":
        return [escape_markdown(line) for line in answer.text.splitlines() if line.strip()]
    checked = [f"_{escape_markdown(say_verified(answer.verified, lang))}_"] if answer.verified else []
    if answer.refusal:
        return [f"**{escape_markdown(say['refusal_title'])}.** {escape_markdown(answer.refusal.message)}", *checked]
    parts = []
    if answer.searched_as != answer.question:
        parts.append(f"_{escape_markdown(say['searched_as'])}: {escape_markdown(answer.searched_as)}_")
    # Brackets are escaped: a bare [1] could be read as the beginning of a link.
    if answer.short_answer:
        parts.append(
            f"**{escape_markdown(headline_text(answer.short_answer.text))}** \\[{answer.short_answer.citation}\\]"
        )
    parts += [*_disagreement(answer, lang), *checked]
    return parts + [_quoted(citation, lang, base) for citation in answer.citations]


def _disagreement(answer: Answer, lang: Lang) -> Sequence[str]:
    found = answer.disagreement
    if not found:
        return ()
    rows = [f"- {escape_markdown(headline_text(short.text))} \\[{short.citation}\\]" for short in found.answers]
    return ("\n".join([escape_markdown(words(lang)[f"disagreement_{found.kind}"]), "", *rows]),)


def _quoted(citation: Citation, lang: Lang, base: str) -> str:
    # Each line of the quote is marked, empty ones too, or the blockquote would end within it.
    lines = [f"> {escape_markdown(line)}" if line.strip() else ">" for line in citation.quote.split("\n")]
    said = f"{escape_markdown(words(lang)['speaker'].format(name=citation.speaker))}. " if citation.speaker else ""
    source = f"\\[{citation.number}\\] {said}{escape_markdown(reference_line(citation, lang))}"
    return "\n".join([*lines, "", source + (f", <{base}{citation.url}>" if base else "")])
