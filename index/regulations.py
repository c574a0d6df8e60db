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
PLAIN_WITHIN = 8
"""Lines with text within which a head in small letters begins: later, it is a reference."""
LETTERHEAD = 6
"""Lines above a head in which its issuer may stand."""
MOST_NAME_WORDS = 40
"""Words of a kind with its issuers; a joint decision of five bodies has about 30."""
MARKS = " \t\r\n\f\v\u00a0#*_>|"
"""White space, and what Markdown writes around a heading."""
TITLE_LENGTH = 240
"""Most characters of a title."""
# The state behind the name of a kind says nothing: "REPUBLIK INDONESIA", also of one that is made up.
_STATE = re.compile(r"\s*\b(?:negara\s+)?republik\s+\w+\s*$|\s*\bRI\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a regulation.

    Attributes:
        title: all of it on one line, to be read: "Peraturan Bupati Mekarjaya Nomor 17 Tahun 2024 tentang Netralitas Pegawai".
        date: when it was made, as its foot or its dateline says; None where neither does.
        number: where its number stands in the text.
        subject: where what follows "tentang" stands; None where its subject is that of a letter.
    """

    regulation: Regulation
    title: str
    date: dt.date | None
    number: Span
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
    """The lines of a head, by what they say."""

    name: str
    numbers: tuple[str, ...]
    subject: str
    lines: int
    span: Span


def read_head(text: str) -> Head | None:
    """The head of a regulation, decision, circular or joint decision; None where the text has none."""
    lines = list(islice(_lines(text), LINES_SEARCHED))
    regulates = bool(RULES.pattern("regulates").search(text))
    letter = False
    for at, line in enumerate(lines):
        if RULES.pattern("body").search(line.text):
            return None
        letter = letter or bool(RULES.pattern("letter").search(line.text))
        first = replace(line, text=RULES.pattern("before_head").sub("", line.text, count=1))
        found = kind_at(word_tokens(first.text))
        # In small letters only a title is a head, of a text that regulates: elsewhere they refer to a regulation.
        if found is None or not (line.capitals or (regulates and at < PLAIN_WITHIN and not letter)):
            continue
        parts = _take_apart([first, *lines[at + 1 : at + LINES_OF_A_HEAD]])
        # News has headlines in capitals, too, but neither on several lines, nor over articles and a foot.
        if parts and (regulates or (line.capitals and parts.lines > 1)):
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


def _take_apart(lines: Sequence[_Line]) -> _Parts | None:
    """Name, numbers and subject of the head that begins with the first line; None where they make no head."""
    taken = _lines_of_head(lines)
    if not lines[0].capitals and any(line.endswith((".", ";", ":")) for line in taken):
        return None  # a sentence, or an item of a list
    joined = " ".join(taken)
    parted = RULES.pattern("about").split(joined, maxsplit=1)
    subject = parted[1].strip(" .,:;") if len(parted) > 1 else _subject_line(lines)
    name, numbers = _name_and_numbers(parted[0] if len(parted) > 1 else joined)
    if not numbers or not subject or len(word_tokens(name)) > MOST_NAME_WORDS:
        return None
    return _Parts(name, numbers, subject, len(taken), Span(lines[0].span.start, lines[len(taken) - 1].span.end))


def _lines_of_head(lines: Sequence[_Line]) -> list[str]:
    taken: list[str] = []
    subject_begun = about = False
    for before, line in zip((lines[0], *lines), lines, strict=False):
        changes = before.capitals != line.capitals or (not line.capitals and line.after_blank)
        ends = RULES.rules["after_head"].applies(line.text)
        if ends or (subject_begun and (changes or RULES.pattern("issuer_line").search(line.text))):
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
    """What stands before "tentang": the kind with its issuer, and the numbers, each without the word "Nomor"."""
    first, *rest = RULES.pattern("before_number").split(said)
    numbers = (RULES.pattern("number").match(part) for part in rest)
    return first.strip(" ,:"), tuple(match.group().strip(" ,.") for match in numbers if match)


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
    place, subject_place = _places(text, parts.span)
    return Head(regulation, _cut(title), dates[0] if dates else None, place, subject_place)


def _places(text: str, head: Span) -> tuple[Span, Span | None]:
    """Where in a head its number stands, and its subject."""
    about = RULES.pattern("about").search(text, head.start, head.end)
    before = RULES.pattern("before_number").search(text, head.start, head.end)
    start = before.end() if before else head.start
    number = RULES.pattern("number").match(text, start, head.end)
    place = Span(start, number.end()) if number else head
    if about is None:
        return place, None
    told = text[about.end() : head.end]
    return place, Span(head.end - len(told.lstrip()), head.end)


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
    return _STATE.sub("", name[last.start() if owns else last.end() :]).strip(" ,-")


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
