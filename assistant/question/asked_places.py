"""The parts of documents that a question names: "Pasal 7 ayat (2) huruf c". The words are those of `data/asked_places.toml`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.analyzer import WORD
from index.document import Document, Node, NodeKind
from index.numerals import roman_value
from index.word_rules import WordRules

RULES = WordRules(Path(__file__).parents[1] / "data" / "asked_places.toml")
OUTER: frozenset[NodeKind] = frozenset({"article", "dictum", "chapter", "part", "appendix", "heading"})
"""Kinds that a document has once under each name; an item's letter alone could be anywhere."""
_KINDS: dict[str, tuple[NodeKind, ...]] = {
    "article": ("article",),
    "bracketed": ("paragraph",),
    "paragraph": ("paragraph",),
    "letter": ("letter",),
    "lettered": ("letter",),
    "number": ("number", "paragraph"),
    "item": ("number", "paragraph"),
    "chapter": ("chapter",),
    "part": ("part",),
    "dictum": ("dictum",),
    "appendix": ("appendix",),
    "recital": ("heading",),
}


@dataclass(frozen=True, slots=True)
class PlacePart:
    """One part of a place: the kinds that it may be of, and its number or letter in small letters; "" for one without."""

    kinds: tuple[NodeKind, ...]
    value: str

    def names(self, node: Node) -> bool:
        """Whether a part of a document is what this names."""
        return node.kind in self.kinds and (not self.value or _value(node.kind, node.label) == self.value)


@dataclass(frozen=True, slots=True)
class AskedPlace:
    """A place in a document, as a question names it; its parts in the order of the question."""

    parts: tuple[PlacePart, ...]

    @property
    def stands_alone(self) -> bool:
        """Whether it names a part that a document has only once."""
        return any(kind in OUTER for part in self.parts for kind in part.kinds)

    def within(self, earlier: AskedPlace) -> AskedPlace:
        """The place with the outer parts of an earlier one: "ayat (3)" after "Pasal 7 ayat (2)"."""
        return AskedPlace((*(part for part in earlier.parts if part.kinds[0] in OUTER), *self.parts))


def find_asked_places(text: str) -> tuple[tuple[AskedPlace, ...], str]:
    """The places that a question names, and the question without them."""
    found = list(RULES.pattern("part").finditer(text))
    groups: list[list[PlacePart]] = []
    rest, at = [], 0
    for number, match in enumerate(found):
        between = text[at : match.start()]
        new = list(_parts(match))
        if said := RULES.pattern("elucidation").search(between):
            between = between[: said.start()]
            new.insert(0, PlacePart(("elucidation",), ""))
        if number and RULES.pattern("between").search(between) and not _repeats(groups[-1], new):
            groups[-1] += new
        elif number and RULES.pattern("between").search(between):
            # "huruf a dan huruf b": the second lies where the first does.
            outer = [part for part in groups[-1] if not _same_kind(part, new[0])]
            groups.append([*(outer if new[0].kinds[0] not in OUTER else ()), *new])
        else:
            rest.append(between)
            groups.append(new)
        at = match.end()
        while more := RULES.pattern("more").match(text[at:]):
            last = groups[-1][-1]
            if more["more"].isdigit() != last.value.isdigit():
                break
            groups.append([*groups[-1][:-1], PlacePart(last.kinds, more["more"].casefold())])
            at += more.end()
    rest.append(text[at:])
    return tuple(AskedPlace(tuple(group)) for group in groups), " ".join(rest)


def place_to_search_in(text: str) -> AskedPlace | None:
    """The place within which a question looks for its answer: "Siapa yang mengawasi menurut Pasal 9?"; None where it names none so."""
    first = RULES.pattern("part").search(text)
    if first is None or not RULES.pattern("within").search(text[: first.start()]):
        return None
    places, _ = find_asked_places(text)
    return places[0] if len(places) == 1 and places[0].stands_alone else None


def without_asking(text: str, stem: Callable[[str], str] = str.casefold) -> str:
    """A question without the words that ask for the text of a place, or only fill; `stem` gives the stem of a word."""
    stems = {stem(word) for word in RULES.words["wants_text"]}
    words = RULES.pattern("asking").sub(" ", text)
    return WORD.sub(lambda found: " " if stem(found.group().casefold()) in stems else found.group(), words)


def nodes_at(document: Document, place: AskedPlace) -> list[Node]:
    """The parts of a document at a place; those of its body alone, unless the place is in an appendix or the elucidation."""
    structure = document.structure
    found = []
    for node in structure:
        if not any(part.names(node) for part in place.parts):
            continue
        path = list(_path(structure, node))
        if _names_each(place, path):
            found.append((node, path))
    aside = {"appendix", "elucidation"}
    wanted = aside & {kind for part in place.parts for kind in part.kinds}
    body = [(node, path) for node, path in found if wanted or not any(each.kind in aside for each in path)] or found
    # "Angka 4" of a letter is its own point, not one of an article's.
    return [node for node, path in sorted(body, key=lambda each: not place.stands_alone and len(each[1]))]


def _names_each(place: AskedPlace, path: Sequence[Node]) -> bool:
    """Whether every part of a place names another part of the path: "huruf b angka 2" is not "ayat (2) huruf b"."""
    left = list(path)
    for part in sorted(place.parts, key=lambda part: len(part.kinds)):
        named = next((node for node in left if part.names(node)), None)
        if named is None:
            return False
        left.remove(named)
    return True


def _path(structure: Sequence[Node], node: Node) -> Iterator[Node]:
    yield node
    while node.parent >= 0:
        node = structure[node.parent]
        yield node


def _parts(match: re.Match[str]) -> Iterator[PlacePart]:
    for name, written in match.groupdict().items():
        if written:
            yield PlacePart(_KINDS[name], _value(_KINDS[name][0], written))


def _repeats(group: Sequence[PlacePart], new: Sequence[PlacePart]) -> bool:
    return any(_same_kind(part, new[0]) for part in group)


def _same_kind(one: PlacePart, other: PlacePart) -> bool:
    return one.kinds == other.kinds


def _value(kind: NodeKind, written: str) -> str:
    """The number or letter of a part, so that "BAB III" and "bab 3" are alike."""
    last = written.casefold().rsplit(None, 1)[-1].strip("().")
    if kind in ("part", "dictum"):
        ordinals = RULES.words["ordinal"]
        # "kesatu" and "pertama" are both the first.
        return str(max(1, ordinals.index(last))) if last in ordinals else last
    if kind in ("chapter", "appendix") and not last.isdigit():
        return str(roman_value(last) or "")
    return last
