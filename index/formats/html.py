"""Web pages."""

from __future__ import annotations

from index.errors import DocumentError
from index.formats.extracted import Extracted


def extract_html(data: bytes, name: str) -> Extracted:
    """The article in a web page, without menus and comments."""
    import trafilatura

    # Recall before precision: a paragraph that is lost cannot be quoted, while leftovers of the page are marked as furniture.
    text = trafilatura.extract(data, include_comments=False, include_tables=True, favor_recall=True)
    if not text:
        raise DocumentError("empty", f"{name}: no article text found in the page. Save its text as .txt instead.")
    meta = trafilatura.extract_metadata(data)
    return Extracted(text, {"title": meta.title, "publisher": meta.sitename, "published": meta.date, "url": meta.url})
