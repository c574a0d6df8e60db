"""Figures of what readers ask, counted by hand."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Sequence

import pytest

from assistant.conversations.opinions import Feedback, Verdict
from assistant.quality.insight import (
    MOST_WORDINGS,
    SUBJECTS,
    AskedSubject,
    Figures,
    GroupWordings,
    Insight,
    read_insight,
)
from assistant.quality.insight_csv import days_csv, plain_cell, subjects_csv
from assistant.quality.question_groups import QuestionGroup
from assistant.quality.question_log import LoggedQuestion

UTC = dt.timezone.utc
TODAY = dt.date(2031, 5, 31)


def asked(number: int, back: int, text: str = "Kapan?", refused: bool = False, **more: object) -> LoggedQuestion:
    """A question of some days back, at noon."""
    created = f"{TODAY - dt.timedelta(days=back)}T12:00:00.500000+00:00"
    values: dict[str, object] = {
        "id": number, "created": created, "question": text, "history": (), "lang": "id",
        "kind": "refusal" if refused else "answer", "reason": "not_in_sources" if refused else None,
        "confidence": 0.1 if refused else 0.8, "level": None, "intent": "question", "searched_as": text, "index": "f",
    }  # fmt: skip
    return LoggedQuestion(**(values | more))  # type: ignore[arg-type]


def opinion(verdict: Verdict, back: int, text: str = "Kapan?", time: str = "12:00:00", **more: object) -> Feedback:
    values: dict[str, object] = {"created": f"{TODAY - dt.timedelta(days=back)}T{time}+00:00", "history": ()} | more
    return Feedback(verdict, "", text, lang="id", answer={}, settings={}, **values)  # type: ignore[arg-type]


def alone(_: Sequence[str], counts: Sequence[int]) -> list[QuestionGroup]:
    return [QuestionGroup((at,), count) for at, count in enumerate(counts)]


def together(texts: Sequence[str], counts: Sequence[int]) -> list[QuestionGroup]:
    return [QuestionGroup(tuple(range(len(texts))), sum(counts))] if texts else []


def read(
    questions: Sequence[LoggedQuestion],
    opinions: Sequence[Feedback] = (),
    period: int = 7,
    group: GroupWordings = alone,
) -> Insight:
    return read_insight(questions, opinions, group, TODAY, period, UTC)


def test_without_questions_every_day_is_there_and_nothing_is_a_share() -> None:
    found = read([])
    assert [day.day for day in found.days] == [TODAY - dt.timedelta(days=back) for back in (6, 5, 4, 3, 2, 1, 0)]
    assert found.total == found.before == Figures()
    assert (found.total.refused_share, found.total.judged_share, found.total.bad_share) == (None, None, None)
    assert (found.asked, found.refused) == ((), ())


def test_the_days_of_the_period_are_counted_and_those_before_it_compared() -> None:
    found = read([asked(1, 14), asked(2, 13), asked(3, 7), asked(4, 6), asked(5, 0, refused=True), asked(6, -1)])
    assert [day.own.questions for day in found.days] == [1, 0, 0, 0, 0, 0, 1]
    assert (found.total.questions, found.total.refused, found.total.refused_share) == (2, 1, 0.5)
    assert found.before.questions == 2  # 13 and 7 days back


def test_a_curve_is_of_the_seven_days_to_each_day_with_those_before_the_period() -> None:
    found = read([asked(1, 7, refused=True), asked(2, 6), asked(3, 1)])
    assert [day.trailing.questions for day in found.days] == [2, 2, 2, 2, 2, 3, 2]
    assert found.days[0].trailing.refused_share == 0.5


def test_a_day_begins_where_the_server_is() -> None:
    late = asked(1, 1, created=f"{TODAY - dt.timedelta(days=1)}T20:00:00.000000+00:00")
    jakarta = dt.timezone(dt.timedelta(hours=7))
    found = read_insight([late], [], alone, TODAY, 7, jakarta)
    assert found.days[-1].own.questions == 1
    assert read([late]).days[-2].own.questions == 1


def test_the_confidence_is_the_median_of_what_was_answered() -> None:
    numbers = (0.2, 0.9, 0.7)
    found = read(
        [asked(n, 0, confidence=c) for n, c in enumerate(numbers)]
        + [asked(9, 0, refused=True), asked(10, 1, refused=True)]
    )
    assert found.total.confidence == 0.7
    assert found.days[-2].own.confidence is None


def test_an_opinion_counts_once_for_the_last_time_its_question_was_asked_and_the_last_one_decides() -> None:
    questions = [asked(1, 3), asked(2, 1), asked(3, 1, "Lalu?", history=("Kapan?",)), asked(4, 1, "Lalu?"), asked(5, 0)]
    opinions = [
        opinion("up", 1),
        opinion("down", 1, time="12:00:09", id=2),
        opinion("wrong_source", 1, "Lalu?", history=("Kapan?",)),
    ]
    found = read(questions, opinions)
    assert [(day.own.judged, day.own.bad) for day in found.days] == [
        (0, 0),
        (0, 0),
        (0, 0),
        (0, 0),
        (0, 0),
        (2, 2),
        (0, 0),
    ]
    assert (found.total.judged_share, found.total.bad_share) == (0.4, 0.4)
    assert read(questions, [opinions[0]]).total == Figures(5, 0, 1, 0, 0.8)


def test_an_opinion_of_a_question_that_is_not_in_the_log_counts_nowhere() -> None:
    found = read([asked(1, 0)], [opinion("down", 0, "Di mana?"), opinion("down", 1)])
    assert (found.total.judged, found.total.bad) == (0, 0)


def test_wordings_that_differ_in_case_alone_are_one_and_groups_are_named_by_the_commonest() -> None:
    questions = [
        asked(1, 0, "kapan rapat"),
        asked(2, 0, "Kapan rapat?"),
        asked(3, 0, "Kapan rapat?"),
        asked(4, 0, "Jadwal?", refused=True),
    ]
    found = read(questions, group=together)
    assert found.asked == (AskedSubject("Kapan rapat?", 4, 1, 2, "Jadwal?"),)
    assert found.refused == found.asked
    apart = read(questions)
    assert [(s.name, s.questions, s.refused) for s in apart.asked] == [("Kapan rapat?", 3, 0), ("Jadwal?", 1, 1)]
    assert [s.name for s in apart.refused] == ["Jadwal?"]


def test_a_follow_up_is_of_the_subject_that_was_searched() -> None:
    assert read([asked(1, 0, "Lalu?", searched_as="Kapan rapat?")]).asked[0].name == "Kapan rapat?"


def test_subjects_are_of_the_period_and_few() -> None:
    found = read([asked(n, 0, f"Nomor {n:02}?", refused=True) for n in range(SUBJECTS + 5)] + [asked(99, 8, "Lama?")])
    assert [s.name for s in found.asked] == [f"Nomor {n:02}?" for n in range(SUBJECTS)]
    assert len(found.refused) == SUBJECTS


def test_only_the_most_asked_questions_are_compared() -> None:
    seen: list[int] = []

    def count(texts: Sequence[str], counts: Sequence[int]) -> list[QuestionGroup]:
        seen.append(len(texts))
        return alone(texts, counts)

    often = [asked(n, 0, "Sering?") for n in range(2)]
    found = read([asked(n, 0, f"Nomor {n}?") for n in range(2, MOST_WORDINGS + 9)] + often, group=count)
    assert seen == [MOST_WORDINGS]
    assert found.asked[0].name == "Sering?"


# CSV


def test_the_days_as_csv() -> None:
    text = days_csv(read([asked(1, 0), asked(2, 0, refused=True)], [opinion("down", 0)]))
    rows = list(csv.DictReader(text.splitlines()))
    assert len(rows) == 7
    assert rows[-1] == {
        "day": "2031-05-31",
        "questions": "2",
        "refused": "1",
        "with_opinion": "1",
        "bad_opinion": "1",
        "median_confidence": "0.800",
    }
    assert rows[0]["median_confidence"] == ""


def test_a_question_cannot_become_a_formula_nor_break_its_row() -> None:
    evil = '=HYPERLINK("http://outside.invalid","x")'
    rows = list(csv.reader(subjects_csv(read([asked(1, 0, evil), asked(2, 0, 'a,"b"\nc?')])).splitlines(keepends=True)))
    assert rows[0] == ["subject", "questions", "refused", "wordings"]
    assert sorted(row[0] for row in rows[1:]) == ["'" + evil, 'a,"b"\nc?']


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "＝1"])
def test_what_a_spreadsheet_would_calculate_is_marked_as_text(text: str) -> None:
    assert plain_cell(text) == f"'{text}"
    assert plain_cell("Apa 1+1=2?") == "Apa 1+1=2?"
    assert plain_cell(12) == "12"


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("\u00a0=1", "'\u00a0=1"),
        ("\u200b@x", "'\u200b@x"),
        ('"=1', "'\"=1"),
        ("Apa; =1+1", "Apa;' =1+1"),
        ("Apa;\t", "Apa;'\t"),
        ("\x1b[2Jx\u202e", "\\u001b[2Jx\\u202e"),
        ("ASN; dan TNI", "ASN; dan TNI"),
    ],
    ids=ascii,
)
def test_a_formula_is_found_behind_what_is_passed_over_and_behind_a_semicolon(text: str, cell: str) -> None:
    assert plain_cell(text) == cell
