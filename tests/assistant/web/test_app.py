"""The application behind a proxy that serves it under a prefix."""

from __future__ import annotations

import re

import pytest

from tests.assistant.web.site import client, events


@pytest.mark.parametrize("stripped", [True, False])
def test_links_carry_the_prefix_of_a_proxy(stripped: bool) -> None:
    base = "" if stripped else "/netral"
    with client(root_path="/netral") as api:
        record = api.post(f"{base}/api/ask", json={"question": "Kapan?"}).json()
        assert record["citations"][0]["url"].startswith("/netral/sources/001_bali?start=")
        streamed = dict(events(api.post(f"{base}/api/ask/stream", json={"question": "presiden"}).text))
        assert streamed["answer"]["nearest"][0]["url"].startswith("/netral/sources/")
        page = api.get(f"{base}/sources/001_bali").text
        assert not re.search(r'(?:href|src)="/(?!netral/)', page)
        assert api.get(f"{base}/api/none").status_code == 404
