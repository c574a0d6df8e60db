"""The JSON Schema that is shipped says what the reader says, and every shipped entry is one."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from index.bank import ENTRY_KINDS, MOST_CHARACTERS, MOST_WORDINGS, ORIGINS, REASONS
from index.bank_file import BANK_FILE, SCHEMA
from index.bank_form import LANGUAGES, entry_of
from index.errors import BankError
from tests.index.made_up_bank import ANSWER, QUOTE, REFUSAL
from tests.real import SEEDS

VALIDATOR = Draft202012Validator(
    json.loads(SCHEMA.read_text(encoding="utf-8")), format_checker=Draft202012Validator.FORMAT_CHECKER
)
OPTIONAL = ("quotes", "short", "refuse", "author", "reviewed", "origin")


def is_entry(values: Any) -> bool:
    try:
        entry_of(values)
    except BankError:
        return False
    return True


ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from(
        ["", " ", "\x1f", "a", "id", "who", "refuse", "unclear", "model", "2026-11-26", "2026-02-30", QUOTE]
    ),
)
KEYS = ("text", "language", "author", "source_id", "quote", "by", "on", "x")
OBJECT = st.dictionaries(st.sampled_from(KEYS), ODD, max_size=3)
VALUES = st.one_of(
    ODD,
    OBJECT,
    st.lists(st.one_of(ODD, OBJECT), max_size=2),
    st.fixed_dictionaries({"by": ODD, "on": ODD}),
    st.lists(st.fixed_dictionaries({"source_id": ODD, "quote": ODD}), max_size=2),
    st.lists(st.fixed_dictionaries({"text": ODD}, optional={"language": ODD, "author": ODD}), max_size=2),
)


@given(
    st.sampled_from([ANSWER, REFUSAL, {**ANSWER, "refuse": "unclear", "kind": "refuse"}]),
    st.dictionaries(st.sampled_from([*(key for key in ANSWER if key != "short"), "odd"]), VALUES, max_size=2),
    st.sets(st.sampled_from(sorted(ANSWER)), max_size=2),
)
def test_the_schema_and_the_reader_agree(row: dict[str, Any], changed: dict[str, Any], gone: set[str]) -> None:
    """But for the short answer, which a schema cannot look for in a quote."""
    values = {name: value for name, value in {**row, **changed}.items() if name not in gone}
    if "quotes" in changed and values.get("short"):
        values["short"] = None
    assert VALIDATOR.is_valid(values) == is_entry(values)


@given(VALUES)
def test_they_agree_on_the_short_answer_where_it_is_none(short: Any) -> None:
    if not isinstance(short, str) or not short.strip():
        assert VALIDATOR.is_valid({**ANSWER, "short": short}) == is_entry({**ANSWER, "short": short})


def test_the_schema_has_the_limits_and_the_words_of_the_code() -> None:
    schema = VALIDATOR.schema
    Draft202012Validator.check_schema(schema)
    properties = schema["properties"]
    assert list(properties) == list(ANSWER)
    assert properties["kind"]["enum"] == list(ENTRY_KINDS)
    assert properties["refuse"]["enum"] == [None, *REASONS]
    assert properties["origin"]["enum"] == list(ORIGINS)
    assert properties["questions"]["maxItems"] == MOST_WORDINGS
    assert properties["questions"]["items"]["oneOf"][1]["properties"]["language"]["enum"] == list(LANGUAGES)
    assert schema["$defs"]["wording"]["maxLength"] == MOST_CHARACTERS


def test_what_may_be_left_out_may_be_left_out() -> None:
    for row in (ANSWER, REFUSAL):
        needed = {"quotes"} if row is ANSWER else {"refuse"}
        least = {key: value for key, value in row.items() if key not in OPTIONAL or key in needed}
        assert VALIDATOR.is_valid(least)
        assert is_entry(least)


def test_every_shipped_entry_fits_the_schema() -> None:
    for number, line in enumerate((SEEDS / BANK_FILE).read_text(encoding="utf-8").splitlines(), 1):
        assert VALIDATOR.is_valid(json.loads(line)), number
