"""One definition of each share: what is printed by kind, kept with intervals, shown in a report and compared is the same figure."""

from __future__ import annotations

import numpy as np
import pytest

from eval.measures import shares
from eval.measures.figures import run_figures
from eval.measures.kinds import kind_rows
from eval.measures.shares import Share
from eval.report.contents import report_figures as report_figures
from eval.runs.compare import RecordedOutcome, compare_runs
from tests.eval.measures.test_figures import MIXED


def test_a_share_is_a_ratio_of_sums_over_what_counts() -> None:
    share = Share[int](lambda n: n, lambda n: n > 1, lambda n: 2 * n)
    assert share.parts([1, 2, 3]) == [0, 2, 3]
    assert share.wholes([1, 2, 3]) == [0, 4, 6]
    assert share.value([1, 2, 3]) == 5 / 10
    assert share.value([1]) is None
    questions, statistic = share.statistic([1, 2, 3])
    assert questions == 2
    assert statistic(np.array([[1.0, 2.0, 0.0]])).tolist() == [4 / 8]


def test_each_share_by_hand() -> None:
    """Three answerable: answered at START and END, refused, failed; four to be refused: two refused, one answered, one failed."""
    assert shares.ANSWERED.value(MIXED) == 2 / 7
    assert shares.RIGHT.value(MIXED) == 3 / 7
    assert (shares.ANSWERABLE_RIGHT.value(MIXED), shares.TO_REFUSE_REFUSED.value(MIXED)) == (1 / 3, 2 / 4)
    assert (shares.ANSWERS_RIGHT.value(MIXED), shares.ANSWERS_WRONG.value(MIXED)) == (1 / 2, 1 / 2)
    assert shares.REASON_RIGHT.value(MIXED) == 1 / 2
    assert shares.SHORT_RIGHT.value(MIXED) is None
    assert (shares.REFUSAL_PRECISION.value(MIXED), shares.REFUSAL_RECALL.value(MIXED)) == (2 / 3, 2 / 4)
    assert (shares.reason_precision("off_topic").value(MIXED), shares.reason_recall("off_topic").value(MIXED)) == (
        0.5,
        0.5,
    )


def test_every_table_shows_the_same_shares() -> None:
    kept = run_figures(MIXED, None)
    rows = {row.name: row for row in kind_rows(MIXED)}
    headline = {one.name: one for one in report_figures(MIXED).headline}
    assert kept["answering"]["right"].value == rows["all"].right == headline["all, right"].value
    assert kept["citing"]["precision"].value == rows["all"].precision == headline["citation precision"].value
    assert kept["refusing"]["recall, any"].value == rows["refusals"].right
    assert (
        kept["answering"]["answerable, first right"].value
        == rows["answerable"].first
        == headline["answerable, first right"].value
    )


def test_a_record_gives_the_shares_of_its_judgement() -> None:
    kept = ("right", "first", "headline", "misled")
    records = [
        {"refusal": one.case.refusal, "talk": [], "judged": {name: getattr(one, name) for name in kept}}
        for one in MIXED
    ]
    found = {one.name: one for one in compare_runs([(record, record) for record in records])}
    # No turn of talk is among them.
    assert list(found) == [name for name in shares.MAIN if name != "talk, right"]
    for name in found:
        share = shares.MAIN[name]
        assert found[name].before == found[name].after == pytest.approx(share.value(MIXED))
        assert share.value([RecordedOutcome.of(record) for record in records]) == share.value(MIXED)
