"""How many descriptors the server takes, and what it does with fewer."""

from __future__ import annotations

import resource

import pytest

from assistant.settings import Settings
from assistant.web import descriptors
from assistant.web.descriptors import connections_within, descriptors_needed, raise_descriptor_limit
from assistant.web.serve import limits_of


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """The limits of a process, of which the last pair is in force."""
    found = [(1_024, 4_096)]
    monkeypatch.setattr(descriptors.resource, "getrlimit", lambda _: found[-1])
    monkeypatch.setattr(descriptors.resource, "setrlimit", lambda _, pair: found.append(pair))
    return found


def test_descriptors_for_connections_are_those_beyond_what_the_rest_needs() -> None:
    needed = descriptors_needed(Settings(max_connections=500))
    assert needed == 500 + 1_024 + 128
    assert connections_within(needed, 500) == 500
    assert connections_within(400, 500) == 400 - 128
    assert connections_within(20, 500) == 10


def test_the_limit_is_raised_as_far_as_it_is_needed_and_may_be(limits: list[tuple[int, int]]) -> None:
    assert raise_descriptor_limit(2_152) == 2_152
    assert limits[-1] == (2_152, 4_096)
    assert raise_descriptor_limit(9_000) == 4_096
    assert limits[-1] == (4_096, 4_096)
    assert raise_descriptor_limit(1_000) == 4_096
    assert len(limits) == 3


def test_where_it_may_not_be_raised_there_are_fewer_connections_and_the_log_says_so(
    limits: list[tuple[int, int]], caplog: pytest.LogCaptureFixture
) -> None:
    assert limits_of(Settings()).connections == 1_000
    assert caplog.messages == []
    limits.append((256, 256))
    assert limits_of(Settings()).connections == 256 - 128
    assert "only 256 files may be open, 2152 are needed: at most 128 connections" in caplog.text


def test_a_limit_without_end_is_no_limit(limits: list[tuple[int, int]]) -> None:
    limits.append((resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert raise_descriptor_limit(10**6) > 10**6
    assert len(limits) == 2
