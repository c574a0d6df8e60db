"""Values of cells as a reader sees them, in Indonesian: 1.234,5, 12,5%, Rp1.500.000, 3 Oktober 2024.

Number formats: ECMA-376, part 1, 18.8.31. What a format does to colours, widths and conditions is left aside.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal

from index.dates import month_spellings

SIGNIFICANT = 11
"""Digits of a number without a format, as many as a cell shows."""
# What is between quotes or after a backslash is text; `_x` is a gap as wide as x, `*x` fills the cell with x.
_TOKEN = re.compile(
    r'"(?P<text>[^"]*)"|\\(?P<one>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]|(?P<digits>[#0?.,]+)|(?P<other>.)', re.DOTALL
)
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
# Fractions and powers of ten, too, which are rare in offices.
_UNFORMATTED = re.compile(r"general|@|/|e[+-]", re.IGNORECASE)
_LOCALE = re.compile(r"\$([^-]*)")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def shown(value: object, number_format: str) -> str:
    """A cell's value, as `openpyxl` reads it, in the format of the cell; empty for an empty cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, dt.datetime | dt.date | dt.time | dt.timedelta):
        return _moment(value, number_format)
    if isinstance(value, int | float):
        return _number(value, number_format)
    return _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), str(value))


def _moment(value: dt.datetime | dt.date | dt.time | dt.timedelta, number_format: str) -> str:
    if isinstance(value, dt.timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60}.{minutes % 60:02}" + (f".{seconds:02}" if seconds else "")
    time = value if isinstance(value, dt.time) else value.time() if isinstance(value, dt.datetime) else dt.time()
    clock = f"{time.hour:02}.{time.minute:02}" + (f".{time.second:02}" if time.second else "")
    if isinstance(value, dt.time):
        return clock
    date = _date(value, number_format)
    return f"{date} {clock}".strip() if time != dt.time() or not date else date


def _date(value: dt.date, number_format: str) -> str:
    """The parts of a date that the format shows, in words; empty where it shows the time alone."""
    letters = _QUOTED.sub("", number_format.lower())
    if "h" in letters and not {"d", "y"} & set(letters):
        return ""  # its m are minutes
    month = month_spellings()[value.month - 1][0].capitalize()
    parts = {"d": str(value.day), "m": month, "y": str(value.year)}
    said = [written for letter, written in parts.items() if letter in letters]
    return " ".join(said or parts.values())


def _number(value: int | float, number_format: str) -> str:
    section, magnitude = _section(value, number_format)
    if _UNFORMATTED.search(_QUOTED.sub("", section)):
        return _general(value)
    tokens = list(_TOKEN.finditer(section))
    digits = "".join(token["digits"] or "" for token in tokens)
    magnitude *= 100 ** sum(token["other"] == "%" for token in tokens)
    written, done = [], False
    for token in tokens:
        if token["digits"] is None:
            written.append(_literal(token))
        elif not done and re.search(r"[#0?]", digits):
            written.append(_digits(magnitude, digits))
            done = True
    return "".join(written).strip()


def _section(value: int | float, number_format: str) -> tuple[str, Decimal]:
    """The part of a format that is for a value, and the value that it writes: a part for negative numbers has the sign in it."""
    parts = [""]
    for token in _TOKEN.finditer(number_format):
        if token["other"] == ";":
            parts.append("")
        else:
            parts[-1] += token.group()
    exact = Decimal(str(value))
    if value < 0 and len(parts) > 1:
        return parts[1], -exact
    if value == 0 and len(parts) > 2:
        return parts[2], exact
    return parts[0], exact


def _literal(token: re.Match[str]) -> str:
    if token["text"] is not None:
        return token["text"]
    if token["bracket"] is not None:  # a currency as in [$Rp-421]; else a colour, a condition or a locale
        currency = _LOCALE.match(token["bracket"])
        return currency.group(1) if currency else ""
    if token.group().startswith("*"):
        return " "
    return token["one"] or (token["other"] or "").replace("@", "")


def _digits(value: Decimal, form: str) -> str:
    thousands = len(form) - len(form.rstrip(","))  # commas at the end leave out three digits each
    whole, _, fraction = form.rstrip(",").partition(".")
    rounded = (value / 1000**thousands).quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP)
    if not rounded and "0" not in form:
        return ""
    integer, _, decimals = f"{abs(rounded):f}".partition(".")
    while len(decimals) > fraction.count("0") and decimals.endswith("0"):
        decimals = decimals[:-1]
    integer = integer.zfill(whole.count("0"))
    if "," in whole:
        integer = f"{int(integer):,}".replace(",", ".")
    return ("-" if rounded < 0 else "") + integer + ("," + decimals if decimals else "")


def _general(value: float) -> str:
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e15):
        return str(int(value))
    return f"{value:.{SIGNIFICANT}G}".replace(".", ",")
