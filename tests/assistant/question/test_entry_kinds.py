from __future__ import annotations

from typing import get_args

from assistant.question.asked import ExpectedKind
from assistant.question.entry_kinds import ENTRY_KINDS_BY_ASKED, asked_for
from index.bank import ENTRY_KINDS


def test_whatever_is_asked_for_has_a_kind_of_entry_that_asks_for_it() -> None:
    assert set(ENTRY_KINDS_BY_ASKED) == set(get_args(ExpectedKind))
    assert [asked_for(ENTRY_KINDS_BY_ASKED[asked]) for asked in ENTRY_KINDS_BY_ASKED] == list(ENTRY_KINDS_BY_ASKED)


def test_kinds_that_name_nothing_to_ask_for_do_not_say() -> None:
    others = set(ENTRY_KINDS) - set(ENTRY_KINDS_BY_ASKED.values())
    assert others == {"comparison", "overview", "refuse"}
    assert {asked_for(kind) for kind in ENTRY_KINDS if kind in others} == {"other"}
