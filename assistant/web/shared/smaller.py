"""Style sheets and scripts with less to send: without comments and indentation, in one file, with only the icons that are used.

Pure functions over text. They take out what a browser reads over and change no name and no value, so that what is served can
still be read beside its source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

import brotli

# Strings are matched first, so that what looks like a comment or a space within one stays.
_CSS_TOKEN = re.compile(r'"[^"\n]*"|\'[^\'\n]*\'|(?:\s|/\*.*?\*/)+|(?<![\w.#])0(?=\.\d)', re.DOTALL)
# Not before a colon: "a :hover" and "a:hover" are two selectors.
_CSS_GAP = re.compile(r' ?([{};,]) ?|(:) |("[^"\n]*"|\'[^\'\n]*\')')
# A slash begins a regular expression where no value stands before it (the rule of Crockford's JSMin). Strings and expressions
# are matched to be kept: what looks like a comment within one is none.
_SCRIPT_TOKEN = re.compile(
    r"""
    "(?:\\.|[^"\\])*" | '(?:\\.|[^'\\])*' | `(?:\\.|[^`\\])*`
    | (?:(?<=[(,=:\[!&|?{};])|(?<=[(,=:\[!&|?{};][ ])) /(?![/*]) (?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\[])+ /
    | (?P<comment>//.*)
    | [ ]?(?P<mark>[{}(),;:=\[\]]|=>)[ ]?
    """,
    re.VERBOSE,
)
_IMPORT = re.compile(r'^import (?:\{[^}]*\} from )?"\./([\w.]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|let|class)\b)", re.MULTILINE)
_ICON = re.compile(r"^\s*(?:\.i-|--icon-)([a-z]+)\b.*\n", re.MULTILINE)


def squeeze_css(text: str) -> str:
    """A style sheet without comments, and without line breaks, spaces and zeros that mean nothing.

    An unquoted `url(...)` has to have no spaces.
    """
    spaced = _CSS_TOKEN.sub(_css_token, text)
    tight = _CSS_GAP.sub(lambda found: found[1] or found[2] or found[3], spaced)
    return re.sub(r";\}", "}", tight).strip()


def _css_token(found: re.Match[str]) -> str:
    """A string stays, a zero before a decimal point goes, comments and spaces are one space."""
    return found[0] if found[0][0] in "\"'" else "" if found[0] == "0" else " "


def squeeze_script(text: str) -> str:
    """A script without comments of the form `// ...`, indentation, and line breaks and spaces that mean nothing.

    Raises:
        ValueError: a template literal goes on in the next line, where indentation would be part of its text.
    """
    lines = [_SCRIPT_TOKEN.sub(_tightened, line).strip() for line in text.splitlines()]
    for number, line in enumerate(lines, 1):
        if line.count("`") % 2:
            raise ValueError(f"line {number} begins a template literal that ends in another line: {line}")
    # A line break after one of these ends no statement that would not have ended.
    return "".join(line if line[-1] in ";{,(" else f"{line}\n" for line in lines if line)


def _tightened(found: re.Match[str]) -> str:
    """A comment is nothing, a mark stands without its spaces, a string or an expression stays."""
    return "" if found["comment"] is not None else found["mark"] or found[0]


def join_modules(modules: Mapping[str, str]) -> str:
    """Modules as one, which exports what the last of them exports. They share their names: none may be used twice.

    Raises:
        ValueError: a module imports one that does not stand before it.
    """
    joined = []
    for number, (name, text) in enumerate(modules.items()):
        before = list(modules)[:number]
        missing = [wanted for wanted in _IMPORT.findall(text) if wanted not in before]
        if missing:
            raise ValueError(f"{name} imports {', '.join(missing)}, which must stand before it in the joined file")
        alone = _IMPORT.sub("", text)
        joined.append(_EXPORT.sub("", alone) if number < len(modules) - 1 else alone)
    return "\n".join(joined)


def only_icons(css: str, names: Iterable[str]) -> str:
    """`icons.css` without the icons that are not in `names`: each has a line of its own there, `.i-copy` or `--icon-send`."""
    kept = frozenset(names)
    return _ICON.sub(lambda found: found[0] if found[1] in kept else "", css)


@lru_cache(maxsize=64)  # some ten milliseconds for a file; pages that are made anew with each index need a place, too
def brotli_of(content: bytes) -> bytes:
    """The content as Brotli, as small as it gets."""
    compressed: bytes = brotli.compress(content, quality=11)
    return compressed
