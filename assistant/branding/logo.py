"""The picture of an office: an SVG that can do nothing but be drawn, or a PNG."""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat

from index.errors import ConfigError

LOGO_LIMIT = 128 * 1024
"""Bytes. Every page loads it, and a drawing that is larger was not made for a place of 30 pixels."""
SIDE_LIMIT = 2048
"""Pixels of a PNG, on either side."""
SVG, PNG = "image/svg+xml", "image/png"
_SVG_NAMESPACE = "http://www.w3.org/2000/svg"
_EDITORS = (
    "http://www.inkscape.org/namespaces/inkscape",
    "http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://creativecommons.org/ns#",
    "http://web.resource.org/cc/",
    "http://purl.org/dc/elements/1.1/",
)
"""Notes of drawing programs: no browser acts on them."""
_DRAWS = {
    *("svg", "g", "defs", "symbol", "use", "title", "desc", "metadata", "style"),
    *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan"),
    *("linearGradient", "radialGradient", "stop", "clipPath", "mask", "pattern", "marker", "filter"),
    *("feBlend", "feColorMatrix", "feComponentTransfer", "feComposite", "feFlood", "feGaussianBlur", "feMerge"),
    *("feMergeNode", "feMorphology", "feOffset", "feDropShadow", "feFuncR", "feFuncG", "feFuncB", "feFuncA"),
}
"""The elements that a logo may have: listed, because a list of what may not would miss what a browser learns tomorrow."""
_ANIMATES = {"animate", "animateMotion", "animateTransform", "set"}
_NEEDLESS = "Draw it without, or export it from your drawing program as plain SVG or as PNG"
# What fetches in a style or an attribute, unless it points into the drawing itself. `\` could spell any of them in disguise.
_FETCHES = re.compile(
    r"\\|@import|(?:url|image|image-set|cross-fade|src|expression)\s*\((?!\s*[\"']?#)|javascript:", re.IGNORECASE
)
_NUMBERS = re.compile(r"[\s,]+")
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Logo:
    """A checked picture: its file's bytes as they are, their media type, and its size.

    `width` and `height` are pixels of a PNG, and units of the drawing in an SVG.
    """

    content: bytes
    media_type: str
    width: float
    height: float

    @property
    def file_name(self) -> str:
        """The name under which it is served; that of the office's file does not matter."""
        return "logo.svg" if self.media_type == SVG else "logo.png"

    @property
    def is_square(self) -> bool:
        return abs(self.width / self.height - 1) < 0.02

    def css(self) -> str:
        """The rules that show the picture wherever the mark would stand: beside a name in its own width, else in a square."""
        # Important, because they stand before the rules of a page, and no page has to know of a logo. The address is relative
        # to the style sheet's, so it is right behind any prefix.
        return (
            f".mark,#chat .answer::before{{background:url({self.file_name}) center/contain no-repeat!important;"
            "border:0!important;border-radius:0!important;print-color-adjust:exact}\n"
            ".mark>.icon,#chat .answer::after{display:none!important}\n"
            f":is(.brand,.brand-row,.phone-brand)>.mark{{width:auto!important;max-width:7rem;aspect-ratio:{self.width:g}/{self.height:g}}}\n"
        )


def read_logo(path: Path) -> Logo:
    """The picture in a file.

    Raises:
        ConfigError: there is no such file, it is neither SVG nor PNG, too large, damaged, or does more than be drawn; the
            message says what to do.
    """
    kinds = {".svg": _read_svg, ".png": _read_png}
    if path.suffix.lower() not in kinds:
        raise ConfigError(f"`logo` is {path.name!r}: it must be the name of an .svg or .png file beside brand.toml.")
    if not path.is_file():
        raise ConfigError(f"`logo` is {path.name!r}, but there is no {path}. Put the file there, or correct its name.")
    size = path.stat().st_size
    if size > LOGO_LIMIT:
        raise ConfigError(
            f"The logo {path} has {size / 1024:.0f} KiB, and at most {LOGO_LIMIT // 1024} are allowed, because every page "
            "loads it. Make it smaller: simplify the drawing, or save it as a PNG of 256 pixels."
        )
    return kinds[path.suffix.lower()](path, path.read_bytes())


def _read_png(path: Path, content: bytes) -> Logo:
    """Every chunk with its checksum, so that a file that was cut off or damaged is found now and not by a reader."""
    names, at = [], len(_SIGNATURE)
    whole = content.startswith(_SIGNATURE)
    while whole and at < len(content):
        length, name = struct.unpack(">I4s", content[at : at + 8]) if at + 12 <= len(content) else (len(content), b"")
        end = at + 12 + length
        whole = end <= len(content) and zlib.crc32(content[at + 4 : end - 4]) == int.from_bytes(
            content[end - 4 : end], "big"
        )
        names.append(name)
        at = end
    if not whole or names[:1] != [b"IHDR"] or names[-1:] != [b"IEND"] or b"IDAT" not in names:
        raise ConfigError(f"The logo {path} is no whole PNG. Export it again from your drawing program.")
    width, height = struct.unpack(">II", content[16:24])
    if not (0 < width <= SIDE_LIMIT and 0 < height <= SIDE_LIMIT):
        raise ConfigError(
            f"The logo {path} has {width} x {height} pixels, and at most {SIDE_LIMIT} on a side are allowed. Scale it down."
        )
    return Logo(content, PNG, width, height)


def _read_svg(path: Path, content: bytes) -> Logo:
    reader = _SvgReader(path)
    try:
        reader.parser.Parse(content, True)
    except expat.ExpatError as error:
        raise ConfigError(
            f"The logo {path} is no well-formed SVG: {error}. Export it again from your drawing program."
        ) from None
    width, height = reader.size
    return Logo(content, SVG, width, height)


class _SvgReader:
    """Follows an SVG from beginning to end and refuses, with its line, the first thing that is not drawing."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open: list[str] = []
        self._style = ""
        self.size = (0.0, 0.0)
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.ProcessingInstructionHandler = self._instruction
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _refuse(self, what: str, advice: str) -> NoReturn:
        raise ConfigError(f"The logo {self._path}, line {self.parser.CurrentLineNumber}, has {what}. {advice}.")

    def _doctype(self, *_: object) -> None:
        # Entities are declared there, with which a file of a kilobyte becomes a gigabyte.
        self._refuse("a document type (`<!DOCTYPE`)", "Delete that line: a drawing does without")

    def _instruction(self, target: str, _: str) -> None:
        self._refuse(f"an instruction (`<?{target}`)", "Delete that line: a logo may load no other file")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if not self._open:
            self._check_root(space, local, attributes)
        if space == _SVG_NAMESPACE:
            if local == "script":
                self._refuse("a script", _NEEDLESS)
            if local in _ANIMATES:
                self._refuse(f"an animation (`<{local}>`)", f"A logo stands still. {_NEEDLESS}")
            if local not in _DRAWS:
                self._refuse(f"the element `<{local}>`, which a logo may not have", _NEEDLESS)
        elif space not in _EDITORS:
            self._refuse(f"the element `<{local}>`, which is not SVG", _NEEDLESS)
        for attribute, value in attributes.items():
            self._check_attribute(attribute, value)
        self._open.append(local)
        self._style = ""

    def _check_root(self, space: str, local: str, attributes: dict[str, str]) -> None:
        if (space, local) != (_SVG_NAMESPACE, "svg"):
            advice = 'Begin it with `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">`, or export it again'
            self._refuse(f"`<{local}>` as its first element, and not that of an SVG", advice)
        try:
            _, _, width, height = map(float, _NUMBERS.split(attributes.get("viewBox", "").strip()))
        except ValueError:
            width = height = 0.0
        # Without it, a browser cuts the drawing where it should scale it.
        if not (0 < width < float("inf") and 0 < height < float("inf")):
            self._refuse("no `viewBox` of four numbers", 'Add one with its width and height: viewBox="0 0 120 40"')
        self.size = (width, height)

    def _check_attribute(self, attribute: str, value: str) -> None:
        space, _, local = attribute.rpartition(" ")
        if space in _EDITORS:  # such as the path of the file on the designer's machine
            return
        if local.lower().startswith("on"):
            self._refuse(f"an event handler (`{local}`)", _NEEDLESS)
        points_out = local in ("href", "src") and not value.strip().startswith("#")
        if points_out or local == "base" or _FETCHES.search(value):
            self._refuse(f"a reference to something outside of it (`{local}`)", _NEEDLESS)

    def _end(self, _: str) -> None:
        if self._open.pop() == "style" and _FETCHES.search(self._style):
            self._refuse("a style that loads something, or that is written with `\\`", _NEEDLESS)

    def _text(self, text: str) -> None:
        if self._open[-1] == "style":
            self._style += text
