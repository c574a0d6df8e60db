"""Which installed packages Netral needs: its own dependencies, theirs, and so on."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, requires

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from index.errors import ReleaseError

PROJECT = "netral"


def closure(extras: Iterable[str] = (), project: str = PROJECT) -> set[str]:
    """The canonical names of all that `project` needs on this machine, itself left out.

    Args:
        extras: extras of the project that count, too. Of these, what is not installed is left out.
        project: the distribution to start from, which must be installed.

    Raises:
        ReleaseError: a package that is needed without any extra is missing.
    """
    found = _follow(project, "", must=True)
    for extra in extras:
        found |= _follow(project, extra, must=False)
    return found - {canonicalize_name(project)}


def _follow(project: str, extra: str, *, must: bool) -> set[str]:
    seen: set[tuple[str, str]] = set()
    waiting = [(canonicalize_name(project), extra)]
    names: set[str] = set()
    while waiting:
        name, wanted = waiting.pop()
        if (name, wanted) in seen:
            continue
        seen.add((name, wanted))
        try:
            stated = requires(name) or []
        except PackageNotFoundError:
            if must:
                raise ReleaseError(f"{name} is needed and not installed. Run `make install`.") from None
            continue
        names.add(name)
        for requirement in map(Requirement, stated):
            if requirement.marker is None or requirement.marker.evaluate({"extra": wanted}):
                needed = canonicalize_name(requirement.name)
                waiting += [(needed, part) for part in ("", *requirement.extras)]
    return names
