"""Whether the server runs, and whether it can answer."""

from __future__ import annotations

from tests.assistant.web.site import client, problem
from tests.fakes import FakeService


def test_health_says_that_the_server_runs_and_readiness_what_it_serves() -> None:
    service = FakeService()
    with client(service=service) as api:
        assert api.get("/readyz").json()["documents"] == 2
        service.missing = True
        assert api.get("/healthz").json() == {"status": "ok"}
        response = api.get("/readyz")
        assert response.status_code == 503
        problem(response)
