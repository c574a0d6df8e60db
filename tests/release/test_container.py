"""The Dockerfile and compose.yaml: what runs is confined, and they agree with each other and with the settings."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from assistant.settings import Settings, load_settings
from assistant.web.security.gate import HEALTH
from index.errors import ReleaseError
from index.toml import read_toml
from release.bare_root import Confinement, join, start
from release.clean_machine import readme_commands
from release.dockerfile import allowed_context, read_command, read_copy, read_stages, variables
from tests.docs.blocks import ROOT, as_shown

BUILD, IMAGE = read_stages((ROOT / "Dockerfile").read_text(encoding="utf-8"))
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICE = COMPOSE["services"]["netral"]
ENVIRONMENT = IMAGE.environment()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(tmp_path, {name: value for name, value in ENVIRONMENT.items() if name.startswith("NETRAL_")})


def test_every_image_has_a_tag_that_stays() -> None:
    images = [BUILD.base, IMAGE.base, *(service["image"] for service in COMPOSE["services"].values())]
    tags = [image.partition(":")[2] for image in images]
    assert all(re.match(r"\d", tag) for tag in tags), images
    project = read_toml(ROOT / "pyproject.toml")["project"]
    assert SERVICE["image"] == f"netral:{project['version']}"
    assert BUILD.base == IMAGE.base


def test_it_runs_as_a_user_without_rights() -> None:
    (user,) = IMAGE.values("USER")
    number, _, group = user.partition(":")
    assert int(number) > 999, "a number, so that a cluster can see that it is not root"
    assert group == number
    assert any(f"useradd --system --uid {number} " in step for step in IMAGE.values("RUN"))
    keywords = [step.keyword for step in IMAGE.instructions]
    assert "RUN" not in keywords[keywords.index("USER") :]


def test_everything_is_installed_by_its_hash_and_nothing_that_builds_is_left() -> None:
    installed = [line for step in BUILD.values("RUN") for line in step.split("&&") if " install " in line]
    assert [line for line in installed if "--require-hashes" not in line and "--no-index" not in line] == []
    assert not any("pip" in step for step in IMAGE.values("RUN"))
    assert [read_copy(value).paths for value in IMAGE.values("COPY")] == [("/opt/netral",), ("seeds",)]


def test_what_is_copied_exists_and_is_let_through() -> None:
    allowed = allowed_context((ROOT / ".dockerignore").read_text(encoding="utf-8"))
    copies = [read_copy(value) for stage in (BUILD, IMAGE) for value in stage.values("COPY")]
    paths = [path for copy in copies if not copy.source for path in copy.paths]
    assert sorted(paths) == sorted(allowed)
    assert [path for path in paths if not (ROOT / path).exists()] == []
    assert {copy.source for copy in copies} - {""} == {BUILD.name}


def test_the_health_check_asks_a_route_of_the_server_without_sign_in() -> None:
    from assistant.web.api import health

    (check,) = IMAGE.values("HEALTHCHECK")
    program = read_command(check)[-1]
    (path,) = re.findall(r"'(/\w+)'", program)
    assert path in HEALTH
    assert f'"{path}"' in Path(health.__file__).read_text(encoding="utf-8")
    assert "os.environ['NETRAL_PORT']" in program
    assert SERVICE["healthcheck"]["test"] == ["CMD", *read_command(check)]
    assert f"--interval={SERVICE['healthcheck']['interval']} " in check


def test_the_volumes_hold_all_that_is_written(settings: Settings) -> None:
    (listed,) = IMAGE.values("VOLUME")
    volumes = json.loads(listed)
    folders = {setting: str(getattr(settings, setting).parent) for setting in ("index", "records", "sources")}
    assert folders == {name: f"/var/lib/netral/{name}" for name in folders}
    assert sorted(volumes) == sorted(folders.values())
    mounted = [entry.split(":")[1] for entry in SERVICE["volumes"]]
    assert sorted(mounted) == sorted(volumes)
    assert COMPOSE["volumes"].keys() >= {entry.split(":")[0] for entry in SERVICE["volumes"]}


def test_the_articles_of_the_image_are_where_the_settings_look(settings: Settings) -> None:
    copy = read_copy(IMAGE.values("COPY")[-1])
    assert (copy.target, copy.owner) == (str(settings.sources), "netral:netral")


def test_the_port_is_one_and_open_to_this_machine_alone(settings: Settings) -> None:
    assert settings.host == "0.0.0.0"
    assert IMAGE.values("EXPOSE") == [str(settings.port)]
    assert SERVICE["ports"] == [f"127.0.0.1:{settings.port}:{settings.port}"]


def test_compose_confines_it() -> None:
    assert SERVICE["read_only"] is True
    assert SERVICE["cap_drop"] == ["ALL"]
    assert SERVICE["security_opt"] == ["no-new-privileges:true"]
    assert [entry.partition(":")[0] for entry in SERVICE["tmpfs"]] == ["/tmp"]
    assert SERVICE["mem_limit"]
    assert "privileged" not in SERVICE


def test_the_database_starts_only_where_it_is_asked_for() -> None:
    database = COMPOSE["services"]["postgres"]
    assert database["profiles"] == ["postgres"]
    assert "depends_on" not in SERVICE
    assert not any("PASSWORD" in name and not name.endswith("_FILE") for name in database["environment"])


def test_the_image_serves_as_the_readme_says(settings: Settings) -> None:
    assert read_command(IMAGE.values("CMD")[0]) == ["netral", "serve"]
    serve, ask, shown = readme_commands((ROOT / "README.md").read_text(encoding="utf-8"))
    assert serve == "make chat"
    assert ask.startswith(".venv/bin/netral ask ")
    assert as_shown(shown, shown)
    assert urlsplit(f"http://127.0.0.1:{settings.port}").port == Settings().port


def test_a_dockerfile_is_read_as_docker_reads_it() -> None:
    text = "FROM a:1 AS one\n# why\nRUN x \\\n# between\n  && y\nFROM b:2\nCOPY --from=one --chown=u:g /p /q/\nENV A=1 B='two words'\n"
    first, second = read_stages(text)
    assert (first.name, first.values("RUN")) == ("one", ["x  && y"])
    assert read_copy(second.values("COPY")[0]) == read_copy("--chown=u:g --from=one /p /q/")
    assert second.environment() == {"A": "1", "B": "two words"} == variables("A=1 B='two words'")


@pytest.mark.parametrize("text", ["FROM a:1\nADD x y\n", "RUN early\n", "FROM a:1 AS b extra\n"])
def test_what_is_not_understood_in_a_dockerfile_is_refused(text: str) -> None:
    with pytest.raises(ReleaseError, match="is not understood"):
        read_stages(text)


def test_options_lines_for_a_shell_and_open_contexts_are_refused() -> None:
    with pytest.raises(ReleaseError, match="COPY --link"):
        read_copy("--link a b")
    with pytest.raises(ReleaseError, match="as a list"):
        read_command("netral serve")
    with pytest.raises(ReleaseError, match="begin with"):
        allowed_context("node_modules\n")
    with pytest.raises(ReleaseError, match="Start"):
        readme_commands("# Netral\n")


def test_a_confined_program_has_a_read_only_root_its_volumes_and_no_rights(tmp_path: Path) -> None:
    how = Confinement("10001:10001", "/w", {"A": "1"}, network=False, read_only=True, volumes={tmp_path / "v": "/w/v"})
    command = start(tmp_path / "root", ["netral", "serve"], how)
    script = command[-1].splitlines()
    assert "--net" in command
    assert not any("resolv.conf" in line for line in script)
    read_only, volume = (
        next(number for number, line in enumerate(script) if part in line)
        for part in ("remount,bind,ro", f"mount --bind {tmp_path}/v ")
    )
    assert read_only < volume, "a volume is mounted over the read-only root, and stays writable"
    for part in ("--reuid=10001", "--clear-groups", "--no-new-privs", "--bounding-set=-all", "--chdir=/w", "A=1"):
        assert part in script[-1]
        assert part in " ".join(join(1, ["true"], how))


def test_certificates_are_lent_to_a_step_and_not_left(tmp_path: Path) -> None:
    command = start(tmp_path, ["pip"], Confinement(environment={"PIP_CERT": "/etc/of/this/machine.pem"}))
    assert "mount --bind /etc/of/this/machine.pem" in command[-1]
    assert "PIP_CERT=/etc/of/this/machine.pem" not in command[-1]
