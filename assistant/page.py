"""The staff page: Gradio Blocks over the handlers. The only module that knows Gradio."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from assistant.answer import Lang
from assistant.asking import AskPool, Service
from assistant.config import Settings
from assistant.handlers import SUGGESTIONS, Conversation, Handlers, Updates
from assistant.page_html import head_html
from assistant.words import as_lang, words

if TYPE_CHECKING:
    import gradio as gr
    from fastapi import FastAPI

QUEUE_LIMIT = 200


def build_page(service: Service, settings: Settings, pool: AskPool) -> gr.Blocks:
    """The page as Gradio Blocks, to be mounted with `mount_page`."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when Gradio is imported
    # Without this, every question ends in a pandas table of up to 10,000 earlier ones, for a page that is shut.
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**9)
    os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"
    import gradio as gr

    handlers = Handlers(service, pool, settings)
    lang = as_lang(settings.language, "id")
    say = {name: dict(values) for name, values in handlers.labels(lang).items()}
    demo: gr.Blocks
    with gr.Blocks(title=words(lang)["page_title"], analytics_enabled=False, fill_width=True) as demo:
        parts: dict[str, Any] = {
            "talk": gr.State(Conversation()),
            "lang": gr.State(lang),
            # The language and nothing else; a random secret would forget it at each restart.
            "memory": gr.BrowserState("", storage_key="netral-language", secret="netral"),  # noqa: S106 - not a secret
        }
        with gr.Row(elem_id="top"):
            parts["header"] = gr.Markdown(elem_id="header", **say["header"])
            parts["switch"] = gr.Button(elem_id="switch", size="sm", scale=0, min_width=90, **say["switch"])
        with gr.Column(elem_id="middle"):
            parts["welcome"] = gr.Markdown(elem_id="welcome", **say["welcome"])
            parts["chat"] = gr.Chatbot(
                elem_id="chat",
                visible=False,
                height="auto",
                autoscroll=False,
                buttons=[],
                layout="panel",
                latex_delimiters=[],
                line_breaks=False,
                group_consecutive_messages=False,
                show_label=False,
                container=False,
                **say["chat"],
            )
            with gr.Column(elem_id="suggestions", visible=False) as parts["suggestions"]:
                parts["suggestions_title"] = gr.Markdown(elem_id="suggestions-title")
                for number in range(SUGGESTIONS):
                    parts[f"suggestion_{number}"] = gr.Button(elem_classes="suggestion", visible=False)
        with gr.Column(elem_id="bottom"):
            parts["notice"] = gr.Markdown(elem_id="notice", visible=False)
            with gr.Row(elem_id="composer"):
                parts["question"] = gr.Textbox(
                    elem_id="question", lines=1, max_lines=6, autofocus=True, scale=1, container=True, **say["question"]
                )
                parts["send"] = gr.Button(elem_id="send", variant="primary", scale=0, min_width=96, **say["send"])
                parts["stop"] = gr.Button(elem_id="stop", scale=0, min_width=96, visible=False, **say["stop"])
            with gr.Row(elem_id="under"):
                parts["hint"] = gr.Markdown(elem_id="hint", **say["hint"])
                parts["clear"] = gr.Button(elem_id="clear", size="sm", scale=0, visible=False, **say["clear"])
            parts["footer"] = gr.Markdown(elem_id="foot", **say["footer"])
        _wire(demo, handlers, parts)
    demo.max_threads = QUEUE_LIMIT
    demo.queue(max_size=QUEUE_LIMIT, default_concurrency_limit=None, api_open=False)
    return demo


def _wire(demo: gr.Blocks, handlers: Handlers, parts: dict[str, Any]) -> None:
    """Events to handlers. Only questions go through the queue, so that only they count against the rate limit."""
    import gradio as gr

    def named(updates: Updates) -> dict[Any, Any]:
        return {
            parts[name]: values["value"] if name in ("talk", "lang", "memory") else gr.update(**values)
            for name, values in updates.items()
        }

    async def ask(question: str, talk: Conversation, lang: Lang) -> AsyncIterator[dict[Any, Any]]:
        async for updates in handlers.ask(question, talk, lang):
            yield named(updates)

    async def open_page(remembered: str) -> dict[Any, Any]:
        return named(await handlers.open(remembered))

    async def switch(talk: Conversation, lang: Lang) -> dict[Any, Any]:
        return named(await handlers.switch(talk, lang))

    async def clear(lang: Lang) -> dict[Any, Any]:
        return named(await handlers.clear(lang))

    async def stop(talk: Conversation, lang: Lang) -> dict[Any, Any]:
        return named(await handlers.stop(talk, lang))

    async def recover(talk: Conversation, lang: Lang) -> dict[Any, Any]:
        return named(await handlers.failed("error_unreachable", talk.waiting, talk, lang))

    talk, lang, question = parts["talk"], parts["lang"], parts["question"]
    shared: dict[str, Any] = {"outputs": list(parts.values()), "show_progress": "hidden", "api_visibility": "private"}
    quick = shared | {"queue": False}
    asking = [
        trigger(ask, [text, talk, lang], concurrency_limit=None, trigger_mode="once", **shared)
        for trigger, text in [
            (question.submit, question),
            (parts["send"].click, question),
            *((parts[f"suggestion_{n}"].click, parts[f"suggestion_{n}"]) for n in range(SUGGESTIONS)),
        ]
    ]
    for event in asking:
        event.failure(recover, [talk, lang], **quick)
    parts["stop"].click(stop, [talk, lang], cancels=asking, **quick)
    parts["clear"].click(clear, [lang], **quick)
    parts["switch"].click(switch, [talk, lang], **quick)
    demo.load(open_page, [parts["memory"]], **quick)


def mount_page(app: FastAPI, demo: gr.Blocks, settings: Settings) -> None:
    """Mount the page at `/`, behind the routes that `app` has already."""
    import gradio as gr

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
