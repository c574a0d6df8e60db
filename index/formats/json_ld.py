"""JSON-LD in web pages: what a page says of its article for search engines, however carelessly it is written."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

ARTICLES = (
    "NewsArticle",
    "ReportageNewsArticle",
    "Article",
    "BlogPosting",
    "Report",
    "Legislation",
    "WebPage",
    "FAQPage",
)
"""The types that describe a page's article, best first."""
MOST_NODES = 2000
# A text, or a comment: only what is outside the texts is taken out.
_TEXT_OR_COMMENT = re.compile(r'("(?:[^"\\]|\\.)*")|/\*.*?\*/|//[^\n]*|<!--|-->|<!\[CDATA\[|\]\]>', re.DOTALL)
_COMMA_AT_END = re.compile(r'("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])', re.DOTALL)
_TAG = re.compile(r"</?(?:p|div|br|li|h\d)\b[^>]*>", re.IGNORECASE)
_OTHER_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


@dataclass(frozen=True, slots=True)
class LinkedData:
    """What a page's JSON-LD says of its article; "" for what it does not.

    Attributes:
        published: as it is written.
        body: the article's paragraphs, parted by line breaks.
    """

    title: str = ""
    published: str = ""
    author: str = ""
    publisher: str = ""
    url: str = ""
    body: str = ""


def read_linked_data(scripts: Sequence[str]) -> LinkedData:
    """The best description among the JSON-LD scripts of a page; what is no JSON even after repair is passed over."""
    nodes = [node for script in scripts for node in _nodes(_parse(script))][:MOST_NODES]
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    described = [(rank, node) for node in nodes if (rank := _rank(node)) is not None]
    found = [node for _, node in sorted(described, key=lambda pair: pair[0])]

    def first(*names: str) -> Any:
        return next((node[name] for name in names for node in found if node.get(name)), None)

    return LinkedData(
        title=_words(first("headline", "name")),
        published=_words(first("datePublished", "dateCreated", "legislationDate")),
        author=_name(first("author", "creator"), by_id),
        publisher=_name(first("publisher", "sourceOrganization"), by_id),
        url=_address(first("url", "mainEntityOfPage")),
        body=_paragraphs(first("articleBody")) or "\n".join(_answers(found)),
    )


def _parse(script: str) -> Any:
    for text in (script, _repaired(script)):
        try:
            return json.loads(text, strict=False)  # not strict: line breaks and tabs within texts
        except ValueError:
            continue
    return None


def _repaired(script: str) -> str:
    bare = _TEXT_OR_COMMENT.sub(lambda found: found[1] or "", script)
    return _COMMA_AT_END.sub(lambda found: found[1] or "", bare).strip().rstrip(";")


def _nodes(value: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """Every description in a value: lists, @graph, and descriptions within descriptions."""
    if depth > 8:
        return
    if isinstance(value, list):
        for each in value:
            yield from _nodes(each, depth + 1)
    elif isinstance(value, dict):
        yield value
        for each in value.values():
            if isinstance(each, (list, dict)):
                yield from _nodes(each, depth + 1)


def _rank(node: Mapping[str, Any]) -> int | None:
    kinds = node.get("@type")
    ranks = [ARTICLES.index(kind) for kind in (kinds if isinstance(kinds, list) else [kinds]) if kind in ARTICLES]
    return min(ranks, default=None)


def _words(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("@value", "")
    return " ".join(html.unescape(value).split()) if isinstance(value, str) else ""


def _name(value: Any, by_id: Mapping[str, Any]) -> str:
    """The name of a person or body, which may be described elsewhere in the page."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        known = by_id.get(str(value.get("@id")), value)
        value = value.get("name") or known.get("name")
    return _words(value)


def _address(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("@id")
    return value if isinstance(value, str) else ""


def _paragraphs(body: Any) -> str:
    if not isinstance(body, str):
        return ""
    # Escaped twice on some pages, so that the tags appear only now.
    plain = _OTHER_TAG.sub("", _TAG.sub("\n", html.unescape(body)))
    lines = (" ".join(line.split()) for line in html.unescape(plain).splitlines())
    return "\n".join(line for line in lines if line)


def _answers(found: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The questions and answers of a page of them."""
    for node in found:
        questions = node.get("mainEntity") if node.get("@type") == "FAQPage" else None
        for question in questions if isinstance(questions, list) else []:
            answer = question.get("acceptedAnswer") if isinstance(question, dict) else None
            if isinstance(answer, dict) and (said := _paragraphs(answer.get("text"))):
                yield from (_words(question.get("name")), said)
