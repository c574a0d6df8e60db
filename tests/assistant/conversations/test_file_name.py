"""Names of files, and the one turn that a file may have."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversations.conversation import Conversation
from assistant.conversations.file_name import ascii_name, file_name, one_turn
from tests.fakes import answered

DAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("title", "name", "plain"),
    [
        ("Sanksi pelanggaran netralitas", "2026-11-27 Sanksi pelanggaran netralitas.docx", None),
        (
            "Apa itu “netral” – dan mengapa?",
            "2026-11-27 Apa itu “netral” – dan mengapa.docx",
            "2026-11-27 Apa itu 'netral' - dan mengapa.docx",
        ),
        ('a/b\\c:d*e?f"g<h>i|j\n\x00k', "2026-11-27 a b c d e f g h i j k.docx", None),
        ("../../etc/passwd", "2026-11-27 etc passwd.docx", None),
        ("berkas\u202egpj.exe . ", "2026-11-27 berkas gpj.exe.docx", None),
        ("Café ꦲꦤ", "2026-11-27 Café ꦲꦤ.docx", "2026-11-27 Cafe.docx"),
        ("???", "2026-11-27.docx", None),
        ("CON", "2026-11-27 CON.docx", None),
    ],
)
def test_a_name_has_the_date_and_what_every_system_takes(title: str, name: str, plain: str | None) -> None:
    assert file_name(title, DAY, "docx") == name
    assert ascii_name(name) == (plain or name)


@given(st.text(st.characters(codec=None), max_size=400))
def test_any_title_gives_a_name_for_any_system(title: str) -> None:
    name = file_name(title, DAY, "pdf")
    assert len(name.encode()) <= 255
    assert re.fullmatch(r'2026-11-27( [^<>:"/\\|?*\x00-\x1f]*[^ .<>:"/\\|?*\x00-\x1f])?\.pdf', name)
    assert re.fullmatch(r'2026-11-27[^"\\\x00-\x1f\x7f-\U0010ffff]*\.pdf', ascii_name(name))


def test_one_turn_is_titled_by_its_question_and_keeps_its_number() -> None:
    talk = Conversation(name="Tugas")
    for question in ("Kapan?", "Apa sanksinya?"):
        talk = talk.ask(question).with_answer(answered(question))
    part = one_turn(talk, 2)
    assert part
    assert (part.title, [turn.number for turn in part.turns]) == ("Apa sanksinya?", [2])
    assert one_turn(talk, 3) is None
    assert one_turn(talk.ask("Lalu?"), 3) is None  # it waits for its answer
