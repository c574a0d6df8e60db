from __future__ import annotations

import pytest

from assistant.markdown import escape_markdown, table


def test_nothing_in_an_escaped_text_is_markup() -> None:
    assert escape_markdown("*a* [b](c)\n# <d> | `e`") == r"\*a\* \[b\](c) \# \<d\> \| \`e\`"
    assert escape_markdown("1. satu") == r"1\. satu"
    assert escape_markdown("- $x$ &lt; +") == r"\- \$x\$ \&lt; \+"


def test_within_a_line_what_only_begins_a_list_stays_readable() -> None:
    assert escape_markdown("d-001: 1. *satu* + dua", inline=True) == r"d-001: 1. \*satu\* + dua"


def test_a_table_has_a_name_and_its_numbers() -> None:
    assert table(("kind", "n", "%"), [("a", 1, "2.0"), ("b", 3, "")]) == (
        "| kind | n | % |\n|---|--:|--:|\n| a | 1 | 2.0 |\n| b | 3 |  |"
    )
    assert table(("a",), []) == "| a |\n|---|"
    assert table(("a", "b", "c"), [], "lrl").splitlines()[1] == "|---|--:|---|"


def test_a_row_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="1 cells for 2 columns"):
        table(("a", "b"), [("x",)])
