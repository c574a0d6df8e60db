"""Web pages as trees of elements: bytes to a tree, and what an element is."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from index.formats.encodings import DecodedText, decode_bytes
from index.word_rules import WordRules

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    Element: TypeAlias = HtmlElement

RULES = WordRules(Path(__file__).parents[1] / "data" / "html.toml")
DECLARED_WITHIN = 4096
"""Bytes from the beginning in which a page declares its encoding."""
HIDDEN = frozenset(
    {"script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "head", "title", "input", "select"}
    | {"textarea", "math", "audio", "video", "canvas", "map", "datalist", "dialog"}
)
"""Elements whose contents are no text of the page."""
STRUCK = frozenset({"del", "s", "strike"})
MOST_OF_A_PAGE = 0.4
"""The share of a page's text from which an element is never left out for its name: a class such as "no-sidebar" may be the body's."""
MOSTLY_LINKS = 0.5
"""The share of links in a text from which it leads to other pages more than it says."""
FORM_LETTERS = 300
"""Up to so many letters, a form with fields to fill in is one; some sites put the whole page into a form."""
_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|rtf|zip|rar|jpe?g|png)(?:[?#]|$)", re.IGNORECASE)
_NAME_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_NOT_LETTERS = re.compile(r"\W+")


def decode_page(data: bytes, name: str) -> DecodedText:
    """The characters of a page.

    UTF-8 where the bytes are valid UTF-8, whatever the page declares: pages are converted, and their declarations forgotten. Else what it
    declares, else what any text is taken for.

    Raises:
        DocumentError: it is no text, or its encoding cannot be told.
    """
    try:
        return DecodedText(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        pass
    declared = _CHARSET.search(data[:DECLARED_WITHIN])
    try:
        codec = codecs.lookup(declared[1].decode("ascii") if declared else "").name
    except LookupError:
        return decode_bytes(data, name)
    # Browsers read Latin-1 as Windows-1252, which has the typographic quotes that pages "in Latin-1" contain.
    codec = {"ascii": "cp1252", "iso8859-1": "cp1252"}.get(codec, codec)
    return decode_bytes(data, name) if codec == "utf-8" else DecodedText(data.decode(codec, "replace"))


def parse_page(text: str) -> Element | None:
    """The tree of a page or of a fragment of one; None where there is no element in it."""
    import lxml.etree
    import lxml.html

    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except lxml.etree.ParserError:
        return None


def tag_of(element: Element) -> str:
    """The name of an element in lower case; "" for what is none."""
    return element.tag.lower() if isinstance(element.tag, str) else ""


def is_block(tag: str) -> bool:
    """Whether an element of this name stands by itself; all others are part of a line."""
    return tag in _named("blocks")


def letters(text: str) -> int:
    """How many letters and digits a text has: white space and marks count nothing where texts are compared."""
    return len(_NOT_LETTERS.sub("", text))


def leads_elsewhere(element: Element) -> bool:
    """Whether a link leads to another page: not to a place in this one, and not to a file that the page offers."""
    address = (element.get("href") or "").strip().lower()
    return (
        bool(address) and not address.startswith(("#", "javascript:", "mailto:", "tel:")) and not _FILE.search(address)
    )


def is_left_out(element: Element, page_letters: int) -> bool:
    """Whether an element is part of the page around the article, by what its author calls it: a menu, share buttons, comments."""
    tag = tag_of(element)
    if tag in HIDDEN or tag in STRUCK or (tag in ("ul", "ol") and _is_contents(element)):
        return True
    sure = (
        tag == "nav"
        or element.get("role") in ("navigation", "search", "banner")
        or bool(_names(element) & _named("left_out"))
    )
    with_links = tag in ("footer", "aside", "header") or is_beside(element)
    form = tag == "form" and any(tag_of(field) in ("input", "textarea", "select") for field in element.iter())
    if not (sure or with_links or form) or tag in ("html", "body", "main", "article"):
        return False
    if any(tag_of(inner) == "h1" for inner in element.iter()):
        return False
    own = letters(element.text_content())
    if own > page_letters * MOST_OF_A_PAGE and tag != "nav":
        return False
    return sure or (with_links and link_share(element) >= MOSTLY_LINKS) or (form and own <= FORM_LETTERS)


def is_beside(element: Element) -> bool:
    """Whether the page's author calls an element one of those that stand beside an article and are left out where they are links."""
    return bool(_names(element) & _named("left_out_with_links"))


def _is_contents(element: Element) -> bool:
    """Whether a list is nothing but links to places in the page: its contents, or its tabs."""
    links = [link for link in element.iter("a") if (link.get("href") or "").startswith("#")]
    return len(links) > 1 and sum(letters(link.text_content()) for link in links) == letters(element.text_content())


def link_share(element: Element) -> float:
    """The share of an element's letters that are in links to other pages, 0 to 1."""
    linked = sum(letters(link.text_content()) for link in element.iter("a") if leads_elsewhere(link))
    return linked / max(letters(element.text_content()), 1)


def ancestors(element: Element) -> Iterator[Element]:
    """The element, and those that it lies in, inmost first."""
    yield element
    yield from element.iterancestors()


def _names(element: Element) -> frozenset[str]:
    """The words in an element's class and id, in lower case: "relatedPosts" has two."""
    named = f"{element.get('class') or ''} {element.get('id') or ''}"
    return frozenset(part.lower() for part in _NAME_PARTS.findall(named))


@cache
def _named(name: str) -> frozenset[str]:
    return frozenset(RULES.words[name])
