"""What stands in a memo: a flat list of paragraphs, each with the role that decides its look. Pure functions.

The order of a turn is that of the chat page: the question, the headline, a disagreement right under it, each quote once with its
references. The texts of sources and readers pass through `file_text`, so that no character of theirs can break a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from assistant.answer import Answer, Citation, Lang
from assistant.articles.references import reference_line
from assistant.conversations.conversation import Conversation, Turn
from assistant.conversations.memo.characters import file_text
from assistant.wording import fill_text, headline_text, say_verified, spell_date, words

Role = Literal[
    "office",
    "kind",
    "fact",
    "fact_last",
    "question",
    "searched",
    "headline",
    "refusal",
    "warning",
    "differing",
    "line",
    "item",
    "meta",
    "label",
    "nearest_note",
    "quote",
    "reference",
    "link",
    "about",
    "about_line",
]
OFFICE = "Netral"
"""Whose memo it is, where nothing else is set."""
BULLET = "• "
_MARKER = re.compile(r"\s*\[(\d{1,2})\]")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a paragraph. `marked` is what answers within a quote, `quiet` what belongs before it; `link` is an absolute address."""

    text: str
    marked: bool = False
    bold: bool = False
    link: str = ""
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph. `lang` is that of its text: quotes are Indonesian in an English memo too."""

    role: Role
    runs: tuple[Run, ...]
    lang: Lang

    @property
    def text(self) -> str:
        """The whole text, without what its runs add."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Memo:
    """A memo to file; `made` is when, with its zone."""

    title: str
    office: str
    lang: Lang
    made: datetime
    blocks: tuple[Block, ...]


def make_memo(talk: Conversation, lang: Lang, base: str, made: datetime, office: str = OFFICE) -> Memo:
    """The memo of a conversation: of all its answered turns, numbered as in the conversation.

    Args:
        talk: the conversation; a question that waits is left out.
        lang: of the words around questions and quotes.
        base: the server's address, prefix included, that links begin with.
        made: when, with its zone.
        office: whose memo it is.
    """
    title = file_text(talk_title(talk, lang))
    turns = [turn for turn in talk.without_waiting().turns if turn.answer]
    blocks = [*_head(title, office, len(turns), lang, made)]
    for turn in turns:
        blocks += _turn(turn, lang, base)
    if not turns:
        blocks.append(_block("line", words(lang)["memo_empty"], lang))
    blocks += _about(turns, lang, base, made)
    return Memo(title, file_text(office), lang, made, tuple(blocks))


def talk_title(talk: Conversation, lang: Lang) -> str:
    """The title of a conversation; one that has none, because it is empty, is called a conversation."""
    return talk.title or words(lang)["conversation_label"]


def say_made(made: datetime, lang: Lang) -> str:
    """A moment as date, time and zone in words."""
    return f"{spell_date(made.date().isoformat(), lang)}, {made:%H:%M} {made:%Z}".strip()


def closing_note(talk: Conversation, lang: Lang, base: str, made: datetime) -> tuple[str, ...]:
    """How a file was made, in sentences: by what, when and where, from the sources alone, to be checked, by which index."""
    turns = talk.without_waiting().turns
    indexes = dict.fromkeys(turn.answer.index for turn in turns if turn.answer and turn.answer.index)
    said = [
        fill_text("memo_made", lang, moment=say_made(made, lang), address=base),
        words(lang)["memo_sources"],
        words(lang)["memo_check"],
    ]
    if indexes:
        said.append(fill_text("memo_index", lang, index=", ".join(indexes)))
    return tuple(said)


def _block(role: Role, text: str, lang: Lang, *, bold: bool = False) -> Block:
    return Block(role, (Run(file_text(text), bold=bold),), lang)


def _head(title: str, office: str, count: int, lang: Lang, made: datetime) -> Iterator[Block]:
    say = words(lang)
    yield _block("office", office, lang)
    yield _block("kind", say["memo_kind"], lang)
    facts = [(say["memo_subject"], title), (say["memo_date"], spell_date(made.date().isoformat(), lang))]
    if count:
        many = say["memo_one"] if count == 1 else fill_text("memo_many", lang, count=count)
        facts.append((say["memo_contents"], many))
    for at, (label, value) in enumerate(facts, 1):
        role: Role = "fact_last" if at == len(facts) else "fact"
        yield Block(role, (Run(label), Run("\t: "), Run(value, bold=at == 1)), lang)


def _turn(turn: Turn, lang: Lang, base: str) -> Iterator[Block]:
    answer = turn.answer
    if answer is None:
        return
    yield _block("question", f"{turn.number}. {_one_line(turn.question)}", lang)
    if answer.kind == "talk":
        yield from _lines(answer.text.splitlines(), lang)
    elif answer.answered:
        yield from _answered(answer, lang, base)
    else:
        yield from _refused(answer, lang, base)


def _answered(answer: Answer, lang: Lang, base: str) -> Iterator[Block]:
    say = words(lang)
    if _one_line(answer.searched_as) != _one_line(answer.question):
        yield _block("searched", f"{say['searched_as']}: “{_one_line(answer.searched_as)}”", lang)
    if answer.short_answer and not answer.parts:  # the lines of its text have the headline of each part
        markers = " ".join(f"[{number}]" for number in _short_markers(answer))
        yield _block("headline", f"{headline_text(answer.short_answer.text)} {markers}", lang)
    if found := answer.disagreement:
        yield _block("warning", say[f"disagreement_{found.kind}"], lang)
        for short in found.answers:
            yield _block("differing", f"{headline_text(short.text)} [{short.citation}]", lang)
    yield from _lines(_own_lines(answer), lang)
    yield from _checked(answer, lang)
    if answer.citations:
        yield _block("label", say["citations_title"], lang)
    yield from _quotes(answer.citations, lang, base, numbered=True)


def _refused(answer: Answer, lang: Lang, base: str) -> Iterator[Block]:
    say = words(lang)
    yield _block("refusal", say["refusal_title"], lang)
    yield _block("line", answer.refusal.message if answer.refusal else answer.text, lang)
    yield from _checked(answer, lang)
    if answer.nearest:
        yield _block("label", say["nearest_title"], lang)
        yield _block("nearest_note", say["nearest_note"], lang)
        yield from _quotes(answer.nearest, lang, base, numbered=False)


def _checked(answer: Answer, lang: Lang) -> Iterator[Block]:
    """How sure the headline is, where that is known, and who checked the answer."""
    say = words(lang)
    said = []
    # Beside a disagreement the headline is open, and a refusal has none.
    if answer.answered and answer.confidence_level and not answer.disagreement:
        said.append(f"{say['confidence']}: {say['confidence_' + answer.confidence_level]}")
    if answer.verified:
        said.append(say_verified(answer.verified, lang))
    if said:
        yield _block("meta", " · ".join(said), lang)


def _lines(lines: Sequence[str], lang: Lang) -> Iterator[Block]:
    for line in lines:
        if not line.strip():
            continue
        # Without its bullet: the files set their own, so that in Word it stays a list when somebody edits it.
        yield _block("item" if line.startswith(BULLET) else "line", line.removeprefix(BULLET), lang)


def _quotes(citations: Sequence[Citation], lang: Lang, base: str, *, numbered: bool) -> Iterator[Block]:
    """Each quote once, with the references of all who have it."""
    groups: dict[str, list[Citation]] = {}
    for citation in citations:
        groups.setdefault(citation.told, []).append(citation)
    for group in groups.values():
        yield Block("quote", _quote_runs(group[0], marking=numbered), "id")
        for citation in group:
            yield _block("reference", _reference(citation, lang, numbered), lang)
            # The visible address is short enough to be typed from paper; the link also scrolls to the quote.
            address = file_text(f"{base}{citation.url}")
            yield Block("link", (Run(address, link=f"{address}#quote"),), lang)


def _quote_runs(citation: Citation, *, marking: bool) -> tuple[Run, ...]:
    """The lines that belong before the quote, each on its own, then the quote with the words that answer marked.

    Nothing is marked where all of the quote answers, or nothing does: there is nothing to set off.
    """
    stretches = citation.set_off() if marking else ((citation.quote, False),)
    leading = (f"{line}{' …' if left_out else ''}\n" for line, left_out in citation.leading())
    quoted = (Run(file_text(text), marked=marked) for text, marked in stretches)
    return (*(Run(file_text(line), quiet=True) for line in leading), *quoted)


def _reference(citation: Citation, lang: Lang, numbered: bool) -> str:
    say = words(lang)
    number = f"[{citation.number}] " if numbered else ""
    speaker = f"{say['speaker'].format(name=_one_line(citation.speaker))}. " if citation.speaker else ""
    derived = f" ({say['title_derived']})" if "title" in citation.derived else ""
    return f"{number}{speaker}{reference_line(citation, lang)}{derived}"


def _about(turns: Sequence[Turn], lang: Lang, base: str, made: datetime) -> Iterator[Block]:
    yield _block("about", words(lang)["memo_about"], lang)
    for sentence in closing_note(Conversation(tuple(turns)), lang, base, made):
        yield _block("about_line", sentence, lang)


def _short_markers(answer: Answer) -> tuple[int, ...]:
    """The numbers beside the short answer: of all who give it, where the text names them."""
    if answer.short_answer is None:
        return ()
    first = answer.text.split("\n", 1)[0]
    said = first.casefold().startswith(headline_text(answer.short_answer.text).casefold())
    numbers = tuple(int(number) for number in _MARKER.findall(first)) if said else ()
    return numbers or (answer.short_answer.citation,)


def _own_lines(answer: Answer) -> list[str]:
    """The lines of an answer's text that say more than headline and quotes do, such as what leads into an overview."""
    headline = headline_text(answer.short_answer.text).casefold() if answer.short_answer else None
    quotes = [_one_line(citation.quote) for citation in answer.citations]
    kept = []
    for line in answer.text.splitlines():
        bare = _one_line(_MARKER.sub("", line))
        repeats = any(quote in _one_line(line) or bare.removeprefix(BULLET) in quote for quote in quotes)
        if bare and not repeats and bare.casefold() != headline:
            kept.append(line)
    return kept


def _one_line(text: str) -> str:
    return " ".join(text.split())
