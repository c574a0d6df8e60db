"""What HTML is really there once a parser has read it."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "link", "input"}
OWN = {
    "class",
    "id",
    "href",
    "lang",
    "hreflang",
    "charset",
    "name",
    "content",
    "rel",
    "type",
    "src",
    "defer",
    "tabindex",
    "for",
}
OWN |= {
    "action",
    "method",
    "value",
    "required",
    "maxlength",
    "scope",
    "role",
    "data-label",
    "viewbox",
    "preserveaspectratio",
    "points",
}
OWN |= {
    "x",
    "y",
    "x1",
    "x2",
    "y1",
    "y2",
    "cx",
    "cy",
    "r",
    "width",
    "height",
    "text-anchor",
    "transform",
    "aria-label",
    "aria-hidden",
}
OWN |= {"aria-labelledby", "sizes", "crossorigin"}


class Tags(HTMLParser):
    """The tags with their attributes, in order, and the text; every tag is closed where it should be."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    @property
    def addresses(self) -> list[str]:
        """Where links, forms, scripts and images lead."""
        names = ("href", "src", "action")
        return [attributes[name] or "" for _, attributes in self.found for name in names if name in attributes]


def check_page(source: str) -> Tags:
    """A page of our own: every tag closed, none that embeds, no attribute but those of our templates."""
    tags = Tags(source)
    assert tags.open == []
    assert not {tag for tag, _ in tags.found} & {"img", "iframe", "video", "object", "embed", "base"}
    assert {name for _, attributes in tags.found for name in attributes} <= OWN
    return tags


PIECE_TAGS = {"div", "p", "strong", "span", "a", "h1", "h2", "h3", "h4", "article", "blockquote", "mark"}
PIECE_TAGS |= {"details", "summary", "ul", "li", "button"}
PIECE_ATTRIBUTES = {"class", "id", "href", "target", "rel", "type", "lang", "aria-label", "aria-hidden"}


def check_html(source: str) -> Tags:
    """Only our tags and attributes, every tag closed, links that stay here, one line."""
    tags = Tags(source)
    assert tags.open == []
    assert {tag for tag, _ in tags.found} <= PIECE_TAGS
    assert {name for _, attributes in tags.found for name in attributes} <= PIECE_ATTRIBUTES
    assert all((attributes["href"] or "").startswith("/sources") for tag, attributes in tags.found if tag == "a")
    assert "\n" not in source
    return tags
