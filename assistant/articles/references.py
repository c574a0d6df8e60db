"""References to articles, in the styles that people file and publish them in. Pure functions.

What an article does not state is said or left out, never made up: a date that a rule took from the text is that of the event, so it is no
date of publication, and a title that was taken from the text stands in square brackets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from assistant.answer import Citation, Lang, Lead, tell
from assistant.articles.view import web_address
from assistant.quotation import in_quotation_marks
from assistant.wording import say_published, say_where, spell_date, words
from index.document import Document, Span
from index.places import leads_of, place_of

Style = Literal["plain", "footnote", "apa"]
STYLES: tuple[Style, ...] = get_args(Style)


@dataclass(frozen=True, slots=True)
class CitedWords:
    """Words of a document, and where they stand in it; fields as in `Citation`."""

    told: str
    place: str = ""
    page: int | None = None
    ocr_confidence: float | None = None


def quote_of(document: Document, span: Span | None) -> CitedWords | None:
    """The words of a stretch behind the lines that belong before them, as a citation tells them; None for no stretch."""
    if span is None:
        return None
    lead = [Lead(line.of(document.text), line.start, line.end) for line in leads_of(document, span)]
    told = tell(lead, span.of(document.text), span.start)
    return CitedWords(told, place_of(document, span), document.page_of(span.start), document.ocr_confidence(span))


def reference_line(source: Citation | Document, lang: Lang, address: str = "", quoted: CitedWords | None = None) -> str:
    """Title, publisher and date of a source on one line, where the quote stands in it, then `address`; what is not known is left out."""
    date = say_published(source.published, source.derived, lang)
    placed = source if isinstance(source, Citation) else quoted
    where = say_where(placed, lang) if placed else ()
    if isinstance(source, Document) and source.regulation and source.published:
        date = words(lang)["cite_made"].format(date=spell_date(source.published, lang))
    parts = [in_quotation_marks(" ".join(source.title.split())), source.publisher, date, *where, address]
    return ", ".join(part for part in parts if part)


def cite_document(document: Document, quoted: CitedWords | None, lang: Lang, address: str) -> str:
    """The lines to paste elsewhere: the quote, if there is one, its reference with the article's web address, then `address`."""
    return "\n".join([*_quote(quoted), reference_line(document, lang, web_address(document) or "", quoted), address])


def cite_in_style(
    style: Style, document: Document, quoted: CitedWords | None, lang: Lang, address: str, today: date
) -> str:
    """The lines to paste elsewhere in one of STYLES: the quote, if there is one, then the reference.

    Args:
        style: `plain` is `cite_document`; `footnote` is the note of Indonesian official and academic writing; `apa` is the entry of a
            list of references after the seventh edition of the APA's manual, without its italics.
        document: what is referred to.
        quoted: the words that are quoted.
        lang: of the words around.
        address: where this server shows the article; used where the article has no address of its own, and always in `plain`.
        today: the day on which the reader saw it.
    """
    if style == "plain":
        return cite_document(document, quoted, lang, address)
    web = web_address(document) or address
    where = say_where(quoted, lang) if quoted else ()
    if style == "apa":
        made = _regulation_apa(document, lang, web) if document.regulation else _apa(document, lang, web)
        return "\n".join([*_quote(quoted, where), made])
    note = _regulation_note if document.regulation else _footnote
    return "\n".join([*_quote(quoted), note(document, where, lang, web, today)])


def _footnote(document: Document, where: Sequence[str], lang: Lang, address: str, today: date) -> str:
    """“Title”, publisher, date, place and page, address, day of access."""
    say = words(lang)
    stated = _stated_date(document)
    when = spell_date(stated, lang) if stated else _no_date(document, lang)
    seen = say["cite_seen"].format(date=spell_date(today.isoformat(), lang))
    title = in_quotation_marks(_title(document))
    return ", ".join(part for part in (title, document.publisher, when, *where, address, seen) if part) + "."


def _apa(document: Document, lang: Lang, address: str) -> str:
    """Publisher. (Year, day and month). Title. Address. Without a publisher, the title moves to the front."""
    stated, title = _stated_date(document), _title(document)
    when = _apa_date(stated, lang) if stated else words(lang)["cite_no_date"]
    # An event's date describes what the article is about, so it follows the title.
    described = "" if stated or not document.published else f" [{_event(document, lang)}]"
    if document.publisher:
        return f"{_ended(document.publisher)} ({when}). {_ended(title + described)} {address}"
    return f"{_ended(title + described)} ({when}). {address}"


def _regulation_note(document: Document, where: Sequence[str], lang: Lang, address: str, today: date) -> str:
    """Title, day on which it was made, place and page, address, day of access; a regulation has no author and no quotation marks.

    Its title is its own, wherever it was read: no brackets stand around it.
    """
    say = words(lang)
    day = document.published
    when = say["cite_made"].format(date=spell_date(day, lang)) if day else say["cite_no_date"]
    seen = say["cite_seen"].format(date=spell_date(today.isoformat(), lang))
    return ", ".join([" ".join(document.title.split()), when, *where, address, seen]) + "."


def _regulation_apa(document: Document, lang: Lang, address: str) -> str:
    """Title. (Year, day and month on which it was made). Address."""
    day = document.published
    when = _apa_date(day, lang) if day else words(lang)["cite_no_date"]
    return f"{_ended(' '.join(document.title.split()))} ({when}). {address}"


def _apa_date(iso: str, lang: Lang) -> str:
    """`2024-04-18` as "2024, April 18"; Indonesian writes the day first, as everywhere."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    month = words(lang)["months"].split()[day.month - 1]
    return f"{day.year}, {day.day} {month}" if lang == "id" else f"{day.year}, {month} {day.day}"


def _stated_date(document: Document) -> str:
    """The date of publication, where the source states one."""
    return "" if "published" in document.derived else document.published or ""


def _no_date(document: Document, lang: Lang) -> str:
    none = words(lang)["cite_no_date"]
    return f"{none} ({_event(document, lang)})" if document.published else none


def _event(document: Document, lang: Lang) -> str:
    return words(lang)["cite_event"].format(date=spell_date(document.published or "", lang))


def _title(document: Document) -> str:
    title = " ".join(document.title.split())
    return f"[{title}]" if "title" in document.derived else title


def _ended(text: str) -> str:
    """The text with a full stop, where it does not end in a mark of its own."""
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."


def _quote(quoted: CitedWords | None, where: Sequence[str] = ()) -> list[str]:
    """The line of the quote, with `where` it stands in brackets: the seventh edition puts that there, not into the list of references."""
    if quoted is None:
        return []
    return [in_quotation_marks(" ".join(quoted.told.split())) + (f" ({', '.join(where)})" if where else "")]
