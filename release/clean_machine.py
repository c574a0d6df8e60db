"""`make clean-machine`: the image and the README's commands on a machine that has nothing of ours.

No registry of images is needed. A bare Debian with its Python 3.11 stands for the base image; the files are those of the last commit,
and the steps are read from the Dockerfile, so they are what `docker build` would run. Then, with the root read-only, without any
network but a loopback, as the image's user and without any capability, the server starts, passes its health check and answers a
question. Last, a new user runs the README's commands.

Runs on Python alone, before anything is installed.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from index.errors import ReleaseError
from release.bare_root import (
    Confinement,
    check_machine,
    copy_root,
    join,
    make_root,
    megabytes,
    pip_settings,
    start,
)
from release.dockerfile import Copy, Stage, allowed_context, read_command, read_copy, read_stages, variables

ROOT = Path(__file__).parents[1]
PATIENCE = 1800
"""Seconds that a server may take to start: it indexes the articles first, which takes long on a busy machine."""
NEWCOMER = "warga"
_BASE_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_ASK = """
import sys, urllib.request as r
asked = r.Request(sys.argv[1], sys.argv[2].encode(), {"Content-Type": "application/json"})
print(r.urlopen(asked).read().decode())
"""


@contextlib.contextmanager
def timed(what: str) -> Iterator[None]:
    """Print what is done, and the seconds that it took."""
    print(f"{what} ...", flush=True)
    began = time.monotonic()
    yield
    print(f"  {time.monotonic() - began:.1f} s", flush=True)


def run(command: Sequence[str], what: str, *, folder: Path | None = None) -> str:
    """What a program prints.

    Raises:
        ReleaseError: it failed; the message ends with its last lines.
    """
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ReleaseError(f"{what} failed ({done.returncode}): {(done.stdout + done.stderr).strip()[-2000:]}")
    return done.stdout


def extract_commit(folder: Path) -> None:
    """The files of the last commit, without history and without what is not committed."""
    folder.mkdir(parents=True)
    archive = folder.with_suffix(".tar")
    run(["git", "-C", str(ROOT), "archive", "--output", str(archive), "HEAD"], "git archive")
    run(["tar", "-xf", str(archive), "-C", str(folder)], "tar")
    archive.unlink()


@dataclass(slots=True)
class Image:
    """A root on its way through a stage's steps, with the variables, working folder and user so far."""

    root: Path
    environment: dict[str, str]
    folder: str = "/"
    user: str = "0:0"


def build_image(base: Path, context: Path, work: Path) -> tuple[Image, Stage]:
    """Run the steps of the Dockerfile in copies of a bare root; the last stage's image, and what the Dockerfile says of it.

    Raises:
        ReleaseError: a step failed, or is none that is known.
    """
    stages = read_stages((context / "Dockerfile").read_text(encoding="utf-8"))
    sent = work / "context"
    sent.mkdir()
    for name in allowed_context((context / ".dockerignore").read_text(encoding="utf-8")):
        (sent / name).parent.mkdir(parents=True, exist_ok=True)
        run(["cp", "-a", str(context / name), str(sent / name)], f"sending {name}")
    built: dict[str, Path] = {}
    for number, stage in enumerate(stages):
        image = Image(work / f"stage{number}", {"PATH": _BASE_PATH, "HOME": "/root"})
        copy_root(base, image.root)
        for step in stage.instructions:
            _take_step(image, step.keyword, step.value, sent, built)
        built[stage.name] = image.root
    return image, stages[-1]


def _take_step(image: Image, keyword: str, value: str, sent: Path, built: dict[str, Path]) -> None:
    if keyword == "RUN":
        outside = pip_settings()  # how this machine reaches its index; for this step alone, and not part of the image
        how = Confinement(folder=image.folder, environment={**image.environment, **outside})
        with timed(f"RUN {value}"):
            run(start(image.root, ["sh", "-c", value], how), "the step")
    elif keyword == "COPY":
        copy = read_copy(value)
        _copy(image, copy, built[copy.source] if copy.source else sent)
    elif keyword == "ENV":
        image.environment |= variables(value)
    elif keyword == "WORKDIR":
        image.folder = value
        (image.root / value.lstrip("/")).mkdir(parents=True, exist_ok=True)
    elif keyword == "USER":
        image.user = value


def _copy(image: Image, copy: Copy, source: Path) -> None:
    """As Docker does it: a folder's contents, a file into a folder that is named with a slash at its end."""
    target = image.root / str(PurePosixPath(image.folder, copy.target)).lstrip("/")
    for path in copy.paths:
        found = source / path.lstrip("/")
        if not found.exists():
            raise ReleaseError(f"COPY {path}: there is no such file; does .dockerignore let it through?")
        into = target / found.name if found.is_file() and copy.target.endswith("/") else target
        into.parent.mkdir(parents=True, exist_ok=True)
        if found.is_dir():
            into.mkdir(exist_ok=True)
        # From the context, files belong to root; from another stage, to whom they belonged there.
        keep = "--preserve=mode,links" if not copy.source else "--preserve=all"
        run(["cp", "-r", keep, f"{found}/." if found.is_dir() else str(found), str(into)], f"COPY {path}")
        if copy.owner:
            owner = start(
                image.root,
                ["chown", "-R", copy.owner, f"/{into.relative_to(image.root)}"],
                Confinement(environment={"PATH": _BASE_PATH}),
            )
            run(owner, f"COPY --chown of {path}")


def serve_image(image: Image, stage: Stage, work: Path, question: str) -> None:
    """Start the image's command as compose.yaml confines it, run its health check, ask it a question, and stop it.

    Raises:
        ReleaseError: it did not become healthy, gave no answer, or did not stop when told to.
    """
    (listed,) = stage.values("VOLUME")
    volumes = {work / "volumes" / name.rpartition("/")[2]: name for name in json.loads(listed)}
    for folder, name in volumes.items():  # an empty volume takes over what the image has there
        folder.parent.mkdir(exist_ok=True)
        run(["cp", "-a", str(image.root / name.lstrip("/")), str(folder)], "filling a volume")
    (command,), (health,) = stage.values("CMD"), stage.values("HEALTHCHECK")
    environment = {**image.environment, "HOME": image.folder}  # as /etc/passwd has it
    how = Confinement(image.user, image.folder, environment, network=False, read_only=True, volumes=volumes)
    log = work / "server.log"
    began = time.monotonic()
    with log.open("w", encoding="utf-8") as out:
        server = subprocess.Popen(start(image.root, read_command(command), how), stdout=out, stderr=out)
    try:
        check = join(server.pid, read_command(health), how)
        _until(lambda: subprocess.run(check, capture_output=True, check=False).returncode == 0, server, log)
        print(
            f"healthy after {time.monotonic() - began:.1f} s: read-only root, own network, user {image.user}, no capability"
        )
        address = f"http://127.0.0.1:{image.environment['NETRAL_PORT']}/api/ask"
        began = time.monotonic()
        said = run(
            join(server.pid, ["python3", "-c", _ASK, address, json.dumps({"question": question})], how), "the question"
        )
        _show_answer(said, time.monotonic() - began)
        status = Path(f"/proc/{server.pid}/status").read_text(encoding="utf-8")
        facts = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
        print(f"peak memory of the server: {int(facts['VmHWM'].split()[0]) / 1024:.0f} MiB")
        if int(facts["CapEff"], 16) or facts["NoNewPrivs"] != "1":
            raise ReleaseError(f"The server has capabilities ({facts['CapEff']}), or could gain some.")
        refused = subprocess.run(
            join(server.pid, ["touch", "/opt/netral/x"], how), capture_output=True, text=True, check=False
        )
        if "Read-only" not in refused.stderr:
            raise ReleaseError(f"The root is not read-only: {refused.stderr.strip() or 'a file could be written'}")
    finally:
        server.terminate()
        try:
            server.wait(timeout=60)
        except subprocess.TimeoutExpired:
            server.kill()
            raise ReleaseError("The server did not stop within 60 s of being told to.") from None
    print("volumes: " + ", ".join(f"{folder.name} {megabytes(folder)} MB" for folder in volumes))


def _until(ready: Callable[[], bool], server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        if ready():
            return
        time.sleep(1)
    raise ReleaseError(
        f"The server did not become healthy: {log.read_text(encoding='utf-8', errors='replace')[-2000:]}"
    )


def _show_answer(reply: str, seconds: float) -> None:
    record = json.loads(reply)
    if not record["answered"]:
        raise ReleaseError(f"No answer: {record['text']}")
    print(f"asked over loopback, {seconds:.2f} s: {record['question']} -> {record['text'].splitlines()[0]}")


def readme_commands(text: str) -> tuple[str, str, str]:
    """The command that starts the server, the one that asks, and what that one prints, from the README's part "Start"."""
    part = text.partition("\n## Start\n")[2].partition("\n## ")[0]
    first = re.search(r"^```sh\n(.*)\n```$", part, re.MULTILINE)
    second = re.search(r"^```console\n\$ (.*)\n((?:.*\n)*?)```$", part, re.MULTILINE)
    if first is None or second is None:
        raise ReleaseError('README.md: the part "Start" has no `sh` block and `console` block. Write both.')
    return first.group(1), second.group(1), second.group(2)


def follow_readme(base: Path, context: Path, work: Path) -> None:
    """As a new user in a bare root: run what the README says, and compare with what it shows.

    Raises:
        ReleaseError: a command failed, or printed something else.
    """
    serve, ask, shown = readme_commands((context / "README.md").read_text(encoding="utf-8"))
    root = work / "newcomer"
    copy_root(base, root)
    plain = Confinement(environment={"PATH": _BASE_PATH})
    run(start(root, ["useradd", "--create-home", "--uid", "1000", NEWCOMER], plain), "useradd")
    home = f"/home/{NEWCOMER}/netral"
    run(["cp", "-r", str(context), str(root / home.lstrip("/"))], "copying the checkout")
    run(start(root, ["chown", "-R", "1000:1000", home], plain), "chown")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # The port is the only thing that is not the README's: another server may run on this machine.
    environment = {"PATH": _BASE_PATH, "HOME": f"/home/{NEWCOMER}", "NETRAL_PORT": str(port), "LANG": "C.UTF-8"}
    how = Confinement("1000:1000", home, {**environment, **pip_settings()})
    log = work / "readme.log"
    began = time.monotonic()
    with log.open("w", encoding="utf-8") as out:
        server = subprocess.Popen(start(root, shlex.split(serve), how), stdout=out, stderr=out, start_new_session=True)
    try:
        _until(lambda: _is_healthy(port), server, log)
        print(f"$ {serve}: serves after {time.monotonic() - began:.1f} s, installation and index included")
        said = run(start(root, shlex.split(ask), how), ask)
        if said.strip() != shown.strip():
            raise ReleaseError(f"README.md shows another output of `{ask}`: {said}")
        print(f"$ {ask}: prints what the README shows")
        body = json.dumps({"question": shlex.split(ask)[-1]}).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{port}/api/ask", body, {"Content-Type": "application/json"})
        began = time.monotonic()
        with urllib.request.urlopen(request) as reply:
            _show_answer(reply.read().decode(), time.monotonic() - began)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=60)
    print(f"the new user's folder: {megabytes(root / home.lstrip('/'))} MB, .venv included")


def _is_healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as reply:
            return bool(reply.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def main(arguments: Sequence[str] | None = None) -> int:
    """Do all of it and print sizes and times; the exit status is 1 with a message if anything failed."""
    parser = argparse.ArgumentParser(prog="make clean-machine", description=__doc__.partition("\n")[0])
    parser.add_argument("--base", type=Path, help="a bare root that was made before, instead of a new one")
    parser.add_argument("--keep", action="store_true", help="leave the roots and logs, and say where they are")
    chosen = parser.parse_args(arguments)
    work = Path(tempfile.mkdtemp(prefix="netral-clean-"))
    try:
        check_machine()
        base: Path = chosen.base or work / "base"
        if chosen.base is None:
            with timed("mmdebstrap: a bare Debian with Python"):
                make_root(base)
        version = run(
            start(base, ["python3", "--version"], Confinement(environment={"PATH": _BASE_PATH})), "python3"
        ).strip()
        print(f"bare root: {megabytes(base)} MB, {version}")
        context = work / "netral"
        extract_commit(context)
        image, stage = build_image(base, context, work)
        print(f"image: {megabytes(image.root)} MB, of which /opt/netral {megabytes(image.root / 'opt/netral')} MB")
        _check_left_out(image.root)
        _, ask, _ = readme_commands((context / "README.md").read_text(encoding="utf-8"))
        serve_image(image, stage, work, shlex.split(ask)[-1])
        follow_readme(base, context, work)
    except ReleaseError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        if chosen.keep:
            print(f"left in {work}")
        else:
            shutil.rmtree(work, ignore_errors=True)
    return 0


def _check_left_out(root: Path) -> None:
    """Nothing that builds is in the image: no compiler, and neither pip nor setuptools beside Netral."""
    compilers = [name for name in ("gcc", "cc", "g++") if (root / "usr/bin" / name).exists()]
    packages = [
        path.name for path in root.glob("opt/netral/lib/python3*/site-packages/*") if path.name in ("pip", "setuptools")
    ]
    if found := [*compilers, *packages, *(["/opt/build"] if (root / "opt/build").exists() else [])]:
        raise ReleaseError(f"Left in the image: {', '.join(found)}. Keep it to the first stage of the Dockerfile.")


if __name__ == "__main__":
    sys.exit(main())
