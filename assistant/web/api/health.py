"""`GET /healthz` and `GET /readyz`: whether the server runs, and whether it can answer."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response

from assistant.web.shared.pool import Service


def add_health_routes(app: FastAPI, service: Service) -> None:
    """Both routes. Neither needs a sign-in: a monitor has no account."""

    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    # Where there is no usable index, `ready` raises, and the reply is a 503 (`shared.errors`).
    @app.get("/readyz")
    def readyz() -> Response:
        return JSONResponse({"status": "ok"} | service.ready())
