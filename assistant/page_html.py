"""The fixed parts of the staff page as HTML: header, welcome, notices, hints. Pure functions; everything is escaped."""

from __future__ import annotations

from assistant.answer import Lang
from assistant.answer_html import escape
from assistant.asking import QUESTION_LIMIT
from assistant.words import words


def notice_html(key: str, lang: Lang) -> str:
    """The sentence of that key as a notice; an unknown key is an internal error to a reader."""
    say = words(lang)
    kind = "info" if key == "stopped" else "error"
    return f'<div class="notice {kind}">{escape(say.get(key, say["error_internal"]))}</div>'


def header_html(lang: Lang, root: str) -> str:
    """The name, what it is, and the way to the sources. Its class tells the page's script the language."""
    say = words(lang)
    return (
        f'<div class="brand-row page-lang-{lang}"><h1 class="brand">Netral</h1>'
        f'<span class="tagline">{escape(say["tagline"])}</span>'
        f'<a class="library-link" href="{escape(root)}/sources?lang={lang}" target="_blank" rel="noopener">'
        f'{escape(say["library_link"])}</a><span class="say-title">{escape(say["page_title"])}</span></div>'
    )


def welcome_html(lang: Lang) -> str:
    """What a reader sees before the first question: what this is, and what it is not."""
    say = words(lang)
    return (
        f'<div class="welcome"><h2>{escape(say["welcome_title"])}</h2>'
        f"<p>{escape(say['welcome_is'])}</p><p>{escape(say['welcome_is_not'])}</p></div>"
    )


def suggestions_title_html(key: str, lang: Lang) -> str:
    """The heading over the questions to click on."""
    return f'<h2 class="suggestions-title">{escape(words(lang)[key])}</h2>'


def footer_html(lang: Lang) -> str:
    """The line under everything."""
    return f'<p class="foot">{escape(words(lang)["footer"])}</p>'


def hint_html(lang: Lang) -> str:
    """The line under the question box. The script keeps the count; the server has the last word on the limit."""
    say = words(lang)
    return (
        f'<div class="hint"><span class="keys">{escape(say["question_hint"])}</span>'
        f'<span class="count"><span class="count-now">0</span>/{QUESTION_LIMIT} {escape(say["counter_label"])}</span>'
        f'<span class="say-too-long">{escape(say["error_too_long"])}</span>'
        f'<span class="say-unreachable">{escape(say["error_unreachable"])}</span></div>'
    )


def head_html(root: str) -> str:
    """Our style sheets and script, as elements: Gradio would rewrite `css=` and evaluate `js=`."""
    base = escape(f"{root}/static/netral")
    return (
        f'<link rel="stylesheet" href="{base}/tokens.css"><link rel="stylesheet" href="{base}/page.css">'
        f'<link rel="icon" href="{base}/icon.svg" type="image/svg+xml"><script src="{base}/page.js" defer></script>'
    )
