"""The operator's page over HTTP: who may enter, and what each form does."""

from __future__ import annotations

import asyncio
import errno
import re
import tempfile
import threading
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import Request
from fastapi.testclient import TestClient
from starlette.datastructures import FormData

from assistant.publishing.details import TEXT_LENGTH
from assistant.publishing.folder import UPLOAD_LIMIT
from assistant.publishing.publisher import Publisher
from assistant.settings import Settings
from assistant.web.operator import routes
from assistant.web.operator.login import OperatorLogin
from assistant.web.security.limits import BODY_LIMIT
from assistant.web.security.login import SESSION_SECONDS, SESSIONS_KEPT, TRIES_A_MINUTE, from_our_pages
from assistant.wording import words
from index.build import build_index
from index.errors import IndexMissingError, SourceError
from index.folder_journal import FolderJournal
from index.formats import EXTRACTORS
from index.reading_stop import stop_in_force
from index.store import Index, current_generation
from tests.fakes import HOSTILE, FakeService, make_app
from tests.faults.filesystem_steps import full_at, refuse, watched
from tests.index.fake_encoder import FakeEncoder
from tests.index.made_up_bank import ANSWER, REFUSAL, lines

TOKEN = "rahasia pengelola"
OURS = {"Origin": "http://testserver"}
SAY = words("id")
TABS = ("/operator", "/operator/documents", "/operator/bin", "/operator/history")
CHANGES = (
    *("upload", "details", "remove", "publish", "logout"),
    *("replace", "beside", "discard", "restore", "delete", "empty", "back"),
)
TEXT = "Rapat Desa\n\nRapat dibuka pada 3 Mei 2031. Hadir 40 warga.\n\nBaca juga: Lainnya\n"


class Site:
    """A server over a folder of one article, and a browser that has not logged in."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.sources = folder / "articles"
        self.sources.mkdir()
        (self.sources / "satu.txt").write_text("Apel digelar pada 1 Juni 2031.", encoding="utf-8")
        given: dict[str, Any] = {"operator_token": TOKEN, "records": folder / "r.sqlite", "rate_limit": 0}
        self.settings = Settings(index=folder / "index", sources=self.sources, **(given | settings))
        self.encoder = FakeEncoder()
        build_index(self.sources, self.settings.index, encoder=self.encoder)
        self.publisher = Publisher(self.settings, self.engine)
        app = make_app(FakeService(self.settings), self.settings, page=False, publisher=self.publisher)
        self.browser = TestClient(app, follow_redirects=True, raise_server_exceptions=False)

    def engine(self) -> Any:
        if current_generation(self.settings.index) is None:
            raise IndexMissingError("none")
        reader = SimpleNamespace(id="fake reader")
        return SimpleNamespace(index=Index(self.settings.index), encoder=self.encoder, reader=reader)

    def log_in(self, token: str = TOKEN) -> Any:
        return self.browser.post("/operator/login", data={"token": token}, headers=OURS)

    def form_token(self) -> str:
        found = re.search(r'name="form_token" value="([^"]+)"', self.browser.get("/operator").text)
        assert found
        return found.group(1)

    def send(self, name: str, data: dict[str, str] | None = None, **more: Any) -> Any:
        return self.browser.post(
            f"/operator/{name}", data={"form_token": self.form_token()} | (data or {}), **({"headers": OURS} | more)
        )

    def upload(self, name: str, text: str | bytes = TEXT, **data: str) -> Any:
        return self.send("upload", data, files={"document": (name, text)})

    def publish(self) -> str:
        self.send("publish")
        for _ in range(600):
            if not self.browser.get("/operator/state").json()["running"]:
                break
            time.sleep(0.05)
        page: str = self.browser.get("/operator").text
        return page

    def documents(self) -> str:
        page: str = self.browser.get("/operator/documents").text
        return page


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path)
    with made.browser:
        yield made


@pytest.fixture
def inside(site: Site) -> Site:
    assert site.log_in().status_code == 200
    return site


# Who is let in


@pytest.mark.parametrize("path", ["/operator", "/operator/state", "/operator/documents/satu.txt"])
def test_without_a_token_in_the_settings_there_is_no_such_page(tmp_path: Path, path: str) -> None:
    site = Site(tmp_path, operator_token="")
    assert site.browser.get(path).status_code == 404
    assert site.browser.post("/operator/login", data={"token": ""}, headers=OURS).status_code == 404


@pytest.mark.parametrize(
    "path", [*TABS, "/operator/documents/satu.txt", "/operator/remove/satu.txt", "/operator/empty"]
)
def test_without_a_session_the_page_asks_for_the_token_and_shows_nothing(site: Site, path: str) -> None:
    response = site.browser.get(path)
    assert 'name="token"' in response.text
    assert "satu" not in response.text
    assert site.browser.get("/operator/state").status_code == 401


@pytest.mark.parametrize("name", CHANGES)
def test_without_a_session_nothing_is_changed(site: Site, name: str) -> None:
    response = site.browser.post(f"/operator/{name}", data={"file": "satu.txt"}, headers=OURS, follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, "/operator")
    assert (site.sources / "satu.txt").exists()
    assert site.publisher.last is None


def test_the_session_is_a_cookie_that_scripts_and_other_sites_cannot_use(site: Site) -> None:
    response = site.browser.post("/operator/login", data={"token": TOKEN}, headers=OURS, follow_redirects=False)
    cookie = response.headers["set-cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=strict", "Path=/operator;"))
    assert "Secure" not in cookie
    assert TOKEN not in cookie


def test_the_cookie_is_for_https_alone_where_there_is_https_and_carries_the_prefix(tmp_path: Path) -> None:
    site = Site(tmp_path, root_path="/netral")
    browser = TestClient(site.browser.app, base_url="https://testserver")
    response = browser.post(
        "/netral/operator/login",
        data={"token": TOKEN},
        headers={"Origin": "https://testserver"},
        follow_redirects=False,
    )
    assert "Secure" in response.headers["set-cookie"]
    assert "Path=/netral/operator;" in response.headers["set-cookie"]
    assert response.headers["location"] == "/netral/operator?lang=id"
    assert not re.search(r'(?:href|src|action)="/(?!netral/)', browser.get("/netral/operator").text)


def test_a_few_wrong_tokens_a_minute_and_then_not_even_the_right_one(site: Site) -> None:
    for _ in range(TRIES_A_MINUTE):
        response = site.log_in("salah salah salah salah")
        assert response.status_code == 403
        assert SAY["operator_login_wrong"] in response.text
    response = site.log_in()
    assert response.status_code == 429
    assert int(response.headers["retry-after"]) > 0
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "https://outside.invalid"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_a_form_from_elsewhere_is_refused(inside: Site, headers: dict[str, str]) -> None:
    for name in (*CHANGES, "login"):
        response = inside.send(name, {"file": "satu.txt", "token": TOKEN}, headers=headers)
        assert response.status_code == 403, name
        assert response.json()["code"] == "foreign_form"
    assert (inside.sources / "satu.txt").exists()
    assert 'name="form_token"' in inside.browser.get("/operator").text


@pytest.mark.parametrize("token", ["", "x" * 43, "é"])
def test_a_form_without_the_token_of_its_session_is_refused(inside: Site, token: str) -> None:
    for name in CHANGES:
        assert inside.send(name, {"form_token": token, "file": "satu.txt"}).status_code == 403
    assert (inside.sources / "satu.txt").exists()


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "same-site", "origin": "http://a", "host": "a"}, False),
        ({"origin": "http://a:1", "host": "a:1"}, True),
        ({"origin": "http://a:1", "host": "a"}, False),
        ({"origin": "", "host": ""}, False),
    ],
)
def test_where_a_request_comes_from(headers: dict[str, str], ours: bool) -> None:
    assert from_our_pages(headers) is ours


def test_sessions_end_by_time_by_leaving_and_by_number() -> None:
    now = [0.0]
    door = OperatorLogin(TOKEN, lambda: now[0])
    assert door.enter("wrong") is None
    assert door.session(None) is None
    first = door.enter(TOKEN)
    assert door.session(first)
    door.leave(first)
    assert door.session(first) is None
    names = [door.enter(TOKEN) for _ in range(SESSIONS_KEPT + 1)]
    assert door.session(names[0]) is None
    assert door.session(names[-1])
    now[0] = SESSION_SECONDS
    assert door.session(names[-1]) is None


def test_leaving_ends_the_session(inside: Site) -> None:
    inside.send("logout")
    assert 'name="token"' in inside.browser.get("/operator").text


def test_only_an_operators_upload_may_be_large(inside: Site) -> None:
    text = "Rapat dibuka. " * 20_000
    assert len(text) > BODY_LIMIT
    assert inside.upload("besar.txt", text).status_code == 200
    assert (inside.sources / "besar.txt").exists()
    assert inside.send("details", {"title": text}).status_code == 413
    too_large = b"x" * (UPLOAD_LIMIT + BODY_LIMIT + 1)
    assert inside.browser.post("/operator/upload", content=too_large, headers=OURS).status_code == 413
    inside.browser.cookies.clear()
    assert inside.browser.post("/operator/upload", content=b"x" * (BODY_LIMIT + 1), headers=OURS).status_code == 413


def test_an_upload_that_finds_no_room_on_its_way_is_said_as_that(
    inside: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("tempfile.SpooledTemporaryFile.rollover", lambda _: refuse(errno.ENOSPC))
    response = inside.upload("besar.txt", "Rapat dibuka. " * 100_000)  # more than is held in memory
    assert (response.status_code, response.json()["code"]) == (507, "disk_full")
    assert f"No space left on {tempfile.gettempdir()}" in caplog.text
    assert not (inside.sources / "besar.txt").exists()


def test_the_page_is_never_framed_or_cached_and_has_nothing_inline(inside: Site) -> None:
    for path in (*TABS, "/operator/documents/satu.txt", "/operator/remove/satu.txt", "/operator/empty"):
        response = inside.browser.get(path)
        assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
        assert response.headers["cache-control"] == "no-store"
        tags = re.findall(r"<[^>]+>", response.text)
        assert not [tag for tag in tags if re.search(r"<style|\sstyle=|\son\w+=|<script>", tag)]


def test_the_token_is_not_kept_with_feedback() -> None:
    assert TOKEN not in str(Settings(operator_token=TOKEN).as_dict())


# What the forms do


def test_a_document_goes_from_upload_through_preview_to_being_published_and_removed(inside: Site) -> None:
    page = inside.upload("rapat desa.txt", publisher="Kabar Desa").text
    assert SAY["operator_uploaded"].format(file="rapat-desa.txt") in page
    assert '<span class="furniture">Baca juga: Lainnya</span>' in page
    assert "<code>see-also</code> Baca juga: Lainnya" in page
    assert "<li><ul><li>Rapat dibuka pada 3 Mei 2031.</li><li>Hadir 40 warga.</li></ul></li>" in page
    assert "3 Mei 2031 (" in page
    assert 'value="Kabar Desa"' in page
    page = inside.documents()
    assert page.count(SAY["operator_state_new"] + "</span>") == 1
    assert page.count(">" + SAY["operator_state_published"] + "</span>") == 1
    page = inside.publish()
    assert "2 dokumen, 2 bagian (1 baru dihitung, 1 dipakai lagi)" in page
    assert "rapat-desa: diambil dari isi teks: tanggal terbit, judul." in page
    assert inside.documents().count(">" + SAY["operator_state_published"] + "</span>") == 2
    assert Index(inside.settings.index).document("rapat-desa").publisher == "Kabar Desa"

    assert (
        SAY["operator_remove_sure"].format(file="rapat-desa.txt")
        in inside.browser.get("/operator/remove/rapat-desa.txt").text
    )
    assert (inside.sources / "rapat-desa.txt").exists()
    page = inside.send("remove", {"file": "rapat-desa.txt"}).text
    assert SAY["operator_leaving"] in page
    assert "1 dokumen" in inside.publish()
    assert Index(inside.settings.index).document_ids == ["satu"]
    assert len(list(inside.sources.with_name("articles-trash").iterdir())) == 2


def test_details_are_changed_and_the_document_is_then_not_published_as_it_is(inside: Site) -> None:
    page = inside.send("details", {"file": "satu.txt", "title": "Apel", "published": "2031-06-01"}).text
    assert SAY["operator_details_kept"].format(file="satu.txt") in page
    assert SAY["operator_state_changed"] in inside.documents()
    inside.publish()
    assert Index(inside.settings.index).document("satu").title == "Apel"


def test_details_that_are_too_long_are_refused_with_the_limit(inside: Site) -> None:
    page = inside.send("details", {"file": "satu.txt", "title": "x" * (TEXT_LENGTH + 1)}).text
    assert SAY["operator_error_details"].format(limit=TEXT_LENGTH) in page
    assert "{" not in page


def test_a_refused_upload_says_why_and_keeps_what_was_typed(inside: Site) -> None:
    page = inside.upload("program.exe", title="Judul yang panjang").text
    assert SAY["operator_error_type"].format(endings=", ".join(EXTRACTORS)) in page
    assert 'value="Judul yang panjang"' in page
    assert 'value="Judul yang panjang"' not in inside.documents()
    for name, data, code in (
        ("rusak.pdf", b"%PDF-1.4 half", "unreadable"),
        ("lama.txt", "Привет, друг".encode("koi8_r"), "encoding"),
        ("biner.txt", b"Netral\0 dan adil.", "binary"),
        ("foto.pdf", b"\x89PNG\r\n\x1a\n", "disguised"),
        ("kosong.txt", b" \n", "empty"),
    ):
        say = SAY[f"operator_error_{code}"].format(endings=", ".join(EXTRACTORS))
        assert say in inside.upload(name, data).text
    assert SAY["operator_error_nothing"] in inside.send("upload").text
    assert SAY["operator_error_type"].format(endings=", ".join(EXTRACTORS)) in inside.upload("program.exe").text


def test_publishing_that_fails_says_why_and_names_the_file(inside: Site) -> None:
    before = current_generation(inside.settings.index)
    (inside.sources / "satu.txt").write_bytes(b" \n")
    page = inside.publish()
    assert SAY["operator_failed"] in page
    assert page.count("satu.txt has no text") == 1
    assert current_generation(inside.settings.index) == before


def test_a_file_that_cannot_be_used_is_named_and_the_others_are_published(inside: Site) -> None:
    before = current_generation(inside.settings.index)
    (inside.sources / "rusak.docx").write_bytes(b"PK half")
    page = inside.publish()
    assert SAY["operator_failed"] not in page
    assert SAY["operator_result_left_out"].format(count=1) in page
    assert SAY["operator_pending_problems"].format(count=1) in page
    assert inside.documents().count(SAY["operator_error_unreadable"]) == 1
    assert SAY["operator_error_unreadable"] in inside.browser.get("/operator/documents/rusak.docx").text
    assert current_generation(inside.settings.index) == before


def test_a_broken_manifest_is_reported(inside: Site) -> None:
    (inside.sources / "manifest.toml").write_text("[[source]\n", encoding="utf-8")
    assert "is not valid TOML" in inside.browser.get("/operator").text
    assert "is not valid TOML" in inside.browser.get("/operator/documents/satu.txt").text
    assert "manifest.toml" in inside.upload("dua.txt", title="X").text


def test_a_missing_document_is_reported(inside: Site) -> None:
    for path in ("documents/none.txt", "documents/..%2f..%2fetc%2fpasswd", "documents/manifest.toml"):
        assert inside.browser.get(f"/operator/{path}").status_code == 404
    for path in ("documents/none.txt", "documents/manifest.toml"):
        assert SAY["operator_error_gone"] in inside.browser.get(f"/operator/{path}").text
    assert inside.browser.get("/operator/remove/none.txt").status_code == 404
    assert inside.browser.get("/operator/documents/satu.txt").status_code == 200
    assert SAY["operator_error_gone"] in inside.send("remove", {"file": "none.txt"}).text


def test_documents_and_names_are_text_and_never_markup(inside: Site) -> None:
    text = "Judul " + HOSTILE[0] + "\n\n" + "\n\n".join(f"{part} adalah isi." for part in HOSTILE)
    page = inside.upload(HOSTILE[1] + ".txt", text, title=HOSTILE[7], publisher=HOSTILE[8]).text
    page += inside.publish() + inside.documents() + inside.browser.get("/operator?lang=%22%3E%3Cscript%3E").text
    found: list[tuple[str, dict[str, str | None]]] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attributes: found.append((tag, dict(attributes)))  # type: ignore[method-assign]
    parser.feed(page)
    assert {"form", "article"} <= {tag for tag, _ in found}
    assert not {"img", "svg", "iframe", "video", "style"} & {tag for tag, _ in found}
    for tag, attributes in found:
        assert not [name for name in attributes if name.startswith("on") or name in ("style", "srcdoc")]
        assert tag != "script" or (attributes["src"] or "").startswith("/static/")
        assert all((attributes.get(name) or "/").startswith(("/", "#")) for name in ("href", "src", "action"))


def test_publishing_says_what_of_the_question_bank_is_used_and_leads_to_what_is_stale(inside: Site) -> None:
    assert "Bank pertanyaan" not in inside.publish()
    gone = {**ANSWER, "questions": ["Lalu?"], "quotes": [{"source_id": "x", "quote": "y"}], "short": None}
    (inside.sources / "questions.jsonl").write_text(lines(REFUSAL, gone, "{<b>"), encoding="utf-8")
    page = inside.publish()
    assert SAY["operator_result_bank"].format(entries=1, wordings=1) in page
    assert SAY["operator_result_stale"].format(count=1) in page
    assert 'href="/quality/entries?lang=id"' in page
    assert "Ada 1 masalah di questions.jsonl" in page
    assert "line 3: it is not JSON" in page
    (inside.sources / "questions.jsonl").write_text(lines(REFUSAL), encoding="utf-8")
    page = inside.publish()
    assert "/quality/entries" not in page
    assert "questions.jsonl." not in page


def test_the_page_speaks_both_languages(inside: Site) -> None:
    page = inside.browser.get("/operator?lang=en").text
    assert words("en")["operator_publish_note"] in page
    response = inside.send("publish", {"lang": "en"}, follow_redirects=False)
    assert response.headers["location"] == "/operator?lang=en"


def test_a_full_disk_is_said_in_the_language_of_the_page(inside: Site) -> None:
    with watched(full_at(4, stays=True)):
        reply = inside.upload("rapat.txt", lang="en")
    said = words("en")["operator_error_disk_full"]
    assert isinstance(said, str)
    assert said.split("{")[0] in reply.text
    assert "bytes needed" in reply.text
    assert not (inside.sources / "rapat.txt").exists()
    assert inside.upload("rapat.txt").status_code == 200
    assert (inside.sources / "rapat.txt").exists()


def test_a_change_that_was_interrupted_is_finished_when_the_server_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(tmp_path)
    journal = FolderJournal(site.sources)

    def fails(*_: object) -> None:
        raise OSError("killed")

    def change() -> None:
        with journal.change("remove satu.txt") as steps:
            steps.write(site.sources / "dua.txt", b"Apel digelar.")
            steps.remove(site.sources / "satu.txt")

    with monkeypatch.context() as patch:
        patch.setattr("index.folder_journal._finish", fails)
        with pytest.raises(SourceError, match="cannot be completed"):
            change()
        # The server starts all the same, and says why it could not be completed.
        make_app(FakeService(site.settings), site.settings, page=False, publisher=site.publisher)
        assert journal.path.exists()
    make_app(FakeService(site.settings), site.settings, page=False, publisher=site.publisher)
    assert [path.name for path in site.sources.iterdir()] == ["dua.txt"]


# Documents that are read under limits


def test_a_document_over_a_limit_is_said_in_the_pages_language(tmp_path: Path) -> None:
    site = Site(tmp_path, document_memory=128)
    with site.browser:
        site.log_in()
        page = site.upload("besar.html", b"<p>Pegawai wajib netral hari ini.\n" * 400_000).text
        assert SAY["operator_error_too_much_memory"].format(limit=128) in page
        assert site.browser.get("/operator/documents").status_code == 200
    assert not (site.sources / "besar.html").exists()


def test_a_client_who_goes_away_ends_what_is_read_for_it() -> None:
    """What ends the process once it is told so: tests/index/test_limited.py."""
    begun = threading.Event()
    stopped: list[bool] = []

    def change(*_: Any) -> Any:
        stop = stop_in_force()
        with stop.ending(begun.set):
            stopped.append(begun.wait(20))
        return "done"

    async def leave() -> dict[str, str]:
        return {"type": "http.disconnect"}

    request = Request({"type": "http"}, leave)
    assert asyncio.run(routes._done(request, change, FormData(), "")) == "done"
    assert stopped == [True]


def test_a_server_that_ends_ends_what_is_read() -> None:
    begun, ended = threading.Event(), threading.Event()

    def change(*_: Any) -> Any:
        with stop_in_force().ending(ended.set):
            begun.set()
            ended.wait(20)

    async def stay() -> dict[str, str]:
        await asyncio.Event().wait()
        raise AssertionError

    async def serve() -> None:
        task = asyncio.create_task(routes._done(Request({"type": "http"}, stay), change, FormData(), ""))
        await asyncio.to_thread(begun.wait, 20)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(serve())
    assert ended.is_set()
