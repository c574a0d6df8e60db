"""The staff page: Gradio Blocks over the handlers. No other module uses Gradio."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial, wraps
from typing import TYPE_CHECKING, Any, get_args

from assistant.answer import Lang
from assistant.conversations.conversation import NAME_LIMIT, Conversation
from assistant.settings import Settings
from assistant.web.chat.components import STATES, SUGGESTION_BUTTONS, ComponentName, Updates
from assistant.web.chat.conversation_list import ConversationList
from assistant.web.chat.handlers import PageHandlers
from assistant.web.chat.page_html import head_html
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
    lang = as_lang(settings.language, "id")
    demo: gr.Blocks
    with gr.Blocks(title=words(lang)["page_title"], analytics_enabled=False, fill_width=True) as demo:
        parts = _draw(handlers.labels(lang), lang)
        _wire(demo, handlers, ConversationList(handlers, settings.keep_days, settings.root_path), parts)
    demo.max_threads = QUEUE_LIMIT  # before `queue`: Gradio's 40 would cap handlers that are asynchronous, too
    demo.queue(max_size=QUEUE_LIMIT, default_concurrency_limit=None, api_open=False)
    return demo


def _draw(labels: Updates, lang: Lang) -> Parts:
    """All components, in the order of the page. The style sheet and the script find them by their `elem_id`."""
    import gradio as gr

    def say(name: ComponentName) -> dict[str, Any]:
        return dict(labels[name])

    parts: Parts = {
        "talk": gr.State(Conversation()),
        "lang": gr.State(lang),
        # See `BrowserMemory`: nothing of a conversation but its name. A random secret would forget it at each restart.
        "memory": gr.BrowserState({}, storage_key="netral", secret="netral"),  # noqa: S106 - not a secret
    }
    with gr.Row(elem_id="top"):
        parts["header"] = gr.Markdown(elem_id="header", **say("header"))
        parts["show_talks"] = gr.Button(elem_id="show-talks", size="sm", scale=0, min_width=90, **say("show_talks"))
        parts["switch"] = gr.Button(elem_id="switch", size="sm", scale=0, min_width=90, **say("switch"))
    _draw_drawer(parts, say)
    _draw_conversation(parts, say)
    _draw_composer(parts, say)
    assert set(parts) == set(get_args(ComponentName))  # a name without its component would fail at its first update
    return parts


def _draw_drawer(parts: Parts, say: Say) -> None:
    """The list of conversations and what can be done with the open one; shut at first."""
    import gradio as gr

    with gr.Column(elem_id="talks", visible=False) as parts["talks"]:
        with gr.Row(elem_id="talks-head"):
            parts["talks_title"] = gr.Markdown(elem_id="talks-title", **say("talks_title"))
            parts["hide_talks"] = gr.Button(elem_id="hide-talks", size="sm", scale=0, min_width=80, **say("hide_talks"))
        parts["talks_note"] = gr.Markdown(elem_id="talks-note")
        parts["talks_list"] = gr.Radio(elem_id="talks-list", choices=[], visible=False, **say("talks_list"))
        with gr.Column(elem_id="talk"):
            parts["talk_name"] = gr.Textbox(
                elem_id="talk-name", lines=1, max_lines=1, max_length=NAME_LIMIT, visible=False, **say("talk_name")
            )
            parts["talk_rename"] = gr.Button(elem_id="talk-rename", size="sm", visible=False, **say("talk_rename"))
            parts["talk_links"] = gr.Markdown(elem_id="talk-links", visible=False)
            deleting: tuple[ComponentName, ...] = ("talk_delete", "talk_delete_sure", "talk_delete_not")
            for name in deleting:
                parts[name] = gr.Button(elem_id=name.replace("_", "-"), size="sm", visible=False, **say(name))


def _draw_conversation(parts: Parts, say: Say) -> None:
    """What is read: the welcome, later the questions with their answers, and questions to click on."""
    import gradio as gr

    with gr.Column(elem_id="middle"):
        parts["welcome"] = gr.Markdown(elem_id="welcome", **say("welcome"))
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
        with gr.Column(elem_id="suggestions", visible=False) as parts["suggestions"]:
            parts["suggestions_title"] = gr.Markdown(elem_id="suggestions-title")
            for name in SUGGESTION_BUTTONS:
                parts[name] = gr.Button(elem_classes="suggestion", visible=False)


def _draw_composer(parts: Parts, say: Say) -> None:
    """Where questions are written, and what can be done about the last one."""
    import gradio as gr

    with gr.Column(elem_id="bottom"):
        parts["notice"] = gr.Markdown(elem_id="notice", visible=False)
        with gr.Row(elem_id="composer"):
            # No `max_length`: it would cut a long question without a word. The script counts, the server refuses.
            parts["question"] = gr.Textbox(
                elem_id="question", lines=1, max_lines=6, autofocus=True, scale=1, container=True, **say("question")
            )
            parts["send"] = gr.Button(elem_id="send", variant="primary", scale=0, min_width=96, **say("send"))
            parts["stop"] = gr.Button(elem_id="stop", scale=0, min_width=96, visible=False, **say("stop"))
        with gr.Row(elem_id="under"):
            parts["hint"] = gr.Markdown(elem_id="hint", **say("hint"))
            last: tuple[ComponentName, ...] = ("edit", "retry", "clear")
            for name in last:
                parts[name] = gr.Button(elem_id=name, size="sm", scale=0, visible=False, **say(name))
        parts["footer"] = gr.Markdown(elem_id="foot", **say("footer"))


def _wire(demo: gr.Blocks, handlers: PageHandlers, drawer: ConversationList, parts: Parts) -> None:
    """Events to handlers. Only questions go through the queue, so that only they count against the rate limit."""
    once, streamed = partial(_once, parts), partial(_streamed, parts)

    async def recover(talk: Conversation, lang: Lang) -> Updates:
        return await handlers.failed("error_unreachable", talk.waiting, talk, lang)

    talk, lang, question, memory = parts["talk"], parts["lang"], parts["question"], parts["memory"]
    shared: dict[str, Any] = {"outputs": list(parts.values()), "show_progress": "hidden", "api_visibility": "private"}
    quick = shared | {"queue": False}
    slow = shared | {"concurrency_limit": None, "trigger_mode": "once"}  # the pool limits how many are answered at once
    ask = streamed(handlers.ask)
    asking = [
        trigger(ask, [text, talk, lang, memory], **slow)
        for trigger, text in [
            (question.submit, question),
            (parts["send"].click, question),
            *((parts[name].click, parts[name]) for name in SUGGESTION_BUTTONS),
        ]
    ]
    asking.append(parts["retry"].click(streamed(handlers.retry), [talk, lang, memory], **slow))
    for event in asking:
        # Handlers do not raise: this is for a question that never reached one, refused by the queue or the rate limit.
        event.failure(once(recover), [talk, lang], **quick)
    parts["stop"].click(once(handlers.stop), [talk, lang], cancels=asking, **quick)
    parts["edit"].click(once(handlers.edit), [talk, lang, memory], **quick)
    parts["clear"].click(once(handlers.clear), [lang, memory], **quick)
    parts["switch"].click(once(handlers.switch), [talk, lang, memory], **quick)
    demo.load(once(handlers.open), [memory], **quick)
    parts["show_talks"].click(once(drawer.show), [talk, lang, memory], **quick)
    parts["hide_talks"].click(once(drawer.hide), [], **quick)
    parts["talks_list"].input(once(drawer.pick), [parts["talks_list"], lang, memory], **quick)
    for trigger in (parts["talk_rename"].click, parts["talk_name"].submit):
        trigger(once(drawer.rename), [parts["talk_name"], talk, lang, memory], **quick)
    parts["talk_delete"].click(once(drawer.ask_sure), [], **quick)
    parts["talk_delete_not"].click(once(drawer.not_sure), [], **quick)
    parts["talk_delete_sure"].click(once(drawer.delete), [talk, lang, memory], **quick)


# Gradio counts the parameters of a function, so these wrappers must look like the functions they wrap.


def _once(parts: Parts, handler: Callable[..., Awaitable[Updates]]) -> Callable[..., Awaitable[dict[Any, Any]]]:
    """A handler as Gradio calls it: its updates by component instead of by name."""

    @wraps(handler)
    async def run(*values: Any) -> dict[Any, Any]:
        return _by_component(parts, await handler(*values))

    return run


def _streamed(
    parts: Parts, handler: Callable[..., AsyncIterator[Updates]]
) -> Callable[..., AsyncIterator[dict[Any, Any]]]:
    """The same for a handler with several updates."""

    @wraps(handler)
    async def run(*values: Any) -> AsyncIterator[dict[Any, Any]]:
        async for updates in handler(*values):
            yield _by_component(parts, updates)

    return run


def _by_component(parts: Parts, updates: Updates) -> dict[Any, Any]:
    import gradio as gr

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
