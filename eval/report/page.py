"""A report as one HTML file that loads nothing from outside, and its summary as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from assistant.html import STATIC, template_environment
from assistant.html import TEMPLATES as SHARED_TEMPLATES
from assistant.markdown import escape_markdown, table
from assistant.wording import words
from eval.measures.percent import percent, percent_change, with_interval
from eval.measures.tables import kinds_table
from eval.report.charts import HEIGHT, WIDTH, Axes
from eval.report.contents import ReportFigures
from eval.report.wrong_answers import STAGES, WrongAnswer, count_by_stage
from eval.runs.compare import Difference, Pair, reply_line
from eval.runs.compare import differences_table as differences_table

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class BaselineComparison:
    """A run against a baseline.

    Attributes:
        baseline: the name of the other run.
        lost, won: records (baseline, run) of the questions that were right in one of the two only.
        left_out: questions that only one of the two asked, or asked in other words.
    """

    baseline: str
    differences: Sequence[Difference]
    lost: Sequence[Pair]
    won: Sequence[Pair]
    left_out: int


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a report says. `indexes` are those that answered the run, `index` is the one that its traces come from."""

    run: str
    questions: str
    figures: ReportFigures
    wrong: Sequence[WrongAnswer]
    indexes: Sequence[str]
    index: str
    against: BaselineComparison | None = None


def report_html(report: Report) -> str:
    """The whole page."""
    figures = report.figures
    # Scaled to the curve: where all risks are small, it would lie along the floor of a whole axis.
    risk = Axes.up_to(max((point.risk for point in figures.curve), default=0.0))
    most = max((found.count for found in figures.bins), default=1)
    dots = [Axes().dot(found.confidence, found.right, found.count / most) for found in figures.bins]
    return (
        _environment()
        .get_template("report.html")
        .render(
            report=report,
            figures=figures,
            say=words("en"),
            said=reply_line,
            percent=percent,
            change=percent_change,
            stages=STAGES,
            by_stage=count_by_stage(report.wrong),
            size=(WIDTH, HEIGHT),
            risk=risk,
            risk_line=risk.line([(point.coverage, point.risk) for point in figures.curve]),
            # The run may lie above its own curve where an earlier threshold applied; it is drawn at the edge then.
            went=None if figures.risk is None else risk.dot(figures.coverage, min(figures.risk, risk.top)),
            reliability=Axes(),
            dots=list(zip(dots, figures.bins, strict=True)),
        )
    )


def _environment() -> Environment:
    """The templates of both packages; all values put into them are escaped."""
    # STATIC, too: the style sheets go into the page, which loads nothing.
    return template_environment().overlay(loader=FileSystemLoader([TEMPLATES, SHARED_TEMPLATES, STATIC]))


def report_markdown(report: Report) -> str:
    """The summary: all figures, and the wrong questions by id."""
    figures = report.figures
    parts = [
        f"# {escape_inline(report.run)}",
        # The last row is of all questions.
        f"{len(report.wrong)} of {figures.rows[-1].questions} questions of {escape_inline(report.questions)} wrong; "
        f"index {escape_inline(', '.join(report.indexes)) or 'unknown'}.",
        table(
            ("share, %", "of", "95 % interval"),
            [(one.name, one.counted, with_interval(one)) for one in figures.headline],
        ),
        kinds_table(figures.rows),
    ]
    if figures.latency:
        times = [(one.stage, *(f"{ms:.1f}" for ms in (one.median, one.late, one.most))) for one in figures.latency]
        parts.append(table(("ms", "median", "95th percentile", "most"), times))
    if against := report.against:
        parts += [f"## Against {escape_inline(against.baseline)}", differences_table(against.differences)]
        if against.left_out:
            parts.append(
                f"{against.left_out} questions that only one run asked, or asked in other words, are left out."
            )
        for name, pairs in (("Lost", against.lost), ("Won", against.won)):
            rows = [
                f"- {escape_inline(pair[0]['id'])}: {escape_inline(' / '.join(pair[0]['turns']))}" for pair in pairs
            ]
            parts.append("\n".join([f"{name}: {len(pairs)}", "", *rows]))
    parts.append("## Wrong")
    for stage, count in count_by_stage(report.wrong):
        rows = [_question(one) for one in report.wrong if STAGES[one.stage] == stage]
        parts.append("\n".join([f"{count}: {stage}", "", *rows]))
    return "\n\n".join(part.rstrip() for part in parts) + "\n"


def _question(wrong: WrongAnswer) -> str:
    return f"- {escape_inline(wrong.case.id)} ({escape_inline(wrong.case.kind)}): {escape_inline(' / '.join(wrong.case.turns))}"


def escape_inline(text: str) -> str:
    """Text from a question or a file name, within a line of the summary; nothing in it is markup."""
    return escape_markdown(text, inline=True)
