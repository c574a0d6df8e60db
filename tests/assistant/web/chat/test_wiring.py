"""Handlers as Gradio calls them."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator

import pytest

from assistant.settings import Settings
from assistant.web.chat.components import Updates
from assistant.web.chat.page import _once, _streamed, build_page
from assistant.web.shared.pool import AskPool
from tests.fakes import FakeService


@pytest.fixture(scope="module")
def names() -> dict[str, str]:
    return {"hint": "hint component", "talk": "talk component", "question": "question component"}


def test_an_update_of_nothing_leaves_every_component_alone(names: dict[str, str]) -> None:
    """Gradio takes an empty dictionary for the value of the first component, and fails for want of the others."""

    async def nothing() -> Updates:
        return {}

    (found,) = asyncio.run(_once(names, nothing)()).items()  # type: ignore[arg-type]
    assert found[0] == "hint component"
    assert found[1] == {"__type__": "update"}


def test_values_of_states_are_given_as_they_are_and_others_as_updates(names: dict[str, str]) -> None:
    async def both(question: str) -> AsyncIterator[Updates]:
        yield {"talk": {"value": question}, "question": {"value": "x", "visible": False}}  # type: ignore[typeddict-item]

    async def all_of() -> list[dict[object, object]]:
        return [item async for item in _streamed(names, both)("Kapan?")]  # type: ignore[arg-type]

    (only,) = asyncio.run(all_of())
    assert only["talk component"] == "Kapan?"
    assert only["question component"] == {"__type__": "update", "value": "x", "visible": False}
    assert list(inspect.signature(_streamed(names, both)).parameters) == ["question"]  # type: ignore[arg-type]


def test_no_event_of_the_page_can_be_called_by_its_name() -> None:
    """The handlers are for the page: other programs have the API."""

    async def build() -> object:
        service = FakeService()
        return build_page(service, Settings(), AskPool(service, 1)).get_config_file()

    config = asyncio.run(build())
    shown = [each for each in config["dependencies"] if each["api_visibility"] != "private"]  # type: ignore[index]
    assert shown == []
