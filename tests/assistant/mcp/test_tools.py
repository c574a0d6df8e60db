"""The tools without the protocol: what they take, return and say."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Sequence
from typing import Any

import jsonschema
import pytest

from assistant.answer import Verified
from assistant.mcp.addresses import resource_uri, source_id_of
from assistant.mcp.backend import ThreadBackend
from assistant.mcp.calls import asks_question
from assistant.mcp.readable import ask_text
from assistant.mcp.results import ask_result
from assistant.mcp.tools import READ_LIMIT, TOOLS, ArgumentsError
from index.document import Document
from index.errors import QuestionError, SourceNotFoundError
from tests.fakes import DOCUMENTS, SEVERAL, FakeService, answered, refused

BY_NAME = {tool.name: tool for tool in TOOLS}
LONG = Document("2023/surat edaran", "é" * (2 * READ_LIMIT + 5), "Surat\nedaran", "a.txt", "0" * 64)


class Library(FakeService):
    """A fake service with one long document more."""

    def sources(self) -> list[Document]:
        return [*super().sources(), LONG]


def call(name: str, **arguments: Any) -> tuple[dict[str, Any], str]:
    async def called() -> tuple[dict[str, Any], str]:
        return await BY_NAME[name].call(ThreadBackend(Library(), 2), arguments, lambda path: "http://here" + path)

    return asyncio.run(called())


def no_page(_: str) -> None:
    return None


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("ask", {"question": "Kapan?"}),
        ("ask", {"question": "presiden"}),
        ("ask", {"question": "sepakat"}),
        ("ask", {"question": "diperiksa"}),
        ("ask", {"question": "halo"}),
        ("search", {"query": "sanksi"}),
        ("read_source", {"source_id": "001_bali"}),
        ("list_sources", {}),
    ],
)
def test_a_result_fits_the_schema_that_is_announced(name: str, arguments: dict[str, Any]) -> None:
    values, text = call(name, **arguments)
    schema = BY_NAME[name].output_schema
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(values, schema)
    jsonschema.validate(arguments, BY_NAME[name].input_schema)
    assert text


def test_every_field_is_described_by_its_record_and_every_argument_by_itself() -> None:
    for tool in TOOLS:
        assert tool.description.endswith(".")
        assert tool.output_schema["description"]
        assert all(field["description"] for field in tool.input_schema["properties"].values())
        assert tool.input_schema["additionalProperties"] is False


def test_a_citation_has_quote_offsets_resource_and_page() -> None:
    values, _ = call("ask", question="Kapan?")
    for citation in values["citations"]:
        document = next(each for each in DOCUMENTS if each.id == source_id_of(citation["uri"]))
        assert document.text[citation["start"] : citation["end"]] == citation["quote"]
        assert citation["url"].startswith("http://here/sources/001_bali?start=")
    assert values["citations"][0]["derived"] == ["published"]


def test_earlier_questions_and_the_language_are_passed_on() -> None:
    service = FakeService()

    async def called() -> tuple[dict[str, Any], str]:
        given = {"question": "lalu kapan?", "history": ["Kapan Pilkada?"], "lang": "en"}
        return await BY_NAME["ask"].call(ThreadBackend(service, 1), given, no_page)

    values, text = asyncio.run(called())
    assert service.asked == [("lalu kapan?", ("Kapan Pilkada?",), "en")]
    assert values["searched_as"] == "Kapan Pilkada? lalu kapan?"
    assert text.startswith("(searched as: Kapan Pilkada? lalu kapan?)")


def test_the_nearest_passages_of_a_refusal_are_labelled() -> None:
    values, text = call("ask", question="presiden")
    assert values["answered"] is False
    assert values["refusal"]["reason"] == "not_in_sources"
    assert "Not an answer, only the nearest passages:\n- ASN yang melanggar" in text


def test_a_disagreement_is_said_in_words() -> None:
    _, text = call("ask", question="sepakat")
    assert "The sources differ in substance: 22 September 2024 [1]; 27 Agustus 2024 [2]" in text


def test_parts_and_verification_are_kept() -> None:
    result = ask_result(dataclasses.replace(SEVERAL, verified=Verified("Sari", "2031-07-01")), no_page)
    assert [part.question for part in result.parts] == ["Kapan?", "Apa sanksinya?", "Di mana?"]
    assert result.verified == Verified("Sari", "2031-07-01")


def test_without_pages_a_place_is_the_resource_with_its_offsets() -> None:
    cited = answered("Kapan?").citations[0]
    text = ask_text(ask_result(answered("Kapan?"), no_page))
    assert f"2024-04-18, netral://sources/001_bali {cited.start}-{cited.end}" in text


def test_pages_places_and_newer_versions_are_said() -> None:
    cited = dataclasses.replace(answered("x").citations[0], number=1, page=3, place="Pasal 5", superseded_by="baru")
    text = ask_text(ask_result(answered("x", citations=(cited,)), no_page))
    assert "Pasal 5, page 3, superseded by baru, netral://" in text
    assert ask_text(ask_result(refused("partai", "partisan", "en"), no_page)).startswith("Netral does not side")


def test_a_search_gives_as_many_passages_as_are_asked_for() -> None:
    values, text = call("search", query="  sanksi\u200b ", limit=1)
    assert values["query"] == "sanksi"
    assert len(values["passages"]) == 1
    assert text.startswith("1. ASN Diminta Tegakkan")


def test_a_long_document_is_read_in_parts_that_are_its_text() -> None:
    parts, start = [], 0
    while start is not None:
        values, text = call("read_source", source_id=LONG.id, start=start)
        assert (f"Read on with start={values['next_start']}." in text) == (values["next_start"] is not None)
        parts.append(values["text"])
        start = values["next_start"]
    assert "".join(parts) == LONG.text
    assert [len(part) for part in parts] == [READ_LIMIT, READ_LIMIT, 5]


def test_a_stretch_is_read_by_its_offsets() -> None:
    values, _ = call("read_source", source_id="001_bali", start=3, end=10)
    assert values["text"] == DOCUMENTS[0].text[3:10]
    assert (values["start"], values["end"], values["next_start"]) == (3, 10, 10)
    assert call("read_source", source_id="001_bali", start=3, end=10**9)[0]["next_start"] is None


def test_documents_are_listed_in_parts() -> None:
    first, text = call("list_sources", limit=2)
    assert (first["total"], first["next_start"]) == (3, 2)
    assert "2 of 3 documents. Go on with start=2." in text
    last, _ = call("list_sources", start=2, limit=2)
    assert [each["source_id"] for each in last["sources"]] == [LONG.id]
    assert last["next_start"] is None
    assert call("list_sources", start=9)[0]["sources"] == []


@pytest.mark.parametrize(
    ("name", "arguments", "says"),
    [
        ("ask", {}, "`question` is missing"),
        ("ask", {"question": 3}, "`question`: Input should be a valid string"),
        ("ask", {"question": "x", "lang": "de"}, "`lang`: Input should be 'id' or 'en'"),
        ("ask", {"question": "x", "history": "y"}, "`history`: Input should be a valid list"),
        ("ask", {"question": "x", "histroy": []}, "ask takes no argument 'histroy'"),
        ("search", {"query": "x", "limit": 51}, "`limit`: Input should be less than or equal to 50"),
        ("search", {"query": "x", "limit": "5"}, "`limit`: Input should be a valid integer"),
        ("read_source", {"source_id": "001_bali", "start": -1}, "`start`: Input should be greater"),
        ("read_source", {"source_id": "001_bali", "start": 10**9}, "but the document has"),
        ("read_source", {"source_id": "001_bali", "start": 9, "end": 9}, "not after `start`"),
        ("list_sources", {"limit": 0}, "`limit`: Input should be greater"),
    ],
)
def test_arguments_that_do_not_fit_are_named(name: str, arguments: dict[str, Any], says: str) -> None:
    with pytest.raises(ArgumentsError) as error:
        call(name, **arguments)
    assert says in str(error.value)
    assert str(error.value).endswith(".")


def test_what_the_service_refuses_is_raised() -> None:
    with pytest.raises(QuestionError):
        call("search", query=" \u200b ")
    with pytest.raises(SourceNotFoundError):
        call("read_source", source_id="none")


@pytest.mark.parametrize("source_id", ["001_bali", "2023/surat edaran", "a?b#c%d", "ä/ö"])
def test_an_address_gives_back_its_id(source_id: str) -> None:
    uri = resource_uri(source_id)
    assert uri.isascii()
    assert not set(uri) & set(" ?#")
    assert source_id_of(uri) == source_id


def test_a_foreign_address_is_no_document() -> None:
    with pytest.raises(SourceNotFoundError):
        source_id_of("file:///etc/passwd")


def test_no_more_questions_run_at_once_than_there_are_workers() -> None:
    service = FakeService()
    backend = ThreadBackend(service, 1)

    async def both() -> Sequence[Any]:
        slow = asyncio.ensure_future(backend.ask("lambat", (), None))
        other = asyncio.ensure_future(backend.search("sanksi", 1))
        await asyncio.sleep(0.1)
        assert [question for question, *_ in service.asked] == ["lambat"]
        service.released.set()
        return await asyncio.gather(slow, other)

    assert len(asyncio.run(both())) == 2


@pytest.mark.parametrize(
    ("body", "asks"),
    [
        (b'{"method": "tools/call", "params": {"name": "ask"}}', True),
        (b'{"method": "tools/call", "params": {"name": "search"}}', True),
        (b'{"method": "tools/call", "params": {"name": "read_source"}}', False),
        (b'{"method": "tools/call", "params": []}', False),
        (b'{"method": "tools/list"}', False),
        (b"[]", True),
        (b"no JSON", True),
        (b"[" * 100_000, True),
    ],
    ids=str,
)
def test_a_question_is_told_from_other_messages(body: bytes, asks: bool) -> None:
    assert asks_question(body) is asks
