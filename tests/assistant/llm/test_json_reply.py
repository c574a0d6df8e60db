from __future__ import annotations

import pytest

from assistant.llm import json_reply
from assistant.llm.json_reply import json_object


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"a": 1}', {"a": 1}),
        ('Tentu:\n```json\n{"a": {"b": [1]}}\n```\nSemoga membantu {ya}.', {"a": {"b": [1]}}),
        ('<think>mungkin {"a": 1}</think>{"a": 2}', {"a": 2}),
        ('{"a": 1} lalu {"a": 2}', {"a": 2}),
        ('{"a": "}{"}', {"a": "}{"}),
        ('{{"a": 1}}', {"a": 1}),
        ('{"a": NaN}', {"a": None}),
        ("{", None),
        ("", None),
        ("[1]", None),
        ('<think>{"a": 1}</think>tidak ada', None),
        ('{"a":' * 5000, None),
    ],
)
def test_the_last_whole_object_counts(text: str, found: object) -> None:
    assert json_object(text) == found


def test_a_long_reply_costs_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_reply, "MOST_TRIES", 3)
    assert json_object("{" * 10 + '{"a": 1}') is None
    assert json_object("{" * 2 + '{"a": 1}') == {"a": 1}
