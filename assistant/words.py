"""The words of the pages, in both languages, and how dates and confidence are said in them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType

from assistant.answer import Lang

DATA = Path(__file__).parent / "data"
HIGH, MEDIUM = 0.8, 0.5


@cache
def words(lang: Lang) -> Mapping[str, str]:
    """The texts of `data/page.<lang>.json`; both files have the same keys."""
    loaded: dict[str, str] = json.loads((DATA / f"page.{lang}.json").read_text(encoding="utf-8"))
    return MappingProxyType(loaded)


def as_lang(value: object, default: str) -> Lang:
    """`value` where it is a language of the pages, else `default`, else Indonesian."""
    return "en" if (value if value in ("id", "en") else default) == "en" else "id"


def spell_date(iso: str, lang: Lang) -> str:
    """`2024-04-18` as "18 April 2024"; a text that is no ISO date stays as it is."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{day.day} {words(lang)['months'].split()[day.month - 1]} {day.year}"


def say_moment(iso: str, lang: Lang) -> str:
    """A moment in ISO format with its zone as date and time of this machine's zone."""
    moment = datetime.fromisoformat(iso).astimezone()
    return f"{spell_date(moment.date().isoformat(), lang)}, {moment:%H:%M}"


def say_published(published: str | None, derived: tuple[str, ...], lang: Lang) -> str:
    """The date of an article in words, saying so when it is the date of the event rather than of publication."""
    say = words(lang)
    if published is None:
        return say["date_unknown"]
    key = "date_event" if "published" in derived else "date_published"
    return say[key].format(date=spell_date(published, lang))


def confidence_level(confidence: float) -> str:
    """`high`, `medium` or `low`."""
    return "high" if confidence >= HIGH else "medium" if confidence >= MEDIUM else "low"
