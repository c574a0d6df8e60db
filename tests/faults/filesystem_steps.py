"""Counts the calls by which a program changes the disk, and does something at one of them: die, or say that the disk is full."""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

CHANGING = ("open", "write", "fsync", "ftruncate", "replace", "rename", "unlink", "remove", "mkdir", "rmdir")
TAKING_ROOM = ("open", "write", "mkdir")
"""Those that a full disk refuses; it lets names be changed and removed."""
GIVING_ROOM = ("unlink", "remove", "rmdir", "ftruncate")
"""Those that no full disk refuses."""

At = Callable[[str, int, Callable[..., Any], tuple[Any, ...]], None]
"""Called before a step with its name, its number from 1, the real function and its arguments."""


class Steps:
    """How many steps there were."""

    count = 0


@contextmanager
def watched(at: At) -> Iterator[Steps]:
    """The block with every changing call of the module `os` counted; opening a file to read it is none.

    Nothing is synced: a process that dies loses nothing that the system has in memory, and syncing takes most of the time.
    """
    steps = Steps()
    kept = {name: getattr(os, name) for name in CHANGING}
    real = kept | {"fsync": lambda _: None}

    def wrapped(name: str) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            if name != "open" or args[1] & (os.O_WRONLY | os.O_RDWR):
                steps.count += 1
                at(name, steps.count, real[name], args)
            return real[name](*args, **kwargs)

        return call

    for name in CHANGING:
        setattr(os, name, wrapped(name))
    try:
        yield steps
    finally:
        for name, function in kept.items():
            setattr(os, name, function)


def no_fault(*_: Any) -> None:
    """For counting."""


def killed_at(number: int) -> At:
    """The process dies at that step; of a write, half is done by then."""

    def at(name: str, count: int, real: Callable[..., Any], args: tuple[Any, ...]) -> None:
        if count == number:
            if name == "write":
                real(args[0], bytes(args[1])[: len(args[1]) // 2])
            os.kill(os.getpid(), signal.SIGKILL)

    return at


def full_at(number: int, stays: bool, code: int = errno.ENOSPC) -> At:
    """The disk is full at that step, whatever it is; with `stays`, from there on, for all that takes room."""

    def at(name: str, count: int, real: Callable[..., Any], args: tuple[Any, ...]) -> None:
        if (count >= number and name in TAKING_ROOM) if stays else (count == number and name not in GIVING_ROOM):
            if name == "write" and count == number:
                real(args[0], bytes(args[1])[: len(args[1]) // 2])
            refuse(code)

    return at


def refuse(code: int) -> NoReturn:
    raise OSError(code, os.strerror(code))
