"""What a web page states of its article: title, publisher, date and address, from its head and its headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.dates import stated_date
from index.formats.extracted import PROPERTY_TITLE
from index.formats.html_title import PageWords, host_name, page_title, site_name_in
from index.formats.html_tree import RULES, tag_of
from index.formats.json_ld import LinkedData, read_linked_data

if TYPE_CHECKING:
    from index.formats.html_tree import Element

TITLES = ("og:title", "dc.title", "dcterms.title", "citation_title", "twitter:title")
DATES = (
    "article:published_time", "og:published_time", "article:published", "datepublished", "dc.date.issued", "dcterms.issued",
    "dcterms.created", "dc.date.created", "dc.date", "dcterms.date", "citation_publication_date", "publishdate", "pubdate",
    "publish-date", "date",
)  # fmt: skip
SITES = (
    "og:site_name",
    "dc.publisher",
    "dcterms.publisher",
    "citation_publisher",
    "article:publisher",
    "publisher",
    "application-name",
)
AUTHORS = ("author", "article:author", "dc.creator", "dcterms.creator", "twitter:creator")
"""Names of meta elements, best first."""
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|@\S+", re.IGNORECASE)
_HOME = re.compile(r"(?:https?://[^/]+)?/?(?:index\.\w+)?", re.IGNORECASE)
_DAY_IN_ADDRESS = re.compile(r"/((?:19|20)\d{2})/(\d{1,2})/(\d{1,2})(?:/|$)")


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page states.

    Attributes:
        stated, derived: as in `Extracted`.
        author: "" where the page names nobody.
        body: the article's text in the page's JSON-LD.
    """

    stated: Mapping[str, str]
    derived: tuple[str, ...]
    author: str
    body: str


def page_facts(tree: Element, shown: PageWords) -> PageFacts:
    """The facts of a page that shows these headings and lines."""
    metas, data = _metas(tree), _linked_data(tree)
    head_title = " ".join((tree.findtext(".//head/title") or tree.findtext(".//title") or "").split())
    url = _url(tree, metas, data)
    site = next(filter(None, (_named(metas, SITES), _no_address(data.publisher))), "")
    named = _first(metas, TITLES)
    home = _home_names(tree)
    title = page_title([data.title, named], head_title, shown, [name for name in (site, host_name(url), *home) if name])
    publisher = site or _shown_site(tree, site_name_in(named or head_title, title.text)) or _shown_site(tree, *home)
    published, is_stated = _published(tree, metas, data, url)
    name = "title" if title.sure else PROPERTY_TITLE
    facts = {name: title.text, "publisher": publisher, "published": published, "url": url}
    return PageFacts(
        {key: value for key, value in facts.items() if value},
        ("published",) if published and not is_stated else (),
        _no_address(data.author) or _named(metas, AUTHORS),
        data.body,
    )


def _shown_site(tree: Element, *names: str) -> str:
    """The first of some names that both the page's title and its text have: what follows a title may be a part of it."""
    head = _folded(tree.findtext(".//title") or "")
    body = _folded(" ".join("".join(part.itertext()) for part in tree.iter("body")))
    return next((name for name in names if name and _folded(name) in head and _folded(name) in body), "")


def _folded(text: str) -> str:
    return "".join(text.split()).casefold()


def _metas(tree: Element) -> dict[str, str]:
    """The contents of the meta elements by name, in lower case; of several the first."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        if content := " ".join((meta.get("content") or "").split()):
            found.setdefault(name.strip().lower(), content)
    return found


def _home_names(tree: Element) -> list[str]:
    """The words of links to the site's first page: its name, where they are no "Beranda"."""
    words = (
        " ".join(link.text_content().split())
        for link in tree.iter("a")
        if _HOME.fullmatch((link.get("href") or "").strip())
    )
    return list(dict.fromkeys(word for word in words if word and not RULES.rules["is_no_title"].applies(word)))


def _linked_data(tree: Element) -> LinkedData:
    scripts = (script for script in tree.iter("script") if "ld+json" in (script.get("type") or "").lower())
    return read_linked_data([script.text or "" for script in scripts])


def _first(metas: Mapping[str, str], names: Sequence[str]) -> str:
    return next((metas[name] for name in names if metas.get(name)), "")


def _named(metas: Mapping[str, str], names: Sequence[str]) -> str:
    """The first that is a name: a publisher may be given as the address of its page in a social network."""
    return next((value for name in names if (value := _no_address(metas.get(name, "")))), "")


def _no_address(value: str) -> str:
    return "" if _ADDRESS.fullmatch(value) else value


def _url(tree: Element, metas: Mapping[str, str], data: LinkedData) -> str:
    canonical = (link.get("href") or "" for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower())
    found = (metas.get("og:url", ""), *canonical, data.url)
    return next((address for address in found if address.startswith(("http://", "https://"))), "")


def _published(tree: Element, metas: Mapping[str, str], data: LinkedData, url: str) -> tuple[str, bool]:
    """The ISO date, and whether the page states it: a day in its address is no statement; "" where there is neither."""
    for value in (data.published, *(metas.get(name, "") for name in DATES), *_times(tree)):
        if date := stated_date(value):
            return date, True
    if day := _DAY_IN_ADDRESS.search(url):
        return stated_date(f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}") or "", False
    return "", False


def _times(tree: Element) -> Iterator[str]:
    """Moments in the text that are marked as its publication, then one in the head of an article."""
    times = [time for time in tree.iter("time") if time.get("datetime")]
    for time in times:
        if time.get("pubdate") is not None or "published" in f"{time.get('itemprop')} {time.get('class')}".lower():
            yield time.get("datetime") or ""
    for time in times:
        if any(
            tag_of(element) in ("header", "article") and element.find(".//h1") is not None
            for element in time.iterancestors()
        ):
            yield time.get("datetime") or ""
            return
