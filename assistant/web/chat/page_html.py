"""The fixed parts of the staff page as HTML: header, welcome, notices, hints. Pure functions; everything is escaped."""

from __future__ import annotations

from assistant.answer import Lang
from assistant.question.check import QUESTION_LIMIT
from assistant.web.chat.answer_html import escape
from assistant.wording import words


def notice_html(key: str, lang: Lang) -> str:
    """The sentence of that key as a notice; an unknown key is an internal error to a reader."""
    say = words(lang)
    kind = "info" if key in ("stopped", "editing", "talk_gone") else "error"
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


def talks_title_html(lang: Lang) -> str:
    """The heading of the drawer with the conversations."""
    return f'<h2 class="talks-title">{escape(words(lang)["talks_title"])}</h2>'


def talks_note_html(some: bool, days: int, lang: Lang) -> str:
    """Under that heading: whether there are any, how long they are kept, and who can open them."""
    say = words(lang)
    lines = [say["talks_kept"].format(days=days)] if days else [say["talks_off"]]
    if days and not some:
        lines.insert(0, say["talks_none"])
    return f'<div class="talks-note">{"".join(f"<p>{escape(line)}</p>" for line in lines)}</div>'


def talk_links_html(talk_id: str, lang: Lang, root: str) -> str:
    """Ways to take a conversation along; the page's script prints."""
    say = words(lang)
    address = f"{escape(root)}/conversations/{escape(talk_id)}"
    return (
        f'<div class="talk-links"><a href="{address}.md?lang={lang}">{escape(say["talk_markdown"])}</a>'
        f'<a href="{address}.json">{escape(say["talk_json"])}</a>'
        f'<button type="button" class="print">{escape(say["talk_print"])}</button></div>'
    )


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
        f'<script src="{base}/clipboard.js" defer></script>'
    )
