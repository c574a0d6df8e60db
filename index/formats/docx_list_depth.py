"""How deep a list lies in others. Word files state it by indents as often as by levels of one list."""

from __future__ import annotations

from index.formats.docx_numbering import Label


class ListDepth:
    """Keeps the lists that are open; ask for each item once, in order."""

    def __init__(self) -> None:
        self._open: list[Label] = []

    def of(self, label: Label) -> int:
        """The depth of an item, from 1: it lies in the items before it that stand further left, or higher in its own list."""
        kept = next((at for at, other in enumerate(self._open) if _same_list(other, label)), None)
        if kept is not None:
            del self._open[kept:]
        while self._open and not _lies_in(label, self._open[-1]):
            self._open.pop()
        self._open.append(label)
        return len(self._open)

    def end(self) -> None:
        """No list goes on: a heading was met."""
        self._open.clear()


def _same_list(one: Label, other: Label) -> bool:
    return (one.definition, one.level) == (other.definition, other.level)


def _lies_in(inner: Label, outer: Label) -> bool:
    if inner.definition == outer.definition:
        return inner.level > outer.level
    return inner.indent > outer.indent
