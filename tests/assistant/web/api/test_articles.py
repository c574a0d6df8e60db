"""The articles as JSON."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from tests.assistant.web.site import client, problem
from tests.fakes import DOCUMENTS
from tests.paged import ITEM, SURE, PagedService


def test_sources_are_listed_without_their_text(api: TestClient) -> None:
    listed = api.get("/api/sources").json()
    assert [row["id"] for row in listed] == ["001_bali", "002_xss"]
    assert "text" not in listed[0]
    assert listed[0]["derived"] == ["published"]


def test_a_source_has_its_text_and_its_furniture_without_the_title(api: TestClient) -> None:
    found = api.get("/api/sources/001_bali").json()
    assert found["text"] == DOCUMENTS[0].text
    assert [found["text"][a:b][:7] for a, b in found["furniture"]] == ["Suasana", "See als"]


@pytest.mark.parametrize("name", ["none", "..%2f..%2fetc%2fpasswd", "%00", "x" * 3000])
def test_an_unknown_source_is_404(api: TestClient, name: str) -> None:
    response = api.get(f"/api/sources/{name}")
    assert response.status_code == 404
    problem(response)
    assert api.get(f"/sources/{name}").status_code == 404


def test_a_source_has_its_parts_and_its_pages() -> None:
    with client(service=PagedService()) as api:
        found = api.get("/api/sources/edaran").json()
        plain = api.get("/api/sources/001_bali").json()
    assert (plain["structure"], plain["pages"]) == ([], [])
    text = found["text"]
    items = [part for part in found["structure"] if part["label"] == "huruf c"]
    assert [(part["kind"], text[part["start"] : part["end"]]) for part in items] == [("letter", ITEM)]
    around = found["structure"][items[0]["parent"]]
    assert (around["kind"], text[slice(*around["head"])]) == ("list", "(2) Pegawai dilarang:")
    assert [(text[page["start"] :][:7], page["confidence"]) for page in found["pages"]] == [
        ("PERATUR", None), ("Pasal 2", None), ("Pasal 3", SURE),
    ]  # fmt: skip
