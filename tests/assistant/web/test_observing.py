"""What a server says of its requests: the log, the id of each, metrics, traces."""

from __future__ import annotations

import asyncio
import json
import logging
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import pytest

from assistant.logs import FIELDS, REQUEST_ID
from assistant.web.security.request_log import RequestLog
from assistant.web.shared import traces as traces_module
from assistant.web.shared.metrics import Metrics
from assistant.web.shared.observer import PAGE, Observer
from assistant.web.shared.traces import ENDPOINTS, open_traces
from index.errors import RecordsError
from tests.assistant.web.site import client, events, problem
from tests.fakes import FakeService, answered

QUESTION = "Kapan pendaftaran calon dimulai?"


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, "netral.requests")
    return caplog


def fields(caplog: pytest.LogCaptureFixture) -> list[Mapping[str, Any]]:
    return [getattr(each, FIELDS) for each in caplog.records if each.name == "netral.requests"]


def test_a_question_is_one_line_with_its_outcome_and_never_its_words(said: pytest.LogCaptureFixture) -> None:
    with client() as site:
        assert site.post("/api/ask", json={"question": QUESTION}).status_code == 200
    (line,) = fields(said)
    assert {
        "method": "POST",
        "route": "/api/ask",
        "status": 200,
        "outcome": "answered",
        "cached": False,
    }.items() <= line.items()
    assert line["ms"] > 0
    assert QUESTION not in said.text


def test_the_question_is_logged_only_where_the_setting_says_so(said: pytest.LogCaptureFixture) -> None:
    with client(log_questions=True) as site:
        site.post("/api/ask", json={"question": QUESTION})
    assert fields(said)[0]["question"] == QUESTION


def test_the_route_is_its_template_and_an_unknown_address_is_not_repeated(said: pytest.LogCaptureFixture) -> None:
    with client() as site:
        site.get("/sources/001_bali")
        site.get("/rahasia/lagi")
    assert [line["route"] for line in fields(said)] == ["/sources/{source_id:nested}", "unknown"]


def test_a_refusal_says_its_reason_and_a_stream_is_one_line(said: pytest.LogCaptureFixture) -> None:
    with client() as site:
        site.post("/api/ask/stream", json={"question": "refuse partisan"})
        site.post("/api/ask", json={"question": ""})
    first, second = fields(said)
    assert (first["route"], first["status"]) == ("/api/ask/stream", 200)
    assert "outcome" in first
    assert (second["status"], "outcome" in second) == (422, False)


def test_a_question_of_the_staff_page_is_a_line_of_its_own(said: pytest.LogCaptureFixture) -> None:
    observer = Observer()
    with observer.request():
        pass  # what goes on behind a request that is over is none of its own
    observer.answered(answered(QUESTION))
    assert [line["route"] for line in fields(said)] == [PAGE]


def test_every_response_has_the_id_of_its_request_and_so_has_every_error() -> None:
    with client() as site:
        one, two = site.get("/healthz"), site.get("/healthz")
        assert one.headers["x-request-id"] != two.headers["x-request-id"]
        problem(site.get("/api/nothing"))  # which compares the two
        page = site.get("/nothing", headers={"Accept": "text/html"})
        assert page.headers["x-request-id"] in page.text
        asked = site.post("/api/ask/stream", json={"question": " ? "})
        assert dict(events(asked.text))["error"]["request_id"] == asked.headers["x-request-id"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a1b2c3d4-proxy", True),
        ("short", False),
        ("x" * 65, False),
        ("forged id", False),
        ("<script>alert</script>", False),
    ],
)
def test_an_id_of_a_proxy_is_kept_only_in_a_safe_form(given: str, kept: bool) -> None:
    with client() as site:
        found = site.get("/healthz", headers={"X-Request-Id": given}).headers["x-request-id"]
    assert (found == given) is kept


def test_what_is_logged_in_a_worker_names_the_request() -> None:
    seen: list[str] = []

    class Watched(FakeService):
        def ask(self, *given: Any, **more: Any) -> Any:
            seen.append(REQUEST_ID.get())
            return super().ask(*given, **more)

    with client(service=Watched()) as site:
        response = site.post("/api/ask", json={"question": QUESTION})
    assert seen == [response.headers["x-request-id"]]


def test_there_are_metrics_only_where_the_setting_says_so() -> None:
    with client() as site:
        assert site.get("/metrics").status_code == 404
    with client(metrics=True, index="nowhere") as site:
        site.post("/api/ask", json={"question": QUESTION})
        found = site.get("/metrics")
    assert found.headers["content-type"].startswith("text/plain")
    for line in (
        'netral_requests_total{method="POST",route="/api/ask",status="200"} 1.0',
        'netral_answers_total{cached="false",outcome="answered",reason=""} 1.0',
        'netral_errors_total{kind="RecordsError"} 0.0',
        "netral_questions_waiting 0.0",
        "netral_workers 2.0",
        "netral_index_age_seconds NaN",
        "process_resident_memory_bytes ",
    ):
        assert line in found.text, line
    assert QUESTION not in found.text


def test_stages_and_errors_are_counted() -> None:
    metrics = Metrics()
    Observer(metrics=metrics).answered(answered(QUESTION, timings_ms={"encode": 20.0, "total": 30.0}))
    logger = logging.Logger("tried")
    logger.addHandler(metrics)
    logger.error("no records: %s", RecordsError("locked"))
    logger.error("%(what)s", {"what": "else"})
    text = metrics.text().decode()
    assert 'netral_answer_stage_seconds_bucket{le="0.025",stage="encode"} 1.0' in text
    assert 'netral_errors_total{kind="RecordsError"} 1.0' in text
    assert 'netral_errors_total{kind="other"} 1.0' in text


def test_a_reader_who_leaves_and_an_error_are_said_too(said: pytest.LogCaptureFixture) -> None:
    async def fails(*_: Any) -> None:
        raise ValueError("x")

    async def leaves(*_: Any) -> None:
        return

    scope = {"type": "http", "method": "GET", "path": "/gradio_api/queue/data", "headers": []}
    with pytest.raises(ValueError, match="x"):
        asyncio.run(RequestLog(fails, Observer())(dict(scope), None, None))  # type: ignore[arg-type]
    asyncio.run(RequestLog(leaves, Observer())(dict(scope), None, None))  # type: ignore[arg-type]
    assert [(line["status"], line["route"]) for line in fields(said)] == [
        (500, "/gradio_api/..."),
        (499, "/gradio_api/..."),
    ]


def test_no_trace_is_made_without_an_address_to_send_it_to(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ENDPOINTS:
        monkeypatch.delenv(name, raising=False)
    assert open_traces() is None
    code = "import sys, assistant.web.app, assistant.web.shared.traces as t; t.open_traces(); print('opentelemetry.sdk' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_without_the_extra_a_warning_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(ENDPOINTS[0], "http://127.0.0.1:9/v1/traces")
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    assert open_traces() is None
    assert "netral[otel]" in caplog.text


def test_a_trace_has_the_request_and_its_stages_within_that_of_who_called() -> None:
    sdk = pytest.importorskip("opentelemetry.sdk.trace")
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    kept, provider = InMemorySpanExporter(), sdk.TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    observer = Observer(traces=traces_module.Traces(provider))
    with observer.request() as note:
        observer.answered(answered(QUESTION, timings_ms={"encode": 1.0, "search": 2.0, "read": 3.0, "total": 7.0}))
    caller = {"traceparent": f"00-{'ab' * 16}-{'cd' * 8}-01"}
    observer.finished(note, "POST", "/api/ask", 500, caller)
    *stages, request = kept.get_finished_spans()
    assert [span.name for span in stages] == ["encode", "search", "read"]
    assert request.name == "POST /api/ask"
    assert request.attributes == {
        "http.request.method": "POST",
        "http.route": "/api/ask",
        "http.response.status_code": 500,
    }
    assert {span.parent.span_id for span in stages} == {request.context.span_id}
    assert f"{request.context.trace_id:032x}" == "ab" * 16
    assert QUESTION not in json.dumps([span.to_json() for span in (*stages, request)])
