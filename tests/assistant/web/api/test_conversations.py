"""Conversations as files, over the network."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

import docx
import pypdf
import pytest
from fastapi.testclient import TestClient

from assistant.conversations.conversation import Conversation, random_id
from assistant.conversations.store import ConversationStore
from assistant.settings import Settings
from tests.assistant.web.site import client, problem
from tests.fakes import FakeService, answered, make_app, refused

KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "md": "text/markdown; charset=utf-8",
    "json": "application/json",
}
ROOT = Path(__file__).parents[4]


@pytest.fixture
def talk(tmp_path: Path) -> Conversation:
    store = ConversationStore(tmp_path / "records.sqlite", 90)
    reader, talk = random_id(), Conversation()
    for answer in (answered("Apa “sanksi” – dan kapan?"), refused("Siapa presiden?", "not_in_sources", "id")):
        talk = store.save(reader, talk.ask(answer.question).with_answer(answer))
    return talk


@pytest.fixture
def api(tmp_path: Path) -> Iterator[TestClient]:
    app = make_app(FakeService(), Settings(records=tmp_path / "records.sqlite", root_path="/asn"), page=False)
    with TestClient(app, base_url="https://netral.example", root_path="/asn") as server:
        yield server


def texts(kind: str, data: bytes) -> str:
    if kind == "docx":
        return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs)
    if kind == "pdf":
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
    return data.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_saved_under_date_and_title(api: TestClient, talk: Conversation, kind: str) -> None:
    found = api.get(f"/conversations/{talk.id}.{kind}")
    assert (found.status_code, found.headers["content-type"]) == (200, KINDS[kind])
    assert found.headers["cache-control"] == "no-store"
    day = datetime.now().astimezone().date().isoformat()
    plain, encoded = re.fullmatch(
        r"attachment; filename=\"(.*)\"; filename\*=UTF-8''(\S+)", found.headers["content-disposition"]
    ).groups()  # type: ignore[union-attr]
    assert plain == f"{day} Apa 'sanksi' - dan kapan.{kind}"
    assert unquote(encoded) == f"{day} Apa “sanksi” – dan kapan.{kind}"


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_quotes_links_refusal_and_note(api: TestClient, talk: Conversation, kind: str) -> None:
    text = texts(kind, api.get(f"/conversations/{talk.id}.{kind}?lang=en").content)
    said = " ".join(text.replace("\\", "").replace("\u00a0", " ").split())
    assert "akan dijatuhi sanksi berat seperti" in said
    assert "Siapa presiden?" in said
    assert "Artikel sumber tidak memuat jawaban atas pertanyaan ini." in said
    assert "Check each quote through its link before you use it." in said
    assert f"Fingerprint of the index of articles: {'f' * 16}" in said
    if kind != "json":
        assert "https://netral.example/asn/sources/001_bali?start=" in text
        assert "Not an answer" in text
        assert re.search(r"\d{1,2} [A-Z][a-z]+ 20\d\d", text)


@pytest.mark.parametrize("kind", KINDS)
def test_one_question_and_its_answer_alone(api: TestClient, talk: Conversation, kind: str) -> None:
    found = api.get(f"/conversations/{talk.id}.{kind}?turn=2")
    assert "Siapa%20presiden." in found.headers["content-disposition"]
    text = texts(kind, found.content)
    assert "Siapa presiden?" in text
    assert "sanksi” – dan" not in text


def test_a_turn_that_is_not_there_is_said(api: TestClient, talk: Conversation) -> None:
    missing = api.get(f"/conversations/{talk.id}.pdf?turn=3")
    assert missing.status_code == 404
    assert problem(missing)["code"] == "no_turn"
    for wrong in ("0", "-1", "x", ""):
        refused_ = api.get(f"/conversations/{talk.id}.pdf?turn={wrong}")
        assert refused_.status_code == 422
        assert problem(refused_)["detail"].startswith("turn: ")


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_a_memo_is_that_of_the_office(kind: str, talk: Conversation, tmp_path: Path) -> None:
    (tmp_path / "brand.toml").write_text('name = "Tanya ASN"', encoding="utf-8")
    with client(records=tmp_path / "records.sqlite", brand=str(tmp_path)) as server:
        data = server.get(f"/conversations/{talk.id}.{kind}").content
    shown = texts(kind, data)
    assert "Tanya ASN" in shown
    assert re.search(r"\bNetral\b", shown) is None


def test_an_unknown_conversation_or_kind_is_not_found(api: TestClient, talk: Conversation) -> None:
    for name in (f"{random_id()}.pdf", f"{talk.id}.doc", f"{talk.id}.docx.exe", f"{talk.id}.PDF", talk.id):
        assert api.get(f"/conversations/{name}").status_code == 404


def test_starting_a_server_loads_neither_library() -> None:
    code = "import sys, assistant.web.app; print([name for name in ('docx', 'reportlab') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr
