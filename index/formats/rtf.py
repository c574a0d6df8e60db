"""Rich Text Format (RTF).

Read here: striprtf, the library kept for it, leaves out footnotes and text boxes, and shows deleted and hidden text.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from index.errors import DocumentError
from index.formats.extracted import Extracted
from index.formats.list_numbers import BULLET
from index.formats.office_blocks import Paragraph, text_lines
from index.formats.office_text import compose
from index.formats.rtf_story import Kind, RowForm, Story
from index.formats.rtf_tokens import CHARSETS, SYMBOL_CHARSET, Token, tokens
from index.formats.rtf_words import CODE_PAGES, INTO, MERGES, OPTIONAL, STORIES, SWITCHES, SYMBOLS, UNREAD, WRITTEN
from index.formats.style_names import BODY_LEVEL, is_contents, level_of_name


def extract_rtf(data: bytes, name: str) -> Extracted:
    """Paragraphs and tables of an RTF file as a reader sees them, its headers and footers at the end.

    Raises:
        DocumentError: it is no such file. One that is damaged gives what can be read.
    """
    if not data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{\\rtf"):
        raise DocumentError(
            "unreadable", f"{name} cannot be read as RTF: it is no such file. Save it again, or as .txt."
        )
    return _Reader().read(data)


@dataclass(slots=True)
class _Group:
    """What holds up to the end of a group."""

    into: str = "text"
    unread: bool = False
    hidden: bool = False
    deleted: bool = False
    bold: bool = False
    font: int = -1
    fallback: int = 1  # how many characters after a Unicode one stand for it in programs that know none
    in_table: bool = False
    heading: int = 0
    contents: bool = False
    depth: int = 1
    opens: Story | None = None


class _Reader:
    def __init__(self) -> None:
        self._group = _Group()
        self._groups: list[_Group] = []
        self._stories = [Story("body")]
        self._running: list[Paragraph] = []
        self._form = RowForm()
        self._code_page = "cp1252"
        self._font_pages: dict[int, str] = {}
        self._style_levels: dict[int, int] = {}
        self._contents_styles: set[int] = set()
        self._style, self._style_name = 0, ""
        self._title = ""
        self._bytes = b""
        self._skip = 0
        self._optional = False
        self._handlers: Mapping[str, Callable[[int], None]] = {
            "par": self._end_paragraph,
            "sect": self._end_paragraph,
            "page": self._end_paragraph,
            "cell": lambda _: self._stories[-1].end_cell(),
            "row": lambda _: self._stories[-1].end_row(self._form),
            "trowd": self._begin_row,
            "cellx": self._end_cell_form,
            "pard": self._reset,
            "plain": self._plain,
            "s": self._set_style,
            "outlinelevel": self._set_outline,
            "u": self._unicode,
            "ansicpg": self._set_code_page,
            "fcharset": self._set_charset,
        }

    def read(self, data: bytes) -> Extracted:
        for token in tokens(data):
            if token.kind != "bytes":
                self._decode()
            self._take(token)
        self._decode()
        while len(self._stories) > 1:
            self._end_story(self._stories[-1])
        return compose([*self._stories[0].finished(), *self._running], self._title)

    def _take(self, token: Token) -> None:
        if token.kind == "open":
            self._groups.append(self._group)
            self._group = replace(self._group, opens=None)
        elif token.kind == "close":
            self._close()
        elif token.kind == "word":
            self._word(token.text, token.number)
        elif token.kind == "bytes":
            skipped = min(self._skip, len(token.data))
            self._skip -= skipped
            self._bytes += token.data[skipped:]
        elif token.text == "*":
            self._optional = True
        else:
            self._write(SYMBOLS.get(token.text, ""))

    def _close(self) -> None:
        if self._group.into == "styles":
            name = self._style_name.strip(" ;")
            self._style_levels.setdefault(self._style, level_of_name(name))
            if is_contents(name):
                self._contents_styles.add(self._style)
            self._style, self._style_name = 0, ""
        if self._group.opens:
            self._end_story(self._group.opens)
        if self._groups:
            self._group = self._groups.pop()
        self._skip = 0

    def _word(self, word: str, number: int | None) -> None:
        optional, self._optional = self._optional, False
        if word == "ud":
            self._group.unread = False
        elif word in INTO:
            self._group.into, self._group.unread = INTO[word], False
        elif word in UNREAD or (optional and word not in OPTIONAL):
            self._group.unread = True
        if self._group.unread:
            return
        if word in STORIES:
            self._begin_story(STORIES[word])
        elif word in self._handlers:
            self._handlers[word](number or 0)
        elif word in WRITTEN:
            self._write(WRITTEN[word])
        else:
            self._set(word, number)

    def _set(self, word: str, number: int | None) -> None:
        """Take in what holds up to the end of the group, or of the row."""
        group = self._group
        if word in SWITCHES:
            setattr(group, SWITCHES[word], number != 0)
        elif word == "f":
            group.font = number or 0
        elif word == "uc":
            group.fallback = 1 if number is None else number
        elif word == "ilvl":
            group.depth = (number or 0) + 1
        elif word in CODE_PAGES:
            self._code_page = CODE_PAGES[word]
        elif word == "trhdr":
            self._form.header = True
        elif word in MERGES:
            self._form.next_merge = word

    # Characters

    def _decode(self) -> None:
        data, self._bytes = self._bytes, b""
        if data:
            page = self._font_pages.get(self._group.font, self._code_page)
            self._write(BULLET if page == SYMBOL_CHARSET else data.decode(page, "replace"))

    def _write(self, text: str) -> None:
        group, story = self._group, self._stories[-1]
        if group.unread or not text:
            return
        if group.into == "title":
            self._title += text
        elif group.into == "styles":
            self._style_name += text
        elif group.into in ("text", "label") and not group.hidden and not group.deleted:
            (story.pieces if group.into == "text" else story.label).append(text)
            story.plain |= group.into == "text" and not group.bold and not text.isspace()

    def _unicode(self, number: int) -> None:
        self._write(chr(number % 0x10000))
        self._skip = self._group.fallback

    def _set_code_page(self, number: int) -> None:
        try:
            self._code_page = codecs.lookup(f"cp{number}").name
        except LookupError:
            self._code_page = "cp1252"

    def _set_charset(self, number: int) -> None:
        if number in CHARSETS:
            self._font_pages[self._group.font] = CHARSETS[number]

    # Paragraphs, cells and rows

    def _end_paragraph(self, _: int) -> None:
        group = self._group
        if group.into == "text":
            level = group.heading or group.depth
            kind: Kind = "contents" if group.contents else "heading" if group.heading else "text"
            self._stories[-1].end_paragraph(kind, level, group.in_table)

    def _begin_row(self, _: int) -> None:
        self._form = RowForm()

    def _end_cell_form(self, _: int) -> None:
        self._form.merges.append(self._form.next_merge)
        self._form.next_merge = ""

    def _reset(self, _: int) -> None:
        self._group.in_table = self._group.contents = False
        self._group.heading, self._group.depth = 0, 1

    def _plain(self, _: int) -> None:
        self._group.hidden = self._group.deleted = self._group.bold = False

    def _set_style(self, number: int) -> None:
        if self._group.into == "styles":
            self._style = number
        else:
            self._group.heading = self._style_levels.get(number, 0)
            self._group.contents = number in self._contents_styles

    def _set_outline(self, number: int) -> None:
        level = number + 1 if 0 <= number < BODY_LEVEL else 0
        if self._group.into == "styles":
            self._style_levels[self._style] = level
        else:
            self._group.heading = level

    def _begin_story(self, kind: str) -> None:
        story = Story(kind)
        self._stories.append(story)
        self._group.opens = story
        self._reset(0)
        self._plain(0)

    def _end_story(self, story: Story) -> None:
        self._stories.remove(story)
        blocks = story.finished()
        if story.kind in ("note", "box"):
            # This group opened the story; the one around it is where the note is referred to.
            self._stories[-1].add_aside(blocks, bool(self._groups) and self._groups[-1].in_table)
            return
        known = {paragraph.text for paragraph in self._running}
        for line in text_lines(blocks):
            if line and line not in known:
                self._running.append(Paragraph(line, furniture=f"running-{story.kind}"))
