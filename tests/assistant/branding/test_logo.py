"""Logos: drawings that draw are taken, everything else is refused with its line and what to do."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from assistant.branding.logo import LOGO_LIMIT, PNG, SVG, read_logo
from index.errors import ConfigError
from tests.assistant.branding.pictures import chunk, png, svg


def refusal(path: Path, content: bytes) -> str:
    """What is said of such a file."""
    path.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        read_logo(path)
    return str(caught.value)


# Drawings


@pytest.mark.parametrize(
    "inside",
    [
        "",
        '<path d="M0 0h9"/><rect width="9" height="9"/><circle r="3"/><text>Kantor</text>',
        '<defs><linearGradient id="a"><stop offset="0"/></linearGradient></defs><rect fill="url(#a)" style="fill:url( #a )"/>',
        '<g id="a"/><use href="#a"/><use xlink:href="#a"/>',
        "<style>.a{fill:url('#b')} @media (prefers-color-scheme: dark){.a{fill:#fff}}</style>",
        "<title>onload=x</title><desc>https://kantor.example.go.id url(http://x)</desc><!-- <script/> -->",
        '<x:namedview xmlns:x="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" x:path="C:\\kantor"/>',
        '<g xmlns:i="http://www.inkscape.org/namespaces/inkscape" i:export-filename="C:\\kantor\\logo.png"/>',
    ],
)
def test_what_only_draws_is_taken(inside: str, tmp_path: Path) -> None:
    path = tmp_path / "Lambang Kantor.SVG"
    path.write_bytes(svg(inside))
    logo = read_logo(path)
    assert (logo.content, logo.media_type, logo.file_name) == (path.read_bytes(), SVG, "logo.svg")


@pytest.mark.parametrize(
    ("inside", "what"),
    [
        ("<script>alert(1)</script>", "a script"),
        ("<g><script/></g>", "a script"),
        ('<x:script xmlns:x="http://www.w3.org/2000/svg"/>', "a script"),
        ('<g onload="x()"/>', "an event handler (`onload`)"),
        ('<path ONCLICK="x()"/>', "an event handler (`ONCLICK`)"),
        ('<image href="x.png"/>', "the element `<image>`"),
        ("<foreignObject/>", "the element `<foreignObject>`"),
        ('<a href="#a"/>', "the element `<a>`"),
        ('<h:iframe xmlns:h="http://www.w3.org/1999/xhtml"/>', "the element `<iframe>`, which is not SVG"),
        ('<script xmlns=""/>', "the element `<script>`, which is not SVG"),
        ('<set attributeName="href"/>', "an animation (`<set>`)"),
        ('<animate attributeName="x"/>', "an animation (`<animate>`)"),
        ('<use href="https://x.example/a.svg#a"/>', "a reference to something outside of it (`href`)"),
        ('<use xlink:href=" //x.example/a.svg"/>', "a reference to something outside of it (`href`)"),
        ('<use href="data:image/svg+xml,x"/>', "a reference to something outside of it (`href`)"),
        ('<g xml:base="https://x.example/"/>', "a reference to something outside of it (`base`)"),
        ('<rect fill="url(https://x.example/a)"/>', "a reference to something outside of it (`fill`)"),
        ('<rect style="fill:URL (x)"/>', "a reference to something outside of it (`style`)"),
        ('<rect style="background:u\\72l(x)"/>', "a reference to something outside of it (`style`)"),
        ("<rect style=\"background:image-set('x.png' 1x)\"/>", "a reference to something outside of it (`style`)"),
        ("<style>@import 'x.css';</style>", "a style that loads something"),
        ("<style>@font-face{src:url(x.woff2)}</style>", "a style that loads something"),
        ("<style><![CDATA[.a{fill:url(//x.example)}]]></style>", "a style that loads something"),
        ("<style>.a{fill:u&#114;l(//x.example)}</style>", "a style that loads something"),
        ("<?xml-stylesheet href='x.css'?>", "an instruction (`<?xml-stylesheet`)"),
    ],
)
def test_what_does_more_is_refused_with_its_line(inside: str, what: str, tmp_path: Path) -> None:
    message = refusal(tmp_path / "logo.svg", svg(inside))
    assert f"logo.svg, line 2, has {what}" in message
    assert "plain SVG" in message or "Delete that line" in message


def test_a_document_type_is_refused_and_its_entities_are_never_read(tmp_path: Path) -> None:
    bomb = b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + svg("<text>&b;</text>")
    message = refusal(tmp_path / "logo.svg", bomb)
    assert message.endswith("line 1, has a document type (`<!DOCTYPE`). Delete that line: a drawing does without.")


@pytest.mark.parametrize("content", [b"", b"x", b"\x89PNG", svg()[:-3], svg("<text>&x;</text>"), svg("<g></h>")])
def test_what_is_not_well_formed_is_refused(content: bytes, tmp_path: Path) -> None:
    assert "is no well-formed SVG" in refusal(tmp_path / "logo.svg", content)


@pytest.mark.parametrize("content", [b"<svg viewBox='0 0 1 1'/>", b"<html xmlns='http://www.w3.org/1999/xhtml'/>"])
def test_another_first_element_is_refused(content: bytes, tmp_path: Path) -> None:
    assert 'Begin it with `<svg xmlns="http://www.w3.org/2000/svg"' in refusal(tmp_path / "logo.svg", content)


@pytest.mark.parametrize("size", ["", "32", "a b", "0 32", "-1 32", "inf 1", "nan 1"])
def test_a_drawing_without_its_size_is_refused(size: str, tmp_path: Path) -> None:
    message = refusal(tmp_path / "logo.svg", svg(size=size))
    assert message.endswith(
        'has no `viewBox` of four numbers. Add one with its width and height: viewBox="0 0 120 40".'
    )


def test_the_size_of_a_drawing_is_that_of_its_view(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_bytes(svg(size="120.5,40"))
    logo = read_logo(tmp_path / "logo.svg")
    assert (logo.width, logo.height, logo.is_square) == (120.5, 40, False)
    assert ".mark{width:auto!important;max-width:7rem;aspect-ratio:120.5/40}" in logo.css().replace(
        ":is(.brand,.brand-row,.phone-brand)>", ""
    )


# Pictures of pixels


def test_a_png_is_taken_with_its_size(tmp_path: Path) -> None:
    path = tmp_path / "logo.png"
    path.write_bytes(png(64, 64))
    logo = read_logo(path)
    assert (logo.media_type, logo.file_name, logo.width, logo.height, logo.is_square) == (PNG, "logo.png", 64, 64, True)
    picture = io.BytesIO()
    Image.new("RGBA", (120, 40), "#1f3f77").save(picture, "PNG")  # what another program writes
    path.write_bytes(picture.getvalue())
    assert (read_logo(path).width, read_logo(path).height) == (120, 40)


def test_a_damaged_png_is_refused(tmp_path: Path) -> None:
    whole = png()
    flipped = whole[:40] + bytes([whole[40] ^ 1]) + whole[41:]
    no_picture = whole[:33] + chunk(b"IEND", b"")
    for content in (
        b"",
        b"x",
        whole[:8],
        whole[:20],
        whole[:-1],
        whole[:-12],
        whole + b"x",
        flipped,
        no_picture,
        svg(),
    ):
        assert refusal(tmp_path / "logo.png", content).endswith(
            "is no whole PNG. Export it again from your drawing program."
        )


@pytest.mark.parametrize("size", [(0, 4), (4, 0), (2049, 4), (4, 2049)])
def test_a_png_of_an_odd_size_is_refused(size: tuple[int, int], tmp_path: Path) -> None:
    assert f"{size[0]} x {size[1]} pixels, and at most 2048" in refusal(tmp_path / "logo.png", png(*size))


# Any file


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    message = refusal(tmp_path / "logo.svg", b"x" * (LOGO_LIMIT + 1024))
    assert "has 129 KiB, and at most 128 are allowed" in message


@pytest.mark.parametrize("name", ["logo.jpg", "logo", "logo.svgz"])
def test_another_kind_of_file_is_refused(name: str, tmp_path: Path) -> None:
    assert "an .svg or .png file beside brand.toml" in refusal(tmp_path / name, svg())


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"but there is no .*Put the file there, or correct its name"):
        read_logo(tmp_path / "logo.svg")
