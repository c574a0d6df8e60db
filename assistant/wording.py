"""Every text that people read, in Indonesian and English, and how dates and confidence are said in them.

The texts live in `data/wording.<lang>.json`: what pages say, and the sentences that answers are made of. `{brand}` in them is
the name in force (`assistant.branding`), and an office's tagline takes the place of ours. To reword a text, edit it in both
files; `tests/assistant/test_wording.py` finds a key that is missing in one, or that nothing shows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from assistant.answer import Lang, Verified
from assistant.branding.brand import brand_in_force
from index.line_hyphens import join_line_hyphens

BRAND_PLACE = "{brand}"
"""Filled in for every text at once, so that no page and no answer can forget to; a name has no braces of its own."""
DATA = Path(__file__).parent / "data"
# Not that of "pH", and none in "kasn.go.id" or an e-mail address: these are written as they are.
_FIRST_LETTER = re.compile(r"[\"'“‘«(\[]*([^\W\d_](?![A-Z]))")
_ADDRESS = re.compile(r"\S*\w(?:[.@]\w|:/)")


class Placed(Protocol):
    """What knows its place in a document: `answer.Citation`, `references.Quoted`."""

    @property
    def place(self) -> str: ...

    @property
    def page(self) -> int | None: ...

    @property
    def ocr_confidence(self) -> float | None: ...


def words(lang: Lang) -> Mapping[str, str]:
    """The texts of one language by their keys, under the name in force.

    Both languages have the same keys, and the same `{places}` in each text.
    """
    brand = brand_in_force()
    return _words_under(brand.name, brand.tagline.get(lang, ""), lang)


@cache
def _words_under(name: str, tagline: str, lang: Lang) -> Mapping[str, str]:
    # No key may be the name of a method of a mapping: `say.copy` in a template would be that method. A test checks them.
    loaded: dict[str, str] = json.loads((DATA / f"wording.{lang}.json").read_text(encoding="utf-8"))
    if tagline:
        loaded |= {"tagline": tagline, "page_title": f"{BRAND_PLACE} – {tagline}"}
    named = {key: text.replace(BRAND_PLACE, name) for key, text in loaded.items()}
    return MappingProxyType(named)  # shared by all callers, so nobody may write to it


def fill_text(key: str, lang: Lang, **values: object) -> str:
    """The text for `key` with its places filled; values for places that it does not have are ignored.

    Raises:
        KeyError: there is no such text, or a place got no value.
    """
    return words(lang)[key].format(**values)


def as_lang(value: object, default: str) -> Lang:
    """`value` where it is a language of the pages, else `default`, else Indonesian."""
    return "en" if (value if value in ("id", "en") else default) == "en" else "id"


def spell_date(iso: str, lang: Lang, short: bool = False) -> str:
    """`2024-04-18` as "18 April 2024", `short` as "18 Apr 2024"; a text that is no ISO date stays as it is."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{day.day} {words(lang)['months_short' if short else 'months'].split()[day.month - 1]} {day.year}"


def say_moment(iso: str, lang: Lang) -> str:
    """A moment in ISO format with its zone as date and time of this machine's zone."""
    moment = datetime.fromisoformat(iso).astimezone()
    return f"{spell_date(moment.date().isoformat(), lang)}, {moment:%H:%M}"


def say_published(published: str | None, derived: tuple[str, ...], lang: Lang) -> str:
    """The date of an article in words, saying so when it is the date of the event rather than of publication."""
    # A date read from the text is in news nearly always that of the event, and must not be called a date of publication.
    say = words(lang)
    if published is None:
        return say["date_unknown"]
    key = "date_event" if "published" in derived else "date_published"
    return say[key].format(date=spell_date(published, lang))


def say_where(quoted: Placed, lang: Lang) -> tuple[str, ...]:
    """Where a quote stands, part by part: place in the document, page, and that a machine read it; what is not known is left out."""
    page = fill_text("page_number", lang, page=quoted.page) if quoted.page is not None else ""
    return tuple(part for part in (quoted.place, page, say_ocr(quoted.ocr_confidence, lang)) if part)


def say_ocr(confidence: float | None, lang: Lang) -> str:
    """That a machine read the words from a picture, and how surely (0 to 1); "" for words that the file itself has."""
    return fill_text("machine_read", lang, percent=round(100 * confidence)) if confidence is not None else ""


def say_verified(verified: Verified, lang: Lang) -> str:
    """Who checked an answer, and on which day, in words."""
    return fill_text("verified", lang, by=verified.by, on=spell_date(verified.on, lang))


def headline_text(words_found: str) -> str:
    """A short answer as pages and texts show it: on one line, its words whole, a capital where it begins with a word in small letters."""
    # The record keeps the source's own words: only what is shown reads as the beginning of a line.
    line = " ".join(join_line_hyphens(words_found).split())
    start = _FIRST_LETTER.match(line)
    if start is None or _ADDRESS.match(line):
        return line
    at = start.start(1)
    return line[:at] + line[at].upper() + line[at + 1 :]
