"""A question set: JSON lines, one case each. `data/README.md` says how to write one, `data/case.schema.json` defines a line."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import MISSING, asdict, dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from index.document import Span
from index.errors import NetralError

DATA = Path(__file__).parents[1] / "data"
QUESTIONS = DATA / "questions.jsonl"
REFUSALS = ("not_in_sources", "off_topic", "partisan", "unclear")
SPLITS = ("dev", "test", "calibration")
LANGUAGES = ("id", "en")
TALK = ("greeting", "thanks", "goodbye", "praise", "complaint", "identity", "ability", "articles")
"""The intents that a turn of talk may have."""
DRAFT = "draft"
"""The tag of a case that nobody has reviewed yet; it need not say what the right reply is."""
# Like the JSON Schema, it checks the form alone, so that a test can compare the two.
_DATE = re.compile(r"^(?:[0-9]{4}-[0-9]{2}-[0-9]{2})?\Z")


class DatasetError(NetralError):
    """A question set that cannot be used; the message names file and line."""


class Source(Protocol):
    """All that checking a quote needs of an article: its text. A `Document` is one, and so is a `ServedArticle`."""

    @property
    def text(self) -> str: ...


Sources = Callable[[str], Source]
"""An article by its id; raises one of Netral's errors where there is none."""


@dataclass(frozen=True, slots=True)
class Gold:
    """A place that answers: a verbatim quote and its article, so that it survives any re-chunking."""

    source_id: str
    quote: str

    def span(self, source: Source) -> Span:
        """Where the quote is in its article; the first place, if there are several.

        White space and the bars between the cells of a table count alike: where a file's lines end, and how its cells are parted, is for
        the extraction to say, which may change.

        Raises:
            DatasetError: the quote is not in the article.
        """
        start = source.text.find(self.quote)
        if start >= 0 and self.quote:
            return Span(start, start + len(self.quote))
        pattern = _folded(self.quote)
        if not pattern or not (found := pattern.search(source.text)):
            raise DatasetError(f"the quote is not in {self.source_id}: {self.quote[:60]!r}")
        return Span(*found.span())


@cache
def _folded(quote: str) -> re.Pattern[str] | None:
    """The words of a quote with any gaps between them; None where it has none."""
    words = re.findall(r"[^\s|]+", quote)
    return re.compile(r"[\s|]+".join(map(re.escape, words))) if words else None


@dataclass(frozen=True, slots=True)
class Case:
    """One question, with what came before it in the conversation, and what the right reply is.

    Attributes:
        english: the same conversation in English, turn by turn; empty where nobody has translated it.
        origin: the id of the case that this one was derived from; empty for one that a person wrote.
        talk: for a turn of talk, the intents that may be seen in it; empty for a question.
        every: whether the reply is right only where it shows every gold place: a whole list, a whole article, several questions in one.
    """

    id: str
    split: str
    lang: str
    kind: str
    turns: tuple[str, ...]
    gold: tuple[Gold, ...]
    answers: tuple[str, ...]
    refusal: str | None
    tags: tuple[str, ...] = ()
    notes: str = ""
    author: str = ""
    date: str = ""
    english: tuple[str, ...] = ()
    origin: str = ""
    talk: tuple[str, ...] = ()
    every: bool = False

    @property
    def answerable(self) -> bool:
        """Whether the sources answer it."""
        return self.refusal is None and not self.talk

    @property
    def to_refuse(self) -> bool:
        """Whether the right reply is a refusal."""
        return self.refusal is not None

    @property
    def question(self) -> str:
        return self.turns[-1]

    @property
    def history(self) -> tuple[str, ...]:
        return self.turns[:-1]

    def line(self) -> str:
        """The case as a line of its file; optional fields that are empty are left out."""
        row = {name: value for name, value in asdict(self).items() if value or name not in _OPTIONAL}
        return json.dumps(row, ensure_ascii=False)


_KEYS = tuple(field.name for field in fields(Case))
# A line may lack a field that has a default, so adding such a field keeps older sets readable.
_OPTIONAL = frozenset(field.name for field in fields(Case) if field.default is not MISSING)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a line, as a sentence without its full stop."""

    path: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}, line {self.line}: {self.text}"


@dataclass(frozen=True, slots=True)
class PlacedCase:
    """A case, with its file and line."""

    path: Path
    line: int
    case: Case

    def __str__(self) -> str:
        return f"{self.path}, line {self.line} ({self.case.id})"


def read_cases(path: Path, source: Sources | None = None, drafts: bool = False, empty: bool = False) -> list[Case]:
    """The cases of a file; with `source`, each gold quote is also looked up in its article.

    Raises:
        DatasetError: a line is not a case, an id is used twice, or a gold quote is not in its article; a case is still a draft,
            unless `drafts`; there is no case at all, unless `empty`.
    """
    placed, problems = scan_cases([path], source, drafts)
    if problems:
        raise DatasetError(f"{problems[0]}. Fix that line; `netral-eval check` lists all others that need it.")
    if not placed and not empty:
        raise DatasetError(f"{path} has no cases.")
    return [one.case for one in placed]


def scan_cases(
    paths: Sequence[Path], source: Sources | None = None, drafts: bool = False
) -> tuple[list[PlacedCase], list[Problem]]:
    """The cases of several files that belong together, and everything wrong with them, in the order of the lines.

    Raises:
        DatasetError: a file that cannot be read.
    """
    placed: list[PlacedCase] = []
    problems: list[Problem] = []
    seen: dict[str, PlacedCase] = {}
    for path in paths:
        for number, line in enumerate(_lines(path), 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as error:
                problems.append(Problem(path, number, f"no JSON: {error}"))
                continue
            found = form_problems(row)
            if not found:
                here = PlacedCase(path, number, _case(row))
                first = seen.setdefault(here.case.id, here)
                # Across files too: a record of a run names its case by id alone.
                if first is not here:
                    place = f"line {first.line}" if first.path == path else f"{first.path}, line {first.line}"
                    found.append(f"the id {here.case.id!r} is already that of {place}")
                found += _unsound(here.case, source, drafts)
                placed.append(here)
            problems += [Problem(path, number, text) for text in found]
    return placed, problems


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").split("\n")  # not splitlines: a quote may contain U+2028
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(
            f"Cannot read {path}: {error}. Name a file of cases, such as eval/data/questions.jsonl."
        ) from error


def form_problems(row: Any) -> list[str]:
    """Everything that keeps a JSON value from being a case. `data/case.schema.json` says the same to other programs."""
    if not isinstance(row, dict):
        return ["a case is a JSON object"]
    found = [f"unknown key {key!r}" for key in sorted(set(row) - set(_KEYS))]
    found += [f"no {key!r}" for key in _KEYS if key not in row and key not in _OPTIONAL]
    return found + _text_problems(row) + _reply_problems(row)


def _text_problems(row: dict[str, Any]) -> list[str]:
    rules: list[tuple[tuple[str, ...], Callable[[Any], bool], str]] = [
        (("id", "kind"), _text, "a text that is not empty"),
        (("notes", "author", "origin"), lambda value: isinstance(value, str), "a text"),
        (("date",), lambda value: isinstance(value, str) and bool(_DATE.search(value)), "written as 2024-04-18"),
        (("every",), lambda value: isinstance(value, bool), "true or false"),
        (("turns",), lambda value: value != [], "at least one question, the last one being asked"),
        (("turns", "answers", "tags", "english"), _texts, "a list of texts that are not empty"),
        (("talk",), _talk, f"a list of {', '.join(TALK)}"),
        (("lang",), lambda value: value in LANGUAGES, f"one of {', '.join(LANGUAGES)}"),
        (("split",), lambda value: value in SPLITS, f"one of {', '.join(SPLITS)}"),
    ]
    return [
        f"`{name}` is {what}" for names, fits, what in rules for name in names if name in row and not fits(row[name])
    ]


def _reply_problems(row: dict[str, Any]) -> list[str]:
    found = []
    refusal, gold, tags, talk = row.get("refusal"), row.get("gold", []), row.get("tags", []), row.get("talk", [])
    if refusal is not None and refusal not in REFUSALS:
        found.append(f"`refusal` is null or one of {', '.join(REFUSALS)}")
    if not isinstance(gold, list) or not all(
        isinstance(one, dict) and set(one) == {"source_id", "quote"} and all(map(_text, one.values())) for one in gold
    ):
        found.append("`gold` is a list of objects, each with a `source_id` and a `quote` that is not empty")
    elif not {"gold", "refusal"} <= set(row):
        pass  # a missing key has been reported; what it ought to go with would only repeat that
    elif gold and refusal is not None:
        found.append("a question that is refused has no `gold`")
    elif talk and (gold or refusal is not None):
        found.append("a turn of talk has neither `gold` nor a `refusal`")
    elif not gold and refusal is None and not talk and not (isinstance(tags, list) and DRAFT in tags):
        found.append("a question that is answered has `gold`, one that is refused a `refusal`, a turn of talk `talk`")
    return found


def _text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_text, value))


def _talk(value: object) -> bool:
    # Not as sets: what is no text may have no hash.
    return isinstance(value, list) and all(one in TALK for one in value)


def _unsound(case: Case, source: Sources | None, drafts: bool) -> list[str]:
    """What the form alone does not show: a quote that is not in its article, a translation without some turns, a draft."""
    found = []
    if source:
        for gold in case.gold:
            try:
                gold.span(source(gold.source_id))
            except NetralError as error:
                found.append(str(error))
    if case.english and len(case.english) != len(case.turns):
        found.append(f"`english` has {len(case.english)} turns, `turns` {len(case.turns)}")
    if DRAFT in case.tags and not drafts:
        found.append(f"still a draft: review it, then take the tag `{DRAFT}` away")
    return found


def _case(row: dict[str, Any]) -> Case:
    lists = {name: tuple(row.get(name, ())) for name in ("turns", "answers", "tags", "english", "talk")}
    return Case(**{**row, **lists, "gold": tuple(Gold(**gold) for gold in row["gold"])})
