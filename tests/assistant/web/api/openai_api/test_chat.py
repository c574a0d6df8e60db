"""Models and chat completions over HTTP, their errors, and what stands around them."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.answer import Answer, Lang
from assistant.settings import Settings, load_settings
from assistant.web.api.openai_api.routes import published_at
from assistant.web.api.openai_api.usage import count_tokens, count_usage
from assistant.web.security.limits import CHAT_BODY_LIMIT
from assistant.web.security.routes import asking_paths
from index.errors import BusyError, ConfigError
from tests.assistant.web.site import ORIGIN, client, problem
from tests.fakes import SECRET, FakeService

CHAT = "/v1/chat/completions"
KEY = "sebuah-kunci-panjang"
USER = {"role": "user", "content": "Kapan?"}
PICTURE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}


def body(*messages: Any, **more: Any) -> dict[str, Any]:
    return {"model": "netral", "messages": list(messages or (USER,)), **more}


def fault(response: Any, status: int, code: str, param: str | None = None) -> str:
    """The message of an error in OpenAI's form, the rest of it checked."""
    assert response.headers["content-type"] == "application/json"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-request-id"]
    assert list(response.json()) == ["error"]
    found: dict[str, Any] = response.json()["error"]
    assert list(found) == ["message", "type", "param", "code"]
    assert (response.status_code, found["code"], found["param"]) == (status, code, param)
    assert SECRET not in response.text
    return str(found["message"])


class CrowdedService(FakeService):
    """One at which as many questions wait as may."""

    def ask(self, question: str, history: Sequence[str] = (), lang: Lang | None = None) -> Answer:  # noqa: ARG002
        raise BusyError(7)


@pytest.fixture(name="api", scope="module")
def opened() -> Any:
    with client(openai_api=True) as api:
        yield api


# What is asked


def asked(*messages: Any, **more: Any) -> tuple[str, tuple[str, ...], Any]:
    service = FakeService()
    with client(service=service, openai_api=True) as api:
        assert api.post(CHAT, json=body(*messages, **more)).status_code == 200
    (found,) = service.asked
    return found


def test_the_last_message_of_the_user_is_the_question_and_those_before_it_are_the_history() -> None:
    messages = (
        {"role": "system", "content": "Jawab dengan pantun."},
        {"role": "user", "content": "Kapan pilkada?"},
        {"role": "assistant", "content": "27 November 2024", "tool_calls": None},
        {"role": "user", "content": [{"type": "text", "text": "Lalu"}, {"type": "text", "text": "apa sanksinya?"}]},
        {"role": "tool", "content": "x", "tool_call_id": "1"},
    )
    assert asked(*messages) == ("Lalu apa sanksinya?", ("Kapan pilkada?",), None)


def test_the_latest_ten_questions_are_the_history_and_what_could_not_be_asked_is_left_out() -> None:
    earlier = [{"role": "user", "content": f"Apa itu {number}?"} for number in range(12)]
    unasked = [
        {"role": "user", "content": "a" * 501},
        {"role": "user", "content": [PICTURE]},
        {"role": "user", "content": None},
        {"role": "user", "content": [PICTURE, {"type": "text", "text": "Apa ini?"}]},
    ]
    _, history, _ = asked(*earlier, *unasked, USER)
    assert history == (*(f"Apa itu {number}?" for number in range(3, 12)), "Apa ini?")


def test_what_a_model_would_be_told_changes_nothing() -> None:
    told = {
        "temperature": 2,
        "top_p": 0,
        "max_tokens": 1,
        "max_completion_tokens": 1,
        "stop": ["2024"],
        "seed": 7,
        "logit_bias": {"1": 100},
        "tools": [{"type": "function", "function": {"name": "f"}}],
        "tool_choice": "auto",
        "response_format": {"type": "text"},
        "modalities": ["text"],
        "n": 1,
        "user": "ani",
        "metadata": {},
    }
    with client(openai_api=True) as api:
        plain, other = api.post(CHAT, json=body()).json(), api.post(CHAT, json=body(**told)).json()
    assert plain["choices"] == other["choices"]


def test_links_begin_with_the_address_that_the_server_was_reached_at() -> None:
    with client(openai_api=True, root_path="/netral", trusted_proxies=()) as api:
        reply = api.post(f"https://netral.example/netral{CHAT}", json=body()).json()
    url = reply["choices"][0]["message"]["annotations"][0]["url_citation"]["url"]
    assert url.startswith("https://netral.example/netral/sources/001_bali?start=")
    assert reply["netral"]["citations"][0]["url"].startswith("/netral/sources/001_bali?start=")


def test_a_reply_is_never_stored_and_a_stream_not_held_back(api: TestClient) -> None:
    assert api.post(CHAT, json=body()).headers["cache-control"] == "no-store"
    stream = api.post(CHAT, json=body(stream=True))
    assert stream.headers["content-type"].startswith("text/event-stream")
    assert (stream.headers["cache-control"], stream.headers["x-accel-buffering"]) == ("no-store", "no")
    assert stream.text.endswith("}\n\ndata: [DONE]\n\n")


def test_no_link_is_cut_in_two_by_a_stream(api: TestClient) -> None:
    events = api.post(CHAT, json=body(stream=True)).text.split("\n\n")
    deltas = [json.loads(event[6:])["choices"][0]["delta"] for event in events if event.startswith("data: {")]
    pieces = [delta["content"] for delta in deltas if "content" in delta]
    with_links = [piece for piece in pieces if "](" in piece]
    assert len(with_links) == 4
    assert all(re.search(r"\[\\\[\d\\\]\]\(http\S+\)", piece) for piece in with_links)


def test_usage_counts_words_numbers_and_marks() -> None:
    assert count_tokens("Kapan, 27 November?") == 5
    assert count_tokens("") == 0
    usage = count_usage(["Kapan?", "Di mana?"], "Bali.")
    assert (usage.prompt_tokens, usage.completion_tokens, usage.total_tokens) == (2 + 3, 2, 7)


def test_the_model_is_as_old_as_the_index(tmp_path: Path) -> None:
    assert published_at(tmp_path) == 0
    (tmp_path / "CURRENT").write_text("x")
    assert published_at(tmp_path) in (0, int((tmp_path / "CURRENT").stat().st_mtime))


# Errors


@pytest.mark.parametrize(
    ("given", "status", "code", "param"),
    [
        (body(model="gpt"), 404, "model_not_found", "model"),
        (body(n=2), 422, "unsupported", "n"),
        (body(n=0), 422, "unsupported", "n"),
        (body(modalities=["text", "audio"]), 422, "unsupported", "modalities"),
        (body(response_format={"type": "json_object"}), 422, "unsupported", "response_format"),
        (body(tool_choice="required"), 422, "unsupported", "tool_choice"),
        (body(USER, {"role": "user", "content": [PICTURE]}), 422, "unsupported", "messages.1.content.0"),
        (body({"role": "user", "content": ""}), 422, "empty", "messages.0.content"),
        (body({"role": "user", "content": []}), 422, "empty", "messages.0.content"),
        (body({"role": "user"}), 422, "empty", "messages.0.content"),
        (body({"role": "user", "content": "a" * 501}), 422, "too_long", "messages.0.content"),
        (body({"role": "user", "content": "a" * 5001}), 422, "too_long", "messages.0.content"),
        (body({"role": "user", "content": "a\x00b"}), 422, "control", "messages.0.content"),
        (body({"role": "system", "content": "Kapan?"}), 422, "invalid", "messages"),
        (body({"role": "user", "content": 5}), 422, "invalid", "messages.0.content"),
        (body({"role": "user", "content": ["Kapan?"]}), 422, "invalid", "messages.0.content"),
        (body({"role": "user", "content": [{"type": "text", "text": 5}]}), 422, "invalid", "messages.0.content"),
        (body({"role": "nobody", "content": "Kapan?"}), 422, "invalid", "messages.0.role"),
        (body(stream="ya"), 422, "invalid", "stream"),
        ({"model": "netral", "messages": []}, 422, "invalid", "messages"),
        ({"messages": [USER]}, 422, "invalid", "model"),
        ([], 422, "invalid", "body"),
        (body({"role": "user", "content": "?!"}), 422, "control", "messages"),
        (body({"role": "user", "content": "rusak"}), 500, "internal", None),
        (body({"role": "user", "content": "indeks"}), 503, "index_unavailable", None),
    ],
)
def test_what_cannot_be_answered_is_an_error_in_openais_form(
    api: TestClient, given: Any, status: int, code: str, param: str | None
) -> None:
    assert fault(api.post(CHAT, json=given), status, code, param)
    if isinstance(given, dict) and given.get("stream") is None:
        assert fault(api.post(CHAT, json={**given, "stream": True}), status, code, param)


def test_no_json_is_an_error_too(api: TestClient) -> None:
    response = api.post(CHAT, content=b"{", headers={"Content-Type": "application/json"})
    assert (response.status_code, response.json()["error"]["code"]) == (422, "invalid")


def test_errors_of_the_server_have_the_form_too(api: TestClient) -> None:
    fault(api.get("/v1/nothing"), 404, "not_found")
    fault(api.get("/v1"), 404, "not_found")
    fault(api.get("/v1/models/gpt"), 404, "model_not_found", "model")
    wrong_method = api.get(CHAT)
    fault(wrong_method, 405, "method_not_allowed")
    assert wrong_method.headers["allow"] == "POST"
    fault(api.get("/v1/models", headers={"Host": "elsewhere.example"}), 421, "host_not_allowed")
    large = api.post(CHAT, content=b" " * (CHAT_BODY_LIMIT + 1))
    assert "256 KiB" in fault(large, 413, "too_large")
    assert large.headers["connection"] == "close"
    fault(api.get("/v1/nothing", headers={"Accept": "text/html"}), 404, "not_found")


def test_other_errors_stay_problems(api: TestClient) -> None:
    for path in ("/v1x", "/v", "/api/v1/models", "/nowhere"):
        assert problem(api.get(path))["code"] == "not_found"
    assert problem(api.post("/api/ask", content=b" " * 70_000))["code"] == "too_large"


def test_a_long_conversation_fits(api: TestClient) -> None:
    turn = [{"role": "user", "content": "Kapan pilkada?"}, {"role": "assistant", "content": "Kutipan. " * 500}]
    assert api.post(CHAT, json=body(*turn * 50, USER)).status_code == 200


def test_busy_and_rate_limited_say_when_to_come_back() -> None:
    with client(openai_api=True, rate_limit=1, address_rate_limit=1) as api:
        assert api.post(CHAT, json=body()).status_code == 200
        limited = api.post(CHAT, json=body())
        fault(limited, 429, "rate_limited")
        assert 0 < int(limited.headers["retry-after"]) <= 60
        assert api.get("/v1/models").status_code == 200
        assert api.post("/api/ask", json={"question": "Kapan?"}).status_code == 429  # they share the allowance
    with client(openai_api=True, service=CrowdedService()) as api:
        for stream in (False, True):
            busy = api.post(CHAT, json=body(stream=stream))
            fault(busy, 503, "busy")
            assert busy.headers["retry-after"] == "7"


@pytest.mark.parametrize("header", ["Netral-Conversation", "X-OpenWebUI-Chat-Id"])
def test_a_conversation_is_counted_by_the_name_that_a_client_gives_it(header: str) -> None:
    with client(openai_api=True, rate_limit=1, address_rate_limit=100) as api:
        found = [api.post(CHAT, json=body(), headers={header: name}).status_code for name in ("a", "b", "a")]
    assert found == [200, 200, 429]


# Who may


def test_there_is_no_such_api_until_a_setting_says_so() -> None:
    with client() as api:
        for path in ("/v1/models", "/v1/models/netral", CHAT):
            assert problem(api.get(path))["code"] == "not_found"


def test_it_is_counted_like_any_question(api: TestClient) -> None:
    assert CHAT in asking_paths(api.app.routes)  # type: ignore[attr-defined]


def test_a_key_is_asked_for_before_anything_is_read() -> None:
    with client(openai_api=True, openai_keys=("lain-0123456789abc", KEY)) as api:
        for path in ("/v1/models", "/v1/nothing", "/v1"):
            refused = api.get(path)
            fault(refused, 401, "invalid_api_key")
            assert refused.headers["www-authenticate"] == "Bearer"
        for given in (KEY, f"Basic {KEY}", f"Bearer {KEY[:-1]}", f"Bearer {KEY}x", "Bearer ", "Bearer ké"):
            sent = {"Authorization": given.encode()}
            assert api.get("/v1/models", headers=sent).status_code == 401, given  # type: ignore[arg-type]
        fault(api.post(CHAT, content=b" " * (CHAT_BODY_LIMIT + 1)), 401, "invalid_api_key")
        for scheme in ("Bearer", "bearer"):
            assert api.get("/v1/models", headers={"Authorization": f"{scheme} {KEY}"}).status_code == 200
        assert api.get("/api/sources").status_code == 200


def test_a_sign_in_is_needed_where_it_is_needed_elsewhere() -> None:
    with client(openai_api=True, user_header="X-Remote-User") as api:
        fault(api.get("/v1/models"), 401, "sign_in")
        assert api.get("/v1/models", headers={"X-Remote-User": "ani"}).status_code == 200


def test_a_listed_origin_may_send_a_key_and_read_answers_and_errors() -> None:
    asking = {"Origin": ORIGIN, "Access-Control-Request-Method": "POST"}
    wanted = {**asking, "Access-Control-Request-Headers": "authorization, content-type"}
    with client(openai_api=True, openai_keys=(KEY,), allowed_origins=(ORIGIN,)) as api:
        assert api.options(CHAT, headers=wanted).headers["access-control-allow-origin"] == ORIGIN
        refused = api.post(CHAT, json=body(), headers={"Origin": ORIGIN})
        assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (401, ORIGIN)
        assert api.options(CHAT, headers={**wanted, "Origin": "https://other.example"}).status_code == 400
    with client(allowed_origins=(ORIGIN,)) as api:
        assert api.options("/api/ask", headers=wanted).status_code == 400


@pytest.mark.parametrize("keys", [("pendek",), (KEY, "pendek"), ("ada spasi di dalamnya",), ("kunci-dengan-ünicode",)])
def test_a_key_that_does_not_fit_is_refused_and_not_shown(keys: tuple[str, ...]) -> None:
    with pytest.raises(ConfigError) as raised:
        Settings(openai_keys=keys)
    assert all(key not in str(raised.value) for key in keys if key)


def test_keys_come_from_a_file_or_a_variable_and_are_never_shown(tmp_path: Path) -> None:
    (tmp_path / "netral_openai_keys").write_text(f"{KEY},lain-0123456789abc\n", encoding="utf-8")
    read = load_settings(tmp_path, {"NETRAL_SECRETS_DIR": str(tmp_path)})
    given = load_settings(
        tmp_path, {"NETRAL_OPENAI_KEYS": f'["{KEY}", "lain-0123456789abc"]', "NETRAL_OPENAI_API": "true"}
    )
    assert read.openai_keys == given.openai_keys == (KEY, "lain-0123456789abc")
    assert given.openai_api
    assert KEY not in repr(given)
    assert "openai_keys" not in given.as_dict()
    with pytest.raises(ConfigError, match="openai_keys") as raised:
        Settings(openai_keys=7)  # type: ignore[arg-type]
    assert "7" not in str(raised.value)
