"""Characters that a file cannot carry, and the direction of a text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from assistant.conversations.memo.characters import direction_runs, file_text
from assistant.conversations.memo.right_to_left import join_letters, visual_order


@given(st.text(st.characters(codec=None)))
def test_any_text_becomes_one_that_xml_carries(text: str) -> None:
    element = etree.Element("t")
    element.text = file_text(text)  # lxml refuses what XML does not have
    assert etree.fromstring(etree.tostring(element)).text == (element.text or None)


def test_what_a_file_can_carry_stays_as_it_is() -> None:
    text = "“kutip” – ‘ya’\u00a0…\ttab\nbaris ꦲꦤ بسم 😀 \u200f"
    assert file_text(text) == text
    assert file_text("a\x00b\x1fc\ud800\ufffe\u202e") == "a\ufffdb\ufffdc\ufffd\ufffd\ufffd"
    assert file_text("a\r\nb\rc\x0cd\x0be\u2028f\x85g") == "a\nb\nc\nd\ne\nf\ng"


@given(st.text(st.sampled_from("ab بت ש12().,\n")))
def test_directions_cut_a_text_and_lose_nothing(text: str) -> None:
    assert "".join(part for part, _ in direction_runs(text)) == text


def test_a_stretch_from_right_to_left_takes_what_is_between_its_words() -> None:
    assert list(direction_runs("a بس (12) لم b")) == [("a ", False), ("بس (12) لم", True), (" b", False)]


def test_arabic_letters_join_their_neighbours() -> None:
    # beh, seen and meem: initial, medial, final; a dal joins only what is before it; lam and alef are one.
    assert join_letters("بسم") == "\ufe91\ufeb4\ufee2"
    assert join_letters("ددب") == "\ufea9\ufea9\ufe8f"
    assert join_letters("سلام") == "\ufeb3\ufefc\ufee1"
    assert join_letters("ب س") == "\ufe8f \ufeb1"
    assert join_letters("بَس") == "\ufe91\u064e\ufeb2"  # a vowel sign keeps nobody apart
    assert join_letters("שלום") == "שלום"


def test_a_line_is_turned_but_not_its_numbers() -> None:
    assert visual_order("אב 12.5 (ג)") == "(ג) 12.5 בא"
    assert visual_order("בָּא") == "אבָּ"
