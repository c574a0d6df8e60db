"""A memo as a PDF file: tagged, with title, language and outline, its text selectable and its links to be clicked.

This module is imported when a file is asked for, because the library is: a server that never makes one does not load it.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from html import escape
from itertools import groupby, pairwise
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, CondPageBreak, Frame, KeepTogether, PageTemplate, Paragraph

from assistant.conversations.memo.content import Block, Memo, Run
from assistant.conversations.memo.layout import LANGUAGE_TAGS, LINE_HEIGHT, Layout, Style, load_layout
from assistant.conversations.memo.pdf_fonts import RIGHT_TO_LEFT, Fonts, fonts_of, text_markup
from assistant.conversations.memo.pdf_tags import Tag, TaggedCanvas
from assistant.conversations.memo.right_to_left import visual_order
from assistant.wording import fill_text, words

TOGETHER = 1600
"""Characters that are kept on one page with their heading or reference. More could leave half a page empty."""
ROOM = 30 * mm
"""What must be left on a page for what is longer than that to begin on it."""
_KINDS = {"kind": "H1", "question": "H2", "about": "H2", "label": "H3", "quote": "BlockQuote", "link": "Link"}
_LISTS = ("differing", "item")
_BULLET = "•"
_PART, _LINE = 600, 40  # characters of a part, and what a short line counts for at least
_RULE_ROOM = 3.0  # millimetres between a rule across the page and what is not its paragraph
# One at a time: the fonts of the library are shared, and the interpreter would not draw two any faster.
_DRAWING = threading.Lock()


def pdf_file(memo: Memo) -> bytes:
    """The bytes of the PDF file."""
    with _DRAWING:
        layout = load_layout()
        fonts = fonts_of(layout)
        blocks = memo.blocks
        if any(fonts.lack(block.text) for block in blocks):
            note = words(memo.lang)["memo_letters"]
            blocks = (*blocks, Block("about_line", (Run(note),), memo.lang))
        return _draw(memo, blocks, layout, fonts)


def _draw(memo: Memo, blocks: Sequence[Block], layout: Layout, fonts: Fonts) -> bytes:
    file, page = io.BytesIO(), layout.page
    template = BaseDocTemplate(
        file,
        pagesize=(page.width * mm, page.height * mm),
        title=memo.title,
        author=memo.office,
        subject=words(memo.lang)["memo_kind"],
        creator="Netral",
        lang=LANGUAGE_TAGS[memo.lang],
        displayDocTitle=1,
        pageCompression=1,
        initialFontName=fonts.names["regular"],
    )
    frame = Frame(
        page.margin_left * mm,
        page.margin_bottom * mm,
        (page.width - page.margin_left - page.margin_right) * mm,
        (page.height - page.margin_top - page.margin_bottom) * mm,
        *(0, 0, 0, 0),
    )
    template.addPageTemplates(PageTemplate("memo", [frame]))
    root, footer = Tag("Document"), _footer(memo, layout, fonts)

    def canvas(*arguments: Any, **options: Any) -> TaggedCanvas:
        return TaggedCanvas(*arguments, root=root, footer=footer, **options)

    template.build(list(_story(memo, blocks, layout, fonts, root)), canvasmaker=canvas)
    return file.getvalue()


def _footer(memo: Memo, layout: Layout, fonts: Fonts) -> Callable[[TaggedCanvas, int, int], None]:
    style, sheet = layout.styles["footer"], layout.page

    def draw(canvas: TaggedCanvas, page: int, pages: int) -> None:
        canvas.setFont(fonts.names["regular"], style.size)
        canvas.setFillColor(HexColor(layout.colours[style.colour]))
        text = fill_text("memo_page", memo.lang, page=page, pages=pages)
        canvas.drawCentredString(sheet.width * mm / 2, sheet.footer * mm, text)

    return draw


def _story(memo: Memo, blocks: Sequence[Block], layout: Layout, fonts: Fonts, root: Tag) -> Iterator[Any]:
    """The paragraphs, those that belong together in one piece unless it is too long for that."""
    for chain in _chains(blocks, layout):
        drawn = [part for block, tag in _tagged(chain, memo, root) for part in _paragraphs(block, layout, fonts, tag)]
        if len(chain) > 1 and sum(len(block.text) for block in chain) <= TOGETHER:
            yield KeepTogether(drawn)
        else:
            yield CondPageBreak(ROOM)
            yield from drawn


def _chains(blocks: Sequence[Block], layout: Layout) -> Iterator[list[Block]]:
    chain: list[Block] = []
    for block in blocks:
        chain.append(block)
        if not layout.styles[block.role].keep_next:
            yield chain
            chain = []
    if chain:
        yield chain


def _tagged(chain: Sequence[Block], memo: Memo, root: Tag) -> Iterator[tuple[Block, Tag]]:
    """Each block with its tag in the tree; neighbours in a list are items of one."""
    for role, group in groupby(chain, key=lambda block: block.role):
        parent = root
        if role in _LISTS:
            # Each item is a chain of its own: it goes on with the list before it.
            last = root.kids[-1] if root.kids else None
            parent = last if isinstance(last, Tag) and last.kind == "L" else Tag("L")
            if parent is not last:
                root.kids.append(parent)
        for block in group:
            tag = Tag(_KINDS.get(role, "LBody" if role in _LISTS else "P"), text=block.text)
            if block.lang != memo.lang:
                tag.lang = LANGUAGE_TAGS[block.lang]
            wrapped = {"LBody": "LI", "Link": "P"}.get(tag.kind)
            parent.kids.append(Tag(wrapped, kids=[tag]) if wrapped else tag)
            yield block, tag


class _Drawn(Paragraph):  # type: ignore[misc]  # the library has no types
    """A paragraph with a tag, its lines beside and across it, and right-to-left stretches turned as they are drawn."""

    tag: Tag
    look: Style
    layout: Layout
    heading = ""
    first = last = True

    def split(self, width: float, height: float) -> list[Any]:
        """The parts, which share the tag."""
        parts: list[_Drawn] = super().split(width, height)
        for at, part in enumerate(parts):
            part.tag, part.look, part.layout = self.tag, self.look, self.layout
            part.heading = self.heading if at == 0 else ""
            part.first, part.last = self.first and at == 0, self.last and at == len(parts) - 1
        return parts

    def draw(self) -> None:
        """Draw the paragraph within its tag."""
        canvas: TaggedCanvas = self.canv
        with canvas.decoration():
            self._rules(canvas)
        if self.heading:
            key = f"heading-{id(self)}"
            canvas.bookmarkHorizontal(key, 0, self.height + self.look.size)
            canvas.addOutlineEntry(self.heading, key, 0)
        self.blPara.lines = [_turned(line) for line in self.blPara.lines]
        with canvas.tagged(self.tag):
            super().draw()

    def _rules(self, canvas: TaggedCanvas) -> None:
        look, colours = self.look, self.layout.colours
        canvas.saveState()
        canvas.setStrokeColor(HexColor(colours["rule"]))
        for thickness, y, here in (
            (look.rule_above, self.height + _RULE_ROOM / 2 * mm, self.first),
            (look.rule_below, -_RULE_ROOM / 2 * mm, self.last),
        ):
            if thickness and here:
                canvas.setLineWidth(thickness)
                canvas.line(0, y, self.width, y)
        if look.bar:
            canvas.setFillColor(HexColor(colours["bar"]))
            canvas.rect((look.indent - 3) * mm, 0, look.bar * mm, self.height, stroke=0, fill=1)
        canvas.restoreState()


def _paragraphs(block: Block, layout: Layout, fonts: Fonts, tag: Tag) -> list[_Drawn]:
    """A block as it is drawn: one paragraph, or several without a gap where it is long and has lines."""
    look = layout.styles[block.role]
    runs, beside = block.runs, None
    if block.role in ("fact", "fact_last"):
        beside, runs = runs[0].text, (Run(runs[1].text.lstrip("\t")), *runs[2:])
    elif block.role in _LISTS:
        beside = _BULLET
    main = fonts.names["bold" if look.bold else "italic" if look.italic else "regular"]
    parts = _cut_long(runs)
    drawn = []
    for at, part in enumerate(parts, 1):
        markup = "".join(_markup(run, look, main, fonts, layout) for run in part)
        made = _Drawn(markup, _style(look, layout, main), bulletText=beside if at == 1 else None)
        made.tag, made.look, made.layout = tag, look, layout
        made.first, made.last = at == 1, at == len(parts)
        drawn.append(made)
    for earlier, later in pairwise(drawn):
        earlier.style.spaceAfter = later.style.spaceBefore = 0
    if look.level == 1:
        drawn[0].heading = " ".join(block.text.split())
    return drawn


def _cut_long(runs: Sequence[Run]) -> list[list[Run]]:
    """The runs in parts that end with a line, where they are long. The library takes its time square to the length of one part."""
    parts: list[list[Run]] = [[]]
    length, long = 0, sum(len(run.text) for run in runs) > TOGETHER
    for run in runs:
        lines = run.text.split("\n") if long else [run.text]
        for at, line in enumerate(lines):
            if at and length > _PART:
                parts.append([])
                length = 0
            elif at:
                parts[-1].append(Run("\n"))
            parts[-1].append(replace(run, text=line))
            length += len(line) + _LINE
    return parts


def _style(look: Style, layout: Layout, main: str) -> ParagraphStyle:
    return ParagraphStyle(
        look.word,
        fontName=main,
        fontSize=look.size,
        leading=look.size * LINE_HEIGHT,
        textColor=HexColor(layout.colours[look.colour]),
        alignment=1 if look.align == "center" else 0,
        leftIndent=look.indent * mm,
        bulletIndent=(look.indent - look.hanging) * mm,
        bulletFontName=main,
        bulletFontSize=look.size,
        spaceBefore=(look.before + (_RULE_ROOM if look.rule_above else 0)) * mm,
        spaceAfter=(look.after + (_RULE_ROOM if look.rule_below else 0)) * mm,
        allowWidows=0,
        allowOrphans=0,
        splitLongWords=1,
    )


def _markup(run: Run, look: Style, main: str, fonts: Fonts, layout: Layout) -> str:
    # By weight as well as by colour: a file is printed in black and white.
    heavy = run.bold or run.marked
    face = fonts.names["bold"] if heavy else main
    text = text_markup(run.text.upper() if look.caps else run.text, face, fonts)
    if run.marked:
        text = f'<font face="{face}" backColor="{layout.colours["mark"]}">{text}</font>'
    elif run.quiet:
        text = f'<font color="{layout.colours["quiet"]}">{text}</font>'
    elif heavy:
        text = f'<font face="{face}">{text}</font>'
    if run.link:
        address, colour = escape(run.link, quote=True), layout.colours["link"]
        text = f'<a href="{address}" color="{colour}"><u>{text}</u></a>'
    return text


def _turned(line: Any) -> Any:
    """A line with its right-to-left stretches in the order in which they are drawn."""
    if isinstance(line, tuple):
        return line  # one font for all of it, which is never one of those
    words_of = line.words
    at = 0
    while at < len(words_of):
        end = _stretch_end(words_of, at)
        if end > at:
            words_of[at:end] = _turn(words_of[at:end])
        at = max(end, at + 1)
    return line


def _stretch_end(line: Sequence[Any], at: int) -> int:
    """Where a right-to-left stretch ends that begins at `at`: after its last part, with parts without letters in between."""
    end = at
    for place in range(at, len(line)):
        if getattr(line[place], "fontName", "") in RIGHT_TO_LEFT:
            end = place + 1
        elif end == at or any(letter.isalpha() for letter in getattr(line[place], "text", "x")):
            break
    return end


def _turn(parts: Sequence[Any]) -> list[Any]:
    """The parts in reverse, each turned; spaces at the two ends of the stretch stay where they are."""
    first, last = parts[0].text, parts[-1].text
    lead, trail = first[: len(first) - len(first.lstrip(" "))], last[len(last.rstrip(" ")) :]
    parts[0].text = parts[0].text[len(lead) :]
    parts[-1].text = parts[-1].text[: len(parts[-1].text) - len(trail)] if trail else parts[-1].text
    turned = list(reversed(parts))
    for part in turned:
        part.text = visual_order(part.text)
    turned[0].text = lead + turned[0].text
    turned[-1].text += trail
    return turned
