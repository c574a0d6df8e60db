"""Traces for OpenTelemetry, where the extra `otel` is installed and the standard variables name where they go.

No span contains a question, an answer or an address of a reader. Without the extra or the variables, nothing is imported or sent.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
"""The variables of which one names where traces go."""
_log = logging.getLogger(__name__)


class Traces:
    """Spans of requests, and of the stages of answering within them."""

    def __init__(self, provider: TracerProvider) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("netral")

    def record(
        self,
        name: str,
        began: int,
        seconds: float,
        status: int,
        stages: Mapping[str, float],
        headers: Mapping[str, str],
    ) -> None:
        """Record a request that is over, with its stages, which end where it ends.

        Args:
            name: method and route.
            began: nanoseconds since 1970.
            seconds: how long it took.
            status: the HTTP status.
            stages: seconds of each stage, in their order.
            headers: those of the request; `traceparent` makes it part of the trace of who called.
        """
        from opentelemetry import trace
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        end = began + int(seconds * 1e9)
        method, _, route = name.partition(" ")
        given: dict[str, str | int] = {
            "http.request.method": method,
            "http.route": route,
            "http.response.status_code": status,
        }
        around = TraceContextTextMapPropagator().extract(dict(headers))
        span = self._tracer.start_span(name, around, kind=trace.SpanKind.SERVER, attributes=given, start_time=began)
        within = trace.set_span_in_context(span, around)
        at = end - int(sum(stages.values()) * 1e9)
        for stage, took in stages.items():
            inner = self._tracer.start_span(stage, within, start_time=at)
            at += int(took * 1e9)
            inner.end(at)
        if status >= 500:
            span.set_status(trace.StatusCode.ERROR)
        span.end(end)

    def close(self) -> None:
        """Send what waits."""
        self._provider.shutdown()


def open_traces() -> Traces | None:
    """Traces that go where the variables of OpenTelemetry say; None where they name no place, or the extra is not installed."""
    disabled = os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true"
    if disabled or not any(os.environ.get(name) for name in ENDPOINTS):
        return None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        _log.warning("traces are not sent, although %s is set. Install them: pip install 'netral[otel]'", ENDPOINTS[1])
        return None
    provider = TracerProvider(resource=Resource.create({"service.name": os.environ.get("OTEL_SERVICE_NAME", "netral")}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))  # sent from a thread of its own
    return Traces(provider)
