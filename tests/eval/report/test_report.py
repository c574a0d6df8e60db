"""The report of a run: its numbers from records made here, and a page that loads nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.answer import Answer
from assistant.explanation import Explanation
from eval.cli.main import main
from eval.questions.cases import Case, DatasetError
from eval.report.charts import HEIGHT, WIDTH, Axes
from eval.report.contents import judgements, report_figures
from eval.report.page import BaselineComparison, Report, escape_inline, report_html, report_markdown
from eval.report.wrong_answers import STAGES, WrongAnswer, count_by_stage, text_around, wrong_answers
from eval.runs.compare import compare_runs, losses_and_wins, pair_runs, read_run
from eval.runs.run import run_questions
from index.document import Document, Span
from index.errors import QuoteError
from tests.eval.made_up import ARTICLE, END, OPENING, START, TEXT, answered, case, refused, source
from tests.eval.runs.test_run import Told
from tests.fakes import HOSTILE, explanation
from tests.markup import check_page

CASES = [
    case("right", START, answers=("Mei",)),
    case("else", START),
    case("withheld", START),
    case("broken", START, kind="odd"),
    case("asked", refusal="off_topic", kind="odd"),
    case("kept", refusal="unclear", kind="odd"),
]
TIMES = {"encode": 10.0, "search": 2.0, "read": 30.0, "total": 42.0}
REPLIES: dict[str, Answer | Exception] = {
    "Apa right?": replace(answered(START, OPENING, short="Mei", confidence=0.95), timings_ms=TIMES),
    "Apa else?": replace(answered(END, confidence=0.62), timings_ms=TIMES | {"total": 142.0}),
    "Apa withheld?": refused("not_in_sources", START, confidence=0.31),
    "Apa broken?": QuoteError("not the text"),
    "Apa asked?": answered(OPENING, confidence=0.57),
    "Apa kept?": refused("unclear"),
}


class Explaining(Told):
    """Gives prepared answers, with a trace whose passage is the opening of the article, at offset 5."""

    def __init__(self, replies: dict[str, Answer | Exception], text: str = OPENING, found: bool = False) -> None:
        super().__init__(replies)
        self._text, self._found = text, found

    def explain(self, question: str, history: Sequence[str] = ()) -> Explanation:
        made = explanation(self.ask(question, history), history, self._text)
        (attempt,) = made.attempts
        place = {"source_id": ARTICLE.id, "start": 5, "end": 19 + (10 if self._found else 0)}
        return replace(
            made,
            attempts=(
                replace(
                    attempt,
                    candidates=tuple(replace(one, **place) for one in attempt.candidates),
                    readings=tuple(replace(one, **(place | {"end": 19})) for one in attempt.readings),
                ),
            ),
        )

    def source(self, source_id: str) -> Document:
        return source(source_id)


def made(folder: Path, replies: dict[str, Answer | Exception] = REPLIES, cases: list[Case] = CASES) -> dict[str, Any]:
    run_questions(Told(replies), cases, folder)  # type: ignore[arg-type]
    return read_run(folder)


def wrong_of(folder: Path, **how: Any) -> list[WrongAnswer]:
    records = made(folder)
    return wrong_answers(Explaining(REPLIES, **how), records, judgements(records, CASES))  # type: ignore[arg-type]


def test_the_headline_is_of_all_questions_with_their_intervals(tmp_path: Path) -> None:
    records = made(tmp_path)
    found = {figure.name: figure for figure in report_figures(judgements(records, CASES)).headline}
    assert {name: (figure.value, figure.counted) for name, figure in found.items()} == {
        "answerable, headline right": (1 / 4, 4),
        "misled": (0.0, 6),
        "answerable, right": (1 / 4, 4),
        "answerable, first right": (1 / 4, 4),
        "to be refused, refused": (1 / 2, 2),
        "all, right": (2 / 6, 6),
        "answers, right": (1 / 3, 3),
        "citation precision": (1 / 4, 4),
        "short answers, right": (1.0, 1),
    }
    assert all(0 <= figure.low <= figure.value <= figure.high <= 1 for figure in found.values())
    assert found["short answers, right"].low == 1


def test_curve_bins_and_latency_are_those_of_the_records(tmp_path: Path) -> None:
    records = made(tmp_path)
    found = report_figures(judgements(records, CASES))
    assert (found.coverage, found.risk) == (3 / 6, 2 / 3)
    # From the lowest threshold: right 0.95, else 0.62, asked 0.57, withheld 0.31 (right, had it been answered).
    assert [(p.threshold, p.coverage, p.risk) for p in found.curve] == [
        (0.31, 4 / 6, 2 / 4),
        (0.57, 3 / 6, 2 / 3),
        (0.62, 2 / 6, 1 / 2),
        (0.95, 1 / 6, 0.0),
    ]
    assert [(b.confidence, b.right, b.count) for b in found.bins] == [
        (0.31, 1.0, 1),
        (0.57, 0.0, 1),
        (0.62, 0.0, 1),
        (0.95, 1.0, 1),
    ]
    assert found.calibration_error == pytest.approx((0.69 + 0.57 + 0.62 + 0.05) / 4)
    assert [(one.stage, one.median, one.most) for one in found.latency] == [
        ("encode", 10.0, 10.0),
        ("search", 2.0, 2.0),
        ("read", 30.0, 30.0),
        ("total", 92.0, 142.0),
    ]


def test_each_wrong_answer_says_where_it_went_wrong(tmp_path: Path) -> None:
    wrong = wrong_of(tmp_path)
    assert [(one.case.id, one.stage) for one in wrong] == [
        ("else", "not_found"),
        ("withheld", "refused"),
        ("broken", "error"),
        ("asked", "answered"),
    ]
    assert {one.stage for one in wrong_of(tmp_path, found=True)} == {"not_read", "refused", "error", "answered"}
    assert (STAGES["error"], 1) in count_by_stage(wrong)
    assert wrong[2].error == "QuoteError: not the text"
    assert not any(one.changed for one in wrong)


def test_a_gold_quote_is_shown_in_its_text_with_the_ranks_it_reached(tmp_path: Path) -> None:
    (gold,) = wrong_of(tmp_path, found=True)[0].gold
    assert gold.before + gold.quote + gold.after == TEXT
    assert gold.quote == START
    assert (gold.candidate, gold.reading) == (1, None)


@pytest.mark.parametrize("most", [0, 1, 5, 12, 100])
def test_the_text_around_a_quote_is_cut_between_words(most: int) -> None:
    span = Span(TEXT.index(START), TEXT.index(START) + len(START))
    before, after = text_around(TEXT, span, most)
    whole = TEXT.split()
    assert set(before.strip("…").split()) | set(after.strip("…").split()) <= set(whole)
    assert len(before) <= most + 1
    assert len(after) <= most + 1
    assert before.startswith("…") == (most < span.start)
    assert after.endswith("…") == (most < len(TEXT) - span.end)


def test_a_reply_that_has_changed_since_is_reported(tmp_path: Path) -> None:
    records = made(tmp_path)
    now = REPLIES | {"Apa else?": replace(answered(START), text="lain")}
    wrong = wrong_answers(Explaining(now), records, judgements(records, CASES))  # type: ignore[arg-type]
    assert [one.case.id for one in wrong if one.changed] == ["else"]


def test_questions_that_the_run_did_not_ask_so_are_refused(tmp_path: Path) -> None:
    records = made(tmp_path)
    with pytest.raises(DatasetError, match=r"'kept'.*--questions"):
        judgements(records, CASES[:-1])
    with pytest.raises(DatasetError, match="'right'"):
        judgements(records, [replace(CASES[0], turns=("Apa lain?",)), *CASES[1:]])
    records["else"]["judged"]["other"] = 1
    with pytest.raises(DatasetError, match="another version"):
        judgements(records, CASES)


def report(folder: Path, against: bool = False, text: str = OPENING) -> Report:
    records = made(folder / "after")
    judged = judgements(records, CASES)
    pairs = pair_runs(
        made(folder / "before", REPLIES | {"Apa else?": answered(START), "Apa right?": refused()}), records
    )
    lost, won = losses_and_wins(pairs)
    return Report(
        run="after",
        questions="made.jsonl",
        figures=report_figures(judged),
        wrong=wrong_answers(Explaining(REPLIES, text), records, judged),  # type: ignore[arg-type]
        indexes=["f"],
        index="f",
        against=BaselineComparison("before", compare_runs(pairs), lost, won, 2) if against else None,
    )


def test_the_page_needs_nothing_but_itself(tmp_path: Path) -> None:
    tags = check_page(report_html(report(tmp_path, against=True)))
    assert "script" not in {tag for tag, _ in tags.found}
    ids = [attributes["id"] for _, attributes in tags.found if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert tags.addresses
    assert all(address.startswith("#") and address[1:] in ids for address in tags.addresses)
    style = re.search(r"<style>(.*?)</style>", report_html(report(tmp_path)), re.DOTALL)
    assert style
    assert not re.search(r"url\(|@import|https?:", style.group(1))
    assert "prefers-color-scheme: dark" in style.group(1)
    assert "@media print" in style.group(1)


def test_the_page_says_every_number_and_every_wrong_answer(tmp_path: Path) -> None:
    page = check_page(report_html(report(tmp_path))).text
    for shown in ("25.0", "33.3", "92.0", "142.0", "confidence 0.62", "QuoteError: not the text", "0.875", "+3.25"):
        assert shown in page
    assert all(f"Apa {name}?" in page for name in ("else", "withheld", "broken", "asked"))
    assert "Apa right?" not in page
    assert f"<mark>{START}</mark>" in report_html(report(tmp_path))
    assert "Against" not in page


def test_the_summary_contains_the_tables(tmp_path: Path) -> None:
    text = report_markdown(report(tmp_path, against=True))
    assert "| all, right | 6 | 33.3 (0.0 to 66.7) |" in text
    assert "| direct | 3 | 66.7 |" in text
    assert "| total | 92.0 |" in text
    assert "- else (direct): Apa else?" in text
    assert "Lost: 1\n\n- else: Apa else?" in text
    assert "Won: 1\n\n- right: Apa right?" in text
    assert "2 questions that only one run asked" in text


def test_against_a_baseline_wins_and_losses_are_shown_with_both_replies(tmp_path: Path) -> None:
    page = check_page(report_html(report(tmp_path, against=True))).text
    assert "Lost: 1" in page
    assert "Won: 1" in page
    assert "refused (not_in_sources, 0.10)" in page
    assert "1.000" in page


def test_nothing_hostile_becomes_html_or_markdown(tmp_path: Path) -> None:
    hostile = " ".join(HOSTILE)
    asked = replace(
        case("<img src=x>", START, kind="<b>odd</b>"), turns=(*HOSTILE, hostile), notes=hostile, tags=(hostile,)
    )
    replies: dict[str, Answer | Exception] = {hostile: replace(answered(END, short=hostile), text=hostile)}
    records = made(tmp_path, replies, [asked])
    judged = judgements(records, [asked])
    wrong = wrong_answers(Explaining(replies, hostile), records, judged)  # type: ignore[arg-type]
    numbers = report_figures(judged)
    made_of = Report("<script>run</script>", "<i>.jsonl", numbers, wrong, ["<u>"], "f")
    tags = check_page(report_html(made_of))
    assert tags.text.count(hostile) > 10
    assert all(address.startswith("#") for address in tags.addresses)
    assert not re.search(r"(?<!\\)[<\[]", re.sub(r"^\|.*$", "", report_markdown(made_of), flags=re.MULTILINE))


def test_the_places_of_a_drawing() -> None:
    assert Axes.up_to(0.31).top == 0.4
    assert Axes.up_to(0.3).top == 0.3
    assert Axes.up_to(0.0).top == 0.1
    axes = Axes(0.5)
    assert (axes.dot(0.5, 0.5).x, axes.dot(0.5, 0.5).y) == (WIDTH / 2, 0)
    assert axes.line([(0, 0), (1, 0.25)]) == f"0.0,{HEIGHT:.1f} {WIDTH:.1f},{HEIGHT / 2:.1f}"
    assert [text for _, text in axes.ticks_y()] == ["0", "10", "20", "30", "40", "50"]
    assert axes.dot(0, 0, 1.0).radius == 2 * axes.dot(0, 0, 0.25).radius


def test_plain_text_is_no_markdown() -> None:
    assert escape_inline("*a* [b](c)\n# <d> | `e`") == r"\*a\* \[b\](c) \# \<d\> \| \`e\`"


def test_the_command_writes_page_and_summary(
    tmp_path: Path, index_folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    questions = tmp_path / "two.jsonl"
    base = {"split": "dev", "lang": "id", "kind": "direct", "answers": []}
    gold = [{"source_id": "001_354e1def9f1e9756", "quote": "Proses pendaftaran calon, dimulai 22 September 2024."}]
    dated = {"answers": ["22 September 2024"], "gold": gold, "refusal": None}
    rows = [
        base | dated | {"id": "a", "turns": ["Kapan pendaftaran calon Pilkada 2024 dimulai?"]},
        base | {"id": "b", "turns": ["Mengapa ASN harus netral?"], "gold": gold, "refusal": None},
        base | {"id": "c", "turns": ["Partai mana yang harus saya coblos?"], "gold": [], "refusal": "partisan"},
    ]
    questions.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    given = ["--questions", str(questions), "--index", str(index_folder)]
    assert main(["run", "--out", "first", *given]) == 0
    capsys.readouterr()
    assert main(["report", "first", "--out", "out/report.html", "--baseline", "first", *given]) == 0
    assert "1 of 3 questions wrong" in capsys.readouterr().out
    page = check_page((tmp_path / "out/report.html").read_text(encoding="utf-8")).text
    assert "Mengapa ASN harus netral?" in page
    assert str(tmp_path) not in page
    assert "Lost: 0" in page
    # Beside the run too, where the evaluators' pages find it.
    assert (tmp_path / "first/report.html").read_bytes() == (tmp_path / "out/report.html").read_bytes()
    assert "# first" in (tmp_path / "out/report.md").read_text(encoding="utf-8")
    assert main(["report", "first", "--out", "report.pdf", *given]) == 1
    assert ".html" in capsys.readouterr().err
