"""Every text that people read, in Indonesian and English, and how dates and confidence are said in them."""

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


MESSAGES: dict[str, dict[Lang, str]] = {
    "not_in_sources": {
        "id": "Artikel sumber tidak menjawab pertanyaan ini. Yang dicari: “{searched}” dalam {documents} artikel.",
        "en": "The source articles do not answer this question. Searched for: “{searched}” in {documents} articles.",
    },
    "off_topic": {
        "id": "Pertanyaan ini di luar pokok bahasan. Netral hanya menjawab tentang netralitas ASN. "
        "Yang dicari: “{searched}” dalam {documents} artikel.",
        "en": "This question is off the subject. Netral only answers about the neutrality of civil servants. "
        "Searched for: “{searched}” in {documents} articles.",
    },
    "partisan": {
        "id": "Netral tidak memihak: ia tidak menyarankan, menilai, atau mendukung partai maupun calon, dan tidak membuat bahan kampanye.",
        "en": "Netral takes no side: it does not recommend, judge or support a party or a candidate, nor write campaign material.",
    },
    "override": {
        "id": "Netral hanya menjawab dari artikel sumber dan tidak dapat diminta mengabaikannya. Silakan ajukan pertanyaan tentang isinya.",
        "en": "Netral only answers from the source articles and cannot be told to set them aside. Please ask about what they say.",
    },
    "unclear": {
        "id": "Pertanyaan ini belum jelas. Tuliskan lebih lengkap, misalnya siapa, apa, atau kapan yang dimaksud.",
        "en": "This question is not clear yet. Please write more of it, such as who, what or when is meant.",
    },
    "according_to": {
        "id": "Menurut {publisher}: “{quote}” [{number}]",
        "en": "According to {publisher}: “{quote}” [{number}]",
    },
    "according_to_speaker": {
        "id": "{speaker}, menurut {publisher}: “{quote}” [{number}]",
        "en": "{speaker}, according to {publisher}: “{quote}” [{number}]",
    },
    "reported_too": {"id": "Dilaporkan juga oleh {others}.", "en": "Also reported by {others}."},
    "unnamed": {"id": "artikel “{title}”", "en": "the article “{title}”"},
    "empty": {
        "id": "Pertanyaan masih kosong. Tuliskan pertanyaan Anda.",
        "en": "The question is empty. Please write one.",
    },
    "too_long": {
        "id": "Pertanyaan terlalu panjang: paling banyak 500 karakter. Mohon dipersingkat.",
        "en": "The question is too long: at most 500 characters. Please shorten it.",
    },
    "control": {
        "id": "Pertanyaan memuat karakter kendali. Ketik ulang, atau tempel sebagai teks biasa.",
        "en": "The question holds control characters. Type it again, or paste it as plain text.",
    },
    "history": {
        "id": "Percakapan terlalu panjang. Mulai percakapan baru.",
        "en": "The conversation is too long. Start a new one.",
    },
}


def message(key: str, lang: Lang, **values: object) -> str:
    """The sentence for `key` in a language, its places filled."""
    return MESSAGES[key][lang].format(**values)
