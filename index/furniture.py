"""Marks page furniture (captions, "see also", share buttons) as spans. Nothing is deleted: offsets stay those of the file.

Most rules are rows of `data/furniture.toml`; an operator adds more in a `furniture.toml` beside the articles. The four rules that
look at a text's structure (the title, its repetition, a caption that the lead repeats, a lone line between paragraphs) are
functions here.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from index.document import Document, Furniture, Span
from index.errors import ConfigError, SourceError, check_keys
from index.reading_form import composed_form
from index.toml import read_toml

SHIPPED_RULES = Path(__file__).parent / "data" / "furniture.toml"
FURNITURE_FILE = "furniture.toml"
"""In a folder of articles: the operator's own rules."""
WHERE = ("line", "start", "end", "block")
CAPTION_LENGTH = 400
"""Most characters of a caption: a longer block that ends in a photo credit is an article."""
LONE_LINE_WORDS = 5
"""Most words of a line that can be an advertisement's."""
HEADINGS_FROM = 3
"""So many lone lines in one article are its headings, not advertisements."""
_SENTENCE_END = re.compile(r"[.!?:;…][”\"’')\]]*$")
_FULL_STOP = re.compile(r"\.[”\"’')\]]*$")
# Unlike `analyzer.WORD`, an underscore is part of a word: which lines are furniture, and so every index, depends on it.
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of `furniture.toml`; that file's head explains the fields."""

    name: str
    where: str
    pattern: re.Pattern[str]
    next: bool = False
    rest: bool = False
    example: str = ""
    marks: str = ""
    keeps: str = ""


def read_rules(path: Path) -> tuple[Rule, ...]:
    """The rules of a `furniture.toml`.

    Raises:
        SourceError: the file, or a rule in it, is not valid.
    """
    try:
        parsed = read_toml(path)
        check_keys(parsed, ["rule"], str(path))
        rows = parsed.get("rule", [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise ConfigError(f"{path}: begin each rule with [[rule]].")
        return tuple(_rule(row, f"{path}, rule {number}") for number, row in enumerate(rows, 1))
    except ConfigError as error:  # the articles' folder is at fault, not the settings
        raise SourceError(str(error)) from error


def _rule(row: dict[str, Any], where: str) -> Rule:
    check_keys(row, (f.name for f in dataclasses.fields(Rule)), where)
    if missing := {"name", "where", "pattern"} - set(row):
        raise ConfigError(f"{where} has no {min(missing)!r}. Add it.")
    if not isinstance(row["pattern"], str):
        raise ConfigError(f"{where}: `pattern` is {row['pattern']!r}. Write it in quotes.")
    if row["where"] not in WHERE:
        raise ConfigError(f"{where}: `where` is {row['where']!r}. Use one of {', '.join(WHERE)}.")
    anchor = {"start": r"\A\s*(?:{})", "end": r"(?:{})\s*\Z", "line": r"\A(?:{})\Z", "block": r"(?:{})\Z"}[row["where"]]
    try:
        pattern = re.compile(anchor.replace("{}", row["pattern"]), re.IGNORECASE)
    except re.error as error:
        raise ConfigError(
            f"{where}: the pattern is not a regular expression: {error}. Correct that pattern."
        ) from error
    return Rule(**(row | {"pattern": pattern}))


@cache
def shipped_rules() -> tuple[Rule, ...]:
    """The rules that come with the package."""
    return read_rules(SHIPPED_RULES)


def rules_for(folder: Path) -> tuple[Rule, ...]:
    """The shipped rules and those that the folder of articles adds."""
    extension = folder / FURNITURE_FILE
    return shipped_rules() + (read_rules(extension) if extension.exists() else ())


def mark_furniture(document: Document, rules: Sequence[Rule] | None = None) -> Document:
    """The document with its furniture marked: disjoint spans in order, each with the name of the rule that found it."""
    rules = shipped_rules() if rules is None else rules
    text, blocks = document.text, _blocks(document.text)
    found = [*document.furniture, *_titles(document, blocks), *_by_rules(text, blocks, rules)]
    marked = [f.span for f in found]
    body = [b for b in blocks if not any(s.overlaps(Span(b[0].start, b[-1].end)) for s in marked)]
    # These two compare paragraphs with each other, so the furniture between them has to be known.
    found += [*_repeated_lead(text, body), *_lone_lines(text, blocks, body)]
    return dataclasses.replace(document, furniture=_disjoint(found))


Block = tuple[Span, ...]
"""The lines of a stretch without blank lines, each without the white space around it."""


def _blocks(text: str) -> list[Block]:
    blocks: list[list[Span]] = [[]]
    for match in re.finditer(r"[^\n]*\n?", text):
        line = match.group()
        if stripped := line.strip():
            start = match.start() + line.index(stripped[0])
            blocks[-1].append(Span(start, start + len(stripped)))
        elif blocks[-1]:
            blocks.append([])
    return [tuple(block) for block in blocks if block]


def _by_rules(text: str, blocks: Sequence[Block], rules: Sequence[Rule]) -> Iterator[Furniture]:
    form, lines = composed_form(text), [line for block in blocks for line in block]
    for rule in rules:
        if rule.where == "block":
            yield from _captions(text, blocks, rule)
            continue
        for number, line in enumerate(lines):
            read = form.read(line)
            match = rule.pattern.search(read.of(form.text))
            if not match or match.end() == match.start():  # an operator's pattern may match the empty text
                continue
            span = form.delivered(Span(read.start + match.start(), read.start + match.end()))
            following = lines[number + 1 :]
            if rule.rest:
                span = Span(span.start, _run_end(text, span.end, following))
            # With more words on the line than "Baca juga:", the headline is there already.
            elif rule.next and len(_WORD.findall(match.group())) <= 2:
                span = Span(span.start, _run_end(text, span.end, following[:1]))
            yield Furniture(span, rule.name)


def _run_end(text: str, end: int, lines: Iterable[Span]) -> int:
    """Where the lines that do not end like a sentence stop."""
    for line in lines:
        if _SENTENCE_END.search(line.of(text)):
            break
        end = line.end
    return end


def _captions(text: str, blocks: Sequence[Block], rule: Rule) -> Iterator[Furniture]:
    """A block that ends in a photo credit is the photo's caption."""
    for block in blocks:
        whole = Span(block[0].start, block[-1].end)
        # In a text without blank lines the block is the whole article, and only its last line can be the caption.
        span = whole if len(whole) <= CAPTION_LENGTH else block[-1]
        if len(span) <= CAPTION_LENGTH and rule.pattern.search(composed_form(text).of(span)):
            yield Furniture(span, rule.name)


def _titles(document: Document, blocks: Sequence[Block]) -> Iterator[Furniture]:
    """The headline, and every later line that repeats it."""
    title = _fold(document.title)
    if "title" in document.derived and _FULL_STOP.search(title):
        return  # the article has no headline; its first sentence serves as one, and is body text
    seen = False
    for line in (line for block in blocks for line in block):
        if _fold(line.of(document.text).lstrip("# ")) == title:
            yield Furniture(line, "repeated-title" if seen else "title")
            seen = True


def _repeated_lead(text: str, body: Sequence[Block]) -> Iterator[Furniture]:
    """A first paragraph whose every word recurs in a longer second one is the caption of the picture above the article."""
    if len(body) < 2:
        return
    first, second = (Span(block[0].start, block[-1].end) for block in body[:2])
    words = _WORD.findall(_fold(first.of(text)))
    if len(first) < len(second) and words and set(words) <= set(_WORD.findall(_fold(second.of(text)))):
        yield Furniture(first, "caption-repeated")


def _lone_lines(text: str, blocks: Sequence[Block], body: Sequence[Block]) -> Iterator[Furniture]:
    """A few capitalised words alone between paragraphs are an advertisement; many such lines are headings, and stay."""

    def is_prose(block: Block) -> bool:
        return bool(_SENTENCE_END.search(block[-1].of(text)))

    lone, in_body = [], frozenset(body)
    for before, block, after in zip(blocks, blocks[1:], blocks[2:], strict=False):
        words = _WORD.findall(composed_form(text).of(block[0]))
        if (
            len(block) == 1
            and block in in_body
            and 0 < len(words) <= LONE_LINE_WORDS
            and all(word[0].isupper() for word in words)
            and not is_prose(block)
            and is_prose(before)
            and is_prose(after)
        ):
            lone.append(block[0])
    if len(lone) < HEADINGS_FROM:
        for line in lone:
            yield Furniture(line, "lone-line")


def _fold(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip().casefold()


def _disjoint(found: Iterable[Furniture]) -> tuple[Furniture, ...]:
    """In order and disjoint: where two overlap, the one that starts first (then the longer) keeps all its characters."""
    flat: list[Furniture] = []
    for item in sorted(found, key=lambda f: (f.span.start, -f.span.end)):
        end = flat[-1].span.end if flat else 0
        if item.span.end > end:
            flat.append(Furniture(Span(max(item.span.start, end), item.span.end), item.rule))
    return tuple(flat)
