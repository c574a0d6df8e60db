"""Names of elements and attributes in a Word file."""

from __future__ import annotations

from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_OFF = ("0", "false", "off", "none")


def value_of(element: Element | None, name: str = "val") -> str | None:
    """An attribute of an element that may be missing; None without it."""
    return None if element is None else element.get(W + name)


def number_of(element: Element | None, name: str = "val") -> int | None:
    """An attribute that is a whole number; None where it is missing or none."""
    value = value_of(element, name)
    try:
        return None if value is None else int(float(value))
    except (ValueError, OverflowError):
        return None


def is_on(element: Element) -> bool:
    """Whether a property such as `w:b` is switched on: it is, unless it says otherwise."""
    return element.get(W + "val", "true").lower() not in _OFF
