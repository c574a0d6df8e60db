"""The components of the staff page by name, and what an event may change in one. Misspelling either is a type error."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

ComponentName = Literal[
    "talk", "lang", "memory", "command", "asked",
    "side_top", "talk_search", "talks_list", "side_foot",
    "header", "welcome", "chat", "suggestions",
    "notice", "question", "send", "stop", "hint", "footer",
]  # fmt: skip
"""Those in the first line are values that nobody sees; the others are shown, in about this order."""

STATES: tuple[ComponentName, ...] = ("talk", "lang", "memory")


class Change(TypedDict, total=False):
    """The properties of a component that change, as Gradio names them; the others stay as they are."""

    value: Any
    visible: bool
    label: str
    placeholder: str


Updates = dict[ComponentName, Change]
"""What an event changes on the page."""


def hide_components(*names: ComponentName) -> Updates:
    """These components hidden."""
    return {name: {"visible": False} for name in names}
