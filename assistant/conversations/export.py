"""Answers and conversations as clean text, Markdown and JSON, with full references. Pure functions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from assistant.answer import Answer, Citation, Lang, Part
from assistant.articles.references import reference_line
from assistant.conversations.conversation import Conversation
from assistant.conversations.memo.content import closing_note, talk_title
from assistant.markdown import escape_markdown
from assistant.wording import headline_text, say_verified, spell_date, words
from index.terminal import visible_block


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
    return visible_block("\n".join(lines))


def conversation_as_markdown(talk: Conversation, lang: Lang, base: str = "", made: datetime | None = None) -> str:
    """A conversation as Markdown, each quote with its reference. No text of a source acts as markup.

    Args:
        talk: the conversation; a question that waits is left out.
        lang: of the words around questions and quotes.
        base: the server's address, prefix included, that links begin with; empty for no links.
        made: when, with its zone; the date and the note on how the file was made, or None for neither.
    """
    say = words(lang)
    parts = [f"# {escape_markdown(talk_title(talk, lang))}", f"_{escape_markdown(say['footer'])}_"]
    if made:
        parts.append(f"{say['memo_date']}: {spell_date(made.date().isoformat(), lang)}")
    turns = [turn for turn in talk.without_waiting().turns if turn.answer]
    for turn in turns:
        if turn.answer:
            parts += [f"## {turn.number}. {escape_markdown(turn.question)}", *_answer_parts(turn.answer, lang, base)]
    if not turns:
        parts.append(escape_markdown(say["memo_empty"]))
    if made:
        note = closing_note(talk, lang, base, made)
        parts += [f"## {escape_markdown(say['memo_about'])}", *(escape_markdown(sentence) for sentence in note)]
    return visible_block("\n\n".join(parts)) + "\n"


def conversation_as_json(talk: Conversation, lang: Lang = "id", base: str = "", made: datetime | None = None) -> str:
    """A conversation with the whole record of each answer; with `made`, also that moment in ISO format and the note."""
    turns = [
        {"number": turn.number, "question": turn.question, "answer": turn.answer.as_dict()}
        for turn in talk.without_waiting().turns
        if turn.answer
    ]
    about = {"made": made.isoformat(timespec="seconds"), "note": closing_note(talk, lang, base, made)} if made else {}
    return json.dumps({"title": talk.title, **about, "turns": turns}, ensure_ascii=False, indent=1) + "\n"


def _answer_parts(answer: Answer, lang: Lang, base: str) -> list[str]:
    say = words(lang)
    if answer.kind == "talk":
        return [escape_markdown(line) for line in answer.text.splitlines() if line.strip()]
    checked = [f"_{escape_markdown(say_verified(answer.verified, lang))}_"] if answer.verified else []
    if answer.refusal:
        refused = f"**{escape_markdown(say['refusal_title'])}.** {escape_markdown(answer.refusal.message)}"
        return [refused, *checked, *_nearest(answer, lang, base)]
    parts = []
    if answer.searched_as != answer.question:
        parts.append(f"_{escape_markdown(say['searched_as'])}: {escape_markdown(answer.searched_as)}_")
    # Brackets are escaped: a bare [1] could be read as the beginning of a link.
    parts += [_part(part) for part in answer.parts]
    if answer.short_answer and not answer.parts:
        parts.append(
            f"**{escape_markdown(headline_text(answer.short_answer.text))}** \\[{answer.short_answer.citation}\\]"
        )
    parts += [*_disagreement(answer, lang), *checked]
    return parts + [_quoted(citation, lang, base) for citation in answer.citations]


def _part(part: Part) -> str:
    """One of several questions in one, with its headline, or why it has none."""
    asked = escape_markdown(part.question)
    if part.refusal:
        return f"{asked} {escape_markdown(part.refusal.message)}"
    numbers = (part.short_answer.citation,) if part.short_answer else part.citations
    markers = " ".join(f"\\[{number}\\]" for number in numbers)
    said = f"**{escape_markdown(headline_text(part.short_answer.text))}** " if part.short_answer else ""
    return f"{asked} {said}{markers}"


def _nearest(answer: Answer, lang: Lang, base: str) -> list[str]:
    """The passages that came nearest to a question that is not answered, said to be no answer."""
    if not answer.nearest:
        return []
    say = words(lang)
    said = [f"### {escape_markdown(say['nearest_title'])}", f"_{escape_markdown(say['nearest_note'])}_"]
    return said + [_quoted(citation, lang, base, numbered=False) for citation in answer.nearest]


def _disagreement(answer: Answer, lang: Lang) -> Sequence[str]:
    found = answer.disagreement
    if not found:
        return ()
    rows = [f"- {escape_markdown(headline_text(short.text))} \\[{short.citation}\\]" for short in found.answers]
    return ("\n".join([escape_markdown(words(lang)[f"disagreement_{found.kind}"]), "", *rows]),)


def _quoted(citation: Citation, lang: Lang, base: str, *, numbered: bool = True) -> str:
    # Each line of the quote is marked, empty ones too, or the blockquote would end within it.
    lines = [f"> _{escape_markdown(line)}_{' …' if left_out else ''}\\" for line, left_out in citation.leading()]
    lines += [f"> {escape_markdown(line)}" if line.strip() else ">" for line in citation.quote.split("\n")]
    said = f"{escape_markdown(words(lang)['speaker'].format(name=citation.speaker))}. " if citation.speaker else ""
    number = f"\\[{citation.number}\\] " if numbered else ""
    source = f"{number}{said}{escape_markdown(reference_line(citation, lang))}"
    return "\n".join([*lines, "", source + (f", <{base}{citation.url}>" if base else "")])
