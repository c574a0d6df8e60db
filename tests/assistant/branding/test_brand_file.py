"""brand.toml: what is read, and what each thing that is wrong with it is answered with."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant.branding.brand import NETRAL
from assistant.branding.brand_file import check_brand, load_brand
from index.errors import ConfigError
from tests.assistant.branding.pictures import png, svg

WHOLE = """
name = "Tanya Kepegawaian"
tagline = { id = "Tanya jawab", en = "Questions" }
logo = "lambang.svg"
[light]
accent = "#1F3F77"
[dark]
accent = "#a9c3f5"
on-accent = "#123"
"""


def problems(folder: Path, text: str) -> tuple[str, ...]:
    (folder / "brand.toml").write_text(text, encoding="utf-8")
    return check_brand(str(folder)).problems


def test_a_whole_brand_is_read_from_its_folder_or_its_file(tmp_path: Path) -> None:
    (tmp_path / "lambang.svg").write_bytes(svg())
    assert problems(tmp_path, WHOLE) == ()
    brand = load_brand(str(tmp_path))
    assert (brand.name, brand.tagline["en"]) == ("Tanya Kepegawaian", "Questions")
    assert (dict(brand.light), brand.dark["on-accent"]) == ({"accent": "#1f3f77"}, "#112233")
    assert brand.logo is not None
    assert brand.logo.content == svg()
    other = tmp_path / "lain.toml"
    (tmp_path / "brand.toml").rename(other)
    assert load_brand(str(other)) == brand


def test_an_empty_setting_and_an_empty_file_are_netral(tmp_path: Path) -> None:
    assert load_brand("") is NETRAL
    assert problems(tmp_path, "") == ()
    assert load_brand(str(tmp_path)) == NETRAL


def test_the_home_folder_may_be_written_as_a_tilde(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "brand.toml").write_text('name = "Rumah"', encoding="utf-8")
    assert load_brand("~").name == "Rumah"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('nama = "x"', "Unknown key 'nama' in brand.toml: did you mean 'name'?"),
        ('[light]\naccents = "#fff"', "Unknown key 'accents' in [light]: did you mean 'accent'?"),
        ('[dark]\non_accent = "#fff"', "Unknown key 'on_accent' in [dark]: did you mean 'on-accent'?"),
        ('[lights]\naccent = "#fff"', "Unknown key 'lights' in brand.toml: did you mean 'light'?"),
        ('tagline = { id = "a", en = "b", eng = "c" }', "Unknown key 'eng' in `tagline`: did you mean 'en'?"),
        ('light = "#fff"', '`light` is no table: write [light], and below it lines such as accent = "#8a1c1c".'),
        ('[light]\naccent = "red"', "[light] `accent` is 'red': it must be a colour as \"#rrggbb\", such as \"#0d5c4f\"."),
        ("[light]\naccent = 3", "[light] `accent` is 3: it must be a colour as \"#rrggbb\", such as \"#0d5c4f\"."),
        ('name = ""', "`name` is empty: give a text in quotes, or leave the key out."),
        ('name = "  "', "`name` is empty: give a text in quotes, or leave the key out."),
        ("name = 3", "`name` is 3: give a text in quotes, or leave the key out."),
        (f'name = "{"x" * 41}"', "`name` has 41 characters: shorten it to 40, or it does not fit."),
        ('name = "a\\nb"', "`name` has the character '\\n': take it out."),
        ('name = "{documents}"', "`name` has the character '{': take it out."),
        ('name = "a\\u202eb"', "`name` has the character '\\u202e': take it out."),
        ('tagline = "x"', '`tagline` is no table: write tagline = { id = "...", en = "..." }.'),
        ('tagline = { id = "x" }', "`tagline` has no `en`: pages are in both languages, so give it in both."),
        ('tagline = { id = "x", en = "" }', "`tagline.en` is empty: give a text in quotes, or leave the key out."),
        ("logo = 3", "`logo` is 3: it must be the name of a file beside brand.toml, without a folder."),
        ('logo = "../x.svg"', "`logo` is '../x.svg': it must be the name of a file beside brand.toml, without a folder."),
        ('logo = "/x.svg"', "`logo` is '/x.svg': it must be the name of a file beside brand.toml, without a folder."),
        ('logo = ""', "`logo` is '': it must be the name of a file beside brand.toml, without a folder."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_what_to_do(text: str, says: str, tmp_path: Path) -> None:
    assert problems(tmp_path, text) == (says,)
    with pytest.raises(ConfigError) as caught:
        load_brand(str(tmp_path))
    assert str(caught.value) == f"The brand in {tmp_path / 'brand.toml'} cannot be used: {says}"


def test_a_wrong_logo_is_a_problem_like_any_other(tmp_path: Path) -> None:
    assert "there is no" in problems(tmp_path, 'logo = "x.svg"')[0]
    (tmp_path / "x.svg").write_bytes(svg("<script/>"))
    assert "has a script" in problems(tmp_path, 'logo = "x.svg"')[0]
    (tmp_path / "x.png").write_bytes(png())
    assert problems(tmp_path, 'logo = "x.png"') == ()


def test_every_problem_is_found_at_once_and_the_rest_is_read(tmp_path: Path) -> None:
    text = 'nama = "x"\nname = "Kantor"\nlogo = "x.svg"\n[light]\naccent = "#ffcc00"\npage = "x"\n[dark]\nink = "#f4f4f4"\n'
    found = problems(tmp_path, text)
    assert [line.split("`")[0] for line in found] == [
        "Unknown key 'nama' in brand.toml: did you mean 'name'?", "", "[light] ", *["[light] "] * 4,
    ]  # fmt: skip
    brand = check_brand(str(tmp_path)).brand
    assert (brand.name, dict(brand.dark)) == ("Kantor", {"ink": "#f4f4f4"})
    with pytest.raises(ConfigError, match=r"\(6 more: netral brand check .*\)$"):
        load_brand(str(tmp_path))


def test_too_little_contrast_is_an_error_of_its_theme(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, '[dark]\nmark-ink = "#4d4013"')
    assert found.startswith(
        "[dark] `mark-ink` (#4d4013) on `mark` (#4d4013) has a contrast of 1.0, and needs 4.5. Take a lighter"
    )


def test_contrast_is_that_of_all_colours_together(tmp_path: Path) -> None:
    """Each alone would not fit ours, and together they fit."""
    assert len(problems(tmp_path, '[light]\naccent = "#ffd24d"')) == 4
    dark = "\n".join(
        f'{token} = "{colour}"'
        for token, colour in {
            "accent": "#ffd24d", "on-accent": "#000", "page": "#101010", "surface": "#181818", "sunken": "#202020",
            "ink": "#eee", "soft": "#bbb", "furniture": "#aaa", "edge": "#888",
        }.items()
    )  # fmt: skip
    assert problems(tmp_path, f"[light]\n{dark}") == ()


@pytest.mark.parametrize("place", ["nowhere", "."])
def test_a_folder_without_the_file_is_named(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(
        ConfigError, match=r"`brand` is '.*', but there is no .*Name a folder with a brand\.toml, or leave"
    ):
        load_brand(place)


def test_what_is_no_toml_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"brand\.toml is not valid TOML: .*line 2"):
        problems(tmp_path, 'name = "x"\naccent = #fff\n')


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "brand.toml").touch(0o000)
    with pytest.raises(ConfigError, match="cannot be read: Permission denied"):
        load_brand(str(tmp_path))


def test_a_file_that_the_system_refuses_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "brand.toml").write_text('logo = "x.png"', encoding="utf-8")
    (tmp_path / "x.png").write_bytes(png())

    def refuse(*_: object, **__: object) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    (found,) = check_brand(str(tmp_path)).problems
    assert found == f"The logo {tmp_path / 'x.png'} cannot be read: Permission denied. Check its permissions."
    monkeypatch.setattr(Path, "read_text", refuse)
    with pytest.raises(ConfigError, match=r"brand\.toml cannot be read: Permission denied\. Check its permissions\."):
        check_brand(str(tmp_path))
