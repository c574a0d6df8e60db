"""A list is quoted whole."""

from __future__ import annotations

import pytest

from assistant.answering.list_items import whole_list
from index.document import Document, Span

RULES = "Pasal 4\n(2) Pegawai dilarang:\na. memasang spanduk;\nb. memakai mobil dinas; dan\nc. menjadi saksi.\n\nPasal 5 berlaku."
AIMS = "Rapat dibuka. Tujuannya adalah: Pertama, tertib. Kedua, netral. Ketiga, adil. Warga senang."


def quoted(text: str, sentence: str, as_list: bool = False) -> str:
    start = text.index(sentence)
    document = Document("d", text, "Judul", "d.txt", "")
    return whole_list(document, Span(start, start + len(sentence)), as_list).of(text)


def test_what_introduces_a_list_takes_its_items_along() -> None:
    assert quoted(RULES, "(2) Pegawai dilarang:") == RULES[RULES.index("(2)") : RULES.index("\n\n")]


def test_an_item_stands_alone_unless_a_list_is_asked_for() -> None:
    assert quoted(RULES, "b. memakai mobil dinas; dan") == "b. memakai mobil dinas; dan"
    assert quoted(RULES, "b. memakai mobil dinas; dan", as_list=True) == quoted(RULES, "(2) Pegawai dilarang:")


@pytest.mark.parametrize("sentence", ["Tujuannya adalah: Pertama, tertib.", "Kedua, netral.", "Ketiga, adil."])
def test_items_that_are_counted_belong_together(sentence: str) -> None:
    assert quoted(AIMS, sentence) == AIMS[AIMS.index("Tujuannya") : AIMS.index(" Warga")]


def test_any_other_sentence_is_quoted_as_it_is() -> None:
    assert quoted(AIMS, "Warga senang.") == "Warga senang."
    assert quoted(RULES, "Pasal 5 berlaku.", as_list=True) == "Pasal 5 berlaku."
