"""When a regulation was made, published and comes into force, as its foot and its closing article say; by `data/regulations.toml`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from index.dates import RULES as DATES
from index.document import Span
from index.word_rules import WordRules

RULES = WordRules(Path(__file__).parent / "data" / "regulations.toml", shared=(DATES,))
Event = Literal["enacted", "promulgated", "force_date"]
EVENTS: tuple[Event, ...] = get_args(Event)


@dataclass(frozen=True, slots=True)
class ClosingDate:
    """A place of a text that says when its regulation was made or applies, and the words of it that say when."""

    span: Span
    when: Span


def closing_dates(text: str) -> dict[Event, ClosingDate]:
    """Where a regulation's text says when it was made (`enacted`), was published (`promulgated`) and comes into force (`force_date`)."""
    found = {event: place for event in EVENTS if (place := _place_of(event, text))}
    if "enacted" not in found and (dateline := RULES.pattern("dateline").search(text)):
        when = Span(*dateline.span("when"))
        found["enacted"] = ClosingDate(when, when)
    return found


def _place_of(event: Event, text: str) -> ClosingDate | None:
    """The foot is the first that has its form; of closing articles, the last before it counts: earlier ones are of what is amended."""
    foot = RULES.pattern("enacted").search(text)
    if event == "force_date":
        closing = list(RULES.pattern(event).finditer(text, 0, foot.start() if foot else len(text)))
        match = closing[-1] if closing else None
    else:
        match = foot if event == "enacted" else RULES.pattern(event).search(text)
    return ClosingDate(Span(*match.span()), Span(*match.span("when"))) if match else None
