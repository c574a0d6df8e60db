"""`GET /healthz` and `GET /readyz`: whether the server runs, and whether it can answer."""

from __future__ import annotations

from typing import Literal

from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from assistant.web.api.problem_types import problems
from assistant.web.shared.pool import Service


class Health(BaseModel):
    """That the server runs."""

    status: Literal["ok"] = Field(description="Always `ok`.")


class Readiness(Health):
    """What is served."""

    index: str = Field(description="The fingerprint of the index in force.")
    documents: int = Field(description="How many documents it has.")
    passages: int = Field(description="How many passages.")
    encoder: str = Field(description="The encoder that it was built with.")


def add_health_routes(app: FastAPI, service: Service) -> None:
    """Both routes. Neither needs a sign-in: a monitor has no account."""

    @app.get(
        "/healthz",
        tags=["server"],
        summary="Whether the server runs",
        operation_id="health",
        responses={200: {"description": "It runs."}},
    )
    async def healthz() -> Health:
        """For a monitor; it needs no sign-in and is not counted."""
        return Health(status="ok")

    # Where there is no usable index, `ready` raises, and the reply is a 503 (`shared.errors`).
    @app.get(
        "/readyz",
        tags=["server"],
        summary="Whether the server can answer",
        operation_id="readiness",
        responses={200: {"model": Readiness, "description": "It can."}},
        openapi_extra=problems("index_unavailable"),
    )
    def readyz() -> Response:
        """What is served, or 503; it needs no sign-in and is not counted."""
        return JSONResponse({"status": "ok"} | service.ready())
