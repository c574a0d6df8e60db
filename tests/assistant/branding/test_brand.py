"""The identity in force reaches every sentence and every page."""

from __future__ import annotations

import re

import pytest

from assistant.answer import Lang
from assistant.branding.brand import NETRAL, Brand, brand_in_force, use_brand
from assistant.branding.logo import PNG, SVG, Logo
from assistant.html import TEMPLATES, render_line, render_page
from assistant.wording import fill_text, words
from tests.assistant.branding.pictures import png, svg

OFFICE = Brand(
    name="Tanya <Kepegawaian>",
    tagline={"id": "Tanya jawab", "en": "Questions"},
    light={"accent": "#1f3f77"},
    dark={"accent": "#a9c3f5"},
)
DRAWN = Brand(logo=Logo(svg(), SVG, 32, 32))
PICTURE = Brand(logo=Logo(png(), PNG, 4, 4))


def page(lang: Lang = "id") -> str:
    return render_page("message.html", lang, "/x", "/other", heading="Judul", message="Isi")


def test_netral_is_in_force_until_another_is() -> None:
    assert brand_in_force() is NETRAL
    use_brand(OFFICE)
    assert brand_in_force() is OFFICE


@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_sentence_says_the_name_in_force(lang: Lang) -> None:
    own = words(lang)
    assert not any("{brand}" in text for text in own.values())
    named = {key for key, text in own.items() if re.search(r"\bNetral\b", text)}
    assert {"reply_identity", "reply_greeting", "partisan", "page_title", "welcome_is_not"} <= named
    use_brand(OFFICE)
    for key, text in words(lang).items():
        assert not re.search(r"\bNetral\b", text)
        assert (OFFICE.name in text) == (key in named)
    use_brand(NETRAL)
    assert words(lang) is own


def test_a_sentence_with_places_is_filled_under_the_name() -> None:
    use_brand(OFFICE)
    assert fill_text("off_topic", "en", searched="{brand}", documents=5) == (
        "This question is off the subject. Tanya <Kepegawaian> only answers about the neutrality of civil servants. "
        "Searched for: “{brand}” in 5 articles."
    )


def test_the_tagline_of_an_office_stands_in_titles_too() -> None:
    use_brand(OFFICE)
    assert (words("en")["tagline"], words("en")["page_title"]) == ("Questions", "Tanya <Kepegawaian> – Questions")
    use_brand(Brand(name="Kantor"))
    assert words("id")["tagline"] == "Tanya jawab netralitas ASN"
    assert words("id")["page_title"] == "Kantor – tanya jawab netralitas ASN"


def test_a_page_shows_name_and_mark_escaped() -> None:
    assert "– Netral</title>" in page()
    use_brand(OFFICE)
    shown = page()
    assert "– Tanya &lt;Kepegawaian&gt;</title>" in shown
    assert re.search(r'<a class="brand" href="/x/">\s*<span class="mark" aria-hidden="true">', shown)
    assert "Netral" not in shown.replace("/static/netral/", "")
    assert "&lt;Kepegawaian&gt;" in render_line("chat.html", "header", say=words("id"), lang="id", sources="5")
    assert "&lt;Kepegawaian&gt;" in render_line("chat.html", "side_top", say=words("id"))


def test_no_template_says_the_name_itself() -> None:
    for path in TEMPLATES.glob("*.html"):
        text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert re.findall(r"^.*\bNetral\b.*$", text, re.MULTILINE) == [], path.name


def links(text: str) -> dict[str, list[str]]:
    """The addresses of a page's pictures and of its manifest, by the kind of link."""
    found: dict[str, list[str]] = {}
    for kind, address in re.findall(r'<link rel="(icon|apple-touch-icon|manifest)" href="([^"]+)"', text):
        found.setdefault(kind, []).append(address.removeprefix("/x/"))
    return found


STATIC = "static/netral"


@pytest.mark.parametrize(
    ("brand", "icons", "touch"),
    [
        (NETRAL, ["favicon.ico", f"{STATIC}/icon.svg"], [f"{STATIC}/apple-touch-icon.png"]),
        (Brand(name="Kantor"), ["favicon.ico", f"{STATIC}/icon.svg"], [f"{STATIC}/apple-touch-icon.png"]),
        (Brand(light={"accent": "#0d5c4f"}), ["favicon.ico", f"{STATIC}/icon.svg"], [f"{STATIC}/apple-touch-icon.png"]),
        (OFFICE, [f"{STATIC}/icon.svg"], []),
        (DRAWN, [f"{STATIC}/logo.svg"], []),
        (PICTURE, [f"{STATIC}/logo.png"], [f"{STATIC}/logo.png"]),
    ],
)
def test_the_pictures_of_a_page_are_those_of_the_brand_alone(brand: Brand, icons: list[str], touch: list[str]) -> None:
    """Netral's mark in Netral's green never stands beside an office's own."""
    use_brand(brand)
    for text in (page(), render_line("chat.html", "head", root="/x")):
        found = links(text)
        assert (found["icon"], found.get("apple-touch-icon", []), found["manifest"]) == (
            icons,
            touch,
            ["manifest.json"],
        )


def test_colours_and_logo_are_one_style_sheet() -> None:
    assert NETRAL.css() == ""
    assert Brand(name="Kantor").css() == ""
    assert OFFICE.css().startswith(":root{--n-accent:#1f3f77;--n-link:#1f3f77;}\nbody.dark{")
    assert ".mark,#chat .answer::before{background:url(logo.svg) center/contain no-repeat!important;" in DRAWN.css()
    assert ".mark>.icon,#chat .answer::after{display:none!important}" in PICTURE.css()


def test_the_palette_is_whole() -> None:
    assert OFFICE.palette("dark")["accent"] == "#a9c3f5"
    assert OFFICE.palette("dark")["page"] == NETRAL.palette("dark")["page"]
    assert OFFICE.palette("light")["accent"] == "#1f3f77"
