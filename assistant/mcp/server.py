"""The server of the protocol: tools, resources, and errors as a client's model can mend them.

A user's error (an empty question, an unknown document) is the result of a tool, marked as an error, with the sentence that says what to
do. Anything else is logged, and told without its cause.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable
from typing import Any

from mcp import MCPError
from mcp.server import Server, ServerRequestContext
from mcp.types import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListResourcesResult,
    ListResourceTemplatesResult,
    ListToolsResult,
    PaginatedRequestParams,
    ReadResourceRequestParams,
    ReadResourceResult,
    Resource,
    ResourceTemplate,
    TextContent,
    TextResourceContents,
    Tool,
    ToolAnnotations,
)

from assistant.mcp.addresses import TEMPLATE, resource_uri, source_id_of
from assistant.mcp.backend import Backend
from assistant.mcp.results import PageUrl
from assistant.mcp.tools import LISTED, TOOLS, ArgumentsError, part_of
from index.document import Document
from index.errors import SourceNotFoundError

INSTRUCTIONS = (
    "Netral answers questions from a fixed set of documents and only from them: every sentence is an exact, cited quote, or the "
    "question is refused. Use `ask` first. Give its quotes word for word with their citations. Where it refuses, tell the user that "
    "the documents do not answer; `nearest` and the passages of `search` are not an answer. Pass the earlier questions of the "
    "conversation as `history`."
)
NO_SOURCE = "There is no document of that id. The tool list_sources, and resources/list, name those there are."
MEDIA_TYPE = "text/plain"
Context = ServerRequestContext[Any, Any]
ErrorText = Callable[[Exception], str]
"""What a client is told of an error: what to do about it, and nothing that it must not see."""


class ProtocolServer:
    """The handlers of requests. `page_urls` gives, for the context of a request, how a path of the pages becomes an address."""

    def __init__(self, backend: Backend, error_text: ErrorText, page_urls: Callable[[Context], PageUrl]) -> None:
        self._backend, self._error_text, self._page_urls = backend, error_text, page_urls
        self._tools = {tool.name: tool for tool in TOOLS}
        self._listed = [_described(each) for each in TOOLS]

    def build(self) -> Server[Any]:
        """The server, ready for a transport."""
        server: Server[Any] = Server(
            "netral",
            title="Netral",
            version=importlib.metadata.version("netral"),
            instructions=INSTRUCTIONS,
            get_tool_input_schema=self._input_schema,
            on_list_tools=self.list_tools,
            on_call_tool=self.call_tool,
            on_list_resources=self.list_resources,
            on_list_resource_templates=self.list_templates,
            on_read_resource=self.read_resource,
        )
        server.middleware.clear()  # the SDK's own traces; ours are in `web.shared.traces`, and say nothing of what is asked
        return server

    async def list_tools(self, _: Context, __: PaginatedRequestParams | None) -> ListToolsResult:
        """All tools; they fit on one page."""
        return ListToolsResult(tools=self._listed)

    async def call_tool(self, context: Context, params: CallToolRequestParams) -> CallToolResult:
        """The result of a tool, structured and in words; a user's error is one, too.

        Raises:
            MCPError: there is no such tool.
        """
        tool = self._tools.get(params.name)
        if tool is None:
            raise MCPError(INVALID_PARAMS, f"There is no tool {params.name!r}; there are {', '.join(self._tools)}.")
        try:
            values, text = await tool.call(self._backend, params.arguments or {}, self._page_urls(context))
        except Exception as error:  # noqa: BLE001 - logged by `error_text`, where it is nothing that a client can mend
            return CallToolResult(content=[TextContent(text=self._say(error))], is_error=True)
        return CallToolResult(content=[TextContent(text=text)], structured_content=values)

    async def list_resources(self, _: Context, params: PaginatedRequestParams | None) -> ListResourcesResult:
        """The documents, a part at a time.

        Raises:
            MCPError: the cursor is none of ours, or there is no usable index.
        """
        cursor = (params.cursor if params else None) or "0"
        if not (cursor.isascii() and cursor.isdigit()):
            raise MCPError(
                INVALID_PARAMS, "That cursor is none of this server's. List from the beginning, without one."
            )
        documents = await self._or_error(self._backend.sources())
        shown, following = part_of(documents, int(cursor), LISTED)
        return ListResourcesResult(
            resources=[_resource(each) for each in shown], next_cursor=None if following is None else str(following)
        )

    async def list_templates(self, _: Context, __: PaginatedRequestParams | None) -> ListResourceTemplatesResult:
        """The one template: a document by its id."""
        template = ResourceTemplate(
            uri_template=TEMPLATE,
            name="source",
            title="A document",
            description="The whole text of a document, as delivered; the offsets of quotes count its characters.",
            mime_type=MEDIA_TYPE,
        )
        return ListResourceTemplatesResult(resource_templates=[template])

    async def read_resource(self, _: Context, params: ReadResourceRequestParams) -> ReadResourceResult:
        """The whole text of a document.

        Raises:
            MCPError: there is no such document, or no usable index.
        """
        uri = str(params.uri)
        document = await self._or_error(self._source(uri))
        return ReadResourceResult(contents=[TextResourceContents(uri=uri, mime_type=MEDIA_TYPE, text=document.text)])

    async def _source(self, uri: str) -> Document:
        return await self._backend.source(source_id_of(uri))

    async def _or_error(self, work: Any) -> Any:
        """What `work` gives; its error as one of the protocol, which has no other way to say it here."""
        try:
            return await work
        except (ArgumentsError, SourceNotFoundError) as error:
            raise MCPError(INVALID_PARAMS, self._say(error)) from error
        except Exception as error:
            raise MCPError(INTERNAL_ERROR, self._say(error)) from error

    def _say(self, error: Exception) -> str:
        if isinstance(error, SourceNotFoundError):
            return NO_SOURCE  # the error's own sentence names a route of the API
        return str(error) if isinstance(error, ArgumentsError) else self._error_text(error)

    def _input_schema(self, name: str) -> dict[str, Any] | None:
        return next((tool.input_schema for tool in self._listed if tool.name == name), None)


def _described(tool: Any) -> Tool:
    return Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.input_schema,
        output_schema=tool.output_schema,
        annotations=ToolAnnotations(
            title=tool.title, read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
        ),
    )


def _resource(document: Document) -> Resource:
    said = ", ".join(part for part in (document.publisher, document.published) if part)
    return Resource(
        uri=resource_uri(document.id),
        name=document.id,
        title=document.title,
        description=said or None,
        mime_type=MEDIA_TYPE,
        size=len(document.text.encode("utf-8", "surrogatepass")),
    )
