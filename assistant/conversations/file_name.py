"""What a downloaded conversation is called: by date and title, on any system, and the part of it that one question is."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import date

from assistant.conversations.conversation import Conversation

LENGTH = 100
"""Characters of the title in a name. With date and ending that is far below the 255 bytes that file systems allow, also in UTF-8."""
_BYTES = 200
# What Windows forbids, and what turns or hides the text of a name.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]')


def one_turn(talk: Conversation, number: int) -> Conversation | None:
    """The conversation with the turn of that number alone, titled by its question; None if it has no such turn with an answer."""
    now = talk.without_waiting()
    turns = tuple(turn for turn in now.turns if turn.number == number and turn.answer)
    return replace(now, turns=turns, name="") if turns else None


def file_name(title: str, day: date, ending: str) -> str:
    """`2026-11-27 Sanksi pelanggaran netralitas.docx`: date, title without what no system takes in a name, and ending."""
    line = " ".join(_FORBIDDEN.sub(" ", unicodedata.normalize("NFC", title)).split())[:LENGTH]
    # A long title in another script has up to four bytes a character.
    line = line.encode()[:_BYTES].decode(errors="ignore").strip(" .")
    return f"{day.isoformat()}{' ' if line else ''}{line}.{ending}"


def ascii_name(name: str) -> str:
    """A name in ASCII, for programs that read no other: accents dropped, typographic marks replaced, all else left out."""
    plain = unicodedata.normalize("NFKD", name.translate(_PLAIN)).encode("ascii", "ignore").decode()
    stem, _, ending = plain.rpartition(".")
    return f"{' '.join(stem.split()).rstrip(' .')}.{ending}"


_PLAIN = str.maketrans({"–": "-", "—": "-", "‘": "'", "’": "'", "“": "'", "”": "'", "…": "..."})
