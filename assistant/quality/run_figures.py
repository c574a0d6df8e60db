"""What a run says of itself, and its figures as `netral-eval` wrote them. Pure functions over plain values; nothing is computed anew."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Measure:
    """A share by which runs are judged.

    Attributes:
        key: its name on the pages.
        section, name: where `metrics.json` has it.
        compared: how `compared.json` calls it.
        less_is_better: whether a rise is a loss.
    """

    key: str
    section: str
    name: str
    compared: str
    less_is_better: bool = False


MEASURES = (
    Measure("headline", "answering", "answerable, headline right", "answerable, headline right"),
    Measure("refused", "refusing", "recall, any", "to be refused, refused"),
    Measure("misled", "answering", "misled", "misled", less_is_better=True),
    Measure("talk", "answering", "talk, right", "talk, right"),
    Measure("right", "answering", "answerable, right", "answerable, right"),
    Measure("first", "answering", "answerable, first right", "answerable, first right"),
    Measure("all", "answering", "right", "all, right"),
)
GROUPS = ("answerable", "refusals", "talk", "all")
"""The names of `RunFigures.groups`."""
HEADING = MEASURES[:4]
"""Those that the list of runs shows."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A share with its 95 % interval, 0 to 1, over some questions."""

    value: float
    low: float | None
    high: float | None
    questions: int


@dataclass(frozen=True, slots=True)
class KindFigures:
    """One row of the table by kind; shares 0 to 1, None where there is nothing to count."""

    name: str
    questions: int
    answered: float | None
    headline: float | None
    misled: float | None
    right: float | None
    precision: float | None
    errors: int


@dataclass(frozen=True, slots=True)
class Latency:
    """What a stage took, in milliseconds."""

    stage: str
    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class RunFigures:
    """The figures of a run. `sections` has everything, by section and name; `measures` the shares of `MEASURES` by their keys.

    `groups` are rows like those of `kinds`, over several of them: what has an answer, what has none, talk, and all.
    """

    measures: Mapping[str, Figure]
    sections: Mapping[str, Mapping[str, Figure]]
    kinds: tuple[KindFigures, ...]
    groups: tuple[KindFigures, ...]
    latency: tuple[Latency, ...]

    @property
    def p50(self) -> float | None:
        """The median milliseconds of a whole answer."""
        return next((each.p50 for each in self.latency if each.stage == "total"), None)


@dataclass(frozen=True, slots=True)
class RunAbout:
    """What a run asked, and of what; a text is empty, and a number 0, where it does not say.

    Attributes:
        started, finished: moments in ISO format; `finished` is empty of a run that was interrupted.
        facts: everything that can differ between two runs, by dotted name.
    """

    questions: str
    cases: int
    index: str
    encoder: str
    reader: str
    url: str
    started: str
    finished: str
    facts: Mapping[str, str]


def read_about(row: Mapping[str, Any]) -> RunAbout:
    """From the object of `run.json`."""
    questions, index, models = (_part(row, name) for name in ("questions", "index", "models"))
    return RunAbout(
        questions=text_of(questions.get("file")),
        cases=count_of(questions.get("cases")),
        index=text_of(index.get("index")),
        encoder=text_of(models.get("encoder")),
        reader=text_of(models.get("reader")),
        url=text_of(row.get("url")),
        started=moment_of(row.get("started")),
        finished=moment_of(row.get("finished")),
        facts=_facts({name: value for name, value in row.items() if name not in ("started", "finished")}),
    )


def read_figures(row: Mapping[str, Any]) -> RunFigures:
    """From the object of `metrics.json`; a figure that is none is left out."""
    sections = {
        section: {name: found for name, value in _part(_part(row, "all"), section).items() if (found := _figure(value))}
        for section in _part(row, "all")
    }
    measures = {
        one.key: sections[one.section][one.name] for one in MEASURES if one.name in sections.get(one.section, {})
    }
    stages = _part(row, "latency_ms")
    times = [
        (stage, number_of(_part(stages, stage).get("p50")), number_of(_part(stages, stage).get("p95")))
        for stage in stages
    ]
    latency = tuple(Latency(stage, p50, p95) for stage, p50, p95 in times if p50 is not None and p95 is not None)
    return RunFigures(measures, sections, _kinds(row.get("kinds")), _kinds(row.get("groups")), latency)


def text_of(value: Any) -> str:
    """A text; empty for anything else."""
    return value if isinstance(value, str) else ""


def number_of(value: Any) -> float | None:
    """A finite number; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if math.isfinite(found) else None


def count_of(value: Any) -> int:
    """A number of things; 0 for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**12 else 0


def moment_of(value: Any) -> str:
    """A moment in ISO format; empty for anything else."""
    try:
        return datetime.fromisoformat(text_of(value)).astimezone().isoformat()
    except (ValueError, OverflowError, OSError):
        return ""


def _kinds(rows: Any) -> tuple[KindFigures, ...]:
    return tuple(_kind(row) for row in rows if isinstance(row, dict)) if isinstance(rows, list) else ()


def _kind(row: Mapping[str, Any]) -> KindFigures:
    return KindFigures(
        name=text_of(row.get("name")),
        questions=count_of(row.get("questions")),
        answered=number_of(row.get("answered")),
        headline=number_of(row.get("headline")),
        misled=number_of(row.get("misled")),
        right=number_of(row.get("right")),
        precision=number_of(row.get("precision")),
        errors=count_of(row.get("errors")),
    )


def _figure(value: Any) -> Figure | None:
    if not isinstance(value, dict) or (share := number_of(value.get("value"))) is None:
        return None
    low, high = number_of(value.get("low")), number_of(value.get("high"))
    return Figure(share, low, high, count_of(value.get("questions")))


def _scalar(value: Any) -> str:
    if isinstance(value, dict | list):  # deeper than any run goes
        return "…"
    return value if isinstance(value, str) else json.dumps(value)


def _part(row: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = row.get(name)
    return found if isinstance(found, dict) else {}


def _facts(row: Mapping[str, Any], before: str = "", depth: int = 4) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in row.items():
        if isinstance(value, dict) and depth > 1:
            found |= _facts(value, f"{before}{name}.", depth - 1)
        else:
            found[f"{before}{name}"] = ", ".join(map(_scalar, value)) if isinstance(value, list) else _scalar(value)
    return found
