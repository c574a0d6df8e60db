"""Marks page furniture (captions, "see also", share buttons) as spans. Nothing is deleted: offsets stay those of the file.

Most rules are rows of `data/furniture.toml`; an operator adds more in a `furniture.toml` beside the articles. The rules that look at a
text's structure (the title and its repetition, the moment of publication, a lone line between paragraphs) are in `press_furniture.py`.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from index.document import Document, Furniture, Node, Span
from index.errors import ConfigError, SourceError, check_keys
from index.press_furniture import (
    Block,
    find_lone_lines,
    find_moments,
    find_repeated_lead,
    find_titles,
    heading_lines,
    text_blocks,
)
from index.reading_form import composed_form
from index.toml import read_toml
from index.word_rules import any_word, filled_in

SHIPPED_RULES = Path(__file__).parent / "data" / "furniture.toml"
FURNITURE_FILE = "furniture.toml"
"""In a folder of articles: the operator's own rules."""
WHERE = ("line", "start", "end", "block")
PRESS = ("", "shows", "needs")
CAPTION_LENGTH = 400
"""Most characters of a caption: a longer block that ends in a photo credit is an article."""
BROKEN_LINE_WORDS = 6
"""Words from which a line that ends in no stop may be one that was broken."""
OF_A_FORMAT = frozenset({"other-articles", "byline"})
"""Rules of file formats that show an article of the press."""
APART = frozenset({"article", "paragraph", "dictum", "letter", "number", "row", "appendix", "elucidation"})
"""Kinds of parts whose lines are theirs."""
_SENTENCE_END = re.compile(r"[.!?:;…][”\"’')\]]*$")
# The end of a sentence, with the writer's initials behind it.
_CLOSED = re.compile(r"[.!?:;…][”\"’')\]]*(?:\s*\([^)]{1,15}\))?$")
_FIELD = re.compile(r"[^\W\d][\w ./-]{1,30}\s*:\s*\S")
# Unlike `analyzer.WORD`, an underscore is part of a word: which lines are furniture, and so every index, depends on it.
_WORD = re.compile(r"\w+")


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """One row of `furniture.toml`; that file's head explains the fields."""

    name: str
    where: str
    pattern: re.Pattern[str]
    next: bool = False
    rest: bool = False
    apart: bool = False
    press: str = ""
    example: str = ""
    marks: str = ""
    keeps: tuple[str, ...] = ()


def read_rules(path: Path) -> tuple[Rule, ...]:
    """The rules of a `furniture.toml`.

    Raises:
        SourceError: the file, or a rule in it, is not valid.
    """
    try:
        parsed = read_toml(path)
        check_keys(parsed, ["words", "rule"], str(path))
        words = {name: any_word(listed) for name, listed in parsed.get("words", {}).items()}
        rows = parsed.get("rule", [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise ConfigError(f"{path}: begin each rule with [[rule]].")
        return tuple(_rule(row, words, f"{path}, rule {number}") for number, row in enumerate(rows, 1))
    except ConfigError as error:  # the articles' folder is at fault, not the settings
        raise SourceError(str(error)) from error


def _rule(row: dict[str, Any], words: Mapping[str, str], where: str) -> Rule:
    check_keys(row, (f.name for f in dataclasses.fields(Rule)), where)
    if missing := {"name", "where", "pattern"} - set(row):
        raise ConfigError(f"{where} has no {min(missing)!r}. Add it.")
    written = row["pattern"]
    if not isinstance(written, str) and not (isinstance(written, list) and all(isinstance(p, str) for p in written)):
        raise ConfigError(f"{where}: `pattern` is {written!r}. Write it in quotes.")
    for name, values in (("where", WHERE), ("press", PRESS)):
        if row.get(name, "") not in values and name in row:
            raise ConfigError(f"{where}: `{name}` is {row[name]!r}. Use one of {', '.join(filter(None, values))}.")
    anchor = {"start": r"\A\s*(?:{})", "end": r"(?:{})\s*\Z", "line": r"\A(?:{})\Z", "block": r"(?:{})\Z"}[row["where"]]
    try:
        pattern = re.compile(anchor.replace("{}", filled_in(written, words, where)), re.IGNORECASE | re.MULTILINE)
    except re.error as error:
        raise ConfigError(
            f"{where}: the pattern is not a regular expression: {error}. Correct that pattern."
        ) from error
    keeps = row.get("keeps", ())
    return Rule(**(row | {"pattern": pattern, "keeps": (keeps,) if isinstance(keeps, str) else tuple(keeps)}))


@cache
def shipped_rules() -> tuple[Rule, ...]:
    """The rules that come with the package."""
    return read_rules(SHIPPED_RULES)


def rules_for(folder: Path) -> tuple[Rule, ...]:
    """The shipped rules and those that the folder of articles adds."""
    extension = folder / FURNITURE_FILE
    return shipped_rules() + (read_rules(extension) if extension.exists() else ())


def mark_furniture(document: Document, rules: Sequence[Rule] | None = None) -> Document:
    """The document with its furniture marked: disjoint spans in order, each with the name of the rule that found it.

    Some rules are about articles of the press: they apply where others have shown that the text is one, and it has no parts of a
    regulation, list or table. An office's text has lone lines and names of units, too, and they are its own.
    """
    rules = shipped_rules() if rules is None else rules
    text, blocks = document.text, text_blocks(document.text)
    lines = _Lines(text, blocks, document.structure)
    found = [*document.furniture, *find_titles(document, blocks)]
    found += [mark for rule in rules if rule.press != "needs" for mark in lines.marked(rule)]
    showing = OF_A_FORMAT.union(rule.name for rule in rules if rule.press == "shows")
    press = any(mark.rule in showing for mark in found)
    found += find_moments(document, blocks, press)
    if press:
        found += [mark for rule in rules if rule.press == "needs" for mark in lines.marked(rule)]
    if press and all(node.kind == "heading" for node in document.structure):
        marked = [f.span for f in found]
        body = [b for b in blocks if not any(s.overlaps(Span(b[0].start, b[-1].end)) for s in marked)]
        # These two compare paragraphs with each other, so the furniture between them has to be known.
        found += [*find_repeated_lead(text, body), *find_lone_lines(document, blocks, body)]
    return dataclasses.replace(document, furniture=_disjoint(found))


class _Lines:
    """The lines of a text, for rules to look at."""

    def __init__(self, text: str, blocks: Sequence[Block], structure: Sequence[Node]) -> None:
        self._text, self._blocks, self._form = text, blocks, composed_form(text)
        self._lines = [line for block in blocks for line in block]
        self._first = {block[0] for block in blocks}
        self._theirs = [*heading_lines(text, structure), *(node.span for node in structure if node.kind in APART)]
        self._tables = [node.span for node in structure if node.kind == "table"]

    def marked(self, rule: Rule) -> Iterator[Furniture]:
        """What one rule finds."""
        if rule.where == "block":
            yield from self._captions(rule)
            return
        for number, line in enumerate(self._lines):
            read = self._form.read(line)
            match = rule.pattern.search(read.of(self._form.text))
            if not match or match.end() == match.start():  # an operator's pattern may match the empty text
                continue
            if rule.apart and not self._stands_apart(number, rule):
                continue
            span = self._form.delivered(Span(read.start + match.start(), read.start + match.end()))
            following = self._lines[number + 1 :]
            if rule.rest:
                span = Span(span.start, self._run_end(span.end, following))
            # With more words on the line than "Baca juga:", the headline is there already.
            elif rule.next and len(_WORD.findall(match.group())) <= 2:
                span = Span(span.start, self._run_end(span.end, following[:1]))
            yield Furniture(span, rule.name)

    def _stands_apart(self, number: int, rule: Rule) -> bool:
        """Whether a line is neither part of a sentence, nor of a heading or a regulation, nor one of several fields."""
        line = self._lines[number]
        if any(part.overlaps(line) for part in self._theirs) or self._goes_on(number) or self._is_below_table(number):
            return False
        words = line.of(self._text)
        beside = [self._lines[n] for n in (number - 1, number + 1) if self._in_one_block(number, n)]
        others = (other.of(self._text) for other in beside)
        return not (
            _FIELD.match(words) and any(_FIELD.match(each) and not rule.pattern.search(each) for each in others)
        )

    def _is_below_table(self, number: int) -> bool:
        """Whether the line before is a table's: "Sumber: Inspektorat" says where its numbers are from."""
        return number > 0 and any(table.overlaps(self._lines[number - 1]) for table in self._tables)

    def _in_one_block(self, number: int, other: int) -> bool:
        later = max(number, other)
        return 0 <= other < len(self._lines) and self._lines[later] not in self._first

    def _goes_on(self, number: int) -> bool:
        """Whether a line goes on with a sentence that the line before it begins: as PDF and mail break them."""
        if number < 2 or not self._in_one_block(number, number - 1):
            return False
        before, words = self._lines[number - 1].of(self._text), self._lines[number].of(self._text)
        if _CLOSED.search(before):
            return False
        return words[:1].islower() or len(before.split()) >= BROKEN_LINE_WORDS

    def _run_end(self, end: int, lines: Iterable[Span]) -> int:
        """Where the lines that do not end like a sentence stop."""
        for line in lines:
            if _SENTENCE_END.search(line.of(self._text)):
                break
            end = line.end
        return end

    def _captions(self, rule: Rule) -> Iterator[Furniture]:
        """A block that ends in a photo credit is the photo's caption."""
        for block in self._blocks:
            whole = Span(block[0].start, block[-1].end)
            # In a text without blank lines the block is the whole article, and only its last line can be the caption.
            span = whole if len(whole) <= CAPTION_LENGTH else block[-1]
            fits = len(span) <= CAPTION_LENGTH and rule.pattern.search(self._form.of(span))
            if fits and not (rule.apart and any(part.overlaps(span) for part in self._theirs)):
                yield Furniture(span, rule.name)


def _disjoint(found: Iterable[Furniture]) -> tuple[Furniture, ...]:
    """In order and disjoint: where two overlap, the one that starts first (then the longer) keeps all its characters."""
    flat: list[Furniture] = []
    for item in sorted(found, key=lambda f: (f.span.start, -f.span.end)):
        end = flat[-1].span.end if flat else 0
        if item.span.end > end:
            flat.append(Furniture(Span(max(item.span.start, end), item.span.end), item.rule))
    return tuple(flat)
