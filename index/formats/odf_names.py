"""Names of elements and attributes in OpenDocument files."""

from __future__ import annotations

_ODF = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
OFFICE, TEXT, TABLE, STYLE, DRAW = (_ODF % name for name in ("office", "text", "table", "style", "drawing"))
FO, SVG = (_ODF % f"{name}-compatible" for name in ("xsl-fo", "svg"))
LOEXT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
