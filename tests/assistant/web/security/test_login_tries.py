"""Tries at a login are limited by address, by socket, and altogether."""

from __future__ import annotations

from starlette.requests import Request

from assistant.web.operator.login import OperatorLogin
from assistant.web.security import login
from assistant.web.security.peer import PEER, peer_of


def door(now: list[float]) -> OperatorLogin:
    return OperatorLogin("rahasia pengelola", clock=lambda: now[0])


def request(address: str, peer: str) -> Request:
    return Request({"type": "http", "client": (address, 1), "headers": [], "state": {PEER: peer}})


def test_a_new_address_in_the_header_each_time_gives_no_more_tries() -> None:
    now = [0.0]
    opened = door(now)
    allowed = [not opened.wait_for(request(f"203.0.113.{number}", "127.0.0.1")) for number in range(200)]
    assert allowed == [True] * login.PEER_TRIES_A_MINUTE + [False] * (200 - login.PEER_TRIES_A_MINUTE)
    now[0] = 60 / login.PEER_TRIES_A_MINUTE
    assert opened.wait_for(request("203.0.113.201", "127.0.0.1")) == 0
    assert opened.wait_for(request("203.0.113.202", "127.0.0.1")) > 0


def test_many_sockets_together_have_no_more_than_the_tries_of_all() -> None:
    opened = door([0.0])
    allowed = [not opened.wait_for(request("203.0.113.7", f"10.0.{number % 250}.1")) for number in range(3)]
    assert allowed == [True] * 3
    allowed = [not opened.wait_for(request(f"198.51.{number}.1", f"10.1.{number}.1")) for number in range(200)]
    assert sum(allowed) == login.ALL_TRIES_A_MINUTE - 3


def test_who_has_no_tries_left_takes_none_from_others() -> None:
    opened = door([0.0])
    for _ in range(500):
        opened.wait("203.0.113.7", "10.0.0.1")
    assert opened.wait("203.0.113.8", "10.0.0.1") == 0
    assert opened.wait("203.0.113.9", "10.0.0.2") == 0


def test_without_a_socket_of_its_own_the_client_counts() -> None:
    assert peer_of({"type": "http", "client": ("10.0.0.1", 5)}) == "10.0.0.1"
    assert peer_of({"type": "http", "client": None}) == ""
    assert peer_of({"type": "http", "client": ("203.0.113.7", 5), "state": {PEER: "10.0.0.1"}}) == "10.0.0.1"
