"""A bank's file: every mistake is named with its line, and costs no more than its own entry."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import bank_file
from index.bank import MOST_CHARACTERS, MOST_WORDINGS
from index.bank_file import Bank, BankProblem, bank_lines, entry_of, locate_bank, parse_bank, read_bank
from index.errors import BankError
from tests.index.made_up_bank import ANSWER, DOCUMENT, REFUSAL, lines

DEEP = "[" * 100_000


def changed(**values: Any) -> dict[str, Any]:
    return {**ANSWER, "id": "bad", "questions": ["Apa lagi?"], **values}


BAD: list[tuple[object, str]] = [
    ("{", "it is not JSON (Expecting property name"),
    ("oops", "it is not JSON (Expecting value, character 1)"),
    ("[1]", "it is not a JSON object"),
    ("null", "it is not a JSON object"),
    (DEEP, "it is not JSON"),
    ('{"id": ' + "9" * 5000 + "}", "it is not JSON"),
    ('{"id": ' + "[" * 500 + "]" * 500 + "}", "`id` is [[["),
    ({}, "`id` is None"),
    (changed(id=" "), "`id` is ' '"),
    (changed(id={"a": [1]}), "Write it as text"),
    (changed(kind="whom"), "`kind` is 'whom': it must be one of who, when"),
    (changed(kind=["who"]), "`kind` is ['who']"),
    (changed(answer="x"), "Unknown key 'answer' in the entry"),
    (changed(quote=[]), "did you mean 'quotes'?"),
    (changed(questions=[]), "`questions` is empty"),
    (changed(questions="Apa?"), "`questions` is empty"),
    (changed(questions=[None]), "a wording is no text"),
    (changed(questions=[{"language": "id"}]), "`text` is None"),
    (changed(questions=[{"text": "Apa?", "lang": "id"}]), "Unknown key 'lang' in a wording"),
    (changed(questions=[{"text": "Apa?", "language": "jv"}]), "`language` is 'jv'"),
    (changed(questions=["a" * (MOST_CHARACTERS + 1)]), "a wording has 501 characters"),
    (changed(questions=[f"Apa {n}?" for n in range(50_000)]), "it has 50000 wordings, and at most 1000 count"),
    (changed(quotes={}), "`quotes` is not a list"),
    (changed(quotes=["x"]), "a quote is not of the form"),
    (changed(quotes=[{"source_id": "rapat"}]), "a quote is not of the form"),
    (changed(quotes=[{"source_id": "rapat", "quote": ""}]), "`quote` is ''"),
    (changed(quotes=[]), "neither `quotes` nor `refuse`"),
    (changed(short="30 Mei 2031"), "`short` is not in the first quote"),
    (changed(short=""), "`short` is ''"),
    (changed(refuse="because"), "`refuse` is 'because'"),
    (changed(refuse="unclear"), "yet there are quotes"),
    (changed(kind="refuse"), '`kind` is "refuse" where `refuse` gives a reason'),
    ({**REFUSAL, "id": "bad", "kind": "who"}, '`kind` is "refuse" where `refuse` gives a reason'),
    (changed(reviewed="Budi"), "`reviewed` is neither null nor"),
    (changed(reviewed={"by": "Budi", "on": "26-11-2026"}), "Write the day as 2026-11-26"),
    (changed(reviewed={"by": "Budi", "on": "2026-02-30"}), "Write the day as 2026-11-26"),
    (changed(reviewed={"by": "Budi", "on": "２０２６-11-26"}), "Write the day as 2026-11-26"),
    (changed(reviewed={"by": "Budi", "on": "20261126"}), "Write the day as 2026-11-26"),
    (changed(origin="web"), "`origin` is 'web'"),
    (changed(author=3), "`author` is 3"),
    (json.dumps(changed(questions=["Apa \ud800?"])), "half a character"),
    (json.dumps(changed(id="\ud800")), "half a character"),
    (json.dumps(changed(**{"\ud800": 1})), "Unknown key"),
    (changed(**{"k" * 100_000: 1}), "Unknown key"),
    (changed(author=["x" * 100_000]), "`author` is ["),
    ({**ANSWER, "questions": ["Lain?"]}, "line 1 has this id already"),
]  # fmt: skip


@pytest.mark.parametrize(("bad", "says"), BAD, ids=[says[:40] for _, says in BAD])
def test_a_mistake_is_named_with_its_line_and_the_rest_works(bad: object, says: str) -> None:
    bank = parse_bank(lines(ANSWER, "", bad, REFUSAL))
    assert [entry.id for entry in bank.entries] == ["a", "r"]
    assert bank.lines == (1, 4)
    (problem,) = bank.problems
    assert (problem.line, problem.entry_lost, problem.stale) == (3, True, False)
    assert says in problem.message
    assert len(str(problem)) < 400
    assert str(problem).startswith("line 3")
    assert "\n" not in str(problem)
    str(problem).encode()


def test_an_empty_file_is_a_problem_and_none_is_an_empty_bank(tmp_path: Path) -> None:
    (path := tmp_path / "questions.jsonl").write_text(" \n\n", encoding="utf-8")
    assert [str(problem) for problem in read_bank(path).problems] == [
        "line 1: the file has no entry. Add one a line, or remove the file."
    ]
    assert read_bank(tmp_path / "none.jsonl") == Bank()


def test_byte_order_mark_crlf_and_blank_lines_are_passed_over(tmp_path: Path) -> None:
    (path := tmp_path / "q.jsonl").write_bytes(
        b"\xef\xbb\xbf" + lines(ANSWER, "", REFUSAL).replace("\n", "\r\n").encode()
    )
    bank = read_bank(path)
    assert (bank.lines, bank.problems) == ((1, 3), ())


def test_a_line_separator_within_a_text_ends_no_line() -> None:
    bank = parse_bank(lines({**ANSWER, "questions": ["Kapan\u2028rapat?"]}))
    assert bank.entries[0].wordings[0].text == "Kapan\u2028rapat?"
    assert bank.problems == ()


def test_a_line_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_bytes(lines(ANSWER).encode() + b'{"id": "caf\xe9"}\n' + lines(REFUSAL).encode())
    bank = read_bank(path)
    assert [entry.id for entry in bank.entries] == ["a", "r"]
    assert [str(problem) for problem in bank.problems] == [
        "line 2: it is not UTF-8 (character 12). Save the file as UTF-8."
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_utf16_is_refused_as_a_whole(tmp_path: Path, encoding: str) -> None:
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    (path := tmp_path / "q.jsonl").write_bytes(mark + lines(ANSWER).encode(encoding))
    with pytest.raises(BankError, match=r"is UTF-16\. Save it as UTF-8"):
        read_bank(path)


def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "questions.jsonl").mkdir()
    with pytest.raises(BankError, match=r"Cannot read .*questions\.jsonl"):
        read_bank(tmp_path / "questions.jsonl")


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (path := tmp_path / "q.jsonl").write_text(lines(ANSWER), encoding="utf-8")

    def denied(_: Path) -> bytes:
        raise PermissionError(13, os.strerror(13))

    monkeypatch.setattr(Path, "read_bytes", denied)
    with pytest.raises(BankError, match=r"Permission denied\. Check the file and its permissions"):
        read_bank(path)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (path := tmp_path / "q.jsonl").write_text(lines(ANSWER), encoding="utf-8")
    monkeypatch.setattr(bank_file, "MAX_BYTES", 10)
    with pytest.raises(BankError, match="is over 0 MiB"):
        read_bank(path)


def test_one_wording_with_two_answers_stays_with_the_earlier_entry() -> None:
    other = {**ANSWER, "id": "b", "questions": ["kapan RAPAT desa digelar", "Lain?"], "short": "5 Mei 2032"}
    bank = parse_bank(lines(ANSWER, other))
    assert [wording.text for wording in bank.entries[1].wordings] == ["Lain?"]
    (problem,) = bank.problems
    assert not problem.entry_lost
    assert str(problem) == (
        "line 2 (b): line 1 (a) answers 'kapan RAPAT desa digelar' otherwise. Keep it in one of them."
    )


def test_one_wording_of_two_entries_with_one_answer_is_no_problem() -> None:
    bank = parse_bank(lines(ANSWER, {**ANSWER, "id": "b", "kind": "fact"}))
    assert (len(bank.entries), bank.problems) == (2, ())


def test_an_entry_that_is_left_without_a_wording_is_lost() -> None:
    bank = parse_bank(lines(ANSWER, {**ANSWER, "id": "b", "short": None}))
    assert [entry.id for entry in bank.entries] == ["a"]
    assert [(problem.line, problem.entry_lost) for problem in bank.problems] == [(2, False), (2, False), (2, True)]


def test_a_wording_that_an_entry_has_twice_counts_once() -> None:
    bank = parse_bank(lines({**ANSWER, "questions": ["Kapan?", "kapan"]}))
    assert [wording.text for wording in bank.entries[0].wordings] == ["Kapan?"]
    assert [str(problem) for problem in bank.problems] == ["line 1 (a): it has 'kapan' twice."]


def test_an_entry_may_have_as_many_wordings_as_are_said() -> None:
    bank = parse_bank(lines({**ANSWER, "questions": [f"Apa {n}?" for n in range(MOST_WORDINGS)]}))
    assert len(bank.entries[0].wordings) == MOST_WORDINGS


def test_fifty_thousand_wordings_in_all_are_read() -> None:
    entries = ({**ANSWER, "id": f"e{n}", "questions": [f"Apa {n} {m}?" for m in range(500)]} for n in range(100))
    bank = parse_bank(lines(*entries))
    assert sum(len(entry.wordings) for entry in bank.entries) == 50_000
    assert bank.problems == ()


def test_stale_entries_are_listed_by_line_and_the_others_used() -> None:
    gone = changed(quotes=[{"source_id": "rapat", "quote": "Rapat batal."}], short=None)
    bank = locate_bank(parse_bank(lines("{", gone, ANSWER)), {"rapat": DOCUMENT}.get)
    assert [located.entry.id for located in bank.entries] == ["a"]
    assert [(problem.line, problem.stale) for problem in bank.problems] == [(1, False), (2, True)]
    assert str(bank.problems[1]) == "line 2 (bad): stale: rapat no longer holds 'Rapat batal.'. Correct its quote."


def test_an_odd_id_does_not_break_the_line_of_its_problem() -> None:
    assert str(BankProblem(3, "a\nline 9: ok" + "x" * 99, "it is wrong.")).startswith("line 3 (a line 9: okxxx")
    assert str(BankProblem(0, "", "Cannot read it.")) == "Cannot read it."


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    entries = [entry_of(ANSWER), entry_of(REFUSAL)]
    (tmp_path / "q.jsonl").write_text(bank_lines(entries), encoding="utf-8")
    assert list(read_bank(tmp_path / "q.jsonl").entries) == entries


@given(st.text())
def test_any_text_is_a_bank_or_problems(text: str) -> None:
    bank = parse_bank(text)
    assert bank.entries or bank.problems
    for problem in bank.problems:
        str(problem).encode()


@given(st.lists(st.sampled_from(["Kapan?", "kapan", "Di mana?", "Siapa", "Apa"]), min_size=1, max_size=6), st.data())
def test_reading_what_is_usable_again_finds_nothing_wrong(texts: list[str], data: st.DataObject) -> None:
    shorts = st.sampled_from([None, "15 Mei 2031", "5 Mei 2032"])
    values = [
        {**ANSWER, "id": f"e{n}", "questions": [text], "short": data.draw(shorts)} for n, text in enumerate(texts)
    ]
    usable = parse_bank(lines(*values)).entries
    again = parse_bank(bank_lines(usable))
    assert (again.entries, again.problems) == (usable, ())
