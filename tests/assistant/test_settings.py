from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.settings import VARIABLE_PREFIX, Settings, load_settings
from index.errors import ConfigError


def toml(folder: Path, text: str) -> Path:
    (folder / "netral.toml").write_text(text, encoding="utf-8")
    return folder


def test_without_file_or_environment_the_defaults_apply(tmp_path: Path) -> None:
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
        load_settings(tmp_path / "elsewhere", {VARIABLE_PREFIX + typed.upper(): "1"})


def test_for_a_key_like_no_other_all_keys_are_listed(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as raised:
        load_settings(toml(tmp_path, "zzzz = 1"), {})
    assert all(name in str(raised.value) for name in Settings.model_fields)


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
        'trusted_proxies = ["proxy.example"]',
        'trusted_proxies = ["*"]',
        'trusted_proxies = ["10.0.0.5/16"]',
        "trusted_proxies = 5",
        "max_waiting = -1",
        "answers_kept = -1",
        "address_rate_limit = 0",
        "keep_days = -1",
        'user_header = "X Remote"',
    ],
)
def test_a_value_that_does_not_fit_is_refused_by_name(tmp_path: Path, line: str) -> None:
    with pytest.raises(ConfigError, match=f"`{line.split(' ')[0]}`"):
        load_settings(toml(tmp_path, line), {})


@pytest.mark.parametrize("contents", [b"port = ", b"\xff\xfe", b"port = 1\nport = 2"])
def test_a_file_that_is_not_toml_is_refused_by_name(tmp_path: Path, contents: bytes) -> None:
    (tmp_path / "netral.toml").write_bytes(contents)
    with pytest.raises(ConfigError, match=r"netral\.toml is not valid TOML"):
        load_settings(tmp_path, {})


def test_proxies_come_as_a_list_or_with_commas_and_may_be_none(tmp_path: Path) -> None:
    folder = toml(tmp_path, 'trusted_proxies = ["10.0.0.5", "10.1.0.0/16"]')
    assert load_settings(folder, {}).trusted_proxies == ("10.0.0.5", "10.1.0.0/16")
    other = tmp_path / "elsewhere"
    assert load_settings(other, {"NETRAL_TRUSTED_PROXIES": "10.0.0.5, ::1"}).trusted_proxies == ("10.0.0.5", "::1")
    assert load_settings(other, {"NETRAL_TRUSTED_PROXIES": ""}).trusted_proxies == ()


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
    with pytest.raises(ConfigError, match="`fusion` is 'sparse': it must be one of weighted, rrf, dense, bm25"):
        load_settings(tmp_path / "elsewhere", {"NETRAL_FUSION": "sparse"})


@pytest.mark.parametrize(("given", "meant"), [("true", True), ("False", False)])
def test_a_switch_is_true_or_false(tmp_path: Path, given: str, meant: bool) -> None:
    assert not Settings().evaluators
    assert load_settings(tmp_path, {VARIABLE_PREFIX + "EVALUATORS": given}).evaluators is meant
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
    given = getattr(load_settings(tmp_path, {VARIABLE_PREFIX + name.upper(): text}), name)
    assert (type(given), given) == (type(meant), meant)


@pytest.mark.parametrize("text", ["", "80.0", "8e3", "0x50", "true", "eighty", "-1", "65536"])
def test_a_variable_that_is_not_a_whole_number_in_the_range_is_refused(tmp_path: Path, text: str) -> None:
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
    with pytest.raises(ValueError, match="frozen"):
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
    with pytest.raises(ConfigError, match=r"netral\.toml is a folder"):
        load_settings(tmp_path, {})


@pytest.mark.parametrize("key", ["PORT", "Port", "operator-token", ""])
def test_a_key_of_the_file_is_written_as_documented(tmp_path: Path, key: str) -> None:
    with pytest.raises(ConfigError, match="Unknown key"):
        load_settings(toml(tmp_path, f'"{key}" = 8000'), {})


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("port = 80.5", "`port` is 80.5: it must be a whole number from 0 to 65535."),
        ("threads = 0", "`threads` is 0: it must be a whole number from 1 to 256."),
        ('evaluators = "yes"', "`evaluators` is 'yes': it must be true or false."),
        ("index = 5", "`index` is 5: it must be a path, as text."),
        ("encoder = []", "`encoder` is []: it must be text."),
        ('language = "de"', "`language` is 'de': it must be one of id, en."),
        ("allowed_origins = [5]", "`allowed_origins` is [5]: it must be a list, as JSON"),
        ("operator_token = 1234567", "`operator_token` does not fit: it must be text."),
    ],
)
def test_an_error_says_what_is_given_and_what_may_be(tmp_path: Path, line: str, says: str) -> None:
    with pytest.raises(ConfigError) as raised:
        load_settings(toml(tmp_path, line), {})
    assert str(raised.value).startswith(says)


@pytest.mark.parametrize(
    "text", ['["https://a.example", "http://b.example:8080/"]', "https://a.example,http://b.example:8080"]
)
def test_a_list_in_a_variable_is_json_or_has_commas(tmp_path: Path, text: str) -> None:
    settings = load_settings(tmp_path, {"NETRAL_ALLOWED_ORIGINS": text})
    assert settings.allowed_origins == ("https://a.example", "http://b.example:8080")


@pytest.mark.parametrize("text", ['["https://a.example"', "[1]", "[[]]", '[{"https://a.example": 1}]'])
def test_what_is_not_a_list_of_texts_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match=r"`allowed_origins`.*as JSON or with commas"):
        load_settings(tmp_path, {"NETRAL_ALLOWED_ORIGINS": text})


# Changed settings, and plain values


def test_changed_settings_keep_the_rest_and_are_checked() -> None:
    settings = Settings(port=8000, operator_token="sixteen letters!")
    changed = settings.with_changes(index="~/index", threads=4)
    assert (changed.port, changed.index, changed.threads) == (8000, Path.home() / "index", 4)
    assert changed.operator_token == settings.operator_token
    assert settings.threads == 2
    with pytest.raises(ConfigError, match="`threads`"):
        settings.with_changes(threads=0)
    with pytest.raises(ConfigError, match=r"'thread'.*'threads'"):
        settings.with_changes(thread=1)


def test_plain_values_are_json_and_have_every_setting_but_the_secrets() -> None:
    settings = Settings(index=Path("a/b"), allowed_origins=("https://a.example",), operator_token="sixteen letters!")
    values = settings.as_dict()
    assert json.loads(json.dumps(values)) == values
    assert (values["index"], values["allowed_origins"], values["port"]) == ("a/b", ["https://a.example"], 7860)
    assert set(Settings.model_fields) - set(values) == {"operator_token", "evaluator_token", "openai_keys"}


def test_what_is_called_a_secret_is_one() -> None:
    named = {name for name in Settings.model_fields if name.endswith(("key", "keys", "token", "password", "secret"))}
    fields = Settings.model_fields.items()
    assert named == {name for name, field in fields if field.exclude} == {n for n, field in fields if not field.repr}


# Secrets in files


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    folder = tmp_path / "secrets"
    folder.mkdir()
    (folder / "netral_operator_token").write_text("a token from a file\n", encoding="utf-8")
    (folder / "database_password").write_text("of another program", encoding="utf-8")
    return folder


@pytest.mark.parametrize("variable", ["NETRAL_SECRETS_DIR", "CREDENTIALS_DIRECTORY"])
def test_a_secret_is_read_from_a_file_of_its_name(tmp_path: Path, secrets: Path, variable: str) -> None:
    settings = load_settings(tmp_path, {variable: str(secrets)})
    assert settings == Settings(operator_token="a token from a file")


def test_the_folder_that_is_named_for_us_is_read_instead_of_the_one_of_systemd(tmp_path: Path, secrets: Path) -> None:
    (tmp_path / "others").mkdir()
    environment = {"NETRAL_SECRETS_DIR": str(tmp_path / "others"), "CREDENTIALS_DIRECTORY": str(secrets)}
    assert load_settings(tmp_path, environment) == Settings()


def test_a_secret_wins_over_the_file_and_a_variable_over_both(tmp_path: Path, secrets: Path) -> None:
    folder, environment = toml(tmp_path, 'operator_token = "a token from toml"'), {"NETRAL_SECRETS_DIR": str(secrets)}
    assert load_settings(folder, environment).operator_token == "a token from a file"
    environment["NETRAL_OPERATOR_TOKEN"] = "a token from a variable"
    assert load_settings(folder, environment).operator_token == "a token from a variable"


def test_a_folder_of_secrets_that_is_not_there_is_an_error_where_it_was_named(tmp_path: Path) -> None:
    missing = str(tmp_path / "secrets")
    with pytest.raises(ConfigError, match=r"`NETRAL_SECRETS_DIR` is '.*secrets', which is no folder"):
        load_settings(tmp_path, {"NETRAL_SECRETS_DIR": missing})
    assert load_settings(tmp_path, {"CREDENTIALS_DIRECTORY": missing}) == Settings()
    assert load_settings(tmp_path, {"CREDENTIALS_DIRECTORY": "", "NETRAL_SECRETS_DIR": ""}) == Settings()


def test_a_misspelt_secret_is_named_with_the_nearest(tmp_path: Path, secrets: Path) -> None:
    (secrets / "netral_operator_tokn").write_text("x", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"'operator_tokn' in .*secrets: did you mean 'operator_token'\?"):
        load_settings(tmp_path, {"NETRAL_SECRETS_DIR": str(secrets)})
    with pytest.raises(ConfigError, match=r"'secret_dir' in the environment: did you mean 'secrets_dir'\?"):
        load_settings(tmp_path, {"NETRAL_SECRET_DIR": str(secrets)})


def test_a_secret_that_cannot_be_read_is_an_error_that_does_not_show_it(tmp_path: Path, secrets: Path) -> None:
    token = secrets / "netral_operator_token"
    token.write_bytes(b"\xff" * 20)
    with pytest.raises(ConfigError, match=r"The secrets in .*secrets cannot be read"):
        load_settings(tmp_path, {"NETRAL_SECRETS_DIR": str(secrets)})
    token.unlink()
    token.mkdir()
    with pytest.raises(ConfigError, match=r"cannot be read.*netral_operator_token"):
        load_settings(tmp_path, {"NETRAL_SECRETS_DIR": str(secrets)})
    token.rmdir()
    token.write_text("short", encoding="utf-8")
    with pytest.raises(ConfigError, match="`operator_token` is too short") as raised:
        load_settings(tmp_path, {"NETRAL_SECRETS_DIR": str(secrets)})
    assert "'short'" not in str(raised.value)


def test_a_link_within_the_folder_is_read_as_kubernetes_mounts_secrets_and_one_out_of_it_is_not(
    tmp_path: Path, secrets: Path
) -> None:
    token = secrets / "netral_operator_token"
    (secrets / "..now").mkdir()
    token.rename(secrets / "..now" / "netral_operator_token")
    (secrets / "..data").symlink_to("..now")
    token.symlink_to("..data/netral_operator_token")
    assert load_settings(tmp_path, {"NETRAL_SECRETS_DIR": str(secrets)}).operator_token == "a token from a file"
    (tmp_path / "outside").write_text("a token from elsewhere", encoding="utf-8")
    token.unlink()
    token.symlink_to(tmp_path / "outside")
    with pytest.raises(ConfigError, match=r"cannot be read: .*outside"):
        load_settings(tmp_path, {"NETRAL_SECRETS_DIR": str(secrets)})
