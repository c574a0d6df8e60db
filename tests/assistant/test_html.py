"""Pieces of HTML on one line: nothing that is put into them is HTML, and no line break of theirs is one."""

from __future__ import annotations

import re

import pytest
from jinja2 import UndefinedError

from assistant.html import TEMPLATES, escape_line, render_line
from tests.fakes import HOSTILE

PIECES = ("answer.html", "brand.html", "chat.html")


@pytest.mark.parametrize("text", [*HOSTILE, "a\n\nb", "a\r\n\r\nb", "\n", "   x\n   y  ", "\\u2028", "'\"&<>"])
def test_a_text_comes_back_from_html_as_it_was_and_on_one_line(text: str) -> None:
    line = render_line("chat.html", "suggestions", title="", questions=[text])
    inside = line.split('<span class="ask-text">')[1].removesuffix("</span></button></div>")
    assert not re.search(r"[\r\n<>\"']", inside)
    references = {"&lt;": "<", "&gt;": ">", "&#34;": '"', "&#39;": "'", "&#13;": "\r", "&#10;": "\n"}
    for reference, character in references.items():
        inside = inside.replace(reference, character)
    assert inside.replace("&amp;", "&") == text


def test_escaping_twice_is_escaping_once() -> None:
    once = escape_line("<a\nb>")
    assert once == "&lt;a&#10;b&gt;"
    assert escape_line(once) == once


def test_a_value_that_is_missing_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        render_line("chat.html", "hint", say={}, limit=1)
    with pytest.raises(TypeError):
        render_line("answer.html", "question", text="x", more=1)
    with pytest.raises(AttributeError):
        render_line("answer.html", "questions", text="x")


@pytest.mark.parametrize("name", PIECES)
def test_no_tag_is_broken_over_lines(name: str) -> None:
    """The line breaks of these templates are dropped: the attributes of such a tag would run into each other."""
    source = re.sub(r"\{#.*?#\}", "", (TEMPLATES / name).read_text(encoding="utf-8"), flags=re.DOTALL)
    without = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", source)
    assert "<" in without
    assert [tag for tag in re.findall(r"<[^<>]*>?", without) if "\n" in tag or not tag.endswith(">")] == []
    assert not re.search(r"\{[%{][^%}]*\n", source)
