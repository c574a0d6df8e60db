"""The components of the staff page by name, and what an event may change in one. Misspelling either is a type error."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

# fmt: off
ComponentName = Literal[
    "talk", "lang", "memory",
    "header", "show_talks", "switch",
    "talks", "talks_title", "hide_talks", "talks_note", "talks_list",
    "talk_name", "talk_rename", "talk_links", "talk_delete", "talk_delete_sure", "talk_delete_not",
    "welcome", "chat", "suggestions", "suggestions_title", "suggestion_0", "suggestion_1", "suggestion_2", "suggestion_3",
    "notice", "question", "send", "stop", "hint", "edit", "retry", "clear", "footer",
]
# fmt: on
"""Those in the first line are values that nobody sees; the others are shown, in about this order."""

STATES: tuple[ComponentName, ...] = ("talk", "lang", "memory")
SUGGESTION_BUTTONS: tuple[ComponentName, ...] = ("suggestion_0", "suggestion_1", "suggestion_2", "suggestion_3")


class Change(TypedDict, total=False):
    """The properties of a component that change, as Gradio names them; the others stay as they are."""

    value: Any
    visible: bool
    label: str
    placeholder: str
    choices: list[tuple[str, str]]


Updates = dict[ComponentName, Change]
"""What an event changes on the page."""


def hide_components(*names: ComponentName) -> Updates:
    """These components hidden."""
    return {name: {"visible": False} for name in names}
