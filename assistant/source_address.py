"""The address of an article's page."""

from __future__ import annotations

from urllib.parse import quote


def source_path(source_id: str) -> str:
    """The path of an article's page on the server, without a prefix: "/sources/2023/surat%20edaran".

    The slashes of an id stay: some proxies refuse an address with an encoded one.
    """
    return f"/sources/{quote(source_id, safe='/')}"
