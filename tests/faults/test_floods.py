"""Many askers at once, and connections that ask nothing: who is answered, who is told to come again, and that nobody else notices."""

from __future__ import annotations

import socket
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx

from tests.faults.conftest import Tally, often
from tests.faults.server import Server

QUESTION = "Kapan Pilkada 2024 dilaksanakan?"


def test_of_many_askers_at_once_each_is_answered_or_told_when_to_come_again(server: Server, tally: Tally) -> None:
    askers = often(60, 400)
    statuses, waits, without = ask_at_once(server.url, askers)
    answered, busy = statuses[httpx.codes.OK], statuses[httpx.codes.SERVICE_UNAVAILABLE]
    waits.sort()
    note = (
        f"{answered} answered, {busy} told to come again; p95 of the answered {waits[int(0.95 * len(waits)) - 1]:.1f} s"
    )
    tally.add("askers at once", askers, askers - answered - busy + without, note)
    assert answered > 0
    assert answered + busy == askers
    assert without == 0
    assert httpx.post(f"{server.url}api/ask", json={"question": QUESTION}, timeout=60).status_code == httpx.codes.OK


def ask_at_once(url: str, askers: int) -> tuple[Counter[int], list[float], int]:
    """The statuses, the seconds of those that were answered, and how many were refused without being told when to come again."""
    limits = httpx.Limits(max_connections=askers)
    with httpx.Client(base_url=url, timeout=600, limits=limits) as client, ThreadPoolExecutor(askers) as threads:

        def ask(number: int) -> tuple[httpx.Response, float]:
            started = time.monotonic()
            # Each asks something else: what was asked before may be known.
            question = f"Kapan Pilkada 2024 dilaksanakan di desa nomor {number}?"
            return client.post("api/ask", json={"question": question}), time.monotonic() - started

        replies = list(threads.map(ask, range(askers)))
    waits = [seconds for reply, seconds in replies if reply.status_code == httpx.codes.OK]
    without = sum(reply.status_code != httpx.codes.OK and "retry-after" not in reply.headers for reply, _ in replies)
    return Counter(reply.status_code for reply, _ in replies), waits, without


def test_connections_that_ask_nothing_keep_nobody_from_asking(server: Server, tally: Tally) -> None:
    count = often(100, 1000)
    idle: list[socket.socket] = []
    refused = 0
    try:
        for number in range(count):
            connection = socket.create_connection(("127.0.0.1", server.port), timeout=10)
            idle.append(connection)
            if number % 2:
                # Half of them begin a request, and never end it.
                try:
                    connection.sendall(b"POST /api/ask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{")
                except OSError:
                    refused += 1
        tries = often(3, 20)
        answered = sum(
            httpx.post(f"{server.url}api/ask", json={"question": QUESTION}, timeout=60).status_code == httpx.codes.OK
            for _ in range(tries)
        )
    finally:
        for connection in idle:
            connection.close()
    note = f"{answered} of {tries} questions answered meanwhile, {refused} connections closed by the server"
    tally.add("idle and half-open connections", count, tries - answered, note)
    assert answered == tries
