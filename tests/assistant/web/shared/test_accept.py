"""What a client would rather have, read from its headers."""

from __future__ import annotations

import pytest

from assistant.answer import Lang
from assistant.web.shared.accept import LONGEST, preferred_language, prefers_page

FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
CHROMIUM = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7"


@pytest.mark.parametrize(
    ("accept", "page"),
    [
        (FIREFOX, True),
        (CHROMIUM, True),
        ("TEXT/HTML", True),
        ("text/html, application/json;q=0.9", True),
        ("text/html;q=0.4, application/json;q=0.3", True),
        ("", False),
        ("*/*", False),
        ("application/json", False),
        ("text/html, application/json", False),
        ("text/html;q=0.5, application/problem+json", False),
        ("text/html;q=0.5, */*", False),
        ("text/html;q=0", False),
        ("text/html;q=much", False),
        ("text/html;q=0.12345", False),
        ("text/htmlx, text/*", False),
        (",;,;q=1,,q=", False),
        ("x," * LONGEST + "text/html", False),
        ("text/html;q=²", False),
    ],
)
def test_a_page_is_for_those_who_name_html_above_json(accept: str, page: bool) -> None:
    assert prefers_page(accept) is page


@pytest.mark.parametrize(
    ("header", "lang"),
    [
        ("en-GB,en;q=0.9,id;q=0.8", "en"),
        ("id-ID,id;q=0.9,en;q=0.8", "id"),
        ("in", "id"),
        ("fr,en;q=0.5", "en"),
        ("en;q=0.2, id;q=0.3", "id"),
        ("id, en", "id"),
        ("en;q=0", None),
        ("fr, *", None),
        ("", None),
    ],
)
def test_the_language_is_the_one_of_ours_that_is_liked_best(header: str, lang: Lang | None) -> None:
    assert preferred_language(header) == lang
