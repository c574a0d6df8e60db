"""Tags in a PDF: which text is a heading, a quote, a list or a link, for screen readers and for copying (PDF 1.7, 14.7).

The library draws and knows no tags. This canvas adds them: marked content around what is drawn, and the tree of tags at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFObjectReference, PDFString
from reportlab.pdfgen.canvas import Canvas


@dataclass(eq=False)
class Tag:
    """An element of the tree: its type, its language if it has its own, and what stands in it, in order.

    `text` is what it says, to the character: what is drawn is broken into lines, and may lack a letter.
    """

    kind: str
    lang: str = ""
    text: str = ""
    kids: list[Tag | Content | Annotation] = field(default_factory=list)


@dataclass(frozen=True)
class Content:
    """Marked content of a page, numbered from 0 within it."""

    page: str
    number: int


@dataclass(frozen=True)
class Annotation:
    """An annotation of a page, by its name in the file; `key` is its place in the parent tree."""

    page: str
    name: str
    key: int


class TaggedCanvas(Canvas):  # type: ignore[misc]  # the library has no types
    """A canvas that tags what is drawn within `tagged`.

    Args:
        arguments: of the library's canvas, as are the other options.
        root: the tree; what is drawn belongs to one of its tags, or is decoration.
        footer: draws the foot of a page once all are known, given the canvas, the page's number and how many there are.
    """

    def __init__(
        self, *arguments: Any, root: Tag, footer: Callable[[TaggedCanvas, int, int], None], **options: Any
    ) -> None:
        self._root, self._footer = root, footer
        self._owners: dict[int, list[Tag] | Tag] = {}
        self._open: Tag | None = None
        super().__init__(*arguments, **options)

    @contextmanager
    def tagged(self, tag: Tag) -> Iterator[None]:
        """What is drawn within belongs to `tag`."""
        owners = self._page_owners()
        tag.kids.append(Content(self._doc.thisPageName(), len(owners)))
        self._code.append(f"/{tag.kind} <</MCID {len(owners)}>> BDC")
        owners.append(tag)
        self._open = tag
        yield
        self._open = None
        self._code.append("EMC")

    @contextmanager
    def decoration(self) -> Iterator[None]:
        """What is drawn within is read by nobody: rules, and the number of a page."""
        self._code.append("/Artifact BMC")
        yield
        self._code.append("EMC")

    def linkURL(self, url: str, rect: Any, relative: int = 0, **options: Any) -> None:  # noqa: N802  # the library's name
        """A link, which belongs to the tag that is open."""
        if self._open is None:
            super().linkURL(url, rect, relative, **options)
            return
        key = self._new_key()
        self._owners[key] = self._open
        self._open.kids.append(Annotation(self._doc.thisPageName(), f"Annot.NUMBER{self._annotationCount + 1}", key))
        super().linkURL(url, rect, relative, StructParent=key, Contents=PDFString(url), F=4, **options)

    def showPage(self) -> None:  # noqa: N802  # the library's name
        """End the page, which gets the key of its list in the parent tree."""
        owners, key = self._page_owners(), self._page_key
        with self.decoration():
            self.doForm(f"footer-{self._pageNumber}")
        super().showPage()
        page = self._doc.Pages.pages[-1]
        # Kept in the instance: the library writes no other entries of a page than those named here.
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents, page.Tabs = key, PDFName("S")
        self._owners[key] = owners
        del self._page_key

    def save(self) -> None:
        """Write the file, with the tree."""
        if self._code:
            self.showPage()
        pages = len(self._doc.Pages.pages)
        for page in range(1, pages + 1):
            self.beginForm(f"footer-{page}", 0, 0, *self._pagesize)
            self._footer(self, page, pages)
            self.endForm()
        tree = PDFDictionary({"Type": PDFName("StructTreeRoot")})
        root = self._doc.Reference(tree, "StructTree")
        elements: dict[int, PDFObjectReference] = {}
        tree["K"] = PDFArray([self._element(self._root, root, elements)])
        tree["ParentTree"] = self._doc.Reference(
            PDFDictionary({"Nums": PDFArray(list(self._numbers(elements)))}), "ParentTree"
        )
        tree["ParentTreeNextKey"] = len(self._owners)
        catalog = self._doc.Catalog
        catalog.StructTreeRoot = tree
        catalog.MarkInfo = PDFDictionary({"Marked": "true"})
        super().save()

    def _element(
        self, tag: Tag, parent: PDFObjectReference, elements: dict[int, PDFObjectReference]
    ) -> PDFObjectReference:
        values = PDFDictionary({"Type": PDFName("StructElem"), "S": PDFName(tag.kind), "P": parent})
        own = self._doc.Reference(values, f"Tag{len(elements)}")
        elements[id(tag)] = own
        if tag.lang:
            values["Lang"] = PDFString(tag.lang)
        if tag.text:
            # In UTF-16 always: the library's choice between it and PDFDocEncoding takes letters for known that readers drop.
            values["ActualText"] = PDFString(tag.text, enc="utf-16")
        values["K"] = PDFArray([self._kid(kid, own, elements) for kid in tag.kids])
        return own

    def _kid(
        self, kid: Tag | Content | Annotation, parent: PDFObjectReference, elements: dict[int, PDFObjectReference]
    ) -> Any:
        if isinstance(kid, Tag):
            return self._element(kid, parent, elements)
        page = PDFObjectReference(kid.page)
        if isinstance(kid, Content):
            return PDFDictionary({"Type": PDFName("MCR"), "Pg": page, "MCID": kid.number})
        return PDFDictionary({"Type": PDFName("OBJR"), "Pg": page, "Obj": PDFObjectReference(kid.name)})

    def _numbers(self, elements: dict[int, PDFObjectReference]) -> Iterator[Any]:
        """Key and owner in turn: for a page the owners of its marked content, for an annotation its one owner."""
        for key, owner in sorted(self._owners.items()):
            yield key
            yield PDFArray([elements[id(each)] for each in owner]) if isinstance(owner, list) else elements[id(owner)]

    def _page_owners(self) -> list[Tag]:
        if not hasattr(self, "_page_key"):
            self._page_key = self._new_key()
            self._owners[self._page_key] = []
        owners = self._owners[self._page_key]
        assert isinstance(owners, list)
        return owners

    def _new_key(self) -> int:
        return len(self._owners)
