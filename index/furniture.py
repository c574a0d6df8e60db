"""Marks page furniture as spans. Nothing is deleted: offsets stay those of the file as delivered.

Most rules are rows of `data/furniture.toml`, which an operator extends; the four that look at a text's structure (a title and
its repetition, a caption that repeats in the lead, a lone line between paragraphs) are functions here.
"""

from __future__ import annotations

import dataclasses
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from index.document import Document, Furniture, Span
from index.errors import ConfigError, SourceError, check_keys

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

RULES = Path(__file__).parent / "data" / "furniture.toml"
EXTENSION = "furniture.toml"
WHERE = ("line", "start", "end", "block")
CAPTION_LENGTH = 400
LONE_LINE_WORDS = 5
HEADINGS_FROM = 3
_SENTENCE_END = re.compile(r"[.!?:;…][”\"’')\]]*$")
_FULL_STOP = re.compile(r"\.[”\"’')\]]*$")
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
        SourceError: the file is not valid, or a rule in it is not.
    """
    try:
        parsed = tomllib.loads(path.read_text(encoding="utf-8"))
        check_keys(parsed, ["rule"], str(path))
        rows = parsed.get("rule", [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise ConfigError("each rule begins with [[rule]]")
        return tuple(_rule(row, f"{path}, rule {number}") for number, row in enumerate(rows, 1))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ConfigError) as error:
        raise SourceError(f"{path}: {error}. Mend that rule.") from error


def _rule(row: dict[str, Any], where: str) -> Rule:
    check_keys(row, (f.name for f in dataclasses.fields(Rule)), where)
    if missing := {"name", "where", "pattern"} - set(row):
        raise ConfigError(f"{where} has no {min(missing)!r}")
    if not isinstance(row["pattern"], str):
        raise ConfigError(f"{where}: `pattern` is {row['pattern']!r}, not text in quotes")
    if row["where"] not in WHERE:
        raise ConfigError(f"{where}: `where` is one of {', '.join(WHERE)}, not {row['where']!r}")
    anchor = {"start": r"\A\s*(?:{})", "end": r"(?:{})\s*\Z", "line": r"\A(?:{})\Z", "block": r"(?:{})\Z"}[row["where"]]
    try:
        pattern = re.compile(anchor.replace("{}", row["pattern"]), re.IGNORECASE)
    except re.error as error:
        raise ConfigError(f"{where}: the pattern is not a regular expression: {error}") from error
    return Rule(**(row | {"pattern": pattern}))


@cache
def shipped_rules() -> tuple[Rule, ...]:
    """The rules that come with the package."""
    return read_rules(RULES)


def rules_for(folder: Path) -> tuple[Rule, ...]:
    """The shipped rules and those that the folder of articles adds."""
    extension = folder / EXTENSION
    return shipped_rules() + (read_rules(extension) if extension.exists() else ())


def mark(document: Document, rules: Sequence[Rule] | None = None) -> Document:
    """The document with its furniture marked: spans in order, none overlapping, each with the rule that found it."""
    rules = shipped_rules() if rules is None else rules
    text, blocks = document.text, _blocks(document.text)
    found = [*_title(document, blocks), *_by_rules(text, blocks, rules)]
    taken = [f.span for f in found]
    body = [b for b in blocks if not any(s.overlaps(Span(b[0].start, b[-1].end)) for s in taken)]
    found += [*_repeated_lead(text, body), *_lone_lines(text, blocks, body)]
    return dataclasses.replace(document, furniture=_flatten(found))


Block = tuple[Span, ...]
"""The lines, stripped of white space, of a stretch without blank lines."""


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
    lines = [line for block in blocks for line in block]
    for rule in rules:
        if rule.where == "block":
            yield from _captions(text, blocks, rule)
            continue
        for number, line in enumerate(lines):
            match = rule.pattern.search(line.of(text))
            if not match or match.end() == match.start():
                continue
            span = Span(line.start + match.start(), line.start + match.end())
            following = lines[number + 1 :]
            if rule.rest:
                span = Span(span.start, _run_end(text, span.end, following))
            elif rule.next and len(_WORD.findall(match.group())) <= 2:
                span = Span(span.start, _run_end(text, span.end, following[:1]))
            yield Furniture(span, rule.name)


def _run_end(text: str, end: int, lines: Iterable[Span]) -> int:
    """Where the lines that are no sentences stop."""
    for line in lines:
        if _SENTENCE_END.search(line.of(text)):
            break
        end = line.end
    return end


def _captions(text: str, blocks: Sequence[Block], rule: Rule) -> Iterator[Furniture]:
    """A block that ends in a photo credit is that photo's caption; where lines are paragraphs, only its last line is."""
    for block in blocks:
        whole = Span(block[0].start, block[-1].end)
        span = whole if len(whole) <= CAPTION_LENGTH else block[-1]
        if len(span) <= CAPTION_LENGTH and rule.pattern.search(span.of(text)):
            yield Furniture(span, rule.name)


def _title(document: Document, blocks: Sequence[Block]) -> Iterator[Furniture]:
    """The headline, and every later line that repeats it."""
    title = _fold(document.title)
    if "title" in document.derived and _FULL_STOP.search(title):
        return  # an article without a headline, named by its first sentence
    seen = False
    for line in (line for block in blocks for line in block):
        if _fold(line.of(document.text).lstrip("# ")) == title:
            yield Furniture(line, "repeated-title" if seen else "title")
            seen = True


def _repeated_lead(text: str, body: Sequence[Block]) -> Iterator[Furniture]:
    """A first paragraph whose every word stands again in the second is the caption of the picture above the article."""
    if len(body) < 2:
        return
    first, second = (Span(block[0].start, block[-1].end) for block in body[:2])
    words = _WORD.findall(_fold(first.of(text)))
    if len(first) < len(second) and words and set(words) <= set(_WORD.findall(_fold(second.of(text)))):
        yield Furniture(first, "caption-repeated")


def _lone_lines(text: str, blocks: Sequence[Block], body: Sequence[Block]) -> Iterator[Furniture]:
    """A few capitalised words alone between paragraphs: the text of an advertisement. Where there are many, they are headings."""

    def prose(block: Block) -> bool:
        return bool(_SENTENCE_END.search(block[-1].of(text)))

    lone = []
    for before, block, after in zip(blocks, blocks[1:], blocks[2:], strict=False):
        words = _WORD.findall(block[0].of(text))
        if (
            len(block) == 1
            and block in body
            and 0 < len(words) <= LONE_LINE_WORDS
            and all(word[0].isupper() for word in words)
            and not prose(block)
            and prose(before)
            and prose(after)
        ):
            lone.append(block[0])
    if len(lone) < HEADINGS_FROM:
        for line in lone:
            yield Furniture(line, "lone-line")


def _fold(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().casefold()


def _flatten(found: Iterable[Furniture]) -> tuple[Furniture, ...]:
    """In order and disjoint: what starts first (then: what is longer) keeps its name, the rest of an overlap is added."""
    flat: list[Furniture] = []
    for item in sorted(found, key=lambda f: (f.span.start, -f.span.end)):
        end = flat[-1].span.end if flat else 0
        if item.span.end > end:
            flat.append(Furniture(Span(max(item.span.start, end), item.span.end), item.rule))
    return tuple(flat)
