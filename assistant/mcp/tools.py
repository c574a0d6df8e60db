"""The tools: what each takes and returns, and what it does. Nothing here knows the protocol; `server.py` speaks it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from assistant.answer import Lang
from assistant.answering.passage_search import MOST_FOUND
from assistant.mcp.backend import Backend
from assistant.mcp.readable import ask_text, read_text, search_text, sources_text
from assistant.mcp.results import (
    AskResult,
    PageUrl,
    ReadResult,
    SearchResult,
    SourcesResult,
    ask_result,
    search_result,
    source_summary,
)
from assistant.question.check import HISTORY_LIMIT, QUESTION_LIMIT, check_question
from assistant.source_address import source_path
from index.document import Document
from index.errors import NetralError

READ_LIMIT = 20_000
"""Characters of a document in one result, at most: some 5,000 tokens, which fit beside a conversation."""
LISTED = 100
"""Documents in one part of a list, at most."""


class ArgumentsError(NetralError):
    """Arguments that a tool does not take; the message says which one, and what it takes."""


class _Arguments(BaseModel):
    """Unknown names are refused, values are never converted."""

    model_config = ConfigDict(strict=True, extra="forbid")


class AskArguments(_Arguments):
    """The arguments of `ask`. Lengths are checked where the question is, so that the messages are the same everywhere."""

    question: Annotated[
        str, Field(description=f"The question, in Indonesian or English; 1 to {QUESTION_LIMIT} characters.")
    ]
    history: Annotated[
        list[str],
        Field(
            description="The earlier questions of this conversation, the oldest first, without answers, greetings and thanks; "
            f"at most {HISTORY_LIMIT}. A follow-up such as 'lalu kapan?' is understood only with them."
        ),
    ] = []
    lang: Annotated[
        Lang | None,
        Field(description="Language of the reply; quotes stay in their own. Left out: that of the question."),
    ] = None


class SearchArguments(_Arguments):
    """The arguments of `search`."""

    query: Annotated[str, Field(description=f"A question or a few words; 1 to {QUESTION_LIMIT} characters.")]
    limit: Annotated[int, Field(description=f"Passages to return, 1 to {MOST_FOUND}.", ge=1, le=MOST_FOUND)] = 5


class ReadArguments(_Arguments):
    """The arguments of `read_source`."""

    source_id: Annotated[str, Field(description="The `source_id` of a citation, a passage or a listed document.")]
    start: Annotated[int, Field(description="The first character to return, from 0.", ge=0)] = 0
    end: Annotated[
        int | None,
        Field(
            description=f"The character to stop before. At most {READ_LIMIT} characters are returned at once; "
            "`next_start` of the result says where to read on.",
            ge=1,
        ),
    ] = None


class ListArguments(_Arguments):
    """The arguments of `list_sources`."""

    start: Annotated[
        int, Field(description="How many documents to leave out; `next_start` of the part before.", ge=0)
    ] = 0
    limit: Annotated[int, Field(description=f"Documents to return, 1 to {LISTED}.", ge=1, le=LISTED)] = 50


Arguments = TypeVar("Arguments", bound=_Arguments)
Result = TypeVar("Result")


@dataclass(frozen=True)
class Tool(Generic[Arguments, Result]):
    """One tool.

    Attributes:
        title: its name for people.
        description: for the model: what it gives, and when to use it.
        takes: the model of its arguments.
        returns: the record of its result.
        run: makes the result.
        text: the result in words.
    """

    name: str
    title: str
    description: str
    takes: type[Arguments]
    returns: type[Result]
    run: Callable[[Backend, Arguments, PageUrl], Awaitable[Result]]
    text: Callable[[Result], str]

    @property
    def input_schema(self) -> dict[str, Any]:
        """JSON Schema of the arguments."""
        return self.takes.model_json_schema()

    @property
    def output_schema(self) -> dict[str, Any]:
        """JSON Schema of the structured result."""
        return TypeAdapter(self.returns).json_schema(mode="serialization")

    async def call(
        self, backend: Backend, arguments: Mapping[str, Any], page_url: PageUrl
    ) -> tuple[dict[str, Any], str]:
        """The structured result, and the same in words.

        Raises:
            ArgumentsError: the tool does not take them.
            NetralError: what the answer service raises.
        """
        try:
            given = self.takes.model_validate(dict(arguments))
        except ValidationError as error:
            raise ArgumentsError(_say_what_fits(self.name, error)) from None
        result = await self.run(backend, given, page_url)
        values: dict[str, Any] = TypeAdapter(self.returns).dump_python(result, mode="json")
        return values, self.text(result)


def _say_what_fits(tool: str, error: ValidationError) -> str:
    """The first argument that does not fit, in a sentence; its value is not repeated, which may be long."""
    first = error.errors(include_url=False, include_input=False)[0]
    name, kind = ".".join(str(part) for part in first["loc"]), first["type"]
    if kind == "missing":
        return f"`{name}` is missing. See the input schema of {tool}."
    if kind == "extra_forbidden":
        return f"{tool} takes no argument {name!r}. See its input schema."
    return f"`{name}`: {first['msg']}. See the input schema of {tool}."


async def _ask(backend: Backend, given: AskArguments, page_url: PageUrl) -> AskResult:
    return ask_result(await backend.ask(given.question, given.history, given.lang), page_url)


async def _search(backend: Backend, given: SearchArguments, page_url: PageUrl) -> SearchResult:
    query = check_question(given.query)  # the form that is searched, and that can be sent back
    return search_result(query, await backend.search(query, given.limit), page_url)


async def _read(backend: Backend, given: ReadArguments, page_url: PageUrl) -> ReadResult:
    document = await backend.source(given.source_id)
    length = len(document.text)
    if given.start >= max(length, 1):
        raise ArgumentsError(
            f"`start` is {given.start}, but the document has {length} characters. Begin before its end."
        )
    if given.end is not None and given.end <= given.start:
        raise ArgumentsError(
            f"`end` is {given.end}, not after `start`, which is {given.start}. Leave it out, or raise it."
        )
    end = min(length, given.start + READ_LIMIT, length if given.end is None else given.end)
    return ReadResult(
        source=source_summary(document, page_url(source_path(document.id))),
        text=document.text[given.start : end],
        start=given.start,
        end=end,
        page=document.page_of(given.start),
        next_start=end if end < length else None,
    )


async def _list(backend: Backend, given: ListArguments, page_url: PageUrl) -> SourcesResult:
    documents = await backend.sources()
    shown, following = part_of(documents, given.start, given.limit)
    summaries = [source_summary(each, page_url(source_path(each.id))) for each in shown]
    return SourcesResult(len(documents), summaries, following)


def part_of(documents: Any, start: int, limit: int) -> tuple[list[Document], int | None]:
    """The documents from `start` on, at most `limit`, and where the next part begins; None at the end."""
    end = start + limit
    return list(documents[start:end]), end if end < len(documents) else None


TOOLS: tuple[Tool[Any, Any], ...] = (
    Tool(
        "ask",
        "Ask the documents",
        "Answers a question from the documents of this server, and only from them. Every sentence of the answer is quoted to the character "
        "and cited, with its document and place. Where the documents do not answer, it refuses (`answered` is false): then say so, and do "
        "not answer from elsewhere as if the documents did. Show the quotes as they are, with their citations. Ask one thing at a time.",
        AskArguments,
        AskResult,
        _ask,
        ask_text,
    ),
    Tool(
        "search",
        "Search the passages",
        "Finds the passages nearest to a question or a few words, by meaning and by words, each verbatim with its document and place. "
        "They are the nearest there are, whether or not they answer. Use `ask` for an answer; use this to look "
        "for material, or to read around an answer.",
        SearchArguments,
        SearchResult,
        _search,
        search_text,
    ),
    Tool(
        "read_source",
        "Read a document",
        f"Gives the text of one document, as it is, or a part of it. At most {READ_LIMIT:,} characters come at once: read a long one "
        "in parts, or only around a quote, from its `start` and `end`.",
        ReadArguments,
        ReadResult,
        _read,
        read_text,
    ),
    Tool(
        "list_sources",
        "List the documents",
        "Lists the documents that answers come from: title, publisher, date, length and address, without their texts.",
        ListArguments,
        SourcesResult,
        _list,
        sources_text,
    ),
)
"""All tools, in the order in which they are listed."""
