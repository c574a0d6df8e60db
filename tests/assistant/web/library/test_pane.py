"""The part of an article that the pane beside an answer shows."""

from __future__ import annotations

import html
import re

import pytest
from fastapi.testclient import TestClient

from tests.assistant.web.library.test_pages import ArticleText, place
from tests.assistant.web.site import client, mark_of
from tests.fakes import DOCUMENTS, HOSTILE, SECRET, FakeService

BALI = DOCUMENTS[0]


@pytest.fixture
def api() -> TestClient:
    return client()


def data(part: str) -> dict[str, str]:
    """What the fragment tells the script."""
    return {name: html.unescape(value) for name, value in re.findall(r'data-(\w+)="([^"]*)"', part)}


def test_it_is_the_article_with_its_marks_and_no_frame(api: TestClient) -> None:
    (start, end), (first, last) = place("22 September 2024"), place("Dewa Made Indra")
    response = api.get(f"/sources/001_bali/pane?start={start}&end={end}&mark={first}-{last}&lang=en")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "<html" not in response.text
    assert "<h1" not in response.text
    assert ArticleText(response.text).text == BALI.text
    assert mark_of(response.text) == "22 September 2024Dewa Made Indra"
    assert re.findall(r'<mark class="current"[^>]*>([^<]*)', response.text) == ["22 September 2024"]
    assert "baliprawara.com · Denpasar · 18 April 2024 (date of the event in the text)" in response.text
    assert response.text.count('<details class="folded">') == 2


def test_it_tells_the_script_where_it_is_and_where_to_go(api: TestClient) -> None:
    spans = [place(quote) for quote in ("Aparatur Sipil Negara", "22 September 2024", "Dewa Made Indra")]
    (start, end), *others = spans[1], spans[0], spans[2]
    marks = "".join(f"&mark={a}-{b}" for a, b in others)
    told = data(api.get(f"/sources/001_bali/pane?start={start}&end={end}{marks}&lang=en").text)
    assert (told["number"], told["count"]) == ("2", "3")
    assert told["before"].startswith(f"/sources/001_bali?lang=en&start={spans[0][0]}&end={spans[0][1]}&mark=")
    assert told["after"].endswith("#quote")
    last = data(api.get(told["after"].replace("?", "/pane?")).text)
    assert (last["number"], last["after"]) == ("3", "")
    assert told["reference"].splitlines() == [
        "“22 September 2024”",
        f"“{BALI.title}”, {BALI.publisher}, 18 April 2024 (date of the event in the text)",
        f"http://testserver/sources/001_bali?start={start}&end={end}",
    ]


def test_its_addresses_lie_below_the_prefix() -> None:
    with client(root_path="/netral") as api:
        told = data(api.get("/netral/sources/001_bali/pane?mark=0-3&mark=9-12").text)
    assert told["after"].startswith("/netral/sources/001_bali?")
    assert "http://testserver/netral/sources/001_bali?start=0" in told["reference"]


@pytest.mark.parametrize("query", ["start=5&end=5", "start=-1&end=4", "start=a&end=b", "start=1", "mark=9-99999"])
def test_a_place_that_is_not_there_costs_nobody_the_article(api: TestClient, query: str) -> None:
    response = api.get(f"/sources/001_bali/pane?{query}")
    assert response.status_code == 200
    assert "tidak ada pada posisi itu" in response.text
    assert (data(response.text)["number"], data(response.text)["count"]) == ("0", "0")
    assert ArticleText(response.text).text == BALI.text


def test_a_missing_article_is_a_fragment_in_the_readers_language(api: TestClient) -> None:
    response = api.get("/sources/none/pane?lang=en")
    assert response.status_code == 404
    assert '<div class="source source-problem" lang="en">' in response.text
    assert "There is no article at this address" in response.text
    assert "<html" not in response.text


def test_without_an_index_it_says_so_and_when_to_come_back() -> None:
    service = FakeService()
    service.missing = True
    with client(service=service) as api:
        response = api.get("/sources/001_bali/pane")
    assert response.status_code == 503
    assert response.headers["retry-after"]
    assert "tidak tersedia" in response.text
    assert SECRET not in response.text


def test_it_escapes_everything(api: TestClient) -> None:
    part = api.get("/sources/002_xss/pane").text
    assert "<script>window" not in part
    assert "<b onmouseover" not in part
    assert all(html.escape(text).replace("&#x27;", "&#39;").replace("&quot;", "&#34;") in part for text in HOSTILE)
