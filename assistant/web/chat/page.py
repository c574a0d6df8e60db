"""The staff page: Gradio Blocks over the handlers. Besides `gradio_sessions`, no other module uses Gradio."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from functools import partial, wraps
from typing import TYPE_CHECKING, Any, get_args

from starlette.routing import Mount

from assistant.conversations.conversation import Conversation
from assistant.settings import Settings
from assistant.web.chat.components import STATES, ComponentName, Updates
from assistant.web.chat.conversation_list import ConversationList
from assistant.web.chat.event_guard import EventGuard, EventRule, InputKind
from assistant.web.chat.handlers import PageHandlers
from assistant.web.chat.page_html import head_html
from assistant.web.shared.leaving import while_there
from assistant.web.shared.pool import AskPool, Service
from assistant.wording import as_lang, words

if TYPE_CHECKING:
    import gradio as gr
    from fastapi import FastAPI

QUEUE_LIMIT = 200
"""Questions of the page that wait or are being answered, at most; beyond that, the page says that the server is busy."""
Parts = dict[ComponentName, Any]
"""The components. Gradio adds their events (`click`, `submit`) when it runs: no type checker sees them."""
Say = Callable[[ComponentName], dict[str, Any]]
"""The words that a component begins with."""


def build_page(service: Service, settings: Settings, pool: AskPool) -> gr.Blocks:
    """The page as Gradio Blocks, to be mounted with `mount_page`."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when Gradio is imported
    # Without this, every question ends in a pandas table of up to 10,000 earlier ones, for a page that is shut.
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**9)
    os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"
    import gradio as gr

    handlers = PageHandlers(service, pool, settings)
    pool.when_closed(handlers.keeper.close)
    lang = as_lang(settings.language, "id")
    demo: gr.Blocks
    with gr.Blocks(title=words(lang)["page_title"], analytics_enabled=False, fill_width=True) as demo:
        parts = _draw(handlers.labels(lang))
        _wire(demo, handlers, ConversationList(handlers), parts)
    demo.max_threads = QUEUE_LIMIT  # before `queue`: Gradio's 40 would cap handlers that are asynchronous, too
    demo.queue(max_size=QUEUE_LIMIT, default_concurrency_limit=None, api_open=False)
    return demo


def _draw(labels: Updates) -> Parts:
    """All components, in the order of the page. The style sheet and the script find them by their `elem_id`."""
    import gradio as gr

    def say(name: ComponentName) -> dict[str, Any]:
        return dict(labels[name])

    parts: Parts = {
        "talk": gr.State(Conversation()),
        # Empty until the page is drawn, and where its session was given back: then the browser's memory says it.
        "lang": gr.State(""),
        # See `BrowserMemory`: nothing of a conversation but its name. A random secret would forget it at each restart.
        "memory": gr.BrowserState({}, storage_key="netral", secret="netral"),  # noqa: S106 - not a secret
        # The script writes into these and they are sent: questions (queued like every question) and commands. Their event is
        # `change`: Gradio tells of `input` where a key is pressed, and nowhere else.
        "asked": gr.Textbox(elem_id="asked", visible="hidden", container=False),
        "command": gr.Textbox(elem_id="command", visible="hidden", container=False),
    }
    with gr.Row(elem_id="app"):
        with gr.Column(elem_id="side", scale=0):
            parts["side_top"] = gr.Markdown(elem_id="side-top", **say("side_top"))
            parts["talk_search"] = gr.Textbox(elem_id="talk-search", lines=1, max_lines=1, **say("talk_search"))
            parts["talks_list"] = gr.Markdown(elem_id="talks-list")
            parts["side_foot"] = gr.Markdown(elem_id="side-foot", **say("side_foot"))
        with gr.Column(elem_id="main"):
            parts["header"] = gr.Markdown(elem_id="header", **say("header"))
            _draw_conversation(parts, say)
            _draw_composer(parts, say)
    assert set(parts) == set(get_args(ComponentName))  # a name without its component would fail at its first update
    return parts


def _draw_conversation(parts: Parts, say: Say) -> None:
    """What is read: the empty page, later the questions with their answers, and questions to click on."""
    import gradio as gr

    with gr.Column(elem_id="middle"):
        parts["welcome"] = gr.Markdown(elem_id="welcome", visible=False)
        parts["chat"] = gr.Chatbot(
            elem_id="chat",
            visible=False,
            height="auto",
            autoscroll=False,
            buttons=[],  # Gradio's own copy button would copy the HTML of a message
            layout="panel",
            latex_delimiters=[],  # a dollar sign in a document begins no formula
            line_breaks=False,
            group_consecutive_messages=False,
            show_label=False,
            container=False,
            **say("chat"),
        )
        parts["suggestions"] = gr.Markdown(elem_id="suggestions", visible=False)


def _draw_composer(parts: Parts, say: Say) -> None:
    """Where questions are written."""
    import gradio as gr

    with gr.Column(elem_id="bottom"):
        parts["notice"] = gr.Markdown(elem_id="notice", visible=False)
        with gr.Row(elem_id="composer"):
            # No `max_length`: it would cut a long question without a word. The script counts, the server refuses.
            parts["question"] = gr.Textbox(
                elem_id="question", lines=1, max_lines=8, autofocus=True, scale=1, container=True, **say("question")
            )
            parts["send"] = gr.Button(elem_id="send", variant="primary", scale=0, min_width=40, **say("send"))
            parts["stop"] = gr.Button(elem_id="stop", scale=0, min_width=40, visible=False, **say("stop"))
        parts["hint"] = gr.Markdown(elem_id="hint", **say("hint"))
        parts["footer"] = gr.Markdown(elem_id="foot", **say("footer"))


def _wire(demo: gr.Blocks, handlers: PageHandlers, talks: ConversationList, parts: Parts) -> None:
    """Events to handlers. Only questions go through the queue, so that only they count against the rate limit."""
    once, streamed = partial(_once, parts), partial(_streamed, parts)

    talk, lang, memory, search = parts["talk"], parts["lang"], parts["memory"], parts["talk_search"]
    shared: dict[str, Any] = {"outputs": list(parts.values()), "show_progress": "hidden", "api_visibility": "private"}
    quick = shared | {"queue": False}
    slow = shared | {"concurrency_limit": None, "trigger_mode": "once"}  # the pool limits how many are answered at once
    ask, asked = streamed(handlers.ask), streamed(handlers.asked)
    for event in (
        parts["question"].submit(ask, [parts["question"], talk, lang, memory], **slow),
        parts["send"].click(ask, [parts["question"], talk, lang, memory], **slow),
        parts["asked"].change(asked, [parts["asked"], talk, lang, memory], **slow),
    ):
        # Handlers do not raise: this is for a question that never reached one, refused by the queue or the rate limit.
        event.failure(once(handlers.recover), [talk, lang, memory], **quick)
        # An event of its own: until the answer's event has ended, the page takes no other question.
        event.success(once(handlers.kept), [talk, lang, memory, search], **quick, trigger_mode="multiple")
    parts["stop"].click(once(handlers.stop), [talk], **quick)
    # Each command counts: by its default, Gradio would drop all but the last of those that come while one is carried out.
    every = quick | {"trigger_mode": "multiple"}
    parts["command"].change(once(talks.command), [parts["command"], talk, lang, memory, search], **every)
    # Of several letters typed while a search runs, the last one counts.
    searching = quick | {"trigger_mode": "always_last"}
    search.change(once(talks.search), [search, talk, lang, memory], **searching)
    demo.load(once(handlers.open), [memory], **quick)


# Gradio counts the parameters of a function, so these wrappers must look like the functions they wrap.


def _once(parts: Parts, handler: Callable[..., Awaitable[Updates]]) -> Callable[..., Awaitable[dict[Any, Any]]]:
    """A handler as Gradio calls it: its updates by component instead of by name."""

    @wraps(handler)
    async def run(*values: Any) -> dict[Any, Any]:
        return _by_component(parts, await handler(*values))

    return run


def _streamed(
    parts: Parts, handler: Callable[..., AsyncGenerator[Updates, None]]
) -> Callable[..., AsyncIterator[dict[Any, Any]]]:
    """The same for a handler with several updates. It ends where its reader has closed the page: its question need not be answered."""

    @wraps(handler)
    async def run(*values: Any) -> AsyncIterator[dict[Any, Any]]:
        async for updates in while_there(handler(*values), _page_closed()):
            yield _by_component(parts, updates)

    return run


def _page_closed() -> Callable[[], bool]:
    """Whether the page is closed that sent the event which is being handled; Gradio has no public word for it."""
    from gradio.context import LocalContext

    blocks, event_id = LocalContext.blocks.get(None), LocalContext.event_id.get(None)
    event = blocks._queue.event_ids_to_events.get(event_id) if blocks and event_id else None  # noqa: SLF001
    return lambda: event is not None and not event.alive


def _by_component(parts: Parts, updates: Updates) -> dict[Any, Any]:
    import gradio as gr

    if not updates:
        return {parts["hint"]: gr.skip()}  # an empty dictionary would count as one value for the first component
    return {parts[name]: change["value"] if name in STATES else gr.update(**change) for name, change in updates.items()}


def mount_page(app: FastAPI, demo: gr.Blocks, settings: Settings) -> None:
    """Mount the page at `/`, behind the routes that `app` has already."""
    import gradio as gr

    # Everything that Gradio would serve beside the page is off. Rendering on the server is slower and leaves a node process
    # behind. The fonts are the system's: Gradio's own semi-bold has no lower-case letters. Scripts go into `head`, because
    # `js=` would need the policy to allow `unsafe-eval`.
    gr.mount_gradio_app(
        app,
        demo,
        path="/",
        root_path=settings.root_path or None,
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        show_error=False,
        ssr_mode=False,
        mcp_server=False,
        max_file_size=0,
        allowed_paths=[],
        theme=gr.themes.Default(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]),
        head=head_html(settings.root_path),
    )
    _bound(app, demo)


def _bound(app: FastAPI, demo: gr.Blocks) -> None:
    """Bound what Gradio, mounted last, keeps of its sessions, and what it gets to see of requests."""
    from assistant.web.chat.gradio_sessions import BoundedSessions

    mounted = app.routes[-1]
    assert isinstance(mounted, Mount)
    mounted.app.state_holder = BoundedSessions(demo)  # type: ignore[attr-defined]  # Gradio's own application
    kinds: dict[str, InputKind] = {"State": "state", "BrowserState": "memory"}
    rules = {
        number: EventRule(event.queue, tuple(kinds.get(type(block).__name__, "text") for block in event.inputs))
        for number, event in demo.fns.items()
    }
    sessions = demo._queue.pending_messages_per_session  # noqa: SLF001 - there is no public way to ask for a session
    mounted.app = EventGuard(mounted.app, rules, lambda name: name in sessions)
