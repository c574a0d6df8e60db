"""The words of a page to lines, upright whichever way the page lies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from index.formats.pdf_boxes import Box, Line, Word, surround
from index.formats.pdf_file import PdfPage

SAME_BASELINE = 0.3
"""Words whose baselines differ by less, as a share of the size of their font, stand on one line."""
WIDE_GAP = 0.7
"""A gap from here on, as a share of the font's size, may part columns; a space within a justified line may be as wide."""
CLEARLY = 1.3
"""How much wider than the other spaces of its line such a gap is."""
TOUCHING = 0.05
"""Pieces with a smaller gap are one word that was drawn in pieces."""
SMALL = 0.85
"""A raised or lowered piece of at most this share of its line's size belongs to the line: "m²", the number of a footnote."""
UPRIGHT = (0, 90, 180, 270)


@dataclass(frozen=True, slots=True)
class PageLines:
    """The lines of a page, turned so that most of its text runs to the right.

    Attributes:
        width, height: of the page so turned, in points.
        turn: the direction in which that text runs on the page as people see it.
        lines: from above, then from the left; pieces with a gap between them are lines of their own.
        aside: lines that run in another of the four upright directions, as they are read.
        watermarks: what is printed across the page.
        rules: the lines drawn.
        blank: whether nothing at all is on the page.
        confidence: how surely a machine read it from a picture, 0 to 1.
    """

    width: float
    height: float
    turn: int
    lines: tuple[Line, ...]
    aside: tuple[Line, ...] = ()
    watermarks: tuple[str, ...] = ()
    rules: tuple[Box, ...] = ()
    blank: bool = False
    confidence: float | None = None


def page_lines(page: PdfPage) -> PageLines:
    """The lines of a page."""
    letters: Counter[int] = Counter()
    for word in page.words:
        letters[word.turn] += len(word.text)
    upright = [turn for turn in UPRIGHT if letters[turn]]
    turn = max(upright, key=lambda turn: letters[turn], default=0)
    size = (page.width, page.height) if turn in (0, 180) else (page.height, page.width)
    rules = tuple(rule.turned(turn, page.width, page.height) for rule in page.rules)
    lines = _lines(page, turn, rules)
    aside = [line for other in upright if other != turn for line in _lines(page, other)]
    across = [_across(page, other) for other in sorted(letters) if other not in UPRIGHT]
    return PageLines(*size, turn, tuple(lines), tuple(aside), tuple(across), rules, page.blank)


def _lines(page: PdfPage, turn: int, rules: Sequence[Box] = ()) -> list[Line]:
    words = [
        replace(word, box=word.box.turned(turn, page.width, page.height))
        for word in _once(page.words)
        if word.turn == turn
    ]
    pieces = [piece for row in _rows(words) for piece in _pieces(row, rules)]
    return sorted(_with_small_pieces(pieces), key=lambda line: (round(line.baseline), line.box.left))


def _across(page: PdfPage, turn: int) -> str:
    return " ".join(word.text for word in _once(page.words) if word.turn == turn)


def _once(words: Iterable[Word]) -> Iterator[Word]:
    """Words, without those drawn a second time in the same place to look bold."""
    seen: set[tuple[str, int, int]] = set()
    for word in words:
        x, y = round(word.box.left), round(word.box.top)
        places = {(word.text, x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)}
        if places.isdisjoint(seen):
            seen.add((word.text, x, y))
            yield word


def _rows(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Words on one baseline, from the left; the baselines from above."""
    row: list[Word] = []
    for word in sorted(words, key=lambda word: word.baseline):
        if row and word.baseline - row[0].baseline > SAME_BASELINE * min(word.size, row[0].size):
            yield sorted(row, key=lambda word: word.box.left)
            row = []
        row.append(word)
    if row:
        yield sorted(row, key=lambda word: word.box.left)


def _pieces(row: Sequence[Word], rules: Sequence[Box]) -> Iterator[Line]:
    """A row of words, cut at wide gaps and where a line drawn from above to below parts two words."""
    # In a justified line, spaces that hardly differ may be on both sides of the limit.
    usual = max((gap for gap in map(_gap, row, row[1:]) if gap <= WIDE_GAP), default=0.0)
    piece: list[Word] = []
    for word in row:
        if piece and (_is_wide(piece[-1], word, usual) or _is_ruled_off(piece[-1], word, rules)):
            yield line_of(piece)
            piece = []
        piece.append(word)
    yield line_of(piece)


def _gap(before: Word, after: Word) -> float:
    """The space between two words, as a share of their size."""
    return (after.box.left - before.box.right) / min(before.size, after.size)


def _is_wide(before: Word, after: Word, usual: float) -> bool:
    # "Nomor   : 800/12": the colons of such a list stand below each other, but are no column.
    in_field = after.text[0] == ":" or before.text == ":"
    return _gap(before, after) > max(WIDE_GAP, CLEARLY * usual) and not in_field


def _is_ruled_off(before: Word, after: Word, rules: Sequence[Box]) -> bool:
    return any(
        rule.width < rule.height
        and before.box.centre < rule.centre < after.box.centre
        and before.box.right - 1 <= rule.centre <= after.box.left + 1
        and rule.top <= before.box.middle <= rule.bottom
        for rule in rules
    )


def line_of(words: Sequence[Word]) -> Line:
    """A line of words that follow each other."""
    text = words[0].text
    for before, word in pairwise(words):
        touching = word.box.left - before.box.right < TOUCHING * word.size and word.turn in UPRIGHT
        text += word.text if touching else f" {word.text}"
    sizes = Counter[float]()
    for word in words:
        sizes[round(word.size, 1)] += len(word.text)
    size = sizes.most_common(1)[0][0]
    main = next(word for word in words if round(word.size, 1) == size)
    bold = all(word.bold for word in words if any(map(str.isalnum, word.text)))
    return Line(text, surround(word.box for word in words), main.baseline, size, bold, tuple(words))


def _with_small_pieces(pieces: Sequence[Line]) -> list[Line]:
    """The pieces, those that are raised or lowered put into the lines that they belong to."""
    whole: list[Line] = []
    for _, group in groupby(sorted(pieces, key=lambda piece: -piece.size), key=lambda piece: piece.size):
        larger = len(whole)
        for piece in group:
            home = next((at for at in range(larger) if _belongs(piece, whole[at])), None)
            if home is None:
                whole.append(piece)
            else:
                words = sorted((*whole[home].words, *piece.words), key=lambda word: word.box.left)
                whole[home] = line_of(words)
    return whole


def _belongs(small: Line, line: Line) -> bool:
    """Whether a smaller piece is raised or lowered right at a word of a line."""
    if small.size > SMALL * line.size or not line.box.top <= small.baseline <= line.box.bottom:
        return False
    near = WIDE_GAP * line.size / 2
    return any(
        abs(small.box.left - word.box.right) < near or abs(word.box.left - small.box.right) < near
        for word in line.words
    )


def joined(lines: Sequence[Line]) -> Line:
    """Pieces of one line, from the left, as one."""
    words = tuple(word for line in lines for word in line.words)
    longest = max(lines, key=lambda line: len(line.text))
    return Line(
        " ".join(line.text for line in lines),
        surround(line.box for line in lines),
        longest.baseline,
        longest.size,
        all(line.bold for line in lines),
        words,
    )


def baselines(lines: Iterable[Line]) -> list[list[Line]]:
    """Lines by the baseline that they stand on, from above; each row from the left."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.baseline):
        if rows and line.baseline - rows[-1][0].baseline <= SAME_BASELINE * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.box.left) for row in rows]
