from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from assistant.settings import PREFIX, Settings, load_settings
from index.errors import ConfigError


def toml(folder: Path, text: str) -> Path:
    (folder / "netral.toml").write_text(text, encoding="utf-8")
    return folder


def test_without_file_or_environment_the_defaults_hold(tmp_path: Path) -> None:
    assert load_settings(tmp_path, {}) == Settings()


def test_nothing_but_loopback_is_bound_and_no_origin_is_let_in_by_default() -> None:
    assert Settings().host == "127.0.0.1"
    assert Settings().allowed_origins == ()


def test_the_file_sets_and_the_environment_wins_and_options_win_over_both(tmp_path: Path) -> None:
    folder = toml(tmp_path, 'port = 8000\nhost = "0.0.0.0"\nthreads = 4\n')
    settings = load_settings(folder, {"NETRAL_PORT": "8001", "NETRAL_HOST": "::1", "HOME": "/root"}, host="10.0.0.1")
    assert (settings.threads, settings.port, settings.host) == (4, 8001, "10.0.0.1")


def test_an_option_that_was_not_given_changes_nothing(tmp_path: Path) -> None:
    assert load_settings(toml(tmp_path, "port = 8000"), {}, port=None).port == 8000


@pytest.mark.parametrize(
    ("typed", "meant"), [("prot", "port"), ("source", "sources"), ("max_concurent", "max_concurrent")]
)
def test_an_unknown_key_is_named_with_the_nearest(tmp_path: Path, typed: str, meant: str) -> None:
    with pytest.raises(ConfigError, match=rf"'{typed}'.*netral\.toml.*'{meant}'"):
        load_settings(toml(tmp_path, f"{typed} = 1"), {})
    with pytest.raises(ConfigError, match=rf"'{typed}'.*environment.*'{meant}'"):
        load_settings(tmp_path / "elsewhere", {PREFIX + typed.upper(): "1"})


def test_a_key_like_no_other_is_told_all_there_are(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as raised:
        load_settings(toml(tmp_path, "zzzz = 1"), {})
    assert all(field.name in str(raised.value) for field in dataclasses.fields(Settings))


@pytest.mark.parametrize(
    "line",
    [
        "port = true",
        "evaluators = 1",
        'evaluators = "yes"',
        "port = 80.5",
        'port = "eighty"',
        "port = 70000",
        "threads = 0",
        "candidates = 0",
        "max_concurrent = 0",
        "rate_limit = -1",
        'operator_token = "fifteen letters"',
        "host = 5",
        "index = 5",
        "encoder = []",
        'reader = "oracle"',
        'language = "de"',
        'root_path = "netral"',
        'root_path = "/netral/"',
        'allowed_origins = ["intranet.example"]',
        'allowed_origins = ["*"]',
        'allowed_origins = ["https://a.example/path"]',
        'allowed_origins = ["https://a.example; script-src *"]',
        "allowed_origins = 5",
        "keep_days = -1",
        'user_header = "X Remote"',
    ],
)
def test_a_value_that_does_not_fit_is_refused_by_name(tmp_path: Path, line: str) -> None:
    with pytest.raises(ConfigError, match=f"`{line.split(' ')[0]}`"):
        load_settings(toml(tmp_path, line), {})


@pytest.mark.parametrize("contents", [b"port = ", b"\xff\xfe", b"port = 1\nport = 2"])
def test_a_file_that_is_no_toml_is_refused_by_name(tmp_path: Path, contents: bytes) -> None:
    (tmp_path / "netral.toml").write_bytes(contents)
    with pytest.raises(ConfigError, match=r"netral\.toml is not valid TOML"):
        load_settings(tmp_path, {})


def test_origins_come_as_a_list_or_with_commas_and_lose_a_last_slash(tmp_path: Path) -> None:
    expected = ("https://a.example", "http://b.example:8080")
    folder = toml(tmp_path, 'allowed_origins = ["https://a.example/", "http://b.example:8080"]')
    assert load_settings(folder, {}).allowed_origins == expected
    environment = {"NETRAL_ALLOWED_ORIGINS": "https://a.example, http://b.example:8080/,"}
    assert load_settings(tmp_path / "elsewhere", environment).allowed_origins == expected


def test_a_secret_is_shown_neither_with_the_settings_nor_with_the_error_about_it(tmp_path: Path) -> None:
    assert "sixteen letters!" not in repr(load_settings(tmp_path, {"NETRAL_OPERATOR_TOKEN": "sixteen letters!"}))
    with pytest.raises(ConfigError, match="at least 16 characters") as raised:
        load_settings(tmp_path, {"NETRAL_OPERATOR_TOKEN": "too short"})
    assert "too short:" not in str(raised.value).replace("is too short:", "")


def test_the_home_folder_is_expanded(tmp_path: Path) -> None:
    assert load_settings(toml(tmp_path, 'index = "~/index"'), {}).index == Path.home() / "index"


def test_the_fusion_is_one_of_those_there_are(tmp_path: Path) -> None:
    assert load_settings(toml(tmp_path, 'fusion = "rrf"'), {}).fusion == "rrf"
    with pytest.raises(ConfigError, match="`fusion` is 'sparse': it is one of weighted, rrf, dense, bm25"):
        load_settings(tmp_path / "elsewhere", {"NETRAL_FUSION": "sparse"})


@pytest.mark.parametrize(("given", "meant"), [("true", True), ("False", False)])
def test_a_switch_is_true_or_false(tmp_path: Path, given: str, meant: bool) -> None:
    assert not Settings().evaluators
    assert load_settings(tmp_path, {PREFIX + "EVALUATORS": given}).evaluators is meant
    assert load_settings(toml(tmp_path, f"evaluators = {given.lower()}"), {}).evaluators is meant


@pytest.mark.parametrize(
    ("name", "text", "meant"),
    [
        ("port", "8000", 8000),
        ("port", " 8000 ", 8000),
        ("threads", "4", 4),
        ("rate_limit", "0", 0),
        ("encoder", "", ""),
        ("host", "::1", "::1"),
        ("index", "~/index", Path.home() / "index"),
        ("records", "kept/records.sqlite", Path("kept/records.sqlite")),
        ("evaluators", "TRUE", True),
        ("allowed_origins", "", ()),
        ("allowed_origins", "https://a.example", ("https://a.example",)),
        ("reader", "owner/model", "owner/model"),
        ("language", "en", "en"),
    ],
)
def test_the_text_of_a_variable_becomes_what_the_setting_is(
    tmp_path: Path, name: str, text: str, meant: object
) -> None:
    given = getattr(load_settings(tmp_path, {PREFIX + name.upper(): text}), name)
    assert (type(given), given) == (type(meant), meant)


@pytest.mark.parametrize("text", ["", "80.0", "8e3", "0x50", "true", "eighty", "-1", "65536"])
def test_a_variable_that_is_no_whole_number_within_the_range_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match="`port`"):
        load_settings(tmp_path, {"NETRAL_PORT": text})


@pytest.mark.parametrize("text", ["", "1", "yes", "on", "t"])
def test_a_variable_that_is_not_true_or_false_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match="`evaluators`"):
        load_settings(tmp_path, {"NETRAL_EVALUATORS": text})


def test_a_number_in_the_file_may_be_quoted(tmp_path: Path) -> None:
    assert load_settings(toml(tmp_path, 'port = "8000"'), {}).port == 8000


def test_options_are_checked_like_everything_else(tmp_path: Path) -> None:
    assert load_settings(tmp_path, {}, index=Path("~/index")).index == Path.home() / "index"
    with pytest.raises(ConfigError, match="`port`"):
        load_settings(tmp_path, {}, port=70000)


def test_only_variables_in_capitals_count(tmp_path: Path) -> None:
    assert load_settings(tmp_path, {"netral_port": "8000", "netral_prot": "8000", "XNETRAL_PORT": "1"}) == Settings()


def test_settings_do_not_change() -> None:
    with pytest.raises((AttributeError, ValueError)):
        Settings().port = 8000  # type: ignore[misc]
    assert hash(Settings(port=8000)) == hash(Settings(port=8000))


def test_settings_made_in_code_are_checked_and_read_neither_file_nor_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(toml(tmp_path, "port = 8000"))
    monkeypatch.setenv("NETRAL_THREADS", "4")
    assert (Settings().port, Settings().threads) == (7860, 2)
    with pytest.raises(ConfigError, match="`port`"):
        Settings(port=70000)


def test_a_file_that_is_a_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "netral.toml").mkdir()
    with pytest.raises((ConfigError, OSError), match=r"netral\.toml"):
        load_settings(tmp_path, {})
