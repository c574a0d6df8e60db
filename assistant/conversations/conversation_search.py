"""Search in a reader's conversations, without regard to case and diacritics. Pure functions.

A search is a set of words; each may also stand within a word, as a reader who is still typing expects.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

SEARCH_LIMIT = 200
"""Characters of a search that count; what is typed beyond them is left out."""
SNIPPET = 120
"""Characters of a snippet, at most."""
LEAD = 40
"""Characters of a snippet before the first hit, at most."""

_MARKS = str.maketrans(dict.fromkeys("‘’‚‛", "'") | dict.fromkeys("“”„‟", '"'))


def search_words(text: str) -> tuple[str, ...]:
    """The words to look for, in the form that `fold_text` gives; none for a text of white space."""
    return tuple(dict.fromkeys(fold_text(text[:SEARCH_LIMIT]).split()))


def fold_text(text: str) -> str:
    """`text` without case and diacritics, its quotation marks straight: two texts that read alike are one."""
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_MARKS)
    return "".join(character for character in plain if not unicodedata.combining(character))


def has_all(words: Sequence[str], text: str) -> bool:
    """Whether `text` contains every one of `words`, which are folded."""
    folded = fold_text(text)
    return all(word in folded for word in words)


def hit_snippet(words: Sequence[str], text: str) -> str:
    """The stretch of `text` around the first of `words` in it, on one line; empty where it has none of them."""
    line = " ".join(text.split())
    folds = [fold_text(character) for character in line]
    folded = "".join(folds)
    hits = [at for word in words if (at := folded.find(word)) >= 0]
    if not hits:
        return ""
    # A character may fold to several, or to none: the hit is at the character that holds its place in the folded text.
    places = [place for place, fold in enumerate(folds) for _ in fold]
    hit = places[min(hits)]
    first = max(0, hit - LEAD)
    if first and (space := line.find(" ", first, hit)) >= 0:
        first = space + 1
    last = min(len(line), first + SNIPPET)
    if last < len(line) and (space := line.rfind(" ", hit, last)) > hit:
        last = space
    return ("… " if first else "") + line[first:last] + (" …" if last < len(line) else "")
