"""`GET /metrics`: figures for Prometheus, where the setting `metrics` asks for them."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.responses import Response

from assistant.web.shared.metrics import MEDIA_TYPE, Metrics


def add_metrics_route(app: FastAPI, metrics: Metrics) -> None:
    """The route. It needs no sign-in: a monitor has no account."""

    @app.get("/metrics")
    def figures() -> Response:
        return Response(metrics.text(), media_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"})
