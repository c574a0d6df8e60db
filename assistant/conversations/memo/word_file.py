"""A memo as a DOCX file that opens in Word and LibreOffice; real headings, a language, and properties go with it.

The library is imported when a file is asked for: a server that never makes one does not load it. It gives no way to borders, links
and fields, so these are elements of WordprocessingML made here.
"""

from __future__ import annotations

import io
import string
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timezone
from typing import Any

from assistant.conversations.memo.characters import direction_runs
from assistant.conversations.memo.content import Block, Memo, Run
from assistant.conversations.memo.layout import LANGUAGE_TAGS, LINE_HEIGHT, Layout, Page, Style, load_layout
from assistant.wording import words

PROPERTY_LIMIT = 255  # characters, the most that a property of the file may have
_LINK = "Hyperlink"
_POINTS_PER_MM = 72 / 25.4
# What a style of Word keeps when it gets our look: that it is a heading, or the list that it belongs to.
_KEPT = ("outlineLvl", "numPr")
# The order that the schema prescribes for those children of a paragraph's properties that follow its borders.
_AFTER_BORDERS = (
    *("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:bidi", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc"),
    *("w:textDirection", "w:textAlignment", "w:outlineLvl", "w:rPr", "w:sectPr"),
)


def word_file(memo: Memo) -> bytes:
    """The bytes of the DOCX file."""
    import docx

    layout = load_layout()
    word = docx.Document()
    _set_properties(word, memo)
    _set_language(word, LANGUAGE_TAGS[memo.lang], layout.word_font)
    _set_page(word.sections[0], layout.page)
    known = _set_styles(word, layout)
    for block in memo.blocks:
        style = layout.styles[block.role]
        paragraph = word.add_paragraph()
        # By its id: by its name, the library searches all styles for each paragraph, half of the time of a long file.
        paragraph.paragraph_format.element.style = known[style.word].id
        if known[style.word].borders != _borders_of(style):
            _set_borders(paragraph.paragraph_format.element.get_or_add_pPr(), style, layout)
        _fill(paragraph, block, memo, layout)
    _set_footer(word.sections[0], memo, layout)
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()


def _set_properties(word: Any, memo: Memo) -> None:
    made = memo.made.astimezone(timezone.utc).replace(tzinfo=None)  # the library writes a naive time as UTC
    properties = word.core_properties
    properties.title = memo.title[:PROPERTY_LIMIT]
    properties.author = properties.last_modified_by = memo.office
    properties.subject = words(memo.lang)["memo_kind"]
    properties.language = LANGUAGE_TAGS[memo.lang]
    properties.comments = ""
    properties.created = properties.modified = made
    properties.revision = 1


def _set_language(word: Any, tag: str, font: str) -> None:
    """Language and font of everything that says nothing else."""
    defaults = word.styles.element.find(_q("w:docDefaults")).find(_q("w:rPrDefault")).find(_q("w:rPr"))
    # The template's fonts come from its theme, and a theme wins over a name.
    for old in [child for child in defaults if child.tag in (_q("w:rFonts"), _q("w:lang"))]:
        defaults.remove(old)
    defaults.insert(0, _element("w:rFonts", **dict.fromkeys(("ascii", "hAnsi", "cs", "eastAsia"), font)))
    defaults.append(_element("w:lang", val=tag, eastAsia="en-GB", bidi="ar-SA"))
    settings = word.settings.element
    settings.find(_q("w:themeFontLang")).set(_q("w:val"), tag)
    for setting in settings.iter(_q("w:compatSetting")):
        if setting.get(_q("w:name")) == "compatibilityMode":
            setting.set(_q("w:val"), "15")  # that of Word 2013 and later: no "compatibility mode" in the title bar


def _set_page(section: Any, page: Page) -> None:
    from docx.shared import Mm

    section.page_width, section.page_height = Mm(page.width), Mm(page.height)
    section.top_margin, section.bottom_margin = Mm(page.margin_top), Mm(page.margin_bottom)
    section.left_margin, section.right_margin = Mm(page.margin_left), Mm(page.margin_right)
    section.footer_distance = Mm(page.footer)


@dataclass(frozen=True, slots=True)
class _WordStyle:
    """A style of the file: its id, and the borders that it brings along."""

    id: str
    borders: tuple[float, ...]


def _set_styles(word: Any, layout: Layout) -> dict[str, _WordStyle]:
    """Give each style of Word its look; all by their names. Where roles share a style, the first decides."""
    from docx.enum.style import WD_STYLE_TYPE

    known: dict[str, _WordStyle] = {}
    for style in layout.styles.values():
        if style.word in known:
            continue
        there = style.word in word.styles
        made = word.styles[style.word] if there else word.styles.add_style(style.word, WD_STYLE_TYPE.PARAGRAPH)
        _look(made, style, layout)
        known[style.word] = _WordStyle(made.style_id, _borders_of(style))
    link = word.styles.add_style(_LINK, WD_STYLE_TYPE.CHARACTER)
    link.font.underline = True
    _colour(link.font, layout.colours["link"])
    return known


def _look(made: Any, style: Style, layout: Layout) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    _forget(made)
    made.hidden, made.quick_style = False, True
    font, form = made.font, made.paragraph_format
    font.size, font.bold, font.italic, font.all_caps = Pt(style.size), style.bold, style.italic, style.caps
    font.element.rPr.append(
        _element("w:szCs", val=str(round(style.size * 2)))
    )  # of Arabic and its like, in half points
    _colour(font, layout.colours[style.colour])
    form.alignment = WD_ALIGN_PARAGRAPH.CENTER if style.align == "center" else WD_ALIGN_PARAGRAPH.LEFT
    form.space_before, form.space_after = Mm(style.before), Mm(style.after)
    form.line_spacing = LINE_HEIGHT / 1.15  # a multiple of the font's own line, which is 1.15 times its size
    form.left_indent, form.first_line_indent = Mm(style.indent), Mm(-style.hanging)
    form.keep_with_next, form.widow_control = style.keep_next, True
    if style.hanging:
        form.tab_stops.add_tab_stop(Mm(style.indent))
    _set_borders(made.element.get_or_add_pPr(), style, layout)


def _forget(made: Any) -> None:
    """Take the template's own look from a style."""
    element = made.element
    for properties in (element.find(_q("w:rPr")), element.find(_q("w:pPr"))):
        for child in list(properties if properties is not None else ()):
            if child.tag.rpartition("}")[2] not in _KEPT:
                properties.remove(child)


def _borders_of(style: Style) -> tuple[float, ...]:
    return (style.rule_above, style.bar, style.rule_below)


def _set_borders(properties: Any, style: Style, layout: Layout) -> None:
    """The lines above, beside and below a paragraph, in the order that the schema asks for."""
    sides = (
        ("top", style.rule_above, "rule", 6),
        ("left", style.bar * _POINTS_PER_MM, "bar", 8),
        ("bottom", style.rule_below, "rule", 6),
    )
    lines = [
        # Thickness in eighths of a point; `space` to the text, in points.
        _element(f"w:{side}", val="single", sz=str(round(points * 8)), space=str(space), color=layout.colours[key][1:])
        for side, points, key, space in sides
        if points
    ]
    if lines:
        borders = _element("w:pBdr")
        borders.extend(lines)
        properties.insert_element_before(borders, *_AFTER_BORDERS)


def _fill(paragraph: Any, block: Block, memo: Memo, layout: Layout) -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE

    language = "" if block.lang == memo.lang else LANGUAGE_TAGS[block.lang]
    for run in block.runs:
        parent = paragraph.paragraph_format.element
        if run.link:
            target = paragraph.part.relate_to(run.link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            link = _element("w:hyperlink")
            link.set(_q("r:id"), target)
            parent.append(link)
            parent = link
        for text, right_to_left in direction_runs(run.text):
            made = _add_run(paragraph, text, run, layout)
            if language:
                made.font.element.get_or_add_rPr().append(_element("w:lang", val=language))
            if right_to_left:
                made.font.rtl = True
            parent.append(made.font.element)


def _add_run(paragraph: Any, text: str, run: Run, layout: Layout) -> Any:
    made = paragraph.add_run(text)
    if run.link:
        made.font.element.style = _LINK
    # By weight as well as by colour: a file is printed in black and white.
    if run.bold or run.marked:
        made.font.bold = True
    if run.quiet:
        _colour(made.font, layout.colours["quiet"])
    if run.marked:
        fill = layout.colours["mark"][1:]
        made.font.element.get_or_add_rPr().append(_element("w:shd", val="clear", color="auto", fill=fill))
    return made


def _set_footer(section: Any, memo: Memo, layout: Layout) -> None:
    """The number of the page and of all pages, as fields that Word fills in."""
    paragraph = section.footer.paragraphs[0]
    paragraph.style = layout.styles["footer"].word
    for text, field in _with_fields(words(memo.lang)["memo_page"]):
        paragraph.add_run(text)
        if field:
            element = _element("w:fldSimple", instr=field)
            element.append(paragraph.add_run("1").font.element)
            paragraph.paragraph_format.element.append(element)


def _with_fields(text: str) -> Iterator[tuple[str, str]]:
    fields = {"page": "PAGE", "pages": "NUMPAGES"}
    for before, name, _, _ in string.Formatter().parse(text):
        yield before, fields[name] if name else ""


def _colour(font: Any, colour: str) -> None:
    from docx.shared import RGBColor

    font.color.rgb = RGBColor.from_string(colour[1:].upper())


def _element(name: str, **attributes: str) -> Any:
    """An element of WordprocessingML, and its attributes in the same namespace."""
    from docx.oxml import OxmlElement

    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(_q(f"w:{key}"), value)
    return element


def _q(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(name))
