"""A bare Debian in a folder, and programs that run in it as in a container. Needs root, mmdebstrap, util-linux and iproute2."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from index.errors import ReleaseError

RELEASE = "bookworm"
PACKAGES = ("python3", "python3-venv", "make")
"""What the root has beyond Debian's smallest: Python 3.11, and what the README asks for."""
_PROGRAMS = ("mmdebstrap", "unshare", "nsenter", "setpriv", "chroot", "mount", "ip")
_DEVICES = ("null", "zero", "full", "random", "urandom")
_PIP_KEYS = ("index-url", "extra-index-url", "trusted-host", "proxy", "timeout", "default-timeout", "retries", "cert")
_CERTIFICATE = "/run/pip-certificates.pem"
"""Where the file that PIP_CERT names on this machine is in a root."""


def check_machine() -> None:
    """Refuse a machine on which nothing of this can work.

    Raises:
        ReleaseError: with what is missing.
    """
    if os.geteuid():
        raise ReleaseError("A root can be made and entered by root alone. Run `make clean-machine` as root, on Debian.")
    if missing := [name for name in _PROGRAMS if shutil.which(name) is None]:
        raise ReleaseError(f"Missing: {', '.join(missing)}. Run `apt-get install mmdebstrap util-linux iproute2`.")


def make_root(folder: Path) -> None:
    """Make a bare Debian with Python, from Debian's own mirror or the one that apt here uses.

    Raises:
        ReleaseError: mmdebstrap failed.
    """
    options = ["--variant=minbase", "--aptopt=APT::Install-Recommends false", f"--include={','.join(PACKAGES)}"]
    done = subprocess.run(
        ["mmdebstrap", "--quiet", *options, RELEASE, str(folder)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ReleaseError(f"mmdebstrap failed: {done.stderr.strip()[-500:]}. Check the network, and `apt-get update`.")


def copy_root(source: Path, target: Path) -> None:
    """A second root with the same files, owners and modes."""
    subprocess.run(["cp", "-a", "--reflink=auto", f"{source}/.", str(target)], check=True)


def megabytes(folder: Path) -> int:
    """What a folder takes on disk, in MB of 10^6 bytes."""
    done = subprocess.run(["du", "-s", "--block-size=1000000", str(folder)], capture_output=True, text=True, check=True)
    return int(done.stdout.split()[0])


def pip_settings() -> dict[str, str]:
    """How pip reaches its index on this machine, as variables: passed to what runs in a root, and written nowhere.

    Folders of wheels and indexes on this disk are left out: a clean machine has none.
    """
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    )
    found: dict[str, str] = {}
    for line in listed.stdout.splitlines():
        name, _, value = line.partition("=")
        found[name.rpartition(".")[2]] = value.strip("'\"")
    kept = {key: found[key] for key in _PIP_KEYS if found.get(key)}
    remote = [url for url in kept.pop("extra-index-url", "").split() if urlsplit(url).scheme in ("http", "https")]
    if remote:
        kept["extra-index-url"] = " ".join(remote)
    proxies = {name: os.environ[name] for name in ("http_proxy", "https_proxy", "no_proxy") if name in os.environ}
    return {f"PIP_{key.upper().replace('-', '_')}": value for key, value in kept.items()} | proxies


@dataclass(frozen=True, slots=True)
class Confinement:
    """How a program runs in a root.

    Attributes:
        user: "uid:gid"; other than root, it gets no capability and can gain none.
        folder: its working folder in the root.
        environment: all of its variables.
        network: whether it shares this machine's network; otherwise it has a loopback of its own and nothing else.
        read_only: whether the root is read-only but for /tmp and the volumes.
        volumes: folders of this machine, to where they are in the root.
    """

    user: str = "0:0"
    folder: str = "/"
    environment: Mapping[str, str] = field(default_factory=dict)
    network: bool = True
    read_only: bool = False
    volumes: Mapping[Path, str] = field(default_factory=dict)


def start(root: Path, command: Sequence[str], how: Confinement) -> list[str]:
    """The command line that runs a command in a root. The process that it starts becomes that command."""
    inside = ["chroot", str(root), *_as_user(how), *_with_environment(how, command)]
    script = "\n".join(["set -e", *_mounts(root, how), f"exec {shlex.join(inside)}"])
    spaces = ["--mount", "--propagation", "private", *([] if how.network else ["--net"])]
    return ["unshare", *spaces, "sh", "-c", script]


def join(process: int, command: Sequence[str], how: Confinement) -> list[str]:
    """The command line that runs a command beside a process that `start` began: same root, same network."""
    spaces = ["--target", str(process), "--mount", "--net", f"--root=/proc/{process}/root"]
    return ["nsenter", *spaces, *_as_user(how), *_with_environment(how, command)]


def _as_user(how: Confinement) -> list[str]:
    user, _, group = how.user.partition(":")
    if user == "0":
        return []
    return ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups", "--no-new-privs", "--bounding-set=-all"]


def _with_environment(how: Confinement, command: Sequence[str]) -> list[str]:
    shown = {**how.environment, **({"PIP_CERT": _CERTIFICATE} if "PIP_CERT" in how.environment else {})}
    pairs = [f"{name}={value}" for name, value in shown.items()]
    return ["env", "--ignore-environment", f"--chdir={how.folder}", *pairs, *command]


def _mounts(root: Path, how: Confinement) -> list[str]:
    """Lines of a shell that lay out the root; they hold in the mount namespace of that shell alone."""
    at = {
        name: shlex.quote(str(root / name)) for name in ("", "proc", "dev", "dev/shm", "tmp", "run", "etc/resolv.conf")
    }
    lines = [] if how.network else ["ip link set lo up"]
    lines.append(f"mount --bind {at['']} {at['']}")
    lines += [f"mkdir -p {_in(root, folder)}" for folder in how.volumes.values()]
    if how.network:
        lines += [f"touch {at['etc/resolv.conf']}", f"mount --bind /etc/resolv.conf {at['etc/resolv.conf']}"]
    if how.read_only:
        lines.append(f"mount -o remount,bind,ro {at['']}")
    lines += [f"mount -t proc proc {at['proc']}", f"mount -t tmpfs -o mode=755 tmpfs {at['dev']}"]
    for name in _DEVICES:
        place = _in(root, f"/dev/{name}")
        lines.append(f"touch {place}; mount --bind /dev/{name} {place}")
    lines += [f"mkdir {at['dev/shm']}", f"mount -t tmpfs -o mode=1777 tmpfs {at['dev/shm']}"]
    lines += [f"mount -t tmpfs -o mode={mode} tmpfs {at[name]}" for name, mode in (("tmp", "1777"), ("run", "755"))]
    for source, folder in how.volumes.items():
        lines.append(f"mount --bind {shlex.quote(str(source))} {_in(root, folder)}")
    if certificate := how.environment.get("PIP_CERT"):
        place = _in(root, _CERTIFICATE)
        lines.append(f"touch {place}; mount --bind {shlex.quote(certificate)} {place}")
    return lines


def _in(root: Path, path: str) -> str:
    return shlex.quote(str(root / path.lstrip("/")))
