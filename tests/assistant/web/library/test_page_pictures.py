"""The pictures of a PDF's pages over HTTP, what is marked on them, and what is kept of them."""

from __future__ import annotations

import asyncio
import io
import re
import threading

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from assistant.articles.marks import Marks
from assistant.web.library import page_pictures
from assistant.web.library.page_pictures import PagePart, PagePictures, TooBusyError
from index.document import Document, Span
from index.errors import DocumentError
from tests.assistant.web.site import client, problem
from tests.fakes import SECRET
from tests.index.hostile_files import HOSTILE
from tests.made_up_pdf import HEIGHT, LEADING, LEFT, TOP, WIDTH
from tests.paged import ITEM, PAGES, PagedService, circular, span_of

FIRST = "/sources/edaran/pages/1.webp"
BELOW = 0.006
"""Of the page's height: a mark reaches a little below the line on which its letters stand."""


@pytest.fixture
def service() -> PagedService:
    return PagedService()


@pytest.fixture
def api(service: PagedService) -> TestClient:
    return client(service=service)


def picture(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize(("width", "pixels"), [("", 800), ("800", 800), ("1600", 1600), ("99999", 800), ("x", 800)])
def test_a_page_is_drawn_in_one_of_two_sizes(api: TestClient, width: str, pixels: int) -> None:
    response = api.get(f"{FIRST}?width={width}")
    assert (response.status_code, response.headers["content-type"]) == (200, "image/webp")
    drawn = picture(response.content)
    assert drawn.format == "WEBP"
    assert drawn.width == pixels
    assert drawn.height == pytest.approx(pixels * HEIGHT / WIDTH, abs=1)
    assert drawn.convert("L").getpixel((3, 3)) == 255  # paper is white in any theme


def test_it_is_drawn_once_and_a_browser_that_has_it_gets_no_second(api: TestClient, service: PagedService) -> None:
    first = api.get(FIRST)
    assert api.get(FIRST).content == first.content
    assert service.drawn == 1
    again = api.get(FIRST, headers={"If-None-Match": f"W/{first.headers['etag']}"})
    assert (again.status_code, again.content) == (304, b"")
    tags = {
        api.get(f"/sources/edaran/pages/{page}").headers["etag"] for page in ("1.webp", "2.webp", "1.webp?width=1600")
    }
    assert len(tags) == 3


def test_that_a_browser_has_it_is_said_without_drawing(api: TestClient, service: PagedService) -> None:
    tag = api.get(FIRST).headers["etag"]
    other = PagedService()
    assert client(service=other).get(FIRST, headers={"If-None-Match": tag}).status_code == 304
    assert other.drawn == 0
    assert service.drawn == 1


@pytest.mark.parametrize(
    "path", ["edaran/pages/0.webp", "edaran/pages/4.webp", f"edaran/pages/{9**40}.svg", "001_bali/pages/1.webp"]
)
def test_a_page_that_is_not_there_is_said_to_be_none(api: TestClient, path: str) -> None:
    response = api.get(f"/sources/{path}")
    assert response.status_code == 404
    assert problem(response)["code"] == "page_not_found"


@pytest.mark.parametrize(
    "path", ["edaran/pages/1.png", "edaran/pages/x.webp", "edaran/pages/-1.webp", "edaran/pages/1.webp/2"]
)
def test_nothing_else_is_drawn(api: TestClient, service: PagedService, path: str) -> None:
    assert api.get(f"/sources/{path}").status_code == 404
    assert service.drawn == 0


def test_an_article_that_is_not_there_and_a_file_that_is_damaged(api: TestClient, service: PagedService) -> None:
    assert problem(api.get("/sources/none/pages/1.webp"))["code"] == "source_not_found"
    service.damaged = True
    response = api.get(FIRST)
    assert (response.status_code, problem(response)["code"]) == (503, "index_unavailable")
    assert SECRET not in response.text


def at(words: str, page: int = 0) -> float:
    """How far down its page a line stands, by where the test drew it."""
    line = next(number for number, each in enumerate(PAGES[page]) if each == words)
    return (HEIGHT - (TOP - line * LEADING)) / HEIGHT


def boxes(drawing: str, fill: str) -> list[tuple[float, ...]]:
    """The boxes of one colour: left, top, width and height, as fractions of the page."""
    found = re.findall(rf'<rect x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)" fill="{fill}"/>', drawing)
    return [tuple(int(number) / 10_000 for number in each) for each in found]


def test_the_quote_and_the_line_before_it_are_marked_where_they_stand(api: TestClient) -> None:
    quote, other = span_of(ITEM), span_of("(1) Pegawai wajib netral.")
    response = api.get(
        f"/sources/edaran/pages/1.svg?start={quote.start}&end={quote.end}&mark={other.start}-{other.end}"
    )
    assert response.headers["content-type"] == "image/svg+xml"
    drawing = response.text
    ((left, top, _, height),) = boxes(drawing, "#ffe48a")
    assert left == pytest.approx(LEFT / WIDTH - 0.004, abs=0.001)
    assert top < at(ITEM) < top + height < at(ITEM) + BELOW
    ((_, top, _, height),) = boxes(drawing, "#efeadb")
    assert top < at("(2) Pegawai dilarang:") < top + height
    dotted = re.findall(r'y1="(\d+)"[^>]*stroke-dasharray', drawing)
    assert [int(y) / 10_000 for y in dotted] == [pytest.approx(at("(1) Pegawai wajib netral."), abs=BELOW)]
    assert "style" not in drawing


def test_a_quote_over_two_pages_is_marked_on_both_and_by_line(api: TestClient) -> None:
    start = span_of("b. ikut serta").start
    end = span_of("tujuh hari kerja.").end
    first, second, third = (api.get(f"/sources/edaran/pages/{n}.svg?start={start}&end={end}").text for n in (1, 2, 3))
    assert [len(boxes(each, "#ffe48a")) for each in (first, second, third)] == [2, 3, 0]


@pytest.mark.parametrize("query", ["", "?start=5&end=5", "?start=-1&end=4", "?start=a&end=b"])
def test_without_a_quote_nothing_is_marked(api: TestClient, query: str) -> None:
    response = api.get(f"/sources/edaran/pages/1.svg{query}")
    assert response.status_code == 200
    assert "<rect" not in response.text


def page(number: int = 1) -> PagePart:
    return PagePart(circular(), number)


def test_what_is_kept_has_a_bound_and_what_was_not_used_for_longest_goes() -> None:
    async def used(room: int) -> int:
        service = PagedService()
        pictures = PagePictures(service, room=room)
        for number in (1, 2, 1, 3, 1):
            await pictures.picture(page(number), 800)
        return service.drawn

    async def sizes() -> list[int]:
        return [len(await PagePictures(PagedService()).picture(page(number), 800)) for number in (1, 2, 3)]

    first, second, third = asyncio.run(sizes())
    assert asyncio.run(used(first + second + third)) == 3
    assert asyncio.run(used(first + max(second, third))) == 3  # the second goes for the third
    assert asyncio.run(used(1)) == 5  # never more than the last


def test_pages_are_drawn_one_at_a_time_and_the_same_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    inside, most = threading.Semaphore(0), []

    def render(_: bytes, number: int, *__: object) -> bytes:
        inside.release()
        most.append(inside._value)
        threading.Event().wait(0.02)
        inside.acquire()
        return b"%d" % number

    monkeypatch.setattr(page_pictures, "picture_limited", render)

    async def ask() -> list[bytes]:
        pictures = PagePictures(PagedService())
        return await asyncio.gather(*(pictures.picture(page(number), 800) for number in (1, 2, 1, 3, 2)))

    assert asyncio.run(ask()) == [b"1", b"2", b"1", b"3", b"2"]
    assert most == [1, 1, 1]


def test_when_too_many_wait_the_others_are_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_pictures, "MOST_WAITING", 2)

    async def ask() -> list[object]:
        pictures = PagePictures(PagedService())
        return await asyncio.gather(*(pictures.picture(page(n), 800) for n in (1, 2, 3)), return_exceptions=True)

    made = asyncio.run(ask())
    assert [isinstance(each, bytes) for each in made] == [True, True, False]
    assert isinstance(made[2], TooBusyError)
    monkeypatch.setattr(page_pictures, "MOST_WAITING", 0)
    response = client(service=PagedService()).get(FIRST)
    assert (response.status_code, problem(response)["code"], response.headers["retry-after"]) == (503, "busy", "2")


def test_the_marks_of_another_page_cost_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def boxes(_: bytes, __: Document, ___: int, spans: list[Span], ____: object) -> tuple[tuple[()], ...]:
        asked.extend(spans)
        return tuple(() for _ in spans)

    monkeypatch.setattr(page_pictures, "boxes_limited", boxes)
    marks = Marks((span_of("Pasal 2"), span_of(ITEM)), 1)

    async def draw() -> None:
        pictures = PagePictures(PagedService())
        await pictures.marks(page(2), marks)
        await pictures.marks(page(3), marks)

    asyncio.run(draw())
    assert asked == [span_of("Pasal 2")]


class HostileService(PagedService):
    """A PDF whose only page is never done."""

    def original(self, source_id: str) -> bytes:
        super().original(source_id)
        return HOSTILE["forms.pdf"]()


def test_a_page_that_takes_too_long_has_no_picture_and_is_not_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    service = HostileService()
    api = client(service=service, document_seconds=1)
    for width in ("800", "800", "1600"):
        response = api.get(f"{FIRST}?width={width}")
        assert (response.status_code, problem(response)["code"]) == (404, "page_not_found")
    assert service.drawn == 2
    assert "edaran.pdf: not read: longer than 1 s of reading" in caplog.text


def test_what_could_not_be_drawn_is_remembered_within_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[int] = []

    def refuse(_: bytes, number: int, *__: object) -> bytes:
        tries.append(number)
        raise DocumentError("too_slow", "too slow")

    monkeypatch.setattr(page_pictures, "picture_limited", refuse)
    monkeypatch.setattr(page_pictures, "MOST_REFUSED", 2)

    async def draw() -> None:
        pictures = PagePictures(PagedService())
        for number in (1, 2, 2, 3, 1):
            with pytest.raises(DocumentError):
                await pictures.picture(page(number), 800)

    asyncio.run(draw())
    assert tries == [1, 2, 3, 1]
