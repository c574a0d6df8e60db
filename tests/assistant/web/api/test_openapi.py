"""The OpenAPI document says all of what programs may use, and what it says is so."""

from __future__ import annotations

import copy
import dataclasses
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from assistant import answer
from assistant.web.api import answer_schema
from assistant.web.api.openapi import CONVERSATION, FOR_PROGRAMS
from assistant.web.api.problem_types import PROBLEM_TYPES
from assistant.web.security.rates import CONVERSATION_HEADER
from assistant.web.security.routes import ASKS
from tests import real
from tests.assistant.web.api.openapi_check import (
    STREAM,
    closed,
    contents,
    faults,
    operations,
    stream_faults,
    undescribed,
    without_example,
    wrong_examples,
)
from tests.assistant.web.site import client, problem

KEY = "sebuah-kunci-panjang"
OPEN: dict[str, Any] = {"openai_api": True, "metrics": True}
"""The settings with which every route for programs is there."""


@pytest.fixture(scope="module")
def api() -> Iterator[TestClient]:
    with client(**OPEN) as opened:
        yield opened


@pytest.fixture(scope="module")
def document(api: TestClient) -> dict[str, Any]:
    given: dict[str, Any] = api.get("/api/openapi.json").json()
    return given


def of(document: dict[str, Any], name: str) -> dict[str, Any]:
    """The operation of that id."""
    return next(each for _, each in operations(document) if each["operationId"] == name)


# What it says


def test_it_has_every_route_for_programs_and_no_page(api: TestClient, document: dict[str, Any]) -> None:
    app = api.app
    assert isinstance(app, FastAPI)
    routes = [route for route in app.routes if isinstance(route, APIRoute)]
    expected = {
        f"{method} {route.path_format}"
        for route in routes
        for method in route.methods
        if route.path.startswith(FOR_PROGRAMS)
    }
    assert {where for where, _ in operations(document)} == expected
    assert {"POST /api/ask", "GET /api/openapi.json", "POST /v1/chat/completions", "GET /metrics"} <= expected
    assert not any("/panel" in path or "/operator" in path or path == "/sources" for path in document["paths"])


def test_every_operation_parameter_reply_record_and_field_is_described(document: dict[str, Any]) -> None:
    assert undescribed(document) == []


def test_every_parameter_body_and_reply_shows_an_example(document: dict[str, Any]) -> None:
    assert without_example(document) == []


def test_every_example_is_as_its_schema_says(document: dict[str, Any]) -> None:
    assert wrong_examples(closed(document)) == []


def test_the_quotes_of_the_examples_are_in_the_articles_to_the_character(document: dict[str, Any]) -> None:
    record = of(document, "ask")["responses"]["200"]["content"]["application/json"]["examples"]["answer"]["value"]
    chat = of(document, "chat_completion")["responses"]["200"]["content"]["application/json"]["examples"]["answer"][
        "value"
    ]
    assert len(record["citations"]) == len(chat["netral"]["citations"]) == 2
    for cited in (*record["citations"], *chat["netral"]["citations"]):
        text = (real.SEEDS / f"{cited['source_id']}.txt").read_text(encoding="utf-8")
        assert text[cited["start"] : cited["end"]] == cited["quote"]
    message = chat["choices"][0]["message"]
    for each in message["annotations"]:
        found = each["url_citation"]
        assert message["content"][found["start_index"] : found["end_index"]].endswith(f"({found['url']})")


def test_the_schemas_are_schemas_and_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    named = set(re.findall(r"'#/components/schemas/(\w+)'", str(document)))
    assert named <= set(document["components"]["schemas"])


def test_operation_ids_are_names_and_each_is_there_once(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, operation in operations(document)]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", name) for name in names)


def test_what_asks_takes_the_name_of_a_conversation(document: dict[str, Any]) -> None:
    assert str(CONVERSATION["name"]).lower() == CONVERSATION_HEADER
    for _, operation in operations(document):
        assert (CONVERSATION in operation.get("parameters", [])) == (ASKS in operation["tags"])


@pytest.mark.parametrize(
    ("model", "record"),
    [
        (answer_schema.AnswerRecord, answer.Answer),
        (answer_schema.CitationRecord, answer.Citation),
        (answer_schema.LeadRecord, answer.Lead),
        (answer_schema.ShortAnswerRecord, answer.ShortAnswer),
        (answer_schema.RefusalRecord, answer.Refusal),
        (answer_schema.DisagreementRecord, answer.Disagreement),
        (answer_schema.PartRecord, answer.Part),
        (answer_schema.VerifiedRecord, answer.Verified),
    ],
)
def test_the_fields_are_those_of_the_records(model: type[BaseModel], record: Any) -> None:
    assert list(model.model_fields) == [field.name for field in dataclasses.fields(record)]


def test_every_type_of_problem_is_listed_and_those_of_a_route_are_at_it(document: dict[str, Any]) -> None:
    code = document["components"]["schemas"]["ProblemRecord"]["properties"]["code"]
    assert code["enum"] == [each.code for each in PROBLEM_TYPES]
    assert all(f"`{each.code}` ({each.status})" in code["description"] for each in PROBLEM_TYPES)
    shown = {
        (int(at.split()[0]), name)
        for _, operation in operations(document)
        for at, content in contents(operation)
        if at[0] in "45"
        for name in content["examples"]
    }
    # An address that is none has no operation; pictures of pages, and `/mcp`, whose protocol is its own, are no part of the document.
    elsewhere = {"method_not_allowed", "page_not_found", "origin_not_allowed"}
    assert shown == {(each.status, each.code) for each in PROBLEM_TYPES if each.code not in elsewhere}
    assert set(of(document, "ask")["responses"]) == {"200", "401", "413", "421", "422", "429", "500", "503"}
    assert "Retry-After" in of(document, "ask")["responses"]["429"]["headers"]


def test_without_the_settings_their_routes_are_not_in_it() -> None:
    with client() as api:
        document = api.get("/api/openapi.json").json()
    assert {path.split("/")[1] for path in document["paths"]} == {"api", "conversations", "healthz", "readyz"}
    assert undescribed(document) == without_example(document) == wrong_examples(document) == []
    assert "ChatRequest" not in document["components"]["schemas"]


def test_a_prefix_and_a_key_are_said() -> None:
    with client(**OPEN, openai_keys=(KEY,), root_path="/netral") as api:
        reply = api.get("/netral/api/openapi.json")
    document = reply.json()
    assert KEY not in reply.text
    assert document["servers"][0]["url"] == "/netral"
    assert document["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    assert of(document, "chat_completion")["security"] == [{"key": []}]
    assert "security" not in of(document, "ask")


# That the checks see what they are for


def without_a_description(field: str) -> Callable[[dict[str, Any]], Any]:
    return lambda document: document["components"]["schemas"]["AnswerRecord"]["properties"][field].pop("description")


BREAKS: dict[str, tuple[Callable[[dict[str, Any]], Any], Callable[[dict[str, Any]], list[str]], str]] = {
    "route": (lambda given: of(given, "ask").pop("description"), undescribed, "POST /api/ask: description"),
    "parameter": (
        lambda given: of(given, "get_source")["parameters"][0].pop("description"),
        undescribed,
        "GET /api/sources/{source_id}: parameter source_id",
    ),
    "field": (without_a_description("confidence"), undescribed, "AnswerRecord.confidence"),
    "reply": (
        lambda given: of(given, "ask")["responses"]["200"].update(description="Successful Response"),
        undescribed,
        "POST /api/ask: reply 200",
    ),
    "no example": (
        lambda given: of(given, "ask")["requestBody"]["content"]["application/json"].pop("examples"),
        without_example,
        "POST /api/ask: body application/json",
    ),
    "wrong example": (
        lambda given: of(given, "ask")["requestBody"]["content"]["application/json"]["examples"]["question"][
            "value"
        ].pop("question"),
        wrong_examples,
        "POST /api/ask: body application/json: question: $: 'question' is a required property",
    ),
    "wrong event": (
        lambda given: of(given, "ask_stream")["responses"]["200"]["content"][STREAM]["examples"]["talk"].update(
            value='event: delta\ndata: {"text": 1}\n\n'
        ),
        wrong_examples,
        "POST /api/ask/stream: 200 text/event-stream: talk: $.text: 1 is not of type 'string'",
    ),
}
"""What is taken away, which check sees it, and what it says."""


@pytest.mark.parametrize("name", BREAKS)
def test_what_lacks_is_found(document: dict[str, Any], name: str) -> None:
    broken = copy.deepcopy(document)
    taken, check, said = BREAKS[name]
    taken(broken)
    assert check(broken) == [said]


# That it is so


def reply_faults(document: dict[str, Any], name: str, response: Any) -> list[str]:
    """In what a response is not as its operation says."""
    kind = response.headers["content-type"].split(";")[0]
    content = of(document, name)["responses"][str(response.status_code)]["content"][kind]
    if kind == STREAM:
        return stream_faults(document, content, response.text)
    return faults(document, content["schema"], response.json() if kind.endswith("json") else response.text)


QUESTIONS = ("Kapan?", "Siapa presiden?", "halo", "sepakat", "diperiksa", "xss", "partai")


@pytest.mark.parametrize("question", QUESTIONS)
def test_answers_are_as_the_document_says(api: TestClient, document: dict[str, Any], question: str) -> None:
    shut = closed(document)
    assert reply_faults(shut, "ask", api.post("/api/ask", json={"question": question})) == []
    assert reply_faults(shut, "ask_stream", api.post("/api/ask/stream", json={"question": question})) == []
    for stream in (False, True):
        body = {"model": "netral", "messages": [{"role": "user", "content": question}], "stream": stream}
        assert reply_faults(shut, "chat_completion", api.post("/v1/chat/completions", json=body)) == []


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("list_sources", "/api/sources"),
        ("get_source", "/api/sources/001_bali"),
        ("health", "/healthz"),
        ("readiness", "/readyz"),
        ("metrics", "/metrics"),
        ("openapi", "/api/openapi.json"),
        ("list_models", "/v1/models"),
        ("get_model", "/v1/models/netral"),
        ("get_source", "/api/sources/none"),
        ("get_model", "/v1/models/none"),
        ("get_conversation", f"/conversations/{'A' * 22}.md"),
    ],
)
def test_what_is_read_is_as_the_document_says(api: TestClient, document: dict[str, Any], name: str, path: str) -> None:
    assert reply_faults(closed(document), name, api.get(path)) == []


def test_opinions_are_as_the_document_says(document: dict[str, Any], tmp_path: Any) -> None:
    shut = closed(document)
    with client(records=tmp_path / "records.sqlite") as api:
        stored = api.post("/api/feedback", json={"question": "Kapan?", "verdict": "up"})
        assert stored.status_code == 201
        assert reply_faults(shut, "give_opinion", stored) == []
        replaced = api.put(f"/api/feedback/{stored.json()['key']}", json={"verdict": "down"})
        assert reply_faults(shut, "replace_opinion", replaced) == []
        assert reply_faults(shut, "replace_opinion", api.put("/api/feedback/none", json={"verdict": "down"})) == []


@pytest.mark.parametrize(
    "body", [{"question": ""}, {"question": "a" * 501}, {"question": "Kapan?", "x": 1}, {"question": "rusak"}]
)
def test_errors_are_as_the_document_says(api: TestClient, document: dict[str, Any], body: dict[str, Any]) -> None:
    response = api.post("/api/ask", json=body)
    problem(response)
    assert reply_faults(closed(document), "ask", response) == []
