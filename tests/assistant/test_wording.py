from __future__ import annotations

import string
from typing import get_args

import pytest

from assistant.answer import Lang, RefusalReason
from assistant.wording import MESSAGES, message

LANGUAGES: tuple[Lang, ...] = get_args(Lang)


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", MESSAGES)
def test_every_message_is_there_in_both_languages_with_the_same_places(key: str) -> None:
    assert set(MESSAGES[key]) == set(LANGUAGES)
    assert places(MESSAGES[key]["id"]) == places(MESSAGES[key]["en"])


def test_every_reason_to_refuse_has_a_message() -> None:
    assert set(get_args(RefusalReason)) <= set(MESSAGES)


def test_every_code_of_a_question_error_has_a_message() -> None:
    assert {"empty", "too_long", "control", "history"} <= set(MESSAGES)


def test_places_are_filled() -> None:
    text = message("not_in_sources", "en", searched="who {x}?", documents=5)
    assert text == "The source articles do not answer this question. Searched for: “who {x}?” in 5 articles."
