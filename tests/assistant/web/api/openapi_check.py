"""What an OpenAPI document lacks, and whether a value is as it says."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator

METHODS = {"get", "put", "post", "delete", "patch", "head", "options"}
STREAM = "text/event-stream"


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """("POST /api/ask", operation) of each one."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert method in METHODS
            yield f"{method.upper()} {path}", operation


def contents(operation: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(where, media type object) of the body and of each reply."""
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        yield f"body {kind}", content
    for status, response in operation["responses"].items():
        for kind, content in response.get("content", {}).items():
            yield f"{status} {kind}", content


def undescribed(document: Mapping[str, Any]) -> list[str]:
    """Where a sentence lacks: at operations, parameters, replies, records and fields."""
    return [*_of_operations(document), *_of_records(document)]


def _of_operations(document: Mapping[str, Any]) -> Iterator[str]:
    tags = {tag["name"] for tag in document["tags"] if tag["description"]}
    for where, operation in operations(document):
        lacking = [key for key in ("summary", "description", "operationId") if not operation.get(key, "").strip()]
        if not operation.get("tags") or not set(operation["tags"]) <= tags:
            lacking.append("tags")
        lacking += [
            f"parameter {each['name']}"
            for each in operation.get("parameters", ())
            if not each.get("description") or not each.get("schema")
        ]
        # What FastAPI says where nobody said anything.
        said = {status: response.get("description") for status, response in operation["responses"].items()}
        lacking += [f"reply {status}" for status, text in said.items() if text in (None, "", "Successful Response")]
        lacking += [f"{at}: schema" for at, content in contents(operation) if not content.get("schema")]
        yield from (f"{where}: {each}" for each in lacking)


def _of_records(document: Mapping[str, Any]) -> Iterator[str]:
    for name, schema in document["components"]["schemas"].items():
        if not schema.get("description"):
            yield name
        for field, value in schema.get("properties", {}).items():
            if not value.get("description"):
                yield f"{name}.{field}"


def without_example(document: Mapping[str, Any]) -> list[str]:
    """Parameters, bodies and replies that show none; a file that is not text needs none."""
    found = []
    for where, operation in operations(document):
        found += [
            f"{where}: parameter {each['name']}"
            for each in operation.get("parameters", ())
            if not ({"example", "examples"} & each.keys() or each["schema"].get("examples"))
        ]
        found += [
            f"{where}: {at}"
            for at, content in contents(operation)
            if not content.get("examples") and content["schema"].get("format") != "binary"
        ]
    return found


def wrong_examples(document: Mapping[str, Any]) -> list[str]:
    """Examples that are not as their schema says, the data of events included."""
    found = []
    for where, operation in operations(document):
        for parameter in operation.get("parameters", ()):
            values = [parameter["example"]] if "example" in parameter else parameter["schema"].get("examples", [])
            for value in values:
                found += [
                    f"{where}: {parameter['name']}: {each}" for each in faults(document, parameter["schema"], value)
                ]
        for at, content in contents(operation):
            for name, example in content.get("examples", {}).items():
                value = example["value"]
                told = faults(document, content["schema"], value)
                if at.endswith(STREAM):
                    told += stream_faults(document, content, value)
                found += [f"{where}: {at}: {name}: {each}" for each in told]
    return found


def faults(document: Mapping[str, Any], schema: Mapping[str, Any], value: Any) -> list[str]:
    """In what a value is not as a schema of the document says."""
    validator = Draft202012Validator({**schema, "components": document["components"]})
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]


def stream_faults(document: Mapping[str, Any], content: Mapping[str, Any], text: str) -> list[str]:
    """The same of the data of each event of a stream."""
    found = []
    for block in text.strip().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.split("\n"))
        if lines["data"] == "[DONE]":
            continue
        schema = content["x-event-data"][lines.get("event", "message")]
        found += faults(document, schema, json.loads(lines["data"]))
    return found


def closed(document: Mapping[str, Any]) -> dict[str, Any]:
    """The same document, in which a record has the fields that it names and no other: for what the server itself sends."""
    shut = copy.deepcopy(dict(document))
    for schema in shut["components"]["schemas"].values():
        if "properties" in schema:
            schema.setdefault("additionalProperties", False)
    return shut
