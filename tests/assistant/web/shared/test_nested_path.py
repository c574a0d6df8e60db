"""Parameters of addresses that may have slashes."""

from __future__ import annotations

import re

import pytest

from assistant.source_address import source_path
from assistant.web.shared.nested_path import NestedConvertor


@pytest.mark.parametrize("value", ["a", "a/b", "2031/surat edaran", "a/b/c.txt", "..", "a\nb"])
def test_names_with_a_slash_between_each_two_are_taken_as_they_are(value: str) -> None:
    assert re.fullmatch(NestedConvertor.regex, value)
    assert NestedConvertor().convert(value) == NestedConvertor().to_string(value) == value


@pytest.mark.parametrize("value", ["", "/", "/a", "a/", "a//b"])
def test_an_empty_name_is_none(value: str) -> None:
    assert not re.fullmatch(NestedConvertor.regex, value)


@pytest.mark.parametrize(
    ("source_id", "path"),
    [
        ("001_bali", "/sources/001_bali"),
        ("2031/surat edaran", "/sources/2031/surat%20edaran"),
        ("a?b#c%d", "/sources/a%3Fb%23c%25d"),
        ("édaran", "/sources/%C3%A9daran"),
    ],
)
def test_an_articles_address_keeps_the_slashes_of_its_id(source_id: str, path: str) -> None:
    assert source_path(source_id) == path
