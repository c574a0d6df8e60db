"""`make licences`: the licence of every package that Netral installs, checked against what `licences.toml` allows.

What a package says of itself is read as `cyclonedx-py` reads it: an SPDX expression, or else classifiers. Where it says nothing that
can be read, `licences.toml` has what its licence file says.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from license_expression import ExpressionError, LicenseExpression, get_spdx_licensing
from packaging.utils import canonicalize_name

from index.errors import ReleaseError
from index.toml import read_toml
from release.closure import closure
from release.sbom import bill_of_materials

POLICY = Path(__file__).with_name("licences.toml")
EXTRAS = ("models", "calibrate", "eval")
"""Extras that people use; the tools of `test`, `train` and `supply` are shipped to nobody."""
UNKNOWN = "unknown"
_SPDX = get_spdx_licensing()


@dataclass(frozen=True, slots=True)
class Policy:
    """What may be installed.

    Attributes:
        allowed: SPDX identifiers, an exception included: "Apache-2.0 WITH LLVM-exception".
        classifiers: what packages write instead of an identifier, to the identifier.
        stated: packages that say nothing readable, to the expression that their licence file bears out.
        exceptions: packages that are used although their licence is not allowed, to the reason.
    """

    allowed: frozenset[str]
    classifiers: Mapping[str, str]
    stated: Mapping[str, str]
    exceptions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Licensed:
    """One package with its SPDX expression, or `unknown`, and what is wrong with it: empty if nothing is."""

    name: str
    version: str
    licence: str
    problem: str


def read_policy(path: Path = POLICY) -> Policy:
    """The policy in a TOML file, each statement and exception with its reason.

    Raises:
        ConfigError: the file is no TOML.
    """
    table = read_toml(path)
    return Policy(
        allowed=frozenset(table["allowed"]),
        classifiers=table["classifiers"],
        stated={canonicalize_name(name): entry["licence"] for name, entry in table["stated"].items()},
        exceptions={canonicalize_name(name): entry["reason"] for name, entry in table.get("exceptions", {}).items()},
    )


def judge(component: Mapping[str, Any], policy: Policy) -> Licensed:
    """Whether one component of a bill of materials may be used. All that it is under must be allowed; of an OR, one side."""
    name = canonicalize_name(component["name"])
    licence = policy.stated.get(name) or _licence(component.get("licenses", ()), policy)
    if name in policy.exceptions or _is_allowed(licence, policy.allowed):
        problem = ""
    elif licence == UNKNOWN:
        problem = f"says no licence: read its licence file, and write it under [stated] in release/{POLICY.name}"
    else:
        problem = f"is not allowed by release/{POLICY.name}: use another package, or add an exception with its reason"
    return Licensed(name, component["version"], licence, problem)


def _licence(entries: Iterable[Mapping[str, Any]], policy: Policy) -> str:
    """One expression of what a component declares; a classifier beside an identifier only repeats it, less precisely."""
    entries = list(entries)
    exact = [entry.get("expression") or entry["license"].get("id") for entry in entries]
    found = [text for text in exact if text] or [
        policy.classifiers.get(entry["license"]["name"], UNKNOWN) for entry in entries
    ]
    if not found or UNKNOWN in found:
        return UNKNOWN
    return found[0] if len(found) == 1 else " AND ".join(f"({text})" for text in dict.fromkeys(found))


def _is_allowed(licence: str, allowed: frozenset[str]) -> bool:
    try:
        parsed = _SPDX.parse(licence, validate=False)
    except ExpressionError:
        return False
    return _holds(parsed, allowed)


def _holds(parsed: LicenseExpression, allowed: frozenset[str]) -> bool:
    if isinstance(parsed, _SPDX.OR):
        return any(_holds(part, allowed) for part in parsed.args)
    if isinstance(parsed, _SPDX.AND):
        return all(_holds(part, allowed) for part in parsed.args)
    return str(parsed) in allowed


def main() -> int:
    """Print a row for each package; the exit status is 1 if one may not be used."""
    policy = read_policy()
    try:
        bill, needed = bill_of_materials(EXTRAS), closure()
    except ReleaseError as error:
        print(error, file=sys.stderr)
        return 1
    rows = sorted((judge(component, policy) for component in bill["components"]), key=lambda row: row.name)
    print("| package | version | licence | needed by |\n|---|---|---|---|")
    for row in rows:
        print(f"| {row.name} | {row.version} | {row.licence} | {'netral' if row.name in needed else 'an extra'} |")
    wrong = [row for row in rows if row.problem]
    for row in wrong:
        print(f"{row.name} {row.version} ({row.licence}) {row.problem}", file=sys.stderr)
    excepted = [row.name for row in rows if row.name in policy.exceptions]
    print(
        f"\n{len(rows)} packages: {len(rows) - len(wrong)} allowed ({len(excepted)} as exceptions), {len(wrong)} not."
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
