"""The head of a text, line by line: its letterhead, and the fields of a letter ("Nomor : ...", "Hal : ...")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from index.dates import RULES as DATES
from index.document import Furniture, Span
from index.moments import is_moment
from index.word_rules import WordRules

RULES = WordRules(Path(__file__).parent / "data" / "heads.toml", shared=(DATES,))
HEAD_LINES = 40
"""Lines with words in which a head is looked for."""
FIELDS_OF_A_LETTER = 2
"""So many different fields make a letter; one may stand in any text."""
_PAGE = re.compile(r"^\W*(?:halaman|hal\.?|page|hlm\.?)?\s*\d{1,4}(?:\s*(?:dari|/|of)\s*\d{1,4})?\W*$", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?;][”\"’')\]]*$")


@dataclass(frozen=True, slots=True)
class HeadLine:
    """A line with words.

    Attributes:
        text: without white space around it.
        span: where that stands.
        indent: how many characters of white space are before it.
        block: the number of the stretch without blank lines that it is in.
    """

    text: str
    span: Span
    indent: int
    block: int

    @property
    def is_sentence(self) -> bool:
        """Whether it ends like one."""
        return bool(_SENTENCE_END.search(self.text))

    @property
    def field(self) -> re.Match[str] | None:
        """The field that it is, with the `value`, and the name of its kind as `lastgroup` would be."""
        return RULES.pattern("field").search(self.text)


@dataclass(frozen=True, slots=True)
class DocumentHead:
    """The first lines of a text, those of its letterhead and furniture left out.

    Attributes:
        lines: in order; empty where there is nothing but a letterhead.
        fields: the number of the line of each kind of field, in the order of the lines.
        letterhead: the lines above them that say whose it is.
    """

    lines: tuple[HeadLine, ...]
    fields: tuple[tuple[str, int], ...]
    letterhead: tuple[HeadLine, ...] = ()

    @property
    def is_letter(self) -> bool:
        """Whether it has the fields of a letter or a memorandum."""
        return len(self.fields) >= FIELDS_OF_A_LETTER

    @property
    def office(self) -> str:
        """Whose letterhead it is: "Pemerintah Kabupaten Sukajati, Sekretariat Daerah"; "" where there is none."""
        named = [line.text for line in self.letterhead if not RULES.rules["is_address"].applies(line.text)]
        return ", ".join(" ".join(map(_as_a_name, line.split())) for line in named)

    def value(self, kind: str) -> str:
        """What stands behind the colon of the first field of a kind, on that line; "" where there is none."""
        for name, number in self.fields:
            if name == kind and (match := self.lines[number].field):
                return match["value"].strip()
        return ""


FIELD_KINDS = ("number", "nature", "enclosure", "subject", "addressee", "sender", "dated", "held")


def read_lines(text: str, furniture: Sequence[Furniture] = ()) -> Iterator[HeadLine]:
    """The lines of a text that have a letter or digit and are no furniture."""
    block, blank = 0, False
    for match in re.finditer(r"[^\n]+|\n[^\S\n]*(?=\n)", text):
        stripped = match.group().strip()
        if not stripped:
            block += not blank
            blank = True
            continue
        blank = False
        start = match.start() + match.group().index(stripped[0])
        span = Span(start, start + len(stripped))
        if any(map(str.isalnum, stripped)) and not any(item.span.overlaps(span) for item in furniture):
            yield HeadLine(stripped, span, start - match.start(), block)


def read_document_head(text: str, furniture: Sequence[Furniture] = ()) -> DocumentHead:
    """The head of a text, without letterhead, page numbers and moments of publication."""
    lines = [
        line
        for line in islice(read_lines(text, furniture), HEAD_LINES)
        if not (_PAGE.match(line.text) or is_moment(line.text) or RULES.pattern("is_copy").search(line.text))
    ]
    above = _letterhead(lines)
    letterhead, lines = lines[:above], lines[above:]
    fields: dict[str, int] = {}
    for number, line in enumerate(lines):
        if match := line.field:
            fields.setdefault(next(kind for kind in FIELD_KINDS if match[kind]), number)
    return DocumentHead(tuple(lines), tuple(fields.items()), tuple(letterhead))


def _as_a_name(word: str) -> str:
    return word.lower() if word.lower() in ("dan", "di", "dengan") else word.capitalize() if word.isupper() else word


def is_letterhead(text: str) -> bool:
    """Whether a line by itself may begin a letterhead: the name of a government, in capitals."""
    return text.isupper() and RULES.rules["is_government"].applies(text)


def _letterhead(lines: Sequence[HeadLine]) -> int:
    """How many lines at the top are the letterhead; none of them where nothing but a sentence follows."""
    count = 0
    for number, line in enumerate(lines):
        address = RULES.rules["is_address"].applies(line.text)
        unit = RULES.rules["is_unit"].applies(line.text) and (line.text.isupper() or not line.is_sentence)
        followed = any(RULES.rules["is_address"].applies(after.text) for after in lines[number + 1 : number + 3])
        if not (
            is_letterhead(line.text) or (address and count) or (unit and (followed or (count and line.text.isupper())))
        ):
            break
        count = number + 1
    following = lines[count:][:1]
    return count if any(not line.is_sentence for line in following) else 0
