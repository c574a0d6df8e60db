"""A run against a server: the real application on a loopback port, and one that fails on request."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from eval.cli.main import main
from eval.runs.folder import ABOUT, RECORDS
from eval.runs.run import StoppedError, run_questions
from eval.runs.server import Server, ServerError
from index.errors import ConfigError
from tests.eval.made_up import ARTICLE, START, TEXT, answered, case

Replies = list[tuple[int, dict[str, str], Any]]


class Site:
    """A server that gives the listed replies to questions, in order, and the made-up article."""

    def __init__(self) -> None:
        self.replies: Replies = []
        self.asked: list[dict[str, Any]] = []
        self.fetched: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.fetched.append(self.path)
                known = {
                    "/prefix/readyz": {"status": "ok", "index": "f", "documents": 1, "passages": 3, "encoder": "e"},
                    f"/prefix/api/sources/{ARTICLE.id}": {"id": ARTICLE.id, "title": "Berita", "text": TEXT},
                }
                self._give(*((200, {}, known[self.path]) if self.path in known else (404, {}, {"code": "not_found"})))

            def do_POST(self) -> None:
                assert self.path == "/prefix/api/ask"
                site.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self._give(*site.replies.pop(0))

            def _give(self, status: int, headers: dict[str, str], values: Any) -> None:
                body = values if isinstance(values, bytes) else json.dumps(values).encode()
                if status == 0:  # breaks off
                    return
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}/prefix"
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


ANSWER = (200, {}, answered(START).as_dict())


def test_a_server_is_asked_with_what_came_before_and_its_answer_is_the_record(site: Site) -> None:
    site.replies = [ANSWER]
    server = Server(f"{site.url}/")
    assert server.ask("Kapan?", ["Apa?"]) == answered(START)
    assert site.asked == [{"question": "Kapan?", "history": ["Apa?"]}]
    assert server.source(ARTICLE.id).text == TEXT
    assert server.ready()["index"] == "f"


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        ((500, {}, {"code": "internal", "detail": "Something failed."}), "500 internal Something failed."),
        ((502, {}, b"<html>"), "502  without a reason"),
        ((200, {}, b"nonsense"), "200  without a reason"),
        ((200, {}, [1]), "200  without a reason"),
        ((200, {}, {"question": "?"}), "not an answer of this version"),
        ((0, {}, {}), "broke off"),
    ],
)
def test_an_error_of_the_server_counts_as_wrong_and_the_run_goes_on(
    site: Site, reply: tuple[int, dict[str, str], Any], told: str
) -> None:
    site.replies = [reply, ANSWER]
    judged = run_questions(Server(site.url), [case("a", START), case("b", START)])
    assert [j.right for j in judged] == [False, True]
    assert told in (judged[0].error or "")


def test_an_article_is_requested_once_whatever_its_id(site: Site) -> None:
    server = Server(site.url)
    assert server.source(ARTICLE.id) is server.source(ARTICLE.id)
    with pytest.raises(ServerError, match="404 not_found"):
        server.source("surat/a b%?#")
    assert site.fetched == [f"/prefix/api/sources/{ARTICLE.id}", "/prefix/api/sources/surat%2Fa%20b%25%3F%23"]


def test_the_server_that_was_named_is_asked_and_no_other(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy from the environment is used, and no redirect is followed."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    site.replies = [ANSWER, (307, {"Location": f"{site.url}/api/ask"}, {}), ANSWER]
    server = Server(site.url)
    assert server.ask("Kapan?").answered
    with pytest.raises(ServerError, match="307"):
        server.ask("Kapan?")
    assert len(site.asked) == 2


def test_a_run_waits_for_a_server_that_limits_its_rate(site: Site) -> None:
    waited: list[float] = []
    site.replies = [(429, {"Retry-After": "7"}, {"code": "rate_limited"}), (429, {}, {}), ANSWER]
    assert Server(site.url, waited.append).ask("Kapan?").answered
    assert waited == [7.0, 1.0]


def test_a_server_that_keeps_limiting_is_an_error(site: Site) -> None:
    site.replies = [(429, {"Retry-After": "1"}, {"code": "rate_limited", "detail": "Too many."})] * 50
    with pytest.raises(ServerError, match="429 rate_limited Too many"):
        Server(site.url, lambda _: None).ask("Kapan?")


def test_a_run_stops_when_nothing_answers_and_continues_later(site: Site, tmp_path: Path) -> None:
    cases = [case("a", START), case("b", START)]
    site.replies = [ANSWER]
    server = Server(site.url)
    run_questions(server, cases[:1])
    site.replies = [ANSWER, ANSWER]
    gone = Server("http://127.0.0.1:1")
    with pytest.raises(StoppedError, match="netral serve"):
        run_questions(gone, cases, tmp_path)
    assert [j.right for j in run_questions(server, cases, tmp_path)] == [True, True]


@pytest.mark.parametrize(
    "url", ["127.0.0.1:7860", "ftp://host", "http://", "http://host/?q=1", "http://host:99999", "http://host/#a"]
)
def test_an_invalid_address_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="http://host:port"):
        Server(url)


def test_run_asks_a_server_and_counts_its_errors(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    rows = [
        {
            "id": i,
            "split": "dev",
            "lang": "id",
            "kind": "direct",
            "turns": [i],
            "gold": [{"source_id": ARTICLE.id, "quote": START}],
        }
        | {"answers": [], "refusal": None}
        for i in ("a", "b")
    ]
    (tmp_path / "q.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    site.replies = [ANSWER, (500, {}, {"code": "internal", "detail": "Something failed."})]
    assert main(["run", "--url", site.url, "--questions", "q.jsonl", "--out", "out"]) == 0
    told = capsys.readouterr().out
    assert "| all | 2 | 50.0 | 50.0 |" in told
    assert "b: ServerError: 500 internal Something failed." in told
    assert "no retrieval figures" in told
    about = json.loads((tmp_path / "out" / ABOUT).read_text("utf-8"))
    assert (about["url"], about["index"]["index"]) == (site.url, "f")
    assert len((tmp_path / "out" / RECORDS).read_text("utf-8").splitlines()) == 2
