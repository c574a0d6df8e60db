"""Arabic and Hebrew for a renderer that neither joins letters nor turns the direction: joined forms, and the order on a line.

Enough for quotes within an Indonesian text, not the whole of UAX #9: the paragraph itself goes from left to right.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_TATWEEL = "\u0640"
_MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")
_DIGIT = "[0-9\u0660-\u0669\u06f0-\u06f9]"
_MARK = "[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]"
# What is turned as one: a number with its signs, or a letter with its marks.
_CLUSTER = re.compile(f"{_DIGIT}+(?:[.,:/]{_DIGIT}+)*|.{_MARK}*", re.DOTALL)


def join_letters(text: str) -> str:
    """Arabic letters as the forms that their neighbours ask for, and lam with alef as one; other characters as they are."""
    forms = _forms()
    letters: list[str] = []
    for character in text:
        pair = letters[-1] + character if letters else ""
        if len(pair) == 2 and pair in forms:  # only lam and the four alefs are a pair with forms
            letters[-1] = pair
        else:
            letters.append(character)
    return "".join(_joined(letters, at, forms) for at in range(len(letters)))


def visual_order(text: str) -> str:
    """The characters of a right-to-left stretch from left to right, numbers as they are and brackets mirrored."""
    return "".join(reversed(_CLUSTER.findall(text.translate(_MIRRORED))))


def _joined(letters: list[str], at: int, forms: dict[str, dict[str, str]]) -> str:
    own = forms.get(letters[at])
    if own is None:
        return letters[at]
    before, after = _neighbour(letters, at, -1), _neighbour(letters, at, 1)
    to_before = "final" in own and _joins_on(before, forms)
    to_after = "initial" in own and _joins_back(after, forms)
    kind = {(True, True): "medial", (True, False): "final", (False, True): "initial"}.get(
        (to_before, to_after), "isolated"
    )
    return own.get(kind, letters[at])


def _neighbour(letters: list[str], at: int, step: int) -> str:
    """The next letter in that direction; marks above and below it do not count."""
    at += step
    while 0 <= at < len(letters) and unicodedata.category(letters[at][0]) == "Mn":
        at += step
    return letters[at] if 0 <= at < len(letters) else ""


def _joins_on(letter: str, forms: dict[str, dict[str, str]]) -> bool:
    return letter == _TATWEEL or "initial" in forms.get(letter, ())


def _joins_back(letter: str, forms: dict[str, dict[str, str]]) -> bool:
    return letter == _TATWEEL or "final" in forms.get(letter, ())


@cache
def _forms() -> dict[str, dict[str, str]]:
    """Each letter, or lam with an alef, to its forms by kind: those that Unicode decomposes into it."""
    found: dict[str, dict[str, str]] = {}
    for code in (*range(0xFB50, 0xFBB2), *range(0xFBD3, 0xFC00), *range(0xFE80, 0xFEFD)):
        kind, _, codes = unicodedata.decomposition(chr(code)).partition(" ")
        letters = "".join(chr(int(each, 16)) for each in codes.split())
        if kind[1:-1] in ("isolated", "final", "initial", "medial") and (len(letters) == 1 or code >= 0xFEF5):
            found.setdefault(letters, {})[kind[1:-1]] = chr(code)
    return found
