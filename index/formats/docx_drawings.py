"""What is anchored in a Word file's paragraph: text boxes, diagrams, charts, pictures, embedded files."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from index.formats.docx_names import MC, W
from index.formats.docx_text import chosen
from index.formats.drawings import CHART, DIAGRAM, LARGE_PICTURE, PICTURE, is_large

TEXT_BOX = W + "txbxContent"
DIAGRAM_IDS = DIAGRAM + "relIds"
_EXTENT = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent"
_OLE_OBJECT = "{urn:schemas-microsoft-com:office:office}OLEObject"
_ANCHORED = (TEXT_BOX, DIAGRAM_IDS, CHART, PICTURE, _OLE_OBJECT)


def anchored(element: Element) -> Iterator[Element]:
    """Text boxes, diagrams and what else a drawing holds, in order, each once: of alternatives, one is read."""
    for child in element:
        if child.tag in _ANCHORED:
            yield child
        elif child.tag == MC + "AlternateContent":
            if (alternative := chosen(child)) is not None:
                yield from anchored(alternative)
        else:
            yield from anchored(child)


def unread(found: Element, drawing: Element) -> str:
    """What is said of something in a drawing whose text is not read; empty for what nobody would miss, such as a logo."""
    if found.tag == CHART:
        return "chart"
    if found.tag == _OLE_OBJECT:
        return "embedded file"
    extent = next(drawing.iter(_EXTENT), None)
    large = extent is not None and is_large(extent.get("cx"), extent.get("cy"))
    return LARGE_PICTURE if found.tag == PICTURE and large else ""
