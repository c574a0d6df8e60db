"""Conversations to file, with a turn of each kind, and what a PDF says in its tags."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import pypdf

from assistant.answer import Answer, Citation, Disagreement, Lang, ShortAnswer, Verified
from assistant.conversations.conversation import Conversation
from assistant.conversations.memo.content import Memo, make_memo
from tests.fakes import DOCUMENTS, answered, cite, refused, talked

BASE = "https://netral.example/asn"
MADE = datetime(2026, 11, 27, 10, 5, tzinfo=timezone(timedelta(hours=7), "WIB"))
HOSTILE = {
    "markup": "<b>tebal</b> &amp; ]]> </w:t><w:br/> <font face=x> <a href='javascript:x'>klik</a> <img src=x onerror=y>",
    "formulas": '=HYPERLINK("https://outside.invalid") {{7*7}} ${7*7} @SUM(1) +1-1 \\field{x}',
    "control": "satu\x00dua\x07tiga\x1b[31m\x0c halaman\x0bbaris\x85lain\ufffe\udc80 akhir",
    "spaces": "dua  spasi,\ttab,\u00a0tetap,\n\nbaris kosong\r\nlain\u00adnya",
    "typographic": "“kutip” ‘tunggal’ – setengah — penuh … ½ ≤ → € Ω Ж é",
    "javanese": "Aksara ꦲꦤꦕꦫꦏ dan ᬅᬓ᭄ᬱᬭ dan ᮞᮥᮔ᮪ᮓ di tengah",
    "right to left": "Awal بسم الله (123) الرحمن الرحيم lalu שלום, akhir",
    "override": "nama \u202egpj.exe",
    "no font": "日本語 dan 😀 dan 👩‍👩‍👧",
    "long": "Netralitas ASN itu penting. " * 720,
    "one long word": "a" * 20_000,
    "many lines": "baris\n" * 3_000,
}
"""Texts that have broken a file somewhere, by what is wrong with them."""


def citing(text: str, **changes: object) -> Citation:
    """A citation whose quote is `text`, its first five characters marked."""
    base = cite(1, DOCUMENTS[0], DOCUMENTS[0].text[:70])
    values: dict[str, object] = {"quote": text, "start": 0, "end": len(text), "highlights": ((0, 5),)} | changes
    return dataclasses.replace(base, **values)  # type: ignore[arg-type]


def quoting(quote: str, **changes: object) -> Conversation:
    """A conversation with one answer that quotes `quote`."""
    values: dict[str, object] = {"short_answer": None, "text": "", "citations": (citing(quote),)} | changes
    return asked(answered("Apa isinya?", **values))


def asked(*answers: Answer) -> Conversation:
    """A conversation of these answers."""
    talk = Conversation()
    for answer in answers:
        talk = talk.ask(answer.question).with_answer(answer)
    return talk


def every_kind() -> Conversation:
    """An answer that somebody checked, a disagreement, a refusal, talk, and a list after a line of its own."""
    differing = Disagreement("substance", (ShortAnswer("penurunan pangkat", 2), ShortAnswer("22 September 2024", 1)))
    items = "Dikutip dari dua artikel: [1]\n\n• satu\n• dua [1]"
    return asked(
        answered("Kapan pendaftaran dimulai?", verified=Verified("Sari <Dewi>", "2026-11-20")),
        answered("Apa sanksinya?", short_answer=ShortAnswer("penurunan pangkat", 2), disagreement=differing),
        refused("Siapa presiden?", "not_in_sources", "id"),
        talked("makasih", "thanks", "Sama-sama.\n• satu\n• dua"),
        answered("Apa saja?", searched_as="apa saja netralitas", short_answer=None, text=items, confidence_level="low"),
    )


def memo(talk: Conversation, lang: Lang = "id", office: str = "Netral") -> Memo:
    """The memo of a conversation, made on 27 November 2026."""
    return make_memo(talk, lang, BASE, MADE, office)


def read_pdf(data: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(data), strict=True)


def pdf_text(data: bytes) -> str:
    """What is drawn on all pages, with single spaces."""
    return " ".join(" ".join(page.extract_text() for page in read_pdf(data).pages).split())


def pdf_tags(data: bytes) -> list[tuple[str, str]]:
    """Each tag with a text of its own: its type and that text, in the order of reading."""
    return list(_walk(read_pdf(data).trailer["/Root"]["/StructTreeRoot"]["/K"]))


def _walk(node: Any) -> Iterator[tuple[str, str]]:
    node = node.get_object()
    if isinstance(node, list):
        for kid in node:
            yield from _walk(kid)
    elif "/S" in node:
        if "/ActualText" in node:
            yield node["/S"][1:], str(node["/ActualText"])
        yield from _walk(node["/K"])
