"""Places that are known however they are typed."""

from __future__ import annotations

import pytest

from index.analyzer import word_tokens
from index.regions import REGIONS, region_places


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("siapa bupati hulu sungai utara", ["hulu", "sungai", "utara"]),
        ("rapat di tojo una-una", ["tojo", "una", "una"]),
        ("pilkada di surabaya kapan", ["surabaya"]),
        ("wali kota batu siapa", ["batu"]),
        ("batu itu keras", []),
        ("sungai di utara", []),
    ],
)
def test_a_region_is_all_words_of_its_name(text: str, names: list[str]) -> None:
    words = word_tokens(text)
    assert [words[at] for at in sorted(region_places(words))] == names


def test_all_regions_are_listed_once() -> None:
    rows = [line for line in REGIONS.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    assert len(set(rows)) == len(rows)
    assert len(rows) > 500
