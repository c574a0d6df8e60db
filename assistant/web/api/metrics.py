"""`GET /metrics`: figures for Prometheus, where the setting `metrics` asks for them."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.responses import Response

from assistant.web.shared.metrics import MEDIA_TYPE, Metrics

FIGURES = {
    "description": "The figures.",
    "content": {"text/plain": {"schema": {"type": "string", "description": "In the text format of Prometheus."}}},
}


def add_metrics_route(app: FastAPI, metrics: Metrics) -> None:
    """The route. It needs no sign-in: a monitor has no account."""

    @app.get(
        "/metrics",
        tags=["server"],
        summary="Figures for Prometheus",
        operation_id="metrics",
        response_class=Response,
        responses={200: FIGURES},
    )
    def figures() -> Response:
        """Only with the setting `metrics`; it needs no sign-in and is not counted."""
        return Response(metrics.text(), media_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"})
