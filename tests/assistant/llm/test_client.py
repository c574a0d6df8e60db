"""Whatever the server of a language model does, there is a reply or a declared error, in time, and no secret in it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from assistant.llm import client as client_module
from assistant.llm.client import ChatClient, LanguageModel
from index.errors import LanguageModelError
from tests.assistant.llm.scripted import (
    Script,
    Step,
    answers,
    chunk,
    drips,
    never_ends,
    refuses,
    says,
    says_object,
    scripted,
    waits,
)

KEY = "sk-rahasia-sekali"
ASKED = [{"role": "system", "content": "Jawab."}, {"role": "user", "content": "Kapan apel digelar?"}]
SCHEMA = {"type": "object", "properties": {"sentences": {"type": "array"}}, "required": ["sentences"]}


@contextmanager
def asking(*steps: Step, **more: Any) -> Iterator[tuple[ChatClient, Script]]:
    with scripted(*steps) as script:
        made = ChatClient(LanguageModel(script.url, "model-kecil", KEY, **({"seconds": 10.0} | more)))
        try:
            yield made, script
        finally:
            made.close()


def fails(code: str) -> Any:
    return pytest.raises(LanguageModelError, check=lambda error: error.code == code)


def test_a_reply_is_put_together_and_its_cost_is_told() -> None:
    with asking(says("Apel digelar hari Senin.")) as (client, script):
        reply = client.text(ASKED)
    assert (reply.text, reply.prompt_tokens, reply.reply_tokens) == ("Apel digelar hari Senin.", 11, 3)
    sent = script.requests[0]
    assert (sent["model"], sent["temperature"], sent["messages"]) == ("model-kecil", 0, ASKED)
    assert sent["max_tokens"] == client.model.tokens
    assert {name.lower(): value for name, value in script.headers[0].items()}["authorization"] == f"Bearer {KEY}"


def test_a_server_that_does_not_count_costs_nothing_known() -> None:
    with asking(says("ya", usage=None)) as (client, _):
        assert client.text(ASKED).prompt_tokens == 0


def test_an_object_is_asked_for_by_its_schema() -> None:
    with asking(says_object({"sentences": [2]})) as (client, script):
        assert client.object(ASKED, "reading", SCHEMA)[0] == {"sentences": [2]}
    assert script.requests[0]["response_format"]["json_schema"]["schema"] == SCHEMA


def test_a_server_without_schemas_is_told_in_words_and_not_asked_for_them_again() -> None:
    with asking(refuses(400, "response_format"), says('Tentu!\n```json\n{"sentences": [1]}\n```')) as (client, script):
        assert client.object(ASKED, "reading", SCHEMA)[0] == {"sentences": [1]}
        assert client.object(ASKED, "reading", SCHEMA)[0] == {"sentences": [1]}
    assert ["response_format" in sent for sent in script.requests] == [True, False, False]
    assert "one JSON object of this schema" in script.requests[1]["messages"][1]["content"]
    assert script.requests[1]["messages"][-1] == ASKED[-1]


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (says("Saya tidak tahu."), "nonsense"),
        (says("[1, 2]"), "nonsense"),
        (says('{"sentences": [1'), "nonsense"),
        (says('{"sentences": [1]}', reason="length"), "cut_off"),
        (says('{"sentences": [1]}', reason=None), "cut_off"),
        (says('{"sentences": [1]}', reason="content_filter"), "cut_off"),
        (answers(b""), "cut_off"),
        (answers(b"data: {\n\n"), "cut_off"),
        (answers(b'data: {"choices": 5}\n\n'), "cut_off"),
        (answers(b"<html>Selamat datang</html>", "text/html"), "cut_off"),
        (answers(b"\xff\xfe\x00"), "cut_off"),
        (answers(b'data: {"error": {"message": "out of memory"}}\n\n'), "nonsense"),
        (refuses(401), "refused"),
        (refuses(404), "refused"),
        (refuses(413), "refused"),
        (refuses(500), "unreachable"),
        (refuses(503), "unreachable"),
        (refuses(429), "unreachable"),
        (refuses(302, location="http://127.0.0.1:9/v1/chat/completions"), "refused"),
    ],
)
def test_each_fault_is_a_declared_error(step: Step, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "RETRIES", 0)
    with asking(step) as (client, _), fails(code):
        client.object(ASKED, "reading", SCHEMA)


def test_what_may_pass_is_tried_again() -> None:
    with asking(refuses(503), refuses(429, retry_after="0"), says("ya")) as (client, script):
        assert client.text(ASKED).text == "ya"
    assert len(script.requests) == 3


def test_nobody_there_is_said() -> None:
    client = ChatClient(LanguageModel("http://127.0.0.1:9/v1", "m", seconds=10))
    with fails("unreachable"):
        client.text(ASKED)
    client.close()


@pytest.mark.parametrize("step", [waits(30), drips(30), never_ends])
def test_a_reply_that_takes_too_long_is_given_up_in_time_and_its_server_told_to_stop(step: Step) -> None:
    with asking(step, seconds=0.5, tokens=100) as (client, script):
        started = time.monotonic()
        with fails("slow"):
            client.text(ASKED)
        assert time.monotonic() - started < 5
        if step is never_ends:
            assert script.left.wait(5)


def test_a_reply_without_an_end_is_cut_off_by_its_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "MOST_CHARACTERS", 50)
    with asking(never_ends) as (client, script):
        with fails("cut_off"):
            client.text(ASKED)
        assert script.left.wait(5)


def test_a_server_that_fails_again_and_again_is_left_alone_and_tried_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "RETRIES", 0)
    monkeypatch.setattr(client_module, "FAILURES", 2)
    monkeypatch.setattr(client_module, "REST", 0.3)
    with asking(refuses(500), refuses(500), says("ya")) as (client, script):
        for code in ("unreachable", "unreachable", "resting", "resting"):
            with fails(code):
                client.text(ASKED)
        assert len(script.requests) == 2
        time.sleep(0.4)
        assert client.text(ASKED).text == "ya"
        assert client.text(ASKED).text == "ya"


def test_more_than_are_waited_for_at_once_are_refused() -> None:
    begun = threading.Event()

    def slow(exchange: Any) -> None:
        begun.set()
        time.sleep(1)
        says("ya")(exchange)

    with asking(slow, at_once=1) as (client, _):
        first = threading.Thread(target=client.text, args=(ASKED,))
        first.start()
        assert begun.wait(5)
        with fails("busy"):
            client.text(ASKED)
        first.join()
        assert client.text(ASKED).text == "ya"


def test_the_key_is_in_no_message_and_no_log(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "RETRIES", 0)
    caplog.set_level(logging.DEBUG)
    said = []
    with asking(refuses(401, f"bad key {KEY}: Kapan apel digelar?"), refuses(500, KEY), answers(KEY.encode())) as (
        client,
        _,
    ):
        said.append(repr(client.model))
        for _ in range(3):
            with pytest.raises(LanguageModelError) as raised:
                client.text(ASKED)
            said.append(str(raised.value))
    assert KEY not in " ".join(said)
    assert "apel" not in " ".join(said)
    assert not [
        record
        for record in caplog.records
        if KEY in record.getMessage() and record.name.startswith(("netral", "assistant"))
    ]


def test_the_environment_lends_neither_key_nor_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("OPENAI_ORG_ID", "kantor")
    with scripted(says("ya")) as script:
        client = ChatClient(LanguageModel(script.url, "m"))
        assert client.text(ASKED).text == "ya"
        client.close()
    assert KEY not in str(script.headers)
    assert "kantor" not in str(script.headers)


def test_chunks_of_the_script_are_of_the_protocol() -> None:
    assert chunk("a")["choices"][0]["delta"] == {"content": "a"}
