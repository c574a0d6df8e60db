"""What a line of a document begins: a chapter, an article, an item of a list. The patterns are those of `data/structure.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.document import NodeKind, Span
from index.numerals import roman_value
from index.word_rules import WordRules

RULES = WordRules(Path(__file__).parent / "data" / "structure.toml")
LONG_WORD = 4
"""Letters from which a word of a title has a capital: "dan" and "di" have none."""
_HEADS: dict[str, NodeKind] = {
    "appendix": "appendix",
    "elucidation": "elucidation",
    "chapter": "chapter",
    "part": "part",
    "section": "section",
    "article": "article",
    "dictum": "dictum",
    "recital": "heading",
}
_NAMES: dict[NodeKind, str] = {
    "appendix": "Lampiran",
    "elucidation": "Penjelasan",
    "chapter": "BAB",
    "part": "Bagian",
    "section": "Paragraf",
    "article": "Pasal",
    "dictum": "Diktum",
}


@dataclass(frozen=True, slots=True)
class Head:
    """A line that begins a part with a name of its own.

    Attributes:
        label: what the part is called: "BAB II", "Pasal 5", "Menimbang".
        start, rest: where the line begins, and where that which is not its name does; its end, where the name is all of it.
    """

    kind: NodeKind
    label: str
    start: int
    rest: int


@dataclass(frozen=True, slots=True)
class ItemMark:
    """The number, letter or bullet of an item.

    Attributes:
        form: how it is written: "(1)", "a.", "1)"; lists of two forms are two lists.
        value: its place in its list, from 1; 0 for a bullet; between two numbers for one that was put in later: "(1a)".
        start: where it begins.
    """

    form: str
    value: float
    start: int

    @property
    def kind(self) -> NodeKind:
        """What such an item is called: huruf, angka, ayat; "item" for a bullet."""
        if self.form == "paragraph":
            return "paragraph"
        if self.form == "bullet":
            return "item"
        return "letter" if self.form in ("letter", "lettered", "upper", "bracketed") else "number"


def head_of(text: str, line: Span) -> Head | None:
    """The part with a name that a line begins, if it begins one."""
    words = line.of(text)
    for rule, kind in _HEADS.items():
        if found := RULES.pattern(rule).match(words):
            groups = found.groupdict()
            number = groups.get("number") or groups.get("number2") or ""
            rest = next((found.start(name) for name in ("rest", "rest2") if groups.get(name)), len(words))
            label = f"{_NAMES[kind]} {number}".strip() if kind in _NAMES else number.capitalize()
            return Head(kind, label, line.start, line.start + rest)
    return None


def closes(text: str, line: Span) -> bool:
    """Whether a line ends the articles: "Ditetapkan di ..."."""
    return RULES.pattern("closing").match(line.of(text)) is not None


def item_marks(text: str, start: int, end: int) -> list[ItemMark]:
    """What the item that begins at `start` may be: "i." is a letter or a Roman number; none where no item begins."""
    found = RULES.pattern("item").match(text[start:end])
    if not found:
        return []
    form = found.lastgroup or ""
    written = found.group(form).strip("().")
    if form == "roman":
        upper = written.isupper()
        marks = [ItemMark("Roman" if upper else "roman", roman_value(written), start)]
        if len(written) == 1:
            marks.append(ItemMark("upper" if upper else "letter", _letter(written), start))
        return marks
    if form in ("letter", "lettered", "upper", "bracketed"):
        return [ItemMark(form, _letter(written), start)]
    if form == "decimal":
        return [ItemMark(f"decimal {written.count('.')}", int(written.rpartition(".")[2]), start)]
    if form == "bullet":
        return [ItemMark(form, 0, start)]
    later = _letter(written[-1]) / 100 if written[-1].isalpha() else 0
    return [ItemMark(form, int(re.sub(r"\D", "", written)) + later, start)]


def item_label(text: str, mark: ItemMark) -> str:
    """What an item is called in a place: "ayat (2)", "huruf c", "angka 3"; "" for a bullet."""
    found = RULES.pattern("item").match(text[mark.start : mark.start + 20])
    written = found.group().strip() if found else ""
    names = {"paragraph": f"ayat {written}", "letter": f"huruf {written.strip('().')}", "item": ""}
    return names.get(mark.kind, f"angka {written.strip('().')}")


def item_length(words: str) -> int:
    """How many characters of an item are its number or bullet, with the white space after it; 0 for none."""
    found = RULES.pattern("item").match(words)
    return found.end() if found else 0


def is_title(words: str) -> bool:
    """Whether an item's words only name what is in it: "B. Ketentuan", "2. Maksud dan Tujuan"."""
    named = words[item_length(words) :]
    long = [word for word in re.findall(r"[^\W\d_]+", named) if len(word) >= LONG_WORD]
    # An address or a number of a letter is no title.
    plain = bool(long) and not any(map(str.isdigit, named)) and not RULES.pattern("of_a_head").search(named)
    return plain and all(word[0].isupper() for word in long) and not RULES.pattern("ends").search(named)


def inline_starts(text: str, line: Span) -> Iterator[int]:
    """Where items may begin within a line: after the colon, semicolon or "; dan" before them."""
    for found in re.finditer(r"\s(?=\(?[a-z\d]{1,3}[.)]\s)", line.of(text)):
        at = line.start + found.end()
        if RULES.pattern("before_inline").search(text[max(line.start, at - 16) : at]):
            yield at


def _letter(written: str) -> int:
    return ord(written.lower()) - ord("a") + 1
