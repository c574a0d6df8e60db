"""The title of a web page's article, without the name of the site that pages put before or after it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from index.formats.html_tree import RULES

ALIKE = 0.5
"""The share of a heading's words from which it says the same as another title."""
# With spaces around: a hyphen within a word, and a colon within a headline, part no site's name from it.
_PARTING = re.compile(r"\s+(?:[|•·»«]|::|[-–—])\s+|\s*\|\s*")
_PREFIX = re.compile(r"^([^:]{2,40}):\s+(?=\S)")
_FILE_LEFT = re.compile(r"^microsoft word\s*-|\.(?:docx?|html?|pdf|rtf)$", re.IGNORECASE)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class PageTitle:
    """A page's title; not sure where only the browser's tab has it."""

    text: str
    sure: bool


@dataclass(frozen=True, slots=True)
class PageWords:
    """What a page shows that may be its title: its main headings, its other ones, and its other short lines."""

    main: Sequence[str] = ()
    other: Sequence[str] = ()
    lines: Sequence[str] = ()


def page_title(stated: Sequence[str], head_title: str, shown: PageWords, names: Sequence[str]) -> PageTitle:
    """The title that a reader of the article sees.

    Args:
        stated: titles in the page's metadata, best first; "" for none.
        head_title: the contents of its `title` element, which many sites give all their pages.
        shown: what the page shows.
        names: of the site, as far as the page tells.
    """
    main = [heading for heading in shown.main if not _is_site(heading, names)]
    headings = [*main, *shown.other]
    given = [cut for title in (*stated, head_title) if _is_title(cut := _without_site(title, headings, names), names)]
    for heading in headings:
        if any(_alike(heading, title) for title in given):
            return PageTitle(heading, True)
    if not main and not any(stated) and (part := _shown_part(head_title, shown.lines, names)):
        return PageTitle(part, True)
    sure = bool(main) or any(stated)
    best = [*given, *main] if any(stated) else [*main, *given]
    return PageTitle(next(iter(best), ""), sure)


def _shown_part(head_title: str, lines: Sequence[str], names: Sequence[str]) -> str:
    """The longest part of a page's title that stands on a line of the page; "" where none does."""
    folded = set(map(_folded, lines))
    parts = [part.strip() for part in _PARTING.split(head_title)]
    return max((part for part in parts if _folded(part) in folded and _is_title(part, names)), key=len, default="")


def site_name_in(whole: str, title: str) -> str:
    """What a page's title has after the article's own: the site's name, where nothing else says it."""
    if not title or not whole.startswith(title):
        return ""
    parts = [part for part in _PARTING.split(whole[len(title) :]) if part.strip()]
    return parts[-1].strip() if parts and _PARTING.match(whole[len(title) :]) else ""


def _without_site(title: str, headings: Sequence[str], names: Sequence[str]) -> str:
    """The title without the parts that name the site, and without any before and after it where a heading of the page is what is left."""
    title = " ".join(title.split())
    for heading in headings:
        if len(_words(heading)) > 1 and _folded(heading) in _folded(title):
            return heading
    parts, marks = _PARTING.split(title), _PARTING.findall(title)
    while len(parts) > 1 and _is_site(parts[-1], names):
        parts, marks = parts[:-1], marks[:-1]
    while len(parts) > 1 and _is_site(parts[0], names):
        parts, marks = parts[1:], marks[1:]
    left = parts[0] + "".join(mark + part for mark, part in zip(marks, parts[1:], strict=True))
    if (prefix := _PREFIX.match(left)) and _is_site(prefix[1], names):
        left = left[prefix.end() :]
    return left.strip()


def _is_site(part: str, names: Sequence[str]) -> bool:
    """Whether a part of a title is the site's name: "Kabar Sindang" for kabarsindang.com, and for "Kabar Sindang Online"."""
    folded = _folded(part)
    return any(folded == _folded(name) or (len(folded) > 4 and _begins(folded, _folded(name))) for name in names)


def _begins(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _is_title(title: str, names: Sequence[str]) -> bool:
    return bool(title) and not (
        _is_site(title, names) or RULES.rules["is_no_title"].applies(title) or _FILE_LEFT.search(title)
    )


def _alike(one: str, other: str) -> bool:
    words, others = _words(one), _words(other)
    return bool(words) and len(words & others) >= ALIKE * max(len(words), 1)


def host_name(url: str) -> str:
    """The part of the host that names the site: "kabarsindang" of www.kabarsindang.co.id."""
    parts = [part for part in (urlsplit(url).hostname or "").split(".") if part not in ("www", "m", "amp")]
    return max(parts[:-1], key=len, default="")


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _folded(text: str) -> str:
    return "".join(_WORD.findall(text.casefold()))
