"""The guide to deployment: its unit and its proxy are checked by the programs that read them, its backup by restoring it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.conversations.opinions import OpinionStore
from tests.docs.blocks import ROOT, Block, blocks, section

GUIDE = ROOT / "docs/deploy.md"
UNIT = ROOT / "docs/netral.service"
PROGRAM = "/opt/netral/bin/netral"


def of(language: str) -> list[Block]:
    return [block for block in blocks(GUIDE) if block.language == language]


def needs(program: str) -> str:
    path = shutil.which(program) or shutil.which(program, path="/usr/sbin:/sbin")
    if path is None:
        pytest.skip(f"there is no {program} here")
    return path


def test_the_guide_shows_the_unit_that_is_shipped() -> None:
    assert UNIT.read_text(encoding="utf-8") == of("ini")[0].text


@pytest.mark.parametrize("change", ["", *(block.text for block in of("ini")[1:])], ids=["shipped", "watching"])
def test_systemd_takes_the_unit(change: str, tmp_path: Path) -> None:
    """With another program in place of ours, which is not installed there; a wrong key or value is reported."""
    analyze = needs("systemd-analyze")
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text(encoding="utf-8").replace(PROGRAM, "/bin/true"), encoding="utf-8")
    if change:
        (tmp_path / f"{UNIT.name}.d").mkdir()
        (tmp_path / f"{UNIT.name}.d/override.conf").write_text(change.replace(PROGRAM, "/bin/true"), encoding="utf-8")
    done = subprocess.run([analyze, "verify", "--man=no", unit], capture_output=True, text=True, check=False)
    assert (done.returncode, [line for line in done.stderr.splitlines() if UNIT.name in line]) == (0, [])


def test_systemd_finds_the_service_well_confined() -> None:
    """Its exposure, from 0 to 10: a service below 2 may do hardly anything but its task."""
    analyze = needs("systemd-analyze")
    done = subprocess.run([analyze, "security", "--offline=yes", UNIT], capture_output=True, text=True, check=False)
    if "Unknown" in done.stderr or "unrecognized" in done.stderr:
        pytest.skip("this systemd-analyze cannot look at a file")
    exposure = re.search(r"exposure level for netral\.service: ([\d.]+)", done.stdout)
    assert exposure is not None, done.stderr
    assert float(exposure.group(1)) < 2


def test_nginx_takes_the_configuration(tmp_path: Path) -> None:
    nginx, openssl = needs("nginx"), needs("openssl")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=intranet.example.go.id"]
    subprocess.run([openssl, *request, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    server, sign_in = (block.text for block in of("nginx"))
    server = re.sub(r"(ssl_certificate +)\S+;", rf"\1{certificate};", server)
    server = re.sub(r"(ssl_certificate_key +)\S+;", rf"\1{key};", server)
    assert server.count("    }\n}\n") == 1
    whole = server.replace("    }\n}\n", f"{sign_in}    }}\n}}\n")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "\n".join(f"{kind}_temp_path {tmp_path}/{kind};" for kind in kinds)
    head = f"pid {tmp_path}/pid;\nerror_log stderr;\nevents {{}}\n"
    (tmp_path / "nginx.conf").write_text(f"{head}http {{\naccess_log off;\n{places}\n{whole}}}\n", encoding="utf-8")
    done = subprocess.run(
        [nginx, "-t", "-p", tmp_path, "-c", tmp_path / "nginx.conf"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr


def test_what_was_backed_up_comes_back(make_workspace: Callable[[], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make_workspace()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")  # where `netral` is
    (folder / "netral.toml").write_text("keep_days = 30\n", encoding="utf-8")
    records = folder / ".netral/records.sqlite"
    kept = OpinionStore(records).feedback()
    backup, restore = (block.text for name in ("Backup", "Restore") for block in section(GUIDE, name))
    subprocess.run(["bash", "-e", "-c", backup], check=True)
    shutil.rmtree(folder / "seeds")
    (folder / "netral.toml").unlink()
    for suffix in ("", "-wal", "-shm"):
        Path(f"{records}{suffix}").write_bytes(b"damaged")
    with_files, _ = re.split(r"^netral index build$", restore, flags=re.MULTILINE)
    subprocess.run(["bash", "-e", "-c", with_files], check=True)
    assert OpinionStore(records).feedback() == kept
    assert len(kept) == 1
    assert (folder / "netral.toml").read_text(encoding="utf-8") == "keep_days = 30\n"
    assert sorted(p.name for p in (folder / "seeds").iterdir()) == sorted(p.name for p in (ROOT / "seeds").iterdir())


def make_without(tmp_path: Path, target: str, **programs: str) -> list[str]:
    """What `make` prints for a target on a machine that has no program but these, each with its script."""
    make, shell = needs("make"), needs("sh")
    for name, script in programs.items():
        (tmp_path / name.replace("_", "-")).write_text(f"#!{shell}\n{script}\n", encoding="utf-8")
        (tmp_path / name.replace("_", "-")).chmod(0o755)
    command = [make, "--no-print-directory", "-o", "test-install", f"BIN={tmp_path}", f"SHELL={shell}", target]
    environment = {**os.environ, "PATH": str(tmp_path)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


ROOT_OF_DEBIAN = {"apt_get": 'echo "apt-get $*"', "id": "echo 0", "playwright": 'echo "playwright $*"'}
SOMEBODY = ROOT_OF_DEBIAN | {"id": "echo 1000"}


def test_the_makefile_says_what_it_installs_before_it_does(tmp_path: Path) -> None:
    said, *called = make_without(tmp_path, "chromium", **ROOT_OF_DEBIAN)
    assert "chromium" in said
    assert "apt-get" in said
    assert called == ["apt-get update -qq", "apt-get install -qq -y chromium fonts-dejavu-core"]
    said, *called = make_without(tmp_path, "chromium", **SOMEBODY)
    assert "Playwright" in said
    assert called == ["playwright install chromium"]
    said, *called = make_without(tmp_path, "firefox", **ROOT_OF_DEBIAN)
    assert "firefox-esr (apt-get)" in said
    assert called == ["apt-get update -qq", "apt-get install -qq -y firefox-esr"]
    assert "apt-get install firefox-esr" in "".join(make_without(tmp_path, "firefox", **SOMEBODY))


@pytest.mark.parametrize("firefox", ["firefox", "firefox-esr"])
def test_make_browser_installs_nothing_where_both_browsers_are(tmp_path: Path, firefox: str) -> None:
    for name in ("chromium", firefox):
        (tmp_path / name).symlink_to(needs("sh"))
    assert "install" not in "".join(make_without(tmp_path, "browser", **ROOT_OF_DEBIAN))


def test_make_browser_installs_both_browsers(tmp_path: Path) -> None:
    installed = [line for line in make_without(tmp_path, "browser", **ROOT_OF_DEBIAN) if "-y" in line]
    assert installed == ["apt-get install -qq -y chromium fonts-dejavu-core", "apt-get install -qq -y firefox-esr"]
