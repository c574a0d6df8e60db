"""Connections that cost too much are ended, over real sockets: each limit is small here, so that no test waits long."""

from __future__ import annotations

import asyncio
import os
import resource
import select
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.settings import Settings
from assistant.web.connections import ConnectionLimits
from assistant.web.serve import make_server, open_socket
from tests.fakes import FakeService, make_app

QUICK = ConnectionLimits(connections=50, head=0.4, idle=0.3, body=0.4, unread=0.5, sweep=0.05)
ASK = b'POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 21\r\n\r\n{"question":"Kapan?"}'
HEALTH = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
PATIENCE = 20.0
"""Seconds after which a test fails that waits for the server."""


@contextmanager
def running(app: ASGIApp, limits: ConnectionLimits) -> Iterator[tuple[str, int]]:
    """The address of a server of `app`."""
    with open_socket(Settings(port=0)) as sock:
        server = make_server(app, limits, Settings().trusted_proxies)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]})
        thread.start()
        try:
            yield sock.getsockname()[:2]
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, int]]:
    settings = Settings(rate_limit=0)
    with running(make_app(FakeService(settings), settings, page=False), QUICK) as found:
        yield found


def read_all(sock: socket.socket) -> bytes:
    """Everything until the server closes."""
    sock.settimeout(PATIENCE)
    parts = []
    while part := sock.recv(65536):
        parts.append(part)
    return b"".join(parts)


def read_until(sock: socket.socket, end: bytes) -> bytes:
    """Everything up to `end`."""
    sock.settimeout(PATIENCE)
    found = b""
    while not found.endswith(end):
        part = sock.recv(65536)
        assert part, found
        found += part
    return found


def trickle(sock: socket.socket, text: bytes) -> bytes:
    """Send `text` again and again, a byte at a time, until the server answers or closes; what it said."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        for byte in text:
            if select.select([sock], [], [], 0.02)[0]:
                try:
                    return read_all(sock)
                except ConnectionResetError:
                    return b""
            sock.send(bytes([byte]))
    raise AssertionError("the server takes the bytes for good")


def trickled(address: tuple[str, int], first: bytes, text: bytes, until: bytes = b"") -> bytes:
    """What the server says to `text` a byte at a time, behind `first`; asked again where it is lost, since a reset may overtake it."""
    for _ in range(5):
        with socket.create_connection(address, PATIENCE) as sock:
            sock.sendall(first)
            if until:
                read_until(sock, until)
            if said := trickle(sock, text):
                return said
    return b""


def has_something(sock: socket.socket) -> bool:
    """Whether there is something to read, the end included. Not with `select`, which takes no descriptor beyond 1,023."""
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(0))


def ask(address: tuple[str, int], request: bytes = ASK) -> bytes:
    """What the server answers on a connection of its own."""
    with socket.create_connection(address, PATIENCE) as sock:
        sock.sendall(request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1))
        return read_all(sock)


def test_a_connection_that_sends_nothing_is_closed(address: tuple[str, int]) -> None:
    with socket.create_connection(address, PATIENCE) as sock:
        assert read_all(sock) == b""


def test_a_head_that_trickles_is_ended(address: tuple[str, int]) -> None:
    answer = trickled(address, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", b"a")
    assert answer.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert b'"code":"timed_out"' in answer


def test_a_second_head_on_the_same_connection_may_not_trickle_either(address: tuple[str, int]) -> None:
    slow = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: " + b"a" * 1000
    assert b"408" in trickled(address, HEALTH, slow, b'{"status":"ok"}')


def test_a_body_that_trickles_is_ended(address: tuple[str, int]) -> None:
    head = (
        b"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n"
    )
    assert trickled(address, head, b" ").startswith(b"HTTP/1.1 408 ")


def test_a_body_that_nobody_wants_may_not_trickle_either(address: tuple[str, int]) -> None:
    """The answer is complete before the body has come; the connection would wait for the rest of it."""
    head = b"POST /nothing HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n"
    with socket.create_connection(address, PATIENCE) as sock:
        sock.sendall(head)
        read_until(sock, b'"}')
        assert trickle(sock, b" ") == b""


def test_a_body_that_comes_at_a_fair_pace_may_take_longer() -> None:
    limits = ConnectionLimits(body=0.3, body_rate=1_000, sweep=0.05)
    body = b'{"question":"Kapan?"}' + b" " * 3_000
    head = b"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
    settings = Settings(rate_limit=0)
    with (
        running(make_app(FakeService(settings), settings, page=False), limits) as address,
        socket.create_connection(address, PATIENCE) as sock,
    ):
        sock.sendall(head % len(body))
        for first in range(0, len(body), 300):
            sock.sendall(body[first : first + 300])
            time.sleep(0.06)
        assert read_all(sock).startswith(b"HTTP/1.1 200")


def test_a_connection_is_closed_when_no_further_request_comes(address: tuple[str, int]) -> None:
    with socket.create_connection(address, PATIENCE) as sock:
        sock.sendall(HEALTH)
        assert read_all(sock).startswith(b"HTTP/1.1 200")


def endless(ended: threading.Event) -> ASGIApp:
    """An application that streams until `ended`."""

    async def app(scope: Scope, _: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            while not ended.is_set():
                await send({"type": "http.response.body", "body": b"x" * 65_536, "more_body": True})
                await asyncio.sleep(0.001)

    return app


@contextmanager
def stream(limits: ConnectionLimits = QUICK) -> Iterator[socket.socket]:
    """The connection of a reader of an endless answer."""
    ended = threading.Event()
    with running(endless(ended), limits) as address, socket.create_connection(address, PATIENCE) as sock:
        sock.sendall(HEALTH)
        try:
            yield sock
        finally:
            ended.set()


def send_until_refused(sock: socket.socket) -> None:
    """Send a byte now and then, which fails once the server has aborted the connection."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        time.sleep(0.05)
        sock.send(b"x")


def test_a_reader_that_does_not_read_is_cut_off() -> None:
    with stream() as sock, pytest.raises(ConnectionError):
        send_until_refused(sock)


def test_a_reader_that_reads_is_not_cut_off() -> None:
    limits = replace(QUICK, unread=2.0)  # a busy machine may not let this reader read for a while
    with stream(limits) as sock:
        until = time.monotonic() + 2 * limits.unread
        while time.monotonic() < until:
            time.sleep(0.01)
            assert sock.recv(65_536)


def test_a_thousand_idle_connections_leave_a_question_answered() -> None:
    settings = Settings(rate_limit=0)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4_096, hard), hard))
    limits = ConnectionLimits(connections=100, sweep=0.05)
    try:
        with running(make_app(FakeService(settings), settings, page=False), limits) as address, ExitStack() as opened:
            idle = [opened.enter_context(socket.create_connection(address, PATIENCE)) for _ in range(1_000)]
            assert ask(address).startswith(b"HTTP/1.1 200")
            time.sleep(0.2)
            still = sum(not has_something(sock) for sock in idle)
            assert 0 < still <= 100
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_where_every_connection_is_at_work_a_new_one_is_refused_with_when_to_come_again() -> None:
    service = FakeService()
    settings = Settings(rate_limit=0, max_concurrent=4)
    limits = ConnectionLimits(connections=2, sweep=0.05)
    with running(make_app(service, settings, page=False), limits) as address, ExitStack() as opened:
        for _ in range(2):
            sock = opened.enter_context(socket.create_connection(address, PATIENCE))
            sock.sendall(ASK.replace(b"Kapan?", b"lambat"))
        while len(service.asked) < 2:
            time.sleep(0.01)
        with socket.create_connection(address, PATIENCE) as sock:
            refused = read_all(sock)
        service.released.set()
    assert refused.startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
    assert b"retry-after: 5\r\n" in refused
    assert b'"code":"connections"' in refused


FEW = """
import resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (60, 60))
from assistant.settings import Settings
from assistant.web.app import create_app
from assistant.web.connections import ConnectionLimits
from assistant.web.serve import open_socket, run_server
from tests.fakes import FakeService
settings = Settings(port=0, rate_limit=0, question_log=False)
with open_socket(settings) as sock:
    run_server(create_app(FakeService(settings), settings, page=False), sock, ConnectionLimits(connections=1_000, sweep=0.05))
"""


def test_running_out_of_descriptors_is_logged_once_and_passes(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", FEW],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env=paths(),
    )
    try:
        assert process.stdout
        host, port = process.stdout.readline().removeprefix("Netral: http://").strip().rsplit(":", 1)
        address = (host, int(port))
        with ExitStack() as opened:
            for _ in range(150):
                opened.enter_context(socket.create_connection(address, PATIENCE))
            assert ask(address).startswith(b"HTTP/1.1 200")  # those that send nothing gave way
        assert ask(address).startswith(b"HTTP/1.1 200")
    finally:
        process.terminate()
        _, log = process.communicate(timeout=PATIENCE)
    lines = [line for line in log.splitlines() if "Too many open files" in line]
    assert len(lines) == 1
    assert "Traceback" not in log


def paths() -> dict[str, str]:
    """The environment of a process that runs elsewhere, so that it finds the tests' fakes."""
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}


def test_an_address_in_a_header_does_not_change_which_socket_a_request_came_from() -> None:
    seen: list[dict[str, Any]] = []

    async def app(scope: Scope, _: Receive, send: Send) -> None:
        if scope["type"] == "http":
            seen.append({"peer": scope["state"]["netral.peer"], "client": scope["client"][0]})
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body", "body": b""})

    with running(app, QUICK) as address:
        ask(address, HEALTH.replace(b"Host:", b"X-Forwarded-For: 203.0.113.7\r\nHost:"))
    assert seen == [{"peer": "127.0.0.1", "client": "203.0.113.7"}]


def test_an_upgrade_that_is_not_served_is_no_line_in_the_log(
    address: tuple[str, int], caplog: pytest.LogCaptureFixture
) -> None:
    request = HEALTH.replace(b"Host:", b"Connection: Upgrade\r\nUpgrade: websocket\r\nHost:")
    with socket.create_connection(address, PATIENCE) as sock:
        sock.sendall(request)
        assert read_all(sock).startswith(b"HTTP/1.1 200")
    assert [record.getMessage() for record in caplog.records if record.name != "netral.requests"] == []
