"""How Indonesian names carry titles before them and degrees after them; patterns that others put together."""

from __future__ import annotations

TITLE = r"(?:Prof|Drs?|Dra|Ir|Hj?|KH|Tgk|Ust|Pdt|drg?|drh|apt)\."
"""Stands before a name: "Dr.", "H."."""

DEGREE = (
    r"(?:[.,]{0,2} ?(?:[SMA]|Sp|Ph)\. ?[A-Z][A-Za-z]*(?:\.[A-Z][a-z]*)*\b"
    r"|[.,]{1,2} ?(?:SE|SH|SIP|SSos|SPd|ST|MM|MH|MT|MAP|MDA|MSi|MPd|AP)\b)"
)
"""Stands after a name, less a last full stop: ", M.Si", ", SE.,MAP"."""
