"""The events of `POST /api/ask/stream` as the API's schema describes them; `answer` and `error` have records of their own."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field


class StatusEvent(BaseModel):
    """The data of the event `status`, the first one."""

    stage: Literal["search"] = Field(description="What the server does.")


class DeltaEvent(BaseModel):
    """The data of an event `delta`."""

    text: str = Field(description="A few words of the answer's `text`; joined, they are all of it.")


class FollowUpsEvent(BaseModel):
    """The data of the event `follow_ups`, the last one."""

    questions: list[str] = Field(description="Up to three questions to go on with.")


EVENT_DATA = {
    "status": "StatusEvent",
    "delta": "DeltaEvent",
    "answer": "AnswerRecord",
    "follow_ups": "FollowUpsEvent",
    "error": "ProblemRecord",
}
"""The component that the data of each event has, in order; `error` comes in the place of what would follow `status`."""


def event_stream(description: str, event_data: dict[str, str]) -> dict[str, Any]:
    """The content of a response that is a stream of events.

    Args:
        description: what comes, in which order.
        event_data: the name of each event to the component that its data has. OpenAPI 3.1 has no words for it, so it is an extension.
    """
    data = {name: {"$ref": f"#/components/schemas/{component}"} for name, component in event_data.items()}
    return {"text/event-stream": {"schema": {"type": "string", "description": description}, "x-event-data": data}}
