"""Mail as it is saved (EML): the message's text. What it quotes of earlier mail, and a signature, are furniture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path

from index.document import Furniture, Span
from index.errors import DocumentError
from index.formats.extracted import Extracted
from index.formats.html import extract_html
from index.word_rules import WordRules

RULES = WordRules(Path(__file__).parent.parent / "data" / "mail.toml")
_HEADERS = ("From", "Date", "Subject", "Received", "MIME-Version")
_CHARSET = re.compile(r"(charset\s*=\s*[\"']?)[\w-]+", re.IGNORECASE)
SIGNATURE = "-- "
"""The line above a signature (RFC 3676, 4.3)."""


def extract_eml(data: bytes, name: str) -> Extracted:
    """The text of a message, its plain form before its HTML one; subject, sender and date are stated. Attachments are named as left out.

    Raises:
        DocumentError: it is no mail (`unreadable`), or has no text (`empty`).
    """
    message = BytesParser(policy=policy.default).parsebytes(data)
    if not any(header in message for header in _HEADERS):
        raise DocumentError("unreadable", f"{name} cannot be read as EML: it is no mail. Save it again, or as .txt.")
    warnings = tuple(f"left out: the attachment {attached}" for attached in _attachments(message))
    stated = {"title": _subject(message), "publisher": _sender(message), "published": _date(message)}
    body = message.get_body(("plain",))
    if body is not None and (text := _text(body).strip("\n")).strip():
        return Extracted(text, stated, furniture=tuple(_furniture(text)), warnings=warnings)
    page = message.get_body(("html",))
    if page is None:
        raise DocumentError("empty", f"{name} has no text in its message. Add its attachments as files of their own.")
    html = extract_html(_CHARSET.sub(r"\1utf-8", _text(page)).encode(), name)
    return Extracted(html.text, stated, (), html.marks, html.furniture, (), (*html.warnings, *warnings))


def _text(part: MIMEPart) -> str:
    try:
        text = str(part.get_content())
    except LookupError:  # a character set that Python does not know, most often one that a program made up
        payload = part.get_payload(decode=True)
        text = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    return text.replace("\r\n", "\n")


def _subject(message: EmailMessage) -> str | None:
    subject = " ".join(str(message.get("Subject", "")).split())
    return RULES.pattern("prefix").sub("", subject) or None


def _sender(message: EmailMessage) -> str | None:
    name, address = parseaddr(str(message.get("From", "")))
    return name or address or None


def _date(message: EmailMessage) -> str | None:
    """The day on which the message was sent, where its sender was."""
    try:
        return parsedate_to_datetime(str(message.get("Date", ""))).date().isoformat()
    except (TypeError, ValueError):
        return None


def _attachments(message: EmailMessage) -> Iterator[str]:
    for part in message.walk():
        shown_inside = part.get_content_maintype() == "image" and part.get("Content-ID") is not None
        if part.is_attachment() or (part.get_filename() and not shown_inside):
            yield part.get_filename() or part.get_content_type()


def _furniture(text: str) -> Iterator[Furniture]:
    """The lines that begin with ">", with the line that introduces them; an earlier mail below, and a signature, to their ends."""
    lines = [(found.start(), found.group()) for found in re.finditer(r"[^\n]*\n?", text) if found.group()]
    at = 0
    while at < len(lines):
        start, line = lines[at]
        if line.startswith(">"):
            first = _introduction(lines, at)
            while at < len(lines) and lines[at][1].startswith(">"):
                at += 1
            yield Furniture(Span(first, lines[at - 1][0] + len(lines[at - 1][1].rstrip())), "reply-quote")
            continue
        ends = line.rstrip("\n") == SIGNATURE
        if ends or (text[:start].strip() and RULES.pattern("begins_earlier_mail").match(line.strip())):
            yield Furniture(Span(start, len(text.rstrip())), "signature" if ends else "reply-quote")
            return
        at += 1


def _introduction(lines: list[tuple[int, str]], at: int) -> int:
    """Where the sentence begins that introduces the quote in line `at`: one or two lines before it; else where the quote does."""
    before = [number for number in range(at) if lines[number][1].strip()]
    for count in (1, 2):
        introducing = before[-count:]
        if len(introducing) == count:
            words = " ".join(lines[number][1].strip() for number in introducing)
            if RULES.pattern("introduces_quote").match(words):
                return lines[introducing[0]][0]
    return lines[at][0]
