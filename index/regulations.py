"""What the head and the foot of a regulation, decision or circular say: which one it is, and when it was made.

Heads come over several lines in capitals, or as one line of a web page; the patterns are those of `data/regulations.toml`. A text that
only refers to a regulation, as news and letters do, has no head.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from index.analyzer import word_tokens
from index.dates import find_dates
from index.document import Regulation, Span
from index.formats.extracted import Extracted
from index.readable_title import readable_title
from index.regulation_dates import RULES, closing_dates
from index.regulation_forms import split_number
from index.regulation_kinds import Kind, KindName, kind_at

LINES_SEARCHED = 60
"""Lines with text in which a head is looked for: there may be a cover, a letterhead or a table of contents before it."""
LINES_OF_A_HEAD = 16
PLAIN_FROM = 2
"""Signs of a text that regulates, from which a head in small letters is one."""
PLAIN_WITHIN = 8
"""Lines with text within which a head in small letters begins: later, it is a reference."""
LETTERHEAD = 12
"""Lines above a head in which its issuer, or the number of a circular, may stand."""
MOST_NAME_WORDS = 40
"""Words of a kind with its issuers; a joint decision of five bodies has about 30."""
MARKS = " \t\r\n\f\v\u00a0#*_>|"
"""White space, and what Markdown writes around a heading."""
TITLE_LENGTH = 240
"""Most characters of a title."""
# The state behind the name of a kind says nothing: "REPUBLIK INDONESIA", also of one that is made up.
_STATE = re.compile(r"\s*\brepublik\s+\w+\s*$|\s*\bRI\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a regulation.

    Attributes:
        title: all of it on one line, to be read: "Peraturan Bupati Mekarjaya Nomor 17 Tahun 2024 tentang Netralitas Pegawai".
        date: when it was made, as its foot or its dateline says; None where neither does.
        span: where it stands in the text, to the end of its subject.
        number: where its number stands; None where that is not found again.
        subject: where what follows "tentang" stands; None where its subject is that of a letter.
    """

    regulation: Regulation
    title: str
    date: dt.date | None
    span: Span
    number: Span | None
    subject: Span | None

    def describe(self, extracted: Extracted) -> Extracted:
        """What a file gives, with this title and date in the place of its own: those of its properties are often a template's."""
        known: dict[str, str | None] = {"title": self.title}
        if self.date:
            known["published"] = self.date.isoformat()
        return replace(
            extracted,
            stated={**extracted.stated, **known},
            derived=tuple(dict.fromkeys((*extracted.derived, *known))),
        )


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with text: `text` without marks around it and with single spaces, `span` where it stands."""

    text: str
    span: Span
    after_blank: bool

    @property
    def capitals(self) -> bool:
        return self.text.isupper()


@dataclass(frozen=True, slots=True)
class _Parts:
    """The lines of a head, by what they say; `set_in_lines` is whether its second line is one that no headline of news has."""

    name: str
    numbers: tuple[str, ...]
    subject: str
    span: Span
    set_in_lines: bool


def read_head(text: str) -> Head | None:
    """The head of a regulation, decision, circular or joint decision; None where the text has none."""
    lines = list(islice(_lines(text), LINES_SEARCHED))
    regulates = sum(1 for _ in islice(RULES.pattern("regulates").finditer(text), PLAIN_FROM))
    letter = False
    for at, line in enumerate(lines):
        if RULES.pattern("body").search(line.text):
            return None
        letter = letter or bool(RULES.pattern("letter").search(line.text))
        first = replace(line, text=RULES.pattern("before_head").sub("", line.text, count=1))
        found = kind_at(word_tokens(first.text))
        # In small letters only a title is a head, of a text that regulates: elsewhere they refer to a regulation.
        if found is None or not (line.capitals or (regulates >= PLAIN_FROM and at < PLAIN_WITHIN and not letter)):
            continue
        parts = _take_apart([first, *lines[at + 1 : at + LINES_OF_A_HEAD]], lines[:at])
        # News has headlines in capitals, too, but neither over a line with a number, nor over articles and a foot.
        if parts and (regulates or parts.set_in_lines):
            return _head(text, lines[: at + 1], parts, found[0])
    return None


def _lines(text: str) -> Iterator[_Line]:
    """The lines with text, without the marks of Markdown around them."""
    at, after_blank = 0, True
    for line in text.splitlines(keepends=True):
        bare = line.strip(MARKS)
        if bare:
            start = at + line.index(bare)
            yield _Line(re.sub(r"\s+", " ", bare), Span(start, start + len(bare)), after_blank)
        after_blank = not bare
        at += len(line)


def _take_apart(lines: Sequence[_Line], above: Sequence[_Line]) -> _Parts | None:
    """Name, numbers and subject of the head that begins with the first line; None where they make no head."""
    taken = _lines_of_head(lines)
    if not lines[0].capitals and any(line.endswith((".", ";", ":")) for line in taken):
        return None  # a sentence, or an item of a list
    joined = " ".join(taken)
    parted = RULES.pattern("about").split(joined, maxsplit=1)
    name, numbers = _name_and_numbers(parted[0])
    subject = parted[1].strip(" .,:;") if len(parted) > 1 else _subject_line(lines)
    if not numbers:  # two who agree number their paper below what it is about
        subject, numbers = _name_and_numbers(subject)
    numbers = numbers or _number_line(above)
    if not numbers or not subject or len(word_tokens(name)) > MOST_NAME_WORDS:
        return None
    span = Span(lines[0].span.start, lines[len(taken) - 1].span.end)
    second = taken[1] if len(taken) > 1 else ""
    in_lines = second.isupper() or bool(RULES.pattern("line_of_a_head").search(second))
    return _Parts(name, numbers, subject, span, in_lines)


def _number_line(above: Sequence[_Line]) -> tuple[str, ...]:
    """The number of a circular that has it as a letter has, above the words "Surat Edaran"."""
    for line in reversed(above[-LETTERHEAD:]):
        if RULES.pattern("letter").search(line.text) and (numbers := _name_and_numbers(line.text)[1]):
            return numbers
    return ()


def _lines_of_head(lines: Sequence[_Line]) -> list[str]:
    taken: list[str] = []
    subject_begun = about = False
    for before, line in zip((lines[0], *lines), lines, strict=False):
        changes = before.capitals != line.capitals or (not line.capitals and line.after_blank)
        over = changes or bool(RULES.pattern("issuer_line").search(line.text))
        # Behind a line in small letters, one in capitals begins the head that it only repeats: a running header.
        ends = RULES.rules["after_head"].applies(line.text) or (line.capitals and not lines[0].capitals)
        if ends or (subject_begun and over):
            break
        taken.append(line.text)
        subject_begun = about
        if match := RULES.pattern("about").search(line.text):
            about, subject_begun = True, subject_begun or bool(line.text[match.end() :].strip())
    return taken


def _subject_line(lines: Sequence[_Line]) -> str:
    """The subject of a circular without "tentang": its line "Hal:"."""
    found = (RULES.pattern("about_line").search(line.text) for line in lines)
    return next((match["subject"].strip(" .,:;") for match in found if match), "")


def _name_and_numbers(said: str) -> tuple[str, tuple[str, ...]]:
    """What stands before the first number, and the numbers, each without the word "Nomor"."""
    first, *rest = RULES.pattern("before_number").split(said)
    numbers = (RULES.pattern("number").match(part) for part in rest)
    return first.strip(" .,:;"), tuple(match.group().strip(" ,.") for match in numbers if match)


def _head(text: str, lines: Sequence[_Line], parts: _Parts, known: KindName) -> Head:
    """The head of these parts; `lines` are those up to its first, with it."""
    match = RULES.pattern("number").match(parts.numbers[0])
    number, year = split_number(match["number"], match["year"]) if match else (parts.numbers[0], None)
    name, subject = readable_title(parts.name, text), readable_title(parts.subject, text)
    numbers = " dan Nomor ".join(re.sub(r"\bTAHUN\b", "Tahun", number) for number in parts.numbers)
    title = f"{name} Nomor {numbers} tentang {subject}"
    if any(RULES.pattern("appendix").search(line.text) for line in lines[-2:]):
        title = f"Lampiran {title}"
    issuer = _issuer(name, known) or _issuer_above(text, lines[:-1], known.kind)
    regulation = Regulation(known.kind.short, number, year, issuer, subject)
    dated = closing_dates(text)
    made = dated.get("enacted") or dated.get("promulgated")
    dates = find_dates(made.when.of(text)) if made else []
    place = _number_place(text, parts.span) or _number_place(text, Span(lines[0].span.start, parts.span.start))
    subject_place = _subject_place(text, parts.span)
    return Head(regulation, _cut(title), dates[0] if dates else None, parts.span, place, subject_place)


def _number_place(text: str, within: Span) -> Span | None:
    before = RULES.pattern("before_number").search(text, within.start, within.end)
    number = RULES.pattern("number").match(text, before.end(), within.end) if before else None
    return Span(number.start("number"), number.end()) if number else None


def _subject_place(text: str, head: Span) -> Span | None:
    about = RULES.pattern("about").search(text, head.start, head.end)
    if about is None:
        return None
    number = RULES.pattern("before_number").search(text, head.start, about.start())
    below = None if number else RULES.pattern("before_number").search(text, about.end(), head.end)
    said = text[about.end() : below.start() if below else head.end]
    start = about.end() + len(said) - len(said.lstrip(MARKS))
    return Span(start, start + len(said.strip(MARKS)))


def _issuer(name: str, known: KindName) -> str:
    """Whose it is, where the name of its kind does not say."""
    if known.issuer:
        return known.issuer
    words = list(re.finditer(r"[^\W_]+", name))
    found = kind_at([word.group().casefold() for word in words])
    last = words[found[1] - 1] if found else None
    if last is None:
        return ""
    owns = last.group().casefold() in (owner.casefold() for owner in known.kind.owner)
    return _STATE.sub("", name[last.start() if owns else last.end() :]).strip(" ,-").removeprefix("antara ")


def _issuer_above(text: str, above: Sequence[_Line], kind: Kind) -> str:
    """The issuer of a circular or a decision whose name has none: the lines of the letterhead that name an office or a body."""
    if kind.group == "Peraturan" or kind.short in ("UU", "SKB"):
        return ""
    heads = [
        line.text for line in above[-LETTERHEAD:] if line.capitals and RULES.pattern("letterhead").search(line.text)
    ]
    return ", ".join(_STATE.sub("", readable_title(line, text)) for line in heads)


def _cut(title: str) -> str:
    if len(title) <= TITLE_LENGTH:
        return title
    return title[:TITLE_LENGTH].rsplit(" ", 1)[0].rstrip(" ,;:–-") + " …"
