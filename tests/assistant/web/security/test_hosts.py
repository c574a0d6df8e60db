"""Which names the server answers under: another site's name that was pointed at this machine is none of them."""

from __future__ import annotations

import asyncio
import logging
import socket
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.settings import Settings
from assistant.web.app import create_app
from assistant.web.security.hosts import AllowedHosts, host_name
from index.errors import ConfigError
from tests.assistant.web.site import problem
from tests.fakes import FakeService

STRANGE = ("evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "127.0.0.1.", "", "0x7f.1", "2130706433")


def server(**settings: Any) -> TestClient:
    """A client of a server with those settings and no more: not one of the tests' own names is allowed."""
    given = Settings(**({"rate_limit": 0, "question_log": False} | settings))
    return TestClient(create_app(FakeService(given), given, page=False), raise_server_exceptions=False)


def status(api: TestClient, host: str, path: str = "/sources") -> int:
    return api.get(path, headers={"Host": host}).status_code


@pytest.fixture(scope="module")
def local() -> TestClient:
    return server()


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:7860", "127.0.0.1:7860", "[::1]:7860", "127.0.0.2", "localhost."]
)
def test_a_server_on_loopback_answers_under_the_names_of_this_machine(local: TestClient, host: str) -> None:
    assert status(local, host) == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:7860", "localhost.evil.example", "10.0.0.5", "127.0.0.1.nip.io", ""]
)
def test_a_server_on_loopback_answers_under_no_other_name(local: TestClient, host: str) -> None:
    assert status(local, host) == 421


def test_a_page_under_another_name_can_ask_nothing(local: TestClient) -> None:
    rebound = {"Host": "evil.example:7860", "Origin": "http://evil.example:7860", "Sec-Fetch-Site": "same-origin"}
    response = local.post("/api/ask", json={"question": "Kapan?"}, headers=rebound)
    assert problem(response)["code"] == "host_not_allowed"
    assert "`allowed_hosts`" in response.json()["detail"]


def test_a_browser_gets_a_page_that_says_which_setting_to_change(local: TestClient) -> None:
    page = local.get("/sources?lang=id", headers={"Host": "intranet.go.id", "Accept": "text/html"})
    assert page.status_code == 421
    assert "allowed_hosts" in page.text
    assert "intranet.go.id" not in page.text
    english = local.get("/sources?lang=en", headers={"Host": "intranet.go.id", "Accept": "text/html"})
    assert "not listed" in english.text
    assert local.get("/static/netral/error.css", headers={"Host": "intranet.go.id"}).status_code == 200


def test_the_name_of_a_refused_request_is_logged_without_its_control_characters(
    local: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    logging.getLogger("assistant.web.security.hosts").filters[0]._last.clear()  # type: ignore[union-attr]
    status(local, "evil\x1b[31m.example")
    status(local, "other.example")
    (told,) = [record.getMessage() for record in caplog.records if record.name == "assistant.web.security.hosts"]
    assert "\x1b" not in told
    assert "allowed_hosts" in told


def test_listed_names_are_answered_and_those_of_this_machine_with_them() -> None:
    api = server(allowed_hosts=("Intranet.Example.go.id", "*.netral.example"))
    for host in (
        "intranet.example.go.id",
        "intranet.example.go.id:8443",
        "a.netral.example",
        "a.b.netral.example",
        "localhost",
    ):
        assert status(api, host) == 200, host
    for host in ("example.go.id", "netral.example", "xnetral.example", "10.0.0.5", *STRANGE[:3]):
        assert status(api, host) == 421, host


def test_health_can_be_asked_for_by_any_address_and_by_no_name() -> None:
    api = server(allowed_hosts=("intranet.example.go.id",))
    assert status(api, "10.0.0.5:7860", "/healthz") == 200
    assert status(api, "[fd00::5]:7860", "/readyz") == 200
    assert status(api, "evil.example", "/healthz") == 421


def test_a_server_that_listens_everywhere_answers_under_addresses_and_its_own_name() -> None:
    api = server(host="0.0.0.0")
    for host in ("10.0.0.5:7860", "[fd00::5]", socket.gethostname(), "localhost"):
        assert status(api, host) == 200, host
    assert status(api, "evil.example") == 421


def test_the_configured_address_is_a_name_of_the_server() -> None:
    assert status(server(host="netral.internal"), "netral.internal:7860") == 200


def test_any_name_is_answered_where_the_operator_says_so() -> None:
    assert status(server(allowed_hosts=("*",)), "evil.example") == 200


@pytest.mark.parametrize(
    "host", ["https://a.example", "a.example:80", "a.example/x", "a example", "*.", "a.*.example", "fd00::5"]
)
def test_a_setting_that_is_no_name_is_refused(host: str) -> None:
    with pytest.raises(ConfigError, match="allowed_hosts"):
        Settings(allowed_hosts=(host,))


def test_the_name_in_a_header_is_read_without_port_and_brackets() -> None:
    assert [host_name(each) for each in ("A.example:80", "[::1]:80", "::1", "a.example.", " a ")] == [
        "a.example",
        "::1",
        "::1",
        "a.example",
        "a",
    ]


def test_a_request_without_the_header_is_no_browsers() -> None:
    reached: list[str] = []

    async def inner(scope: Any, *_: Any) -> None:
        reached.append(scope["path"])

    scope = {"type": "http", "path": "/api/ask", "root_path": "", "headers": []}
    asyncio.run(AllowedHosts(inner, Settings())(scope, None, None))  # type: ignore[arg-type]
    assert reached == ["/api/ask"]
