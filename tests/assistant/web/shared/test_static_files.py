"""The files of our own pages: those that a page loads are served, and nothing else of the folder."""

from __future__ import annotations

import re

from assistant.html import STATIC, TEMPLATES
from assistant.web.shared.static_files import FILES
from tests.assistant.web.site import client, problem


def test_every_listed_file_is_there_and_is_served() -> None:
    with client() as api:
        for name in FILES:
            response = api.get(f"/static/netral/{name}")
            assert (response.status_code, response.content) == (200, (STATIC / name).read_bytes())


def test_a_file_that_is_not_listed_is_not_served() -> None:
    assert (STATIC / "widget.js").exists()
    with client() as api:
        for name in ("widget.js", "none.css", "..", "."):
            assert problem(api.get(f"/static/netral/{name}"))["code"] == "not_found"


def test_what_the_templates_load_is_listed() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.glob("*.html"))
    loaded = set(re.findall(r"/static/netral/([^\"]+)\"", text))
    assert "source.css" in loaded
    assert loaded <= FILES
